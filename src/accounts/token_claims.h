/*
 * What a token says, made and read; nothing of who may what.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_CLAIMS_H
#define KONTOR_ACCOUNTS_TOKEN_CLAIMS_H

#include <stdbool.h>

#include "accounts/token.h"
#include "accounts/token_cache.h"

/* The claims of api.md 1.2 as JSON, for cx->wall. */
const char *token_claims_write(struct ctx *cx, const struct token_grant *grant);
/* The claims of an id_token: who signed in, for the program to know. */
const char *token_id_write(struct ctx *cx, const struct token_grant *grant);
/* False when one is missing, of another issuer, over or not yet valid. */
bool token_claims_read(
    struct ctx *cx, const char *json, struct token_claims *ret_claims);

#endif
