/*
 * What cart.h promises lies here and in cart_service.c; this header holds
 * what checkout shares with it.
 */
#ifndef KONTOR_ORDERS_CART_SERVICE_H
#define KONTOR_ORDERS_CART_SERVICE_H

#include "customers/customer.h"
#include "orders/cart.h"

/* Resolves and prices every line at cx->now, groups and sums. */
struct error cart_price(
    struct ctx *cx, const struct customer *customer, struct cart *cart);

/* cart_load for a customer at hand. */
struct error cart_load_of(struct ctx *cx, const struct customer *customer,
    const char *cart_id, struct cart *ret_cart);

#endif
