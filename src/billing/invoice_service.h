/*
 * What happens to invoices: issued, paid, refused. All in the writer, for
 * cx->who's partner at cx->now; jobs make both with billing_of_partner.
 */
#ifndef KONTOR_BILLING_INVOICE_SERVICE_H
#define KONTOR_BILLING_INVOICE_SERVICE_H

#include "accounts/principal.h"
#include "billing/invoice_prepare.h"

/*
 * Issues a month and currency: the proof, the number, the row, the activity
 * and the event "invoice-ready" are one transaction. Issued before: that one,
 * unchanged. No lines: ret_invoice->invoice_id is NULL. When the lines do not
 * sum up, nothing is issued, the refusal is kept (invoice_refusal_list),
 * ret_invoice->invoice_id is NULL and *ret_refused is true.
 */
struct error invoice_issue(struct ctx *cx, int month, const char *currency,
    struct invoice *ret_invoice, bool *ret_refused);

struct issue_counts {
	int64_t invoices, credit_notes, refused;
	bool in_slices; /* asked: a month that is too long for a slice is not
			   proved here; it ends before that one */
	struct invoice_need need; /* told: which must be prepared first */
};
/* All currencies of one month, or (INT_MIN) of every month before that of
 * cx->now, oldest first, that are not issued. Adds to *counts. */
struct error invoice_issue_month(
    struct ctx *cx, int month, struct issue_counts *counts);
#define EVERY_MONTH_OVER INT32_MIN

/*
 * A test clock went back to cx->now: what was issued later has not been issued
 * yet, and its months are open again. What comes out the same later is not
 * told again. Only for tenants with a test clock; of
 * them the last numbers go, so that none is left out. *ret_count documents.
 */
struct error invoice_reopen(struct ctx *cx, int64_t *ret_count);

/*
 * Marks one as paid in full on that day, 0 today (of a credit note: paid out).
 * The number is any partner's: for the operator. by: the operator's name, for
 * the activity log. ERR_INVOICE_UNKNOWN, ERR_INVOICE_PAID, ERR_FIELD_RANGE-like
 * ERR_PAID_DAY when the day is before the invoice's or after today.
 */
struct error invoice_pay(struct ctx *cx, const char *invoice_id,
    int64_t paid_day, const char *by, struct invoice *ret_invoice);

/* A job's own context for a partner: who is the system, now its clock's. */
struct billing_job {
	struct partner partner;
	struct principal who;
	struct ctx cx;
};
struct error billing_of_partner(
    struct ctx *cx, int64_t partner_id, struct billing_job *ret_job);

#endif
