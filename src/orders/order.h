/*
 * Orders and their lines: made by checkout, never deleted, changed only by
 * cancelling. Price, tax and edition are copied when ordered and never change
 * (domain.md 2, R-129).
 */
#ifndef KONTOR_ORDERS_ORDER_H
#define KONTOR_ORDERS_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "billing/charge.h"
#include "catalog/catalog.h"
#include "orders/cart.h"
#include "policy/cancel.h"
#include "policy/credit.h"
#include "policy/policy.h"

#define ORDER_ID_TEXT 34 /* 33 URL-safe characters ending in 1 */

enum order_state { ORDER_PENDING = 1, ORDER_COMPLETED, ORDER_CANCELLED };
enum line_state { LINE_ORDERED = 1, LINE_FULFILLED, LINE_CANCELLED };

struct order_line {
	const char *order_id;
	int64_t line_number;
	const char *product_id, *sku_id, *availability_id;
	const char *catalog_item_id;
	const char *title;
	enum product_kind kind;
	const char *family, *publisher;
	const char *term;
	int64_t window_days; /* the product's own; 0 the edition's */
	const char *friendly_name;
	int64_t quantity; /* as ordered; 0 is shown when cancelled */
	struct money unit, net, tax, gross;
	bool tax_included;
	int64_t tax_rate_bp;
	const char *edition_id;
	int64_t term_start_day;
	int64_t term_end_day; /* 0 perpetual */
	int64_t cancel_until; /* first refused instant; 0 never cancellable */
	enum line_state state;
	int64_t cancelled_at; /* 0 not */
	const char *subscription_id;
	const char *participant, *renews_to;
	struct field_map context;
	const char *held_by; /* support request it waits for, or NULL: no
				cancelling by oneself meanwhile */
	int64_t granted_net_minor, granted_tax_minor; /* credits granted by
							 an operator, >= 0 */
};

struct order {
	const char *order_id;
	const char *alternate_id;
	const char *customer_id;
	int64_t ordered_at;
	const char *currency;
	const char *billing_cycle;
	enum order_state state;
	const char *ordered_by, *ordered_by_name;
	const char *cart_id;
	struct money net, tax, gross;
	int64_t version;
	const char *customer_name, *customer_country; /* of order_load and
							 checkout; else NULL */
	size_t line_count;
	struct order_line *lines;
};

struct order_list {
	size_t count;
	struct order *orders; /* newest first */
	bool more;
};

struct order_filter {
	const char *customer_id;   /* needed */
	const char *billing_cycle; /* NULL all */
	const char *words;         /* part of an order id or title; NULL all */
	int64_t limit;             /* 0 all, up to 20,000 */
	int64_t before_at;         /* 0 from the newest; with before_id */
	const char *before_id;
};

struct error order_load(struct ctx *cx, const char *customer_id,
    const char *order_id, struct order *ret_order);
/* The version of an order of this customer; it rises with every change. 0 when
 * there is none. */
struct error order_version(struct ctx *cx, const char *customer_id,
    const char *order_id, int64_t *ret_version);
/* Without knowing the customer: search and support. */
struct error order_find(
    struct ctx *cx, const char *order_id, struct order *ret_order);
struct error order_list(struct ctx *cx, const struct order_filter *filter,
    struct order_list *ret_list);
/* Orders that came out of a cart, in group order. */
struct error order_list_of_cart(
    struct ctx *cx, const char *cart_id, struct order_list *ret_list);

/*
 * In the writer: everything or nothing. Prices, taxes and stamps each line,
 * one order per group and currency, charges, entitlements, keys, activity and
 * mail. ERR_CART_ORDERED when done before (the page then shows the orders),
 * ERR_CART_EXPIRED, ERR_CART_EMPTY, ERR_CART_LINES_BAD.
 * expected: NULL, or the totals the person saw; another price is
 * ERR_CONFLICT, so that nobody buys at a price not shown.
 */
struct error cart_checkout(struct ctx *cx, const char *customer_id,
    const char *cart_id, const struct cart_total *expected,
    size_t expected_count, struct order_list *ret_orders);

/*
 * In the writer: add-ons bought into an order, as lines behind its own; priced,
 * charged and delivered as a checkout does. ERR_CYCLE_OF_ORDER, the errors of
 * cart lines, ERR_CANCEL_DONE when all of it is cancelled.
 */
struct error order_append(struct ctx *cx, const char *customer_id,
    const char *order_id, const struct cart_line_input *lines, size_t count,
    struct order *ret_order);
/* The order as it is when it has that cycle; else ERR_CYCLE_ORDER_INACTIVE or
 * ERR_CYCLE_NOT_OFFERED: a SKU has one cycle here. */
struct error order_set_cycle(struct ctx *cx, const char *customer_id,
    const char *order_id, const char *cycle, struct order *ret_order);

/* What may be cancelled now, and what it gives: feeds the button, the dialog,
 * the API and the act alike. */
struct cancel_offer {
	struct order_line line;
	struct decision decision; /* policy/cancel.h: allowed or why not */
	bool has_credit;
	struct credit credit; /* policy/credit.h; negative amounts */
	int64_t ordered_at;
};
/* line_number's offer, by cx->now. acknowledged: see policy/cancel.h. */
struct error cancel_offer(struct ctx *cx, const struct order *order,
    int64_t line_number, struct cancel_offer *ret_offer);
/* On which month's invoice the credit would be. */
struct error cancel_invoice_month(
    struct ctx *cx, const struct cancel_offer *offer, int *ret_month);

enum acknowledgement { ACK_NONE, ACK_CHECKBOX, ACK_CALL };
/*
 * In the writer: cancels these lines (count 0: the whole order, then all or
 * nothing). All of domain.md 5 in one transaction. Gives the order after it
 * and the offers that were taken up.
 */
struct error order_cancel(struct ctx *cx, const char *customer_id,
    const char *order_id, const int64_t *lines, size_t count,
    enum acknowledgement acknowledgement, struct order *ret_order,
    struct cancel_offer **ret_offers, size_t *ret_offer_count);

/*
 * In the writer: lines (-1: all of the order) wait for a support request, or
 * no longer do. Meanwhile nobody cancels them by oneself (ERR_CANCEL_PENDING).
 */
struct error order_hold(struct ctx *cx, const char *order_id,
    int64_t line_number, const char *request_id, bool held);
/*
 * In the writer: what an operator decided on a support request. credit is the
 * charge to post, complete. Without cancel the line stays as it is; with it,
 * it is cancelled exactly as by its buyer (domain.md 5): keys, links and
 * subscription end. ERR_CANCEL_DONE, ERR_CANCEL_NEVER.
 */
struct error order_credit_by_request(struct ctx *cx, struct order *order,
    int64_t line_number, const struct charge *credit, bool cancel);

/* Lines of all orders that hold software, newest first: the Software page
 * (R-035). */
struct software_line {
	struct order_line line;
	int64_t ordered_at;
	const char *order_id;
	bool pending; /* key not delivered yet */
};
struct software_list {
	size_t count;
	struct software_line *lines;
};
struct error software_list(
    struct ctx *cx, const char *customer_id, struct software_list *ret_list);

/* A text that is another one as soon as any of this is, or a window of it has
 * a day less: for pages that are kept. */
struct error software_state(
    struct ctx *cx, const char *customer_id, const char **ret_state);

/* Active Azure plans of a customer, oldest first: a reservation needs one. */
struct azure_plan {
	const char *subscription_id;
	const char *name;
};
struct azure_plan_list {
	size_t count;
	struct azure_plan *plans;
};
struct error azure_plan_list(
    struct ctx *cx, const char *customer_id, struct azure_plan_list *ret_list);

/* Open windows of all customers by when they close: the start page. */
struct closing_line {
	struct order_line line;
	int64_t ordered_at;
	const char *customer_id;
	const char *customer_name;
};
struct closing_list {
	size_t count;
	struct closing_line *lines;
	bool more;
};
struct error closing_list(struct ctx *cx, int64_t until, int64_t limit,
    struct closing_list *ret_list);

#endif
