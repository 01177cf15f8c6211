/*
 * Rows of invoices, for billing/ only.
 */
#ifndef KONTOR_BILLING_INVOICE_ROWS_H
#define KONTOR_BILLING_INVOICE_ROWS_H

#include "billing/invoice_proof.h"

struct invoice_month {
	int month;
	const char *currency;
};
/* Of cx->who's partner: months from .. to with lines and no document, oldest
 * first. */
struct error invoice_months_unissued(struct ctx *cx, int from, int to,
    struct invoice_month **ret_months, size_t *ret_count);
struct error invoice_next_serial(
    struct ctx *cx, enum invoice_kind kind, int64_t *ret_serial);
/* ERR_BUSY when another took the number or the month: do it all again. */
struct error invoice_row_insert(struct ctx *cx, const struct invoice *invoice);
/* Takes away what was issued after cx->now. */
struct error invoice_rows_reopen(struct ctx *cx, int64_t *ret_count);
/* Whether this is the document of before, told already, and then when it was
 * paid. What is kept of it goes. */
struct error invoice_again(
    struct ctx *cx, struct invoice *invoice, bool *ret_again);
/* ERR_INVOICE_PAID when it was. */
struct error invoice_row_pay(
    struct ctx *cx, const struct invoice *invoice, int64_t paid_day);
struct error invoice_refusal_add(struct ctx *cx, int month,
    const char *currency, const struct invoice_proof *proof);
struct error invoice_refusal_end(
    struct ctx *cx, int month, const char *currency);

#endif
