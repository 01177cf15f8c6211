/*
 * The JSON answers of the token routes, in the two versions of api.md 1.2.
 */
#include "accounts/accounts_private.h"
#include "accounts/application.h"
#include "accounts/token.h"
#include "accounts/token_claims.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/json.h"
#include "base/settings.h"

/* Version 1 sends numbers as texts. */
static void number(
    struct ctx *cx, struct json_out *json, bool v2, const char *key, int64_t n)
{
	if (v2)
		json_int(json, key, n);
	else
		json_text(
		    json, key, arena_printf(cx->arena, "%lld", (long long)n));
}

static void times(
    struct ctx *cx, struct json_out *json, const struct token_grant *grant)
{
	int64_t life = cx->settings->token_seconds;

	number(cx, json, grant->v2, "expires_in", life);
	number(cx, json, grant->v2, "ext_expires_in", life);
	if (grant->v2)
		return;
	number(cx, json, false, "expires_on", cx->wall + life);
	number(cx, json, false, "not_before", cx->wall);
}

static const char *scope_of(struct ctx *cx, const struct token_grant *grant)
{
	if (!grant->v2)
		return grant->person ? "user_impersonation" : NULL;
	return arena_printf(cx->arena, "%s/%s", grant->resource,
	    grant->person ? "user_impersonation" : ".default");
}

/* Who it is for, in the form that client libraries ask for. */
static const char *client_info(struct ctx *cx, const struct token_grant *grant)
{
	struct json_out json;
	struct text out;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "uid", grant->user_id);
	json_text(&json, "utid", grant->tenant_id);
	json_object_end(&json);
	return base64url_encode(cx->arena, out.bytes, out.length);
}

static void accept(struct ctx *cx, const struct token_grant *grant,
    const char *token, const char *id_token, struct text *out)
{
	struct json_out json;

	json_start(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "token_type", "Bearer");
	json_text(&json, "scope", scope_of(cx, grant));
	times(cx, &json, grant);
	if (!grant->v2)
		json_text(&json, "resource", grant->resource);
	json_text(&json, "access_token", token);
	json_text(&json, "refresh_token", grant->new_refresh);
	json_text(&json, "id_token", id_token);
	if (grant->client_info && grant->user_id != NULL)
		json_text(&json, "client_info", client_info(cx, grant));
	json_object_end(&json);
}

/* "2021-06-18 09:24:00Z", as clients of this protocol know it */
static const char *timestamp(struct ctx *cx)
{
	char *text = arena_alloc(cx->arena, INSTANT_TEXT);

	instant_text(cx->wall, text);
	text[10] = ' ';
	return text;
}

static void refuse(
    struct ctx *cx, const struct token_grant *grant, struct text *out)
{
	struct json_out json;

	json_start(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "error", grant->error);
	json_text(&json, "error_description",
	    arena_printf(cx->arena, "AADSTS%d: %s Trace ID: %s",
		grant->error_number, grant->description,
		cx->request_id ? cx->request_id : ""));
	json_array_begin(&json, "error_codes");
	json_int(&json, NULL, grant->error_number);
	json_array_end(&json);
	json_text(&json, "timestamp", timestamp(cx));
	json_text(&json, "trace_id", cx->request_id ? cx->request_id : "");
	json_text(&json, "correlation_id",
	    cx->correlation_id ? cx->correlation_id : "");
	json_object_end(&json);
}

static int sign_failed(
    struct ctx *cx, const struct token_grant *grant, struct text *out)
{
	struct token_grant failed = *grant;

	failed.error = "server_error";
	failed.error_number = 90033;
	failed.description = "The token could not be signed.";
	refuse(cx, &failed, out);
	return 500;
}

int token_answer(
    struct ctx *cx, const struct token_grant *grant, struct text *out)
{
	struct token_keys *keys = cx->accounts->keys;
	bool id_wanted = grant->open_id && grant->user_id != NULL;
	const char *id_token = NULL;
	const char *token;

	if (grant->error) {
		refuse(cx, grant, out);
		return grant->status;
	}
	token = token_sign(
	    keys, cx->arena, token_claims_write(cx, grant), cx->wall);
	if (token != NULL && id_wanted)
		id_token = token_sign(
		    keys, cx->arena, token_id_write(cx, grant), cx->wall);
	if (token == NULL || (id_wanted && id_token == NULL))
		return sign_failed(cx, grant, out);
	application_used(cx, grant->application, grant->secret);
	accept(cx, grant, token, id_token, out);
	return 200;
}
