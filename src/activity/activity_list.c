/*
 * Reads the activity log: pages of rows, newest first, and the summary by
 * user. Who may see which tab the doors have checked.
 */
#include <string.h>

#include "activity/activity.h"
#include "base/day.h"
#include "db/db.h"

/* The instants of a filter: from is in, to is not (domain.md 4, E-74). */
struct span {
	int64_t from, to;
	int64_t before_at, before_id;
};

static struct span span_of(const struct activity_filter *filter)
{
	struct span span = { day_start(filter->from_day),
		day_start(filter->to_day + 1), INT64_MAX, INT64_MAX };

	if (filter->newer)
		span.before_at = span.before_id = INT64_MIN;
	if (filter->before_at == 0 && filter->before_id == 0)
		return span;
	span.before_at = filter->before_at;
	span.before_id = filter->before_id;
	/* the same bound once more, as one the primary key serves */
	if (filter->newer && filter->before_at > span.from)
		span.from = filter->before_at;
	if (!filter->newer && filter->before_at < span.to)
		span.to = filter->before_at + 1;
	return span;
}

static const char *action_id(enum activity_action action)
{
	return action == ACTIVITY_NONE ? NULL
				       : activity_action_info(action)->id;
}

static void row_read(struct rows *rows, struct activity_row *row)
{
	int c = 0;

	row->at = rows_int(rows, c++);
	row->activity_id = rows_int(rows, c++);
	row->action = activity_action_find(rows_text(rows, c++));
	row->refused = strcmp(rows_text(rows, c++), "refused") == 0;
	row->reason = rows_text(rows, c++);
	row->actor_kind = (enum actor_kind)rows_int(rows, c++);
	row->actor_id = rows_text(rows, c++);
	row->actor_name = rows_text(rows, c++);
	row->client_id = rows_text(rows, c++);
	row->customer_id = rows_text(rows, c++);
	row->customer_name = rows_text(rows, c++);
	row->order_id = rows_text(rows, c++);
	row->line_number = rows_int(rows, c++);
	row->product_id = rows_text(rows, c++);
	row->sku_id = rows_text(rows, c++);
	row->title = rows_text(rows, c++);
	row->file_id = rows_text(rows, c++);
	row->details = rows_text(rows, c++);
	row->address = rows_text(rows, c++);
	row->request_id = rows_text(rows, c++);
	row->correlation_id = rows_text(rows, c++);
}

/* One more than asked for tells whether there is a next page. */
static struct rows *list_open(
    struct ctx *cx, const struct activity_filter *filter)
{
	struct span span = span_of(filter);
	int64_t limit = filter->limit > 0 ? filter->limit + 1 : INT64_MAX;
	const struct sql_arg args[] = { I(cx->who->partner->partner_id),
		I(span.from), I(span.to), I(span.before_at), I(span.before_id),
		T(filter->tab), T(filter->actor_id),
		T(action_id(filter->action)), I(filter->refused_too), I(limit),
		T(filter->customer_id), { ARG_END, 0, NULL } };
	struct sql_arg all[COUNT(args)];

	if (filter->object_id != NULL)
		return sql_open(cx, SQL_activity_list_of_object,
		    ARGS(I(cx->who->partner->partner_id), I(span.from),
			I(span.to), I(span.before_at), I(span.before_id),
			T(filter->tab), T(filter->actor_id),
			T(action_id(filter->action)), I(filter->refused_too),
			I(limit), T(filter->object_id),
			I(filter->of_line ? filter->line_number : -1)));

	if (filter->customer_id != NULL)
		return sql_open(cx,
		    filter->newer ? SQL_activity_list_newer_of_customer
				  : SQL_activity_list_of_customer,
		    args);
	memcpy(all, args, sizeof(args));
	all[COUNT(args) - 2] = (struct sql_arg){ ARG_END, 0, NULL };
	return sql_open(cx,
	    filter->newer ? SQL_activity_list_newer : SQL_activity_list, all);
}

struct error activity_list(struct ctx *cx, const struct activity_filter *filter,
    struct activity_list *ret_list)
{
	struct activity_list list = { 0 };
	size_t room = 0;
	struct rows *rows = list_open(cx, filter);
	struct error e;

	while (rows_next(rows)) {
		if (filter->limit > 0 && (int64_t)list.count == filter->limit) {
			list.more = true;
			continue;
		}
		ARENA_ROOM(cx->arena, list.rows, list.count, room);
		row_read(rows, &list.rows[list.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

static void summary_read(struct rows *rows, struct activity_summary_row *row)
{
	row->actor_kind = (enum actor_kind)rows_int(rows, 0);
	row->actor_id = rows_text(rows, 1);
	row->actor_name = rows_text(rows, 2);
	row->keys = rows_int(rows, 3);
	row->links = rows_int(rows, 4);
	row->downloads = rows_int(rows, 5);
	row->others = rows_int(rows, 6);
	row->refused = rows_int(rows, 7);
	row->latest_at = rows_int(rows, 8);
}

struct error activity_summarise(struct ctx *cx,
    const struct activity_filter *filter, struct activity_summary *ret_summary)
{
	struct activity_summary summary = { 0 };
	size_t room = 0;
	struct rows *rows = sql_open(cx, SQL_activity_summary,
	    ARGS(I(cx->who->partner->partner_id),
		I(day_start(filter->from_day)),
		I(day_start(filter->to_day + 1)), T(filter->tab),
		T(filter->actor_id), T(action_id(filter->action)),
		I(filter->refused_too), T(filter->customer_id),
		T(filter->object_id)));
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, summary.rows, summary.count, room);
		summary_read(rows, &summary.rows[summary.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_summary = summary;
	return OK;
}
