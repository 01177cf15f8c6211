/*
 * One value by one field: kinds, limits, and what to say when it does not
 * fit. Where the values come from is in field_json.c and field_pairs.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "http/field_private.h"

#define VALUE_SHOWN 100

static void spot_text(const struct spot *spot, struct text *out)
{
	if (spot == NULL)
		return;
	spot_text(spot->above, out);
	if (spot->name == NULL) {
		text_addf(out, "[%zu]", spot->index);
	} else if (spot->name[0] != '\0') {
		if (out->length > 0)
			text_add_char(out, '.');
		text_add(out, spot->name);
	}
}

void field_error(struct filling *filling, const struct spot *spot,
    enum error_code code, const struct hole *holes)
{
	struct arena *arena = filling->cx->arena;
	struct field_errors *errors = filling->errors;
	struct text path;

	ARENA_ROOM(arena, errors->list, errors->count, filling->room);
	text_init(&path, arena);
	spot_text(spot, &path);
	errors->list[errors->count++] =
	    fail_with(arena, code, path.length == 0 ? "" : path.bytes,
		holes == NULL ? HOLES({ NULL, NULL }) : holes);
}

struct error field_result(const struct filling *filling)
{
	return filling->errors->count > 0 ? filling->errors->list[0] : OK;
}

void field_missing(
    struct filling *filling, const struct field *field, const struct spot *spot)
{
	if (field->required)
		field_error(filling, spot, ERR_FIELD_MISSING, NULL);
}

void field_given(const struct field *field, void *base)
{
	if (field->has_offset != 0)
		*(bool *)((char *)base + field->has_offset) = true;
}

bool field_is_itself(const struct field *fields)
{
	return fields->kind != FIELD_KIND_END && fields->name[0] == '\0';
}

static bool wrong_type(
    struct filling *filling, const struct spot *spot, const char *wanted)
{
	field_error(filling, spot, ERR_FIELD_TYPE, HOLES({ "wanted", wanted }));
	return true;
}

/* Told with the value, shortened at a whole character. */
static bool wrong_value(struct filling *filling, const struct spot *spot,
    enum error_code code, const char *value, const char *choices)
{
	size_t n = strlen(value);

	if (n > VALUE_SHOWN) {
		n = VALUE_SHOWN;
		while (n > 0 && ((unsigned char)value[n] & 0xc0) == 0x80)
			n--;
	}
	field_error(filling, spot, code,
	    HOLES({ "value", arena_dup_n(filling->cx->arena, value, n) },
		{ "choices", choices }));
	return true;
}

/* ---- the kinds; each true when the value was given ---- */

static bool has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < ' ' && *text != '\t' &&
			*text != '\n' && *text != '\r') ||
		    *text == 0x7f)
			return true;
	return false;
}

static bool text_length_fits(struct filling *filling, const struct field *field,
    const struct spot *spot, const char *text)
{
	int64_t max = field->max > 0 ? field->max : FIELD_TEXT_MAX;
	char shown[24];

	if ((int64_t)text_width(text) <= max)
		return true;
	snprintf(shown, sizeof shown, "%" PRId64, max);
	field_error(filling, spot, ERR_FIELD_TOO_LONG, HOLES({ "max", shown }));
	return false;
}

static bool set_text(struct filling *filling, const struct field *field,
    const struct spot *spot, const char *text, void *target)
{
	if (!text_is_utf8(text, strlen(text)) ||
	    (field->kind == FIELD_KIND_TEXT && has_control(text))) {
		field_error(filling, spot, ERR_FIELD_ENCODING, NULL);
		return true;
	}
	text = field->kind == FIELD_KIND_TEXT
		   ? text_trim(filling->cx->arena, text)
		   : arena_dup(filling->cx->arena, text);
	if (text[0] == '\0' && field->required)
		return false;
	if (text_length_fits(filling, field, spot, text))
		*(const char **)target = text;
	return true;
}

static bool set_int(struct filling *filling, const struct field *field,
    const struct spot *spot, const struct raw *raw, void *target)
{
	int64_t number = raw->number;
	char min[24], max[24];

	if (raw->kind == RAW_TEXT && !text_to_int(raw->text, &number))
		return wrong_type(filling, spot, N_("a whole number"));
	if (raw->kind != RAW_TEXT && raw->kind != RAW_INT)
		return wrong_type(filling, spot, N_("a whole number"));
	if ((field->min != 0 || field->max != 0) &&
	    (number < field->min || number > field->max)) {
		snprintf(min, sizeof min, "%" PRId64, field->min);
		snprintf(max, sizeof max, "%" PRId64, field->max);
		field_error(filling, spot, ERR_FIELD_RANGE,
		    HOLES({ "min", min }, { "max", max }));
		return true;
	}
	*(int64_t *)target = number;
	return true;
}

static bool set_bool(struct filling *filling, const struct spot *spot,
    const struct raw *raw, void *target)
{
	static const char *const yes[] = { "true", "on", "1" };
	static const char *const no[] = { "false", "off", "0" };

	if (raw->kind == RAW_BOOL) {
		*(bool *)target = raw->truth;
		return true;
	}
	for (size_t i = 0; raw->kind == RAW_TEXT && i < COUNT(yes); i++) {
		if (text_same_nocase(raw->text, yes[i])) {
			*(bool *)target = true;
			return true;
		}
		if (text_same_nocase(raw->text, no[i])) {
			*(bool *)target = false;
			return true;
		}
	}
	return wrong_type(filling, spot, N_("true or false"));
}

static bool set_guid(struct filling *filling, const struct spot *spot,
    const struct raw *raw, void *target)
{
	if (raw->kind != RAW_TEXT)
		return wrong_type(filling, spot, N_("a GUID"));
	if (!text_is_guid(raw->text))
		return wrong_value(
		    filling, spot, ERR_FIELD_GUID, raw->text, NULL);
	*(const char **)target = text_lower(filling->cx->arena, raw->text);
	return true;
}

static bool set_time(struct filling *filling, const struct field *field,
    const struct spot *spot, const struct raw *raw, void *target)
{
	int64_t instant;

	if (raw->kind != RAW_TEXT)
		return wrong_type(filling, spot, N_("a date"));
	/* what .NET writes for a date that was never set (api.md 1.5) */
	if (text_starts(raw->text, "0001-01-01T00:00:00") ||
	    strcmp(raw->text, "0001-01-01") == 0)
		return false;
	if (!instant_parse_wire(raw->text, &instant))
		return wrong_value(
		    filling, spot, ERR_FIELD_DATE, raw->text, NULL);
	*(int64_t *)target =
	    field->kind == FIELD_KIND_DAY ? day_of(instant) : instant;
	return true;
}

static const char *choices_joined(
    struct filling *filling, const struct field *field)
{
	struct text joined;

	text_init(&joined, filling->cx->arena);
	for (size_t i = 0; field->choices[i] != NULL; i++) {
		if (i > 0)
			text_add(&joined, ", ");
		text_add(&joined, field->choices[i]);
	}
	return joined.length == 0 ? "" : joined.bytes;
}

static bool set_choice(struct filling *filling, const struct field *field,
    const struct spot *spot, const struct raw *raw, void *target)
{
	int64_t position = raw->kind == RAW_INT ? raw->number : -1;
	char digits[24];

	if (raw->kind != RAW_TEXT && raw->kind != RAW_INT)
		return wrong_type(filling, spot, N_("one of the choices"));
	for (int i = 0; field->choices[i] != NULL; i++)
		if (position == i ||
		    (raw->kind == RAW_TEXT &&
			text_same_loose(raw->text, field->choices[i]))) {
			*(int *)target = i;
			return true;
		}
	snprintf(digits, sizeof digits, "%" PRId64, raw->number);
	/* "1" is a position too, unless a choice is written so */
	if (raw->kind == RAW_TEXT && text_to_int(raw->text, &position) &&
	    position >= 0) {
		struct raw number = { .kind = RAW_INT, .number = position };

		return set_choice(filling, field, spot, &number, target);
	}
	return wrong_value(filling, spot, ERR_FIELD_CHOICE,
	    raw->kind == RAW_TEXT ? raw->text : digits,
	    choices_joined(filling, field));
}

static bool is_decimal(const char *text)
{
	size_t whole, part = 0;

	text += *text == '-';
	whole = strspn(text, "0123456789");
	text += whole;
	if (*text == '.') {
		part = strspn(text + 1, "0123456789");
		text += 1 + part;
		if (part == 0)
			return false;
	}
	return *text == '\0' && whole > 0 && whole + part <= 30;
}

static bool set_decimal(struct filling *filling, const struct spot *spot,
    const struct raw *raw, void *target)
{
	struct arena *arena = filling->cx->arena;

	/* a JSON real has lost its digits already (design.md 4) */
	if (raw->kind == RAW_INT)
		*(const char **)target =
		    arena_printf(arena, "%" PRId64, raw->number);
	else if (raw->kind == RAW_TEXT && is_decimal(raw->text))
		*(const char **)target = arena_dup(arena, raw->text);
	else
		return wrong_type(
		    filling, spot, N_("a decimal number written as text"));
	return true;
}

static bool scalar_text(struct filling *filling, const struct field *field,
    const struct spot *spot, const struct raw *raw, void *target)
{
	if (raw->kind == RAW_TEXT)
		return set_text(filling, field, spot, raw->text, target);
	if (raw->kind == RAW_INT && field->kind == FIELD_KIND_TEXT)
		return set_text(filling, field, spot,
		    arena_printf(filling->cx->arena, "%" PRId64, raw->number),
		    target);
	return wrong_type(filling, spot, N_("a text"));
}

static bool scalar_other(struct filling *filling, const struct field *field,
    const struct spot *spot, const struct raw *raw, void *target)
{
	struct raw trimmed = *raw;

	if (raw->kind == RAW_TEXT) {
		if (!text_is_utf8(raw->text, strlen(raw->text))) {
			field_error(filling, spot, ERR_FIELD_ENCODING, NULL);
			return true;
		}
		trimmed.text = text_trim(filling->cx->arena, raw->text);
		if (trimmed.text[0] == '\0')
			return false;
	}
	switch (field->kind) {
	case FIELD_KIND_INT:
		return set_int(filling, field, spot, &trimmed, target);
	case FIELD_KIND_BOOL:
		return set_bool(filling, spot, &trimmed, target);
	case FIELD_KIND_GUID:
		return set_guid(filling, spot, &trimmed, target);
	case FIELD_KIND_INSTANT:
	case FIELD_KIND_DAY:
		return set_time(filling, field, spot, &trimmed, target);
	case FIELD_KIND_CHOICE:
		return set_choice(filling, field, spot, &trimmed, target);
	case FIELD_KIND_DECIMAL:
		return set_decimal(filling, spot, &trimmed, target);
	default:
		return wrong_type(filling, spot, N_("an object or a list"));
	}
}

bool field_scalar(struct filling *filling, const struct field *field,
    const struct spot *spot, const struct raw *raw, void *base)
{
	void *target = (char *)base + field->offset;
	bool given;

	if (field->kind == FIELD_KIND_TEXT || field->kind == FIELD_KIND_SECRET)
		given = scalar_text(filling, field, spot, raw, target);
	else
		given = scalar_other(filling, field, spot, raw, target);
	if (given)
		field_given(field, base);
	return given;
}

bool field_list_fits(struct filling *filling, const struct field *field,
    const struct spot *spot, size_t count)
{
	int64_t max = field->max > 0 ? field->max : FIELD_LIST_MAX;
	char shown[24];

	if ((int64_t)count <= max)
		return true;
	snprintf(shown, sizeof shown, "%" PRId64, max);
	field_error(filling, spot, ERR_LINES_TOO_MANY, HOLES({ "max", shown }));
	return false;
}

char *field_list_make(struct filling *filling, const struct field *field,
    size_t count, void *base)
{
	struct field_list *list =
	    (struct field_list *)(void *)((char *)base + field->offset);

	list->count = count;
	list->items =
	    arena_alloc(filling->cx->arena, count * field->item_size + 1);
	field_given(field, base);
	return list->items;
}
