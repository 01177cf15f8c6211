/*
 * Does what is due, in the order of its days: all periods that have begun,
 * then all months that are over. Which day is next, the rows tell.
 */
#include <stdio.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "billing/invoice_service.h"
#include "orders/due_rows.h"
#include "orders/renewal.h"

#define SLICE_PERIODS 100

/* The next month's first instant, or a period that begins before. */
static struct error next_note(struct ctx *cx)
{
	int month = month_of_day(day_of(cx->now));
	int64_t over_day = month_first_day(month + 1), day;
	struct error e = due_next_day(cx, &day);

	if (e.code)
		return e;
	if (day == 0 || day > over_day)
		day = over_day;
	return due_row_set(cx, day_start(day));
}

/* ret_need NULL: all at once, however long it takes. */
static struct error bill(struct ctx *cx, struct invoice_need *ret_need)
{
	struct issue_counts counts = { .in_slices = ret_need != NULL };
	struct error e = invoice_issue_month(cx, EVERY_MONTH_OVER, &counts);

	if (ret_need != NULL)
		*ret_need = counts.need;
	if (e.code || counts.need.partner_id != 0)
		return e;
	return next_note(cx);
}

struct error due_periods(struct ctx *cx)
{
	char max[24];
	int64_t periods;
	struct error e = renewals_due(cx, DUE_MAX + 1, &periods);

	if (e.code)
		return e;
	if (periods > DUE_MAX) {
		snprintf(max, sizeof(max), "%d", DUE_MAX);
		return fail_with(
		    cx->arena, ERR_CLOCK_STEP, NULL, HOLES({ "max", max }));
	}
	return OK;
}

struct error due_all(struct ctx *cx)
{
	struct error e = due_periods(cx);

	return e.code ? e : bill(cx, NULL);
}

struct error due_undo(struct ctx *cx)
{
	int64_t reopened;
	struct error e = invoice_reopen(cx, &reopened);

	return e.code ? e : renewals_undo(cx);
}

struct error due_step(struct ctx *cx, int64_t after, int64_t *ret_partner_id,
    bool *ret_more, struct invoice_need *ret_need)
{
	struct billing_job job;
	int64_t periods;
	struct error e = due_row_next(cx, after, ret_partner_id);

	*ret_more = false;
	*ret_need = (struct invoice_need){ 0 };
	if (e.code || *ret_partner_id == 0)
		return e;
	if ((e = billing_of_partner(cx, *ret_partner_id, &job)).code ||
	    (e = renewals_due(&job.cx, SLICE_PERIODS, &periods)).code)
		return e;
	*ret_more = periods == SLICE_PERIODS;
	if (!*ret_more)
		e = bill(&job.cx, ret_need);
	*ret_more = *ret_more || ret_need->partner_id != 0;
	return e;
}
