/*
 * Invoices, their documents and balances over REST (api.md 2.9, 3.6). A month
 * that is over is an invoice; lines are invoice_line_routes.c's.
 */
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/invoice_json.h"
#include "api/query.h"
#include "api/routes.h"
#include "base/day.h"
#include "billing/statement.h"
#include "i18n/i18n.h"

#define INVOICES_MAX 200

/* ---- the list ---- */

struct invoices_query {
	int64_t size, offset;
	const char *filter;
};
static const struct field invoices_query[] = {
	FIELD(INT, struct invoices_query, size, .min = 0, .max = INVOICES_MAX),
	FIELD(INT, struct invoices_query, offset, .min = 0, .max = 1000000),
	FIELD(TEXT, struct invoices_query, filter, .max = 2048),
	FIELD_END,
};

static const char *const comparisons[] = { "equals", "not_equals",
	"greater_than", "greater_than_or_equals", "less_than",
	"less_than_or_equals", NULL };
static const struct filter_rule invoice_filters[] = {
	{ "invoice_date", comparisons },
	{ 0 },
};

/* order: of the invoice's date against the one asked about. */
static bool compares(const char *comparison, int order)
{
	const bool holds[] = { order == 0, order != 0, order > 0, order >= 0,
		order < 0, order <= 0 };

	for (size_t i = 0; i < COUNT(holds); i++)
		if (text_same(comparisons[i], comparison))
			return holds[i];
	return false;
}

static struct error list_filter(
    struct request *rq, const struct filter *filter, struct invoice_list *list)
{
	size_t kept = 0;
	int64_t at;

	if (filter->field == NULL)
		return OK;
	if (!instant_parse_wire(filter->value, &at))
		return fail_with(rq->cx.arena, ERR_FIELD_DATE, "filter",
		    HOLES({ "value", filter->value }));
	for (size_t i = 0; i < list->count; i++) {
		int64_t day = day_of(list->invoices[i].dated_at);
		int order = (day > day_of(at)) - (day < day_of(at));

		if (compares(filter->operator, order))
			list->invoices[kept++] = list->invoices[i];
	}
	list->count = kept;
	return OK;
}

static const char *page_uri(struct request *rq, int64_t offset)
{
	const struct invoices_query *query = rq->query;

	return uri_with(rq->cx.arena, "/invoices",
	    HOLES({ "size", int_text(rq->cx.arena, query->size) },
		{ "offset", int_text(rq->cx.arena, offset) },
		{ "filter", query->filter }));
}

static void list_answer(struct request *rq, const struct invoice_list *list)
{
	const struct invoices_query *query = rq->query;
	int64_t total = (int64_t)list->count, end = total;
	struct json_out json;

	if (query->size > 0 && query->offset + query->size < total)
		end = query->offset + query->size;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list->count);
	for (int64_t i = query->offset; i < end; i++)
		invoice_json(rq, &json, &list->invoices[i]);
	json_array_end(&json);
	links_begin(&json);
	links_add(&json, "self", "GET", page_uri(rq, query->offset));
	if (end < total)
		links_add(&json, "next", "GET", page_uri(rq, end));
	if (query->offset > 0 && query->size > 0)
		links_add(&json, "previous", "GET",
		    page_uri(rq, query->offset > query->size
				     ? query->offset - query->size
				     : 0));
	links_end(&json);
	resource_end(&json, "Collection", NULL);
}

static struct error invoices_read(struct request *rq)
{
	const struct invoices_query *query = rq->query;
	struct invoice_list list;
	struct filter filter;
	struct error e =
	    filter_read(&rq->cx, query->filter, invoice_filters, &filter);

	if (e.code || (e = invoice_list(&rq->cx, &list)).code ||
	    (e = list_filter(rq, &filter, &list)).code)
		return e;
	list_answer(rq, &list);
	return OK;
}

/* ---- one, and its documents ---- */

static struct error path_invoice(
    struct request *rq, struct invoice *ret_invoice)
{
	return invoice_load(&rq->cx, request_param(rq, "invoice"), ret_invoice);
}

static struct error invoice_read(struct request *rq)
{
	struct invoice invoice;
	struct json_out json;
	struct error e = path_invoice(rq, &invoice);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	invoice_json(rq, &json, &invoice);
	return OK;
}

static struct error pdf_answer(struct request *rq,
    const struct invoice *invoice, enum statement_kind kind, const char *name)
{
	response_status(rq, 200, "application/pdf");
	response_header(rq, "Content-Disposition",
	    arena_printf(rq->cx.arena, "attachment; filename=%s.pdf", name));
	return statement_pdf(&rq->cx, invoice, kind, &rq->response.body);
}

static struct error statement_read(struct request *rq)
{
	struct invoice invoice;
	struct error e = path_invoice(rq, &invoice);

	if (e.code)
		return e;
	return pdf_answer(rq, &invoice, STATEMENT_INVOICE,
	    arena_printf(rq->cx.arena, "Invoice_%s", invoice.invoice_id));
}

static struct error receipt_read(struct request *rq)
{
	struct invoice invoice;
	const char *id;
	struct error e = path_invoice(rq, &invoice);

	if (e.code)
		return e;
	id = receipt_id_of(rq->cx.arena, &invoice);
	if (id == NULL ||
	    !text_same_nocase(
		id, text_trim(rq->cx.arena, request_param(rq, "receipt"))))
		return fail(ERR_RECEIPT_UNKNOWN, NULL);
	return pdf_answer(rq, &invoice, STATEMENT_RECEIPT,
	    arena_printf(rq->cx.arena, "E-Tax-%s", id));
}

/* ---- balances ---- */

static struct error summary_read(struct request *rq)
{
	struct invoice_list list;
	struct json_out json;
	struct error e = invoice_list(&rq->cx, &list);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	invoice_summary_json(rq, &json, &list, rq->cx.who->partner->currency);
	return OK;
}

static bool met_before(const struct invoice_list *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_same(
			list->invoices[i].currency, list->invoices[n].currency))
			return true;
	return false;
}

static struct error summaries_read(struct request *rq)
{
	struct invoice_list list;
	struct json_out json;
	size_t count = 0;
	struct error e = invoice_list(&rq->cx, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		count += !met_before(&list, i);
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < list.count; i++)
		if (!met_before(&list, i))
			invoice_summary_json(
			    rq, &json, &list, list.invoices[i].currency);
	collection_end(&json, "/invoices/summaries");
	return OK;
}

#define INVOICE "/v1/invoices/{invoice}"

const struct route api_invoice_routes[] = {
	{ GET, "/v1/invoices", .needs = MAY_SEE_BILLING,
	    .query = invoices_query,
	    .query_size = sizeof(struct invoices_query), .read = invoices_read,
	    .summary = N_("Your invoices, newest first."),
	    API(1, ANY_CALLER, LIST_OF("Invoice"), NO_ERRORS) },
	{ GET, INVOICE, .needs = MAY_SEE_BILLING, .read = invoice_read,
	    .summary = N_("One invoice."),
	    API(1, APP_USER, ONE(200, "Invoice"),
		ERRORS(ERR_INVOICE_UNKNOWN)) },
	{ GET, INVOICE "/documents/statement", .needs = MAY_SEE_BILLING,
	    .slow = true, .read = statement_read,
	    .summary = N_("An invoice as a PDF."),
	    API(1, APP_USER, BYTES("application/pdf"),
		ERRORS(ERR_INVOICE_UNKNOWN)) },
	{ GET, INVOICE "/receipts/{receipt}/documents/statement",
	    .needs = MAY_SEE_BILLING, .slow = true, .read = receipt_read,
	    .summary = N_("The receipt for the tax of an invoice as a PDF."),
	    API(1, APP_USER, BYTES("application/pdf"),
		ERRORS(ERR_INVOICE_UNKNOWN, ERR_RECEIPT_UNKNOWN)) },
	{ GET, "/v1/invoices/summary", .needs = MAY_SEE_BILLING,
	    .read = summary_read,
	    .summary = N_("What is owed in your own currency."),
	    API(1, ANY_CALLER, ONE(200, "InvoiceSummary"), NO_ERRORS) },
	{ GET, "/v1/invoices/summaries", .needs = MAY_SEE_BILLING,
	    .read = summaries_read, .summary = N_("What is owed, by currency."),
	    API(1, APP_USER, LIST_OF("InvoiceSummary"), NO_ERRORS) },
	ROUTE_END,
};
