/*
 * A list of product keys into the pools (kontor import keys). The pool is
 * key_pool.h's, the list's form catalog/import_csv.h's.
 */
#ifndef KONTOR_FULFILMENT_KEY_IMPORT_H
#define KONTOR_FULFILMENT_KEY_IMPORT_H

#include "catalog/import.h"

/*
 * Columns ProductId, SkuId, Key. Every bad line is said, then nothing is
 * taken (ERR_IMPORT_LINES). Keys that are in a pool or given out already are
 * passed over, so a list may be sent again. Afterwards entitlements that wait
 * for a key of these SKUs get theirs, oldest first (ruling 14).
 */
struct error key_import(struct import *import, FILE *in, const char *name);

struct key_import_pool {
	const char *product_id;
	const char *sku_id;
	int64_t keys;  /* in the list */
	int64_t fresh; /* of these, not in a pool and not given out */
};
struct key_import_result {
	size_t count;
	struct key_import_pool *pools; /* as they come in the list */
	int64_t added;                 /* these three 0 when only checked */
	int64_t here;                  /* passed over */
	int64_t served;                /* entitlements that waited */
};
/*
 * The same for a page. product_id and sku_id: the pool that a plain list goes
 * to, one key a line; NULL: the list has columns. max: keys at most, more are
 * a bad line.
 */
struct error key_import_page(struct import *import, FILE *in, const char *name,
    const char *product_id, const char *sku_id, int64_t max,
    struct key_import_result *ret_result);

#endif
