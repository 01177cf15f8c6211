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

#define REFRESH_SECONDS (90 * 86400)
#define SECRET_BYTES 32

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
	grant->with_password = true;
	return OK;
}

/* Sets the person, when the person is still active. */
static struct error person_set(struct ctx *cx, const char *user_id,
    struct token_grant *grant, bool *ret_found)
{
	struct principal who;
	struct error e = token_who(
	    cx, grant->tenant_id, grant->client_id, user_id, &who, ret_found);

	if (e.code || !*ret_found)
		return e;
	grant->person = true;
	grant->user_id = who.user_id;
	grant->upn = who.email;
	grant->roles = who.roles;
	return OK;
}

/* "partner.secret"; the partner must be the client's. */
static bool refresh_hash(const struct token_grant *grant, struct ctx *cx,
    const char *token, uint8_t ret_hash[SHA256_BYTES])
{
	const char *dot = strchr(token, '.');
	int64_t partner_id;

	if (dot == NULL ||
	    !text_to_int(arena_dup_n(cx->arena, token, (size_t)(dot - token)),
		&partner_id) ||
	    partner_id != grant->partner_id)
		return false;
	sha256(token, strlen(token), ret_hash);
	return true;
}

static struct error look_refresh(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	const char *token = request->refresh_token;
	char *hex = arena_alloc(cx->arena, SHA256_HEX);
	uint8_t hash[SHA256_BYTES];
	const char *user_id;
	bool found = false;
	struct error e;

	if (text_empty(token)) {
		token_refuse(cx, grant, MISSING_PARAMETER, "refresh_token");
		return OK;
	}
	if (refresh_hash(grant, cx, token, hash)) {
		if ((e = refresh_token_find(cx, grant->partner_id, hash,
			 grant->client_id, &user_id, &found))
			.code)
			return e;
		if (found && (e = person_set(cx, user_id, grant, &found)).code)
			return e;
	}
	if (!found) {
		token_refuse(cx, grant, REFRESH_BAD, NULL);
		return OK;
	}
	hex_encode(hash, sizeof(hash), hex);
	grant->old_refresh = hex;
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
	{ "client_credentials", look_program },
	{ "password", look_password },
	{ "refresh_token", look_refresh },
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
	struct token_grant grant = { .status = 200, .v2 = request->v2 };
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

static struct error refresh_issue(struct ctx *cx, struct token_grant *grant)
{
	uint8_t bytes[SECRET_BYTES], hash[SHA256_BYTES];

	crypto_random(bytes, sizeof(bytes));
	grant->new_refresh =
	    arena_printf(cx->arena, "%lld.%s", (long long)grant->partner_id,
		base64url_encode(cx->arena, bytes, sizeof(bytes)));
	sha256(grant->new_refresh, strlen(grant->new_refresh), hash);
	return refresh_token_add(cx, grant->partner_id, hash, grant->user_id,
	    grant->client_id, cx->wall + REFRESH_SECONDS);
}

static struct error record_password(struct ctx *cx, struct token_grant *grant)
{
	struct error outcome;
	bool found;
	struct error e;

	if ((e = sign_in_count(cx, &grant->candidate, &outcome)).code)
		return e;
	if (outcome.code) {
		token_refuse(cx, grant,
		    outcome.code == ERR_SIGN_IN_LOCKED ? PASSWORD_LOCKED
						       : PASSWORD_WRONG,
		    NULL);
		return OK;
	}
	if ((e = person_set(cx, grant->candidate.user_id, grant, &found)).code)
		return e;
	if (!found) {
		token_refuse(cx, grant, PASSWORD_WRONG, NULL);
		return OK;
	}
	return refresh_issue(cx, grant);
}

static struct error record_refresh(struct ctx *cx, struct token_grant *grant)
{
	uint8_t hash[SHA256_BYTES];
	bool taken = false, found = false;
	struct error e;

	if (hex_decode(grant->old_refresh, SHA256_HEX - 1, hash) &&
	    (e = refresh_token_take(cx, grant->partner_id, hash, &taken)).code)
		return e;
	if (taken && (e = person_set(cx, grant->user_id, grant, &found)).code)
		return e;
	if (!taken || !found) {
		token_refuse(cx, grant, REFRESH_BAD, NULL);
		return OK;
	}
	return refresh_issue(cx, grant);
}

struct error token_record(struct ctx *cx, struct token_grant *grant)
{
	if (grant->ready)
		return OK;
	return grant->with_password ? record_password(cx, grant)
				    : record_refresh(cx, grant);
}
