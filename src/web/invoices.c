/*
 * Invoices and credit notes as they were issued: the list, and one with its
 * lines. The open month is billing.c's.
 */
#include "base/day.h"
#include "i18n/i18n.h"
#include "web/billing.h"
#include "web/routes.h"
#include "web/timeline.h"
#include "web/views.h"

#define PAGE_ROWS 50
#define PAGE_LINES 100

const char *invoice_state_text(struct ctx *cx, enum invoice_state state)
{
	switch (state) {
	case INVOICE_PAID:
		return _("Paid");
	case INVOICE_OVERDUE:
		return _("Overdue");
	default:
		return _("Issued");
	}
}

const char *invoice_kind_text(struct ctx *cx, enum invoice_kind kind)
{
	return kind == INVOICE_CREDIT_NOTE ? _("Credit note") : _("Invoice");
}

const char *invoice_tone(enum invoice_state state)
{
	return state == INVOICE_PAID      ? "done"
	       : state == INVOICE_OVERDUE ? "bad"
					  : "info";
}

/* ---- one, as a row and as a page ---- */

struct invoice_view {
	const char *number, *href, *kind, *heading, *month, *state, *tone;
	const char *due, *due_iso, *due_words; /* NULL: nothing to pay */
	const char *net, *tax, *gross, *balance, *statement;
	const char *dated, *dated_iso, *issued, *issued_iso, *paid_day;
	const char *proof, *hash, *shown, *first_href, *next_href;
	struct view_list lines; /* struct charge_view */
};
static const struct view_field invoice_view[] = {
	VIEW(TEXT, struct invoice_view, number),
	VIEW(TEXT, struct invoice_view, href),
	VIEW(TEXT, struct invoice_view, kind),
	VIEW(TEXT, struct invoice_view, heading),
	VIEW(TEXT, struct invoice_view, month),
	VIEW(TEXT, struct invoice_view, state),
	VIEW(TEXT, struct invoice_view, tone),
	VIEW(TEXT, struct invoice_view, due),
	VIEW(TEXT, struct invoice_view, due_iso),
	VIEW(TEXT, struct invoice_view, due_words),
	VIEW(TEXT, struct invoice_view, net),
	VIEW(TEXT, struct invoice_view, tax),
	VIEW(TEXT, struct invoice_view, gross),
	VIEW(TEXT, struct invoice_view, balance),
	VIEW(TEXT, struct invoice_view, statement),
	VIEW(TEXT, struct invoice_view, dated),
	VIEW(TEXT, struct invoice_view, dated_iso),
	VIEW(TEXT, struct invoice_view, issued),
	VIEW(TEXT, struct invoice_view, issued_iso),
	VIEW(TEXT, struct invoice_view, paid_day),
	VIEW(TEXT, struct invoice_view, proof),
	VIEW(TEXT, struct invoice_view, hash),
	VIEW(TEXT, struct invoice_view, shown),
	VIEW(TEXT, struct invoice_view, first_href),
	VIEW(TEXT, struct invoice_view, next_href),
	VIEW_OF(
	    LIST, struct invoice_view, lines, charge_view, struct charge_view),
	VIEW_FIELD_END,
};

static const char *day_iso(struct ctx *cx, int64_t day)
{
	char text[DAY_TEXT];

	day_text(day, text);
	return arena_dup(cx->arena, text);
}

static void due_fill(
    struct ctx *cx, const struct invoice *invoice, struct invoice_view *view)
{
	if (invoice->balance.minor <= 0)
		return;
	view->due = show_day(cx, invoice->due_day);
	view->due_iso = day_iso(cx, invoice->due_day);
	view->due_words = message_with(cx,
	    invoice->state == INVOICE_OVERDUE ? N_("was due on {day}")
					      : N_("due on {day}"),
	    HOLES({ "day", view->due }));
}

static struct invoice_view view_of(
    struct ctx *cx, const struct invoice *invoice)
{
	const char *number = invoice->invoice_id;
	struct invoice_view view = {
		.number = number,
		.href = arena_printf(cx->arena, "/billing/invoices/%s", number),
		.statement =
		    arena_printf(cx->arena, "/billing/statements/%s", number),
		.kind = invoice_kind_text(cx, invoice->kind),
		.heading = message_with(cx,
		    invoice->kind == INVOICE_CREDIT_NOTE
			? N_("Credit note {number}")
			: N_("Invoice {number}"),
		    HOLES({ "number", number })),
		.month = show_month(cx, invoice->month),
		.state = invoice_state_text(cx, invoice->state),
		.tone = invoice_tone(invoice->state),
		.net = show_money(cx, invoice->net),
		.tax = show_money(cx, invoice->tax),
		.gross = show_money(cx, invoice->gross),
		.balance = show_money(cx, invoice->balance),
		.dated = show_day(cx, day_of(invoice->dated_at)),
		.dated_iso = day_iso(cx, day_of(invoice->dated_at)),
		.issued = show_instant(cx, invoice->issued_at),
		.issued_iso = iso_text(cx, invoice->issued_at),
		.paid_day = invoice->paid_day == 0
				? NULL
				: show_day(cx, invoice->paid_day),
		.proof = message_with(cx,
		    N_("The lines sum to net {net}, tax {tax} and gross {gross}."),
		    HOLES({ "net", show_money(cx, invoice->net) },
			{ "tax", show_money(cx, invoice->tax) },
			{ "gross", show_money(cx, invoice->gross) })),
		.hash = invoice->lines_hash,
	};

	due_fill(cx, invoice, &view);
	return view;
}

struct offset_query {
	int64_t offset;
};
static const struct field offset_query[] = {
	FIELD(INT, struct offset_query, offset, .min = 0, .max = 100000000),
	FIELD_END,
};

static const char *page_href(struct ctx *cx, const char *path, int64_t offset)
{
	return arena_printf(
	    cx->arena, "%s?offset=%lld", path, (long long)offset);
}

/* ---- the list ---- */

struct sum_view {
	const char *currency, *owed, *overdue;
};
static const struct view_field sum_view[] = {
	VIEW(TEXT, struct sum_view, currency),
	VIEW(TEXT, struct sum_view, owed),
	VIEW(TEXT, struct sum_view, overdue),
	VIEW_FIELD_END,
};
struct list_view {
	struct view_list rows, sums;
	const char *counted, *next, *first_href, *next_href;
	bool none_yet, at_invoices;
};
static const struct view_field list_view[] = {
	VIEW_OF(
	    LIST, struct list_view, rows, invoice_view, struct invoice_view),
	VIEW_OF(LIST, struct list_view, sums, sum_view, struct sum_view),
	VIEW(TEXT, struct list_view, counted),
	VIEW(TEXT, struct list_view, next),
	VIEW(TEXT, struct list_view, first_href),
	VIEW(TEXT, struct list_view, next_href),
	VIEW(BOOL, struct list_view, none_yet),
	VIEW(BOOL, struct list_view, at_invoices),
	VIEW_FIELD_END,
};

static bool met_before(const struct invoice_list *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_same(
			list->invoices[i].currency, list->invoices[n].currency))
			return true;
	return false;
}

static struct sum_view sum_of(
    struct ctx *cx, const struct invoice_list *list, const char *currency)
{
	struct money owed = money_of(0, currency), late = owed;

	for (size_t i = 0; i < list->count; i++) {
		const struct invoice *invoice = &list->invoices[i];

		if (!text_same(invoice->currency, currency))
			continue;
		owed.minor += invoice->balance.minor;
		if (invoice->state == INVOICE_OVERDUE)
			late.minor += invoice->balance.minor;
	}
	return (struct sum_view){ currency, show_money(cx, owed),
		late.minor == 0 ? NULL : show_money(cx, late) };
}

static void sums_fill(
    struct ctx *cx, const struct invoice_list *list, struct list_view *view)
{
	struct sum_view *sums =
	    ARENA_ARRAY(cx->arena, struct sum_view, list->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (!met_before(list, i))
			sums[count++] =
			    sum_of(cx, list, list->invoices[i].currency);
	view->sums = (struct view_list){ count, sums };
}

static void rows_fill(struct ctx *cx, const struct invoice_list *list,
    int64_t offset, struct list_view *view)
{
	struct invoice_view *rows =
	    ARENA_ARRAY(cx->arena, struct invoice_view, PAGE_ROWS);
	int64_t total = (int64_t)list->count, at = offset;
	size_t count = 0;

	for (; at < total && count < PAGE_ROWS; at++)
		rows[count++] = view_of(cx, &list->invoices[at]);
	view->rows = (struct view_list){ count, rows };
	if (offset > 0)
		view->first_href = "/billing/invoices";
	if (at < total)
		view->next_href = page_href(cx, "/billing/invoices", at);
}

static struct error list_show(struct request *rq)
{
	const struct offset_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct list_view view = { .at_invoices = true };
	struct page page = { .title = _("Invoices and credit notes"),
		.body = "billing/invoices",
		.place = PLACE_BILLING,
		.fields = list_view,
		.data = &view };
	struct invoice_list list;
	struct error e = invoice_list(cx, &list);

	if (e.code)
		return e;
	view.none_yet = list.count == 0;
	view.counted = message_plural(
	    cx, "{n} document", "{n} documents", (int64_t)list.count, NULL);
	view.next = message_with(cx,
	    N_("What you buy and cancel in {month} is on an invoice as soon as the month is over."),
	    HOLES({ "month", show_month(cx, month_of_day(day_of(cx->now))) }));
	sums_fill(cx, &list, &view);
	rows_fill(cx, &list, query->offset, &view);
	return page_answer(rq, &page);
}

/* ---- one ---- */

struct one_page {
	const struct timeline *timeline;
	struct view_list invoice; /* one */
};
static const struct view_field one_page[] = {
	VIEW_OF(
	    OBJECT, struct one_page, timeline, timeline_view, struct timeline),
	VIEW_OF(
	    LIST, struct one_page, invoice, invoice_view, struct invoice_view),
	VIEW_FIELD_END,
};

static struct error lines_fill(struct ctx *cx, const struct invoice *invoice,
    int64_t offset, struct invoice_view *view)
{
	struct charge_view *rows;
	struct invoice_line_list list;
	int64_t end;
	struct error e = invoice_lines(
	    cx, invoice->month, invoice->currency, offset, PAGE_LINES, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct charge_view, list.count + 1);
	for (size_t i = 0; i < list.count && e.code == 0; i++)
		e = charge_view_fill(cx, &list.lines[i].charge, &rows[i]);
	view->lines = (struct view_list){ list.count, rows };
	end = offset + (int64_t)list.count;
	view->shown = message_with(cx, N_("{from} to {to} of {all}"),
	    HOLES({ "from", show_int(cx, list.count == 0 ? end : offset + 1) },
		{ "to", show_int(cx, end) },
		{ "all", show_int(cx, invoice->line_count) }));
	if (offset > 0)
		view->first_href = view->href;
	if (list.more)
		view->next_href = page_href(cx, view->href, end);
	return e;
}

static struct error one_show(struct request *rq)
{
	const struct offset_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct invoice_view view;
	struct one_page one = { .invoice = { 1, &view } };
	struct page page = { .body = "billing/invoice",
		.place = PLACE_BILLING,
		.fields = one_page,
		.data = &one };
	struct invoice invoice;
	struct error e =
	    invoice_load(cx, request_param(rq, "invoice"), &invoice);

	if (e.code)
		return e;
	view = view_of(cx, &invoice);
	page.title = view.heading;
	e = lines_fill(cx, &invoice, query->offset, &view);
	if (e.code == 0)
		e = timeline_of_object(cx, invoice.invoice_id, -1,
		    invoice.issued_at, &one.timeline);
	return e.code ? e : page_answer(rq, &page);
}

const struct route web_invoice_routes[] = {
	{ GET, "/billing/invoices", .needs = MAY_SEE_BILLING,
	    .query = offset_query, .query_size = sizeof(struct offset_query),
	    .read = list_show },
	{ GET, "/billing/invoices/{invoice}", .needs = MAY_SEE_BILLING,
	    .query = offset_query, .query_size = sizeof(struct offset_query),
	    .read = one_show },
	ROUTE_END,
};
