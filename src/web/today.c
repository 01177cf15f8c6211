/*
 * The start page: what closes soon and what it is worth, the month so far, a
 * customer to begin with. Each panel appears by right.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "web/routes.h"
#include "web/views.h"

#define CLOSING_DAYS 7
#define CLOSING_ROWS 100
#define CUSTOMER_ROWS 8

struct closing_row {
	const char *customer_name, *customer_href, *href, *name, *quantity;
	const char *bought, *bought_iso, *edition, *credit, *credit_tax;
	struct house_mark mark;
	struct window_badge badge;
};
static const struct view_field closing_row_view[] = {
	VIEW(TEXT, struct closing_row, customer_name),
	VIEW(TEXT, struct closing_row, customer_href),
	VIEW(TEXT, struct closing_row, href),
	VIEW(TEXT, struct closing_row, name),
	VIEW(TEXT, struct closing_row, quantity),
	VIEW(TEXT, struct closing_row, bought),
	VIEW(TEXT, struct closing_row, bought_iso),
	VIEW(TEXT, struct closing_row, edition),
	VIEW(TEXT, struct closing_row, credit),
	VIEW(TEXT, struct closing_row, credit_tax),
	VIEW_OF(INLINE, struct closing_row, mark, house_mark_view,
	    struct house_mark),
	VIEW_OF(INLINE, struct closing_row, badge, window_badge_view,
	    struct window_badge),
	VIEW_FIELD_END,
};

struct begin_row {
	const char *name, *domain, *href, *place;
	struct house_mark mark;
};
static const struct view_field begin_row_view[] = {
	VIEW(TEXT, struct begin_row, name),
	VIEW(TEXT, struct begin_row, domain),
	VIEW(TEXT, struct begin_row, href),
	VIEW(TEXT, struct begin_row, place),
	VIEW_OF(
	    INLINE, struct begin_row, mark, house_mark_view, struct house_mark),
	VIEW_FIELD_END,
};

struct today_view {
	const char *heading, *greeting, *closing_text;
	const char *risk_title, *orders_title, *credits_title, *risk_tax;
	struct view_list closing, risk, charges, credits, begin;
	bool no_customers, anything, may_add;
};
static const struct view_field today_view[] = {
	VIEW(TEXT, struct today_view, heading),
	VIEW(TEXT, struct today_view, greeting),
	VIEW(TEXT, struct today_view, closing_text),
	VIEW(TEXT, struct today_view, risk_title),
	VIEW(TEXT, struct today_view, orders_title),
	VIEW(TEXT, struct today_view, credits_title),
	VIEW(TEXT, struct today_view, risk_tax),
	VIEW_OF(LIST, struct today_view, closing, closing_row_view,
	    struct closing_row),
	VIEW_OF(LIST, struct today_view, risk, view_text, const char *),
	VIEW_OF(LIST, struct today_view, charges, view_text, const char *),
	VIEW_OF(LIST, struct today_view, credits, view_text, const char *),
	VIEW_OF(
	    LIST, struct today_view, begin, begin_row_view, struct begin_row),
	VIEW(BOOL, struct today_view, no_customers),
	VIEW(BOOL, struct today_view, anything),
	VIEW(BOOL, struct today_view, may_add),
	VIEW_FIELD_END,
};

/* ---- sums, one a currency ---- */

struct sums {
	struct money *list;
	size_t count;
};

static void sums_add(struct sums *sums, struct money money)
{
	if (money.minor == 0)
		return;
	for (size_t i = 0; i < sums->count; i++)
		if (text_same(sums->list[i].currency, money.currency)) {
			sums->list[i].minor += money.minor;
			return;
		}
	sums->list[sums->count++] = money;
}

/* Never an empty list: nothing yet is an amount too. */
static struct view_list sums_shown(struct ctx *cx, const struct sums *sums)
{
	const char **texts =
	    ARENA_ARRAY(cx->arena, const char *, sums->count + 1);

	for (size_t i = 0; i < sums->count; i++)
		texts[i] = show_money(cx, sums->list[i]);
	if (sums->count > 0)
		return (struct view_list){ sums->count, texts };
	texts[0] = show_money(cx, money_of(0, cx->who->partner->currency));
	return (struct view_list){ 1, texts };
}

/* ---- windows that close soon ---- */

static struct error closing_fill(struct ctx *cx,
    const struct closing_line *closing, struct closing_row *row,
    struct sums *risk)
{
	const struct order_line *line = &closing->line;
	struct cancel_offer offer;
	struct money credit;
	bool some;
	struct error e = window_offer(cx, line, closing->ordered_at, &offer);

	if (e.code == 0)
		e = credit_today(cx, &offer, &credit, &some);
	if (e.code != 0)
		return e;
	if (some)
		sums_add(risk, credit);
	*row = (struct closing_row){
		.customer_name = closing->customer_name,
		.customer_href = arena_printf(
		    cx->arena, "/customers/%s", closing->customer_id),
		.href = customer_path(
		    cx, closing->customer_id, "/orders/%s", line->order_id),
		.name = line->title,
		.quantity = show_int(cx, line->quantity),
		.bought = show_day(cx, day_of(closing->ordered_at)),
		.bought_iso = iso_text(cx, closing->ordered_at),
		.edition = edition_text(cx, line->edition_id),
		.credit = some ? show_money(cx, credit) : NULL,
		.credit_tax = tax_text(cx, line->tax_included),
		.mark = house_mark(closing->customer_id),
		.badge = window_badge_of(cx, &offer),
	};
	return OK;
}

/* Day N counts in full: windows of up to so many days left end before the
 * midnight after the last of them. */
static struct error windows_fill(struct ctx *cx, struct today_view *view)
{
	int64_t until_day = day_of(cx->now) + CLOSING_DAYS;
	struct closing_list list;
	struct closing_row *rows;
	struct sums risk;
	struct error e =
	    closing_list(cx, day_start(until_day + 1), CLOSING_ROWS, &list);

	if (e.code != 0)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct closing_row, list.count + 1);
	risk =
	    (struct sums){ ARENA_ARRAY(cx->arena, struct money, list.count + 1),
		    0 };
	for (size_t i = 0; i < list.count; i++) {
		e = closing_fill(cx, &list.lines[i], &rows[i], &risk);
		if (e.code != 0)
			return e;
	}
	view->closing = (struct view_list){ list.count, rows };
	view->risk = sums_shown(cx, &risk);
	view->risk_tax = rows[0].credit_tax;
	view->risk_title =
	    message_with(cx, N_("Credit still possible, closing by {day}"),
		HOLES({ "day", show_day(cx, until_day) }));
	view->closing_text =
	    list.count == 0
		? _("No cancellation window closes within the next days.")
		: message_plural(cx, "{n} cancellation window closes soon.",
		      "{n} cancellation windows close soon.",
		      (int64_t)list.count, NULL);
	return OK;
}

/* ---- the month so far ---- */

static struct error month_fill(struct ctx *cx, struct today_view *view)
{
	int month = month_of_day(day_of(cx->now));
	const struct hole holes[] = { { "month", show_month(cx, month) },
		{ NULL, NULL } };
	struct charge_list list;
	struct sums charges, credits;
	struct error e = charge_list(cx, month, &list);

	if (e.code != 0)
		return e;
	charges.list =
	    ARENA_ARRAY(cx->arena, struct money, list.total_count + 1);
	credits.list =
	    ARENA_ARRAY(cx->arena, struct money, list.total_count + 1);
	charges.count = credits.count = 0;
	for (size_t i = 0; i < list.total_count; i++) {
		sums_add(&charges, list.totals[i].charges);
		sums_add(&credits, list.totals[i].credits);
	}
	view->charges = sums_shown(cx, &charges);
	view->credits = sums_shown(cx, &credits);
	view->orders_title =
	    message_with(cx, N_("Orders in {month} so far"), holes);
	view->credits_title =
	    message_with(cx, N_("Credits in {month} so far"), holes);
	return OK;
}

/* ---- customers to begin with ---- */

static struct error begin_fill(struct ctx *cx, struct today_view *view)
{
	struct customer_filter filter = { .limit = CUSTOMER_ROWS };
	struct customer_list list;
	struct begin_row *rows;
	struct error e = customer_list(cx, &filter, &list);

	if (e.code != 0)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct begin_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct customer *customer = &list.customers[i];

		rows[i].name = customer->name;
		rows[i].domain = customer->domain;
		rows[i].href = arena_printf(
		    cx->arena, "/customers/%s", customer->customer_id);
		rows[i].place = place_text(cx, customer);
		rows[i].mark = house_mark(customer->customer_id);
	}
	view->begin = (struct view_list){ list.count, rows };
	view->no_customers = list.count == 0;
	return OK;
}

static struct error today_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	uint32_t roles = cx->who->roles;
	struct today_view view = {
		.heading = show_day_long(cx, day_of(cx->now)),
		.greeting = message_with(cx, N_("Signed in as {name}, {roles}"),
		    HOLES({ "name", cx->who->user_name },
			{ "roles", roles_list_text(cx, roles) })),
		.may_add = roles_may(roles, MAY_MANAGE_CUSTOMERS),
	};
	struct page page = { .title = _("Today"),
		.body = "today/show",
		.place = PLACE_TODAY,
		.fields = today_view,
		.data = &view };
	struct error e = OK;

	if (roles_may(roles, MAY_SEE_ORDERS))
		e = windows_fill(cx, &view);
	if (e.code == 0 && roles_may(roles, MAY_SEE_BILLING))
		e = month_fill(cx, &view);
	if (e.code == 0 && roles_may(roles, MAY_SEE_CUSTOMERS))
		e = begin_fill(cx, &view);
	view.anything = view.risk.count + view.charges.count > 0;
	return e.code != 0 ? e : page_answer(rq, &page);
}

const struct route web_today_routes[] = {
	{ GET, "/", .needs = MAY_SIGNED_IN, .read = today_read },
	ROUTE_END,
};
