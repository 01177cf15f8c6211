/*
 * Filling and looking at a cart. Ordering it is checkout_service's.
 */
#include "orders/cart_service.h"

#include <stdio.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"
#include "orders/addon_service.h"
#include "orders/cart_rules.h"
#include "orders/cart_store.h"
#include "policy/market.h"
#include "policy/tax.h"

/* A reservation needs an open market and an Azure plan of the customer. */
static struct error reservation_check(
    struct ctx *cx, const struct customer *customer, struct cart_line *line)
{
	const char *subscription =
	    map_find(&line->input.context, "subscriptionId");
	struct decision decision;
	bool found = false;
	int64_t ignored;
	struct error e;

	reservation_decide(cx->policy, customer->country, cx->now, &decision);
	if (!decision.allowed) {
		line->error_code = CART_LINE_CANNOT;
		return decision_error(cx->arena, &decision);
	}
	if ((e = cart_line_context_check(cx->arena, line)).code != 0)
		return e;
	if (subscription != NULL) {
		e = sql_int(cx, SQL_azure_plan_find,
		    ARGS(I(cx->who->partner->partner_id),
			T(customer->customer_id),
			T(text_lower(cx->arena, subscription))),
		    &ignored, &found);
		if (e.code != 0)
			return e;
	}
	if (!found) {
		line->error_code = CART_LINE_SUBSCRIPTION;
		return fail(ERR_RESERVATION_SUBSCRIPTION,
		    "provisioningContext.subscriptionId");
	}
	return OK;
}

static struct error line_tax(struct ctx *cx, struct cart_line *line)
{
	const struct partner *partner = cx->who->partner;
	const char *currency = line->offer.unit.currency;
	int64_t shown;
	struct tax tax;
	struct error e;

	if (!money_share(
		line->offer.unit.minor, line->input.quantity, 1, &shown))
		return fail(ERR_AMOUNT_TOO_LARGE, "quantity");
	e = tax_of_line(cx->policy, policy_edition_at(cx->policy, cx->now),
	    partner->country, day_of(cx->now), shown, &tax);
	if (e.code != 0)
		return e;
	line->shown = money_of(shown, currency);
	line->net = money_of(tax.net_minor, currency);
	line->tax = money_of(tax.tax_minor, currency);
	line->gross = money_of(tax.gross_minor, currency);
	line->tax_included = tax.included;
	line->tax_rate_bp = tax.rate_bp;
	return OK;
}

/* What is wrong with the line goes into the line; what we return is ours. */
static struct error line_resolve(
    struct ctx *cx, const struct customer *customer, struct cart_line *line)
{
	struct error e =
	    catalog_offer(cx, line->input.catalog_item_id, customer->country,
		customer->segment, line->input.quantity, &line->offer);

	/* every customer may also buy what is sold to all */
	if (e.code == ERR_CATALOG_ITEM_BAD)
		e = catalog_offer(cx, line->input.catalog_item_id,
		    customer->country, NULL, line->input.quantity,
		    &line->offer);
	if (e.code == ERR_CATALOG_ITEM_BAD)
		line->error_code = CART_LINE_ITEM;
	if (e.code == 0)
		e = cart_line_check(cx->arena, line);
	if (e.code == 0 &&
	    line->offer.product.kind == PRODUCT_AZURE_RESERVATION)
		e = reservation_check(cx, customer, line);
	if (e.code == 0) {
		e = line_tax(cx, line);
		line->error_code = e.code == 0 ? 0 : CART_LINE_QUOTA;
	}
	if (e.code == ERR_INTERNAL || e.code == ERR_BUSY)
		return e;
	line->error = e;
	return OK;
}

struct error cart_price(
    struct ctx *cx, const struct customer *customer, struct cart *cart)
{
	struct error e = OK;

	for (size_t i = 0; i < cart->line_count; i++)
		catalog_offer_ahead(cx, cart->lines[i].input.catalog_item_id,
		    customer->country, customer->segment,
		    cart->lines[i].input.quantity);
	for (size_t i = 0; i < cart->line_count && e.code == 0; i++)
		e = line_resolve(cx, customer, &cart->lines[i]);
	/* an ordered one is what it was: its reservations count already */
	if (e.code == 0 && cart->state != CART_ORDERED)
		e = cart_lines_together(cx, customer, cart);
	if (e.code != 0)
		return e;
	cart->tax_included = tax_is_included(
	    policy_edition_at(cx->policy, cx->now), cx->who->partner->country);
	cart_group(cx->arena, cart->lines, cart->line_count);
	cart_sum(cx->arena, cart);
	return OK;
}

struct error cart_load_of(struct ctx *cx, const struct customer *customer,
    const char *cart_id, struct cart *ret_cart)
{
	struct cart cart;
	struct error e;

	if ((e = cart_row_load(cx, text_lower(cx->arena, cart_id), &cart))
		.code != 0)
		return e;
	if (!text_same(cart.customer_id, customer->customer_id))
		return fail(ERR_CART_UNKNOWN, NULL);
	if ((e = cart_lines_load(cx, &cart)).code != 0)
		return e;
	if ((e = cart_price(cx, customer, &cart)).code != 0)
		return e;
	*ret_cart = cart;
	return OK;
}

struct error cart_load(struct ctx *cx, const char *customer_id,
    const char *cart_id, struct cart *ret_cart)
{
	struct customer customer;
	struct error e;

	customer_ahead(cx, customer_id);
	cart_rows_ahead(cx, cart_id);
	e = customer_load(cx, customer_id, &customer);
	return e.code != 0 ? e : cart_load_of(cx, &customer, cart_id, ret_cart);
}

struct error cart_is_active(
    struct ctx *cx, const char *cart_id, bool *ret_active)
{
	struct cart cart;
	struct error e =
	    cart_row_load(cx, text_lower(cx->arena, cart_id), &cart);

	if (e.code != 0 && e.code != ERR_CART_UNKNOWN)
		return e;
	*ret_active = e.code == 0 && cart.state == CART_ACTIVE;
	return OK;
}

struct error cart_current(struct ctx *cx, const char *customer_id,
    struct cart *ret_cart, bool *ret_found)
{
	struct cart cart;
	bool found;
	struct error e;

	if ((e = cart_row_current(cx, customer_id, &cart, &found)).code != 0)
		return e;
	if (found &&
	    (e = cart_load(cx, customer_id, cart.cart_id, ret_cart)).code != 0)
		return e;
	*ret_found = found;
	return OK;
}

/* Lines as typed, completed by what the SKU says, numbered from 0. */
static struct error cart_fill(struct ctx *cx, const struct customer *customer,
    const struct cart_line_input *lines, size_t count, struct cart *cart)
{
	struct error e;

	if (count > CART_LINES_MAX)
		return fail_with(cx->arena, ERR_LINES_TOO_MANY, "lineItems",
		    HOLES({ "max",
			arena_printf(cx->arena, "%d", CART_LINES_MAX) }));
	cart->lines = ARENA_ARRAY(cx->arena, struct cart_line, count + 1);
	cart->line_count = count;
	for (size_t i = 0; i < count; i++) {
		cart->lines[i].line_id = (int64_t)i;
		cart->lines[i].input = lines[i];
		if (lines[i].parent_line < 0 ||
		    lines[i].parent_line >= (int64_t)i)
			cart->lines[i].input.is_addon = false;
	}
	if ((e = cart_price(cx, customer, cart)).code != 0)
		return e;
	for (size_t i = 0; i < count; i++) {
		struct cart_line *line = &cart->lines[i];

		/* refused when adding, not only at checkout */
		if (line->error.code == ERR_MARKET_BLOCKED)
			return line->error;
		if (line->error_code == CART_LINE_ITEM) {
			line->input.billing_cycle =
			    line->input.billing_cycle
				? line->input.billing_cycle
				: "";
			line->input.term =
			    line->input.term ? line->input.term : "";
			line->input.currency =
			    line->input.currency ? line->input.currency : "";
			continue;
		}
		line->input.billing_cycle = line->offer.sku.billing_cycle;
		line->input.term = line->offer.sku.term;
		line->input.currency = line->offer.availability.currency;
	}
	return OK;
}

static void cart_touch(struct ctx *cx, struct cart *cart)
{
	cart->modified_at = cx->now;
	cart->expires_at = cx->now + cx->settings->cart_minutes * 60;
	cart->modified_by = actor_id(cx);
}

struct error cart_create(struct ctx *cx, const char *customer_id,
    const struct cart_line_input *lines, size_t count, struct cart *ret_cart)
{
	char *id = arena_alloc(cx->arena, GUID_TEXT);
	struct cart cart = { .state = CART_ACTIVE, .version = 1 };
	struct customer customer;
	struct error e;

	if ((e = customer_load(cx, customer_id, &customer)).code != 0)
		return e;
	guid_ordered(cx->wall * 1000000, id);
	cart.cart_id = id;
	cart.customer_id = customer.customer_id;
	cart.created_at = cx->now;
	cart_touch(cx, &cart);
	if ((e = cart_fill(cx, &customer, lines, count, &cart)).code != 0)
		return e;
	if ((e = cart_row_insert(cx, &cart)).code != 0)
		return e;
	if ((e = cart_lines_save(cx, &cart)).code != 0)
		return e;
	*ret_cart = cart;
	return OK;
}

struct error cart_replace(struct ctx *cx, const char *customer_id,
    const char *cart_id, const struct cart_line_input *lines, size_t count,
    struct cart *ret_cart)
{
	struct customer customer;
	struct cart cart;
	struct error e;

	if ((e = customer_load(cx, customer_id, &customer)).code != 0)
		return e;
	if ((e = cart_row_load(cx, text_lower(cx->arena, cart_id), &cart))
		.code != 0)
		return e;
	if (!text_same(cart.customer_id, customer.customer_id) ||
	    cart.state == CART_EXPIRED)
		return fail(ERR_CART_UNKNOWN, NULL);
	if (cart.state == CART_ORDERED)
		return fail(ERR_CART_ORDERED, NULL);
	cart_touch(cx, &cart);
	if ((e = cart_fill(cx, &customer, lines, count, &cart)).code != 0)
		return e;
	if ((e = cart_row_renew(cx, &cart)).code != 0)
		return e;
	cart.version++;
	if ((e = cart_lines_save(cx, &cart)).code != 0)
		return e;
	*ret_cart = cart;
	return OK;
}
