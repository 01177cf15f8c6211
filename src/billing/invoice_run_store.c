/*
 * Rows of runs. What a run does is invoice_run_service.c's.
 */
#include "billing/invoice_run_rows.h"

#include "base/text.h"
#include "db/db.h"

static struct invoice_run run_read(struct rows *rows)
{
	return (struct invoice_run){
		.run_id = rows_int(rows, 0),
		.month = (int)rows_int(rows, 1),
		.early = rows_int(rows, 2) != 0,
		.done = text_same(rows_text(rows, 3), "done"),
		.started_by = rows_text(rows, 4),
		.started_at = rows_int(rows, 5),
		.finished_at = rows_int(rows, 6),
		.partners_total = rows_int(rows, 7),
		.partners_done = rows_int(rows, 8),
		.after_partner_id = rows_int(rows, 9),
		.invoices = rows_int(rows, 10),
		.credit_notes = rows_int(rows, 11),
		.refused = rows_int(rows, 12),
		.not_over = rows_int(rows, 13),
	};
}

struct error invoice_run_list(
    struct ctx *cx, int64_t limit, struct invoice_run_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_invoice_run_list, ARGS(I(limit)));
	struct invoice_run_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.runs, list.count, room);
		list.runs[list.count++] = run_read(rows);
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

static struct error one_read(
    struct rows *rows, struct invoice_run *ret_run, bool *ret_found)
{
	struct invoice_run run = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found)
		run = run_read(rows);
	if ((e = rows_close(rows)).code == 0) {
		*ret_run = run;
		*ret_found = found;
	}
	return e;
}

struct error invoice_run_load(
    struct ctx *cx, int64_t run_id, struct invoice_run *ret_run)
{
	struct invoice_run run;
	bool found;
	struct error e = one_read(
	    sql_open(cx, SQL_invoice_run_load, ARGS(I(run_id))), &run, &found);

	if (e.code)
		return e;
	if (!found)
		return fail(ERR_RUN_UNKNOWN, NULL);
	*ret_run = run;
	return OK;
}

struct error invoice_run_going_in(
    struct ctx *cx, int month, struct invoice_run *ret_run)
{
	bool found;

	return one_read(sql_open(cx, SQL_invoice_run_going, ARGS(I(month))),
	    ret_run, &found);
}

struct error invoice_run_going(struct ctx *cx, struct invoice_run *ret_run)
{
	return invoice_run_going_in(cx, 0, ret_run);
}

struct error invoice_run_row_insert(
    struct ctx *cx, int month, bool early, const char *by)
{
	return sql_run(cx, SQL_invoice_run_insert,
	    ARGS(I(month), I(early), T(by), I(cx->wall)), NULL);
}

struct error invoice_run_row_save(struct ctx *cx, const struct invoice_run *run)
{
	return sql_run(cx, SQL_invoice_run_save,
	    ARGS(I(run->run_id), I(run->early),
		T(run->done ? "done" : "running"), I(run->finished_at),
		I(run->partners_total), I(run->partners_done),
		I(run->after_partner_id), I(run->invoices),
		I(run->credit_notes), I(run->refused), I(run->not_over)),
	    NULL);
}

struct error partner_after(
    struct ctx *cx, int64_t partner_id, int64_t *ret_partner_id)
{
	*ret_partner_id = 0;
	return sql_int(cx, SQL_invoice_run_next, ARGS(I(partner_id)),
	    ret_partner_id, NULL);
}
