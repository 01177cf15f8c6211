/*
 * Rows behind tokens, for the services of this folder.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_ROWS_H
#define KONTOR_ACCOUNTS_TOKEN_ROWS_H

#include "accounts/principal.h"
#include "base/crypto.h"

/* user_id NULL or "": a program; family_id NULL or "": of no consent. Found
 * only when all of them are active. */
struct error token_who(struct ctx *cx, const char *tenant_id,
    const char *client_id, const char *user_id, const char *family_id,
    struct principal *ret_who, bool *ret_found);

/* All that comes out of one consent. */
struct family {
	const char *client_id, *user_id, *scope;
	int64_t auth_at;
	int64_t expires_at;
};
/* ret_family_id: drawn. */
struct error family_add(struct ctx *cx, int64_t partner_id,
    const struct family *family, const char **ret_family_id);
struct error family_extend(struct ctx *cx, int64_t partner_id,
    const char *family_id, int64_t expires_at);
/* With its refresh tokens; access tokens are worth nothing from then on. */
struct error family_end(
    struct ctx *cx, int64_t partner_id, const char *family_id);

struct refresh_token {
	const char *user_id, *family_id, *scope;
	int64_t auth_at;
	int64_t used_at; /* 0 not yet */
};
struct error refresh_token_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *client_id,
    struct refresh_token *ret_token, bool *ret_found);
struct error refresh_token_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *user_id,
    const char *client_id, const char *family_id, int64_t expires_at);
/* Marks it used; not taken when somebody else was first. */
struct error refresh_token_take(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], bool *ret_taken);

struct code {
	const char *client_id, *user_id, *redirect_uri;
	bool redirect_asked;
	const char *challenge, *nonce, *scope, *resource;
	int64_t auth_at, expires_at, used_at;
	const char *family_id;
};
struct error code_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const struct code *code);
struct error code_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct code *ret_code, bool *ret_found);
struct error code_take(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *family_id, bool *ret_taken);

#endif
