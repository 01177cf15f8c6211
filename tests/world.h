/*
 * A small catalogue with round prices for store tests, in USD for the US,
 * taken in through the real imports; and orders made in one line.
 */
#ifndef KONTOR_TEST_WORLD_H
#define KONTOR_TEST_WORLD_H

#include <stdio.h>

#include "catalog/import.h"
#include "fixture.h"
#include "orders/order.h"

#define WORLD_PERPETUAL "PERP00000001:0001"   /* 1,000.00 */
#define WORLD_YEAR "SUBS00000001:0001"        /* P1Y 1,200.00 */
#define WORLD_THREE_YEARS "SUBS00000001:0003" /* P3Y 9,999.99 */
#define WORLD_SUSE "SUSE00000001:0001"        /* P1Y 100.00 */
#define WORLD_ESU "ESU000000001:0001"         /* P1Y 50.00 */
#define WORLD_SEAT "LICE00000001:0001"        /* monthly 8.00 */
#define WORLD_SAAS "SAAS00000001:0001"        /* P1Y 73.00, by Fabrikam */
#define WORLD_AZURE_PLAN "AZPL00000001:0001"  /* 0.00 */
#define WORLD_RESERVATION "RESV00000001:0001" /* P1Y 500.00 */
#define WORLD_POOLED "POOL00000001:0001"      /* 300.00, keys from a pool */

/* One file through one of the imports; ends the test when it is refused. */
void world_import(struct fixture *f, FILE *in, const char *name,
    struct error (*take)(struct import *, FILE *, const char *));
/* Imports catalogue and prices into the fixture's database; commits. */
void world_open(struct fixture *f);
/* The whole catalogue item id of "PRODUCT:SKU" for the US. */
const char *world_item(struct fixture *f, const char *product_and_sku);
/* A cart with one line of each item (ended by NULL), quantity 1. */
struct cart world_cart(
    struct fixture *f, const char *customer_id, const char *const *items);
/* Orders these items at cx.now; ends the test when it fails. One order. */
struct order world_order(
    struct fixture *f, const char *customer_id, const char *const *items);
#define ITEMS(...) ((const char *const[]){ __VA_ARGS__, NULL })
/* Sets cx.now from "2021-03-10T00:00:00Z". */
void world_at(struct fixture *f, const char *instant);

#endif
