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
/* ERR_ACTIVATED_ALREADY; the row then has the next version. */
struct error subscription_row_activate(
    struct ctx *cx, const struct subscription *subscription);

#endif
