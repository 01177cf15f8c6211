/*
 * The activity log as a file of comma-separated values, safe to open in a
 * spreadsheet. What is in it, activity.c's form says.
 */
#include <string.h>

#include "accounts/permission.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/activity.h"
#include "base/csv_row.h"
#include "web/routes.h"
#include "web/views.h"

static void row_write(
    struct ctx *cx, struct text *out, const struct activity_row *row)
{
	const char *const cells[] = {
		iso_text(cx, row->at),
		activity_action_info(row->action)->id,
		row->refused ? "refused" : "done",
		row->reason,
		activity_actor(cx, row),
		activity_side(cx, row),
		row->actor_id,
		row->customer_name,
		row->customer_id,
		row->order_id,
		row->order_id == NULL || row->line_number < 0
		    ? NULL
		    : arena_printf(
			  cx->arena, "%lld", (long long)row->line_number),
		row->title,
		row->file_id,
		row->address,
		row->request_id,
	};

	csv_row(out, cells, COUNT(cells));
}

static struct error export_read(struct request *rq)
{
	static const char *const heads[] = { "at", "action", "result", "reason",
		"actor", "side", "actorId", "customer", "customerId", "orderId",
		"line", "title", "fileId", "address", "requestId" };
	struct ctx *cx = &rq->cx;
	struct activity_filter filter;
	struct activity_list list;
	struct error e = activity_asked(cx, rq->query, &filter);

	filter.before_at = filter.before_id = 0;
	if (e.code == 0)
		e = activity_list(cx, &filter, &list);
	if (e.code)
		return e;
	response_status(rq, 200, "text/csv; charset=utf-8");
	response_header(rq, "Content-Disposition",
	    "attachment; filename=\"kontor-activity.csv\"");
	csv_row(&rq->response.body, heads, COUNT(heads));
	for (size_t i = 0; i < list.count; i++)
		row_write(cx, &rq->response.body, &list.rows[i]);
	return OK;
}

const struct route web_activity_export_routes[] = {
	{ GET, "/activity.csv", .needs = MAY_SEE_ACTIVITY, .slow = true,
	    .query = activity_query_fields,
	    .query_size = sizeof(struct activity_query), .read = export_read },
	ROUTE_END,
};
