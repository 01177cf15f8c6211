/*
 * A code from the browser becomes tokens, once, for who can show the verifier
 * (RFC 6749 4.1.3, RFC 7636). How the code came about is authorize_service.c's.
 */
#include <string.h>

#include "accounts/token_grant.h"
#include "accounts/token_rows.h"
#include "base/text.h"

#define CHALLENGE_LETTERS 43 /* SHA-256 in base64url */

bool pkce_challenge_form(const char *challenge)
{
	return strlen(challenge) == CHALLENGE_LETTERS &&
	       strspn(challenge, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
		   CHALLENGE_LETTERS;
}

static bool verifier_form(const char *verifier)
{
	size_t length = strlen(verifier);

	return length >= 43 && length <= 128 &&
	       strspn(verifier,
		   "abcdefghijklmnopqrstuvwxyz"
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~") == length;
}

bool pkce_right(
    struct arena *arena, const char *challenge, const char *verifier)
{
	uint8_t hash[SHA256_BYTES];

	/* without a challenge there must be no verifier either: else a code
	 * without one could be slipped in (RFC 9700 4.8) */
	if (text_empty(challenge) || text_empty(verifier))
		return text_empty(challenge) && text_empty(verifier);
	if (!pkce_challenge_form(challenge) || !verifier_form(verifier))
		return false;
	sha256(verifier, strlen(verifier), hash);
	return crypto_same(challenge,
	    base64url_encode(arena, hash, sizeof(hash)), CHALLENGE_LETTERS);
}

static bool redirect_right(
    const struct code *code, const struct token_request *request)
{
	if (text_empty(request->redirect_uri))
		return !code->redirect_asked;
	return strcmp(code->redirect_uri, request->redirect_uri) == 0;
}

/* Version 1 always gave a refresh token, version 2 when it is asked for. */
static void wishes_of(
    const struct code *code, bool resource_sent, struct token_grant *grant)
{
	if (!resource_sent)
		grant->resource = code->resource;
	grant->scope = code->scope;
	grant->nonce = code->nonce;
	grant->auth_at = code->auth_at;
	grant->open_id = scope_has(code->scope, "openid");
	grant->refreshes =
	    !grant->v2 || scope_has(code->scope, "offline_access");
}

static struct error record_code(struct ctx *cx, struct token_grant *grant);

static struct error look_found(struct ctx *cx,
    const struct token_request *request, const struct code *code,
    struct token_grant *grant)
{
	bool found = false;
	struct error e;

	grant->record = record_code;
	if (code->used_at != 0)
		return OK; /* the writer ends what came out of it */
	if (code->expires_at <= cx->wall) {
		token_refuse(cx, grant, CODE_BAD, NULL);
		return OK;
	}
	if (!redirect_right(code, request)) {
		token_refuse(cx, grant, CODE_REDIRECT, NULL);
		return OK;
	}
	if (!pkce_right(cx->arena, code->challenge, request->code_verifier)) {
		token_refuse(cx, grant, VERIFIER_BAD, NULL);
		return OK;
	}
	if ((e = token_person_set(cx, code->user_id, grant, &found)).code)
		return e;
	if (!found)
		token_refuse(cx, grant, CODE_BAD, NULL);
	wishes_of(code,
	    !text_empty(request->resource) || !text_empty(request->scope),
	    grant);
	return OK;
}

struct error token_look_code(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	char *hex = arena_alloc(cx->arena, SHA256_HEX);
	uint8_t hash[SHA256_BYTES];
	struct code code;
	bool found = false;
	struct error e;

	if (text_empty(request->code)) {
		token_refuse(cx, grant, MISSING_PARAMETER, "code");
		return OK;
	}
	if (token_opaque_hash(cx, grant->partner_id, request->code, hash) &&
	    (e = code_find(cx, grant->partner_id, hash, &code, &found)).code)
		return e;
	if (!found || !text_same(code.client_id, grant->client_id)) {
		token_refuse(cx, grant, CODE_BAD, NULL);
		return OK;
	}
	hex_encode(hash, sizeof(hash), hex);
	grant->used_hash = hex;
	return look_found(cx, request, &code, grant);
}

/* It was used: by whom is not known, so nobody keeps what came out of it. */
static struct error replayed(
    struct ctx *cx, const uint8_t hash[SHA256_BYTES], struct token_grant *grant)
{
	struct code code;
	bool found;
	struct error e;

	token_refuse(cx, grant, CODE_BAD, NULL);
	if ((e = code_find(cx, grant->partner_id, hash, &code, &found)).code)
		return e;
	return found ? family_end(cx, grant->partner_id, code.family_id) : OK;
}

static struct error record_code(struct ctx *cx, struct token_grant *grant)
{
	uint8_t hash[SHA256_BYTES];
	bool taken = false, found = false;
	struct error e;

	if (!hex_decode(grant->used_hash, SHA256_HEX - 1, hash))
		return fail(ERR_INTERNAL, NULL);
	if (grant->user_id == NULL)
		return replayed(cx, hash, grant);
	if ((e = token_person_set(cx, grant->user_id, grant, &found)).code)
		return e;
	if (!found) {
		token_refuse(cx, grant, CODE_BAD, NULL);
		return OK;
	}
	if ((e = token_family_start(cx, grant)).code ||
	    (e = code_take(
		 cx, grant->partner_id, hash, grant->family_id, &taken))
		.code)
		return e;
	if (taken)
		return OK;
	grant->new_refresh = NULL; /* somebody was faster with the same code */
	if ((e = family_end(cx, grant->partner_id, grant->family_id)).code)
		return e;
	return replayed(cx, hash, grant);
}
