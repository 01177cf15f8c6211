/*
 * The buckets, and the calls seen lately. Two that share a place take turns in
 * it and are then throttled less, never more.
 */
#include "accounts/throttle.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/accounts_private.h"
#include "accounts/principal.h"
#include "base/settings.h"

#define PLACES 8192
#define MINUTE 60
#define REPEATS_MAX 10 /* free ones of a call; then it counts again */
#define LOANS 20       /* of a minute's calls, each */
#define LOAN_SECONDS 5 /* one that takes longer is not waited for */

struct bucket {
	uint64_t key;  /* 0: empty place */
	int64_t at;    /* filled; or of the last loan */
	int64_t parts; /* a call is MINUTE of them: whole numbers refill it */
	/* of loans */
	int64_t size;     /* of the last, in calls */
	int64_t rest;     /* calls left in the row then */
	int64_t free_at;  /* no call is left before */
	int64_t asked_at; /* a loan is under way since; 0 none */
};

struct seen {
	uint64_t key;
	int64_t at;
	int64_t repeats;
};

struct throttle {
	pthread_mutex_t lock;
	struct bucket buckets[PLACES];
	struct seen seen[PLACES];
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

/* ---- keys ---- */

/* FNV-1a. Who finds two calls with one hash is throttled less. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;

	while (length-- > 0)
		hash = (hash ^ *byte++) * UINT64_C(1099511628211);
	return hash;
}

/* With its end, so that "ab" "c" is not "a" "bc". */
static uint64_t mix_text(uint64_t hash, const char *text)
{
	return text == NULL ? mix(hash, "", 1)
			    : mix(hash, text, strlen(text) + 1);
}

static uint64_t tenant_key(const struct ctx *cx)
{
	int64_t partner_id = cx->who->partner->partner_id;

	return mix(UINT64_C(14695981039346656037), &partner_id,
		   sizeof(partner_id)) |
	       1;
}

static uint64_t call_key(const struct ctx *cx, const struct throttle_call *call)
{
	uint64_t key = tenant_key(cx);

	key = mix_text(key, cx->who->user_id);
	key = mix_text(key, cx->who->client_id);
	key = mix_text(key, call->method);
	key = mix_text(key, call->path);
	key = mix_text(key, call->query);
	key = mix_text(key, call->request_id);
	return mix(key, call->body, call->body_length) | 1;
}

/* ---- calls seen lately ---- */

/* True when this one was counted within the last minute. */
static bool is_repeat(struct throttle *throttle, uint64_t key, int64_t wall)
{
	struct seen *seen = &throttle->seen[key / 2 % PLACES];

	if (seen->key == key && wall - seen->at < MINUTE &&
	    seen->repeats < REPEATS_MAX) {
		seen->repeats++;
		return true;
	}
	return false;
}

static void remember(struct throttle *throttle, uint64_t key, int64_t wall)
{
	throttle->seen[key / 2 % PLACES] =
	    (struct seen){ .key = key, .at = wall };
}

/* ---- buckets ---- */

/* Fills up for the time since; a clock that went back fills nothing. */
static void refill(
    struct bucket *bucket, uint64_t key, int64_t wall, int64_t per_minute)
{
	int64_t full = per_minute * MINUTE;
	int64_t passed = wall - bucket->at;

	if (bucket->key != key || passed >= MINUTE)
		bucket->parts = full;
	else if (passed > 0)
		bucket->parts += passed * per_minute;
	if (bucket->parts > full)
		bucket->parts = full;
	bucket->key = key;
	bucket->at = wall;
}

/* False when there is no call left. */
static bool take(struct throttle *throttle, struct bucket *bucket,
    const struct throttle_call *call, uint64_t repeat, int64_t wall)
{
	if (call->request_id != NULL && is_repeat(throttle, repeat, wall))
		return true;
	if (bucket->parts < MINUTE)
		return false;
	bucket->parts -= MINUTE;
	if (call->request_id != NULL)
		remember(throttle, repeat, wall);
	return true;
}

static int64_t seconds_to_next(
    const struct bucket *bucket, int64_t per_minute, bool taken)
{
	int64_t missing = MINUTE - bucket->parts % MINUTE;

	if (!taken)
		missing = MINUTE - bucket->parts;
	return (missing + per_minute - 1) / per_minute;
}

static struct bucket *bucket_of(struct throttle *throttle, const struct ctx *cx,
    const struct throttle_call *call, uint64_t *ret_key)
{
	*ret_key = tenant_key(cx);
	if (call->customer_id != NULL)
		*ret_key = mix_text(*ret_key, call->customer_id) | 1;
	return &throttle->buckets[*ret_key / 2 % PLACES];
}

static uint64_t repeat_key(
    const struct ctx *cx, const struct throttle_call *call)
{
	return call->request_id == NULL ? 0 : call_key(cx, call);
}

/* Under the lock. */
static bool take_counted(struct throttle *throttle, const struct ctx *cx,
    const struct throttle_call *call, struct throttle_left *left)
{
	uint64_t key, repeat = repeat_key(cx, call);
	struct bucket *bucket = bucket_of(throttle, cx, call, &key);
	bool taken;

	refill(bucket, key, cx->wall, left->limit);
	taken = take(throttle, bucket, call, repeat, cx->wall);
	left->calls = bucket->parts / MINUTE;
	left->seconds = seconds_to_next(bucket, left->limit, taken);
	return taken;
}

/* ---- borrowed ---- */

/* For whom the place was before gives nothing back: it is throttled more. */
static void place_take(struct bucket *bucket, uint64_t key)
{
	if (bucket->key != key)
		*bucket = (struct bucket){ .key = key };
}

/* Under the lock. While a loan is under way others ask for one call each. */
static void loan_ask(struct bucket *bucket, const struct throttle_call *call,
    uint64_t key, int64_t wall, struct throttle_loan *loan)
{
	bool others = wall - bucket->asked_at < LOAN_SECONDS;

	loan->bucket = call->customer_id == NULL ? 0 : (int64_t)(key | 1);
	loan->wanted = others ? 1 : bucket->size;
	bucket->asked_at = wall;
}

/* One that was used up is followed by one of twice its size; what is left of
 * one after a minute is forgotten: the row has filled up since. */
static void loan_size(struct bucket *bucket, int64_t limit, bool fresh)
{
	int64_t most = limit / LOANS;

	if (fresh && bucket->parts >= MINUTE)
		return;
	bucket->size = fresh ? bucket->size * 2 : 1;
	if (bucket->size > most)
		bucket->size = most > 1 ? most : 1;
	bucket->parts = 0;
}

/* Under the lock. Not taken and nothing wanted: refused. */
static bool take_borrowed(struct throttle *throttle, const struct ctx *cx,
    const struct throttle_call *call, struct throttle_left *left,
    struct throttle_loan *loan)
{
	uint64_t key, repeat = repeat_key(cx, call);
	struct bucket *bucket = bucket_of(throttle, cx, call, &key);
	bool fresh, taken = false;

	place_take(bucket, key);
	fresh = cx->wall - bucket->at < MINUTE && cx->wall >= bucket->at;
	if (fresh)
		taken = take(throttle, bucket, call, repeat, cx->wall);
	else if (call->request_id != NULL)
		taken = is_repeat(throttle, repeat, cx->wall);
	left->calls = bucket->parts / MINUTE + bucket->rest;
	left->seconds = bucket->free_at > cx->wall
			    ? bucket->free_at - cx->wall
			    : (MINUTE + left->limit - 1) / left->limit;
	if (!taken && bucket->free_at <= cx->wall) {
		loan->limit = left->limit;
		loan_size(bucket, left->limit, fresh);
		loan_ask(bucket, call, key, cx->wall, loan);
	}
	return taken;
}

/* Under the lock. The call itself is the first of what was granted. */
static bool loan_take(struct throttle *throttle, const struct ctx *cx,
    const struct throttle_call *call, const struct throttle_loan *loan,
    struct throttle_left *left)
{
	uint64_t key;
	struct bucket *bucket = bucket_of(throttle, cx, call, &key);
	bool taken = loan->granted > 0;

	place_take(bucket, key);
	bucket->asked_at = 0;
	bucket->rest = loan->rest;
	if (taken) {
		bucket->at = cx->wall;
		bucket->parts += (loan->granted - 1) * MINUTE;
		bucket->free_at = 0;
		if (call->request_id != NULL)
			remember(throttle, call_key(cx, call), cx->wall);
	} else {
		bucket->free_at = cx->wall + loan->seconds;
	}
	left->calls = bucket->parts / MINUTE + bucket->rest;
	left->seconds = loan->seconds;
	return taken;
}

/* ---- calls ---- */

static struct throttle_left limit_of(
    const struct ctx *cx, const struct throttle_call *call)
{
	if (call->customer_id != NULL)
		return (struct throttle_left){ "customer",
			.limit = cx->settings->throttle_customer_per_minute };
	return (struct throttle_left){ "tenant",
		.limit = cx->settings->throttle_per_minute };
}

static struct error too_many(struct ctx *cx, const struct throttle_left *left)
{
	return fail_with(cx->arena, ERR_TOO_MANY, NULL,
	    HOLES({ "seconds",
		arena_printf(cx->arena, "%" PRId64, left->seconds) }));
}

struct error throttle_take(struct ctx *cx, const struct throttle_call *call,
    struct throttle_left *ret_left, struct throttle_loan *ret_loan)
{
	struct throttle_left left = limit_of(cx, call);
	struct throttle *throttle;
	bool taken;

	*ret_left = (struct throttle_left){ 0 };
	*ret_loan = (struct throttle_loan){ 0 };
	if (!cx->settings->throttle || cx->accounts == NULL)
		return OK;
	throttle = cx->accounts->throttle;
	pthread_mutex_lock(&throttle->lock);
	taken = settings_share_database(cx->settings->database)
		    ? take_borrowed(throttle, cx, call, &left, ret_loan)
		    : take_counted(throttle, cx, call, &left);
	pthread_mutex_unlock(&throttle->lock);
	*ret_left = left;
	return taken ? OK : too_many(cx, &left);
}

struct error throttle_lent(struct ctx *cx, const struct throttle_call *call,
    const struct throttle_loan *loan, struct throttle_left *ret_left)
{
	struct throttle_left left = limit_of(cx, call);
	struct throttle *throttle = cx->accounts->throttle;
	bool taken;

	pthread_mutex_lock(&throttle->lock);
	taken = loan_take(throttle, cx, call, loan, &left);
	pthread_mutex_unlock(&throttle->lock);
	*ret_left = left;
	return taken ? OK : too_many(cx, &left);
}
