/*
 * What is open: own support requests, invoices to be paid, purchases that wait
 * for keys.
 */
#include "base/day.h"
#include "billing/invoice.h"
#include "fulfilment/entitlement.h"
#include "i18n/i18n.h"
#include "support/service_request.h"
#include "web/software.h"
#include "web/support.h"
#include "web/today.h"
#include "web/views.h"

#define ROWS 6

/* ---- support requests ---- */

struct request_row {
	const char *href, *headline, *about, *state, *tone, *changed, *iso;
	const char *impact;
};
static const struct view_field request_row_view[] = {
	VIEW(TEXT, struct request_row, href),
	VIEW(TEXT, struct request_row, headline),
	VIEW(TEXT, struct request_row, about),
	VIEW(TEXT, struct request_row, state),
	VIEW(TEXT, struct request_row, tone),
	VIEW(TEXT, struct request_row, changed),
	VIEW(TEXT, struct request_row, iso),
	VIEW(TEXT, struct request_row, impact),
	VIEW_FIELD_END,
};
const struct view_field requests_view[] = {
	VIEW_OF(LIST, struct requests_view, rows, request_row_view,
	    struct request_row),
	VIEW(TEXT, struct requests_view, count),
	VIEW(TEXT, struct requests_view, asked),
	VIEW(TEXT, struct requests_view, all),
	VIEW(BOOL, struct requests_view, none),
	VIEW_FIELD_END,
};

static struct request_row request_row(
    struct ctx *cx, const struct service_request *request)
{
	return (struct request_row){
		.href =
		    arena_printf(cx->arena, "/support/%s", request->request_id),
		.headline = request->title,
		.about = request->customer_id == NULL
			     ? NULL
			     : request->organization.name,
		.state = request_state_text(cx, request->state),
		.tone = request_tone(request->state),
		.impact = request_severity_text(cx, request->severity),
		.changed = show_day(cx, day_of(request->updated_at)),
		.iso = iso_text(cx, request->updated_at),
	};
}

struct error requests_fill(struct ctx *cx, struct requests_view *view)
{
	struct request_list list;
	struct request_row *rows;
	int64_t asked = 0;
	struct error e = service_request_open(cx, ROWS, &list, &asked);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct request_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = request_row(cx, &list.requests[i]);
	*view = (struct requests_view){ .rows = { list.count, rows },
		.count = show_int(cx, list.total),
		.none = list.total == 0 };
	if (asked > 0)
		view->asked = message_plural(cx, "{n} waits for your answer",
		    "{n} wait for your answer", asked, NULL);
	if (list.total > (int64_t)list.count)
		view->all = message_with(
		    cx, N_("See all {n}"), HOLES({ "n", view->count }));
	return OK;
}

/* ---- invoices ---- */

struct unpaid_row {
	const char *number, *href, *month, *amount, *due, *due_iso, *state,
	    *tone;
};
static const struct view_field unpaid_row_view[] = {
	VIEW(TEXT, struct unpaid_row, number),
	VIEW(TEXT, struct unpaid_row, href),
	VIEW(TEXT, struct unpaid_row, month),
	VIEW(TEXT, struct unpaid_row, amount),
	VIEW(TEXT, struct unpaid_row, due),
	VIEW(TEXT, struct unpaid_row, due_iso),
	VIEW(TEXT, struct unpaid_row, state),
	VIEW(TEXT, struct unpaid_row, tone),
	VIEW_FIELD_END,
};
const struct view_field unpaid_view[] = {
	VIEW_OF(
	    LIST, struct unpaid_view, rows, unpaid_row_view, struct unpaid_row),
	VIEW(BOOL, struct unpaid_view, none),
	VIEW_FIELD_END,
};

static struct unpaid_row unpaid_row(
    struct ctx *cx, const struct invoice *invoice)
{
	bool overdue = invoice->state == INVOICE_OVERDUE;

	return (struct unpaid_row){
		.number = invoice->invoice_id,
		.href = arena_printf(
		    cx->arena, "/billing/invoices/%s", invoice->invoice_id),
		.month = show_month(cx, invoice->month),
		.amount = show_money(cx, invoice->gross),
		.due = show_day(cx, invoice->due_day),
		.due_iso = iso_of_day(cx, invoice->due_day),
		.state = overdue ? _("Overdue") : _("Issued"),
		.tone = overdue ? "bad" : "info",
	};
}

struct error unpaid_fill(struct ctx *cx, struct unpaid_view *view)
{
	struct invoice_list list;
	struct unpaid_row *rows;
	struct error e = invoice_unpaid(cx, ROWS, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct unpaid_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = unpaid_row(cx, &list.invoices[i]);
	*view = (struct unpaid_view){ { list.count, rows }, list.count == 0 };
	return OK;
}

/* ---- purchases without keys ---- */

struct waiting_line {
	const char *customer_name, *href, *counted, *since, *since_iso;
};
static const struct view_field waiting_line_view[] = {
	VIEW(TEXT, struct waiting_line, customer_name),
	VIEW(TEXT, struct waiting_line, href),
	VIEW(TEXT, struct waiting_line, counted),
	VIEW(TEXT, struct waiting_line, since),
	VIEW(TEXT, struct waiting_line, since_iso),
	VIEW_FIELD_END,
};
const struct view_field waiting_view[] = {
	VIEW_OF(LIST, struct waiting_view, rows, waiting_line_view,
	    struct waiting_line),
	VIEW(TEXT, struct waiting_view, more),
	VIEW_FIELD_END,
};

struct error waiting_fill(struct ctx *cx, const struct waiting_view **ret_view)
{
	struct waiting_view *view = ARENA_NEW(cx->arena, struct waiting_view);
	struct waiting_list list;
	struct waiting_line *rows;
	struct error e = entitlement_waiting(cx, ROWS, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct waiting_line, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = (struct waiting_line){
			.customer_name = list.rows[i].customer_name,
			.href = customer_path(cx, list.rows[i].customer_id,
			    "/orders/%s", list.rows[i].order_id),
			.counted = count_text(
			    cx, list.rows[i].quantity, list.rows[i].title),
			.since = show_day(cx, day_of(list.rows[i].ordered_at)),
			.since_iso = iso_text(cx, list.rows[i].ordered_at),
		};
	view->rows = (struct view_list){ list.count, rows };
	if (list.more)
		view->more = _("These are the oldest; others wait as well.");
	*ret_view = list.count == 0 ? NULL : view;
	return OK;
}
