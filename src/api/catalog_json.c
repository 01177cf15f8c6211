/*
 * Writes the catalogue's resources. Which of them a route answers with is
 * catalog_routes.c's.
 */
#include "api/catalog_json.h"

#include "api/answer.h"
#include "api/query.h"
#include "i18n/i18n.h"
#include "accounts/principal.h"
#include "policy/refund.h"

const char *place_uri(struct arena *arena, const struct catalog_place *place,
    const char *const *segments, const struct hole *query)
{
	struct hole all[8] = { { "country", place->country } };
	struct text uri;

	text_init(&uri, arena);
	if (place->customer_id != NULL)
		text_add(&uri, URI_OF(arena, "customers", place->customer_id));
	text_add(&uri, "/products");
	for (; *segments != NULL; segments++) {
		text_add_char(&uri, '/');
		text_add_url(&uri, *segments);
	}
	for (size_t i = 1; query->name != NULL && i + 1 < COUNT(all); i++)
		all[i] = *query++;
	return uri_with(arena, uri.bytes, all);
}

#define PLACE_URI(json, place, ...)                                            \
	place_uri((json)->out->arena, place,                                   \
	    (const char *const[]){ __VA_ARGS__, NULL }, HOLES({ NULL, NULL }))

static void type_json(struct json_out *json, const struct product *product)
{
	json_object_begin(json, "productType");
	json_text(json, "id", product->type_id);
	json_text(json, "displayName", product->type_name);
	if (!text_empty(product->subtype_id)) {
		json_object_begin(json, "subType");
		json_text(json, "id", product->subtype_id);
		json_some(json, "displayName", product->subtype_name);
		json_object_end(json);
	}
	json_object_end(json);
}

void product_json(struct json_out *json, const char *key,
    const struct product *product, const struct catalog_place *place)
{
	const char *id = product->product_id;

	resource_begin(json, key);
	json_text(json, "id", id);
	json_text(json, "title", product->title);
	json_text(json, "description", product->description);
	type_json(json, product);
	json_bool(json, "isMicrosoftProduct",
	    text_same_nocase(product->publisher, "microsoft"));
	json_text(json, "publisherName", product->publisher_name);
	links_begin(json);
	links_add(json, "skus", "GET", PLACE_URI(json, place, id, "skus"));
	links_add(json, "self", "GET", PLACE_URI(json, place, id));
	links_end(json);
	resource_end(json, "Product", NULL);
}

static void sku_buying_json(struct json_out *json, const struct sku *sku)
{
	json_int(json, "minimumQuantity", sku->min_quantity);
	json_int(json, "maximumQuantity", sku->max_quantity);
	json_bool(json, "isTrial", false);
	json_array_begin(json, "supportedBillingCycles");
	json_enum(json, NULL, sku->billing_cycle);
	json_array_end(json);
	json_stored_texts(json, "purchasePrerequisites", sku->prerequisites);
	json_stored_texts(json, "inventoryVariables", sku->inventory_variables);
	json_stored_texts(
	    json, "provisioningVariables", sku->provisioning_variables);
	json_stored_flat(json, "dynamicAttributes", sku->dynamic_attributes);
}

void sku_json(struct json_out *json, const char *key, const struct sku *sku,
    const struct catalog_place *place)
{
	resource_begin(json, key);
	json_text(json, "id", sku->sku_id);
	json_text(json, "productId", sku->product_id);
	json_text(json, "title", sku->title);
	json_text(json, "description", sku->description);
	sku_buying_json(json, sku);
	links_begin(json);
	links_add(json, "availabilities", "GET",
	    PLACE_URI(json, place, sku->product_id, "skus", sku->sku_id,
		"availabilities"));
	links_add(json, "self", "GET",
	    PLACE_URI(json, place, sku->product_id, "skus", sku->sku_id));
	links_end(json);
	resource_end(json, "Sku", NULL);
}

/* For people to read; programs read the duration. */
static const char *term_text(struct ctx *cx, const char *duration)
{
	if (text_same(duration, "P1M"))
		return _("1 month");
	if (text_same(duration, "P1Y"))
		return _("1 year");
	if (text_same(duration, "P3Y"))
		return _("3 years");
	if (text_empty(duration))
		return _("Perpetual");
	return duration;
}

/* What could be given back if it were bought now (api.md 2.5). */
static void refund_json(
    struct ctx *cx, struct json_out *json, const struct offer *offer)
{
	const struct product *product = &offer->product;
	const struct cancel_input input = {
		.step = CANCEL_BY_API,
		.may_cancel = true,
		.sandbox = cx->who->partner->sandbox,
		.kind = product->kind,
		.publisher = product->publisher,
		.family = product->family,
		.own_window_days = product->window_days,
		.ordered_at = cx->now,
	};
	struct refund_option options[REFUND_OPTIONS_MAX];
	size_t count = refund_options(cx->policy, &input, options);

	if (count == 0)
		return;
	json_array_begin(json, "cancellationPolicies");
	json_object_begin(json, NULL);
	json_array_begin(json, "refundOptions");
	for (size_t i = 0; i < count; i++) {
		json_object_begin(json, NULL);
		json_int(json, "sequenceId", (int64_t)i);
		json_text(json, "type", options[i].full ? "Full" : "Partial");
		json_text(json, "expiresAfter",
		    arena_printf(
			cx->arena, "P%lldD", (long long)options[i].days));
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
}

static void terms_json(
    struct ctx *cx, struct json_out *json, const struct offer *offer)
{
	const struct sku *sku = &offer->sku;

	json_array_begin(json, "terms");
	json_object_begin(json, NULL);
	json_text(json, "duration", sku->term != NULL ? sku->term : "");
	json_text(json, "description", term_text(cx, sku->term));
	json_enum(json, "billingCycle", sku->billing_cycle);
	refund_json(cx, json, offer);
	json_object_end(json);
	json_array_end(json);
}

void availability_json(struct ctx *cx, struct json_out *json,
    const struct offer *offer, const struct catalog_place *place)
{
	const struct availability *availability = &offer->availability;
	const struct sku *sku = &offer->sku;

	resource_begin(json, NULL);
	json_text(json, "id", availability->availability_id);
	json_text(json, "productId", sku->product_id);
	json_text(json, "skuId", sku->sku_id);
	json_text(json, "catalogItemId", offer->catalog_item_id);
	json_object_begin(json, "defaultCurrency");
	json_text(json, "code", availability->currency);
	json_text(json, "symbol", currency_symbol(availability->currency));
	json_object_end(json);
	json_text(json, "segment", availability->segment);
	json_text(json, "country", availability->country);
	json_bool(json, "isPurchasable", offer->priced);
	json_bool(json, "isRenewable", !text_empty(sku->term));
	product_json(json, "product", &offer->product, place);
	sku_json(json, "sku", sku, place);
	terms_json(cx, json, offer);
	links_self(
	    json, PLACE_URI(json, place, sku->product_id, "skus", sku->sku_id,
		      "availabilities", availability->availability_id));
	resource_end(json, "Availability", NULL);
}
