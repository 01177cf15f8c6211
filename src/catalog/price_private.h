/*
 * A price sheet at work, for the files that read it: price_import.c takes it
 * in, price_preview_store.c looks what it would change.
 */
#ifndef KONTOR_CATALOG_PRICE_PRIVATE_H
#define KONTOR_CATALOG_PRICE_PRIVATE_H

#include <stdio.h>

#include "base/crypto.h"
#include "catalog/price_row.h"

#define SLICE_MAX 8000 /* rows */

struct sheet {
	struct import *import;
	FILE *in;
	const char *name;
	struct price_skus skus;
	struct price_header header;
	int64_t lines, known; /* read so far; of the whole file, when known */
	int64_t size;         /* in bytes */
	char sha256[SHA256_HEX];
	int64_t sheet_id;
	bool same; /* these bytes are live already */
	/* the slice in hand */
	struct price_row *rows;
	size_t row_count, slice_size;
	struct import_preview *before; /* of looking: before the slice */
	/* cleaning; a slice may run again, so it works on next and the
	 * caller takes that over after its commit */
	struct place {
		char product_id[16], sku_id[8], market[3];
	} at, next;
	bool left;
};

/* Calls each for every good row; bad ones are said. */
struct error price_lines_read(struct sheet *sheet,
    struct error (*each)(struct sheet *sheet, const struct price_row *row));
/* The rows in hand as one slice; the next is as large as this one was quick. */
struct error price_slice_send(
    struct sheet *sheet, struct error (*work)(struct ctx *cx, void *what));
/* Of a sheet that was checked: fills import->preview. */
struct error price_preview(struct sheet *sheet);

#endif
