/*
 * Pure rules of carts, for cart_service and checkout: no database, no clock.
 */
#ifndef KONTOR_ORDERS_CART_RULES_H
#define KONTOR_ORDERS_CART_RULES_H

#include "orders/cart.h"

#define CART_LINES_MAX 200

/* Value of a key, without case (provisioningContext, api.md 2.3); NULL. */
const char *map_find(const struct field_map *map, const char *key);

/*
 * With line->offer filled: quantity within the SKU's limits, billing cycle,
 * term and currency those of the SKU, priced. Sets line->error_code.
 */
struct error cart_line_check(struct arena *arena, struct cart_line *line);
/* "shared" (also when not given) or "single"; NULL for anything else. */
const char *cart_line_scope(const struct cart_line *line);
/* The Azure region of a reservation: its SKU's, else what was sent, else "". */
const char *cart_line_region(struct arena *arena, const struct cart_line *line);
/* Scope, region and duration in the context are ones the SKU has. Sets
 * line->error_code. */
struct error cart_line_context_check(
    struct arena *arena, struct cart_line *line);
/* Product id an add-on belongs to; NULL: no add-on. */
const char *cart_line_parent_product(
    struct arena *arena, const struct cart_line *line);
/* Sets order_group: lines of one billing cycle and currency together. */
void cart_group(struct arena *arena, struct cart_line *lines, size_t count);
/* Sums by currency, without lines in error, and whether it can be ordered. */
void cart_sum(struct arena *arena, struct cart *cart);

#endif
