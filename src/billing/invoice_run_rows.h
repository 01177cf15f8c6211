/*
 * Rows of runs, for billing/ only.
 */
#ifndef KONTOR_BILLING_INVOICE_RUN_ROWS_H
#define KONTOR_BILLING_INVOICE_RUN_ROWS_H

#include "billing/invoice_run.h"

/* Of that month, or (0) the oldest; run_id 0 when there is none. */
struct error invoice_run_going_in(
    struct ctx *cx, int month, struct invoice_run *ret_run);
struct error invoice_run_row_insert(
    struct ctx *cx, int month, bool early, const char *by);
struct error invoice_run_row_save(
    struct ctx *cx, const struct invoice_run *run);
#endif
