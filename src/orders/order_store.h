/*
 * Rows of orders in and out, nothing else.
 */
#ifndef KONTOR_ORDERS_ORDER_STORE_H
#define KONTOR_ORDERS_ORDER_STORE_H

#include "orders/order.h"

/* With lines; ERR_ORDER_UNKNOWN. */
struct error order_row_load(
    struct ctx *cx, const char *order_id, struct order *ret_order);
/* The same for a customer of the tenant, with name and country, in one
 * statement; ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN. */
struct error order_row_load_of(struct ctx *cx, const char *customer_id,
    const char *order_id, struct order *ret_order);
struct error order_row_insert(struct ctx *cx, const struct order *order);
struct error order_line_row_insert(
    struct ctx *cx, const struct order *order, const struct order_line *line);
struct error order_row_set_state(
    struct ctx *cx, const char *order_id, enum order_state state);
/* State and sums, after lines were added. */
struct error order_row_set_sums(struct ctx *cx, const struct order *order);
/* ERR_CANCEL_DONE when it was cancelled before. */
struct error order_line_row_cancel(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t cancelled_at);
/* route: "self" or "request". */
struct error cancellation_row_insert(struct ctx *cx,
    const struct order_line *line, const struct decision *decision,
    int64_t fee_minor, enum acknowledgement acknowledgement, const char *route);
/* Positive parts of a credit that was granted. */
struct error order_line_row_grant(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t net_minor, int64_t tax_minor);
struct error subscription_row_insert(struct ctx *cx, const struct order *order,
    const struct order_line *line, const char *offer_name);
struct error subscription_row_end(struct ctx *cx, const char *subscription_id);
struct error reservation_row_insert(struct ctx *cx, const struct order *order,
    const struct order_line *line, const char *scope, const char *region);

#endif
