/*
 * The table of counts: sets of four by a hash of the name, the stalest gives
 * way. Names themselves are not kept.
 */
#include "accounts/tries.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/sign_in.h"
#include "base/crypto.h"

#define SETS 1024
#define WAYS 4

struct count {
	uint8_t who[16];
	int64_t at; /* of the last one */
	int64_t count;
};

struct tries {
	pthread_mutex_t lock;
	struct count counts[SETS][WAYS];
};

struct tries *tries_new(void)
{
	struct tries *tries = calloc(1, sizeof(*tries));

	if (tries != NULL && pthread_mutex_init(&tries->lock, NULL) != 0) {
		free(tries);
		return NULL;
	}
	return tries;
}

void tries_free(struct tries *tries)
{
	if (tries == NULL)
		return;
	pthread_mutex_destroy(&tries->lock);
	free(tries);
}

static struct count *set_of(struct tries *tries, enum tries_of of,
    const char *who, uint8_t hash[SHA256_BYTES])
{
	const char kind = (char)of;

	hmac_sha256(&kind, 1, who, strlen(who), hash);
	return tries->counts[(hash[30] | hash[31] << 8) % SETS];
}

static struct count *find(struct count *set, const uint8_t *hash)
{
	for (int i = 0; i < WAYS; i++)
		if (memcmp(set[i].who, hash, sizeof(set[i].who)) == 0)
			return &set[i];
	return NULL;
}

static struct count *stalest(struct count *set)
{
	struct count *oldest = &set[0];

	for (int i = 1; i < WAYS; i++)
		if (set[i].at < oldest->at)
			oldest = &set[i];
	return oldest;
}

void tries_add(
    struct tries *tries, enum tries_of of, const char *who, int64_t wall)
{
	uint8_t hash[SHA256_BYTES];
	struct count *set = set_of(tries, of, who, hash);
	struct count *count;

	pthread_mutex_lock(&tries->lock);
	count = find(set, hash);
	if (count == NULL) {
		count = stalest(set);
		*count = (struct count){ .count = 0 };
		memcpy(count->who, hash, sizeof(count->who));
	}
	if (wall - count->at >= SIGN_IN_LOCK_SECONDS)
		count->count = 0;
	count->at = wall;
	count->count++;
	pthread_mutex_unlock(&tries->lock);
}

static int64_t limit_of(enum tries_of of)
{
	switch (of) {
	case TRIES_ADDRESS:
		return SIGN_IN_ADDRESS_TRIES;
	case TRIES_RESET_NAME:
		return RESET_NAME_TRIES;
	case TRIES_RESET_ADDRESS:
		return RESET_ADDRESS_TRIES;
	default:
		return SIGN_IN_TRIES;
	}
}

int64_t tries_wait(
    struct tries *tries, enum tries_of of, const char *who, int64_t wall)
{
	int64_t limit = limit_of(of);
	uint8_t hash[SHA256_BYTES];
	struct count *set = set_of(tries, of, who, hash);
	const struct count *count;
	int64_t wait = 0;

	pthread_mutex_lock(&tries->lock);
	count = find(set, hash);
	if (count != NULL && count->count >= limit)
		wait = count->at + SIGN_IN_LOCK_SECONDS - wall;
	pthread_mutex_unlock(&tries->lock);
	return wait > 0 ? wait : 0;
}
