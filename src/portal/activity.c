/*
 * Who looked at the customer's keys and files, on either side, and when: the
 * customer's own view of the log.
 */
#include "activity/activity.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "portal/portal.h"
#include "web/views.h"

#define PAGE_ROWS 100

struct seen_view {
	const char *when, *when_iso, *what, *who, *side, *title, *order_id;
	bool refused;
};
static const struct view_field seen_view[] = {
	VIEW(TEXT, struct seen_view, when),
	VIEW(TEXT, struct seen_view, when_iso),
	VIEW(TEXT, struct seen_view, what),
	VIEW(TEXT, struct seen_view, who),
	VIEW(TEXT, struct seen_view, side),
	VIEW(TEXT, struct seen_view, title),
	VIEW(TEXT, struct seen_view, order_id),
	VIEW(BOOL, struct seen_view, refused),
	VIEW_FIELD_END,
};

struct seen_page {
	struct view_list rows; /* struct seen_view */
	const char *older;     /* address of the next page, or NULL */
	bool none, at_seen;
};
static const struct view_field seen_page[] = {
	VIEW_OF(LIST, struct seen_page, rows, seen_view, struct seen_view),
	VIEW(TEXT, struct seen_page, older),
	VIEW(BOOL, struct seen_page, none),
	VIEW(BOOL, struct seen_page, at_seen),
	VIEW_FIELD_END,
};

struct seen_query {
	int64_t before, row;
};
static const struct field seen_query[] = {
	FIELD(INT, struct seen_query, before),
	FIELD(INT, struct seen_query, row),
	FIELD_END,
};

static const char *side_of(struct ctx *cx, enum actor_kind kind)
{
	switch (kind) {
	case ACTOR_CUSTOMER_USER:
		return _("your organisation");
	case ACTOR_LINK_HOLDER:
		return _("whoever holds the link");
	default:
		return _("your partner");
	}
}

static struct seen_view view_of(struct ctx *cx, const struct activity_row *row)
{
	return (struct seen_view){ .when = show_instant(cx, row->at),
		.when_iso = iso_text(cx, row->at),
		.what = _(activity_action_info(row->action)->name),
		.who = row->actor_name,
		.side = side_of(cx, row->actor_kind),
		.title = row->title,
		.order_id = row->order_id,
		.refused = row->refused };
}

static struct error seen_read(struct request *rq)
{
	const struct seen_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct activity_filter filter = { .to_day = day_of(cx->now),
		.tab = "software",
		.customer_id = cx->who->customer_id,
		.limit = PAGE_ROWS,
		.before_at = query->before,
		.before_id = query->row };
	struct activity_list list;
	struct seen_page view = { .at_seen = true };
	struct page page = { .title = _("Who saw your keys"),
		.body = "portal/activity",
		.fields = seen_page,
		.data = &view };
	struct seen_view *rows;
	struct error e = activity_list(cx, &filter, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct seen_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = view_of(cx, &list.rows[i]);
	view.rows = (struct view_list){ list.count, rows };
	view.none = list.count == 0;
	if (list.more)
		view.older = arena_printf(cx->arena,
		    "/portal/activity?before=%lld&row=%lld",
		    (long long)list.rows[list.count - 1].at,
		    (long long)list.rows[list.count - 1].activity_id);
	return page_answer(rq, &page);
}

const struct route portal_activity_routes[] = {
	{ GET, "/portal/activity", .needs = MAY_GET_OWN_KEYS,
	    .query = seen_query, .query_size = sizeof(struct seen_query),
	    .read = seen_read },
	ROUTE_END,
};
