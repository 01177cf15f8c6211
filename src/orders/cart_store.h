/*
 * Rows of carts in and out, nothing else.
 */
#ifndef KONTOR_ORDERS_CART_STORE_H
#define KONTOR_ORDERS_CART_STORE_H

#include "orders/cart.h"

/* Both of these will be loaded soon (sql_ahead). */
void cart_rows_ahead(struct ctx *cx, const char *cart_id);
/* Without lines; ERR_CART_UNKNOWN. */
struct error cart_row_load(
    struct ctx *cx, const char *cart_id, struct cart *ret_cart);
struct error cart_row_current(struct ctx *cx, const char *customer_id,
    struct cart *ret_cart, bool *ret_found);
/* Fills cart->lines with what was typed; offers and prices are not stored. */
struct error cart_lines_load(struct ctx *cx, struct cart *cart);
struct error cart_row_insert(struct ctx *cx, const struct cart *cart);
struct error cart_row_renew(struct ctx *cx, const struct cart *cart);
/* ERR_CART_ORDERED when it was ordered before. */
struct error cart_row_order(struct ctx *cx, const char *cart_id);
/* Replaces all lines. */
struct error cart_lines_save(struct ctx *cx, const struct cart *cart);

/* user or client id of who acts */
const char *actor_id(const struct ctx *cx);

#endif
