/*
 * REST subscriptions: of licence-based items and Azure plans only (ruling 13).
 * They begin with an order line and end with it; in between their seats, name,
 * renewal, state and reseller change (api.md 2.7). Seats are money: a change
 * is charged or credited by unused days of the billing period.
 */
#ifndef KONTOR_ORDERS_SUBSCRIPTION_H
#define KONTOR_ORDERS_SUBSCRIPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "billing/charge.h"
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
	/* first day that is not charged yet, or the day after end_day when
	 * it does not renew; 0: nothing is charged any more */
	int64_t next_day;
	bool over;          /* by the clock: the term ended and did not renew */
	int64_t version;    /* rises with each change; its etag */
	const char *mpn_id; /* reseller of record; NULL none */
	const char *parent_id; /* of an add-on; NULL none */
	/* of the order line: as bought */
	const char *product_id, *sku_id, *publisher;
	struct money unit_price;
	bool tax_included;
	int64_t tax_rate_bp;
	const char *edition_id;
	/* of the catalogue; NULL and 0 when it is not sold any more */
	const char *unit, *publisher_name;
	bool has_addons;      /* some are sold for its product */
	int64_t activated_at; /* 0 not, or needs none */
	int64_t min_quantity, max_quantity;
};
struct subscription_list {
	size_t count;
	struct subscription *subscriptions; /* oldest first */
};
/* NULL: any. */
struct subscription_filter {
	const char *order_id, *mpn_id, *parent_id;
};
struct error subscription_list(struct ctx *cx, const char *customer_id,
    const struct subscription_filter *filter,
    struct subscription_list *ret_list);
/* ERR_SUBSCRIPTION_UNKNOWN */
struct error subscription_load(struct ctx *cx, const char *customer_id,
    const char *subscription_id, struct subscription *ret_subscription);

/* "expired" when it is over (domain.md 3), else its state. */
const char *subscription_status(const struct subscription *subscription);
/* Of another publisher, sold here: ends by status "deleted" (api.md 2.7). */
bool subscription_is_marketplace(const struct subscription *subscription);

/* What is asked; what is as it was already is no change. */
struct subscription_change {
	bool has_quantity, has_auto_renew;
	int64_t quantity;
	bool auto_renew;
	const char *friendly_name; /* NULL unchanged, as all below */
	const char *state;
	const char *billing_cycle; /* another one is refused */
	const char *mpn_id;
};
struct subscription_plan {
	struct subscription before, after; /* equal: nothing changes */
	bool changed;
	bool has_charge;
	struct charge charge;
	struct seat_change seats; /* when has_charge: days and full price */
};
/*
 * What the change would do, now: checks and the sum, nothing is written. The
 * page's preview and the act below are both made of it.
 */
struct error subscription_plan(struct ctx *cx, const char *customer_id,
    const char *subscription_id, const struct subscription_change *change,
    struct subscription_plan *ret_plan);
/* In the writer: the plan carried out, with charge, activity and event. */
struct error subscription_change(struct ctx *cx, const char *customer_id,
    const char *subscription_id, const struct subscription_change *change,
    struct subscription_plan *ret_plan);
/*
 * In the writer, of a sandbox only: seats of another publisher are then as if
 * its buyer had followed the activation link. Until then they cannot be
 * changed there. ERR_SANDBOX_ONLY, ERR_NOT_MARKETPLACE, ERR_ACTIVATED_ALREADY.
 */
struct error subscription_activate(struct ctx *cx, const char *customer_id,
    const char *subscription_id, struct subscription *ret_subscription);

#endif
