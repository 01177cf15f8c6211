/*
 * The inbox of support requests over all partners: by state, impact, age and
 * whether they are outside of policy. One of them is request.c's.
 */
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "operator/requests.h"
#include "support/request_desk.h"
#include "web/support.h"
#include "web/views.h"

#define PAGE_ROWS 50

struct tab_view {
	const char *href, *name, *number;
	bool current;
};
static const struct view_field tab_view[] = {
	VIEW(TEXT, struct tab_view, href),
	VIEW(TEXT, struct tab_view, name),
	VIEW(TEXT, struct tab_view, number),
	VIEW(BOOL, struct tab_view, current),
	VIEW_FIELD_END,
};
struct choice_view {
	const char *id, *name;
	bool chosen;
};
static const struct view_field choice_view[] = {
	VIEW(TEXT, struct choice_view, id),
	VIEW(TEXT, struct choice_view, name),
	VIEW(BOOL, struct choice_view, chosen),
	VIEW_FIELD_END,
};
struct row_view {
	const char *href, *headline, *number, *topic, *partner, *about, *state,
	    *tone, *impact, *impact_tone, *age, *filed, *iso, *amount, *files;
	bool outside;
};
static const struct view_field row_view[] = {
	VIEW(TEXT, struct row_view, href),
	VIEW(TEXT, struct row_view, headline),
	VIEW(TEXT, struct row_view, number),
	VIEW(TEXT, struct row_view, topic),
	VIEW(TEXT, struct row_view, partner),
	VIEW(TEXT, struct row_view, about),
	VIEW(TEXT, struct row_view, state),
	VIEW(TEXT, struct row_view, tone),
	VIEW(TEXT, struct row_view, impact),
	VIEW(TEXT, struct row_view, impact_tone),
	VIEW(TEXT, struct row_view, age),
	VIEW(TEXT, struct row_view, filed),
	VIEW(TEXT, struct row_view, iso),
	VIEW(TEXT, struct row_view, amount),
	VIEW(TEXT, struct row_view, files),
	VIEW(BOOL, struct row_view, outside),
	VIEW_FIELD_END,
};
struct inbox_view {
	struct view_list tabs, impacts, rows;
	const char *state, *counted, *first_href, *next_href;
	bool outside, none;
};
static const struct view_field inbox_view[] = {
	VIEW_OF(LIST, struct inbox_view, tabs, tab_view, struct tab_view),
	VIEW_OF(
	    LIST, struct inbox_view, impacts, choice_view, struct choice_view),
	VIEW_OF(LIST, struct inbox_view, rows, row_view, struct row_view),
	VIEW(TEXT, struct inbox_view, state),
	VIEW(TEXT, struct inbox_view, counted),
	VIEW(TEXT, struct inbox_view, first_href),
	VIEW(TEXT, struct inbox_view, next_href),
	VIEW(BOOL, struct inbox_view, outside),
	VIEW(BOOL, struct inbox_view, none),
	VIEW_FIELD_END,
};

/* In this order in query, tabs and choices; "" is all of them. */
static const char *const states[] = { "open", "attention_needed", "closed",
	"all", NULL };
static const char *const impacts[] = { "", "critical", "moderate", "minimal",
	NULL };

struct inbox_query {
	int state, impact;
	bool outside;
	int64_t offset;
};
static const struct field inbox_query[] = {
	FIELD(CHOICE, struct inbox_query, state, .choices = states),
	FIELD(CHOICE, struct inbox_query, impact, .choices = impacts),
	FIELD(BOOL, struct inbox_query, outside),
	FIELD(INT, struct inbox_query, offset, .min = 0, .max = 1000000),
	FIELD_END,
};

static const char *inbox_href(
    struct ctx *cx, const struct inbox_query *query, int state, int64_t offset)
{
	return arena_printf(cx->arena,
	    "/operator/requests?state=%s&impact=%s%s&offset=%lld",
	    states[state], impacts[query->impact],
	    query->outside ? "&outside=1" : "", (long long)offset);
}

static struct error tabs_fill(
    struct ctx *cx, const struct inbox_query *query, struct inbox_view *view)
{
	static const char *const names[] = { NC_("requests", "Open"),
		N_("Waits for the partner"), NC_("requests", "Closed"),
		NC_("requests", "All") };
	struct tab_view *tabs = ARENA_ARRAY(cx->arena, struct tab_view, 4);
	int64_t counts[REQUEST_CLOSED + 1];
	struct error e = request_desk_counts(cx, counts);

	if (e.code)
		return e;
	for (int i = 0; i < 4; i++) {
		int64_t n = i < 3 ? counts[request_state_find(states[i])]
				  : counts[1] + counts[2] + counts[3];

		tabs[i] = (struct tab_view){ inbox_href(cx, query, i, 0),
			_(names[i]), show_int(cx, n), query->state == i };
	}
	view->tabs = (struct view_list){ 4, tabs };
	return OK;
}

static void impacts_fill(
    struct ctx *cx, const struct inbox_query *query, struct inbox_view *view)
{
	struct choice_view *all = ARENA_ARRAY(cx->arena, struct choice_view, 4);

	for (int i = 0; i < 4; i++)
		all[i] = (struct choice_view){ impacts[i],
			i == 0 ? _("Every impact")
			       : request_severity_text(
				     cx, (enum request_severity)i),
			query->impact == i };
	view->impacts = (struct view_list){ 4, all };
}

const char *request_age_text(struct ctx *cx, int64_t seconds)
{
	int64_t hours = seconds / 3600;

	if (hours < 1)
		return _("less than an hour");
	if (hours < 48)
		return message_plural(cx, "{n} hour", "{n} hours", hours, NULL);
	return show_days(cx, hours / 24);
}

static struct row_view row_of(struct ctx *cx, const struct desk_row *row)
{
	const struct service_request *request = &row->request;

	return (struct row_view){
		.href =
		    request_desk_href(cx, row->partner_id, request->request_id),
		.headline = request->title,
		.number = request->request_id,
		.topic = request_topic_text(cx, request->topic_id),
		.partner = row->partner_name,
		.about = request->customer_id == NULL
			     ? NULL
			     : request->organization.name,
		.state = request_where_text(cx, request),
		.tone = request_tone(request->state),
		.impact = request_severity_text(cx, request->severity),
		.impact_tone =
		    request->severity == SEVERITY_CRITICAL ? "bad" : "",
		.age = request_age_text(cx, row->age),
		.filed = show_instant(cx, request->created_at),
		.iso = iso_text(cx, request->created_at),
		.amount = request->has_amount ? show_money(cx, request->amount)
					      : NULL,
		.files = request->files_count == 0
			     ? NULL
			     : message_plural(cx, "{n} file", "{n} files",
				   request->files_count, NULL),
		.outside = request->standing == STANDING_OUTSIDE,
	};
}

static void rows_fill(struct ctx *cx, const struct inbox_query *query,
    const struct desk_list *list, struct inbox_view *view)
{
	struct row_view *rows =
	    ARENA_ARRAY(cx->arena, struct row_view, list->count + 1);
	int64_t end = query->offset + (int64_t)list->count;

	for (size_t i = 0; i < list->count; i++)
		rows[i] = row_of(cx, &list->rows[i]);
	view->rows = (struct view_list){ list->count, rows };
	view->none = list->total == 0;
	view->counted = message_plural(
	    cx, "{n} request", "{n} requests", list->total, NULL);
	if (query->offset > 0)
		view->first_href = inbox_href(cx, query, query->state, 0);
	if (list->count > 0 && end < list->total)
		view->next_href = inbox_href(cx, query, query->state, end);
}

static struct error inbox_read(struct request *rq)
{
	const struct inbox_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct desk_filter filter = { .severity =
					  (enum request_severity)query->impact,
		.state = request_state_find(states[query->state]),
		.outside = query->outside,
		.limit = PAGE_ROWS,
		.offset = query->offset };
	struct inbox_view view = { .state = states[query->state],
		.outside = query->outside };
	struct page page = { .title = _("Support requests"),
		.body = "operator/requests",
		.fields = inbox_view,
		.data = &view };
	struct desk_list list;
	struct error e = request_desk_list(cx, &filter, &list);

	if (e.code == 0)
		e = tabs_fill(cx, query, &view);
	if (e.code)
		return e;
	impacts_fill(cx, query, &view);
	rows_fill(cx, query, &list, &view);
	return operator_page(rq, &page);
}

const struct route operator_requests_routes[] = {
	{ GET, "/operator/requests", .needs = MAY_OPERATE, .query = inbox_query,
	    .query_size = sizeof(struct inbox_query), .read = inbox_read },
	ROUTE_END,
};
