/*
 * What a customer may use because of an order line. One entitlement per
 * software line, delivered inside the checkout (ruling 14); its id outside is
 * "{orderId}-{lineNumber}". Its key, files and links have headers of their own.
 */
#ifndef KONTOR_FULFILMENT_ENTITLEMENT_H
#define KONTOR_FULFILMENT_ENTITLEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum entitlement_state {
	ENTITLEMENT_PENDING = 1,
	ENTITLEMENT_ACTIVE,
	ENTITLEMENT_REVOKED,
	ENTITLEMENT_EXPIRED, /* by the day, never stored */
};

struct entitlement {
	const char *entitlement_id;
	const char *order_id;
	int64_t line_number;
	const char *customer_id;
	const char *customer_name;
	const char *product_id;
	const char *sku_id;
	const char *title;
	int64_t quantity;
	enum entitlement_state state;
	bool has_key;        /* some software comes without */
	int64_t expires_day; /* 0 never */
	int64_t ordered_at;
	int64_t cancelled_at; /* 0 not */
	const char *edition_id;
};

/* What checkout hands over of a line. */
struct fulfilment_line {
	const char *order_id;
	int64_t line_number;
	const char *customer_id;
	const char *product_id;
	const char *sku_id;
	const char *key_source; /* generated, pool, none */
	int64_t quantity;
	int64_t expires_day; /* first day it no longer holds; 0 never */
};
/*
 * In the checkout's transaction: makes the entitlement and its key. With an
 * empty pool the entitlement stays pending and *ret_fulfilled is false.
 */
struct error entitlement_fulfil(
    struct ctx *cx, const struct fulfilment_line *line, bool *ret_fulfilled);
/*
 * In the cancellation's transaction: entitlement, key and links die (R-104,
 * Afterwards the door cuts running transfers (transfer_tag).
 */
struct error entitlement_revoke(
    struct ctx *cx, const char *order_id, int64_t line_number);
/*
 * In the import of keys, in the writer: fills waiting entitlements of all
 * partners, oldest first, and completes their orders; at most limit of them.
 */
struct error entitlement_fill_waiting(struct ctx *cx, const char *product_id,
    const char *sku_id, int64_t limit, int64_t *ret_filled);

/* ERR_ENTITLEMENT_UNKNOWN also for another customer's, and for a customer
 * user outside the own customer. */
struct error entitlement_load(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement);
/* What a customer has from its orders: software and reservations. */
struct entitlement_row {
	const char *order_id, *alternate_id;
	int64_t line_number;
	const char *product_id, *sku_id, *title;
	const char *subtype_id; /* of the product; may be NULL */
	int64_t quantity;
	bool software;                /* else a reservation */
	enum entitlement_state state; /* of software; a reservation is active,
					 expired or, cancelled, revoked */
	int64_t starts_day, expires_day; /* expires_day 0: never */
	/* of a reservation, else NULL */
	const char *reservation_id, *scope, *azure_subscription_id;
	const char *region; /* of Azure: westeurope; "" when not told */
	int64_t ordered_at;
};
struct entitlement_list {
	size_t count;
	struct entitlement_row *rows; /* of the newest order first */
};
/* Purchases that wait for a key, of all customers of the partner, oldest
 * first. */
struct waiting_row {
	const char *order_id;
	int64_t line_number;
	const char *customer_id, *customer_name, *title;
	int64_t quantity, ordered_at;
};
struct waiting_list {
	size_t count;
	struct waiting_row *rows;
	bool more;
};
struct error entitlement_waiting(
    struct ctx *cx, int64_t limit, struct waiting_list *ret_list);
/* Keys of a customer's newest purchases that nobody was shown yet, newest
 * first. */
struct error entitlement_unseen(struct ctx *cx, const char *customer_id,
    int64_t limit, struct waiting_list *ret_list);
/* Software of a customer whose last day is within these, both in, soonest
 * first; ordered_at is then the first day it no longer holds. */
struct error entitlement_ending(struct ctx *cx, const char *customer_id,
    int64_t from_day, int64_t to_day, int64_t limit,
    struct waiting_list *ret_list);
/* order_id NULL: of all orders. */
struct error entitlement_list(struct ctx *cx, const char *customer_id,
    const char *order_id, struct entitlement_list *ret_list);
bool entitlement_id_parse(struct ctx *cx, const char *entitlement_id,
    const char **ret_order_id, int64_t *ret_line_number);
const char *entitlement_id_of(
    struct ctx *cx, const char *order_id, int64_t line_number);
/* The tag of all transfers of one line's files, for server_cut. */
const char *transfer_tag(struct ctx *cx, int64_t partner_id,
    const char *order_id, int64_t line_number);

#include "fulfilment/download.h"
#include "fulfilment/key_pool.h"
#include "fulfilment/product_key.h"
#include "fulfilment/software_file.h"

#endif
