/*
 * The first page: what matters today. Each panel appears by right, and the
 * page asks the same number of questions however much lies behind it.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/today.h"
#include "web/views.h"

#define CUSTOMER_ROWS 8
#define LATEST_ROWS 6
#define LATEST_LOOKED 40 /* rows, to find those among them */

struct begin_row {
	const char *name, *href, *place;
	struct house_mark mark;
};
static const struct view_field begin_row_view[] = {
	VIEW(TEXT, struct begin_row, name),
	VIEW(TEXT, struct begin_row, href),
	VIEW(TEXT, struct begin_row, place),
	VIEW_OF(
	    INLINE, struct begin_row, mark, house_mark_view, struct house_mark),
	VIEW_FIELD_END,
};

struct today_view {
	const char *heading, *greeting;
	struct windows_view windows;
	struct months_view months;
	struct requests_view requests;
	struct unpaid_view unpaid;
	const struct waiting_view *waiting;
	const struct timeline *latest;
	struct view_list begin;
	bool no_customers, may_add, may_request;
};
static const struct view_field today_view[] = {
	VIEW(TEXT, struct today_view, heading),
	VIEW(TEXT, struct today_view, greeting),
	VIEW_OF(INLINE, struct today_view, windows, windows_view,
	    struct windows_view),
	VIEW_OF(
	    INLINE, struct today_view, months, months_view, struct months_view),
	VIEW_OF(INLINE, struct today_view, requests, requests_view,
	    struct requests_view),
	VIEW_OF(
	    INLINE, struct today_view, unpaid, unpaid_view, struct unpaid_view),
	VIEW_OF(OBJECT, struct today_view, waiting, waiting_view,
	    struct waiting_view),
	VIEW_OF(
	    OBJECT, struct today_view, latest, timeline_view, struct timeline),
	VIEW_OF(
	    LIST, struct today_view, begin, begin_row_view, struct begin_row),
	VIEW(BOOL, struct today_view, no_customers),
	VIEW(BOOL, struct today_view, may_add),
	VIEW(BOOL, struct today_view, may_request),
	VIEW_FIELD_END,
};

/* ---- what happened last ---- */

/* Who came in is no news. */
static void news_only(struct activity_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count && count < LATEST_ROWS; i++)
		if (list->rows[i].action != ACTIVITY_SIGN_IN)
			list->rows[count++] = list->rows[i];
	list->count = count;
}

static struct error latest_fill(struct ctx *cx, struct today_view *view)
{
	struct activity_filter filter = { .from_day = day_add_months(
					      day_of(cx->now), -1),
		.to_day = day_of(cx->now),
		.limit = LATEST_LOOKED };
	struct timeline *latest = ARENA_NEW(cx->arena, struct timeline);
	struct activity_list list;
	struct error e;

	if (!timeline_tab(cx, &filter.tab))
		return OK;
	if ((e = activity_list(cx, &filter, &list)).code)
		return e;
	news_only(&list);
	*latest = timeline_of(cx, &list, true);
	latest->all_href = "/activity";
	view->latest = latest;
	return OK;
}

/* ---- customers to begin with ---- */

static struct error begin_fill(struct ctx *cx, struct today_view *view)
{
	struct customer_filter filter = { .limit = CUSTOMER_ROWS };
	struct customer_list list;
	struct begin_row *rows;
	struct error e = customer_list(cx, &filter, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct begin_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct customer *customer = &list.customers[i];

		rows[i].name = customer->name;
		rows[i].href =
		    customer_path(cx, customer->customer_id, "%s", "");
		rows[i].place = place_text(cx, customer);
		rows[i].mark = house_mark(customer->customer_id);
	}
	view->begin = (struct view_list){ list.count, rows };
	view->no_customers = list.count == 0;
	return OK;
}

/* ---- the page ---- */

static struct error panels_fill(struct ctx *cx, struct today_view *view)
{
	uint32_t roles = cx->who->roles;
	struct error e = OK;

	if (roles_may(roles, MAY_SEE_ORDERS)) {
		e = windows_fill(cx, &view->windows);
		if (e.code == 0)
			e = waiting_fill(cx, &view->waiting);
	}
	if (e.code == 0 && roles_may(roles, MAY_SEE_BILLING)) {
		e = months_fill(cx, &view->months);
		if (e.code == 0)
			e = unpaid_fill(cx, &view->unpaid);
	}
	if (e.code == 0 && roles_may(roles, MAY_REQUEST_SUPPORT))
		e = requests_fill(cx, &view->requests);
	if (e.code == 0)
		e = latest_fill(cx, view);
	if (e.code == 0 && roles_may(roles, MAY_SEE_CUSTOMERS))
		e = begin_fill(cx, view);
	return e;
}

static struct error today_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	uint32_t roles = cx->who->roles;
	struct today_view view = {
		.heading = show_day_long(cx, day_of(cx->now)),
		.greeting = message_with(cx, N_("Signed in as {name}, {roles}"),
		    HOLES({ "name", cx->who->user_name },
			{ "roles", roles_list_text(cx, roles) })),
		.may_add = roles_may(roles, MAY_MANAGE_CUSTOMERS),
		.may_request = roles_may(roles, MAY_REQUEST_SUPPORT),
	};
	struct page page = { .title = _("Today"),
		.body = "today/show",
		.place = PLACE_TODAY,
		.fields = today_view,
		.data = &view };
	struct error e = panels_fill(cx, &view);

	return e.code != 0 ? e : page_answer(rq, &page);
}

const struct route web_today_routes[] = {
	{ GET, "/", .needs = MAY_SIGNED_IN, .read = today_read },
	ROUTE_END,
};
