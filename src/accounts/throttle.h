/*
 * How fast a tenant may call (api.md 1.12): a bucket of calls a minute that
 * fills again evenly, so that who was too fast waits a second, not a minute.
 * Calls about one customer have a bucket of their own beside the tenant's, so
 * that a job over one customer does not stop the rest. By real time, in memory
 * of this process. Locks itself.
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

/* One call of cx->who's tenant. ERR_TOO_MANY with {seconds} to wait; OK when
 * the setting throttle is off. ret_left is written in both cases. */
struct error throttle_take(struct ctx *cx, const struct throttle_call *call,
    struct throttle_left *ret_left);

#endif
