/*
 * Calls of routes as one types them: holes are variables of the shell, a body
 * holds what is required.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/json.h"
#include "http/router.h"
#include "web/reference_view.h"

#define LINE_MAX_CHARS 66

static void sample_fields(
    struct json_out *json, const char *key, const struct field *fields);

static const char *sample_text(enum field_kind kind)
{
	switch (kind) {
	case FIELD_KIND_GUID:
		return "00000000-0000-4000-8000-000000000000";
	case FIELD_KIND_INSTANT:
		return "2021-06-18T09:24:00Z";
	case FIELD_KIND_DAY:
		return "2021-06-18";
	case FIELD_KIND_DECIMAL:
		return "1.00";
	default:
		return "…";
	}
}

static void sample(
    struct json_out *json, const char *key, const struct field *field)
{
	switch (field->kind) {
	case FIELD_KIND_INT:
		json_int(json, key, field->min > 1 ? field->min : 1);
		break;
	case FIELD_KIND_BOOL:
		json_bool(json, key, true);
		break;
	case FIELD_KIND_CHOICE:
		json_text(json, key, field->choices[0]);
		break;
	case FIELD_KIND_OBJECT:
		sample_fields(json, key, field->fields);
		break;
	case FIELD_KIND_LIST:
		json_array_begin(json, key);
		sample_fields(json, NULL, field->fields);
		json_array_end(json);
		break;
	case FIELD_KIND_MAP:
		json_object_begin(json, key);
		json_object_end(json);
		break;
	default:
		json_text(json, key, sample_text(field->kind));
	}
}

static bool has_required(const struct field *fields)
{
	for (; fields->kind != FIELD_KIND_END; fields++)
		if (fields->required && !fields->read_only)
			return true;
	return false;
}

/* What is required; of a table that requires nothing, its first field. */
static void sample_fields(
    struct json_out *json, const char *key, const struct field *fields)
{
	bool all_free = !has_required(fields);

	if (fields->kind != FIELD_KIND_END && fields->name[0] == '\0') {
		sample(json, key, fields);
		return;
	}
	json_object_begin(json, key);
	for (const struct field *f = fields; f->kind != FIELD_KIND_END; f++) {
		if (f->read_only || !(f->required || all_free))
			continue;
		sample(json, f->name, f);
		if (all_free)
			break;
	}
	json_object_end(json);
}

/* {customer} -> $customer: what follows a hole is '/' or the end. */
static void add_path(struct text *out, const char *path)
{
	for (; *path != '\0'; path++)
		if (*path == '{')
			text_add_char(out, '$');
		else if (*path != '}' && *path != '*')
			text_add_char(out, *path);
}

static void add_query(struct text *out, const struct field *field)
{
	char before = '?';

	for (; field != NULL && field->kind != FIELD_KIND_END; field++) {
		if (!field->required)
			continue;
		text_add_char(out, before);
		text_addf(out, "%s=%s", field->name,
		    field->kind == FIELD_KIND_CHOICE ? field->choices[0]
		    : field->kind == FIELD_KIND_INT  ? "1"
						    : sample_text(field->kind));
		before = '&';
	}
}

/* On one line while that is short. */
static const char *body_text(struct ctx *cx, const struct field *fields)
{
	struct text out;
	struct json_out json;
	json_t *value;
	char *pretty;
	const char *text;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	sample_fields(&json, NULL, fields);
	if (out.length <= LINE_MAX_CHARS)
		return out.bytes;
	value = json_loadb(out.bytes, out.length, JSON_DECODE_ANY, NULL);
	pretty = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY);
	text = arena_dup(cx->arena, pretty == NULL ? out.bytes : pretty);
	free(pretty);
	json_decref(value);
	return text;
}

const char *reference_curl(struct ctx *cx, const struct route *route)
{
	bool body = route->body != NULL;
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "curl -H \"$auth\" ");
	if (body)
		text_add(&out, "-H \"$json\" ");
	if (route->method == HEAD)
		text_add(&out, "--head ");
	else if (route->method != GET && !(body && route->method == POST))
		text_addf(&out, "-X %s ", http_method_name(route->method));
	text_add(&out, "\"$base");
	add_path(&out, route->path);
	add_query(&out, route->query);
	text_add(&out, "\"");
	if (body)
		text_addf(&out, " \\\n  -d '%s'", body_text(cx, route->body));
	return out.bytes;
}
