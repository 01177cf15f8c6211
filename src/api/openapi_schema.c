/*
 * Schemas: of what is read, from the tables of fields; of what is answered,
 * from data/resources.json.
 */
#include <string.h>

#include "api/openapi.h"
#include "i18n/i18n.h"

void openapi_ref(
    struct json_out *json, const char *key, const char *kind, const char *name)
{
	json_object_begin(json, key);
	json_text(json, "$ref",
	    arena_printf(json->out->arena, "#/components/%s/%s", kind, name));
	json_object_end(json);
}

/* ---- what is read ---- */

static void type_and_format(
    struct json_out *json, const char *type, const char *format)
{
	json_text(json, "type", type);
	json_text(json, "format", format);
}

static void int_limits(struct json_out *json, const struct field *field)
{
	type_and_format(json, "integer", "int64");
	if (field->min == 0 && field->max == 0)
		return;
	json_int(json, "minimum", field->min);
	json_int(json, "maximum", field->max);
}

static void choices(struct json_out *json, const struct field *field)
{
	json_text(json, "type", "string");
	json_array_begin(json, "enum");
	for (size_t i = 0; field->choices[i] != NULL; i++)
		json_text(json, NULL, field->choices[i]);
	json_array_end(json);
}

static void object_body(
    struct ctx *cx, struct json_out *json, const struct field *fields)
{
	bool any = false;

	json_text(json, "type", "object");
	json_object_begin(json, "properties");
	for (const struct field *f = fields; f->kind != FIELD_KIND_END; f++) {
		any = any || f->required;
		openapi_field(cx, json, f->name, f);
	}
	json_object_end(json);
	if (!any)
		return;
	json_array_begin(json, "required");
	for (const struct field *f = fields; f->kind != FIELD_KIND_END; f++)
		if (f->required)
			json_text(json, NULL, f->name);
	json_array_end(json);
}

static bool is_itself(const struct field *fields)
{
	return fields->kind != FIELD_KIND_END && fields->name[0] == '\0';
}

static void text_limits(
    struct json_out *json, const struct field *field, const char *format)
{
	type_and_format(json, "string", format);
	if (field->required)
		json_int(json, "minLength", 1);
	json_int(
	    json, "maxLength", field->max > 0 ? field->max : FIELD_TEXT_MAX);
}

static void list_body(
    struct ctx *cx, struct json_out *json, const struct field *field)
{
	json_text(json, "type", "array");
	openapi_fields(cx, json, "items", field->fields);
	if (field->required)
		json_int(json, "minItems", 1);
	json_int(
	    json, "maxItems", field->max > 0 ? field->max : FIELD_LIST_MAX);
}

static void map_body(struct json_out *json, const struct field *field)
{
	json_text(json, "type", "object");
	json_object_begin(json, "additionalProperties");
	json_text(json, "type", "string");
	json_object_end(json);
	if (field->max > 0)
		json_int(json, "maxProperties", field->max);
}

static void kind_body(
    struct ctx *cx, struct json_out *json, const struct field *field)
{
	switch (field->kind) {
	case FIELD_KIND_TEXT:
		text_limits(json, field, NULL);
		break;
	case FIELD_KIND_SECRET:
		text_limits(json, field, "password");
		break;
	case FIELD_KIND_INT:
		int_limits(json, field);
		break;
	case FIELD_KIND_BOOL:
		json_text(json, "type", "boolean");
		break;
	case FIELD_KIND_GUID:
		type_and_format(json, "string", "uuid");
		break;
	case FIELD_KIND_INSTANT:
		type_and_format(json, "string", "date-time");
		break;
	case FIELD_KIND_DAY:
		type_and_format(json, "string", "date");
		break;
	case FIELD_KIND_CHOICE:
		choices(json, field);
		break;
	case FIELD_KIND_DECIMAL:
		json_text(json, "type", "string");
		json_text(json, "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
		break;
	case FIELD_KIND_OBJECT:
		object_body(cx, json, field->fields);
		break;
	case FIELD_KIND_LIST:
		list_body(cx, json, field);
		break;
	default:
		map_body(json, field);
		break;
	}
}

static const char *described(struct ctx *cx, const struct field *field)
{
	const char *help = field->help == NULL ? "" : _(field->help);
	const char *also;

	if (field->alias == NULL)
		return help[0] == '\0' ? NULL : help;
	also = message_with(cx, _(N_("Also accepted as {name}.")),
	    HOLES({ "name", field->alias }));
	return help[0] == '\0' ? also
			       : arena_printf(cx->arena, "%s %s", help, also);
}

void openapi_field(struct ctx *cx, struct json_out *json, const char *key,
    const struct field *field)
{
	json_object_begin(json, key);
	kind_body(cx, json, field);
	json_text(json, "description", described(cx, field));
	if (field->read_only)
		json_bool(json, "readOnly", true);
	json_object_end(json);
}

void openapi_fields(struct ctx *cx, struct json_out *json, const char *key,
    const struct field *fields)
{
	if (is_itself(fields)) {
		openapi_field(cx, json, key, fields);
		return;
	}
	json_object_begin(json, key);
	object_body(cx, json, fields);
	json_object_end(json);
}

/* ---- what is answered ---- */

static void plain_type(struct json_out *json, const char *type)
{
	if (strcmp(type, "datetime") == 0)
		type_and_format(json, "string", "date-time");
	else if (text_starts(type, "map<")) {
		json_text(json, "type", "object");
		json_object_begin(json, "additionalProperties");
		json_text(json, "type", "string");
		json_object_end(json);
	} else
		json_text(json, "type", type);
}

static void enum_json(struct json_out *json, const json_t *words)
{
	size_t i;
	json_t *word;

	if (json_array_size(words) == 0)
		return;
	json_array_begin(json, "enum");
	json_array_foreach((json_t *)words, i, word) if (json_is_integer(word))
	    json_int(json, NULL, json_integer_value(word));
	else json_text(json, NULL, json_string_value(word));
	json_array_end(json);
}

/* Siblings of $ref are allowed in 3.1. */
static void item_body(struct json_out *json, const json_t *resources,
    const char *type, const json_t *words)
{
	if (resource_find(resources, type) != NULL)
		json_text(json, "$ref",
		    arena_printf(
			json->out->arena, "#/components/schemas/%s", type));
	else
		plain_type(json, type);
	enum_json(json, words);
}

static void property(struct json_out *json, const json_t *resources,
    const char *name, const json_t *field)
{
	const char *type = json_string_value(json_object_get(field, "type"));
	const char *item = resource_item(json->out->arena, type);
	const json_t *words = json_object_get(field, "enum");

	json_object_begin(json, name);
	if (strcmp(item, type) != 0) {
		json_text(json, "type", "array");
		json_object_begin(json, "items");
		item_body(json, resources, item, words);
		json_object_end(json);
	} else {
		item_body(json, resources, item, words);
	}
	json_text(json, "description",
	    json_string_value(json_object_get(field, "note")));
	json_object_end(json);
}

/* A route may link to more than the reference names. */
static bool holds_links(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, "Links") == 0;
}

static void resource_schema(
    struct json_out *json, const json_t *resources, const char *name)
{
	const json_t *resource = resource_find(resources, name);
	const char *key;
	json_t *field;

	json_object_begin(json, name);
	json_text(json, "type", "object");
	if (json_is_true(json_object_get(resource, "ours")))
		json_bool(json, "x-kontor-extension", true);
	json_object_begin(json, "properties");
	json_object_foreach(json_object_get(resource, "fields"), key, field)
	    property(json, resources, key, field);
	json_object_end(json);
	if (holds_links(name))
		openapi_ref(json, "additionalProperties", "schemas", "Link");
	json_object_end(json);
}

static void token_error_schema(struct json_out *json)
{
	static const char *const texts[] = { "error", "error_description",
		"timestamp", "trace_id", "correlation_id" };

	json_object_begin(json, "TokenError");
	json_text(json, "type", "object");
	json_object_begin(json, "properties");
	for (size_t i = 0; i < COUNT(texts); i++) {
		json_object_begin(json, texts[i]);
		json_text(json, "type", "string");
		json_object_end(json);
	}
	json_object_begin(json, "error_codes");
	json_text(json, "type", "array");
	json_object_begin(json, "items");
	json_text(json, "type", "integer");
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
}

void openapi_schemas(struct ctx *cx, struct json_out *json)
{
	static const char *const always[] = { "Error", "ThrottleError", "Link",
		"ResourceLinks", "ResourceAttributes", "TokenResponseV1",
		"TokenResponseV2", "DeviceAuthorization", "JsonWebKeySet",
		"OpenIdConfiguration", "InstanceDiscovery", NULL };
	const json_t *resources = resources_open(cx->arena);
	const char **names =
	    resources_used(cx->arena, resources, api_areas, always);

	json_object_begin(json, "schemas");
	for (; *names != NULL; names++)
		resource_schema(json, resources, *names);
	token_error_schema(json);
	json_object_end(json);
}

/* ---- the answer of a route ---- */

static void collection(struct json_out *json, const struct api_answer *answer)
{
	json_text(json, "type", "object");
	json_object_begin(json, "properties");
	json_object_begin(json, "totalCount");
	json_text(json, "type", "integer");
	json_object_end(json);
	json_object_begin(json, "items");
	json_text(json, "type", "array");
	openapi_ref(json, "items", "schemas", answer->resource);
	json_object_end(json);
	if (answer->shape == SHAPE_PAGES) {
		json_object_begin(json, "continuationToken");
		json_text(json, "type", "string");
		json_object_end(json);
	}
	openapi_ref(json, "links", "schemas", "ResourceLinks");
	openapi_ref(json, "attributes", "schemas", "ResourceAttributes");
	json_object_end(json);
}

static void text_items(struct json_out *json)
{
	json_object_begin(json, "items");
	json_text(json, "type", "string");
	json_object_end(json);
}

static void schema_of(struct json_out *json, const struct api_answer *answer)
{
	switch (answer->shape) {
	case SHAPE_ONE:
		json_text(json, "$ref",
		    arena_printf(json->out->arena, "#/components/schemas/%s",
			answer->resource));
		break;
	case SHAPE_ARRAY:
		json_text(json, "type", "array");
		if (text_same(answer->resource, API_TEXTS))
			text_items(json);
		else
			openapi_ref(json, "items", "schemas", answer->resource);
		break;
	case SHAPE_LIST:
	case SHAPE_PAGES:
		collection(json, answer);
		break;
	default:
		json_text(json, "type", "string");
		break;
	}
}

void openapi_answer(struct json_out *json, const struct api_answer *answer)
{
	json_object_begin(json, "content");
	json_object_begin(json, answer->shape == SHAPE_BYTES
				    ? answer->resource
				    : "application/json");
	json_object_begin(json, "schema");
	if (answer->shape == SHAPE_BYTES)
		type_and_format(json, "string", "binary");
	else
		schema_of(json, answer);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
}
