/*
 * What comes next in a tenant's business time: windows that end, links that
 * expire, terms, periods, months, carts, decisions, editions. The test clock
 * runs to it. Nothing is due twice: an event is at the first instant of the
 * new state.
 */
#ifndef KONTOR_SANDBOX_NEXT_EVENT_H
#define KONTOR_SANDBOX_NEXT_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

/* At the same instant the upper one is told first. */
enum clock_event_kind {
	CLOCK_WINDOW_ENDS = 0,
	CLOCK_LINK_EXPIRES,
	CLOCK_TERM_ENDS,
	CLOCK_SUBSCRIPTION_RENEWS,
	CLOCK_SUBSCRIPTION_ENDS,
	CLOCK_PERIOD_BEGINS,
	CLOCK_MONTH_ENDS,
	CLOCK_INVOICE_OVERDUE,
	CLOCK_CART_EXPIRES,
	CLOCK_QUALIFICATION_DECIDED,
	CLOCK_EDITION_BEGINS,
	CLOCK_EVENT_KINDS
};

struct clock_event {
	enum clock_event_kind kind;
	int64_t at;
	const char *subject_id; /* order, subscription, invoice, cart, ... */
	const char *name;       /* of what it is about, or NULL */
	const char *customer_id, *customer_name; /* NULL: of no customer */
};

/* "window_ends" */
const char *clock_event_id(enum clock_event_kind kind);
/* "End of a window", in cx->locale. */
const char *clock_event_label(struct ctx *cx, enum clock_event_kind kind);
/* "The window of order X ends: ...", in cx->locale. */
const char *clock_event_text(struct ctx *cx, const struct clock_event *event);

/* Pure: the earliest after now, at the same instant by kind; NULL: none. */
const struct clock_event *clock_event_next(
    const struct clock_event *events, size_t count, int64_t now);

struct clock_event_list {
	size_t count; /* at most one of each kind, the earliest first */
	struct clock_event events[CLOCK_EVENT_KINDS];
};
/* The next of each kind after that instant, of cx->who's tenant. */
struct error clock_event_list(
    struct ctx *cx, int64_t now, struct clock_event_list *ret_list);

#endif
