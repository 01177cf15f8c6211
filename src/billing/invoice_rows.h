/*
 * Rows of invoices, for billing/ only.
 */
#ifndef KONTOR_BILLING_INVOICE_ROWS_H
#define KONTOR_BILLING_INVOICE_ROWS_H

#include "billing/invoice_prepare.h"

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

void invoice_place_after(
    struct invoice_place *place, const struct charge *charge);

/* How much a month is, by charge_sum: costs the same however long it is. */
struct invoice_weight {
	int64_t lines, gross_minor;
	int64_t all_lines; /* of the partner, in all months */
};
struct error invoice_weight(struct ctx *cx, int month, const char *currency,
    struct invoice_weight *ret_weight);
struct error invoice_prepare_row_begin(
    struct ctx *cx, const struct invoice_need *need, const char *token);
/* *ret_kept: the token still stood there. */
struct error invoice_prepare_row_end(struct ctx *cx,
    const struct invoice_need *need, const char *token,
    const struct invoice_weight *weight, const struct invoice_proof *proof,
    bool *ret_kept);
struct error invoice_prepared_load(struct ctx *cx, int month,
    const char *currency, struct invoice_weight *ret_weight,
    struct invoice_proof *ret_proof, bool *ret_found);
struct error invoice_prepared_end(
    struct ctx *cx, int month, const char *currency);

#endif
