/*
 * Catalogue rows as offers, with the price of the instant. Writing is
 * catalog_import.c's and price_import.c's.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/catalog_private.h"
#include "db/db.h"
#include "policy/market.h"

enum column {
	PRODUCT_ID,
	TITLE,
	DESCRIPTION,
	KIND,
	FAMILY,
	PUBLISHER,
	PUBLISHER_NAME,
	TYPE_ID,
	TYPE_NAME,
	SUBTYPE_ID,
	SUBTYPE_NAME,
	TARGET_VIEWS,
	WINDOW_DAYS,
	SKU_ID,
	SKU_TITLE,
	SKU_DESCRIPTION,
	TERM,
	BILLING_CYCLE,
	MIN_QUANTITY,
	MAX_QUANTITY,
	UNIT,
	PREREQUISITES,
	INVENTORY_VARIABLES,
	PROVISIONING_VARIABLES,
	DYNAMIC_ATTRIBUTES,
	KEY_SOURCE,
	LOW_STOCK,
	AVAILABILITY_ID,
	COUNTRY,
	SEGMENT,
	CURRENCY,
	UNIT_MINOR,
	ERP_MINOR,
	TITLE_FOLDED
};

static struct product read_product(struct rows *rows)
{
	return (struct product){
		.product_id = rows_text(rows, PRODUCT_ID),
		.title = rows_text(rows, TITLE),
		.description = rows_text(rows, DESCRIPTION),
		.kind = product_kind_find(rows_text(rows, KIND)),
		.family = rows_text(rows, FAMILY),
		.publisher = rows_text(rows, PUBLISHER),
		.publisher_name = rows_text(rows, PUBLISHER_NAME),
		.type_id = rows_text(rows, TYPE_ID),
		.type_name = rows_text(rows, TYPE_NAME),
		.subtype_id = rows_text(rows, SUBTYPE_ID),
		.subtype_name = rows_text(rows, SUBTYPE_NAME),
		.target_views = rows_text(rows, TARGET_VIEWS),
		.window_days = rows_int(rows, WINDOW_DAYS),
	};
}

static struct sku read_sku(struct rows *rows)
{
	return (struct sku){
		.product_id = rows_text(rows, PRODUCT_ID),
		.sku_id = rows_text(rows, SKU_ID),
		.title = rows_text(rows, SKU_TITLE),
		.description = rows_text(rows, SKU_DESCRIPTION),
		.term = rows_text(rows, TERM),
		.billing_cycle = rows_text(rows, BILLING_CYCLE),
		.min_quantity = rows_int(rows, MIN_QUANTITY),
		.max_quantity = rows_int(rows, MAX_QUANTITY),
		.unit = rows_text(rows, UNIT),
		.prerequisites = rows_text(rows, PREREQUISITES),
		.inventory_variables = rows_text(rows, INVENTORY_VARIABLES),
		.provisioning_variables =
		    rows_text(rows, PROVISIONING_VARIABLES),
		.dynamic_attributes = rows_text(rows, DYNAMIC_ATTRIBUTES),
		.key_source = rows_text(rows, KEY_SOURCE),
		.low_stock = rows_int(rows, LOW_STOCK),
	};
}

static struct offer read_offer(struct ctx *cx, struct rows *rows)
{
	struct offer offer = { .product = read_product(rows),
		.sku = read_sku(rows) };

	offer.availability = (struct availability){
		.availability_id = rows_text(rows, AVAILABILITY_ID),
		.country = rows_text(rows, COUNTRY),
		.segment = rows_text(rows, SEGMENT),
		.currency = rows_text(rows, CURRENCY),
	};
	offer.catalog_item_id =
	    arena_printf(cx->arena, "%s:%s:%s", offer.product.product_id,
		offer.sku.sku_id, offer.availability.availability_id);
	offer.priced = !rows_null(rows, UNIT_MINOR);
	offer.unit =
	    money_of(rows_int(rows, UNIT_MINOR), offer.availability.currency);
	offer.has_erp = !rows_null(rows, ERP_MINOR);
	offer.erp =
	    money_of(rows_int(rows, ERP_MINOR), offer.availability.currency);
	return offer;
}

static bool has_view(const char *target_views, const char *view)
{
	size_t length = strlen(view);

	for (const char *at = target_views; (at = strstr(at, view)); at++)
		if (at > target_views && at[-1] == ' ' && at[length] == ' ')
			return true;
	return false;
}

static bool wanted(struct ctx *cx, const struct catalog_filter *filter,
    const char *view, const char *words, struct rows *rows)
{
	if (filter->sku_id != NULL &&
	    !text_same_nocase(filter->sku_id, rows_text(rows, SKU_ID)))
		return false;
	if (filter->availability_id != NULL &&
	    !text_same_nocase(
		filter->availability_id, rows_text(rows, AVAILABILITY_ID)))
		return false;
	if (view != NULL && !has_view(rows_text(rows, TARGET_VIEWS), view))
		return false;
	return words == NULL ||
	       catalog_words_match(words, rows_text(rows, TITLE_FOLDED),
		   text_fold(cx->arena, rows_text(rows, SKU_TITLE)));
}

static void list_add(
    struct ctx *cx, struct offer_list *list, size_t *room, struct offer offer)
{
	ARENA_ROOM(cx->arena, list->offers, list->count, *room);
	list->offers[list->count++] = offer;
}

static struct rows *list_open(
    struct ctx *cx, const struct catalog_filter *filter, const char *segment)
{
	const char *country = text_upper(cx->arena, filter->country);

	if (filter->product_id == NULL)
		return sql_open(cx, SQL_catalog_country,
		    ARGS(T(country), T(segment), I(cx->now), I(1)));
	return sql_open(cx, SQL_catalog_one_product,
	    ARGS(T(country), T(segment), I(cx->now), I(1),
		T(text_upper(cx->arena, filter->product_id))));
}

struct error catalog_list(struct ctx *cx, const struct catalog_filter *filter,
    struct offer_list *ret_list)
{
	const char *segment = catalog_segment_find(
	    filter->segment != NULL ? filter->segment : "commercial");
	const char *view = NULL, *words = NULL;
	struct offer_list list = { 0 };
	size_t room = 0;
	struct rows *rows;
	struct error e;
	bool blocked;

	if (segment == NULL)
		return fail(ERR_SEGMENT_REFUSED, "targetSegment");
	if (filter->target_view != NULL &&
	    (view = catalog_view_find(filter->target_view)) == NULL)
		return fail(ERR_VIEW_REFUSED, "targetView");
	if (filter->words != NULL)
		words = text_fold(cx->arena, filter->words);
	blocked =
	    market_blocks_reservation(cx->policy, filter->country, cx->now);
	rows = list_open(cx, filter, segment);
	while (rows_next(rows)) {
		if (blocked && product_kind_find(rows_text(rows, KIND)) ==
				   PRODUCT_AZURE_RESERVATION)
			continue;
		if (wanted(cx, filter, view, words, rows))
			list_add(cx, &list, &room, read_offer(cx, rows));
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

/* Not sold there: because of the market, or not at all. */
static struct error item_missing(struct ctx *cx, const struct item_key *key,
    const char *country, const char *catalog_item_id)
{
	struct decision decision;
	struct rows *rows;
	struct error e;
	bool reservation;

	rows = sql_open(cx, SQL_catalog_item_kind,
	    ARGS(T(key->product_id), T(key->sku_id), T(key->availability_id)));
	reservation = rows_next(rows) && product_kind_find(rows_text(rows,
					     0)) == PRODUCT_AZURE_RESERVATION;
	if ((e = rows_close(rows)).code)
		return e;
	if (reservation) {
		reservation_decide(cx->policy, country, cx->now, &decision);
		if (!decision.allowed)
			return decision_error(cx->arena, &decision);
	}
	return fail_with(cx->arena, ERR_CATALOG_ITEM_BAD, "catalogItemId",
	    HOLES({ "value", catalog_item_id }));
}

void catalog_offer_ahead(struct ctx *cx, const char *catalog_item_id,
    const char *country, const char *segment, int64_t quantity)
{
	struct item_key key;

	if (catalog_item_parse(catalog_item_id, &key))
		sql_ahead(cx, SQL_catalog_item,
		    ARGS(T(country),
			T(segment != NULL ? segment : "commercial"), I(cx->now),
			I(quantity), T(key.product_id), T(key.availability_id),
			T(key.sku_id)));
}

struct error catalog_offer(struct ctx *cx, const char *catalog_item_id,
    const char *country, const char *segment, int64_t quantity,
    struct offer *ret_offer)
{
	struct item_key key;
	struct offer offer;
	struct rows *rows;
	struct error e;
	bool found;

	if (segment == NULL)
		segment = "commercial";
	if (!catalog_item_parse(catalog_item_id, &key))
		return fail_with(cx->arena, ERR_CATALOG_ITEM_BAD,
		    "catalogItemId",
		    HOLES({ "value",
			catalog_item_id != NULL ? catalog_item_id : "" }));
	rows = sql_open(cx, SQL_catalog_item,
	    ARGS(T(country), T(segment), I(cx->now), I(quantity),
		T(key.product_id), T(key.availability_id), T(key.sku_id)));
	if ((found = rows_next(rows)))
		offer = read_offer(cx, rows);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return item_missing(cx, &key, country, catalog_item_id);
	*ret_offer = offer;
	return OK;
}

struct error catalog_product(struct ctx *cx, const char *product_id,
    const char *country, const char *segment, struct product *ret_product)
{
	struct catalog_filter filter = {
		.country = country, .segment = segment, .product_id = product_id
	};
	struct offer_list list;
	struct error e;

	if ((e = catalog_list(cx, &filter, &list)).code)
		return e;
	if (list.count == 0)
		return fail(ERR_PRODUCT_UNKNOWN, "productId");
	*ret_product = list.offers[0].product;
	return OK;
}

struct error catalog_sku(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *country, const char *segment,
    struct sku *ret_sku)
{
	struct catalog_filter filter = {
		.country = country, .segment = segment, .product_id = product_id
	};
	struct offer_list list;
	struct error e;

	if ((e = catalog_list(cx, &filter, &list)).code)
		return e;
	for (size_t i = 0; i < list.count; i++) {
		if (!text_same_nocase(list.offers[i].sku.sku_id, sku_id))
			continue;
		*ret_sku = list.offers[i].sku;
		return OK;
	}
	return fail(list.count == 0 ? ERR_PRODUCT_UNKNOWN : ERR_SKU_UNKNOWN,
	    list.count == 0 ? "productId" : "skuId");
}
