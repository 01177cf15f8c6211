/*
 * The OpenAPI document: its head, its paths and their operations. Schemas and
 * what routes share are in files of their own.
 */
#include "api/openapi.h"

#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/routes.h"
#include "base/settings.h"
#include "http/router.h"
#include "i18n/i18n.h"

#define TOKENS N_("Tokens")

/* ---- one operation of an area ---- */

static void may_json(struct json_out *json, const struct route *route,
    const struct api_route_info *info)
{
	enum permission needs = (enum permission)route->needs;
	uint32_t roles = permission_info(needs)->roles;

	if (info->tier == OURS)
		json_text(json, "x-kontor-tier", "extension");
	else
		json_int(json, "x-kontor-tier", info->tier);
	json_text(json, "x-kontor-caller", api_caller_id(info->caller));
	json_text(json, "x-kontor-permission", permission_id(needs));
	json_array_begin(json, "x-kontor-roles");
	for (const struct role_info *role = role_infos(); role->id; role++)
		if (roles & role->role)
			json_text(json, NULL, role->id);
	json_array_end(json);
}

static void body_json(struct ctx *cx, struct json_out *json,
    const struct route *route, const char *media_type)
{
	bool required = false;

	if (route->body == NULL)
		return;
	for (const struct field *f = route->body; f->kind; f++)
		required = required || f->required;
	json_object_begin(json, "requestBody");
	if (required)
		json_bool(json, "required", true);
	json_object_begin(json, "content");
	json_object_begin(json, media_type);
	openapi_fields(cx, json, "schema", route->body);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
}

static void success_json(struct ctx *cx, struct json_out *json,
    const struct route *route, const struct api_answer *answer)
{
	json_object_begin(json, arena_printf(cx->arena, "%d", answer->status));
	json_text(json, "description", _(route->summary));
	openapi_headers(json, route);
	if (answer->shape != SHAPE_NOTHING && route->method != HEAD)
		openapi_answer(json, answer);
	json_object_end(json);
}

static void operation_head(struct ctx *cx, struct json_out *json,
    const struct route *route, const char *tag)
{
	json_object_begin(
	    json, text_lower(cx->arena, http_method_name(route->method)));
	json_array_begin(json, "tags");
	json_text(json, NULL, tag);
	json_array_end(json);
	json_text(json, "operationId", operation_id(cx->arena, route));
	json_text(json, "summary", _(route->summary));
}

static void operation(struct ctx *cx, struct json_out *json,
    const struct api_area *area, const struct route *route, const char *path)
{
	const struct api_route_info *info = route->more;

	operation_head(cx, json, route, _(area->name));
	may_json(json, route, info);
	openapi_parameters(cx, json, route, path, info);
	body_json(cx, json, route, "application/json");
	json_object_begin(json, "responses");
	success_json(cx, json, route, &info->answer);
	openapi_refusals(cx, json, route, info);
	json_object_end(json);
	if (route->needs == MAY_ANYONE) {
		json_array_begin(json, "security");
		json_array_end(json);
	}
	json_object_end(json);
}

/* ---- one of the token routes ---- */

/* What it answers, by how its path ends or begins. */
static const struct token_answer {
	const char *part, *resource;
} token_answers[] = {
	{ "/oauth2/v2.0/token", "TokenResponseV2" },
	{ "/oauth2/token", "TokenResponseV1" },
	{ "/devicecode", "DeviceAuthorization" },
	{ "/keys", "JsonWebKeySet" },
	{ "/openid-configuration", "OpenIdConfiguration" },
	{ "/discovery/instance", "InstanceDiscovery" },
};

static void token_success(struct json_out *json, const struct route *route)
{
	struct api_answer answer = { SHAPE_ONE, 200, NULL };

	for (size_t i = 0; i < COUNT(token_answers) && !answer.resource; i++)
		if (strstr(route->path, token_answers[i].part) != NULL)
			answer.resource = token_answers[i].resource;
	if (answer.resource != NULL)
		openapi_answer(json, &answer);
}

static void token_refusal(struct ctx *cx, struct json_out *json, int status)
{
	json_object_begin(json, arena_printf(cx->arena, "%d", status));
	json_text(json, "description",
	    status == 401
		? _(N_("The program, its secret or the sign-in is wrong."))
		: _(N_("The request is wrong; error says how.")));
	json_object_begin(json, "content");
	json_object_begin(json, "application/json");
	openapi_ref(json, "schema", "schemas", "TokenError");
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
}

static void token_operation(struct ctx *cx, struct json_out *json,
    const struct route *route, const char *path)
{
	operation_head(cx, json, route, _(TOKENS));
	openapi_parameters(cx, json, route, path, NULL);
	body_json(cx, json, route, "application/x-www-form-urlencoded");
	json_object_begin(json, "responses");
	json_object_begin(json, "200");
	json_text(json, "description", _(route->summary));
	token_success(json, route);
	json_object_end(json);
	token_refusal(cx, json, 400);
	if (route->body != NULL)
		token_refusal(cx, json, 401);
	json_object_end(json);
	json_array_begin(json, "security");
	json_array_end(json);
	json_object_end(json);
}

/* ---- paths: the routes of one path together ---- */

struct row {
	const struct api_area *area; /* NULL: a token route */
	const struct route *route;
};

static size_t rows_of(
    const struct api_area *area, const struct route *route, struct row *rows)
{
	size_t n = 0;

	for (; route->method; route++, n++)
		if (rows != NULL)
			rows[n] = (struct row){ area, route };
	return n;
}

/* Counts when rows is NULL. */
static size_t rows_all(struct row *rows)
{
	size_t n = 0;

	for (const struct api_area *area = api_areas; area->id; area++)
		n +=
		    rows_of(area, area->routes, rows == NULL ? NULL : rows + n);
	for (const struct route *const *t = api_token_tables; *t; t++)
		n += rows_of(NULL, *t, rows == NULL ? NULL : rows + n);
	return n;
}

/* Paths that differ by the names of their holes alone are one in OpenAPI. */
static bool same_path(const char *a, const char *b)
{
	for (; *a == *b && *a != '\0'; a++, b++)
		if (*a == '{') {
			a += strcspn(a, "}");
			b += strcspn(b, "}");
		}
	return *a == *b;
}

static bool seen_before(const struct row *rows, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same_path(rows[j].route->path, rows[i].route->path))
			return true;
	return false;
}

static void path_json(struct ctx *cx, struct json_out *json,
    const struct row *rows, size_t i, size_t count)
{
	const char *path = rows[i].route->path;

	json_object_begin(json, path);
	for (; i < count; i++) {
		if (!same_path(rows[i].route->path, path))
			continue;
		if (rows[i].area == NULL)
			token_operation(cx, json, rows[i].route, path);
		else
			operation(cx, json, rows[i].area, rows[i].route, path);
	}
	json_object_end(json);
}

static void paths_json(struct ctx *cx, struct json_out *json)
{
	size_t count = rows_all(NULL);
	struct row *rows = ARENA_ARRAY(cx->arena, struct row, count);

	rows_all(rows);
	json_object_begin(json, "paths");
	for (size_t i = 0; i < count; i++)
		if (!seen_before(rows, i))
			path_json(cx, json, rows, i, count);
	json_object_end(json);
}

/* ---- the document ---- */

static void info_json(struct ctx *cx, struct json_out *json)
{
	json_object_begin(json, "info");
	json_text(json, "title", _(N_("Kontor REST API")));
	json_text(json, "version", KONTOR_VERSION);
	json_text(json, "description",
	    _(N_("Customers, catalogue, carts, orders and what follows from "
		 "them, as existing Partner Center clients speak it. Routes "
		 "with x-kontor-tier “extension” are Kontor’s own.")));
	json_object_begin(json, "license");
	json_text(json, "name", "Apache-2.0");
	json_text(json, "identifier", "Apache-2.0");
	json_object_end(json);
	json_object_end(json);
}

static void servers_json(struct ctx *cx, struct json_out *json)
{
	json_array_begin(json, "servers");
	json_object_begin(json, NULL);
	json_text(json, "url", cx->settings->public_url);
	json_object_end(json);
	json_array_end(json);
}

static void tag_json(
    struct json_out *json, const char *name, const char *description)
{
	json_object_begin(json, NULL);
	json_text(json, "name", name);
	json_text(json, "description", description);
	json_object_end(json);
}

static void tags_json(struct ctx *cx, struct json_out *json)
{
	json_array_begin(json, "tags");
	for (const struct api_area *area = api_areas; area->id; area++)
		tag_json(json, _(area->name),
		    arena_printf(cx->arena, "%s/reference/%s",
			cx->settings->public_url, area->id));
	tag_json(json, _(TOKENS),
	    _(N_("Where programs get tokens, and what checks them.")));
	json_array_end(json);
}

static void security_json(struct json_out *json)
{
	static const char *const schemes[] = { "oauth2", "bearer" };

	json_array_begin(json, "security");
	for (size_t i = 0; i < COUNT(schemes); i++) {
		json_object_begin(json, NULL);
		json_array_begin(json, schemes[i]);
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

void openapi_write(struct ctx *cx, struct json_out *json)
{
	json_object_begin(json, NULL);
	json_text(json, "openapi", "3.1.0");
	info_json(cx, json);
	servers_json(cx, json);
	security_json(json);
	tags_json(cx, json);
	paths_json(cx, json);
	openapi_components(cx, json);
	json_object_end(json);
}

static struct error openapi_read(struct request *rq)
{
	const char *key =
	    arena_printf(rq->cx.arena, "openapi %s", rq->cx.locale->tag);
	struct json_out json;

	if (response_kept(rq, key))
		return OK;
	answer_begin(rq, 200, &json);
	openapi_write(&rq->cx, &json);
	response_keep(rq, key);
	return OK;
}

static const struct route openapi_routes[] = {
	{ GET, "/openapi.json", .needs = MAY_ANYONE, .read = openapi_read,
	    .summary = N_("This reference, as OpenAPI 3.1.") },
	ROUTE_END,
};
const struct route *const api_openapi_tables[] = { openapi_routes, NULL };
