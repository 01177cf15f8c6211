/*
 * Checks that look from one line at another, or at what the customer has.
 */
#include "orders/addon_service.h"

#include "accounts/principal.h"
#include "base/text.h"
#include "customers/reseller.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "orders/cart_rules.h"
#include "orders/subscription.h"

static void refuse(struct cart_line *line, int code, struct error error)
{
	line->error_code = code;
	line->error = error;
}

/* An active subscription of the customer, of the product it is sold for. */
static struct error parent_bought(struct ctx *cx,
    const struct customer *customer, const char *product_id,
    const char *subscription_id, struct cart_line *line)
{
	const char *field = "provisioningContext.parentSubscriptionId";
	struct subscription parent;
	struct error e = subscription_load(
	    cx, customer->customer_id, subscription_id, &parent);

	if (e.code == ERR_SUBSCRIPTION_UNKNOWN) {
		refuse(line, CART_LINE_SUBSCRIPTION,
		    fail(ERR_ADD_ON_PARENT, field));
		return OK;
	}
	if (e.code == 0 && (!text_same(parent.state, "active") ||
			       !text_same(parent.product_id, product_id)))
		refuse(line, CART_LINE_SUBSCRIPTION,
		    fail(ERR_ADD_ON_PARENT, field));
	return e;
}

static struct error addon_check(struct ctx *cx, const struct customer *customer,
    const struct cart *cart, struct cart_line *line)
{
	const char *product = cart_line_parent_product(cx->arena, line);
	const char *subscription =
	    map_find(&line->input.context, "parentSubscriptionId");
	const struct cart_line *parent =
	    line->input.is_addon ? &cart->lines[line->input.parent_line] : NULL;

	if (product == NULL && parent == NULL && text_empty(subscription))
		return OK;
	if (product != NULL && parent != NULL &&
	    parent->offer.catalog_item_id != NULL &&
	    text_same(parent->offer.product.product_id, product))
		return OK;
	if (product != NULL && parent == NULL && !text_empty(subscription))
		return parent_bought(cx, customer, product, subscription, line);
	refuse(
	    line, CART_LINE_CANNOT, fail(ERR_ADD_ON_PARENT, "catalogItemId"));
	return OK;
}

static struct error participant_check(struct ctx *cx, struct cart_line *line)
{
	struct error e;

	if (text_empty(line->input.participant))
		return OK;
	e = reseller_of_record(
	    cx, line->input.participant, "partnerIdOnRecord");
	if (e.code == ERR_INTERNAL || e.code == ERR_BUSY)
		return e;
	if (e.code)
		refuse(line, CART_LINE_PARTICIPANT, e);
	return OK;
}

/* In a sandbox a customer has so many instances, and no more. */
static struct error sandbox_check(
    struct ctx *cx, const struct customer *customer, struct cart *cart)
{
	int64_t held = 0;
	bool found;
	struct error e = OK;

	for (size_t i = 0; i < cart->line_count && e.code == 0; i++) {
		struct cart_line *line = &cart->lines[i];

		if (line->error.code != 0 ||
		    line->offer.product.kind != PRODUCT_AZURE_RESERVATION)
			continue;
		if (held == 0)
			e = sql_int(cx, SQL_reservation_held,
			    ARGS(I(cx->who->partner->partner_id),
				T(customer->customer_id)),
			    &held, &found);
		held += line->input.quantity;
		if (e.code == 0 && held > SANDBOX_RESERVATIONS)
			refuse(line, CART_LINE_SANDBOX,
			    fail_with(cx->arena, ERR_SANDBOX_LIMIT, "quantity",
				HOLES({ "max",
				    _("2 reservation instances for a customer") })));
	}
	return e;
}

struct error cart_lines_together(
    struct ctx *cx, const struct customer *customer, struct cart *cart)
{
	struct error e = OK;

	for (size_t i = 0; i < cart->line_count && e.code == 0; i++) {
		struct cart_line *line = &cart->lines[i];

		if (line->error.code == 0)
			e = addon_check(cx, customer, cart, line);
		if (e.code == 0 && line->error.code == 0)
			e = participant_check(cx, line);
	}
	if (e.code == 0 && cx->who->partner->sandbox)
		e = sandbox_check(cx, customer, cart);
	return e;
}
