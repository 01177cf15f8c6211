/*
 * The buckets, one a tenant. Two tenants that share a place take turns in it
 * and are then throttled less, never more.
 */
#include "accounts/throttle.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "accounts/accounts_private.h"
#include "accounts/principal.h"
#include "base/settings.h"

#define PLACES 4096
#define MINUTE 60

struct bucket {
	int64_t partner_id; /* 0: empty place */
	int64_t at;
	int64_t parts; /* a call is MINUTE of them: whole numbers refill it */
};

struct throttle {
	pthread_mutex_t lock;
	struct bucket buckets[PLACES];
};

struct throttle *throttle_new(void)
{
	struct throttle *throttle = calloc(1, sizeof(*throttle));

	if (throttle != NULL &&
	    pthread_mutex_init(&throttle->lock, NULL) != 0) {
		free(throttle);
		return NULL;
	}
	return throttle;
}

void throttle_free(struct throttle *throttle)
{
	if (throttle == NULL)
		return;
	pthread_mutex_destroy(&throttle->lock);
	free(throttle);
}

/* Fills up for the time since; a clock that went back fills nothing. */
static void refill(
    struct bucket *bucket, int64_t partner_id, int64_t wall, int64_t per_minute)
{
	int64_t full = per_minute * MINUTE;
	int64_t passed = wall - bucket->at;

	if (bucket->partner_id != partner_id || passed >= MINUTE)
		bucket->parts = full;
	else if (passed > 0)
		bucket->parts += passed * per_minute;
	if (bucket->parts > full)
		bucket->parts = full;
	bucket->partner_id = partner_id;
	bucket->at = wall;
}

struct error throttle_take(struct ctx *cx)
{
	int64_t partner_id = cx->who->partner->partner_id;
	int64_t per_minute = cx->settings->throttle_per_minute;
	struct throttle *throttle;
	struct bucket *bucket;
	int64_t missing;

	if (!cx->settings->throttle || cx->accounts == NULL)
		return OK;
	throttle = cx->accounts->throttle;
	pthread_mutex_lock(&throttle->lock);
	bucket = &throttle->buckets[(uint64_t)partner_id % PLACES];
	refill(bucket, partner_id, cx->wall, per_minute);
	missing = MINUTE - bucket->parts;
	if (missing <= 0)
		bucket->parts -= MINUTE;
	pthread_mutex_unlock(&throttle->lock);
	if (missing <= 0)
		return OK;
	return fail_with(cx->arena, ERR_TOO_MANY, NULL,
	    HOLES({ "seconds", arena_printf(cx->arena, "%" PRId64,
				   (missing + per_minute - 1) / per_minute) }));
}
