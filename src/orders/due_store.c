/*
 * Rows of what is due next.
 */
#include "orders/due_rows.h"

#include "accounts/principal.h"
#include "base/day.h"
#include "billing/charge.h"
#include "db/db.h"
#include "orders/due.h"

struct error due_row_next(
    struct ctx *cx, int64_t after, int64_t *ret_partner_id)
{
	*ret_partner_id = 0;
	return sql_int(cx, SQL_due_next, ARGS(I(after), I(cx->wall)),
	    ret_partner_id, NULL);
}

struct error due_count(struct ctx *cx, int64_t *ret_count)
{
	return sql_int(cx, SQL_due_count, ARGS(I(cx->wall)), ret_count, NULL);
}

struct error due_row_set(struct ctx *cx, int64_t due_at)
{
	return sql_run(cx, SQL_due_set,
	    ARGS(I(cx->who->partner->partner_id), I(due_at)), NULL);
}

struct error due_subscriptions(struct ctx *cx, int64_t today, int64_t limit,
    struct due_subscription **ret_list, size_t *ret_count)
{
	struct rows *rows = sql_open(cx, SQL_due_subscriptions,
	    ARGS(I(cx->who->partner->partner_id), I(today), I(limit)));
	struct due_subscription *list = NULL;
	size_t count = 0, room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list, count, room);
		list[count++] = (struct due_subscription){ rows_text(rows, 0),
			rows_text(rows, 1) };
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	*ret_count = count;
	return OK;
}

struct error due_next_day(struct ctx *cx, int64_t *ret_day)
{
	return sql_int(cx, SQL_due_next_day,
	    ARGS(I(cx->who->partner->partner_id)), ret_day, NULL);
}

struct error due_undone(
    struct ctx *cx, int64_t at, struct due_undone **ret_list, size_t *ret_count)
{
	struct rows *rows = sql_open(cx, SQL_due_undone,
	    ARGS(I(cx->who->partner->partner_id), I(month_of_day(day_of(at))),
		I(at)));
	struct due_undone *list = NULL;
	size_t count = 0, room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list, count, room);
		list[count++] = (struct due_undone){ rows_text(rows, 0),
			rows_text(rows, 1), rows_int(rows, 2) };
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	*ret_count = count;
	return OK;
}

struct error due_rows_undo(struct ctx *cx, int64_t at)
{
	int64_t partner_id = cx->who->partner->partner_id;
	int month = month_of_day(day_of(at));
	int64_t undone = 0;
	struct error e = sql_run(cx, SQL_due_charges_undo,
	    ARGS(I(partner_id), I(month), I(at)), &undone);

	if (e.code == 0 && undone > 0)
		e = charge_sum_again(cx, month);
	if (e.code)
		return e;
	return sql_run(
	    cx, SQL_due_ends_undo, ARGS(I(partner_id), I(day_of(at))), NULL);
}
