/*
 * Cancelling lines of an order: the offer before the act and the act itself.
 * Both ask the same rules, so the preview of a credit equals the credit.
 */
#include "accounts/principal.h"
#include "activity/activity.h"
#include "billing/charge.h"
#include "fulfilment/entitlement.h"
#include "orders/order.h"
#include "orders/order_rules.h"
#include "orders/order_store.h"
#include "outbox/event.h"
#include "outbox/outbox.h"

static struct cancel_input input_for(struct ctx *cx, const struct order *order,
    const struct order_line *line, enum cancel_step step, bool acknowledged)
{
	struct cancel_input input =
	    cancel_input_of(line, order->ordered_at, cx->who->partner->sandbox);

	input.step = step;
	input.may_cancel = roles_may(cx->who->roles, MAY_CANCEL);
	input.acknowledged = acknowledged;
	return input;
}

/* Seats come and go: then the line cost what its charges sum up to. */
static struct error credit_input_for(struct ctx *cx, const struct order *order,
    const struct order_line *line, struct credit_input *ret_input)
{
	struct credit_input input = credit_input_of(line, order->ordered_at);
	struct charge_paid paid;
	struct error e = OK;

	if (line->subscription_id != NULL) {
		e = charge_paid_in_all(
		    cx, order->order_id, line->line_number, &paid);
		input.net_minor = paid.net_minor;
		input.tax_minor = paid.tax_minor;
		input.gross_minor = paid.gross_minor;
	}
	if (e.code == 0)
		*ret_input = input;
	return e;
}

static struct error offer_make(struct ctx *cx, const struct order *order,
    const struct order_line *line, const struct decision *decision,
    struct cancel_offer *ret_offer)
{
	struct credit_input input;
	struct cancel_offer offer = {
		.line = *line,
		.decision = *decision,
		.has_credit = decision->allowed ||
			      decision->error == ERR_CANCEL_NOT_ACKNOWLEDGED,
		.ordered_at = order->ordered_at,
	};
	struct error e = OK;

	if (offer.has_credit) {
		e = credit_input_for(cx, order, line, &input);
		if (e.code == 0)
			e = credit_decide(
			    cx->policy, &input, cx->now, &offer.credit);
		if (e.code != 0)
			return e;
	}
	*ret_offer = offer;
	return OK;
}

struct error cancel_invoice_month(
    struct ctx *cx, const struct cancel_offer *offer, int *ret_month)
{
	return charge_month(
	    cx, offer->line.net.currency, credit_month(cx->now), ret_month);
}

struct error cancel_offer(struct ctx *cx, const struct order *order,
    int64_t line_number, struct cancel_offer *ret_offer)
{
	const struct order_line *line = order_line_find(order, line_number);
	struct cancel_input input;
	struct decision decision;

	if (line == NULL)
		return fail(ERR_LINE_UNKNOWN, "lineItemNumber");
	input = input_for(cx, order, line, CANCEL_OFFER, false);
	cancel_decide(cx->policy, &input, cx->now, &decision);
	return offer_make(cx, order, line, &decision, ret_offer);
}

/* ---- the act ---- */

static struct error credit_record(
    struct ctx *cx, const struct order *order, const struct cancel_offer *offer)
{
	struct charge charge = charge_of_credit(cx, &offer->credit, cx->now);

	charge.order_id = order->order_id;
	charge.line_number = offer->line.line_number;
	charge.customer_id = order->customer_id;
	charge.quantity = offer->line.quantity;
	charge.period_day = offer->line.term_start_day;
	return charge_add(cx, &charge);
}

/* One event an act: the first line tells it. */
static struct error cancel_record(struct ctx *cx, const struct order *order,
    const struct order_line *line, const char *customer_name,
    enum acknowledgement acknowledgement, bool told)
{
	const struct hole details[] = {
		{ "AlternateId", order->alternate_id },
		{ "BillingCycle", order->billing_cycle },
		{ "OfferId-0", line->catalog_item_id },
		{ "Quantity-0", "0" },
		{ "Acknowledged", acknowledgement == ACK_CALL ? "call"
				  : acknowledgement == ACK_CHECKBOX
				      ? "checkbox"
				      : "not asked" },
		{ NULL, NULL },
	};
	struct activity activity = {
		.action = ACTIVITY_CANCEL_ORDER,
		.customer_id = order->customer_id,
		.customer_name = customer_name,
		.order_id = order->order_id,
		.line_number = line->line_number,
		.product_id = line->product_id,
		.sku_id = line->sku_id,
		.title = line->title,
		.details = details,
	};

	if (told)
		return activity_add(cx, &activity, OK);
	return event_record(
	    cx, EVENT_ORDER_CANCELLED, order->order_id, &activity);
}

static struct error subscription_end(
    struct ctx *cx, const struct order *order, const struct order_line *line)
{
	struct error e = subscription_row_end(cx, line->subscription_id);

	if (e.code == 0)
		e = event_add(cx, EVENT_SUBSCRIPTION_UPDATED,
		    order->customer_id, line->subscription_id, NULL);
	return e;
}

/* One line, all of domain.md 5 but the credit, in the caller's transaction. */
static struct error line_end(struct ctx *cx, const struct order *order,
    struct order_line *line, const struct decision *decision, int64_t fee_minor,
    enum acknowledgement acknowledgement, const char *route)
{
	struct error e;

	e = order_line_row_cancel(
	    cx, order->order_id, line->line_number, cx->now);
	if (e.code != 0)
		return e;
	e = cancellation_row_insert(
	    cx, line, decision, fee_minor, acknowledgement, route);
	if (e.code != 0)
		return e;
	if (product_kind_is_software(line->kind))
		e = entitlement_revoke(cx, order->order_id, line->line_number);
	else if (line->subscription_id != NULL)
		e = subscription_end(cx, order, line);
	if (e.code != 0)
		return e;
	line->state = LINE_CANCELLED;
	line->cancelled_at = cx->now;
	return OK;
}

static struct error line_cancel(struct ctx *cx, const struct order *order,
    struct order_line *line, const struct cancel_offer *offer,
    enum acknowledgement acknowledgement)
{
	struct error e = line_end(cx, order, line, &offer->decision,
	    offer->credit.fee_minor, acknowledgement, "self");

	return e.code ? e : credit_record(cx, order, offer);
}

struct plan {
	size_t count;
	struct order_line **lines; /* into order->lines */
	struct cancel_offer *offers;
};

static struct error plan_named(struct ctx *cx, struct order *order,
    const int64_t *numbers, size_t count, struct plan *plan)
{
	for (size_t i = 0; i < count; i++) {
		struct order_line *line = order_line_find(order, numbers[i]);

		if (line == NULL)
			return fail(ERR_LINE_UNKNOWN,
			    arena_printf(
				cx->arena, "lineItems[%zu].lineItemNumber", i));
		for (size_t j = 0; j < plan->count; j++)
			if (plan->lines[j] == line)
				line = NULL;
		if (line != NULL)
			plan->lines[plan->count++] = line;
	}
	return OK;
}

/* A whole order: what was cancelled before is passed over, unless all was. */
static void plan_all(struct order *order, struct plan *plan)
{
	for (size_t i = 0; i < order->line_count; i++)
		if (order->lines[i].state != LINE_CANCELLED)
			plan->lines[plan->count++] = &order->lines[i];
	if (plan->count == 0)
		plan->lines[plan->count++] = &order->lines[0];
}

/* All or nothing: the first line that refuses answers for all (E-66). */
static struct error plan_decide(struct ctx *cx, const struct order *order,
    enum acknowledgement acknowledgement, struct plan *plan)
{
	enum cancel_step step =
	    acknowledgement == ACK_CALL ? CANCEL_BY_API : CANCEL_ON_PAGE;

	for (size_t i = 0; i < plan->count; i++) {
		struct cancel_input input = input_for(cx, order, plan->lines[i],
		    step, acknowledgement == ACK_CHECKBOX);
		struct decision decision;
		struct error e;

		cancel_decide(cx->policy, &input, cx->now, &decision);
		if (!decision.allowed)
			return decision_error(cx->arena, &decision);
		e = offer_make(
		    cx, order, plan->lines[i], &decision, &plan->offers[i]);
		if (e.code != 0)
			return e;
	}
	return OK;
}

struct error order_cancel(struct ctx *cx, const char *customer_id,
    const char *order_id, const int64_t *lines, size_t count,
    enum acknowledgement acknowledgement, struct order *ret_order,
    struct cancel_offer **ret_offers, size_t *ret_offer_count)
{
	struct order order;
	struct plan plan = { 0 };
	struct error e;

	if ((e = order_load(cx, customer_id, order_id, &order)).code != 0)
		return e;
	plan.lines =
	    ARENA_ARRAY(cx->arena, struct order_line *, order.line_count + 1);
	plan.offers =
	    ARENA_ARRAY(cx->arena, struct cancel_offer, order.line_count + 1);
	if (count == 0)
		plan_all(&order, &plan);
	else
		e = plan_named(cx, &order, lines, count, &plan);
	if (e.code == 0)
		e = plan_decide(cx, &order, acknowledgement, &plan);
	for (size_t i = 0; i < plan.count && e.code == 0; i++) {
		e = line_cancel(cx, &order, plan.lines[i], &plan.offers[i],
		    acknowledgement);
		if (e.code == 0)
			e = cancel_record(cx, &order, plan.lines[i],
			    order.customer_name, acknowledgement, i > 0);
		if (e.code == 0)
			e = outbox_mail(cx, MAIL_ORDER_CANCELLED,
			    order.order_id, plan.lines[i]->line_number);
	}
	if (e.code != 0)
		return e;
	order.state = order_state_of(order.lines, order.line_count);
	e = order_row_set_state(cx, order.order_id, order.state);
	if (e.code != 0)
		return e;
	*ret_order = order;
	*ret_offers = plan.offers;
	*ret_offer_count = plan.count;
	return OK;
}

/* ---- by request ---- */

struct error order_credit_by_request(struct ctx *cx, struct order *order,
    int64_t line_number, const struct charge *credit, bool cancel)
{
	struct order_line *line = order_line_find(order, line_number);
	struct cancel_input input;
	struct decision decision;
	struct error e;

	if (line == NULL)
		return fail(ERR_LINE_UNKNOWN, NULL);
	input =
	    cancel_input_of(line, order->ordered_at, cx->who->partner->sandbox);
	cancel_decide_request(cx->policy, &input, cx->now, &decision);
	if (cancel && (decision.error == ERR_CANCEL_NEVER ||
			  decision.error == ERR_CANCEL_DONE))
		return decision_error(cx->arena, &decision);
	if ((e = charge_add(cx, credit)).code)
		return e;
	if (!cancel) {
		e = order_line_row_grant(cx, order->order_id, line_number,
		    -credit->net.minor, -credit->tax.minor);
		return e.code ? e
			      : order_row_set_state(
				    cx, order->order_id, order->state);
	}
	e = line_end(cx, order, line, &decision, 0, ACK_NONE, "request");
	if (e.code == 0)
		e = cancel_record(
		    cx, order, line, order->customer_name, ACK_NONE, false);
	if (e.code == 0)
		e = outbox_mail(cx, MAIL_ORDER_CANCELLED, order->order_id,
		    line->line_number);
	if (e.code)
		return e;
	order->state = order_state_of(order->lines, order->line_count);
	return order_row_set_state(cx, order->order_id, order->state);
}
