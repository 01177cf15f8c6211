/*
 * Answers about stock: by market, subscription and region. There is no number
 * of pieces: what is sold is sold.
 */
#include "orders/inventory.h"

#include <string.h>

#include "base/text.h"
#include "catalog/inventory.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "orders/cart_rules.h"
#include "orders/map_json.h"
#include "orders/order.h"
#include "policy/market.h"

struct asked {
	const char *country;
	const struct field_map *context;
	struct azure_plan_list plans;
};

static const char *said(const struct asked *asked, const char *key)
{
	const char *value = map_find(asked->context, key);

	return text_empty(value) ? NULL : value;
}

/* The variables of the SKU, each quoted in its JSON array. */
static struct error variables_check(
    struct ctx *cx, const struct asked *asked, const struct inventory_sku *sku)
{
	static const char *const known[] = { "CustomerId",
		"AzureSubscriptionId", "ArmRegionName" };

	for (size_t i = 0; i < COUNT(known); i++) {
		const char *quoted =
		    arena_printf(cx->arena, "\"%s\"", known[i]);

		if (strstr(sku->variables, quoted) != NULL &&
		    said(asked, known[i]) == NULL)
			return fail(ERR_FIELD_MISSING,
			    arena_printf(cx->arena, "inventoryContext.%c%s",
				known[i][0] + 32, known[i] + 1));
	}
	return OK;
}

static bool plan_listed(const struct asked *asked, const char *id)
{
	for (size_t i = 0; i < asked->plans.count; i++)
		if (text_same_nocase(asked->plans.plans[i].subscription_id, id))
			return true;
	return false;
}

static void refuse(struct ctx *cx, struct inventory_answer *answer,
    const char *reason, const char *description, const char *name,
    const char *value)
{
	struct hole *properties = ARENA_ARRAY(cx->arena, struct hole, 2);

	properties[0] = (struct hole){ name, value };
	answer->reason = reason;
	answer->description = description;
	answer->properties = properties;
}

static void market_refuses(struct ctx *cx, const struct asked *asked,
    const struct inventory_sku *sku, struct inventory_answer *answer)
{
	struct decision decision = { .allowed = true };

	if (sku->kind == PRODUCT_AZURE_RESERVATION)
		reservation_decide(
		    cx->policy, asked->country, cx->now, &decision);
	if (!decision.allowed)
		refuse(cx, answer, "NotAvailableForRegion",
		    error_message(cx, decision_error(cx->arena, &decision)),
		    "country", asked->country);
	else if (!sku->sold)
		refuse(cx, answer, "NotAvailableForRegion",
		    _("This is not sold in this country."), "country",
		    asked->country);
}

static void reservation_refuses(struct ctx *cx, const struct asked *asked,
    const struct inventory_sku *sku, struct inventory_answer *answer)
{
	struct field_map attributes = map_from_json(cx->arena, sku->attributes);
	const char *sold_in = map_find(&attributes, "armRegionName");
	const char *region = said(asked, "armRegionName");
	const char *plan = said(asked, "azureSubscriptionId");

	if (plan != NULL && !plan_listed(asked, plan))
		refuse(cx, answer, "NotAvailableForSubscription",
		    _("A reservation needs one of the customer’s active Azure subscriptions."),
		    "azureSubscriptionId", plan);
	else if (region != NULL && sold_in != NULL &&
		 !text_same_nocase(region, sold_in))
		refuse(cx, answer, "NotAvailableForRegion",
		    _("This is sold for another Azure region."),
		    "armRegionName", region);
}

static struct error sku_answer(struct ctx *cx, const struct asked *asked,
    const struct inventory_sku *sku, struct inventory_answer *ret_answer)
{
	struct inventory_answer answer = { .product_id = sku->product_id,
		.sku_id = sku->sku_id };
	struct error e = variables_check(cx, asked, sku);

	if (e.code)
		return e;
	market_refuses(cx, asked, sku, &answer);
	if (answer.reason == NULL && sku->kind == PRODUCT_AZURE_RESERVATION)
		reservation_refuses(cx, asked, sku, &answer);
	*ret_answer = answer;
	return OK;
}

static struct error context_read(struct ctx *cx, struct asked *asked)
{
	const char *id = said(asked, "customerId");
	struct customer customer;
	struct error e;

	if (id == NULL)
		return OK;
	id = text_lower(cx->arena, text_trim(cx->arena, id));
	if ((e = customer_load(cx, id, &customer)).code)
		return e;
	return azure_plan_list(cx, customer.customer_id, &asked->plans);
}

struct error inventory_check(struct ctx *cx, const char *country,
    const struct inventory_target *targets, size_t count,
    const struct field_map *context, struct inventory_list *ret_list)
{
	struct asked asked = { .country = country, .context = context };
	struct inventory_list list = { 0 };
	struct inventory_sku_list skus;
	size_t room = 0;
	struct error e = context_read(cx, &asked);

	for (size_t i = 0; i < count && e.code == 0; i++) {
		e = inventory_sku_list(cx, targets[i].product_id,
		    targets[i].sku_id, country, &skus);
		for (size_t j = 0; e.code == 0 && j < skus.count; j++) {
			ARENA_ROOM(cx->arena, list.answers, list.count, room);
			e = sku_answer(cx, &asked, &skus.skus[j],
			    &list.answers[list.count++]);
		}
	}
	if (e.code == 0)
		*ret_list = list;
	return e;
}
