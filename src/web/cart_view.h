/*
 * A cart as its review page and the aside of the catalogue show it. What a
 * line costs and what is wrong with it, orders/ has found out.
 */
#ifndef KONTOR_WEB_CART_VIEW_H
#define KONTOR_WEB_CART_VIEW_H

#include "orders/cart.h"
#include "orders/order.h"
#include "web/page.h"

struct plan_view {
	const char *subscription_id, *name;
	bool chosen;
};

struct cart_line_view {
	int64_t number;
	const char *name, *term;
	int64_t quantity, min, max;
	const char *counted; /* "4 × €1,200.00" */
	const char *unit, *shown, *net, *tax, *rate, *gross;
	const char *order;  /* "Order 1 of 2", when there are several */
	const char *cancel; /* "Cancel until …, for a full credit" */
	const char *problem, *remedy;
	const char *region; /* of a reservation, else NULL */
	struct view_list plans;
	bool reservation, single, no_plan, subscription, bad_quantity, bad_plan;
};

struct cart_total_view {
	const char *currency;
	int64_t minor; /* gross, for the form */
	const char *net, *tax, *gross;
};

struct cart_view {
	const char *cart_id, *href;
	int64_t edition_of;  /* version of the cart that is shown */
	const char *counted; /* "2 lines" */
	const char *kept, *kept_iso, *kept_local;
	const char *tax_note; /* "excluding tax" */
	const char *groups;   /* "These lines become 2 orders…" or NULL */
	struct view_list lines, totals;
	bool orderable, any;
};
extern const struct view_field cart_view[];

struct error cart_view_of(
    struct ctx *cx, const struct cart *cart, struct cart_view *ret_view);

/* What is wrong, each with its input: lines[2].quantity is quantity-2. */
struct view_list cart_problems(struct request *rq, struct error outcome);

/* "Azure region: EU West (westeurope)", of the SKU: another region is another
 * SKU. NULL: no reservation. */
const char *offer_region_text(struct ctx *cx, const struct offer *offer);

#endif
