/*
 * When a partner has something due next: for orders/ only.
 */
#ifndef KONTOR_ORDERS_DUE_ROWS_H
#define KONTOR_ORDERS_DUE_ROWS_H

#include "orders/due.h"

/* The first partner above after whose time has come; 0 none. */
struct error due_row_next(
    struct ctx *cx, int64_t after, int64_t *ret_partner_id);
struct error due_row_set(struct ctx *cx, int64_t due_at);

#endif
