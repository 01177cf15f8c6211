/*
 * REST subscriptions: of licence-based items and Azure plans only (ruling 13).
 * They begin with an order line and end with it.
 */
#ifndef KONTOR_ORDERS_SUBSCRIPTION_H
#define KONTOR_ORDERS_SUBSCRIPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "policy/kind.h"

struct subscription {
	const char *subscription_id; /* GUID */
	const char *customer_id, *order_id;
	int64_t line_number;
	const char *offer_id; /* catalogue item */
	const char *offer_name, *friendly_name;
	enum product_kind kind; /* PRODUCT_LICENSE, PRODUCT_AZURE_PLAN */
	int64_t quantity;
	const char *term, *billing_cycle;
	const char *state; /* active, suspended, deleted */
	bool auto_renew;
	int64_t created_at;
	int64_t start_day, end_day; /* end_day 0: never ends */
	const char *unit;           /* of the SKU; may be NULL */
};
struct subscription_list {
	size_t count;
	struct subscription *subscriptions; /* oldest first */
};
/* order_id NULL: of all orders. */
struct error subscription_list(struct ctx *cx, const char *customer_id,
    const char *order_id, struct subscription_list *ret_list);
/* ERR_SUBSCRIPTION_UNKNOWN */
struct error subscription_load(struct ctx *cx, const char *customer_id,
    const char *subscription_id, struct subscription *ret_subscription);

#endif
