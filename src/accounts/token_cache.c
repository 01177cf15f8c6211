/*
 * One slot a hash; a newcomer takes the slot. Many readers at once.
 */
#include "accounts/token_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 4096

struct slot {
	uint8_t hash[SHA256_BYTES];
	struct token_claims claims; /* expires_at 0: empty */
};

struct token_cache {
	pthread_rwlock_t lock;
	struct slot slots[SLOTS];
};

struct token_cache *token_cache_new(void)
{
	struct token_cache *cache = calloc(1, sizeof(*cache));

	if (cache != NULL && pthread_rwlock_init(&cache->lock, NULL) != 0) {
		free(cache);
		return NULL;
	}
	return cache;
}

void token_cache_free(struct token_cache *cache)
{
	if (cache == NULL)
		return;
	pthread_rwlock_destroy(&cache->lock);
	free(cache);
}

static struct slot *slot_of(
    struct token_cache *cache, const uint8_t hash[SHA256_BYTES])
{
	return &cache->slots[(hash[0] | hash[1] << 8) % SLOTS];
}

bool token_cache_find(struct token_cache *cache,
    const uint8_t hash[SHA256_BYTES], int64_t wall,
    struct token_claims *ret_claims)
{
	const struct slot *slot = slot_of(cache, hash);
	bool found;

	pthread_rwlock_rdlock(&cache->lock);
	found = slot->claims.expires_at > wall &&
		memcmp(slot->hash, hash, SHA256_BYTES) == 0;
	if (found)
		*ret_claims = slot->claims;
	pthread_rwlock_unlock(&cache->lock);
	return found;
}

void token_cache_keep(struct token_cache *cache,
    const uint8_t hash[SHA256_BYTES], const struct token_claims *claims)
{
	struct slot *slot = slot_of(cache, hash);

	pthread_rwlock_wrlock(&cache->lock);
	memcpy(slot->hash, hash, SHA256_BYTES);
	slot->claims = *claims;
	pthread_rwlock_unlock(&cache->lock);
}
