/*
 * Looking at orders, as a person does. Changing them is checkout_service's
 * and cancel_service's.
 */
#include "orders/order.h"

#include "base/text.h"
#include "customers/customer.h"
#include "orders/order_store.h"

struct error order_find(struct ctx *cx, const char *order_id,
    struct order *ret_order)
{
	return order_row_load(cx, order_id, ret_order);
}

struct error order_load(struct ctx *cx, const char *customer_id,
    const char *order_id, struct order *ret_order)
{
	struct customer customer;
	struct order order;
	struct error e;

	if ((e = customer_load(cx, customer_id, &customer)).code != 0)
		return e;
	if ((e = order_row_load(cx, order_id, &order)).code != 0)
		return e;
	if (!text_same(order.customer_id, customer.customer_id))
		return fail(ERR_ORDER_UNKNOWN, NULL);
	*ret_order = order;
	return OK;
}
