/*
 * Azure reservations of a customer: the list, and one with what it covers.
 * They are used and changed in the Azure portal, where a link leads.
 */
#include "accounts/partner_setting.h"
#include "accounts/permission.h"
#include "base/text.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "policy/market.h"
#include "web/reservation_view.h"
#include "web/routes.h"
#include "web/timeline.h"
#include "web/views.h"

struct list_view {
	const char *customer_name, *customer_href, *portal, *blocked;
	struct view_list reservations;
	bool any;
};
static const struct view_field list_view[] = {
	VIEW(TEXT, struct list_view, customer_name),
	VIEW(TEXT, struct list_view, customer_href),
	VIEW(TEXT, struct list_view, portal),
	VIEW(TEXT, struct list_view, blocked),
	VIEW_OF(LIST, struct list_view, reservations, reservation_view,
	    struct reservation_view),
	VIEW(BOOL, struct list_view, any),
	VIEW_FIELD_END,
};

static const char *blocked_text(struct ctx *cx, const struct customer *customer)
{
	struct decision decision;

	reservation_decide(cx->policy, customer->country, cx->now, &decision);
	return decision.allowed
		   ? NULL
		   : problem_text(cx, decision_error(cx->arena, &decision));
}

static struct error list_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct list_view view = { 0 };
	struct page page = { .title = _("Reservations"),
		.body = "reservations/list",
		.place = PLACE_RESERVATIONS,
		.customer = &customer,
		.fields = list_view,
		.data = &view };
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code == 0)
		e = reservation_views_of(
		    cx, customer.customer_id, &view.reservations);
	if (e.code)
		return e;
	view.portal =
	    azure_portal_link(cx, customer.domain, customer.customer_id);
	view.customer_name = customer.name;
	view.customer_href = customer_path(cx, customer.customer_id, "%s", "");
	view.blocked = blocked_text(cx, &customer);
	view.any = view.reservations.count > 0;
	return page_answer(rq, &page);
}

/* ---- one ---- */

struct show_view {
	const struct timeline *timeline;
	const char *customer_name, *customer_href, *portal, *support;
	const struct reservation_view *reservation;
};
static const struct view_field show_view[] = {
	VIEW_OF(
	    OBJECT, struct show_view, timeline, timeline_view, struct timeline),
	VIEW(TEXT, struct show_view, customer_name),
	VIEW(TEXT, struct show_view, customer_href),
	VIEW(TEXT, struct show_view, portal),
	VIEW(TEXT, struct show_view, support),
	VIEW_OF(OBJECT, struct show_view, reservation, reservation_view,
	    struct reservation_view),
	VIEW_FIELD_END,
};

static const struct reservation_view *find(
    const struct view_list *list, const char *id)
{
	const struct reservation_view *views = list->items;

	for (size_t i = 0; i < list->count; i++)
		if (text_same(views[i].entitlement_id, id) ||
		    text_same_nocase(views[i].reservation_id, id))
			return &views[i];
	return NULL;
}

static struct error show_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct view_list list;
	struct show_view view = { 0 };
	struct page page = { .body = "reservations/show",
		.place = PLACE_RESERVATIONS,
		.customer = &customer,
		.fields = show_view,
		.data = &view };
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code == 0)
		e = reservation_views_of(cx, customer.customer_id, &list);
	if (e.code)
		return e;
	view.reservation = find(&list, request_param(rq, "reservation"));
	if (view.reservation == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	view.portal =
	    azure_portal_link(cx, customer.domain, customer.customer_id);
	view.customer_name = customer.name;
	view.customer_href = customer_path(cx, customer.customer_id, "%s", "");
	view.support = arena_printf(
	    cx->arena, "/support/new?order=%s", view.reservation->order_id);
	page.title = view.reservation->name;
	e = timeline_of_object(cx, view.reservation->order_id,
	    view.reservation->line_number, view.reservation->ordered_at,
	    &view.timeline);
	return e.code ? e : page_answer(rq, &page);
}

const struct route web_reservations_routes[] = {
	{ GET, "/customers/{customer}/reservations", .needs = MAY_SEE_ORDERS,
	    .read = list_read },
	{ GET, "/customers/{customer}/reservations/{reservation}",
	    .needs = MAY_SEE_ORDERS, .read = show_read },
	ROUTE_END,
};
