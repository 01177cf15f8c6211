/*
 * What a product or SKU is, wherever it is sold: for questions about stock and
 * markets (api.md 2.8, checkInventory).
 */
#ifndef KONTOR_CATALOG_INVENTORY_H
#define KONTOR_CATALOG_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "policy/kind.h"

struct inventory_sku {
	const char *product_id, *sku_id;
	enum product_kind kind;
	const char *variables;  /* JSON array: what the question must say */
	const char *attributes; /* JSON object: armRegionName, ... */
	bool sold;              /* has an availability in that country */
};
struct inventory_sku_list {
	size_t count;
	struct inventory_sku *skus; /* by SKU id */
};
/* sku_id NULL: all of the product. Ids in any case; empty when unknown. */
struct error inventory_sku_list(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *country,
    struct inventory_sku_list *ret_list);

#endif
