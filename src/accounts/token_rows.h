/*
 * Rows behind tokens, for the services of this folder.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_ROWS_H
#define KONTOR_ACCOUNTS_TOKEN_ROWS_H

#include "accounts/principal.h"
#include "base/crypto.h"

/* user_id NULL or "": a program. Found only when all of them are active. */
struct error token_who(struct ctx *cx, const char *tenant_id,
    const char *client_id, const char *user_id, struct principal *ret_who,
    bool *ret_found);

struct error refresh_token_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *client_id,
    const char **ret_user_id, bool *ret_found);
struct error refresh_token_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *user_id,
    const char *client_id, int64_t expires_at);
/* Deletes it; not taken when somebody else was first. */
struct error refresh_token_take(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], bool *ret_taken);

#endif
