/*
 * May this be bought, there and for this subscription (checkInventory)? A
 * SKU says with its inventory variables what the question must hold.
 */
#ifndef KONTOR_ORDERS_INVENTORY_H
#define KONTOR_ORDERS_INVENTORY_H

#include <stddef.h>

#include "base/ctx.h"
#include "base/pairs.h"

struct inventory_target {
	const char *product_id, *sku_id; /* sku_id NULL: all of the product */
};
struct inventory_answer {
	const char *product_id, *sku_id;
	const char *reason; /* NULL: nothing stands against it */
	const char *description;
	const struct hole *properties; /* ended by a NULL name */
};
struct inventory_list {
	size_t count;
	struct inventory_answer *answers;
};
#define INVENTORY_TARGETS_MAX 100
/*
 * country: two capital letters. context: customerId, azureSubscriptionId,
 * armRegionName, without case. Unknown targets are left out. ERR_FIELD_MISSING
 * names the variable a SKU needs; ERR_CUSTOMER_UNKNOWN.
 */
struct error inventory_check(struct ctx *cx, const char *country,
    const struct inventory_target *targets, size_t count,
    const struct field_map *context, struct inventory_list *ret_list);

#endif
