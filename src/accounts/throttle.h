/*
 * How fast a tenant may call (api.md 1.12): a bucket of calls a minute that
 * fills again evenly, so that who was too fast waits a second, not a minute.
 * Calls about one customer have a bucket of their own beside the tenant's, so
 * that a job over one customer does not stop the rest. By real time.
 *
 * One process keeps the buckets in memory. Where several may be on one database
 * the bucket is a row there from which each process borrows: one call first,
 * then twice as many each time, up to a twentieth of a minute's, so that of
 * many calls few wait for a write. What it did not use within a minute it
 * forgets. Calls let through are never more than were borrowed. Which calls
 * were repeats, each process knows of its own. Locks itself.
 */
#ifndef KONTOR_ACCOUNTS_THROTTLE_H
#define KONTOR_ACCOUNTS_THROTTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct throttle;
struct throttle *throttle_new(void);           /* NULL without memory */
void throttle_free(struct throttle *throttle); /* NULL is fine */

/*
 * A logical call: a client that repeats it by itself (client-quirks 6: five
 * times after a refusal, without a pause) has called once. Told by its
 * MS-RequestId together with all else that makes it the same call.
 */
struct throttle_call {
	const char *customer_id; /* lower case; NULL: about the tenant */
	const char *request_id;  /* NULL: each call stands for itself */
	const char *method, *path, *query;
	const char *body;
	size_t body_length;
};

/* What is left, for headers; limit 0: throttling is off. */
struct throttle_left {
	const char *policy; /* "tenant" or "customer" */
	int64_t limit;      /* calls a minute */
	int64_t calls;      /* at once, now */
	int64_t seconds;    /* until there is one more */
};

/* What a process borrows. */
struct throttle_loan {
	int64_t bucket;  /* of the row; 0 the tenant's */
	int64_t limit;   /* calls a minute */
	int64_t wanted;  /* calls; 0: there is nothing to borrow */
	int64_t granted; /* 0 .. wanted */
	int64_t rest;    /* calls left in the row */
	int64_t seconds; /* until there is one more */
};

/*
 * One call of cx->who's tenant. ERR_TOO_MANY with {seconds} to wait; OK when
 * the setting throttle is off. ret_left is written in both cases. When
 * ret_loan->wanted is not 0 the call has to wait for throttle_borrow in the
 * writer, and then throttle_lent decides; the error is of no worth then.
 */
struct error throttle_take(struct ctx *cx, const struct throttle_call *call,
    struct throttle_left *ret_left, struct throttle_loan *ret_loan);
/* In the writer; may run again. */
struct error throttle_borrow(struct ctx *cx, struct throttle_loan *loan);
/* After the commit. What could not be borrowed, granted 0, is refused. */
struct error throttle_lent(struct ctx *cx, const struct throttle_call *call,
    const struct throttle_loan *loan, struct throttle_left *ret_left);
/* In the writer: deletes up to limit rows of buckets that are full by now. */
struct error throttle_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
