/*
 * The operator's inbox over all partners: rows of every tenant.
 */
#include "accounts/principal.h"
#include "base/text.h"
#include "db/db.h"
#include "support/request_desk.h"
#include "support/service_request_rows.h"

#define DESK_MAX 500

struct error request_desk_list(struct ctx *cx, const struct desk_filter *filter,
    struct desk_list *ret_list)
{
	const char *state = request_state_id(filter->state);
	const char *severity = request_severity_id(filter->severity);
	int64_t limit = filter->limit > 0 && filter->limit < DESK_MAX
			    ? filter->limit
			    : DESK_MAX;
	struct rows *rows = sql_open(cx, SQL_request_desk_list,
	    ARGS(T(state), T(severity), I(filter->outside), I(limit),
		I(filter->offset)));
	struct desk_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		struct desk_row *row;

		ARENA_ROOM(cx->arena, list.rows, list.count, room);
		row = &list.rows[list.count++];
		row->request = request_read(rows);
		row->partner_id = rows_int(rows, REQUEST_COLUMNS);
		row->partner_name = rows_text(rows, REQUEST_COLUMNS + 1);
		row->age = cx->wall + rows_int(rows, REQUEST_COLUMNS + 2) -
			   row->request.created_at;
	}
	if ((e = rows_close(rows)).code)
		return e;
	e = sql_int(cx, SQL_request_desk_count,
	    ARGS(T(state), T(severity), I(filter->outside)), &list.total, NULL);
	if (e.code == 0)
		*ret_list = list;
	return e;
}

struct error request_desk_counts(
    struct ctx *cx, int64_t ret_counts[REQUEST_CLOSED + 1])
{
	struct rows *rows = sql_open(cx, SQL_request_desk_counts, NO_ARGS);

	for (int i = 0; i <= REQUEST_CLOSED; i++)
		ret_counts[i] = 0;
	while (rows_next(rows))
		ret_counts[request_state_find(rows_text(rows, 0))] =
		    rows_int(rows, 1);
	return rows_close(rows);
}
