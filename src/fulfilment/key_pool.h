/*
 * Pools of product keys that were delivered by a publisher, one pool a SKU,
 * drawn in the order they came in. Running low is logged ("low stock").
 */
#ifndef KONTOR_FULFILMENT_KEY_POOL_H
#define KONTOR_FULFILMENT_KEY_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "policy/key_digits.h"

/*
 * In the writer: takes the first key out of the pool. ret_plain is only
 * written when there was one.
 */
struct error key_pool_draw(struct ctx *cx, const char *product_id,
    const char *sku_id, char ret_plain[KEY_PLAIN_TEXT], bool *ret_drawn);
/*
 * In the writer: puts a key at the end of a pool. Blanks and dashes in text do
 * not count. ERR_FIELD_FORMAT on "key" when the digits are not a key,
 * ERR_CONFLICT on "key" when it is in a pool or was given out before.
 */
struct error key_pool_add(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *text);

/* Whether a key (key_parse) is in a pool or was given out. */
struct error key_pool_knows(
    struct ctx *cx, const char plain[KEY_PLAIN_TEXT], bool *ret_known);

struct key_pool_level {
	const char *product_id;
	const char *sku_id;
	const char *title; /* of the SKU */
	int64_t left;      /* keys in the pool */
	int64_t low_stock; /* at or below this it is low */
	int64_t waiting;   /* entitlements without a key */
};
struct key_pool_levels {
	size_t count;
	struct key_pool_level *levels; /* by product and SKU */
};
/* Those at or below their warning, or with purchases waiting: the emptiest
 * first. Of long pools no more keys are counted than tells. */
struct error key_pool_low(
    struct ctx *cx, int64_t limit, struct key_pool_levels *ret_levels);
/* Without counting: left, low_stock and waiting are 0. */
struct error key_pool_names(struct ctx *cx, struct key_pool_levels *ret_levels);
struct error key_pool_levels(
    struct ctx *cx, struct key_pool_levels *ret_levels);
/* One of them. ERR_SKU_UNKNOWN, also when it has no pool. */
struct error key_pool_level(struct ctx *cx, const char *product_id,
    const char *sku_id, struct key_pool_level *ret_level);
/* In the writer: keys left that raise the warning. */
struct error key_pool_set_low(struct ctx *cx, const char *product_id,
    const char *sku_id, int64_t low_stock);

/* A purchase without its key, of any partner; oldest first. */
struct key_waiting {
	int64_t partner_id;
	const char *partner_name;
	const char *customer_name;
	const char *order_id;
	int64_t quantity;
	int64_t ordered_at;
};
struct key_waiting_list {
	size_t count;
	struct key_waiting *rows;
};
#define KEY_WAITING_MAX 100
struct error key_waiting_list(struct ctx *cx, const char *product_id,
    const char *sku_id, struct key_waiting_list *ret_list);

#endif
