/*
 * The claims of access tokens, written and read. The signature is
 * token_keys.c's, the state of who they name the service's.
 */
#include "accounts/token_claims.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/settings.h"

#define SKEW_SECONDS 60 /* clocks of two machines */

const char *token_issuer(struct ctx *cx, const char *tenant_id, bool v2)
{
	const char *url = cx->settings->public_url;
	size_t length = strlen(url);

	while (length > 0 && url[length - 1] == '/')
		length--;
	return arena_printf(cx->arena, "%.*s/%s/%s", (int)length, url,
	    tenant_id, v2 ? "v2.0" : "");
}

static void roles_write(struct json_out *json, uint32_t held)
{
	json_array_begin(json, "roles");
	for (const struct role_info *role = role_infos(); role->id; role++)
		if (held & role->role)
			json_text(json, NULL, role->id);
	json_array_end(json);
}

const char *token_claims_write(struct ctx *cx, const struct token_grant *grant)
{
	char id[GUID_TEXT];
	struct json_out json;
	struct text out;

	guid_random(id);
	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "aud", grant->resource);
	json_text(&json, "iss", token_issuer(cx, grant->tenant_id, false));
	json_int(&json, "iat", cx->wall);
	json_int(&json, "nbf", cx->wall);
	json_int(&json, "exp", cx->wall + cx->settings->token_seconds);
	json_text(&json, "appid", grant->client_id);
	json_text(&json, "tid", grant->tenant_id);
	json_text(
	    &json, "oid", grant->user_id ? grant->user_id : grant->client_id);
	json_text(
	    &json, "sub", grant->user_id ? grant->user_id : grant->client_id);
	json_text(&json, "upn", grant->upn);
	if (grant->user_id)
		json_text(&json, "scp", "user_impersonation");
	roles_write(&json, grant->roles);
	json_text(&json, "sid", grant->family_id);
	json_text(&json, "uti", id);
	json_text(&json, "ver", grant->v2 ? "2.0" : "1.0");
	json_object_end(&json);
	return out.bytes;
}

const char *token_id_write(struct ctx *cx, const struct token_grant *grant)
{
	struct json_out json;
	struct text out;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "aud", grant->client_id);
	json_text(&json, "iss", token_issuer(cx, grant->tenant_id, grant->v2));
	json_int(&json, "iat", cx->wall);
	json_int(&json, "nbf", cx->wall);
	json_int(&json, "exp", cx->wall + cx->settings->token_seconds);
	if (grant->auth_at != 0)
		json_int(&json, "auth_time", grant->auth_at);
	if (!text_empty(grant->nonce))
		json_text(&json, "nonce", grant->nonce);
	json_text(&json, "sub", grant->user_id);
	json_text(&json, "oid", grant->user_id);
	json_text(&json, "tid", grant->tenant_id);
	json_text(&json, grant->v2 ? "preferred_username" : "upn", grant->upn);
	json_text(&json, "email", grant->upn);
	json_text(&json, "name", grant->user_name);
	json_text(&json, "ver", grant->v2 ? "2.0" : "1.0");
	json_object_end(&json);
	return out.bytes;
}

static bool guid_read(
    const json_t *claims, const char *name, char ret_guid[GUID_TEXT])
{
	const char *value = json_string_value(json_object_get(claims, name));

	if (value == NULL || !text_is_guid(value))
		return false;
	memcpy(ret_guid, value, GUID_TEXT);
	return true;
}

static bool times_good(struct ctx *cx, const json_t *claims, int64_t *ret_exp)
{
	const json_t *exp = json_object_get(claims, "exp");
	const json_t *nbf = json_object_get(claims, "nbf");

	if (!json_is_integer(exp) || !json_is_integer(nbf))
		return false;
	*ret_exp = json_integer_value(exp);
	return *ret_exp > cx->wall &&
	       json_integer_value(nbf) <= cx->wall + SKEW_SECONDS;
}

/* What clients of the API ask tokens for (api.md 1.2). */
static bool audience_good(struct ctx *cx, const json_t *claims)
{
	const char *const roots[] = { cx->settings->public_url,
		"https://graph.windows.net", "https://graph.microsoft.com",
		"https://api.partnercenter.microsoft.com" };
	const char *aud = json_string_value(json_object_get(claims, "aud"));
	size_t length = aud == NULL ? 0 : strlen(aud);

	while (length > 0 && aud[length - 1] == '/')
		length--;
	for (size_t i = 0; length > 0 && i < COUNT(roots); i++) {
		size_t n = strlen(roots[i]);

		while (n > 0 && roots[i][n - 1] == '/')
			n--;
		if (n == length && strncasecmp(aud, roots[i], n) == 0)
			return true;
	}
	return false;
}

static bool claims_good(
    struct ctx *cx, const json_t *claims, struct token_claims *ret)
{
	const char *iss = json_string_value(json_object_get(claims, "iss"));
	const char *scp = json_string_value(json_object_get(claims, "scp"));

	if (!times_good(cx, claims, &ret->expires_at) ||
	    !guid_read(claims, "tid", ret->tenant_id) ||
	    !guid_read(claims, "appid", ret->client_id) ||
	    !text_same(iss, token_issuer(cx, ret->tenant_id, false)) ||
	    !audience_good(cx, claims))
		return false;
	ret->user_id[0] = ret->family_id[0] = '\0';
	if (json_object_get(claims, "sid") != NULL &&
	    !guid_read(claims, "sid", ret->family_id))
		return false;
	return scp == NULL || guid_read(claims, "oid", ret->user_id);
}

bool token_claims_read(
    struct ctx *cx, const char *json, struct token_claims *ret_claims)
{
	json_t *claims = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	struct token_claims read;
	bool good = claims != NULL && claims_good(cx, claims, &read);

	json_decref(claims);
	if (good)
		*ret_claims = read;
	return good;
}
