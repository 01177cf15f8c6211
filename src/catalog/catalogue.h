/*
 * The catalogue file (docs/catalogue.md) as read and checked, before any row.
 * Storing it is catalogue_import.c's.
 */
#ifndef KONTOR_CATALOG_CATALOGUE_H
#define KONTOR_CATALOG_CATALOGUE_H

#include "catalog/catalog.h"
#include "catalog/import.h"

struct catalogue_market {
	const char *country;
	const char *currency;
};

struct catalogue_sku {
	struct sku sku;
	int64_t position;
	size_t market_count;
	const struct catalogue_market *markets;
	const char *segments[5]; /* ended by NULL */
};

struct catalogue_product {
	struct product product;
	size_t sku_count;
	struct catalogue_sku *skus;
};

struct catalogue {
	size_t count;
	struct catalogue_product *products;
};

/*
 * Reads and checks the whole file; every fault is said with its JSON path.
 * ERR_IMPORT_LINES when there was one, ERR_USAGE when it cannot be read.
 * Everything lives in import's arena.
 */
struct error catalogue_read(struct import *import, FILE *in, const char *name,
    struct catalogue *ret_catalogue);

/* Of a catalogue that was checked: fills import->preview. */
struct error catalogue_preview(
    struct import *import, const struct catalogue *catalogue);

#endif
