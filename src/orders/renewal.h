/*
 * Periods of subscriptions after the first: each is charged when it begins, at
 * the price and quantity of then and the terms of the purchase. A term that
 * renews itself goes on, another ends. All counted from the first day of the
 * term, the last day of a month standing in (domain.md 6).
 */
#ifndef KONTOR_ORDERS_RENEWAL_H
#define KONTOR_ORDERS_RENEWAL_H

#include "orders/subscription.h"

/*
 * In the writer: what has begun by cx->now, at most limit periods, earliest
 * first. One charge a line and period, however often this is called.
 */
struct error renewals_due(struct ctx *cx, int64_t limit, int64_t *ret_periods);
/* In the writer: one subscription up to cx->now, before it changes. */
struct error renewal_catch_up(
    struct ctx *cx, const char *customer_id, const char *subscription_id);

/*
 * In the writer, for a test clock that went back: takes away the charges of
 * periods that begin after cx->now and are not issued, and lets terms that
 * ended after it end again.
 */
struct error renewals_undo(struct ctx *cx);

#endif
