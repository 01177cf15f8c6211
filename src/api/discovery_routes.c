/*
 * What programs ask before they ask for a token, and to check one: where the
 * endpoints are, which keys sign, whose host this is (client-quirks 1).
 */
#include <string.h>

#include "accounts/partner.h"
#include "accounts/permission.h"
#include "accounts/token.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "base/settings.h"
#include "i18n/i18n.h"

static struct error keys_read(struct request *rq)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	token_jwks(&rq->cx, &rq->response.body);
	return OK;
}

/* ---- openid-configuration ---- */

static const char *public_base(struct ctx *cx)
{
	const char *url = cx->settings->public_url;
	size_t length = strlen(url);

	while (length > 0 && url[length - 1] == '/')
		length--;
	return arena_dup_n(cx->arena, url, length);
}

/* Tokens name the tenant by its id, whatever it was called in the address.
 * Without a tenant the place stays open, as clients know it. */
static struct error issuer_of(struct request *rq, bool v2, const char **ret)
{
	const char *tenant = request_param(rq, "tenant");
	struct partner partner = { .tenant_id = "{tenantid}" };
	bool found = true;
	struct error e = OK;

	if (!tenant_any(tenant))
		e = partner_find(&rq->cx, tenant, &partner, &found);
	if (e.code)
		return e;
	if (!found)
		return fail(ERR_TENANT_UNKNOWN, "tenant");
	*ret = token_issuer(&rq->cx, partner.tenant_id, v2);
	return OK;
}

static void endpoints_write(
    struct request *rq, struct json_out *json, const char *issuer, bool v2)
{
	static const char *const names[][2] = {
		{ "authorization_endpoint", "oauth2%s/authorize" },
		{ "token_endpoint", "oauth2%s/token" },
		{ "device_authorization_endpoint", "oauth2%s/devicecode" },
		{ "jwks_uri", "discovery%s/keys" },
	};
	struct arena *arena = rq->cx.arena;
	const char *version = v2 ? "/v2.0" : "";
	const char *base = arena_printf(arena, "%s%s", public_base(&rq->cx),
	    URI_OF(arena, request_param(rq, "tenant")));

	json_text(json, "issuer", issuer);
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *hole = strstr(names[i][1], "%s");

		json_text(json, names[i][0],
		    arena_printf(arena, "%s/%.*s%s%s", base,
			(int)(hole - names[i][1]), names[i][1], version,
			hole + 2));
	}
}

static void abilities_write(struct json_out *json)
{
	const struct {
		const char *name;
		const char *const *values;
	} all[] = {
		{ "token_endpoint_auth_methods_supported",
		    (const char *const[]){ "client_secret_post",
			"client_secret_basic", "none", NULL } },
		{ "response_types_supported",
		    (const char *const[]){ "code", NULL } },
		{ "response_modes_supported",
		    (const char *const[]){ "query", "form_post", NULL } },
		{ "grant_types_supported",
		    (const char *const[]){ "authorization_code",
			"client_credentials", "refresh_token",
			"urn:ietf:params:oauth:grant-type:device_code",
			NULL } },
		{ "code_challenge_methods_supported",
		    (const char *const[]){ "S256", NULL } },
		{ "subject_types_supported",
		    (const char *const[]){ "public", NULL } },
		{ "scopes_supported",
		    (const char *const[]){ "openid", "profile", "email",
			"offline_access", NULL } },
		{ "claims_supported",
		    (const char *const[]){ "sub", "iss", "aud", "exp", "iat",
			"auth_time", "nonce", "tid", "oid",
			"preferred_username", "name", "email", NULL } },
		{ "prompt_values_supported",
		    (const char *const[]){
			"none", "login", "consent", "select_account", NULL } },
		{ "id_token_signing_alg_values_supported",
		    (const char *const[]){ "RS256", NULL } },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		json_texts(json, all[i].name, all[i].values);
	json_bool(json, "request_uri_parameter_supported", false);
	json_bool(json, "authorization_response_iss_parameter_supported", true);
}

static struct error configuration_read(struct request *rq)
{
	bool v2 = strstr(rq->route->path, "/v2.0/") != NULL;
	const char *issuer = "";
	struct json_out json;
	struct error e = issuer_of(rq, v2, &issuer);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	json_object_begin(&json, NULL);
	endpoints_write(rq, &json, issuer, v2);
	abilities_write(&json);
	json_object_end(&json);
	return OK;
}

/* ---- whose host this is ---- */

/* "https://host:port/…" -> "host:port" */
static const char *host_of(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	return arena_dup_n(arena, host, strcspn(host, "/?#"));
}

/* What follows the host, up to oauth2: "/{tenant}" */
static const char *tenant_path(struct ctx *cx, const char *endpoint)
{
	const char *host = strstr(endpoint, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;
	size_t length = path ? strcspn(path + 1, "/?#") : 0;

	return length == 0 ? "common"
			   : arena_dup_n(cx->arena, path + 1, length);
}

struct instance_query {
	const char *api_version, *authorization_endpoint;
};
static const struct field instance_fields[] = {
	FIELD_AS("api-version", TEXT, struct instance_query, api_version),
	FIELD(TEXT, struct instance_query, authorization_endpoint,
	    .required = true),
	FIELD_END,
};

/* Only for this host: of others we know nothing. */
static struct error instance_read(struct request *rq)
{
	const struct instance_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	const char *base = public_base(cx);
	const char *host = host_of(cx->arena, base);
	struct json_out json;

	if (!text_same_nocase(
		host, host_of(cx->arena, query->authorization_endpoint)))
		return fail(ERR_AUTHORITY_UNKNOWN, "authorization_endpoint");
	answer_begin(rq, 200, &json);
	json_object_begin(&json, NULL);
	json_text(&json, "tenant_discovery_endpoint",
	    arena_printf(cx->arena,
		"%s%s/v2.0/.well-known/openid-configuration", base,
		URI_OF(cx->arena,
		    tenant_path(cx, query->authorization_endpoint))));
	json_text(&json, "api-version", "1.1");
	json_array_begin(&json, "metadata");
	json_object_begin(&json, NULL);
	json_text(&json, "preferred_network", host);
	json_text(&json, "preferred_cache", host);
	json_texts(&json, "aliases", (const char *const[]){ host, NULL });
	json_object_end(&json);
	json_array_end(&json);
	json_object_end(&json);
	return OK;
}

/* clang-format off */
#define KEYS_ROUTE(path_)                                                      \
	{ GET, path_, .needs = MAY_ANYONE, .read = keys_read,                  \
	    .summary = N_("The public keys of tokens.") }
#define CONFIGURATION_ROUTE(path_)                                             \
	{ GET, path_, .needs = MAY_ANYONE, .read = configuration_read,         \
	    .summary = N_("Where tokens are made and checked.") }

const struct route api_discovery_routes[] = {
	KEYS_ROUTE("/{tenant}/discovery/keys"),
	KEYS_ROUTE("/{tenant}/discovery/v2.0/keys"),
	CONFIGURATION_ROUTE("/{tenant}/.well-known/openid-configuration"),
	CONFIGURATION_ROUTE("/{tenant}/v2.0/.well-known/openid-configuration"),
	{ GET, "/common/discovery/instance", .needs = MAY_ANYONE,
	    .query = instance_fields,
	    .query_size = sizeof(struct instance_query), .read = instance_read,
	    .summary = N_("Which hosts are this authority.") },
	ROUTE_END,
};
/* clang-format on */
