/*
 * Reservations in words: state, scope, term. What a customer holds is
 * fulfilment/'s.
 */
#include "web/reservation_view.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "orders/subscription.h"
#include "web/page.h"

const struct view_field reservation_view[] = {
	VIEW(TEXT, struct reservation_view, href),
	VIEW(TEXT, struct reservation_view, name),
	VIEW(TEXT, struct reservation_view, product),
	VIEW(TEXT, struct reservation_view, quantity),
	VIEW(TEXT, struct reservation_view, state),
	VIEW(TEXT, struct reservation_view, tone),
	VIEW(TEXT, struct reservation_view, scope),
	VIEW(TEXT, struct reservation_view, scope_about),
	VIEW(TEXT, struct reservation_view, plan_name),
	VIEW(TEXT, struct reservation_view, plan_id),
	VIEW(TEXT, struct reservation_view, region),
	VIEW(TEXT, struct reservation_view, term),
	VIEW(TEXT, struct reservation_view, ordered),
	VIEW(TEXT, struct reservation_view, order_id),
	VIEW(TEXT, struct reservation_view, order_href),
	VIEW(TEXT, struct reservation_view, reservation_id),
	VIEW(BOOL, struct reservation_view, single),
	VIEW(BOOL, struct reservation_view, active),
	VIEW_FIELD_END,
};

static void state_fill(struct ctx *cx, const struct entitlement_row *row,
    struct reservation_view *view)
{
	view->active = row->state == ENTITLEMENT_ACTIVE;
	view->tone = view->active ? "done" : "line";
	if (row->state == ENTITLEMENT_REVOKED)
		view->state = C_("reservation", "Cancelled");
	else
		view->state = view->active ? C_("reservation", "Active")
					   : C_("reservation", "Ended");
}

static const char *term_of(struct ctx *cx, const struct entitlement_row *row)
{
	if (row->expires_day == 0)
		return show_day(cx, row->starts_day);
	return message_with(cx, N_("{start} to {end}"),
	    HOLES({ "start", show_day(cx, row->starts_day) },
		{ "end", show_day(cx, row->expires_day - 1) }));
}

/* The plan may be gone by now; its id stays. */
static const char *plan_name(
    const struct subscription_list *plans, const char *id)
{
	for (size_t i = 0; i < plans->count; i++)
		if (text_same(plans->subscriptions[i].subscription_id, id))
			return plans->subscriptions[i].friendly_name;
	return NULL;
}

static void view_fill(struct ctx *cx, const char *customer_id,
    const struct subscription_list *plans, const struct entitlement_row *row,
    struct reservation_view *view)
{
	*view = (struct reservation_view){
		.href = customer_path(cx, customer_id, "/reservations/%s-%lld",
		    row->order_id, (long long)row->line_number),
		.entitlement_id =
		    entitlement_id_of(cx, row->order_id, row->line_number),
		.line_number = row->line_number,
		.ordered_at = row->ordered_at,
		.name = row->title,
		.quantity = show_int(cx, row->quantity),
		.plan_name = plan_name(plans, row->azure_subscription_id),
		.plan_id = row->azure_subscription_id,
		.region = text_empty(row->region) ? NULL : row->region,
		.term = term_of(cx, row),
		.ordered = show_instant(cx, row->ordered_at),
		.order_id = row->order_id,
		.order_href =
		    customer_path(cx, customer_id, "/orders/%s", row->order_id),
		.reservation_id = row->reservation_id,
		.single = text_same(row->scope, "single"),
	};
	view->scope = view->single ? _("Single subscription") : _("Shared");
	view->scope_about =
	    view->single
		? _("Used by machines of this Azure subscription only.")
		: _("Used by machines of all the customer’s Azure subscriptions.");
	state_fill(cx, row, view);
}

struct error reservation_views_of(
    struct ctx *cx, const char *customer_id, struct view_list *ret_views)
{
	const struct subscription_filter all = { 0 };
	struct entitlement_list held;
	struct subscription_list plans;
	struct reservation_view *views;
	size_t count = 0;
	struct error e = entitlement_list(cx, customer_id, NULL, &held);

	if (e.code == 0)
		e = subscription_list(cx, customer_id, &all, &plans);
	if (e.code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct reservation_view, held.count + 1);
	for (size_t i = 0; i < held.count; i++)
		if (held.rows[i].reservation_id != NULL)
			view_fill(cx, customer_id, &plans, &held.rows[i],
			    &views[count++]);
	*ret_views = (struct view_list){ count, views };
	return OK;
}
