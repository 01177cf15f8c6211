/*
 * What the routes share in OpenAPI: headers, how to sign in, and the refusals
 * of a route by status.
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/openapi.h"
#include "api/routes.h"
#include "base/settings.h"
#include "i18n/i18n.h"

/* ---- headers and parameters that are told once ---- */

static const struct told {
	const char *name, *in, *format, *text;
} parameters[] = {
	{ "MS-RequestId", "header", "uuid",
	    N_("Sent back. A write that is repeated with the same id, address "
	       "and body acts once and gets its first answer again.") },
	{ "MS-CorrelationId", "header", "uuid",
	    N_("Sent back, and recorded with what was done.") },
	{ "X-Locale", "header", NULL,
	    N_("The language of descriptions, for instance en-US.") },
	{ "If-Match", "header", NULL,
	    N_("The etag that was read; it may also stand in "
	       "attributes.etag.") },
	{ "MS-ContinuationToken", "header", NULL,
	    N_("The continuationToken of the page before; it holds the whole "
	       "question.") },
	{ "validateOnly", "query", "boolean",
	    N_("With true the act is checked, answered and undone.") },
	{ NULL, NULL, NULL, NULL },
};

static const struct told headers[] = {
	{ "MS-RequestId", NULL, "uuid",
	    N_("The id that was sent, else one of ours.") },
	{ "MS-CorrelationId", NULL, "uuid",
	    N_("The id that was sent, else one of ours.") },
	{ "RateLimit", NULL, NULL, N_("How many calls are left.") },
	{ "RateLimit-Policy", NULL, NULL,
	    N_("How many calls there are in how many seconds.") },
	{ "Retry-After", NULL, NULL, N_("Seconds to wait.") },
	{ "WWW-Authenticate", NULL, NULL, N_("What is wrong with the token.") },
	{ NULL, NULL, NULL, NULL },
};

static void told_schema(struct json_out *json, const struct told *told)
{
	bool is_bool = text_same(told->format, "boolean");

	json_object_begin(json, "schema");
	json_text(json, "type", is_bool ? "boolean" : "string");
	json_text(json, "format", is_bool ? NULL : told->format);
	json_object_end(json);
}

static void told_parameters(struct ctx *cx, struct json_out *json)
{
	json_object_begin(json, "parameters");
	for (const struct told *p = parameters; p->name != NULL; p++) {
		json_object_begin(json, p->name);
		json_text(json, "name", p->name);
		json_text(json, "in", p->in);
		json_text(json, "description", _(p->text));
		told_schema(json, p);
		json_object_end(json);
	}
	json_object_end(json);
}

static void told_headers(struct ctx *cx, struct json_out *json)
{
	json_object_begin(json, "headers");
	for (const struct told *h = headers; h->name != NULL; h++) {
		json_object_begin(json, h->name);
		json_text(json, "description", _(h->text));
		told_schema(json, h);
		json_object_end(json);
	}
	json_object_end(json);
}

/* ---- how to sign in ---- */

static const char *token_url(struct ctx *cx, const char *end)
{
	return arena_printf(cx->arena, "%s/organizations/oauth2/v2.0/%s",
	    cx->settings->public_url, end);
}

static void flow(struct ctx *cx, struct json_out *json, const char *name)
{
	json_object_begin(json, name);
	if (strcmp(name, "authorizationCode") == 0)
		json_text(json, "authorizationUrl", token_url(cx, "authorize"));
	json_text(json, "tokenUrl", token_url(cx, "token"));
	json_object_begin(json, "scopes");
	json_object_end(json);
	json_object_end(json);
}

static void security(struct ctx *cx, struct json_out *json)
{
	json_object_begin(json, "securitySchemes");
	json_object_begin(json, "oauth2");
	json_text(json, "type", "oauth2");
	json_text(json, "description",
	    _(N_("A program alone (clientCredentials), or a program for a "
		 "person (authorizationCode).")));
	json_object_begin(json, "flows");
	flow(cx, json, "clientCredentials");
	flow(cx, json, "authorizationCode");
	json_object_end(json);
	json_object_end(json);
	json_object_begin(json, "bearer");
	json_text(json, "type", "http");
	json_text(json, "scheme", "bearer");
	json_text(json, "bearerFormat", "JWT");
	json_object_end(json);
	json_object_end(json);
}

void openapi_components(struct ctx *cx, struct json_out *json)
{
	json_object_begin(json, "components");
	security(cx, json);
	told_parameters(cx, json);
	told_headers(cx, json);
	openapi_schemas(cx, json);
	json_object_end(json);
}

/* ---- the parameters of a route ---- */

static void path_parameters(struct json_out *json, const char *path)
{
	while ((path = strchr(path, '{')) != NULL) {
		size_t n = strcspn(++path, "*}");

		json_object_begin(json, NULL);
		json_text_n(json, "name", path, n);
		json_text(json, "in", "path");
		json_bool(json, "required", true);
		json_object_begin(json, "schema");
		json_text(json, "type", "string");
		json_object_end(json);
		json_object_end(json);
	}
}

static void query_parameters(
    struct ctx *cx, struct json_out *json, const struct field *field)
{
	for (; field != NULL && field->kind != FIELD_KIND_END; field++) {
		json_object_begin(json, NULL);
		json_text(json, "name", field->name);
		json_text(json, "in", "query");
		if (field->required)
			json_bool(json, "required", true);
		openapi_field(cx, json, "schema", field);
		json_object_end(json);
	}
}

static bool takes_etag(const struct api_route_info *info)
{
	for (const int *code = info->errors; *code != 0; code++)
		if (*code == ERR_ETAG_STALE)
			return true;
	return false;
}

void openapi_parameters(struct ctx *cx, struct json_out *json,
    const struct route *route, const char *path,
    const struct api_route_info *info)
{
	json_array_begin(json, "parameters");
	path_parameters(json, path);
	query_parameters(cx, json, route->query);
	if (info != NULL) {
		if (route_writes(route))
			openapi_ref(json, NULL, "parameters", "validateOnly");
		if (info->answer.shape == SHAPE_PAGES)
			openapi_ref(
			    json, NULL, "parameters", "MS-ContinuationToken");
		if (takes_etag(info))
			openapi_ref(json, NULL, "parameters", "If-Match");
		openapi_ref(json, NULL, "parameters", "MS-RequestId");
		openapi_ref(json, NULL, "parameters", "MS-CorrelationId");
		openapi_ref(json, NULL, "parameters", "X-Locale");
	}
	json_array_end(json);
}

void openapi_headers(struct json_out *json, const struct route *route)
{
	json_object_begin(json, "headers");
	openapi_ref(json, "MS-RequestId", "headers", "MS-RequestId");
	openapi_ref(json, "MS-CorrelationId", "headers", "MS-CorrelationId");
	if (route_is_throttled(route)) {
		openapi_ref(json, "RateLimit", "headers", "RateLimit");
		openapi_ref(
		    json, "RateLimit-Policy", "headers", "RateLimit-Policy");
	}
	json_object_end(json);
}

/* ---- the refusals of a route ---- */

static const int statuses[] = { 400, 401, 403, 404, 409, 429 };

static const char *status_text(int status)
{
	switch (status) {
	case 400:
		return N_("Something in the request is wrong.");
	case 401:
		return N_("There is no token, or it is not valid now.");
	case 403:
		return N_("The caller may not do this, or the customer is not "
			  "the partner’s.");
	case 404:
		return N_("There is no such thing.");
	case 409:
		return N_("It conflicts with what is there.");
	default:
		return N_("Too many calls.");
	}
}

static void example(struct ctx *cx, struct json_out *json,
    const struct route *route, const struct error_info *error)
{
	const char *said = _(error->message);

	json_object_begin(json, error->name);
	json_text(json, "summary", said);
	json_object_begin(json, "value");
	json_int(json, "code", api_rest_code(route, error->rest_code));
	json_text(json, "description", said);
	json_array_begin(json, "data");
	json_array_end(json);
	json_text(json, "source", "Kontor");
	json_object_end(json);
	json_object_end(json);
}

static void error_content(struct ctx *cx, struct json_out *json,
    const struct route *route, const int *codes, int status)
{
	json_object_begin(json, "content");
	json_object_begin(json, "application/json");
	openapi_ref(json, "schema", "schemas",
	    status == 429 ? "ThrottleError" : "Error");
	json_object_begin(json, "examples");
	for (; status != 429 && *codes != 0; codes++)
		if (error_info(*codes)->rest_status == status)
			example(cx, json, route, error_info(*codes));
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
}

static void error_headers(
    struct json_out *json, const struct route *route, int status)
{
	if (status == 401 || status == 429) {
		const char *name =
		    status == 401 ? "WWW-Authenticate" : "Retry-After";

		json_object_begin(json, "headers");
		openapi_ref(json, name, "headers", name);
		json_object_end(json);
	} else {
		openapi_headers(json, route);
	}
}

void openapi_refusals(struct ctx *cx, struct json_out *json,
    const struct route *route, const struct api_route_info *info)
{
	const int *codes = route_errors(cx->arena, route, info);

	for (size_t i = 0; i < COUNT(statuses); i++) {
		int status = statuses[i];
		bool given = false;

		for (const int *code = codes; *code != 0; code++)
			given |= error_info(*code)->rest_status == status;
		if (!given)
			continue;
		json_object_begin(json, arena_printf(cx->arena, "%d", status));
		json_text(json, "description", _(status_text(status)));
		error_headers(json, route, status);
		if (route->method != HEAD)
			error_content(cx, json, route, codes, status);
		json_object_end(json);
	}
}
