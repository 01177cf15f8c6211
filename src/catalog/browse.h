/*
 * The catalogue as an operator reads it: all products with SKUs,
 * availabilities and dated prices, in no country's view. Read only.
 */
#ifndef KONTOR_CATALOG_BROWSE_H
#define KONTOR_CATALOG_BROWSE_H

#include "catalog/catalog.h"

#define BROWSE_SKUS_MAX 200
#define BROWSE_PRICES_MAX 100

struct browse_product {
	const char *product_id, *title, *kind, *publisher_name, *folded;
	int64_t window_days; /* 0: the edition's */
	int64_t skus;
};
struct browse_products {
	size_t count;
	struct browse_product *items; /* by title */
	bool more;
};
/* words: NULL or part of the title or id. After the product with that folded
 * title and id; "" "" from the start. */
struct error browse_products(struct ctx *cx, const char *words,
    const char *after_folded, const char *after_id, int64_t limit,
    struct browse_products *ret_list);

/* ERR_PRODUCT_UNKNOWN */
struct error browse_product_load(
    struct ctx *cx, const char *product_id, struct browse_product *ret_product);

struct browse_sku {
	const char *sku_id, *title, *term, *billing_cycle, *key_source;
	int64_t countries; /* where it may be sold */
	int64_t priced;    /* prices of live sheets */
};
struct browse_skus {
	size_t count;
	struct browse_sku *items;
};
struct error browse_skus(
    struct ctx *cx, const char *product_id, struct browse_skus *ret_list);

/* Where the product is sold, each country once, in order of its code. */
struct browse_markets {
	size_t count;
	const char **countries;
};
struct error browse_markets(
    struct ctx *cx, const char *product_id, struct browse_markets *ret_list);

struct browse_price {
	const char *sku_id, *segment, *currency;
	int64_t unit_minor, erp_minor;
	bool has_erp;
	int64_t tier_min, tier_max;
	int64_t valid_from, valid_to; /* first instant outside */
	const char *sheet;            /* name of the file */
	int64_t sheet_id, imported_at;
	bool holds; /* at cx->wall, and no newer sheet has another */
};
struct browse_prices {
	size_t count;
	struct browse_price
	    *items; /* by SKU, segment, start; newest sheet first */
	bool more;
};
struct error browse_prices(struct ctx *cx, const char *product_id,
    const char *country, struct browse_prices *ret_list);

#endif
