/*
 * Issuing access tokens: by which grant, for which person. The words of
 * refusals and the client are token_client.c's.
 */
#include <string.h>

#include "accounts/partner.h"
#include "accounts/token_grant.h"
#include "accounts/token_rows.h"
#include "base/settings.h"
#include "base/text.h"

#define REFRESH_SECONDS INT64_C(7776000) /* 90 days, from the last use on */
#define SECRET_BYTES 32

static struct error record_password(struct ctx *cx, struct token_grant *grant);
static struct error record_refresh(struct ctx *cx, struct token_grant *grant);

/* Demo tenants, those with a clock of their own or in the sandbox, take a
 * password for a user token; others only when the setting says so. */
static struct error password_allowed(
    struct ctx *cx, const struct token_grant *grant, bool *ret_allowed)
{
	struct partner partner;
	struct error e = partner_load(cx, grant->partner_id, &partner);

	if (e.code == 0)
		*ret_allowed = cx->settings->password_grant ||
			       partner.test_clock || partner.sandbox;
	return e;
}

static struct error look_password(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	bool allowed;
	struct error e;

	if ((e = password_allowed(cx, grant, &allowed)).code)
		return e;
	if (!allowed) {
		token_refuse(cx, grant, GRANT_OFF, "password");
		return OK;
	}
	if (text_empty(request->username) || text_empty(request->password)) {
		token_refuse(cx, grant, MISSING_PARAMETER,
		    text_empty(request->username) ? "username" : "password");
		return OK;
	}
	if ((e = sign_in_look(cx, request->username, &grant->candidate)).code)
		return e;
	/* of another partner, or a customer's user: nobody here knows them */
	if (grant->candidate.known &&
	    (grant->candidate.kind != ACTOR_USER ||
		grant->candidate.partner_id != grant->partner_id)) {
		grant->candidate.known = false;
		grant->candidate.password_hash = NULL;
	}
	sign_in_verify(cx, &grant->candidate, request->password);
	grant->record = record_password;
	return OK;
}

struct error token_person_set(struct ctx *cx, const char *user_id,
    struct token_grant *grant, bool *ret_found)
{
	struct principal who;
	struct error e = token_who(cx, grant->tenant_id, grant->client_id,
	    user_id, NULL, &who, ret_found);

	if (e.code || !*ret_found)
		return e;
	grant->person = true;
	grant->user_id = who.user_id;
	grant->user_name = who.user_name;
	grant->upn = who.email;
	grant->roles = who.roles;
	return OK;
}

const char *token_opaque(
    struct ctx *cx, int64_t partner_id, uint8_t ret_hash[SHA256_BYTES])
{
	uint8_t bytes[SECRET_BYTES];
	const char *token;

	crypto_random(bytes, sizeof(bytes));
	token = arena_printf(cx->arena, "%lld.%s", (long long)partner_id,
	    base64url_encode(cx->arena, bytes, sizeof(bytes)));
	sha256(token, strlen(token), ret_hash);
	return token;
}

/* Only the hash is looked up: nothing here is compared letter by letter. */
bool token_opaque_hash(struct ctx *cx, int64_t partner_id, const char *token,
    uint8_t ret_hash[SHA256_BYTES])
{
	const char *dot = strchr(token, '.');
	int64_t named;

	if (dot == NULL ||
	    !text_to_int(
		arena_dup_n(cx->arena, token, (size_t)(dot - token)), &named) ||
	    named != partner_id)
		return false;
	sha256(token, strlen(token), ret_hash);
	return true;
}

static void refresh_of(
    const struct refresh_token *token, struct token_grant *grant)
{
	grant->family_id = token->family_id;
	grant->auth_at = token->auth_at;
	grant->open_id = scope_has(token->scope, "openid");
	grant->refreshes = true;
	if (text_empty(grant->scope))
		grant->scope = token->scope;
	grant->record = record_refresh;
}

static struct error look_refresh(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	const char *text = request->refresh_token;
	char *hex = arena_alloc(cx->arena, SHA256_HEX);
	uint8_t hash[SHA256_BYTES];
	struct refresh_token token;
	bool found = false;
	struct error e;

	if (text_empty(text)) {
		token_refuse(cx, grant, MISSING_PARAMETER, "refresh_token");
		return OK;
	}
	if (token_opaque_hash(cx, grant->partner_id, text, hash) &&
	    (e = refresh_token_find(
		 cx, grant->partner_id, hash, grant->client_id, &token, &found))
		.code)
		return e;
	if (found &&
	    (e = token_person_set(cx, token.user_id, grant, &found)).code)
		return e;
	if (!found) {
		token_refuse(cx, grant, REFRESH_BAD, NULL);
		return OK;
	}
	hex_encode(hash, sizeof(hash), hex);
	grant->used_hash = hex;
	refresh_of(&token, grant);
	return OK;
}

static struct error look_program(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	(void)cx;
	(void)request;
	grant->ready = true;
	return OK;
}

static const struct {
	const char *name;
	struct error (*look)(struct ctx *cx,
	    const struct token_request *request, struct token_grant *grant);
} grants[] = {
	{ "client_credentials", look_program }, { "password", look_password },
	{ "refresh_token", look_refresh },
	{ "authorization_code", token_look_code },
	{ "urn:ietf:params:oauth:grant-type:device_code", token_look_device },
	{ "device_code", token_look_device }, /* of version 1 */
};

static struct error look_grant(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	for (size_t i = 0; i < COUNT(grants); i++)
		if (text_same(grants[i].name, request->grant_type))
			return grants[i].look(cx, request, grant);
	token_refuse(cx, grant, GRANT_UNKNOWN, request->grant_type);
	return OK;
}

static bool grant_known(const char *name)
{
	for (size_t i = 0; i < COUNT(grants); i++)
		if (text_same(grants[i].name, name))
			return true;
	return false;
}

struct error token_look(struct ctx *cx, const struct token_request *request,
    struct token_grant *ret_grant)
{
	struct token_grant grant = { .status = 200,
		.v2 = request->v2,
		.client_info = request->client_info };
	struct error e = OK;

	if (text_empty(request->grant_type))
		token_refuse(cx, &grant, MISSING_PARAMETER, "grant_type");
	else if (!grant_known(request->grant_type))
		token_refuse(cx, &grant, GRANT_UNKNOWN, request->grant_type);
	else
		e = token_look_client(cx, request, &grant);
	if (!e.code && !grant.error)
		token_look_resource(cx, request, &grant);
	if (!e.code && !grant.error)
		e = look_grant(cx, request, &grant);
	if (e.code)
		return e;
	*ret_grant = grant;
	return OK;
}

struct error token_refresh_issue(struct ctx *cx, struct token_grant *grant)
{
	int64_t until = cx->wall + REFRESH_SECONDS;
	uint8_t hash[SHA256_BYTES];
	struct error e;

	grant->new_refresh = token_opaque(cx, grant->partner_id, hash);
	if ((e = refresh_token_add(cx, grant->partner_id, hash, grant->user_id,
		 grant->client_id, grant->family_id, until))
		.code)
		return e;
	return family_extend(cx, grant->partner_id, grant->family_id, until);
}

struct error token_family_start(struct ctx *cx, struct token_grant *grant)
{
	const struct family family = {
		.client_id = grant->client_id,
		.user_id = grant->user_id,
		.scope = grant->scope,
		.auth_at = grant->auth_at,
		/* its access token and the clocks of two machines */
		.expires_at = cx->wall + cx->settings->token_seconds + 3600,
	};
	struct error e =
	    family_add(cx, grant->partner_id, &family, &grant->family_id);

	if (e.code || !grant->refreshes)
		return e;
	return token_refresh_issue(cx, grant);
}

static enum token_refusal password_refusal(
    struct error outcome, enum sign_in_need need)
{
	switch (outcome.code) {
	case ERR_SIGN_IN_LOCKED:
		return PASSWORD_LOCKED;
	case ERR_SECOND_FACTOR_NEEDED:
		return need == NEED_FACTOR ? FACTOR_DEMANDED : FACTOR_NEEDED;
	default:
		return PASSWORD_WRONG;
	}
}

static struct error record_password(struct ctx *cx, struct token_grant *grant)
{
	enum sign_in_need need;
	struct error outcome;
	bool found;
	struct error e;

	if ((e = sign_in_count(cx, &grant->candidate, &outcome, &need)).code)
		return e;
	if (outcome.code) {
		token_refuse(cx, grant, password_refusal(outcome, need), NULL);
		return OK;
	}
	if ((e = token_person_set(cx, grant->candidate.user_id, grant, &found))
		.code)
		return e;
	if (!found) {
		token_refuse(cx, grant, PASSWORD_WRONG, NULL);
		return OK;
	}
	grant->auth_at = cx->wall;
	grant->open_id = scope_has(grant->scope, "openid");
	grant->refreshes = true;
	return token_family_start(cx, grant);
}

/* A used token used again is in two hands: nothing of its family is trusted
 * any more (RFC 9700 4.14). */
static struct error record_refresh(struct ctx *cx, struct token_grant *grant)
{
	uint8_t hash[SHA256_BYTES];
	bool taken = false, found = false;
	struct error e;

	if (hex_decode(grant->used_hash, SHA256_HEX - 1, hash) &&
	    (e = refresh_token_take(cx, grant->partner_id, hash, &taken)).code)
		return e;
	if (!taken) {
		token_refuse(cx, grant, REFRESH_BAD, NULL);
		return family_end(cx, grant->partner_id, grant->family_id);
	}
	if ((e = token_person_set(cx, grant->user_id, grant, &found)).code)
		return e;
	if (!found) {
		token_refuse(cx, grant, REFRESH_BAD, NULL);
		return OK;
	}
	return text_empty(grant->family_id) ? token_family_start(cx, grant)
					    : token_refresh_issue(cx, grant);
}

struct error token_record(struct ctx *cx, struct token_grant *grant)
{
	return grant->ready || grant->record == NULL ? OK
						     : grant->record(cx, grant);
}
