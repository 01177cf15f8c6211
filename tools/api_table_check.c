/*
 * The checks of the table of routes. What a right row does is not asked here:
 * tests/table does that.
 */
#include "api_table_check.h"

#include <stdarg.h>
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/resources.h"
#include "api/table.h"
#include "base/text.h"
#include "http/router.h"

struct check {
	struct arena arena;
	FILE *out;
	const json_t *resources;
	json_t *seen; /* operation ids, and methods with their paths */
	const struct route *route;
	int count;
};

static void say(struct check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct check *check, const char *format, ...)
{
	va_list args;

	if (check->route != NULL)
		fprintf(check->out,
		    "%s %s: ", http_method_name(check->route->method),
		    check->route->path);
	va_start(args, format);
	vfprintf(check->out, format, args);
	va_end(args);
	fputc('\n', check->out);
	check->count++;
}

/* ---- fields ---- */

static void fields_check(
    struct check *check, const char *where, const struct field *fields);

static void field_check(
    struct check *check, const char *where, const struct field *field)
{
	const char *name = field->name;

	if ((size_t)field->kind > FIELD_KIND_MAP)
		say(check, "%s.%s: no such kind of field", where, name);
	if (field->kind == FIELD_KIND_CHOICE && field->choices == NULL)
		say(check, "%s.%s: no choices", where, name);
	if (field->min > field->max && field->max != 0)
		say(check, "%s.%s: min is above max", where, name);
	if (field->kind != FIELD_KIND_OBJECT && field->kind != FIELD_KIND_LIST)
		return;
	if (field->fields == NULL)
		say(check, "%s.%s: no fields", where, name);
	else
		fields_check(check,
		    arena_printf(&check->arena, "%s.%s", where, name),
		    field->fields);
}

static void fields_check(
    struct check *check, const char *where, const struct field *fields)
{
	if (fields == NULL)
		return;
	for (const struct field *f = fields; f->kind != FIELD_KIND_END; f++) {
		bool alone =
		    f == fields && f[1].kind == FIELD_KIND_END && f->name;

		if (f->name == NULL || (f->name[0] == '\0' && !alone))
			say(check, "%s: a field without a name", where);
		else
			field_check(check, where, f);
	}
}

/* ---- rows ---- */

static void once(struct check *check, const char *what, const char *name)
{
	if (json_object_get(check->seen, name) != NULL)
		say(check, "%s %s is there twice", what, name);
	json_object_set_new(check->seen, name, json_true());
}

static void answer_check(struct check *check, const struct api_answer *answer)
{
	const char *resource = answer->resource;

	if (answer->status < 200 || answer->status > 204)
		say(check, "status %d is none of success", answer->status);
	if (answer->shape == SHAPE_ARRAY && text_same(resource, API_TEXTS))
		return;
	switch (answer->shape) {
	case SHAPE_ONE:
	case SHAPE_LIST:
	case SHAPE_PAGES:
	case SHAPE_ARRAY:
		if (resource_find(check->resources, resource) == NULL)
			say(check,
			    "answers with %s, which data/resources.json has "
			    "not; those of the reference are in "
			    "tests/data/resources.json",
			    resource == NULL ? "nothing" : resource);
		break;
	case SHAPE_BYTES:
		if (resource == NULL || strchr(resource, '/') == NULL)
			say(check, "bytes without a media type");
		break;
	case SHAPE_VALUE:
	case SHAPE_NOTHING:
		if (resource != NULL)
			say(check, "a resource where none is answered");
		break;
	default:
		say(check, "no answer");
	}
}

static void errors_check(struct check *check, const int *errors)
{
	static const int statuses[] = { 400, 401, 403, 404, 409, 429 };

	if (errors == NULL) {
		say(check, "no errors; NO_ERRORS says that there are none");
		return;
	}
	for (; *errors != 0; errors++) {
		const struct error_info *info = error_info(*errors);
		bool fine = false;

		for (size_t i = 0; i < COUNT(statuses); i++)
			fine |= info->rest_status == statuses[i];
		if (!fine)
			say(check, "%s answers %d, which is our own fault",
			    info->name, info->rest_status);
	}
}

/* Who takes an etag says that it may be stale: the reference tells so. */
static void etag_said(struct check *check, const struct route *route,
    const struct api_route_info *info)
{
	bool takes = false, says = false;

	if (info == NULL || info->errors == NULL)
		return;
	for (const struct field *f = route->body; f && f->kind; f++)
		takes |= f->fields == attributes_fields;
	for (const int *code = info->errors; *code != 0; code++)
		says |= *code == ERR_ETAG_STALE;
	if (takes && !says)
		say(check, "takes attributes.etag, but not ERR_ETAG_STALE");
}

static void info_check(struct check *check, const struct api_route_info *info)
{
	if (info == NULL) {
		say(check, "no API(...)");
		return;
	}
	if ((info->tier < 1 || info->tier > 3) && info->tier != OURS)
		say(check, "tier %d", info->tier);
	if (info->caller < ANY_CALLER || info->caller > USER_ONLY)
		say(check, "no caller");
	answer_check(check, &info->answer);
	errors_check(check, info->errors);
}

static void body_check(struct check *check, const struct route *route)
{
	bool has_body = route->method == POST || route->method == PUT ||
			route->method == PATCH;
	bool reads = route->method == GET || route->method == HEAD;

	if (has_body && route->body == NULL && !route->body_ignored)
		say(check, "neither a body nor .body_ignored");
	if (reads && route_writes(route))
		say(check, "a read that writes");
	if (!reads && !route_writes(route))
		say(check, "a write without effects");
}

static void route_check(struct check *check, const struct route *route)
{
	enum permission needs = (enum permission)route->needs;

	check->route = route;
	if (route->needs <= MAY_NOTHING || route->needs >= PERMISSION_COUNT)
		say(check, "no permission");
	else if (permission_id(needs) == NULL)
		say(check, "its permission has no name in permission.c");
	if (text_empty(route->summary))
		say(check, "no summary");
	info_check(check, route->more);
	body_check(check, route);
	etag_said(check, route, route->more);
	fields_check(check, "query", route->query);
	fields_check(check, "body", route->body);
	once(check, "operationId", operation_id(&check->arena, route));
	once(check, "the row",
	    arena_printf(&check->arena, "%s %s",
		http_method_name(route->method), route->path));
	check->route = NULL;
}

/* ---- resources ---- */

static bool is_plain(const char *type)
{
	static const char *const plain[] = { "string", "integer", "number",
		"boolean", "datetime", "object", "map<string,string>" };

	for (size_t i = 0; i < COUNT(plain); i++)
		if (strcmp(plain[i], type) == 0)
			return true;
	return false;
}

static void resources_check(struct check *check)
{
	const char *name, *key;
	json_t *resource, *field;

	if (check->resources == NULL) {
		say(check, "data/resources.json is no JSON");
		return;
	}
	json_object_foreach((json_t *)check->resources, name, resource)
	    json_object_foreach(json_object_get(resource, "fields"), key, field)
	{
		const char *type =
		    json_string_value(json_object_get(field, "type"));

		if (type == NULL)
			say(check, "data/resources.json: %s.%s has no type",
			    name, key);
		else if (type = resource_item(&check->arena, type),
		    !is_plain(type) && !resource_find(check->resources, type))
			say(check, "data/resources.json: %s.%s is no %s", name,
			    key, type);
	}
}

int api_table_check(const struct api_area *areas, FILE *out)
{
	struct check check = { .out = out, .seen = json_object() };

	arena_init(&check.arena);
	check.resources = resources_open(&check.arena);
	resources_check(&check);
	for (; areas->id != NULL; areas++) {
		if (text_empty(areas->name))
			say(&check, "%s: an area without a name", areas->id);
		for (const struct route *r = areas->routes; r->method; r++)
			route_check(&check, r);
	}
	arena_done(&check.arena);
	json_decref(check.seen);
	return check.count;
}
