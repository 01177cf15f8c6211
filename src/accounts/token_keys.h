/*
 * The key pair of access tokens: RSA, 2048 bits, in a file beside the
 * database. Signs and checks compact JWTs (RS256 and nothing else); what the
 * claims mean is the token service's. Locks itself.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_KEYS_H
#define KONTOR_ACCOUNTS_TOKEN_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

struct token_keys;

/* Makes data_dir/keys and signing.pem (0600) when they are not there. */
struct error token_keys_open(
    const char *data_dir, struct token_keys **ret_keys);
void token_keys_close(struct token_keys *keys); /* NULL is fine */

/* NULL on failure, logged. */
const char *token_sign(
    struct token_keys *keys, struct arena *arena, const char *claims);
/* The claims when algorithm, key id and signature are right, else NULL. Times
 * are not looked at. */
const char *token_open(
    struct token_keys *keys, struct arena *arena, const char *token);
/* {"keys":[...]} */
void token_keys_jwks(const struct token_keys *keys, struct text *out);

#endif
