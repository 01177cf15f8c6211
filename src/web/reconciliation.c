/*
 * Files to reconcile an invoice with, from its buttons. What is in them, and
 * that it sums up, billing says.
 */
#include "accounts/permission.h"
#include "billing/reconciliation.h"
#include "web/routes.h"

static struct error file_answer(
    struct request *rq, enum reconciliation_form form)
{
	struct reconciliation made;
	struct invoice invoice;
	struct error e =
	    invoice_load(&rq->cx, request_param(rq, "invoice"), &invoice);

	if (e.code == 0)
		e = reconciliation_make(&rq->cx, &invoice, form, &made);
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

const struct route web_reconciliation_routes[] = {
	{ GET, "/billing/reconciliation/{invoice}/csv",
	    .needs = MAY_SEE_BILLING, .slow = true, .read = csv_read },
	{ GET, "/billing/reconciliation/{invoice}/xlsx",
	    .needs = MAY_SEE_BILLING, .slow = true, .read = xlsx_read },
	ROUTE_END,
};
