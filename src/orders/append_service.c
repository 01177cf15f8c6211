/*
 * An order changed after its checkout: add-ons bought into it, and the billing
 * cycle, which no SKU here has two of.
 */
#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/text.h"
#include "orders/cart_store.h"
#include "orders/checkout_private.h"
#include "orders/order_rules.h"
#include "orders/order_store.h"
#include "orders/subscription.h"

/* What is added is billed with the order, or it is an order of its own. */
static struct error lines_fit(
    struct ctx *cx, const struct order *order, const struct cart *cart)
{
	for (size_t i = 0; i < cart->line_count; i++) {
		const struct cart_line *line = &cart->lines[i];

		if (line->error.code != 0)
			return line->error;
		if (!text_same(
			line->offer.sku.billing_cycle, order->billing_cycle) ||
		    !text_same(line->net.currency, order->currency))
			return fail_with(cx->arena, ERR_CYCLE_OF_ORDER,
			    "offerId",
			    HOLES({ "cycle", order->billing_cycle }));
	}
	return OK;
}

static struct error line_append(struct ctx *cx, const struct checkout *checkout,
    struct order *order, size_t nth)
{
	const struct cart_line *from = &checkout->cart->lines[nth];
	struct order_line *line = &order->lines[order->line_count];
	struct error e;

	line_make(cx, checkout, from, line);
	line->order_id = order->order_id;
	line->line_number = (int64_t)order->line_count;
	e = line_fulfil(cx, order, line, from);
	if (e.code == 0)
		e = order_line_row_insert(cx, order, line);
	if (e.code == 0)
		e = line_charge(cx, order, line);
	if (e.code)
		return e;
	order->line_count++;
	order->net.minor += line->net.minor;
	order->tax.minor += line->tax.minor;
	order->gross.minor += line->gross.minor;
	return OK;
}

static void room_for(struct ctx *cx, struct order *order, size_t more)
{
	struct order_line *lines =
	    ARENA_ARRAY(cx->arena, struct order_line, order->line_count + more);

	for (size_t i = 0; i < order->line_count; i++)
		lines[i] = order->lines[i];
	order->lines = lines;
}

struct error order_append(struct ctx *cx, const char *customer_id,
    const char *order_id, const struct cart_line_input *lines, size_t count,
    struct order *ret_order)
{
	struct customer customer;
	struct order order;
	struct cart cart;
	struct checkout checkout = { &customer, &cart,
		policy_edition_at(cx->policy, cx->now), NULL };
	size_t first;
	struct error e = order_load(cx, customer_id, order_id, &order);

	if (e.code == 0 && order.state == ORDER_CANCELLED)
		return fail(ERR_CANCEL_DONE, NULL);
	if (e.code == 0)
		e = customer_load(cx, order.customer_id, &customer);
	if (e.code == 0)
		e = cart_create(cx, order.customer_id, lines, count, &cart);
	if (e.code == 0)
		e = lines_fit(cx, &order, &cart);
	if (e.code == 0)
		e = cart_row_order(cx, cart.cart_id);
	if (e.code)
		return e;
	first = order.line_count;
	room_for(cx, &order, count);
	checkout.subscription_ids = checkout_subscription_ids(cx, &cart);
	for (size_t i = 0; i < cart.line_count && e.code == 0; i++)
		e = line_append(cx, &checkout, &order, i);
	if (e.code == 0) {
		order.state = order_state_of(order.lines, order.line_count);
		e = order_row_set_sums(cx, &order);
	}
	if (e.code == 0)
		e = order_record(
		    cx, ACTIVITY_UPDATE_ORDER, &checkout, &order, first);
	if (e.code == 0)
		*ret_order = order;
	return e;
}

struct error order_set_cycle(struct ctx *cx, const char *customer_id,
    const char *order_id, const char *cycle, struct order *ret_order)
{
	struct subscription_filter filter = { .order_id = order_id };
	struct subscription_list list;
	struct order order;
	struct error e = order_load(cx, customer_id, order_id, &order);

	if (e.code)
		return e;
	if (text_same_loose(cycle, order.billing_cycle)) {
		*ret_order = order;
		return OK;
	}
	e = subscription_list(cx, order.customer_id, &filter, &list);
	for (size_t i = 0; e.code == 0 && i < list.count; i++)
		if (!text_same(list.subscriptions[i].state, "active"))
			e = fail(ERR_CYCLE_ORDER_INACTIVE, "billingCycle");
	if (e.code)
		return e;
	return fail_with(cx->arena, ERR_CYCLE_NOT_OFFERED, "billingCycle",
	    HOLES({ "item", order.lines[0].title },
		{ "cycle", order.billing_cycle }));
}
