/*
 * How fast a tenant may call (api.md 1.12): a bucket of throttle_per_minute
 * calls that fills again evenly, so that who was too fast waits a second, not
 * a minute. By real time, in memory of this process. Locks itself.
 */
#ifndef KONTOR_ACCOUNTS_THROTTLE_H
#define KONTOR_ACCOUNTS_THROTTLE_H

#include "base/ctx.h"

struct throttle;
struct throttle *throttle_new(void);           /* NULL without memory */
void throttle_free(struct throttle *throttle); /* NULL is fine */

/* One call of cx->who's tenant. ERR_TOO_MANY with {seconds} to wait; OK when
 * the setting throttle is off. */
struct error throttle_take(struct ctx *cx);

#endif
