/*
 * Prints the table of routes, for programs and for people. What OpenAPI makes
 * of it is openapi.c's.
 */
#include "api/table.h"

#include <string.h>

#include "accounts/permission.h"
#include "http/router.h"

const char *field_kind_id(enum field_kind kind)
{
	static const char *const ids[] = { "end", "text", "secret", "int",
		"bool", "guid", "instant", "day", "choice", "decimal", "object",
		"list", "map" };

	return (size_t)kind < COUNT(ids) ? ids[kind] : "?";
}

const char *api_shape_id(enum api_shape shape)
{
	static const char *const ids[] = { "none", "one", "list", "pages",
		"array", "value", "nothing", "bytes" };

	return (size_t)shape < COUNT(ids) ? ids[shape] : "?";
}

const char *api_caller_id(enum api_caller caller)
{
	static const char *const ids[] = { "none", "any", "app_user",
		"user_only" };

	return (size_t)caller < COUNT(ids) ? ids[caller] : "?";
}

bool route_writes(const struct route *route)
{
	return route->effects != NULL;
}

bool route_is_throttled(const struct route *route)
{
	const struct api_route_info *info = route->more;

	return (info == NULL || !info->free) &&
	       text_starts(route->path, "/v1/customers") &&
	       strstr(route->path, "/products") == NULL;
}

int api_rest_code(const struct route *route, int code)
{
	static const char *const commerce[] = { "/carts", "/orders",
		"/entitlements", "/subscriptions", "/software" };

	if (code != 800002 || route == NULL)
		return code;
	for (size_t i = 0; i < COUNT(commerce); i++)
		if (strstr(route->path, commerce[i]) != NULL)
			return code;
	return 3000;
}

/* ---- what a route may refuse with ---- */

#define KINDS_MAX 32
struct refusals {
	int *codes;
	size_t count;
};

static void refusal_add(struct refusals *list, int code)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->codes[i] == code)
			return;
	list->codes[list->count++] = code;
}

static void refusal_of_kind(struct refusals *list, enum field_kind kind)
{
	static const int of_kind[] = {
		[FIELD_KIND_TEXT] = ERR_FIELD_TOO_LONG,
		[FIELD_KIND_SECRET] = ERR_FIELD_TOO_LONG,
		[FIELD_KIND_INT] = ERR_FIELD_RANGE,
		[FIELD_KIND_BOOL] = ERR_FIELD_TYPE,
		[FIELD_KIND_GUID] = ERR_FIELD_GUID,
		[FIELD_KIND_INSTANT] = ERR_FIELD_DATE,
		[FIELD_KIND_DAY] = ERR_FIELD_DATE,
		[FIELD_KIND_CHOICE] = ERR_FIELD_CHOICE,
		[FIELD_KIND_DECIMAL] = ERR_FIELD_FORMAT,
		[FIELD_KIND_MAP] = ERR_FIELD_TYPE,
	};

	if ((size_t)kind < COUNT(of_kind) && of_kind[kind] != 0)
		refusal_add(list, of_kind[kind]);
}

static void refusals_of_fields(
    struct refusals *list, const struct field *fields)
{
	for (; fields != NULL && fields->kind != FIELD_KIND_END; fields++) {
		if (fields->read_only)
			continue;
		if (fields->required)
			refusal_add(list, ERR_FIELD_MISSING);
		refusal_of_kind(list, fields->kind);
		refusals_of_fields(list, fields->fields);
	}
}

static void refusals_of_caller(struct refusals *list, const struct route *route,
    const struct api_route_info *info)
{
	if (route->needs == MAY_ANYONE)
		return;
	refusal_add(list, ERR_SIGN_IN_NEEDED);
	refusal_add(list, ERR_TOKEN_BAD);
	if (permission_info((enum permission)route->needs)->roles != 0)
		refusal_add(list, ERR_ROLE_MISSING);
	if (info->caller != ANY_CALLER)
		refusal_add(list, ERR_USER_TOKEN_NEEDED);
	refusal_add(list, ERR_NOT_ENROLLED);
	if (route_is_throttled(route))
		refusal_add(list, ERR_TOO_MANY);
}

const int *route_errors(struct arena *arena, const struct route *route,
    const struct api_route_info *info)
{
	struct refusals list = { NULL, 0 };
	size_t own = 0;

	while (info->errors[own] != 0)
		own++;
	list.codes = ARENA_ARRAY(arena, int, own + KINDS_MAX);
	for (size_t i = 0; i < own; i++)
		refusal_add(&list, info->errors[i]);
	refusals_of_fields(&list, route->query);
	if (route->body != NULL)
		refusal_add(&list, ERR_BODY_MALFORMED);
	refusals_of_fields(&list, route->body);
	if (info->answer.shape == SHAPE_PAGES)
		refusal_add(&list, ERR_FIELD_FORMAT);
	if (route_writes(route)) {
		refusal_add(&list, ERR_FIELD_CHOICE); /* validateOnly */
		refusal_add(&list, ERR_CONFLICT);
	}
	refusals_of_caller(&list, route, info);
	return list.codes;
}

static char raised(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* Holes are told apart by what follows them: GET /customers/{customer} is
 * getCustomersByCustomer. A last hole is said, others are not. */
const char *operation_id(struct arena *arena, const struct route *route)
{
	const char *path = route->path;
	const char *last = strrchr(path, '/');
	bool up = false;
	struct text out;

	text_init(&out, arena);
	text_add(&out, text_lower(arena, http_method_name(route->method)));
	path += text_starts(path, "/v1/") ? strlen("/v1") : 0;
	for (; *path != '\0'; path++) {
		if (*path == '/' && path[1] == '{' && path != last) {
			path += strcspn(path, "}");
			continue;
		}
		if (*path == '/' && path[1] == '{')
			text_add(&out, "By");
		if (strchr("/{}*.-_", *path) != NULL) {
			up = true;
			continue;
		}
		text_add_char(&out, up ? raised(*path) : *path);
		up = false;
	}
	return out.bytes;
}

/* ---- JSON ---- */

static void fields_json(
    struct json_out *json, const char *key, const struct field *fields);

static void field_json(struct json_out *json, const struct field *field)
{
	json_object_begin(json, NULL);
	json_text(json, "kind", field_kind_id(field->kind));
	json_text(json, "name", field->name);
	json_text(json, "alias", field->alias);
	json_int(json, "min", field->min);
	json_int(json, "max", field->max);
	json_bool(json, "required", field->required);
	json_bool(json, "readOnly", field->read_only);
	json_bool(json, "loneItem", field->lone_item);
	if (field->choices != NULL) {
		json_array_begin(json, "choices");
		for (size_t i = 0; field->choices[i] != NULL; i++)
			json_text(json, NULL, field->choices[i]);
		json_array_end(json);
	}
	fields_json(json, "fields", field->fields);
	json_text(json, "help", field->help);
	json_object_end(json);
}

static void fields_json(
    struct json_out *json, const char *key, const struct field *fields)
{
	if (fields == NULL)
		return;
	json_array_begin(json, key);
	for (; fields->kind != FIELD_KIND_END; fields++)
		field_json(json, fields);
	json_array_end(json);
}

static void may_json(struct json_out *json, enum permission needs)
{
	uint32_t roles = permission_info(needs)->roles;

	json_text(json, "permission", permission_id(needs));
	json_array_begin(json, "roles");
	for (const struct role_info *role = role_infos(); role->id; role++)
		if (roles & role->role)
			json_text(json, NULL, role->id);
	json_array_end(json);
	json_bool(json, "anyRole", roles == 0);
}

static void errors_json(
    struct json_out *json, const struct route *route, const int *codes)
{
	json_array_begin(json, "errors");
	for (; *codes != 0; codes++) {
		const struct error_info *error = error_info(*codes);

		json_object_begin(json, NULL);
		json_text(json, "name", error->name);
		json_int(json, "status", error->rest_status);
		json_int(json, "code", api_rest_code(route, error->rest_code));
		json_object_end(json);
	}
	json_array_end(json);
}

static void route_json(struct json_out *json, const struct api_area *area,
    const struct route *route)
{
	const struct api_route_info *info = route->more;

	json_object_begin(json, NULL);
	json_text(json, "method", http_method_name(route->method));
	json_text(json, "path", route->path);
	json_text(json, "area", area->id);
	json_text(json, "areaName", area->name);
	json_text(json, "summary", route->summary);
	json_text(json, "operationId", operation_id(json->out->arena, route));
	json_int(json, "tier", info->tier);
	json_text(json, "caller", api_caller_id(info->caller));
	may_json(json, (enum permission)route->needs);
	json_bool(json, "writes", route_writes(route));
	json_bool(json, "slow", route->slow);
	json_bool(json, "sealed", info->sealed);
	json_bool(json, "anew", info->anew);
	json_bool(json, "throttled", route_is_throttled(route));
	json_bool(json, "bodyIgnored", route->body_ignored);
	fields_json(json, "query", route->query);
	fields_json(json, "body", route->body);
	json_text(json, "shape", api_shape_id(info->answer.shape));
	json_int(json, "status", info->answer.status);
	json_text(json, "resource", info->answer.resource);
	errors_json(json, route, info->errors);
	json_object_end(json);
}

void api_table_json(struct json_out *json)
{
	json_object_begin(json, NULL);
	json_array_begin(json, "routes");
	for (const struct api_area *area = api_areas; area->id; area++)
		for (const struct route *r = area->routes; r->method; r++)
			route_json(json, area, r);
	json_array_end(json);
	json_object_end(json);
}

/* ---- text ---- */

void api_table_text(struct text *out)
{
	for (const struct api_area *area = api_areas; area->id; area++) {
		text_addf(out, "%s\n", area->name);
		for (const struct route *r = area->routes; r->method; r++) {
			const struct api_route_info *info = r->more;

			text_addf(out, "  %-4s %-9s %-25s %-6s %s\n",
			    info->tier == OURS
				? "ours"
				: arena_printf(out->arena, "%d", info->tier),
			    api_caller_id(info->caller),
			    permission_id((enum permission)r->needs),
			    http_method_name(r->method), r->path);
		}
	}
}
