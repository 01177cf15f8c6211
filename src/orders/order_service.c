/*
 * Looking at orders, as a person does. Changing them is checkout_service's
 * and cancel_service's.
 */
#include "orders/order.h"

#include "base/text.h"
#include "orders/order_store.h"

struct error order_find(
    struct ctx *cx, const char *order_id, struct order *ret_order)
{
	return order_row_load(cx, order_id, ret_order);
}

struct error order_load(struct ctx *cx, const char *customer_id,
    const char *order_id, struct order *ret_order)
{
	return order_row_load_of(
	    cx, text_lower(cx->arena, customer_id), order_id, ret_order);
}
