/*
 * Orders of the last four months, through the same services as real ones, so
 * that open, soon closing, passed and cancelled windows can be seen.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "db/slice.h"
#include "i18n/i18n.h"
#include "billing/invoice_service.h"
#include "orders/due.h"
#include "orders/license.h"
#include "orders/order.h"
#include "sandbox/demo_private.h"

struct item {
	const char *product_id, *sku_id;
	int64_t quantity;
};

/* days_ago of the purchase; cancelled so many days later, -1 never. */
static const struct purchase {
	int partner, customer;
	int days_ago, cancelled_after;
	struct item items[3];
} purchases[] = {
	{ 0, 0, 2, -1, { { "KSSUBSQLSTD1", "0001", 4 } } },
	{ 0, 0, 29, -1,
	    { { "KS19WSSTD001", "0001", 1 }, { "KS19WSCAL001", "0001", 25 } } },
	{ 0, 0, 75, -1, { { "KSSUBWSSTD01", "0002", 2 } } },
	{ 0, 1, 0, -1,
	    { { "KS19SQLSTD01", "0001", 2 }, { "KSSUBWSCAL01", "0001", 40 } } },
	{ 0, 1, 28, -1, { { "KSSUBSQLENT1", "0001", 8 } } },
	{ 0, 1, 50, 9, { { "KS19WSDC0001", "0001", 1 } } },
	{ 0, 2, 12, -1, { { "KS19WSSTD001", "0001", 4 } } },
	{ 0, 2, 110, -1, { { "KS19SQLENT01", "0001", 2 } } },
	{ 0, 3, 6, -1, { { "KSSUSESLES01", "0001", 3 } } },
	{ 0, 3, 64, -1, { { "KSSUBWSDC001", "0001", 2 } } },
	{ 0, 4, 1, -1, { { "KSWIN7ESU020", "0001", 30 } } },
	{ 0, 4, 20, 3, { { "KSSUBSQLSTD1", "0002", 2 } } },
	{ 0, 5, 9, -1, { { "KS19WSSTD001", "0002", 8 } } },
	{ 0, 6, 15, -1,
	    { { "KSRHEL000001", "0001", 6 }, { "KS19VSPRO001", "0001", 2 } } },
	{ 0, 6, 13, -1, { { "KS19VSPRO001", "0001", 5 } } },
	{ 0, 7, 3, -1, { { "KS19SQLSTD01", "0002", 1 } } },
	{ 0, 7, 30, -1,
	    { { "KSSUBWSSTD01", "0001", 6 }, { "KS19WSRDS001", "0001", 20 } } },
	{ 0, 7, 90, -1, { { "KS19WSSTD001", "0001", 2 } } },
	{ 0, 7, 5, -1, { { "KSAZUREPLAN1", "0001", 1 } } },
	{ 0, 8, 40, 30, { { "KSSUBSQLSTD1", "0001", 2 } } },
	{ 0, 8, 7, -1, { { "KSSEAT000001", "0001", 12 } } },
	{ 0, 9, 22, -1, { { "KSSUBWSCAL01", "0002", 60 } } },
	{ 0, 10, 27, -1, { { "KS19WSCAL001", "0001", 250 } } },
	{ 0, 11, 18, 1, { { "KS19WSSTD001", "0001", 1 } } },
	{ 1, 0, 4, -1,
	    { { "KS19WSSTD001", "0001", 2 }, { "KSSUBSQLSTD1", "0001", 2 } } },
	{ 1, 0, 29, -1, { { "KSSUBWSSTD01", "0001", 3 } } },
	{ 1, 0, 100, -1, { { "KS19SQLSTD01", "0001", 1 } } },
	{ 1, 0, 8, -1, { { "KSAZUREPLAN1", "0001", 1 } } },
	{ 1, 1, 11, 2, { { "KSSUBWSCAL01", "0001", 15 } } },
	{ 1, 2, 16, -1, { { "KS19WSCAL001", "0002", 10 } } },
	{ 1, 3, 1, -1, { { "KSSUBSQLENT1", "0002", 4 } } },
	{ 1, 4, 26, -1, { { "KS19WSSTD001", "0001", 1 } } },
	{ 1, 5, 45, -1, { { "KSRHEL000001", "0002", 2 } } },
	{ 1, 7, 21, 20, { { "KSSUBSQLSTD1", "0001", 1 } } },
	{ 1, 9, 33, -1, { { "KSSUBWSDC001", "0001", 2 } } },
};

/* After its seats were bought. */
#define LICENSED_DAYS_AGO 6

struct act {
	const struct purchase *purchase;
	const struct demo_customer *customer;
	const char *order_id; /* of the first order, for cancelling */
	struct arena *keep;   /* outlives the slice */
};

/* The line of an item as this customer can buy it now. */
static struct error line_of(struct ctx *cx, const struct act *act,
    const struct item *item, struct cart_line_input *ret_line)
{
	struct catalog_filter filter = { .country = act->customer->country,
		.product_id = item->product_id,
		.sku_id = item->sku_id };
	struct offer_list list;
	struct error e;

	if ((e = catalog_list(cx, &filter, &list)).code)
		return e;
	if (list.count != 1)
		return fail(ERR_SKU_UNKNOWN, item->product_id);
	*ret_line = (struct cart_line_input){
		.catalog_item_id = list.offers[0].catalog_item_id,
		.quantity = item->quantity,
	};
	return OK;
}

static struct error buy(struct ctx *cx, void *what)
{
	struct act *act = what;
	struct cart_line_input lines[3];
	struct order_list orders;
	struct cart cart;
	struct error e;
	size_t count = 0;

	for (; count < 3 && act->purchase->items[count].product_id; count++)
		if ((e = line_of(
			 cx, act, &act->purchase->items[count], &lines[count]))
			.code)
			return e;
	if ((e = cart_create(
		 cx, act->customer->customer_id, lines, count, &cart))
		.code ||
	    (e = cart_checkout(cx, act->customer->customer_id, cart.cart_id,
		 NULL, 0, &orders))
		.code)
		return e;
	if (orders.count == 0)
		return fail(ERR_INTERNAL, NULL);
	act->order_id = arena_dup(act->keep, orders.orders[0].order_id);
	return OK;
}

static struct error cancel(struct ctx *cx, void *what)
{
	const struct act *act = what;
	struct cancel_offer *offers;
	struct order order;
	size_t count;

	return order_cancel(cx, act->customer->customer_id, act->order_id, NULL,
	    0, ACK_CHECKBOX, &order, &offers, &count);
}

/* In the middle of a UTC morning that many days ago, but never later than
 * now. */
static int64_t instant_ago(const struct ctx *cx, int days)
{
	int64_t at = day_start(day_of(cx->wall) - days) + 9 * 3600 +
		     (days * 37 % 60) * 60;

	return at < cx->wall ? at : cx->wall;
}

/* The first user stands behind what the demo does. */
static struct principal first_user_of(const struct demo_partner *partner)
{
	return (struct principal){ .kind = ACTOR_USER,
		.partner = &partner->partner,
		.roles = partner->users[0].roles,
		.user_id = partner->users[0].user_id,
		.user_name = partner->users[0].name,
		.email = partner->users[0].email };
}

static struct error purchase_make(struct ctx *cx, struct writer *writer,
    const struct demo *demo, const struct purchase *purchase)
{
	const struct demo_partner *partner = &demo->partners[purchase->partner];
	struct principal who = first_user_of(partner);
	struct act act = { .purchase = purchase,
		.customer = &partner->customers[purchase->customer],
		.keep = cx->arena };
	struct ctx day = *cx;
	struct error e;

	day.who = &who;
	day.now = instant_ago(cx, purchase->days_ago);
	if ((e = slice_in_writer(writer, &day, buy, &act)).code ||
	    purchase->cancelled_after < 0)
		return e;
	day.now =
	    instant_ago(cx, purchase->days_ago - purchase->cancelled_after);
	return slice_in_writer(writer, &day, cancel, &act);
}

/* Two of the staff have a licence, one of them without a part of it. */
static struct error licenses(struct ctx *cx, void *what)
{
	const struct demo_customer *customer = what;
	struct subscribed_sku_list skus;
	const struct license *license;
	struct error e = subscribed_sku_list(
	    cx, customer->customer_id, LICENSE_GROUP_1, &skus);

	if (e.code)
		return e;
	if (skus.count != 1 || skus.skus[0].license.plan_count == 0)
		return fail(ERR_INTERNAL, "licences");
	license = &skus.skus[0].license;
	for (size_t i = 1; i < DEMO_STAFF && !e.code; i++) {
		struct license_assignment one = { license->sku_id, i - 1,
			&license->plans[0].plan_id };
		struct license_update update = { 1, 0, &one, NULL };
		const char *email = customer->users[i].email;

		e = license_update(cx, customer->customer_id, email, &update);
	}
	return e;
}

static struct error licenses_make(
    struct ctx *cx, struct writer *writer, const struct demo *demo)
{
	const struct demo_partner *partner =
	    &demo->partners[DEMO_LICENSED_PARTNER];
	struct demo_customer customer =
	    partner->customers[DEMO_LICENSED_CUSTOMER];
	struct principal who = first_user_of(partner);
	struct ctx day = *cx;

	day.who = &who;
	day.now = instant_ago(cx, LICENSED_DAYS_AGO);
	return slice_in_writer(writer, &day, licenses, &customer);
}

/* A history with a gap is better than no service. */
static void gap_log(const char *what, struct error e)
{
	if (e.code)
		log_event(LOG_WARN, "demo history failed", LOG_T("what", what),
		    LOG_T("error", error_info(e.code)->name),
		    LOG_T("field", e.field ? e.field : ""));
}

/* Months that are over by now are billed. */
static struct error bill(struct ctx *cx, void *what)
{
	const struct demo_partner *partner = what;
	struct billing_job job;
	struct error e =
	    billing_of_partner(cx, partner->partner.partner_id, &job);

	return e.code ? e : due_all(&job.cx);
}

struct error demo_history(
    struct ctx *cx, struct writer *writer, const struct demo *demo)
{
	for (size_t i = 0; i < COUNT(purchases); i++)
		gap_log(purchases[i].items[0].product_id,
		    purchase_make(cx, writer, demo, &purchases[i]));
	gap_log("licences", licenses_make(cx, writer, demo));
	for (size_t i = 0; i < DEMO_PARTNERS; i++) {
		struct demo_partner partner = demo->partners[i];

		gap_log(
		    "invoices", slice_in_writer(writer, cx, bill, &partner));
	}
	return OK;
}
