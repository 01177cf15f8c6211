/*
 * Runs of the operator: all partners, one month. A run is a row with its
 * place; whoever works on it goes on from there, so it survives being killed,
 * and what was issued stays issued. The serving process works on runs by
 * itself (cli/housekeeping); kontor invoice run does too, showing how far it
 * is. The operator console lists and starts them:
 *
 *   invoice_run_list(&rq->cx, 50, &list);            a page, in a read
 *   invoice_run_start(&rq->cx, month, false, name, &run);  in effects
 */
#ifndef KONTOR_BILLING_INVOICE_RUN_H
#define KONTOR_BILLING_INVOICE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "billing/invoice_prepare.h"

struct invoice_run {
	int64_t run_id; /* from 1 */
	int month;      /* base/day.h */
	bool early;     /* also where the month still runs */
	bool done;
	const char *started_by;          /* a name; "" the command line */
	int64_t started_at, finished_at; /* real time; 0 not finished */
	int64_t partners_total, partners_done;
	int64_t after_partner_id;
	int64_t invoices, credit_notes; /* issued by this run */
	int64_t refused;                /* see invoice_refusal_list */
	int64_t not_over; /* partners whose month was not over, left out */
	struct invoice_need need; /* of a step: prepare this, then go on */
};
struct invoice_run_list {
	size_t count;
	struct invoice_run *runs; /* newest first */
};
struct error invoice_run_list(
    struct ctx *cx, int64_t limit, struct invoice_run_list *ret_list);
/* ERR_RUN_UNKNOWN */
struct error invoice_run_load(
    struct ctx *cx, int64_t run_id, struct invoice_run *ret_run);

/*
 * In the writer: a new run, or the one of that month that is still running.
 * early: issues the month also for partners where it is not over yet; what
 * they do in it afterwards goes on the next invoice. ERR_RUN_MONTH for a month
 * that has not begun (by the clock of no partner) or is before 2015.
 */
struct error invoice_run_start(struct ctx *cx, int month, bool early,
    const char *by, struct invoice_run *ret_run);
/*
 * In the writer, a slice: the next partner of the run. before (may be NULL)
 * brings that partner up to its clock first. The run comes back as it is then;
 * done when there was no partner left. With a need, the partner is not done:
 * invoice_prepare, and step again.
 */
struct error invoice_run_step(struct ctx *cx, int64_t run_id,
    struct error (*before)(struct ctx *cx), struct invoice_run *ret_run);
/* The next number of a partner; 0: there is none. */
struct error partner_after(
    struct ctx *cx, int64_t partner_id, int64_t *ret_partner_id);
/* A run that is not done, the oldest; run_id 0 when there is none. */
struct error invoice_run_going(struct ctx *cx, struct invoice_run *ret_run);

#endif
