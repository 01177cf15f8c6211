/*
 * Problems a person reported, newest first, and the words for them. One with
 * its thread is support_thread.c's, reporting one support_form.c's.
 */
#include "base/day.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "support/service_request.h"
#include "web/routes.h"
#include "web/support.h"
#include "web/support_files.h"
#include "web/views.h"

#define PAGE_ROWS 50

const char *request_state_text(struct ctx *cx, enum request_state state)
{
	switch (state) {
	case REQUEST_ATTENTION:
		return _("Needs your answer");
	case REQUEST_CLOSED:
		return _("Closed");
	default:
		return _("Open");
	}
}

const char *request_where_text(
    struct ctx *cx, const struct service_request *request)
{
	switch (request->outcome) {
	case OUTCOME_SOLVED:
		return request->granted_minor > 0 ? _("Closed, refund granted")
						  : _("Closed, solved");
	case OUTCOME_REFUSED:
		return _("Closed, refused");
	case OUTCOME_WITHDRAWN:
		return _("Closed, withdrawn");
	default:
		return request_state_text(cx, request->state);
	}
}

const char *request_tone(enum request_state state)
{
	return state == REQUEST_ATTENTION ? "soon"
	       : state == REQUEST_OPEN    ? "info"
					  : "line";
}

const char *request_severity_text(
    struct ctx *cx, enum request_severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
		return _("Critical");
	case SEVERITY_MINIMAL:
		return _("Minimal");
	default:
		return _("Moderate");
	}
}

const char *request_topic_text(struct ctx *cx, const char *topic_id)
{
	const struct support_topic *topic = support_topic_find(topic_id);

	return topic == NULL ? topic_id : _(topic->name);
}

/* ---- list ---- */

struct row_view {
	const char *request_id, *href, *headline, *topic, *about, *state, *tone,
	    *impact, *changed, *iso, *notes, *files;
};
static const struct view_field row_view[] = {
	VIEW(TEXT, struct row_view, request_id),
	VIEW(TEXT, struct row_view, href),
	VIEW(TEXT, struct row_view, headline),
	VIEW(TEXT, struct row_view, topic),
	VIEW(TEXT, struct row_view, about),
	VIEW(TEXT, struct row_view, state),
	VIEW(TEXT, struct row_view, tone),
	VIEW(TEXT, struct row_view, impact),
	VIEW(TEXT, struct row_view, changed),
	VIEW(TEXT, struct row_view, iso),
	VIEW(TEXT, struct row_view, notes),
	VIEW(TEXT, struct row_view, files),
	VIEW_FIELD_END,
};
struct list_view {
	struct view_list rows;
	const char *counted, *mail, *mail_href, *first_href, *next_href;
	bool none_yet;
};
static const struct view_field list_view[] = {
	VIEW_OF(LIST, struct list_view, rows, row_view, struct row_view),
	VIEW(TEXT, struct list_view, counted),
	VIEW(TEXT, struct list_view, mail),
	VIEW(TEXT, struct list_view, mail_href),
	VIEW(TEXT, struct list_view, first_href),
	VIEW(TEXT, struct list_view, next_href),
	VIEW(BOOL, struct list_view, none_yet),
	VIEW_FIELD_END,
};

static struct row_view row_of(
    struct ctx *cx, const struct service_request *request)
{
	return (struct row_view){
		.request_id = request->request_id,
		.href =
		    arena_printf(cx->arena, "/support/%s", request->request_id),
		.headline = request->title,
		.topic = request_topic_text(cx, request->topic_id),
		.about = request->customer_id == NULL
			     ? NULL
			     : request->organization.name,
		.state = request_where_text(cx, request),
		.tone = request_tone(request->state),
		.impact = request_severity_text(cx, request->severity),
		.changed = show_day(cx, day_of(request->updated_at)),
		.iso = iso_text(cx, request->updated_at),
		.notes = message_plural(
		    cx, "{n} note", "{n} notes", request->note_count, NULL),
		.files = request->files_count == 0
			     ? NULL
			     : message_plural(cx, "{n} file", "{n} files",
				   request->files_count, NULL),
	};
}

struct support_query {
	int64_t offset;
};
static const struct field support_query[] = {
	FIELD(INT, struct support_query, offset, .min = 0, .max = 1000000),
	FIELD_END,
};

static void list_fill(struct ctx *cx, const struct request_filter *filter,
    const struct request_list *list, struct list_view *view)
{
	struct row_view *rows =
	    ARENA_ARRAY(cx->arena, struct row_view, list->count + 1);
	int64_t end = filter->offset + (int64_t)list->count;

	for (size_t i = 0; i < list->count; i++)
		rows[i] = row_of(cx, &list->requests[i]);
	view->rows = (struct view_list){ list->count, rows };
	view->none_yet = list->total == 0;
	view->counted = message_plural(
	    cx, "{n} request", "{n} requests", list->total, NULL);
	if (filter->offset > 0)
		view->first_href = "/support";
	if (list->count > 0 && end < list->total)
		view->next_href = arena_printf(
		    cx->arena, "/support?offset=%lld", (long long)end);
}

static struct error support_show(struct request *rq)
{
	const struct support_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct request_filter filter = { .limit = PAGE_ROWS,
		.offset = query->offset };
	struct list_view view = { 0 };
	struct page page = { .title = _("Support"),
		.body = "support/list",
		.place = PLACE_SUPPORT,
		.fields = list_view,
		.data = &view };
	struct request_list list;
	struct error e = service_request_list(cx, &filter, &list);

	if (e.code)
		return e;
	list_fill(cx, &filter, &list, &view);
	if (!text_empty(cx->settings->support_contact)) {
		view.mail = cx->settings->support_contact;
		view.mail_href =
		    arena_printf(cx->arena, "mailto:%s", view.mail);
	}
	return page_answer(rq, &page);
}

const struct route web_support_routes[] = {
	{ GET, "/support", .needs = MAY_REQUEST_SUPPORT, .query = support_query,
	    .query_size = sizeof(struct support_query), .read = support_show },
	ROUTE_END,
};
