/*
 * One line of a price sheet: columns by name, values checked and made into
 * whole minor units and instants. Pure; storing is price_import.c's.
 */
#ifndef KONTOR_CATALOG_PRICE_ROW_H
#define KONTOR_CATALOG_PRICE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog/csv.h"
#include "catalog/import.h"

enum price_column {
	PRICE_PRODUCT_ID = 0,
	PRICE_SKU_ID,
	PRICE_TERM,
	PRICE_BILLING_PLAN,
	PRICE_MARKET,
	PRICE_CURRENCY,
	PRICE_UNIT,
	PRICE_TIER_MIN,
	PRICE_TIER_MAX,
	PRICE_FROM,
	PRICE_TO,
	PRICE_ERP,
	PRICE_SEGMENT,
	PRICE_COLUMNS
};

/* Where each column stands in this file; -1 absent. */
struct price_header {
	int at[PRICE_COLUMNS];
	size_t count; /* fields of the header line */
};

/* SKUs a price can be for, sorted by product, then SKU. */
struct price_sku {
	char product_id[16];
	char sku_id[8];
	char term[8]; /* "", P1M, P1Y, P3Y */
	char billing_cycle[16];
};
struct price_skus {
	size_t count;
	struct price_sku *skus;
};

#define PRICE_NO_END INT64_C(253402300800) /* 10000-01-01 */
#define PRICE_TIER_NO_END INT64_C(999999999999)

struct price_row {
	int64_t line;
	int64_t valid_from, valid_to; /* to: the first instant outside */
	int64_t tier_min, tier_max;   /* both inside */
	int64_t unit_minor, erp_minor;
	uint32_t sku; /* index into price_skus */
	bool has_erp;
	char market[3];
	char currency[4];
	uint8_t segment;      /* index of price_segment */
	char billing_plan[9]; /* "", Monthly, Annual */
};

const char *price_segment(uint8_t segment);

/* Says each missing or repeated column and gives false. */
bool price_header_read(struct import *import, const struct csv_row *row,
    struct price_header *ret_header);
/* Says everything wrong with the line and gives false. */
bool price_row_read(struct import *import, const struct price_header *header,
    const struct price_skus *skus, const struct csv_row *row,
    struct price_row *ret_row);

/*
 * For "one price per instant": a row's place, and the check over all rows of
 * a file. Sorts them; says each row that covers an instant, market, currency,
 * segment and quantity that an earlier line covers.
 */
struct price_span {
	uint64_t key; /* SKU, market, currency, segment; exact */
	int64_t valid_from, valid_to, tier_min, tier_max;
	int64_t line;
};
struct price_span price_span_of(const struct price_row *row);
void price_spans_check(
    struct import *import, struct price_span *spans, size_t count);

#endif
