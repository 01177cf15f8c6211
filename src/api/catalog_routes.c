/*
 * The catalogue over REST (api.md 2.1, 3.3): by country, and by customer. What
 * is sold where is catalog/'s; there are no prices here (api.md 2.2).
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/catalog_json.h"
#include "api/query.h"
#include "api/routes.h"
#include "catalog/catalog.h"
#include "customers/customer.h"
#include "i18n/i18n.h"

struct catalog_query {
	const char *country, *target_view, *target_segment, *reservation_scope;
};
#define QUERY(name_, member_, ...)                                             \
	FIELD_AS(name_, TEXT, struct catalog_query, member_, __VA_ARGS__)
#define COUNTRY                                                                \
	QUERY("country", country, .required = true,                            \
	    .help = N_("The market, as two letters."))
#define VIEW                                                                   \
	QUERY("targetView", target_view, .required = true,                     \
	    .help = N_("What to list: Software, OnlineServices, Azure, and "   \
		       "their parts."))
#define SEGMENT                                                                \
	QUERY("targetSegment", target_segment,                                 \
	    .help = N_("commercial, education, government or nonprofit."))
#define SCOPE                                                                  \
	QUERY("reservationScope", reservation_scope,                           \
	    .help = N_("AzurePlan: what an Azure plan can have."))
static const struct field products_query[] = { COUNTRY, VIEW, SEGMENT, SCOPE,
	FIELD_END };
static const struct field parts_query[] = { COUNTRY, SEGMENT, SCOPE,
	FIELD_END };
static const struct field own_products_query[] = { VIEW, SEGMENT, SCOPE,
	FIELD_END };
static const struct field own_parts_query[] = { SEGMENT, SCOPE, FIELD_END };

static struct error country_of_query(
    struct request *rq, const struct catalog_query *query, const char **ret)
{
	const char *country = text_upper(rq->cx.arena, query->country);

	if (strspn(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2 ||
	    country[2] != '\0')
		return fail_with(rq->cx.arena, ERR_COUNTRY_UNKNOWN, "country",
		    HOLES({ "value", query->country }));
	*ret = country;
	return OK;
}

/* What everybody buys, or what the customer is qualified for. */
static struct error segment_check(
    struct request *rq, const struct customer *customer, const char *asked)
{
	const char *segment;

	if (text_empty(asked))
		return OK;
	segment = catalog_segment_find(text_trim(rq->cx.arena, asked));
	if (segment == NULL || text_same(segment, "commercial") ||
	    text_same(segment, customer->segment))
		return OK; /* unknown ones the catalogue refuses itself */
	return fail(ERR_SEGMENT_REFUSED, "targetSegment");
}

/* Where: a country, or a customer, whose country it is then. */
static struct error where_of(struct request *rq,
    struct catalog_filter *ret_filter, struct catalog_place *ret_place)
{
	const struct catalog_query *query = rq->query;
	struct catalog_filter filter = { .segment = query->target_segment };
	struct catalog_place place = { 0 };
	struct customer customer;
	struct error e;

	if (request_param(rq, "customer") == NULL) {
		e = country_of_query(rq, query, &filter.country);
		place.country = filter.country;
	} else if ((e = path_customer(rq, &customer)).code == 0) {
		filter.country = customer.country;
		place.customer_id = customer.customer_id;
		e = segment_check(rq, &customer, filter.segment);
	}
	if (e.code)
		return e;
	if (text_empty(filter.segment))
		filter.segment = NULL;
	*ret_filter = filter;
	*ret_place = place;
	return OK;
}

/* ---- products ---- */

static struct error products_read(struct request *rq)
{
	const struct catalog_query *query = rq->query;
	struct catalog_filter filter;
	struct catalog_place place;
	struct offer_list list;
	struct json_out json;
	size_t count = 0;
	struct error e = where_of(rq, &filter, &place);

	filter.target_view = query->target_view;
	if (e.code || (e = catalog_list(&rq->cx, &filter, &list)).code)
		return e;
	/* sorted by product: the first offer of each stands for it */
	for (size_t i = 0; i < list.count; i++)
		if (i == 0 || !text_same(list.offers[i].product.product_id,
				  list.offers[i - 1].product.product_id))
			list.offers[count++] = list.offers[i];
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < count; i++)
		product_json(&json, NULL, &list.offers[i].product, &place);
	collection_end(&json,
	    place_uri(rq->cx.arena, &place, (const char *const[]){ NULL },
		HOLES({ "targetView", query->target_view },
		    { "targetSegment", query->target_segment },
		    { "reservationScope", query->reservation_scope })));
	return OK;
}

/* All offers of the path's product; unknown when there is none. */
static struct error offers_of_product(struct request *rq,
    struct catalog_place *ret_place, struct offer_list *ret_list)
{
	struct catalog_filter filter;
	struct offer_list list;
	struct error e = where_of(rq, &filter, ret_place);

	filter.product_id = request_param(rq, "product");
	if (e.code || (e = catalog_list(&rq->cx, &filter, &list)).code)
		return e;
	if (list.count == 0)
		return fail(ERR_PRODUCT_UNKNOWN, NULL);
	*ret_list = list;
	return OK;
}

/* Those of the path's SKU as well. */
static struct error offers_of_sku(struct request *rq,
    struct catalog_place *ret_place, struct offer_list *ret_list)
{
	const char *sku_id = request_param(rq, "sku");
	struct offer_list list;
	size_t count = 0;
	struct error e = offers_of_product(rq, ret_place, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		if (text_same_nocase(list.offers[i].sku.sku_id, sku_id))
			list.offers[count++] = list.offers[i];
	if (count == 0)
		return fail(ERR_SKU_UNKNOWN, NULL);
	list.count = count;
	*ret_list = list;
	return OK;
}

static struct error product_read(struct request *rq)
{
	struct catalog_place place;
	struct offer_list list = { 0 };
	struct json_out json;
	struct error e = offers_of_product(rq, &place, &list);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	product_json(&json, NULL, &list.offers[0].product, &place);
	return OK;
}

/* ---- SKUs ---- */

static bool sku_seen(const struct offer_list *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (text_same(list->offers[i].sku.sku_id,
			list->offers[at].sku.sku_id))
			return true;
	return false;
}

static struct error skus_read(struct request *rq)
{
	struct catalog_place place;
	struct offer_list list;
	struct json_out json;
	size_t count = 0;
	struct error e = offers_of_product(rq, &place, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		count += !sku_seen(&list, i);
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < list.count; i++)
		if (!sku_seen(&list, i))
			sku_json(&json, NULL, &list.offers[i].sku, &place);
	collection_end(
	    &json, place_uri(rq->cx.arena, &place,
		       (const char *const[]){
			   list.offers[0].product.product_id, "skus", NULL },
		       HOLES({ NULL, NULL })));
	return OK;
}

static struct error sku_read(struct request *rq)
{
	struct catalog_place place;
	struct offer_list list;
	struct json_out json;
	struct error e = offers_of_sku(rq, &place, &list);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	sku_json(&json, NULL, &list.offers[0].sku, &place);
	return OK;
}

/* ---- availabilities ---- */

static struct error availabilities_read(struct request *rq)
{
	struct catalog_place place;
	struct offer_list list;
	struct json_out json;
	struct error e = offers_of_sku(rq, &place, &list);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		availability_json(&rq->cx, &json, &list.offers[i], &place);
	collection_end(&json,
	    place_uri(rq->cx.arena, &place,
		(const char *const[]){ list.offers[0].product.product_id,
		    "skus", list.offers[0].sku.sku_id, "availabilities", NULL },
		HOLES({ NULL, NULL })));
	return OK;
}

static struct error availability_read(struct request *rq)
{
	const char *id = request_param(rq, "availability");
	struct catalog_place place;
	struct offer_list list;
	struct json_out json;
	struct error e = offers_of_sku(rq, &place, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++) {
		const struct offer *offer = &list.offers[i];

		if (!text_same_nocase(offer->availability.availability_id, id))
			continue;
		answer_begin(rq, 200, &json);
		availability_json(&rq->cx, &json, offer, &place);
		return OK;
	}
	return fail(ERR_AVAILABILITY_UNKNOWN, NULL);
}

/* ---- routes ---- */

#define PRODUCTS "/v1/products"
#define OWN "/v1/customers/{customer}/products"
#define PRODUCT "/{product}"
#define SKUS PRODUCT "/skus"
#define SKU SKUS "/{sku}"
#define AVAILABILITIES SKU "/availabilities"
#define AVAILABILITY AVAILABILITIES "/{availability}"

#define CATALOG_ROUTE(path_, query_, read_, answer_, summary_, ...)            \
	{                                                                      \
		GET, path_, .needs = MAY_SEE_CATALOGUE, .query = query_,       \
			    .query_size = sizeof(struct catalog_query),        \
			    .read = read_, .summary = summary_,                \
			    API(1, ANY_CALLER, answer_, ERRORS(__VA_ARGS__))   \
	}

const struct route api_catalog_routes[] = {
	CATALOG_ROUTE(PRODUCTS, products_query, products_read,
	    LIST_OF("Product"), N_("What is sold in a country."),
	    ERR_VIEW_REFUSED, ERR_SEGMENT_REFUSED),
	CATALOG_ROUTE(PRODUCTS PRODUCT, parts_query, product_read,
	    ONE(200, "Product"), N_("One product."), ERR_PRODUCT_UNKNOWN),
	CATALOG_ROUTE(PRODUCTS SKUS, parts_query, skus_read, LIST_OF("Sku"),
	    N_("The SKUs of a product."), ERR_PRODUCT_UNKNOWN,
	    ERR_SEGMENT_REFUSED),
	CATALOG_ROUTE(PRODUCTS SKU, parts_query, sku_read, ONE(200, "Sku"),
	    N_("One SKU."), ERR_PRODUCT_UNKNOWN, ERR_SKU_UNKNOWN),
	CATALOG_ROUTE(PRODUCTS AVAILABILITIES, parts_query, availabilities_read,
	    LIST_OF("Availability"),
	    N_("What of a SKU can be bought, with its catalogue item id."),
	    ERR_PRODUCT_UNKNOWN, ERR_SKU_UNKNOWN, ERR_SEGMENT_REFUSED),
	CATALOG_ROUTE(PRODUCTS AVAILABILITY, parts_query, availability_read,
	    ONE(200, "Availability"), N_("One availability."),
	    ERR_PRODUCT_UNKNOWN, ERR_SKU_UNKNOWN, ERR_AVAILABILITY_UNKNOWN),
	CATALOG_ROUTE(OWN, own_products_query, products_read,
	    LIST_OF("Product"), N_("What a customer can buy."),
	    ERR_CUSTOMER_UNKNOWN, ERR_VIEW_REFUSED, ERR_SEGMENT_REFUSED),
	CATALOG_ROUTE(OWN PRODUCT, own_parts_query, product_read,
	    ONE(200, "Product"), N_("One product for a customer."),
	    ERR_CUSTOMER_UNKNOWN, ERR_PRODUCT_UNKNOWN),
	CATALOG_ROUTE(OWN SKUS, own_parts_query, skus_read, LIST_OF("Sku"),
	    N_("The SKUs of a product for a customer."), ERR_CUSTOMER_UNKNOWN,
	    ERR_PRODUCT_UNKNOWN),
	CATALOG_ROUTE(OWN SKU, own_parts_query, sku_read, ONE(200, "Sku"),
	    N_("One SKU for a customer."), ERR_CUSTOMER_UNKNOWN,
	    ERR_PRODUCT_UNKNOWN, ERR_SKU_UNKNOWN),
	CATALOG_ROUTE(OWN AVAILABILITIES, own_parts_query, availabilities_read,
	    LIST_OF("Availability"), N_("What of a SKU a customer can buy."),
	    ERR_CUSTOMER_UNKNOWN, ERR_PRODUCT_UNKNOWN, ERR_SKU_UNKNOWN),
	CATALOG_ROUTE(OWN AVAILABILITY, own_parts_query, availability_read,
	    ONE(200, "Availability"), N_("One availability for a customer."),
	    ERR_CUSTOMER_UNKNOWN, ERR_PRODUCT_UNKNOWN, ERR_SKU_UNKNOWN,
	    ERR_AVAILABILITY_UNKNOWN),
	ROUTE_END,
};
