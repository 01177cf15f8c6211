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

#endif
