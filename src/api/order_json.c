/*
 * Writes orders. Their states and sums were settled when they were made.
 */
#include "api/order_json.h"

#include "api/answer.h"
#include "api/cart_json.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "orders/cart_rules.h"
#include "orders/order_rules.h"

#define JOIN(arena, ...)                                                       \
	joined((arena), (const char *const[]){ __VA_ARGS__, NULL })
/* Links are most of an order: joined without a format. */
static const char *joined(struct arena *arena, const char *const *parts)
{
	struct text out;

	text_init(&out, arena);
	for (; *parts != NULL; parts++)
		text_add(&out, *parts);
	return out.bytes;
}

bool line_has_activation(const struct order_line *line)
{
	return line->kind == PRODUCT_LICENSE && line->state != LINE_CANCELLED &&
	       !text_same_nocase(line->publisher, "microsoft");
}

void activation_link_json(struct request *rq, struct json_out *json,
    const char *customer_id, const char *subscription_id, int64_t line_number)
{
	struct arena *arena = rq->cx.arena;

	json_object_begin(json, NULL);
	json_int(json, "lineItemNumber", line_number);
	json_object_begin(json, "link");
	json_text(json, "uri",
	    JOIN(arena, rq->cx.settings->public_url,
		URI_OF(arena, "customers", customer_id, "subscriptions",
		    subscription_id)));
	json_text(json, "method", "GET");
	json_array_begin(json, "headers");
	json_array_end(json);
	json_object_end(json);
	json_object_end(json);
}

/* What the catalogue calls it, in the customer's country. */
static void catalogue_links(struct arena *arena, struct json_out *json,
    const struct order_line *line, const char *country)
{
	const char *query =
	    country == NULL ? "" : JOIN(arena, "?country=", country);
	const char *product = URI_OF(arena, "products", line->product_id);
	const char *sku = JOIN(arena, product, "/skus/", line->sku_id);

	links_add(json, "product", "GET", JOIN(arena, product, query));
	links_add(json, "sku", "GET", JOIN(arena, sku, query));
	links_add(json, "availability", "GET",
	    JOIN(arena, sku, "/availabilities/", line->availability_id, query));
}

static void line_links(struct arena *arena, struct json_out *json,
    const struct order *order, const struct order_line *line, const char *self)
{
	links_begin(json);
	catalogue_links(arena, json, line, order->customer_country);
	if (line->subscription_id != NULL)
		links_add(json, "subscription", "GET",
		    URI_OF(arena, "customers", order->customer_id,
			"subscriptions", line->subscription_id));
	if (line_has_activation(line))
		links_add(json, "activationLinks", "GET",
		    arena_printf(arena, "%s/lineitems/%lld/activationlinks",
			self, (long long)line->line_number));
	links_add(json, "provisioningStatus", "GET",
	    JOIN(arena, self, "/provisioningstatus"));
	links_end(json);
}

/* The list price is what the partner pays (api.md 2.2); tax is in it where
 * prices include tax. */
static struct money shown_price(const struct order_line *line)
{
	return line->tax_included ? line->gross : line->net;
}

static void pricing_json(struct json_out *json, const struct order_line *line)
{
	static const char *const unit_prices[] = { "listPrice",
		"discountedPrice", "proratedPrice", "price" };

	json_object_begin(json, "pricing");
	for (size_t i = 0; i < COUNT(unit_prices); i++)
		json_money(json, unit_prices[i], line->unit);
	json_money(json, "extendedPrice", shown_price(line));
	json_object_end(json);
}

static void line_json(struct arena *arena, struct json_out *json,
    const struct order *order, const struct order_line *line, bool prices,
    const char *self)
{
	json_object_begin(json, NULL);
	json_int(json, "lineItemNumber", line->line_number);
	json_text(json, "offerId", line->catalog_item_id);
	json_text(json, "subscriptionId", line->subscription_id);
	json_text(json, "parentSubscriptionId",
	    map_find(&line->context, "parentSubscriptionId"));
	json_text(json, "termDuration", line->term);
	json_text(json, "transactionType", "New");
	json_text(json, "friendlyName",
	    text_empty(line->friendly_name) ? line->title
					    : line->friendly_name);
	json_int(json, "quantity",
	    line->state == LINE_CANCELLED ? 0 : line->quantity);
	json_text(json, "partnerIdOnRecord", line->participant);
	context_json(json, &line->context);
	renews_to_json(json, line->renews_to);
	if (prices)
		pricing_json(json, line);
	line_links(arena, json, order, line, self);
	json_object_end(json);
}

static void total_json(struct json_out *json, const struct order *order)
{
	struct money total = money_of(0, order->currency);

	for (size_t i = 0; i < order->line_count; i++)
		total.minor += shown_price(&order->lines[i]).minor;
	json_money(json, "totalPrice", total);
}

static void order_links(
    struct arena *arena, struct json_out *json, const char *self)
{
	links_begin(json);
	links_add(json, "self", "GET", self);
	links_add(json, "provisioningStatus", "GET",
	    JOIN(arena, self, "/provisioningstatus"));
	links_add(json, "patchOperation", "PATCH", self);
	links_end(json);
}

void order_json(struct request *rq, struct json_out *json,
    const struct order *order, bool prices)
{
	struct arena *arena = rq->cx.arena;
	const char *self = URI_OF(
	    arena, "customers", order->customer_id, "orders", order->order_id);

	resource_begin(json, NULL);
	json_text(json, "id", order->order_id);
	json_text(json, "alternateId", order->alternate_id);
	json_text(json, "referenceCustomerId", order->customer_id);
	json_enum(json, "billingCycle", order->billing_cycle);
	json_text(json, "transactionType", "UserPurchase");
	json_text(json, "currencyCode", order->currency);
	json_text(json, "currencySymbol", currency_symbol(order->currency));
	json_array_begin(json, "lineItems");
	for (size_t i = 0; i < order->line_count; i++)
		line_json(arena, json, order, &order->lines[i], prices, self);
	json_array_end(json);
	if (prices)
		total_json(json, order);
	json_instant(json, "creationDate", order->ordered_at);
	json_text(json, "status", order_state_id(order->state));
	order_links(arena, json, self);
	resource_end(json, "Order", NULL);
}
