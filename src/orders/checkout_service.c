/*
 * A cart becomes orders: everything or nothing, in the writer's transaction.
 * Prices and taxes come from the cart's own resolution at this moment, so
 * what is ordered is what the cart would show now.
 */
#include <stdio.h>
#include <string.h>

#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge.h"
#include "customers/agreement.h"
#include "fulfilment/entitlement.h"
#include "orders/cart_rules.h"
#include "orders/cart_service.h"
#include "orders/cart_store.h"
#include "orders/checkout_private.h"
#include "orders/map_json.h"
#include "orders/order.h"
#include "orders/order_rules.h"
#include "orders/order_store.h"
#include "outbox/event.h"
#include "outbox/outbox.h"
#include "policy/term.h"

/* The first instant cancelling is refused; 0 when it never is possible. */
static int64_t cancel_until(struct ctx *cx, const struct order_line *line)
{
	struct cancel_input input =
	    cancel_input_of(line, cx->now, cx->who->partner->sandbox);
	struct decision decision;

	input.may_cancel = true;
	cancel_decide(cx->policy, &input, cx->now, &decision);
	return decision.allowed && decision.has_window ? decision.deadline : 0;
}

void line_make(struct ctx *cx, const struct checkout *checkout,
    const struct cart_line *from, struct order_line *line)
{
	const struct offer *offer = &from->offer;

	*line = (struct order_line){
		.product_id = offer->product.product_id,
		.sku_id = offer->sku.sku_id,
		.availability_id = offer->availability.availability_id,
		.catalog_item_id = offer->catalog_item_id,
		.title = offer->sku.title,
		.kind = offer->product.kind,
		.family = offer->product.family,
		.publisher = offer->product.publisher,
		.term = offer->sku.term,
		.window_days = offer->product.window_days,
		.friendly_name = from->input.friendly_name,
		.quantity = from->input.quantity,
		.unit = offer->unit,
		.net = from->net,
		.tax = from->tax,
		.gross = from->gross,
		.tax_included = from->tax_included,
		.tax_rate_bp = from->tax_rate_bp,
		.edition_id = checkout->edition->id,
		.term_start_day = day_of(cx->now),
		.state = LINE_FULFILLED,
		.participant = from->input.participant,
		.renews_to = from->input.renews_to,
		.context = from->input.context,
	};
	term_of(
	    line->term, cx->now, &line->term_start_day, &line->term_end_day);
	line->cancel_until = cancel_until(cx, line);
	line->subscription_id =
	    checkout->subscription_ids[from - checkout->cart->lines];
	if (from->input.is_addon)
		line->context =
		    map_with(cx->arena, &line->context, "parentSubscriptionId",
			checkout->subscription_ids[from->input.parent_line]);
}

const char **checkout_subscription_ids(struct ctx *cx, const struct cart *cart)
{
	const char **ids =
	    ARENA_ARRAY(cx->arena, const char *, cart->line_count + 1);

	for (size_t i = 0; i < cart->line_count; i++) {
		enum product_kind kind = cart->lines[i].offer.product.kind;
		char *id;

		if (kind != PRODUCT_LICENSE && kind != PRODUCT_AZURE_PLAN)
			continue;
		id = arena_alloc(cx->arena, GUID_TEXT);
		guid_random(id);
		ids[i] = id;
	}
	return ids;
}

static void order_make(struct ctx *cx, const struct checkout *checkout,
    const char *group, struct order *order)
{
	char *id = arena_alloc(cx->arena, ORDER_ID_TEXT);
	char *alternate = arena_alloc(cx->arena, ALTERNATE_ID_TEXT);
	const struct cart *cart = checkout->cart;

	order_id_new(cx->wall * 1000000, id);
	crypto_random_text(
	    "0123456789abcdef", ALTERNATE_ID_TEXT - 1, alternate);
	*order = (struct order){
		.order_id = id,
		.alternate_id = alternate,
		.customer_id = checkout->customer->customer_id,
		.customer_name = checkout->customer->name,
		.customer_country = checkout->customer->country,
		.ordered_at = cx->now,
		.ordered_by = actor_id(cx),
		.ordered_by_name = cx->who->user_name,
		.cart_id = cart->cart_id,
		.version = 1,
		.lines =
		    ARENA_ARRAY(cx->arena, struct order_line, cart->line_count),
	};
	for (size_t i = 0; i < cart->line_count; i++) {
		const struct cart_line *from = &cart->lines[i];
		struct order_line *line = &order->lines[order->line_count];

		if (!text_same(from->order_group, group))
			continue;
		line_make(cx, checkout, from, line);
		line->order_id = order->order_id;
		line->line_number = (int64_t)order->line_count++;
		order->net.minor += line->net.minor;
		order->tax.minor += line->tax.minor;
		order->gross.minor += line->gross.minor;
		order->currency = arena_dup(cx->arena, line->net.currency);
		order->billing_cycle = from->offer.sku.billing_cycle;
	}
	order->net = money_of(order->net.minor, order->currency);
	order->tax = money_of(order->tax.minor, order->currency);
	order->gross = money_of(order->gross.minor, order->currency);
}

/* Keys and downloads, or a subscription, or a reservation. */
struct error line_fulfil(struct ctx *cx, const struct order *order,
    struct order_line *line, const struct cart_line *from)
{
	struct fulfilment_line delivery = {
		.order_id = order->order_id,
		.line_number = line->line_number,
		.customer_id = order->customer_id,
		.product_id = line->product_id,
		.sku_id = line->sku_id,
		.key_source = from->offer.sku.key_source,
		.quantity = line->quantity,
		.expires_day =
		    line->term_end_day == 0 ? 0 : line->term_end_day + 1,
	};
	bool fulfilled = true;
	struct error e;

	if (line->subscription_id != NULL)
		return subscription_row_insert(
		    cx, order, line, from->offer.sku.title);
	if (line->kind == PRODUCT_AZURE_RESERVATION)
		return reservation_row_insert(cx, order, line,
		    cart_line_scope(from), cart_line_region(cx->arena, from));
	if ((e = entitlement_fulfil(cx, &delivery, &fulfilled)).code != 0)
		return e;
	line->state = fulfilled ? LINE_FULFILLED : LINE_ORDERED;
	return OK;
}

struct error line_charge(
    struct ctx *cx, const struct order *order, const struct order_line *line)
{
	struct charge_inputs inputs = {
		.quantity = line->quantity,
		.unit = line->unit,
		.tax_included = line->tax_included,
		.tax_rate_bp = line->tax_rate_bp,
		.tax_country = cx->who->partner->country,
	};
	struct charge charge = {
		.order_id = order->order_id,
		.line_number = line->line_number,
		.customer_id = order->customer_id,
		.quantity = line->quantity,
		.period_day = line->term_start_day,
		.month = month_of_day(day_of(cx->now)),
		.at = cx->now,
		.net = line->net,
		.tax = line->tax,
		.gross = line->gross,
		.edition_id = line->edition_id,
		.explanation = charge_explanation(cx, &inputs),
	};

	return charge_add(cx, &charge);
}

/* The documented keys of api.md 2.10, as they stood when ordered. */
struct error order_record(struct ctx *cx, enum activity_action action,
    const struct checkout *checkout, const struct order *order, size_t from)
{
	size_t count = 0;
	struct hole *details =
	    ARENA_ARRAY(cx->arena, struct hole, order->line_count * 5 + 4);
	struct activity activity = {
		.action = action,
		.customer_id = order->customer_id,
		.customer_name = checkout->customer->name,
		.order_id = order->order_id,
		.line_number = -1,
		.title = order->lines[from].title,
		.details = details,
	};

	details[count++] = (struct hole){ "AlternateId", order->alternate_id };
	details[count++] =
	    (struct hole){ "BillingCycle", order->billing_cycle };
	for (size_t i = from; i < order->line_count; i++) {
		const struct order_line *line = &order->lines[i];

		details[count++] =
		    (struct hole){ arena_printf(cx->arena, "OfferId-%zu", i),
			    line->catalog_item_id };
		details[count++] =
		    (struct hole){ arena_printf(cx->arena, "Quantity-%zu", i),
			    arena_printf(
				cx->arena, "%lld", (long long)line->quantity) };
		if (line->participant != NULL)
			details[count++] =
			    (struct hole){ arena_printf(cx->arena,
					       "PartnerOnRecord-%zu", i),
				    line->participant };
		if (line->subscription_id == NULL)
			continue;
		details[count++] = (struct hole){ arena_printf(cx->arena,
						      "SubscriptionId-%zu", i),
			line->subscription_id };
		details[count++] = (struct hole){
			arena_printf(cx->arena, "SubscriptionName-%zu", i),
			line->friendly_name != NULL ? line->friendly_name
						    : line->title
		};
	}
	/* what is added changes the subscription it belongs to */
	if (action == ACTIVITY_UPDATE_ORDER)
		return event_record(cx, EVENT_SUBSCRIPTION_UPDATED,
		    map_find(
			&order->lines[from].context, "parentSubscriptionId"),
		    &activity);
	return event_record(
	    cx, EVENT_ORDER_CREATED, order->order_id, &activity);
}

static const struct cart_line *cart_line_of(
    const struct cart *cart, const char *group, size_t nth)
{
	for (size_t i = 0; i < cart->line_count; i++)
		if (text_same(cart->lines[i].order_group, group) && nth-- == 0)
			return &cart->lines[i];
	return NULL;
}

static struct error order_place(struct ctx *cx, const struct checkout *checkout,
    const char *group, struct order *order)
{
	struct error e = OK;

	order_make(cx, checkout, group, order);
	for (size_t i = 0; i < order->line_count && e.code == 0; i++)
		e = line_fulfil(cx, order, &order->lines[i],
		    cart_line_of(checkout->cart, group, i));
	order->state = order_state_of(order->lines, order->line_count);
	if (e.code == 0)
		e = order_row_insert(cx, order);
	for (size_t i = 0; i < order->line_count && e.code == 0; i++) {
		e = order_line_row_insert(cx, order, &order->lines[i]);
		if (e.code == 0)
			e = line_charge(cx, order, &order->lines[i]);
	}
	if (e.code == 0)
		e = order_record(cx, ACTIVITY_CREATE_ORDER, checkout, order, 0);
	if (e.code == 0)
		e = outbox_mail(cx, MAIL_ORDER_PLACED, order->order_id, -1);
	return e;
}

static struct error cart_check(struct ctx *cx, const struct cart *cart)
{
	char at[INSTANT_TEXT];

	if (cart->state == CART_ORDERED)
		return fail(ERR_CART_ORDERED, NULL);
	if (cart->state == CART_EXPIRED) {
		instant_text(cart->expires_at, at);
		return fail_with(
		    cx->arena, ERR_CART_EXPIRED, NULL, HOLES({ "at", at }));
	}
	if (cart->line_count == 0)
		return fail(ERR_CART_EMPTY, NULL);
	for (size_t i = 0; i < cart->line_count; i++)
		if (cart->lines[i].error.code == ERR_MARKET_BLOCKED)
			return cart->lines[i].error;
	return cart->orderable ? OK : fail(ERR_CART_LINES_BAD, "lineItems");
}

/* Nobody buys at a price that was not shown. */
static bool totals_agree(
    const struct cart *cart, const struct cart_total *expected, size_t count)
{
	if (count != cart->total_count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!text_same(expected[i].gross.currency,
			cart->totals[i].gross.currency) ||
		    expected[i].gross.minor != cart->totals[i].gross.minor)
			return false;
	return true;
}

struct error cart_checkout(struct ctx *cx, const char *customer_id,
    const char *cart_id, const struct cart_total *expected,
    size_t expected_count, struct order_list *ret_orders)
{
	struct customer customer;
	struct cart cart;
	struct checkout checkout = { &customer, &cart,
		policy_edition_at(cx->policy, cx->now) };
	struct order_list list = { 0 };
	struct error e;

	customer_ahead(cx, customer_id);
	cart_rows_ahead(cx, cart_id);
	agreement_ahead(cx, customer_id);
	if ((e = customer_load(cx, customer_id, &customer)).code != 0)
		return e;
	if ((e = cart_load_of(cx, &customer, cart_id, &cart)).code != 0)
		return e;
	if ((e = cart_check(cx, &cart)).code != 0)
		return e;
	if ((e = agreement_needed(cx, customer.customer_id)).code != 0)
		return e;
	if (expected != NULL && !totals_agree(&cart, expected, expected_count))
		return fail(ERR_CONFLICT, "total");
	if ((e = cart_row_order(cx, cart.cart_id)).code != 0)
		return e;
	checkout.subscription_ids = checkout_subscription_ids(cx, &cart);
	list.orders = ARENA_ARRAY(cx->arena, struct order, cart.line_count);
	for (size_t i = 0; i < cart.line_count && e.code == 0; i++) {
		const char *group = cart.lines[i].order_group;

		if (cart_line_of(&cart, group, 0) != &cart.lines[i])
			continue;
		e = order_place(
		    cx, &checkout, group, &list.orders[list.count++]);
	}
	if (e.code != 0)
		return e;
	*ret_orders = list;
	return OK;
}
