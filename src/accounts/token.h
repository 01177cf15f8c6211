/*
 * Access tokens of the REST API (api.md 1.2): issue and check. RS256 JWTs; the
 * state of program and user is read at each request, so a disabled one has no
 * rights at once. Routes and forms are api/'s.
 *
 *   prepare (worker)  token_look    checks the request; reads only
 *                     token_ready?  then token_answer, and no writer at all
 *   effects (writer)  token_record  refresh tokens, counts of passwords
 *   finish            token_answer  signs and writes the JSON
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_H
#define KONTOR_ACCOUNTS_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts/principal.h"
#include "accounts/sign_in.h"
#include "base/ctx.h"
#include "base/text.h"

/* Form fields as sent; NULL when absent. */
struct token_request {
	bool v2;            /* of the path: numbers are numbers */
	const char *tenant; /* of the path: GUID, domain, common, ... */
	const char
	    *authorization; /* header: Basic client credentials, or NULL */
	const char *grant_type;
	const char *client_id;
	const char *client_secret;
	const char *resource; /* v1 */
	const char *scope;    /* v2 */
	const char *username;
	const char *password;
	const char *refresh_token;
	const char *code, *redirect_uri, *code_verifier;
	const char *device_code;
	bool client_info; /* the caller wants to be told who it is for */
};

struct application;
struct application_secret;

/* What was found out so far; visible for tests, filled by token_look. */
struct token_grant {
	const char *error;       /* NULL or OAuth: "invalid_client" */
	int status;              /* 200, 400, 401 */
	int error_number;        /* of error_codes */
	const char *description; /* for programmers: English */
	bool v2;
	bool ready;  /* nothing to write */
	bool person; /* app+user */
	/* how token_record goes on; NULL: it does not */
	struct error (*record)(struct ctx *cx, struct token_grant *grant);
	int64_t partner_id;
	const char *tenant_id;
	const char *client_id;
	const char *user_id; /* NULL for programs */
	const char *upn;
	uint32_t roles;
	const char *resource;    /* the audience */
	const char *scope;       /* as asked, v2 */
	const char *used_hash;   /* stored hash, hex: refresh token, code */
	const char *new_refresh; /* opaque, set by token_record */
	struct sign_in_candidate candidate; /* of grant_type=password */
	/* what a person said yes to */
	const char *family_id;
	const char *nonce;
	const char *user_name;
	int64_t auth_at; /* when the person signed in */
	bool open_id;    /* wants an id_token */
	bool refreshes;  /* wants a refresh token */
	bool client_info;
	/* for the note of last use */
	struct application *application;
	const struct application_secret *secret; /* NULL: public client */
};

/* Slow for grant_type=password: on a worker. Refusals are in the grant; an
 * error is ours (database). */
struct error token_look(struct ctx *cx, const struct token_request *request,
    struct token_grant *ret_grant);
/* In the writer; does nothing when ready. Returns OK also when it refuses. */
struct error token_record(struct ctx *cx, struct token_grant *grant);
/* The JSON answer of 200, 400 or 401 (its status is the return value). */
int token_answer(
    struct ctx *cx, const struct token_grant *grant, struct text *out);

/*
 * Who this bearer token is: "Bearer eyJ..." as in the header, or NULL. Sets
 * cx->who and cx->now; one statement when the token was seen before.
 * ERR_SIGN_IN_NEEDED without a token (401/800001), ERR_TOKEN_BAD when it is
 * not valid, over, or its program or user is disabled.
 */
struct error token_enter(struct ctx *cx, const char *authorization);

/* {"keys":[...]}: the public key, for who checks our tokens. */
void token_jwks(struct ctx *cx, struct text *out);

/* In the writer, background: each deletes up to limit that are over. */
struct error token_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);
struct error family_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);
struct error code_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);
struct error device_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);

/* "https://host/{tenant}/", and with /v2.0 for version 2. */
const char *token_issuer(struct ctx *cx, const char *tenant_id, bool v2);
/* "common" or "organizations": whoever signs in. */
bool tenant_any(const char *tenant);
/* Among the scopes, by itself: "openid". */
bool scope_has(const char *scopes, const char *wanted);
/* PKCE, S256 (RFC 7636): the verifier is what was promised. */
bool pkce_right(
    struct arena *arena, const char *challenge, const char *verifier);
/* A challenge as S256 makes them: 43 letters of base64url. */
bool pkce_challenge_form(const char *challenge);

#endif
