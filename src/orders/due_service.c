/*
 * Does what is due, in the order of its days: all periods that have begun,
 * then all months that are over. Which day is next, the rows tell.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "billing/invoice_service.h"
#include "orders/due_rows.h"

/* The next month's first instant, or a period that begins before. */
static struct error next_note(struct ctx *cx)
{
	int month = month_of_day(day_of(cx->now));

	return due_row_set(cx, day_start(month_first_day(month + 1)));
}

struct error due_all(struct ctx *cx)
{
	struct issue_counts counts = { 0 };
	struct error e = invoice_issue_month(cx, EVERY_MONTH_OVER, &counts);

	return e.code ? e : next_note(cx);
}

struct error due_step(
    struct ctx *cx, int64_t after, int64_t *ret_partner_id, bool *ret_more)
{
	struct billing_job job;
	struct error e = due_row_next(cx, after, ret_partner_id);

	*ret_more = false;
	if (e.code || *ret_partner_id == 0)
		return e;
	if ((e = billing_of_partner(cx, *ret_partner_id, &job)).code)
		return e;
	return due_all(&job.cx);
}
