/*
 * Tokens whose signature was checked before, by their SHA-256: bounded, never
 * longer than the token lives. Says nothing about rights. Locks itself.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_CACHE_H
#define KONTOR_ACCOUNTS_TOKEN_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"

struct token_claims {
	int64_t expires_at; /* real time */
	char tenant_id[GUID_TEXT];
	char client_id[GUID_TEXT];
	char user_id[GUID_TEXT];   /* "" for programs */
	char family_id[GUID_TEXT]; /* "" of no consent */
};

struct token_cache;
struct token_cache *token_cache_new(void);        /* NULL without memory */
void token_cache_free(struct token_cache *cache); /* NULL is fine */

bool token_cache_find(struct token_cache *cache,
    const uint8_t hash[SHA256_BYTES], int64_t wall,
    struct token_claims *ret_claims);
void token_cache_keep(struct token_cache *cache,
    const uint8_t hash[SHA256_BYTES], const struct token_claims *claims);

#endif
