/*
 * JSON bodies through field tables. Strict (RFC 8259, ruling 11): jansson
 * parses, this walks the tables. The values themselves are field.c's.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "http/field_private.h"

static struct error malformed(
    struct ctx *cx, int line, int column, const char *reason)
{
	char lines[16], columns[16];

	snprintf(lines, sizeof lines, "%d", line < 1 ? 1 : line);
	snprintf(columns, sizeof columns, "%d", column < 1 ? 1 : column);
	return fail_with(cx->arena, ERR_BODY_MALFORMED, NULL,
	    HOLES({ "line", lines }, { "column", columns },
		{ "reason", reason }));
}

/* The parser recurses to 2048; nothing of ours is nearly as deep. */
static struct error check_depth(
    struct ctx *cx, const char *bytes, size_t length)
{
	int depth = 0, line = 1, column = 0;
	bool inside = false;

	for (size_t i = 0; i < length; i++) {
		char c = bytes[i];

		column++;
		if (c == '\n') {
			line++;
			column = 0;
		}
		if (inside && c == '\\') {
			i++;
			column++;
		} else if (c == '"') {
			inside = !inside;
		} else if (!inside && (c == '{' || c == '[')) {
			if (++depth > FIELD_DEPTH_MAX)
				return malformed(
				    cx, line, column, "nested too deeply");
		} else if (!inside && (c == '}' || c == ']')) {
			depth--;
		}
	}
	return OK;
}

/* The parser's words, without what it quotes if that is no whole text. */
static const char *reason_of(struct ctx *cx, const char *text)
{
	const char *near = strstr(text, " near ");

	if (text_is_utf8(text, strlen(text)))
		return arena_dup(cx->arena, text);
	if (near == NULL)
		return "invalid text";
	return arena_dup_n(cx->arena, text, (size_t)(near - text));
}

static struct error parse(
    struct ctx *cx, const char *bytes, size_t length, json_t **ret_json)
{
	json_error_t problem;
	struct error e;
	json_t *json;

	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		length -= 3;
	}
	if ((e = check_depth(cx, bytes, length)).code)
		return e;
	json = json_loadb(
	    bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
	if (json == NULL)
		return malformed(cx, problem.line, problem.column,
		    reason_of(cx, problem.text));
	*ret_json = json;
	return OK;
}

static void fill_object(struct filling *filling, const struct field *fields,
    const json_t *json, const struct spot *above, void *base);

static struct raw raw_of(const json_t *json)
{
	struct raw raw = { .kind = RAW_OTHER };

	if (json_is_string(json)) {
		raw.kind = RAW_TEXT;
		raw.text = json_string_value(json);
	} else if (json_is_integer(json)) {
		raw.kind = RAW_INT;
		raw.number = json_integer_value(json);
	} else if (json_is_boolean(json)) {
		raw.kind = RAW_BOOL;
		raw.truth = json_is_true(json);
	} else if (json_is_real(json)) {
		raw.kind = RAW_REAL;
	}
	return raw;
}

static void type_error(
    struct filling *filling, const struct spot *spot, const char *wanted)
{
	field_error(filling, spot, ERR_FIELD_TYPE, HOLES({ "wanted", wanted }));
}

static void fill_value(struct filling *filling, const struct field *field,
    const json_t *json, const struct spot *spot, void *base);

static void fill_list(struct filling *filling, const struct field *field,
    const json_t *json, const struct spot *spot, void *base)
{
	bool alone = field->lone_item && !json_is_array(json);
	size_t count = alone ? 1 : json_array_size(json);
	char *items;

	if (!json_is_array(json) && !alone) {
		type_error(filling, spot, N_("a list"));
		return;
	}
	if (count == 0 && field->required)
		field_missing(filling, field, spot);
	if (!field_list_fits(filling, field, spot, count))
		return;
	items = field_list_make(filling, field, count, base);
	for (size_t i = 0; i < count; i++) {
		struct spot item = { spot, NULL, i };
		const json_t *value = alone ? json : json_array_get(json, i);

		if (field_is_itself(field->fields))
			fill_value(filling, field->fields, value, &item,
			    items + i * field->item_size);
		else
			fill_object(filling, field->fields, value, &item,
			    items + i * field->item_size);
	}
}

static const char *map_value(struct filling *filling, const json_t *json)
{
	if (json_is_string(json))
		return arena_dup(filling->cx->arena, json_string_value(json));
	if (json_is_integer(json))
		return arena_printf(filling->cx->arena, "%" PRId64,
		    (int64_t)json_integer_value(json));
	if (json_is_boolean(json))
		return json_is_true(json) ? "true" : "false";
	return NULL;
}

static void fill_map(struct filling *filling, const struct field *field,
    json_t *json, const struct spot *spot, void *base)
{
	struct field_map *map =
	    (struct field_map *)(void *)((char *)base + field->offset);
	const char *key;
	json_t *value;

	if (!json_is_object(json)) {
		type_error(filling, spot, N_("an object"));
		return;
	}
	if (!field_list_fits(filling, field, spot, json_object_size(json)))
		return;
	map->pairs = ARENA_ARRAY(
	    filling->cx->arena, struct field_pair, json_object_size(json) + 1);
	json_object_foreach(json, key, value)
	{
		struct spot place = { spot, key, 0 };
		const char *text = map_value(filling, value);

		if (json_is_null(value))
			continue;
		if (text == NULL) {
			place.name = arena_dup(filling->cx->arena, key);
			type_error(filling, &place, N_("a text"));
			continue;
		}
		map->pairs[map->count].key = arena_dup(filling->cx->arena, key);
		map->pairs[map->count++].value = text;
	}
	field_given(field, base);
}

static void fill_value(struct filling *filling, const struct field *field,
    const json_t *json, const struct spot *spot, void *base)
{
	struct raw raw;

	if (json == NULL || json_is_null(json)) {
		field_missing(filling, field, spot);
		return;
	}
	switch (field->kind) {
	case FIELD_KIND_OBJECT:
		fill_object(filling, field->fields, json, spot,
		    (char *)base + field->offset);
		field_given(field, base);
		return;
	case FIELD_KIND_LIST:
		fill_list(filling, field, json, spot, base);
		return;
	case FIELD_KIND_MAP:
		fill_map(filling, field, (json_t *)(uintptr_t)json, spot, base);
		return;
	default:
		raw = raw_of(json);
		if (!field_scalar(filling, field, spot, &raw, base))
			field_missing(filling, field, spot);
	}
}

static bool named(const struct field *field, const char *key)
{
	return strcasecmp(field->name, key) == 0 ||
	       (field->alias != NULL && strcasecmp(field->alias, key) == 0);
}

static void fill_object(struct filling *filling, const struct field *fields,
    const json_t *json, const struct spot *above, void *base)
{
	const json_t **values;
	const char *key;
	json_t *value;
	size_t count = 0;

	if (!json_is_object(json)) {
		type_error(filling, above, N_("an object"));
		return;
	}
	while (fields[count].kind != FIELD_KIND_END)
		count++;
	values = ARENA_ARRAY(filling->cx->arena, const json_t *, count + 1);
	/* in the order they were written, so that the last one wins */
	json_object_foreach((json_t *)(uintptr_t)json, key,
	    value) for (size_t i = 0; i < count;
			i++) if (named(&fields[i], key)) values[i] = value;
	for (size_t i = 0; i < count; i++) {
		struct spot spot = { above, fields[i].name, 0 };

		if (!fields[i].read_only)
			fill_value(filling, &fields[i], values[i], &spot, base);
	}
}

struct error fields_from_json(struct ctx *cx, const char *bytes, size_t length,
    const struct field *fields, void *ret_input,
    struct field_errors *ret_errors)
{
	struct filling filling = { cx, ret_errors, 0 };
	json_t *json = NULL;
	struct error e;

	*ret_errors = (struct field_errors){ 0, NULL };
	e = parse(cx, bytes, length, &json);
	if (e.code)
		return e;
	if (field_is_itself(fields)) {
		struct spot spot = { NULL, "", 0 };

		fill_value(&filling, fields, json, &spot, ret_input);
	} else if (json_is_object(json)) {
		fill_object(&filling, fields, json, NULL, ret_input);
	} else {
		json_decref(json);
		return fail(ERR_BODY_NOT_OBJECT, NULL);
	}
	json_decref(json);
	return field_result(&filling);
}
