/*
 * A run goes from partner to partner, one a slice, and keeps its place in its
 * row. What issuing is, invoice_service.h says.
 */
#include "base/day.h"
#include "billing/invoice_run_rows.h"
#include "billing/invoice_service.h"

#define FIRST_MONTH (2015 * 12)
#define LAST_MONTH (2099 * 12 + 11)

struct error invoice_run_start(struct ctx *cx, int month, bool early,
    const char *by, struct invoice_run *ret_run)
{
	struct invoice_run run;
	struct error e;

	if (month < FIRST_MONTH || month > LAST_MONTH)
		return fail(ERR_RUN_MONTH, "month");
	if ((e = invoice_run_going_in(cx, month, &run)).code)
		return e;
	if (run.run_id == 0 &&
	    ((e = invoice_run_row_insert(
		  cx, month, early, by == NULL ? "" : by))
		    .code ||
		(e = invoice_run_going_in(cx, month, &run)).code))
		return e;
	*ret_run = run;
	return OK;
}

static struct error partner_bill(struct ctx *cx, struct invoice_run *run,
    int64_t partner_id, struct error (*before)(struct ctx *cx))
{
	struct issue_counts counts = { .in_slices = true };
	struct billing_job job;
	int current;
	struct error e = billing_of_partner(cx, partner_id, &job);

	if (e.code)
		return e;
	current = month_of_day(day_of(job.cx.now));
	if (before != NULL && (e = before(&job.cx)).code)
		return e;
	if (run->month > current || (run->month == current && !run->early))
		run->not_over++;
	else
		e = invoice_issue_month(&job.cx, run->month, &counts);
	run->invoices += counts.invoices;
	run->credit_notes += counts.credit_notes;
	run->refused += counts.refused;
	run->need = counts.need;
	if (run->need.partner_id == 0) {
		run->after_partner_id = partner_id;
		run->partners_done++;
	}
	return e;
}

struct error invoice_run_step(struct ctx *cx, int64_t run_id,
    struct error (*before)(struct ctx *cx), struct invoice_run *ret_run)
{
	struct invoice_run run;
	int64_t next;
	struct error e = invoice_run_load(cx, run_id, &run);

	if (e.code == 0 && !run.done) {
		e = partner_after(cx, run.after_partner_id, &next);
		if (e.code == 0 && next == 0) {
			run.done = true;
			run.finished_at = cx->wall;
			run.partners_total = run.partners_done;
		} else if (e.code == 0) {
			e = partner_bill(cx, &run, next, before);
		}
		if (e.code == 0)
			e = invoice_run_row_save(cx, &run);
	}
	if (e.code == 0)
		*ret_run = run;
	return e;
}
