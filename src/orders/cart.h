/*
 * The cart of a customer: lines of catalogue items, priced when looked at,
 * dead after some minutes of business time (api.md 2.3). One currency per
 * order: mixed carts split.
 */
#ifndef KONTOR_ORDERS_CART_H
#define KONTOR_ORDERS_CART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/pairs.h"
#include "catalog/catalog.h"

enum cart_state { CART_ACTIVE = 1, CART_ORDERED, CART_EXPIRED };

/* Why a line cannot be ordered as it is; the numbers of api.md 2.3. */
enum cart_line_error {
	CART_LINE_FINE = 0,
	CART_LINE_CURRENCY = 10000,
	CART_LINE_ITEM = 10001,
	CART_LINE_QUOTA = 10002,
	CART_LINE_INVENTORY = 10003,
	CART_LINE_PARTICIPANT = 10004,
	CART_LINE_CANNOT = 10006,
	CART_LINE_SUBSCRIPTION = 10007,
	CART_LINE_SUBSCRIPTION_NOT_ENABLED = 10008,
	CART_LINE_SANDBOX = 10009,
};

/* As typed or sent. */
struct cart_line_input {
	const char *catalog_item_id;
	int64_t quantity;
	const char *billing_cycle; /* NULL: the SKU's */
	const char *term;          /* NULL: the SKU's */
	const char *currency;      /* NULL: the availability's */
	const char *friendly_name;
	const char *participant;  /* MPN id or NULL */
	const char *renews_to;    /* term or NULL */
	struct field_map context; /* provisioningContext */
	/* An add-on of a line before it in the same cart; one of a subscription
	 * that is there names it in context: parentSubscriptionId. */
	bool is_addon;
	int64_t parent_line;
};

struct cart_line {
	int64_t line_id; /* from 0 */
	struct cart_line_input input;
	const char *order_group; /* lines of one group become one order */
	/* resolved now, when error is fine */
	struct offer offer;
	struct money shown; /* quantity x list price, as priced */
	struct money net, tax, gross;
	bool tax_included; /* how shown is priced */
	int64_t tax_rate_bp;
	struct error error; /* what a person must change */
	int error_code;     /* enum cart_line_error */
};

struct cart_total {
	struct money net, tax, gross, shown;
};

struct cart {
	const char *cart_id;
	const char *customer_id;
	enum cart_state state; /* expired by cx->now */
	int64_t created_at, modified_at, expires_at;
	const char *modified_by;
	int64_t version;
	size_t line_count;
	struct cart_line *lines;
	bool tax_included;
	size_t total_count; /* one per currency */
	struct cart_total *totals;
	bool orderable; /* active, not empty, no line in error */
};

/* Readers and the writer. ERR_CART_UNKNOWN also for another customer's and,
 * over REST, for expired ones (the caller looks at state). */
struct error cart_load(struct ctx *cx, const char *customer_id,
    const char *cart_id, struct cart *ret_cart);
/* Whether it can be ordered still, not whose it is; false for an unknown one.
 */
struct error cart_is_active(
    struct ctx *cx, const char *cart_id, bool *ret_active);
/* The customer's newest active cart; *ret_found false when none. */
struct error cart_current(struct ctx *cx, const char *customer_id,
    struct cart *ret_cart, bool *ret_found);

/* In the writer. Lines in error are kept with their error, as documented. */
struct error cart_create(struct ctx *cx, const char *customer_id,
    const struct cart_line_input *lines, size_t count, struct cart *ret_cart);
/* Full replacement of the lines; renews the expiry. */
struct error cart_replace(struct ctx *cx, const char *customer_id,
    const char *cart_id, const struct cart_line_input *lines, size_t count,
    struct cart *ret_cart);

#endif
