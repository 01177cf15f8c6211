/*
 * Lines of a cart becoming lines of an order: what a checkout and an addition
 * to an order have in common.
 */
#ifndef KONTOR_ORDERS_CHECKOUT_PRIVATE_H
#define KONTOR_ORDERS_CHECKOUT_PRIVATE_H

#include "customers/customer.h"
#include "orders/order.h"

struct checkout {
	const struct customer *customer;
	const struct cart *cart;
	const struct edition *edition;
	/* by line of the cart: made before any order, so that an add-on can
	 * name its parent's; NULL where there is none */
	const char **subscription_ids;
};

const char **checkout_subscription_ids(struct ctx *cx, const struct cart *cart);
/* Priced, taxed and stamped; order and number are the caller's. */
void line_make(struct ctx *cx, const struct checkout *checkout,
    const struct cart_line *from, struct order_line *line);
/* Keys and downloads, or a subscription, or a reservation. */
struct error line_fulfil(struct ctx *cx, const struct order *order,
    struct order_line *line, const struct cart_line *from);
struct error line_charge(
    struct ctx *cx, const struct order *order, const struct order_line *line);
/* The documented keys of api.md 2.10, for lines from number on. */
struct error order_record(struct ctx *cx, enum activity_action action,
    const struct checkout *checkout, const struct order *order, size_t from);

#endif
