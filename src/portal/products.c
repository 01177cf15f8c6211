/*
 * Billing, Your products: the tabs beside Software. Subscriptions and
 * reservations as the customer has them; changing them is the partner's.
 */
#include "i18n/i18n.h"
#include "orders/subscription.h"
#include "portal/portal.h"
#include "web/page.h"
#include "web/reservation_view.h"

/* ---- subscriptions ---- */

struct held_view {
	const char *name, *offer, *quantity, *state, *tone, *term, *renewal;
};
static const struct view_field held_view[] = {
	VIEW(TEXT, struct held_view, name),
	VIEW(TEXT, struct held_view, offer),
	VIEW(TEXT, struct held_view, quantity),
	VIEW(TEXT, struct held_view, state),
	VIEW(TEXT, struct held_view, tone),
	VIEW(TEXT, struct held_view, term),
	VIEW(TEXT, struct held_view, renewal),
	VIEW_FIELD_END,
};

struct held_page {
	struct view_list list; /* struct held_view */
	bool none, at_subscriptions;
};
static const struct view_field held_page[] = {
	VIEW_OF(LIST, struct held_page, list, held_view, struct held_view),
	VIEW(BOOL, struct held_page, none),
	VIEW(BOOL, struct held_page, at_subscriptions),
	VIEW_FIELD_END,
};

static const char *term_text_of(struct ctx *cx, const struct subscription *of)
{
	if (of->end_day == 0)
		return message_with(cx, N_("from {start}"),
		    HOLES({ "start", show_day(cx, of->start_day) }));
	return message_with(cx, N_("{start} to {end}"),
	    HOLES({ "start", show_day(cx, of->start_day) },
		{ "end", show_day(cx, of->end_day) }));
}

static struct held_view held_of(struct ctx *cx, const struct subscription *of)
{
	struct held_view view = { .name = of->friendly_name,
		.offer = of->offer_name,
		.quantity = show_int(cx, of->quantity),
		.tone = "soon",
		.term = term_text_of(cx, of) };
	const char *status = subscription_status(of);

	if (text_same(status, "active")) {
		view.state = C_("subscription", "Active");
		view.tone = "done";
	} else if (text_same(status, "suspended")) {
		view.state = C_("subscription", "Suspended");
	} else {
		view.state = C_("subscription", "Ended");
		view.tone = "line";
	}
	if (of->end_day == 0)
		view.renewal = _("none needed");
	else
		view.renewal = of->auto_renew ? _("automatic") : _("none");
	return view;
}

static struct error subscriptions_read(struct request *rq)
{
	const struct subscription_filter all = { 0 };
	struct ctx *cx = &rq->cx;
	struct held_page view = { .at_subscriptions = true };
	struct page page = { .title = _("Subscriptions"),
		.body = "portal/subscriptions",
		.fields = held_page,
		.data = &view };
	struct subscription_list list;
	struct held_view *views;
	struct error e =
	    subscription_list(cx, cx->who->customer_id, &all, &list);

	if (e.code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct held_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		views[i] = held_of(cx, &list.subscriptions[i]);
	view.list = (struct view_list){ list.count, views };
	view.none = list.count == 0;
	return page_answer(rq, &page);
}

/* ---- reservations ---- */

struct reserved_page {
	struct view_list list; /* struct reservation_view */
	bool none, at_reservations;
};
static const struct view_field reserved_page[] = {
	VIEW_OF(LIST, struct reserved_page, list, reservation_view,
	    struct reservation_view),
	VIEW(BOOL, struct reserved_page, none),
	VIEW(BOOL, struct reserved_page, at_reservations),
	VIEW_FIELD_END,
};

static struct error reservations_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct reserved_page view = { .at_reservations = true };
	struct page page = { .title = _("Reservations"),
		.body = "portal/reservations",
		.fields = reserved_page,
		.data = &view };
	struct error e =
	    reservation_views_of(cx, cx->who->customer_id, &view.list);

	if (e.code)
		return e;
	view.none = view.list.count == 0;
	return page_answer(rq, &page);
}

/* MAY_GET_OWN_KEYS is what a customer's global admin has. */
const struct route portal_product_routes[] = {
	{ GET, PORTAL_PRODUCTS "/subscriptions", .needs = MAY_GET_OWN_KEYS,
	    .read = subscriptions_read },
	{ GET, PORTAL_PRODUCTS "/reservations", .needs = MAY_GET_OWN_KEYS,
	    .read = reservations_read },
	ROUTE_END,
};
