/*
 * Setting the test clock. Who may, the route says; what the time is to
 * everybody else, the dispatcher by partner_now.
 */
#include "sandbox/clock.h"

#include "accounts/partner.h"
#include "activity/activity.h"
#include "base/day.h"
#include "billing/invoice_service.h"
#include "orders/due.h"

#define FIRST_DAY 16436 /* 2015-01-01 */
#define END_DAY 47482   /* 2100-01-01 */

/* The stored tenant: cx->who may be a token's, read before the last change. */
static struct error tenant_load(struct ctx *cx, struct partner *ret_partner)
{
	struct error e =
	    partner_load(cx, cx->who->partner->partner_id, ret_partner);

	if (e.code)
		return e;
	return ret_partner->test_clock ? OK : fail(ERR_CLOCK_OFF, NULL);
}

struct error clock_read(struct ctx *cx, struct clock_state *ret_state)
{
	struct partner partner;
	struct error e = tenant_load(cx, &partner);

	if (e.code)
		return e;
	*ret_state = (struct clock_state){
		.now = partner_now(&partner, cx->wall),
		.wall = cx->wall,
		.offset = partner.clock_offset,
	};
	return OK;
}

/* event NULL: it was set by hand */
static struct error set_recorded(
    struct ctx *cx, int64_t before, int64_t after, const char *event)
{
	char from[INSTANT_TEXT], to[INSTANT_TEXT];
	struct activity activity = { .action = ACTIVITY_SET_CLOCK };

	instant_text(before, from);
	instant_text(after, to);
	activity.details = event == NULL ? HOLES({ "From", from }, { "To", to })
					 : HOLES({ "From", from }, { "To", to },
					       { "Event", event });
	return activity_add(cx, &activity, OK);
}

/* By the new time: what is due is done, what is not issued yet is open. */
static struct error time_passes(struct ctx *cx, bool back)
{
	struct billing_job job;
	struct error e =
	    billing_of_partner(cx, cx->who->partner->partner_id, &job);

	if (e.code == 0 && back)
		e = due_undo(&job.cx);
	return e.code ? e : due_all(&job.cx);
}

static struct error moved(struct ctx *cx, int64_t instant, const char *event,
    struct clock_state *ret_state)
{
	struct clock_state before;
	struct error e;

	if ((e = clock_read(cx, &before)).code)
		return e;
	if (instant < day_start(FIRST_DAY) || instant >= day_start(END_DAY))
		return fail(ERR_CLOCK_RANGE, "now");
	if ((e = partner_set_clock(cx, instant - cx->wall)).code ||
	    (e = set_recorded(cx, before.now, instant, event)).code ||
	    (e = time_passes(cx, instant < before.now)).code)
		return e;
	*ret_state = (struct clock_state){
		.now = instant, .wall = cx->wall, .offset = instant - cx->wall
	};
	return OK;
}

struct error clock_set(
    struct ctx *cx, int64_t instant, struct clock_state *ret_state)
{
	return moved(cx, instant, NULL, ret_state);
}

struct error clock_step(
    struct ctx *cx, int64_t seconds, struct clock_state *ret_state)
{
	struct clock_state before;
	int64_t instant;
	struct error e;

	if ((e = clock_read(cx, &before)).code)
		return e;
	if (__builtin_add_overflow(before.now, seconds, &instant))
		return fail(ERR_CLOCK_RANGE, "seconds");
	return clock_set(cx, instant, ret_state);
}

struct error clock_run(struct ctx *cx, struct clock_state *ret_state,
    struct clock_event *ret_event)
{
	struct clock_event_list list;
	const struct clock_event *next;
	struct clock_state before;
	struct error e;

	if ((e = clock_read(cx, &before)).code ||
	    (e = clock_event_list(cx, before.now, &list)).code)
		return e;
	next = clock_event_next(list.events, list.count, before.now);
	if (next == NULL)
		return fail(ERR_CLOCK_RANGE, NULL);
	*ret_event = *next;
	return moved(cx, next->at, clock_event_id(next->kind), ret_state);
}
