/*
 * When a partner has something due next: for orders/ only.
 */
#ifndef KONTOR_ORDERS_DUE_ROWS_H
#define KONTOR_ORDERS_DUE_ROWS_H

#include "orders/due.h"

/* The first partner above after whose time has come; 0 none. */
struct error due_row_next(
    struct ctx *cx, int64_t after, int64_t *ret_partner_id);
/* Subscriptions whose next day has come, earliest first, at most limit. */
struct due_subscription {
	const char *customer_id, *subscription_id;
};
struct error due_subscriptions(struct ctx *cx, int64_t today, int64_t limit,
    struct due_subscription **ret_list, size_t *ret_count);
/* The earliest of all; 0 none. */
struct error due_next_day(struct ctx *cx, int64_t *ret_day);
struct error due_row_set(struct ctx *cx, int64_t due_at);

#endif
