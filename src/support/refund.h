/*
 * Refunds by request: what of an order was paid and is left to credit, how a
 * request for it stands with the policy of the day it was filed, and the
 * operator's decision, which credits and closes in one commit (R-075, R-080,
 * E-35).
 */
#ifndef KONTOR_SUPPORT_REFUND_H
#define KONTOR_SUPPORT_REFUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "billing/charge.h"
#include "orders/order.h"
#include "support/service_request.h"

/* ---- rules ---- */

/*
 * An amount as people type it: "1200", "1200.50", "1200,50", "1,200.50",
 * "1.200,50", "1 200,50". A single separator before three digits could be
 * either and is refused, as is everything else.
 */
bool refund_amount_read(
    struct arena *arena, const char *typed, int exponent, int64_t *ret_minor);
/*
 * The part of net, tax and gross that a gross amount stands for: tax by its
 * share, rounded once, half to even; all of it gives all of it. 0 <= gross <=
 * left->gross_minor.
 */
struct charge_paid refund_share(const struct charge_paid *left, int64_t gross);

/* ---- what there is ---- */

struct refund_line {
	const struct order_line *line;
	struct charge_paid paid;  /* charges, credits not taken off */
	struct charge_paid left;  /* credits taken off */
	bool judged;              /* software: then decision holds */
	struct decision decision; /* a request's, filed on that day */
};
struct refund_view {
	struct order order;
	size_t count;
	struct refund_line *lines; /* line_number's, or all of the order */
	struct charge_paid left;   /* of these */
	enum request_standing standing;
	const struct decision *decision; /* the line's that decided, or NULL */
};
/* ERR_ORDER_UNKNOWN, ERR_LINE_UNKNOWN. filed_at: business time. */
struct error refund_look(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t filed_at, struct refund_view *ret_view);

#endif
