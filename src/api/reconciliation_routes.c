/*
 * Ours: how every charge and credit came about, and the reconciliation file of
 * an invoice with the proof that its rows sum to it. Sums are billing's.
 */
#include <unistd.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "base/day.h"
#include "billing/reconciliation.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "orders/order_rules.h"

/* ---- how a line came about ---- */

static const char *explanation_uri(
    struct request *rq, const struct order *order)
{
	return URI_OF(rq->cx.arena, "customers", order->customer_id, "orders",
	    order->order_id, "lineitems", request_param(rq, "line"),
	    "explanation");
}

static void steps_json(struct json_out *json, const struct explanation *told)
{
	json_array_begin(json, "steps");
	for (size_t i = 0; i < told->count; i++) {
		json_object_begin(json, NULL);
		json_text(json, "label", told->steps[i].label);
		json_text(json, "value", told->steps[i].value);
		json_object_end(json);
	}
	json_array_end(json);
}

static void explanation_json(struct request *rq, struct json_out *json,
    const struct charge *charge, const struct explanation *told)
{
	resource_begin(json, NULL);
	json_text(json, "orderId", charge->order_id);
	json_int(json, "lineItemNumber", charge->line_number);
	json_text(json, "chargeKind", charge_kind_id(charge->kind));
	json_instant(json, "date", charge->at);
	json_text(json, "month",
	    arena_printf(rq->cx.arena, "%04d-%02d", charge->month / 12,
		charge->month % 12 + 1));
	json_int(json, "quantity", charge->quantity);
	json_text(json, "rule", told->rule);
	json_text(json, "edition", charge->edition_id);
	if (told->edition != NULL) {
		json_some(
		    json, "editionDocumentDate", told->edition->document_date);
		if (told->edition->effective_from != EDITION_BEGIN)
			json_instant(
			    json, "editionFrom", told->edition->effective_from);
	}
	json_text(json, "formula", told->formula);
	json_text(json, "rounding", "half_even_once_on_the_line_total");
	json_stored_flat(json, "inputs", charge->explanation);
	json_money(json, "net", charge->net);
	json_money(json, "tax", charge->tax);
	json_money(json, "gross", charge->gross);
	json_text(json, "currency", charge->gross.currency);
	steps_json(json, told);
	resource_end(json, "ChargeExplanation", NULL);
}

static struct error charges_of_line(struct request *rq,
    const struct order *order, int64_t line, struct charge_list *ret_list)
{
	struct charge_list list;
	size_t kept = 0;
	struct error e = charge_list_of_order(&rq->cx, order->order_id, &list);

	for (size_t i = 0; e.code == 0 && i < list.count; i++)
		if (list.charges[i].line_number == line)
			list.charges[kept++] = list.charges[i];
	list.count = kept;
	if (e.code == 0)
		*ret_list = list;
	return e;
}

static struct error path_line(
    struct request *rq, struct order *ret_order, int64_t *ret_line)
{
	struct error e = order_load(&rq->cx, path_customer_id(rq),
	    text_trim(rq->cx.arena, request_param(rq, "order")), ret_order);

	if (e.code)
		return e;
	if (!text_to_int(request_param(rq, "line"), ret_line) ||
	    order_line_find(ret_order, *ret_line) == NULL)
		return fail(ERR_LINE_UNKNOWN, "lineItemNumber");
	return OK;
}

static struct error explanation_read(struct request *rq)
{
	struct charge_list list;
	struct order order;
	struct json_out json;
	int64_t line;
	struct error e = path_line(rq, &order, &line);

	if (e.code || (e = charges_of_line(rq, &order, line, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++) {
		struct explanation told;

		e = charge_explain(&rq->cx, &list.charges[i], &told);
		if (e.code)
			return e;
		explanation_json(rq, &json, &list.charges[i], &told);
	}
	collection_end(&json, explanation_uri(rq, &order));
	return OK;
}

/* ---- files to reconcile with ---- */

static struct error file_make(struct request *rq, enum reconciliation_form form,
    struct invoice *ret_invoice, struct reconciliation *ret_made)
{
	struct error e =
	    invoice_load(&rq->cx, request_param(rq, "invoice"), ret_invoice);

	return e.code
		   ? e
		   : reconciliation_make(&rq->cx, ret_invoice, form, ret_made);
}

static struct error file_answer(
    struct request *rq, enum reconciliation_form form)
{
	struct reconciliation made;
	struct invoice invoice;
	struct error e = file_make(rq, form, &invoice, &made);

	if (e.code)
		return e;
	response_status(rq, 200, reconciliation_type(form));
	response_header(rq, "Content-Disposition",
	    arena_printf(rq->cx.arena, "attachment; filename=%s",
		reconciliation_name(rq->cx.arena, &invoice, form)));
	rq->response.file = made.file;
	rq->response.file_length = made.length;
	return OK;
}

static struct error csv_read(struct request *rq)
{
	return file_answer(rq, RECONCILIATION_CSV);
}

static struct error xlsx_read(struct request *rq)
{
	return file_answer(rq, RECONCILIATION_XLSX);
}

/* ---- the proof ---- */

static void proof_links(
    struct request *rq, struct json_out *json, const char *id)
{
	struct arena *arena = rq->cx.arena;

	links_begin(json);
	links_add(json, "self", "GET",
	    URI_OF(arena, "invoices", id, "reconciliation"));
	links_add(json, "csv", "GET",
	    URI_OF(arena, "invoices", id, "reconciliation", "csv"));
	links_add(json, "xlsx", "GET",
	    URI_OF(arena, "invoices", id, "reconciliation", "xlsx"));
	links_end(json);
}

static struct error proof_read(struct request *rq)
{
	struct reconciliation made;
	struct invoice invoice;
	struct json_out json;
	struct error e = file_make(rq, RECONCILIATION_CSV, &invoice, &made);

	if (e.code)
		return e;
	close(made.file);
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "invoiceId", invoice.invoice_id);
	json_text(&json, "currency", invoice.currency);
	json_int(&json, "rowCount", made.row_count);
	json_int(&json, "invoiceLineCount", invoice.line_count);
	json_money(&json, "rowsSubtotal", made.net);
	json_money(&json, "rowsTaxTotal", made.tax);
	json_money(&json, "rowsTotal", made.gross);
	json_money(&json, "invoiceSubtotal", invoice.net);
	json_money(&json, "invoiceTaxTotal", invoice.tax);
	json_money(&json, "invoiceTotal", invoice.gross);
	json_bool(&json, "isProven", true);
	json_text(&json, "csvSha256", made.sha256);
	proof_links(rq, &json, invoice.invoice_id);
	resource_end(&json, "ReconciliationProof", NULL);
	return OK;
}

#define RECONCILIATION "/v1/invoices/{invoice}/reconciliation"
#define FILE_ERRORS                                                            \
	ERRORS(ERR_INVOICE_UNKNOWN, ERR_RECONCILIATION_SUMS,                   \
	    ERR_RECONCILIATION_ROWS)

const struct route api_reconciliation_routes[] = {
	{ GET,
	    "/v1/customers/{customer}/orders/{order}/lineitems/{line}/"
	    "explanation",
	    .needs = MAY_SEE_ORDERS, .read = explanation_read,
	    .summary = N_("How each charge and credit of a line came about."),
	    API(OURS, ANY_CALLER, LIST_OF("ChargeExplanation"),
		ERRORS(ERR_ORDER_UNKNOWN, ERR_LINE_UNKNOWN)) },
	{ GET, RECONCILIATION, .needs = MAY_SEE_BILLING, .slow = true,
	    .read = proof_read,
	    .summary = N_("The proof that the rows of the files below sum to "
			  "the invoice."),
	    API(OURS, ANY_CALLER, ONE(200, "ReconciliationProof"),
		ERRORS(ERR_INVOICE_UNKNOWN, ERR_RECONCILIATION_SUMS)) },
	{ GET, RECONCILIATION "/csv", .needs = MAY_SEE_BILLING, .slow = true,
	    .read = csv_read,
	    .summary = N_("The lines of an invoice as comma-separated values."),
	    API(OURS, ANY_CALLER, BYTES("text/csv; charset=utf-8"),
		FILE_ERRORS) },
	{ GET, RECONCILIATION "/xlsx", .needs = MAY_SEE_BILLING, .slow = true,
	    .read = xlsx_read,
	    .summary = N_("The lines of an invoice as a workbook."),
	    API(OURS, ANY_CALLER,
		BYTES("application/"
		      "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		FILE_ERRORS) },
	ROUTE_END,
};
