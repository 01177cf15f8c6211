/*
 * Pure rules of orders: ids, states, what policy is asked about a line. No
 * database, no clock.
 */
#ifndef KONTOR_ORDERS_ORDER_RULES_H
#define KONTOR_ORDERS_ORDER_RULES_H

#include "orders/order.h"

#define ALTERNATE_ID_TEXT 13 /* 12 hex digits */

const char *order_state_id(enum order_state state); /* as stored and sent */
enum order_state order_state_find(const char *id);
const char *line_state_id(enum line_state state);
enum line_state line_state_find(const char *id);

/*
 * 33 URL-safe characters ending in 1: eight of time, so that new orders lie
 * side by side in the index, and 24 from the system's generator.
 */
void order_id_new(int64_t wall_us, char ret_id[ORDER_ID_TEXT]);

/* cancelled when all lines are, pending while one waits, else completed. */
enum order_state order_state_of(const struct order_line *lines, size_t count);

/* What the rules of cancelling look at. */
struct cancel_input cancel_input_of(
    const struct order_line *line, int64_t ordered_at, bool sandbox);
struct credit_input credit_input_of(
    const struct order_line *line, int64_t ordered_at);

/* NULL when there is no line of this number. */
struct order_line *order_line_find(const struct order *order, int64_t number);

#endif
