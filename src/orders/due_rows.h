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
/* Those with periods charged that begin after at and are not issued, and the
 * first such day; then their charges go, and ended terms have not ended. */
struct due_undone {
	const char *customer_id, *subscription_id;
	int64_t first_day;
};
struct error due_undone(struct ctx *cx, int64_t at,
    struct due_undone **ret_list, size_t *ret_count);
struct error due_rows_undo(struct ctx *cx, int64_t at);
/* The earliest of all; 0 none. */
struct error due_next_day(struct ctx *cx, int64_t *ret_day);
struct error due_row_set(struct ctx *cx, int64_t due_at);

#endif
