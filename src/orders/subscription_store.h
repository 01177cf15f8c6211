/*
 * Rows of subscriptions in and out, nothing else.
 */
#ifndef KONTOR_ORDERS_SUBSCRIPTION_STORE_H
#define KONTOR_ORDERS_SUBSCRIPTION_STORE_H

#include "orders/subscription.h"

/* after->version is the one that was read; the row then has the next.
 * ERR_CONFLICT when somebody was faster. */
struct error subscription_row_update(
    struct ctx *cx, const struct subscription *after);
/* The next day and the end of the term, as a renewal has it. rises: the row
 * then has the next version. ERR_BUSY when somebody was faster. */
struct error subscription_row_renew(struct ctx *cx,
    const struct subscription *subscription, int64_t next_day, int64_t end_day,
    bool rises);
/* ERR_ACTIVATED_ALREADY; the row then has the next version. */
struct error subscription_row_activate(
    struct ctx *cx, const struct subscription *subscription);

#endif
