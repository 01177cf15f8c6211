/*
 * What can be bought: products, SKUs, availabilities by country, and what an
 * item costs there on a day (api.md 2.1, 2.2). Ids: product 12, SKU 4,
 * availability 12 characters; a catalogue item is all three with ':' between.
 */
#ifndef KONTOR_CATALOG_CATALOG_H
#define KONTOR_CATALOG_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "policy/kind.h"

struct product {
	const char *product_id;
	const char *title;
	const char *description;
	enum product_kind kind;
	const char *family;
	const char *publisher; /* microsoft, suse, redhat */
	const char *publisher_name;
	const char *type_id, *type_name;
	const char *subtype_id, *subtype_name; /* may be NULL */
	const char *target_views; /* blank-separated, blank at both ends */
	int64_t window_days;      /* 0: the edition's */
	const char *license;      /* JSON of a licence; only the import reads
				     and writes it here */
};

struct sku {
	const char *product_id;
	const char *sku_id;
	const char *title;
	const char *description;
	const char *term;          /* "", P1M, P1Y, P3Y */
	const char *billing_cycle; /* one_time, monthly, annual, none */
	int64_t min_quantity, max_quantity;
	const char *unit;
	const char *prerequisites;          /* JSON array */
	const char *inventory_variables;    /* JSON array */
	const char *provisioning_variables; /* JSON array */
	const char *dynamic_attributes;     /* JSON object */
	const char *key_source;             /* none, generated, pool */
	int64_t low_stock;
};

struct availability {
	const char *availability_id;
	const char *country;
	const char *segment;
	const char *currency;
};

/* One thing to buy, for one country and segment, with its price. */
struct offer {
	struct product product;
	struct sku sku;
	struct availability availability;
	const char *catalog_item_id;
	bool priced;
	struct money unit; /* list price today; tax by partner country */
	bool has_erp;
	struct money erp;
};

struct offer_list {
	size_t count;
	struct offer *offers;
};

struct catalog_filter {
	const char *country;     /* needed */
	const char *segment;     /* NULL: commercial */
	const char *target_view; /* NULL: all; loose (api.md 2.1) */
	const char *words;       /* NULL, or folded words of the title */
	const char *product_id;  /* NULL: all */
	const char *sku_id;
	const char *availability_id;
};

/* Sorted by title, then term and position. The price is the one of
 * cx->now for quantity 1. Reservations in blocked markets are left out. */
struct error catalog_list(struct ctx *cx, const struct catalog_filter *filter,
    struct offer_list *ret_list);

/*
 * By catalogue item id for a customer's country and segment, priced for this
 * quantity at cx->now. One statement. An id of another country's availability
 * gives this country's of the same SKU (E-73: customers move), so use the
 * catalog_item_id it returns. Without a price the offer is found and priced
 * is false. A reservation in a blocked market is found when the catalogue
 * lists it there (ask reservation_decide), else ERR_MARKET_BLOCKED.
 * ERR_CATALOG_ITEM_BAD with {value} when there is none. segment NULL:
 * commercial.
 */
struct error catalog_offer(struct ctx *cx, const char *catalog_item_id,
    const char *country, const char *segment, int64_t quantity,
    struct offer *ret_offer);
/* That the same will be asked soon (sql_ahead). */
void catalog_offer_ahead(struct ctx *cx, const char *catalog_item_id,
    const char *country, const char *segment, int64_t quantity);

/* ERR_PRODUCT_UNKNOWN, ERR_SKU_UNKNOWN when not sold in that country. */
struct error catalog_product(struct ctx *cx, const char *product_id,
    const char *country, const char *segment, struct product *ret_product);
struct error catalog_sku(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *country, const char *segment,
    struct sku *ret_sku);

/* Known views, ended by NULL: Azure, AzureReservations, Software, ... */
const char *const *catalog_views(void);
/* The canonical spelling, NULL when unknown. */
const char *catalog_view_find(const char *text);
/* commercial, education, government, nonprofit; NULL when unknown. */
const char *catalog_segment_find(const char *text);

#endif
