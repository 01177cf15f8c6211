/*
 * Rules of a cart line: may it be ordered as it is? Rows are cart_store's,
 * prices the catalogue's, tax and markets policy's.
 */
#include "orders/cart_rules.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "orders/map_json.h"

const char *map_find(const struct field_map *map, const char *key)
{
	for (size_t i = 0; i < map->count; i++)
		if (text_same_nocase(map->pairs[i].key, key))
			return map->pairs[i].value;
	return NULL;
}

static struct error quantity_check(
    struct arena *arena, const struct cart_line *line)
{
	const struct sku *sku = &line->offer.sku;
	char min[24];
	char max[24];

	if (line->input.quantity >= sku->min_quantity &&
	    line->input.quantity <= sku->max_quantity)
		return OK;
	snprintf(min, sizeof(min), "%lld", (long long)sku->min_quantity);
	snprintf(max, sizeof(max), "%lld", (long long)sku->max_quantity);
	return fail_with(arena, ERR_QUANTITY_RANGE, "quantity",
	    HOLES({ "min", min }, { "max", max }));
}

static struct error terms_check(
    struct arena *arena, const struct cart_line *line)
{
	const struct cart_line_input *input = &line->input;
	const struct sku *sku = &line->offer.sku;

	/* "unknown" asks for the default (client-quirks 5) */
	if (!text_empty(input->billing_cycle) &&
	    !text_same_loose(input->billing_cycle, "unknown") &&
	    !text_same_loose(input->billing_cycle, sku->billing_cycle))
		return fail_with(arena, ERR_BILLING_CYCLE, "billingCycle",
		    HOLES({ "choices", sku->billing_cycle }));
	if (!text_empty(input->term) &&
	    !text_same_nocase(input->term, sku->term))
		return fail_with(arena, ERR_TERM_WRONG, "termDuration",
		    HOLES({ "wanted",
			sku->term[0] == '\0' ? N_("perpetual") : sku->term }));
	return OK;
}

static struct error currency_check(
    struct arena *arena, const struct cart_line *line)
{
	const char *wanted = line->offer.availability.currency;

	if (text_empty(line->input.currency) ||
	    text_same_nocase(line->input.currency, wanted))
		return OK;
	return fail_with(arena, ERR_FIELD_CHOICE, "currencyCode",
	    HOLES({ "value", line->input.currency }, { "choices", wanted }));
}

struct error cart_line_check(struct arena *arena, struct cart_line *line)
{
	struct error e;

	if ((e = currency_check(arena, line)).code != 0) {
		line->error_code = CART_LINE_CURRENCY;
		return e;
	}
	if ((e = quantity_check(arena, line)).code != 0) {
		line->error_code = CART_LINE_QUOTA;
		return e;
	}
	if ((e = terms_check(arena, line)).code != 0) {
		line->error_code = CART_LINE_CANNOT;
		return e;
	}
	if (!line->offer.priced) {
		line->error_code = CART_LINE_ITEM;
		return fail_with(arena, ERR_PRICE_MISSING, "catalogItemId",
		    HOLES({ "value", line->input.catalog_item_id }));
	}
	return OK;
}

const char *cart_line_scope(const struct cart_line *line)
{
	const char *scope = map_find(&line->input.context, "scope");

	if (text_empty(scope) || text_same_nocase(scope, "shared"))
		return "shared";
	return text_same_nocase(scope, "single") ? "single" : NULL;
}

static const char *region_sent(const struct cart_line *line)
{
	const char *region = map_find(&line->input.context, "armRegionName");

	return region != NULL ? region
			      : map_find(&line->input.context, "region");
}

const char *cart_line_region(struct arena *arena, const struct cart_line *line)
{
	struct field_map attributes =
	    map_from_json(arena, line->offer.sku.dynamic_attributes);
	const char *region = map_find(&attributes, "armRegionName");

	if (region == NULL)
		region = region_sent(line);
	return region == NULL ? "" : region;
}

struct error cart_line_context_check(
    struct arena *arena, struct cart_line *line)
{
	struct field_map attributes =
	    map_from_json(arena, line->offer.sku.dynamic_attributes);
	const char *sent = region_sent(line);
	const char *sold = map_find(&attributes, "armRegionName");
	const char *length = map_find(&line->input.context, "duration");

	line->error_code = CART_LINE_CANNOT;
	if (cart_line_scope(line) == NULL)
		return fail(ERR_RESERVATION_SCOPE, "provisioningContext.scope");
	if (!text_empty(sent) && sold != NULL &&
	    !text_same_nocase(sent, sold) &&
	    !text_same_nocase(sent, map_find(&attributes, "region")))
		return fail_with(arena, ERR_RESERVATION_REGION,
		    "provisioningContext.region", HOLES({ "region", sold }));
	if (!text_empty(length) &&
	    !text_same_nocase(length, map_find(&attributes, "duration")) &&
	    !text_same_nocase(length, line->offer.sku.term))
		return fail_with(arena, ERR_TERM_WRONG,
		    "provisioningContext.duration",
		    HOLES({ "wanted", line->offer.sku.term }));
	line->error_code = CART_LINE_FINE;
	return OK;
}

const char *cart_line_parent_product(
    struct arena *arena, const struct cart_line *line)
{
	struct field_map attributes;

	if (line->offer.product.kind != PRODUCT_LICENSE)
		return NULL;
	attributes = map_from_json(arena, line->offer.sku.dynamic_attributes);
	return map_find(&attributes, "addOnOf");
}

/* Lines that bill alike and in one currency become one order (api.md 2.3). */
static bool same_group(const struct cart_line *a, const struct cart_line *b)
{
	return text_same(
		   a->offer.sku.billing_cycle, b->offer.sku.billing_cycle) &&
	       text_same(a->offer.availability.currency,
		   b->offer.availability.currency);
}

void cart_group(struct arena *arena, struct cart_line *lines, size_t count)
{
	int groups = 0;

	for (size_t i = 0; i < count; i++) {
		lines[i].order_group = NULL;
		if (lines[i].error.code != 0)
			continue;
		for (size_t j = 0; j < i; j++)
			if (lines[j].order_group != NULL &&
			    same_group(&lines[i], &lines[j]))
				lines[i].order_group = lines[j].order_group;
		if (lines[i].order_group == NULL)
			lines[i].order_group =
			    arena_printf(arena, "%d", groups++);
	}
	for (size_t i = 0; i < count; i++)
		if (lines[i].order_group == NULL)
			lines[i].order_group = "0";
}

static struct cart_total *total_for(struct cart *cart, const char *currency)
{
	struct cart_total *total;

	for (size_t i = 0; i < cart->total_count; i++)
		if (text_same(cart->totals[i].net.currency, currency))
			return &cart->totals[i];
	total = &cart->totals[cart->total_count++];
	total->net = money_of(0, currency);
	total->tax = total->net;
	total->gross = total->net;
	total->shown = total->net;
	return total;
}

void cart_sum(struct arena *arena, struct cart *cart)
{
	cart->totals =
	    ARENA_ARRAY(arena, struct cart_total, cart->line_count + 1);
	cart->total_count = 0;
	cart->orderable = cart->state == CART_ACTIVE && cart->line_count > 0;
	for (size_t i = 0; i < cart->line_count; i++) {
		const struct cart_line *line = &cart->lines[i];
		struct cart_total *total;

		if (line->error.code != 0) {
			cart->orderable = false;
			continue;
		}
		/* each line is below MONEY_MAX and there are at most
		 * CART_LINES_MAX of them: no overflow */
		total = total_for(cart, line->net.currency);
		total->net.minor += line->net.minor;
		total->tax.minor += line->tax.minor;
		total->gross.minor += line->gross.minor;
		total->shown.minor += line->shown.minor;
	}
}
