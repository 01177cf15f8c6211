/*
 * The key pairs of access tokens: RSA, 2048 bits, sealed in a file beside the
 * database. Signs and checks compact JWTs (RS256 and nothing else); what the
 * claims mean is the token service's. Locks itself. All times are real time.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_KEYS_H
#define KONTOR_ACCOUNTS_TOKEN_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

struct secrets;
struct token_keys;

/* Makes data_dir/keys and signing.keys (0600) when they are not there. secrets
 * must outlive it. */
struct error token_keys_open(const char *data_dir,
    const struct secrets *secrets, struct token_keys **ret_keys);
void token_keys_close(struct token_keys *keys); /* NULL is fine */

struct token_key_news {
	char kid[64];
	int64_t signs_from;
	int64_t old_until; /* the ones before it are gone then */
};
/*
 * A new pair, published at once with the old ones. It signs five minutes
 * later, so that who keeps the published keys has it by then, or at once. Old
 * ones open tokens until the last they signed is over. ERR_CONFLICT when eight
 * are there.
 */
struct error token_keys_rotate(struct token_keys *keys, int64_t wall,
    bool at_once, int64_t token_seconds, struct token_key_news *ret_news);
/* Forgets those that are over, in memory and in the file. */
void token_keys_tidy(struct token_keys *keys, int64_t wall);

/* NULL on failure, logged. */
const char *token_sign(struct token_keys *keys, struct arena *arena,
    const char *claims, int64_t wall);
/* The claims when algorithm, key id and signature are right, else NULL. Times
 * are not looked at, but for the key's own. */
const char *token_open(struct token_keys *keys, struct arena *arena,
    const char *token, int64_t wall);
/* {"keys":[...]} */
void token_keys_jwks(struct token_keys *keys, int64_t wall, struct text *out);

#endif
