/*
 * The start of the customer admin centre: keys to fetch, what ends or renews
 * soon, who looked at keys.
 */
#include "activity/activity.h"
#include "base/day.h"
#include "fulfilment/entitlement.h"
#include "i18n/i18n.h"
#include "orders/subscription.h"
#include "policy/surface.h"
#include "portal/portal.h"
#include "web/software.h"
#include "web/timeline.h"

#define ROWS 6
#define SOON_DAYS 60

struct key_row {
	const char *name, *href, *bought, *bought_iso;
};
static const struct view_field key_row_view[] = {
	VIEW(TEXT, struct key_row, name),
	VIEW(TEXT, struct key_row, href),
	VIEW(TEXT, struct key_row, bought),
	VIEW(TEXT, struct key_row, bought_iso),
	VIEW_FIELD_END,
};

struct end_row {
	int64_t day; /* the last one */
	const char *name, *href, *state, *tone, *last, *last_iso;
};
static const struct view_field end_row_view[] = {
	VIEW(TEXT, struct end_row, name),
	VIEW(TEXT, struct end_row, href),
	VIEW(TEXT, struct end_row, state),
	VIEW(TEXT, struct end_row, tone),
	VIEW(TEXT, struct end_row, last),
	VIEW(TEXT, struct end_row, last_iso),
	VIEW_FIELD_END,
};

struct home_view {
	const char *heading, *more, *days;
	struct view_list keys, ends;
	struct timeline seen;
	bool at_home;
	bool hidden; /* the edition does not show keys here */
};
static const struct view_field home_view[] = {
	VIEW(TEXT, struct home_view, heading),
	VIEW(TEXT, struct home_view, more),
	VIEW(TEXT, struct home_view, days),
	VIEW_OF(LIST, struct home_view, keys, key_row_view, struct key_row),
	VIEW_OF(LIST, struct home_view, ends, end_row_view, struct end_row),
	VIEW_OF(INLINE, struct home_view, seen, timeline_view, struct timeline),
	VIEW(BOOL, struct home_view, at_home),
	VIEW(BOOL, struct home_view, hidden),
	VIEW_FIELD_END,
};

static const char *open_href(struct ctx *cx, const struct waiting_row *row)
{
	return arena_printf(cx->arena, PORTAL_SOFTWARE "?open=%s",
	    entitlement_id_of(cx, row->order_id, row->line_number));
}

static struct error keys_fill(struct ctx *cx, struct home_view *view)
{
	struct waiting_list list;
	struct key_row *rows;
	struct error e =
	    entitlement_unseen(cx, cx->who->customer_id, ROWS, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct key_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		int64_t day = day_of(list.rows[i].ordered_at);

		rows[i] = (struct key_row){ .name = list.rows[i].title,
			.href = open_href(cx, &list.rows[i]),
			.bought = show_day(cx, day),
			.bought_iso = iso_of_day(cx, day) };
	}
	view->keys = (struct view_list){ list.count, rows };
	if (list.more)
		view->more = _("There are more of them under Software.");
	return OK;
}

static struct end_row end_of(
    struct ctx *cx, const char *name, int64_t last_day, const char *href)
{
	return (struct end_row){ .day = last_day,
		.name = name,
		.href = href,
		.state = _("Ends"),
		.tone = "soon",
		.last = show_day(cx, last_day),
		.last_iso = iso_of_day(cx, last_day) };
}

/* Few, so the plain way: soonest first. */
static void ends_sort(struct end_row *rows, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && rows[j].day < rows[j - 1].day;
		     j--) {
			struct end_row kept = rows[j];

			rows[j] = rows[j - 1];
			rows[j - 1] = kept;
		}
}

static struct error ends_fill(struct ctx *cx, struct home_view *view)
{
	const struct subscription_filter all = { 0 };
	int64_t today = day_of(cx->now);
	struct waiting_list software;
	struct subscription_list seats;
	struct end_row *rows;
	size_t count = 0;
	struct error e = entitlement_ending(cx, cx->who->customer_id, today,
	    today + SOON_DAYS, ROWS, &software);

	if (e.code == 0)
		e = subscription_list(cx, cx->who->customer_id, &all, &seats);
	if (e.code)
		return e;
	rows = ARENA_ARRAY(
	    cx->arena, struct end_row, software.count + seats.count + 1);
	for (size_t i = 0; i < software.count; i++)
		rows[count++] = end_of(cx, software.rows[i].title,
		    software.rows[i].ordered_at - 1,
		    open_href(cx, &software.rows[i]));
	for (size_t i = 0; i < seats.count; i++) {
		const struct subscription *of = &seats.subscriptions[i];

		if (of->end_day < today || of->end_day > today + SOON_DAYS ||
		    of->over || !text_same(of->state, "active"))
			continue;
		rows[count] = end_of(cx, of->friendly_name, of->end_day,
		    PORTAL_PRODUCTS "/subscriptions");
		if (of->auto_renew) {
			rows[count].state = _("Renews by itself");
			rows[count].tone = "info";
		}
		count++;
	}
	ends_sort(rows, count);
	view->ends = (struct view_list){ count > ROWS ? ROWS : count, rows };
	return OK;
}

static struct error seen_fill(struct ctx *cx, struct home_view *view)
{
	struct activity_filter filter = { .from_day = 0,
		.to_day = day_of(cx->now),
		.tab = "software",
		.customer_id = cx->who->customer_id,
		.limit = ROWS };
	struct activity_list list;
	struct error e = activity_list(cx, &filter, &list);

	if (e.code)
		return e;
	view->seen = timeline_of(cx, &list, false);
	view->seen.all_href = "/portal/activity";
	return OK;
}

static struct error home_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct home_view view = {
		.heading = show_day_long(cx, day_of(cx->now)),
		.at_home = true,
		.days = show_days(cx, SOON_DAYS),
		.hidden = !policy_surface(cx->policy, NULL, cx->now)
			       ->customer_sees_keys,
	};
	struct page page = { .title = _("Today"),
		.body = "portal/home",
		.fields = home_view,
		.data = &view };
	struct error e = OK;

	if (!view.hidden)
		e = keys_fill(cx, &view);
	if (e.code == 0)
		e = ends_fill(cx, &view);
	if (e.code == 0)
		e = seen_fill(cx, &view);
	return e.code ? e : page_answer(rq, &page);
}

const struct route portal_home_routes[] = {
	{ GET, "/portal", .needs = MAY_GET_OWN_KEYS, .read = home_read },
	ROUTE_END,
};
