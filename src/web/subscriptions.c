/*
 * Subscriptions of a customer: the list, and one with its changes. What a
 * change of seats costs is shown before it is made, out of the same plan that
 * makes it (orders/).
 */
#include "orders/subscription.h"

#include "accounts/permission.h"
#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/timeline.h"
#include "web/views.h"

struct preview_view {
	const char *what, *net, *tax, *label, *gross, *month;
	int64_t seats, minor;
	struct view_list steps;
};
static const struct view_field step_view[] = {
	VIEW(TEXT, struct explanation_step, label),
	VIEW(TEXT, struct explanation_step, value),
	VIEW_FIELD_END,
};
static const struct view_field preview_view[] = {
	VIEW(TEXT, struct preview_view, what),
	VIEW(TEXT, struct preview_view, net),
	VIEW(TEXT, struct preview_view, tax),
	VIEW(TEXT, struct preview_view, label),
	VIEW(TEXT, struct preview_view, gross),
	VIEW(TEXT, struct preview_view, month),
	VIEW(INT, struct preview_view, seats),
	VIEW(INT, struct preview_view, minor),
	VIEW_OF(LIST, struct preview_view, steps, step_view,
	    struct explanation_step),
	VIEW_FIELD_END,
};

struct subscription_view {
	const char *href, *name, *offer, *quantity, *state, *tone;
	const char *term, *billed, *renewal, *price;
	const char *order_id, *order_href, *subscription_id;
	int64_t version, min, max;
	bool has_seats, renews, may_renew, active, suspended, may_change;
};
static const struct view_field subscription_view[] = {
	VIEW(TEXT, struct subscription_view, href),
	VIEW(TEXT, struct subscription_view, name),
	VIEW(TEXT, struct subscription_view, offer),
	VIEW(TEXT, struct subscription_view, quantity),
	VIEW(TEXT, struct subscription_view, state),
	VIEW(TEXT, struct subscription_view, tone),
	VIEW(TEXT, struct subscription_view, term),
	VIEW(TEXT, struct subscription_view, billed),
	VIEW(TEXT, struct subscription_view, renewal),
	VIEW(TEXT, struct subscription_view, price),
	VIEW(TEXT, struct subscription_view, order_id),
	VIEW(TEXT, struct subscription_view, order_href),
	VIEW(TEXT, struct subscription_view, subscription_id),
	VIEW(INT, struct subscription_view, version),
	VIEW(INT, struct subscription_view, min),
	VIEW(INT, struct subscription_view, max),
	VIEW(BOOL, struct subscription_view, has_seats),
	VIEW(BOOL, struct subscription_view, renews),
	VIEW(BOOL, struct subscription_view, may_renew),
	VIEW(BOOL, struct subscription_view, active),
	VIEW(BOOL, struct subscription_view, suspended),
	VIEW(BOOL, struct subscription_view, may_change),
	VIEW_FIELD_END,
};

static const char *state_text(struct ctx *cx, const char *state)
{
	if (text_same(state, "active"))
		return C_("subscription", "Active");
	if (text_same(state, "expired"))
		return C_("subscription", "Expired");
	return text_same(state, "suspended") ? C_("subscription", "Suspended")
					     : C_("subscription", "Deleted");
}

static const char *billed_text(struct ctx *cx, const struct subscription *of)
{
	if (of->kind == PRODUCT_AZURE_PLAN)
		return _("paid by use");
	if (text_same(of->billing_cycle, "monthly"))
		return _("paid monthly");
	return text_same(of->billing_cycle, "annual") ? _("paid yearly")
						      : _("paid once");
}

static const char *span_text(struct ctx *cx, const struct subscription *of)
{
	if (of->end_day == 0)
		return message_with(cx, N_("from {start}"),
		    HOLES({ "start", show_day(cx, of->start_day) }));
	return message_with(cx, N_("{start} to {end}"),
	    HOLES({ "start", show_day(cx, of->start_day) },
		{ "end", show_day(cx, of->end_day) }));
}

static const char *renewal_text(struct ctx *cx, const struct subscription *of)
{
	if (of->end_day == 0)
		return _("none needed");
	return of->auto_renew ? _("automatic") : _("none");
}

static void view_of(struct ctx *cx, const struct subscription *of,
    struct subscription_view *view)
{
	const char *state = subscription_status(of);
	bool active = text_same(state, "active");
	bool suspended = text_same(state, "suspended");

	*view = (struct subscription_view){
		.href = customer_path(cx, of->customer_id, "/subscriptions/%s",
		    of->subscription_id),
		.name = of->friendly_name,
		.offer = of->offer_name,
		.quantity = show_int(cx, of->quantity),
		.state = state_text(cx, state),
		.tone = active      ? "done"
			: suspended ? "soon"
				    : "line",
		.term = span_text(cx, of),
		.billed = billed_text(cx, of),
		.renewal = renewal_text(cx, of),
		.price = message_with(cx, N_("{price} a seat, {tax}"),
		    HOLES({ "price", show_money(cx, of->unit_price) },
			{ "tax", tax_text(cx, of->tax_included) })),
		.order_id = of->order_id,
		.order_href = customer_path(
		    cx, of->customer_id, "/orders/%s", of->order_id),
		.subscription_id = of->subscription_id,
		.version = of->version,
		.min = of->min_quantity > 0 ? of->min_quantity : 1,
		.max = of->max_quantity,
		.has_seats = of->kind == PRODUCT_LICENSE && active,
		.renews = of->end_day != 0 && of->auto_renew,
		.may_renew = of->end_day != 0 && !of->auto_renew,
		.active = active,
		.suspended = suspended,
		.may_change = (active || suspended) &&
			      roles_may(cx->who->roles, MAY_ORDER),
	};
}

/* ---- the list ---- */

struct list_view {
	const char *customer_name, *customer_href;
	struct view_list subscriptions;
	bool any;
};
static const struct view_field list_view[] = {
	VIEW(TEXT, struct list_view, customer_name),
	VIEW(TEXT, struct list_view, customer_href),
	VIEW_OF(LIST, struct list_view, subscriptions, subscription_view,
	    struct subscription_view),
	VIEW(BOOL, struct list_view, any),
	VIEW_FIELD_END,
};

static struct error list_read(struct request *rq)
{
	const struct subscription_filter all = { 0 };
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct list_view view = { 0 };
	struct page page = { .title = _("Subscriptions"),
		.body = "subscriptions/list",
		.place = PLACE_SUBSCRIPTIONS,
		.customer = &customer,
		.fields = list_view,
		.data = &view };
	struct subscription_list list;
	struct subscription_view *views;
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code == 0)
		e = subscription_list(cx, customer.customer_id, &all, &list);
	if (e.code)
		return e;
	views =
	    ARENA_ARRAY(cx->arena, struct subscription_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		view_of(cx, &list.subscriptions[i], &views[i]);
	view.customer_name = customer.name;
	view.customer_href = customer_path(cx, customer.customer_id, "%s", "");
	view.subscriptions = (struct view_list){ list.count, views };
	view.any = list.count > 0;
	return page_answer(rq, &page);
}

/* ---- one ---- */

struct show_view {
	const struct timeline *timeline;
	const char *customer_name, *customer_href, *done, *typed_seats;
	struct subscription_view subscription;
	const struct preview_view *preview;
	struct view_list problems;
	bool wrong, bad_seats;
};
static const struct view_field show_view[] = {
	VIEW_OF(
	    OBJECT, struct show_view, timeline, timeline_view, struct timeline),
	VIEW(TEXT, struct show_view, customer_name),
	VIEW(TEXT, struct show_view, customer_href),
	VIEW(TEXT, struct show_view, done),
	VIEW(TEXT, struct show_view, typed_seats),
	VIEW_OF(INLINE, struct show_view, subscription, subscription_view,
	    struct subscription_view),
	VIEW_OF(OBJECT, struct show_view, preview, preview_view,
	    struct preview_view),
	VIEW_OF(LIST, struct show_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(BOOL, struct show_view, wrong),
	VIEW(BOOL, struct show_view, bad_seats),
	VIEW_FIELD_END,
};

static struct money without_sign(struct money money)
{
	return money_of(
	    money.minor < 0 ? -money.minor : money.minor, money.currency);
}

static struct error preview_fill(struct ctx *cx,
    const struct subscription_plan *plan, const struct preview_view **ret_view)
{
	struct preview_view *view = ARENA_NEW(cx->arena, struct preview_view);
	const struct charge *charge = &plan->charge;
	struct explanation told;
	struct error e = charge_explain(cx, charge, &told);

	if (e.code)
		return e;
	*view = (struct preview_view){
		.what = message_with(cx, N_("From {before} to {after} seats"),
		    HOLES({ "before", show_int(cx, plan->before.quantity) },
			{ "after", show_int(cx, plan->after.quantity) })),
		.net = show_money(cx, without_sign(charge->net)),
		.tax = show_money(cx, without_sign(charge->tax)),
		.label = charge->is_credit ? _("Credit, including tax")
					   : _("Charge, including tax"),
		.gross = show_money(cx, without_sign(charge->gross)),
		.month = show_month(cx, charge->month),
		.seats = plan->after.quantity,
		.minor = charge->gross.minor,
		.steps = { told.count, told.steps },
	};
	*ret_view = view;
	return OK;
}

static const char *done_text(struct ctx *cx, const char *done)
{
	if (text_same(done, "seats"))
		return _("The number of seats is changed.");
	return text_same(done, "1") ? _("The subscription is changed.") : NULL;
}

/* seats 0: no preview is asked for. */
static struct error show_answer(
    struct request *rq, int64_t seats, const char *done, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct subscription subscription;
	struct subscription_plan plan;
	const struct subscription_change change = { .has_quantity = true,
		.quantity = seats };
	struct show_view view = { .done = done_text(cx, done) };
	struct page page = { .body = "subscriptions/show",
		.place = PLACE_SUBSCRIPTIONS,
		.customer = &customer,
		.fields = show_view,
		.data = &view };
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code == 0)
		e = subscription_load(cx, customer.customer_id,
		    request_param(rq, "subscription"), &subscription);
	if (e.code)
		return e;
	if (seats != 0 && outcome.code == 0)
		outcome = subscription_plan(cx, customer.customer_id,
		    subscription.subscription_id, &change, &plan);
	if (seats != 0 && outcome.code == 0 && plan.has_charge &&
	    (e = preview_fill(cx, &plan, &view.preview)).code)
		return e;
	if (outcome.code) {
		page.status = error_info(outcome.code)->page_status;
		view.wrong = true;
		view.bad_seats = text_same(outcome.field, "quantity");
		view.problems = page_problems(rq, outcome, NULL);
	}
	view_of(cx, &subscription, &view.subscription);
	view.typed_seats = arena_printf(cx->arena, "%lld",
	    (long long)(seats != 0 ? seats : subscription.quantity));
	view.customer_name = customer.name;
	view.customer_href = customer_path(cx, customer.customer_id, "%s", "");
	page.title = subscription.friendly_name;
	e = timeline_of_object(cx, subscription.order_id,
	    subscription.line_number, subscription.created_at, &view.timeline);
	return e.code ? e : page_answer(rq, &page);
}

struct show_query {
	int64_t seats;
	bool has_seats;
	const char *done;
};
static const struct field show_query[] = {
	FIELD(INT, struct show_query, seats,
	    .has_offset = offsetof(struct show_query, has_seats)),
	FIELD(TEXT, struct show_query, done, .max = 10),
	FIELD_END,
};

static struct error show_read(struct request *rq)
{
	const struct show_query *query = rq->query;

	/* none is asked for, which is not the same as none typed */
	if (query->has_seats && query->seats == 0)
		return show_answer(rq, -1, NULL, OK);
	return show_answer(rq, query->seats, query->done, OK);
}

/* ---- changes ---- */

struct change_input {
	int64_t version, quantity, amount;
	bool has_quantity, has_amount;
	const char *name, *renewal, *state;
};
static const struct field change_fields[] = {
	FIELD(INT, struct change_input, version, .required = true),
	FIELD(INT, struct change_input, quantity,
	    .has_offset = offsetof(struct change_input, has_quantity)),
	FIELD(INT, struct change_input, amount,
	    .has_offset = offsetof(struct change_input, has_amount)),
	FIELD(TEXT, struct change_input, name, .max = 256),
	FIELD(TEXT, struct change_input, renewal, .max = 3),
	FIELD(TEXT, struct change_input, state, .max = 20),
	FIELD_END,
};

/* Nobody pays an amount that was not shown: days pass, others change too. */
static struct error change_effects(struct request *rq)
{
	const struct change_input *input = rq->input;
	struct ctx *cx = &rq->cx;
	struct subscription_change change = {
		.has_quantity = input->has_quantity,
		.quantity = input->quantity,
		.has_auto_renew = !text_empty(input->renewal),
		.auto_renew = text_same(input->renewal, "on"),
		.friendly_name = text_empty(input->name) ? NULL : input->name,
		.state = text_empty(input->state) ? NULL : input->state,
	};
	struct subscription_plan plan;
	const char *customer_id = request_param(rq, "customer");
	const char *id = request_param(rq, "subscription");
	struct error e = subscription_plan(cx, customer_id, id, &change, &plan);

	if (e.code)
		return e;
	if (plan.before.version != input->version)
		return fail(ERR_CONFLICT, NULL);
	if (plan.has_charge &&
	    (!input->has_amount || plan.charge.gross.minor != input->amount))
		return fail(ERR_CONFLICT, "amount");
	return subscription_change(cx, customer_id, id, &change, &plan);
}

static struct error change_finish(struct request *rq, struct error outcome)
{
	const struct change_input *input = rq->input;
	bool seats = rq->input != NULL && input->has_quantity;

	if (outcome.code == 0) {
		response_redirect(
		    rq, customer_path(&rq->cx, request_param(rq, "customer"),
			    "/subscriptions/%s?done=%s",
			    request_param(rq, "subscription"),
			    seats ? "seats" : "1"));
		return OK;
	}
	return show_answer(rq, 0, NULL, outcome);
}

#define ONE "/customers/{customer}/subscriptions/{subscription}"

const struct route web_subscriptions_routes[] = {
	{ GET, "/customers/{customer}/subscriptions", .needs = MAY_SEE_ORDERS,
	    .read = list_read },
	{ GET, ONE, .needs = MAY_SEE_ORDERS, .query = show_query,
	    .query_size = sizeof(struct show_query), .read = show_read },
	{ POST, ONE, .needs = MAY_ORDER, .body = change_fields,
	    .body_size = sizeof(struct change_input), .effects = change_effects,
	    .finish = change_finish },
	ROUTE_END,
};
