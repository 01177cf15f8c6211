/*
 * Billing: charges and credits of a month as they arise, each with how it came
 * about. Sums and explanations are billing's.
 */
#include "base/day.h"
#include "billing/charge.h"
#include "billing/statement.h"
#include "i18n/i18n.h"
#include "web/billing.h"
#include "web/routes.h"
#include "web/views.h"

struct currency_view {
	const char *currency, *id;
	struct view_list purchases, credits; /* struct charge_view */
	const char *purchase_sum, *credit_sum, *net, *tax, *gross;
	const char *invoice, *statement, *state, *tone; /* once issued */
};
struct month_view {
	const char *name, *href;
	bool current;
};
struct billing_view {
	const char *month, *so_far;
	bool at_months;
	struct view_list months, currencies;
};

static const struct view_field step_view[] = {
	VIEW(TEXT, struct explanation_step, label),
	VIEW(TEXT, struct explanation_step, value),
	VIEW_FIELD_END,
};
const struct view_field charge_view[] = {
	VIEW(TEXT, struct charge_view, product),
	VIEW(TEXT, struct charge_view, customer_name),
	VIEW(TEXT, struct charge_view, customer_href),
	VIEW(TEXT, struct charge_view, order_id),
	VIEW(TEXT, struct charge_view, order_href),
	VIEW(TEXT, struct charge_view, day),
	VIEW(TEXT, struct charge_view, iso),
	VIEW(TEXT, struct charge_view, edition),
	VIEW(TEXT, struct charge_view, net),
	VIEW(TEXT, struct charge_view, tax),
	VIEW(TEXT, struct charge_view, gross),
	VIEW(BOOL, struct charge_view, is_credit),
	VIEW_OF(LIST, struct charge_view, steps, step_view,
	    struct explanation_step),
	VIEW_FIELD_END,
};
static const struct view_field currency_fields[] = {
	VIEW(TEXT, struct currency_view, currency),
	VIEW(TEXT, struct currency_view, id),
	VIEW_OF(LIST, struct currency_view, purchases, charge_view,
	    struct charge_view),
	VIEW_OF(LIST, struct currency_view, credits, charge_view,
	    struct charge_view),
	VIEW(TEXT, struct currency_view, purchase_sum),
	VIEW(TEXT, struct currency_view, credit_sum),
	VIEW(TEXT, struct currency_view, net),
	VIEW(TEXT, struct currency_view, tax),
	VIEW(TEXT, struct currency_view, gross),
	VIEW(TEXT, struct currency_view, invoice),
	VIEW(TEXT, struct currency_view, statement),
	VIEW(TEXT, struct currency_view, state),
	VIEW(TEXT, struct currency_view, tone),
	VIEW_FIELD_END,
};
static const struct view_field month_fields[] = {
	VIEW(TEXT, struct month_view, name),
	VIEW(TEXT, struct month_view, href),
	VIEW(BOOL, struct month_view, current),
	VIEW_FIELD_END,
};
static const struct view_field billing_fields[] = {
	VIEW(TEXT, struct billing_view, month),
	VIEW(TEXT, struct billing_view, so_far),
	VIEW(BOOL, struct billing_view, at_months),
	VIEW_OF(
	    LIST, struct billing_view, months, month_fields, struct month_view),
	VIEW_OF(LIST, struct billing_view, currencies, currency_fields,
	    struct currency_view),
	VIEW_FIELD_END,
};

/* "2021-06"; the current month for anything else. */
static int month_asked(struct ctx *cx, const char *asked)
{
	int64_t day;

	if (asked != NULL &&
	    day_parse(arena_printf(cx->arena, "%s-01", asked), &day))
		return month_of_day(day);
	return month_of_day(day_of(cx->now));
}

/* What the line is, by its kind. */
static const char *day_words(const struct charge *charge)
{
	switch (charge->kind) {
	case CHARGE_CANCEL:
		return N_("cancelled {day}");
	case CHARGE_ADD_QUANTITY:
	case CHARGE_REMOVE_QUANTITY:
		return N_("quantity changed {day}");
	case CHARGE_RENEW:
		return N_("period from {day}");
	case CHARGE_CUSTOMER_CREDIT:
		return N_("credit granted {day}");
	default:
		return N_("ordered {day}");
	}
}

struct error charge_view_fill(
    struct ctx *cx, const struct charge *charge, struct charge_view *view)
{
	struct explanation told;
	struct error e = charge_explain(cx, charge, &told);

	if (e.code)
		return e;
	*view = (struct charge_view){
		.product = count_text(cx, charge->quantity, charge->title),
		.customer_name = charge->customer_name,
		.customer_href =
		    customer_path(cx, charge->customer_id, "%s", ""),
		.order_id = charge->order_id,
		.order_href = customer_path(
		    cx, charge->customer_id, "/orders/%s", charge->order_id),
		.day = message_with(cx, day_words(charge),
		    HOLES({ "day", show_day(cx, day_of(charge->at)) })),
		.iso = iso_text(cx, charge->at),
		.edition = edition_text(cx, charge->edition_id),
		.net = show_money(cx, charge->net),
		.tax = show_money(cx, charge->tax),
		.gross = show_money(cx, charge->gross),
		.is_credit = charge->is_credit,
		.steps = { told.count, told.steps },
	};
	return OK;
}

static struct error charges_of(struct ctx *cx, const struct charge_list *list,
    const char *currency, bool credits, struct view_list *ret_views)
{
	struct charge_view *views =
	    ARENA_ARRAY(cx->arena, struct charge_view, list->count + 1);
	size_t count = 0;
	struct error e = OK;

	for (size_t i = 0; i < list->count && e.code == 0; i++) {
		const struct charge *charge = &list->charges[i];

		if (charge->is_credit == credits &&
		    text_same(charge->gross.currency, currency))
			e = charge_view_fill(cx, charge, &views[count++]);
	}
	*ret_views = (struct view_list){ count, views };
	return e;
}

static struct error currencies_fill(
    struct ctx *cx, const struct charge_list *list, struct billing_view *view)
{
	struct currency_view *views =
	    ARENA_ARRAY(cx->arena, struct currency_view, list->total_count + 1);
	struct error e = OK;

	for (size_t i = 0; i < list->total_count && e.code == 0; i++) {
		const struct charge_total *total = &list->totals[i];
		const char *currency = total->gross.currency;

		views[i] = (struct currency_view){
			.currency = currency,
			.id = arena_printf(cx->arena, "in-%s", currency),
			.purchase_sum = show_money(cx, total->charges),
			.credit_sum = show_money(cx, total->credits),
			.net = show_money(cx, total->net),
			.tax = show_money(cx, total->tax),
			.gross = show_money(cx, total->gross),
		};
		e = charges_of(cx, list, currency, false, &views[i].purchases);
		if (e.code == 0)
			e = charges_of(
			    cx, list, currency, true, &views[i].credits);
	}
	view->currencies = (struct view_list){ list->total_count, views };
	return e;
}

static struct error statements_fill(
    struct ctx *cx, int month, struct view_list list)
{
	struct currency_view *views =
	    (struct currency_view *)(uintptr_t)list.items;

	for (size_t i = 0; i < list.count; i++) {
		struct invoice invoice;
		struct error e =
		    invoice_of_month(cx, month, views[i].currency, &invoice);

		if (e.code == ERR_INVOICE_UNKNOWN)
			continue;
		if (e.code)
			return e;
		views[i].invoice = invoice.invoice_id;
		views[i].state = invoice_state_text(cx, invoice.state);
		views[i].tone = invoice_tone(invoice.state);
		views[i].statement = arena_printf(
		    cx->arena, "/billing/statements/%s", views[i].invoice);
	}
	return OK;
}

/* Once it is issued, also when that was early, it is not "so far". */
static bool is_issued(struct view_list list)
{
	const struct currency_view *views = list.items;

	for (size_t i = 0; i < list.count; i++)
		if (views[i].invoice == NULL)
			return false;
	return list.count > 0;
}

static struct error months_fill(
    struct ctx *cx, int asked, struct billing_view *view)
{
	struct month_view *views;
	int *months;
	size_t count;
	struct error e = charge_months(cx, &months, &count);

	if (e.code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct month_view, count);
	for (size_t i = 0; i < count; i++)
		views[i] = (struct month_view){
			.name = show_month(cx, months[i]),
			.href =
			    arena_printf(cx->arena, "/billing?month=%04d-%02d",
				months[i] / 12, months[i] % 12 + 1),
			.current = months[i] == asked,
		};
	view->months = (struct view_list){ count, views };
	return OK;
}

struct billing_query {
	const char *month;
};
static const struct field billing_query_fields[] = {
	FIELD(TEXT, struct billing_query, month),
	FIELD_END,
};

static struct error billing_show(struct request *rq)
{
	const struct billing_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	int month = month_asked(cx, query->month);
	struct billing_view view = { .month = show_month(cx, month),
		.at_months = true };
	struct page page = { .title = _("Billing"),
		.body = "billing/month",
		.place = PLACE_BILLING,
		.fields = billing_fields,
		.data = &view };
	struct charge_list list;
	struct error e = charge_list(cx, month, &list);

	if (month == month_of_day(day_of(cx->now)))
		view.so_far = message_with(cx,
		    N_("{month} so far. Not an invoice yet: it changes with every order and cancellation."),
		    HOLES({ "month", view.month }));
	if (e.code == 0)
		e = months_fill(cx, month, &view);
	if (e.code == 0)
		e = currencies_fill(cx, &list, &view);
	if (e.code == 0)
		e = statements_fill(cx, month, view.currencies);
	if (is_issued(view.currencies))
		view.so_far = NULL;
	return e.code ? e : page_answer(rq, &page);
}

/* On a worker: fonts take their time. */
static struct error statement_read(struct request *rq)
{
	struct invoice invoice;
	struct error e =
	    invoice_load(&rq->cx, request_param(rq, "invoice"), &invoice);

	if (e.code)
		return e;
	response_status(rq, 200, "application/pdf");
	response_header(rq, "Content-Disposition",
	    arena_printf(rq->cx.arena, "attachment; filename=Invoice_%s.pdf",
		invoice.invoice_id));
	return statement_pdf(
	    &rq->cx, &invoice, STATEMENT_INVOICE, &rq->response.body);
}

const struct route web_billing_routes[] = {
	{ GET, "/billing", .needs = MAY_SEE_BILLING,
	    .query = billing_query_fields,
	    .query_size = sizeof(struct billing_query), .read = billing_show },
	{ GET, "/billing/statements/{invoice}", .needs = MAY_SEE_BILLING,
	    .slow = true, .read = statement_read },
	ROUTE_END,
};
