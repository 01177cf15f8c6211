/*
 * Changing a subscription: one plan, made for the preview and for the act, so
 * that the amount shown is the amount charged.
 */
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "customers/customer.h"
#include "customers/reseller.h"
#include "orders/order_rules.h"
#include "orders/order_store.h"
#include "orders/renewal.h"
#include "orders/subscription_rules.h"
#include "orders/subscription_store.h"
#include "outbox/event.h"
#include "outbox/outbox.h"

/* ---- the plan ---- */

/* An add-on comes back only with what it belongs to. */
static struct error parent_check(
    struct ctx *cx, const struct subscription_plan *plan)
{
	const struct subscription *now = &plan->before;
	struct subscription parent;
	struct error e;

	if (now->parent_id == NULL || !text_same(plan->after.state, "active") ||
	    text_same(now->state, "active"))
		return OK;
	e = subscription_load(cx, now->customer_id, now->parent_id, &parent);
	if (e.code == 0 && !text_same(parent.state, "active"))
		return fail(ERR_PARENT_INACTIVE, "status");
	return e;
}

/* In a sandbox the buyer's step is a call of its own (activate). */
static struct error activation_check(
    struct ctx *cx, const struct subscription_plan *plan)
{
	const struct subscription *now = &plan->before;

	if (!cx->who->partner->sandbox || !subscription_is_marketplace(now) ||
	    now->activated_at != 0 || text_same(plan->after.state, "deleted") ||
	    !subscription_differs(now, &plan->after))
		return OK;
	return fail(ERR_ACTIVATION_FIRST, NULL);
}

/* Seats that go: all of them when the subscription does. */
static int64_t seats_of(const struct subscription_plan *plan)
{
	if (text_same(plan->after.state, "deleted"))
		return -plan->before.quantity;
	return plan->after.quantity - plan->before.quantity;
}

static void at_most(int64_t *minor, int64_t most)
{
	if (*minor > most)
		*minor = most;
}

/* What an operator granted is no part of one period. */
static struct error never_more_than_all(struct ctx *cx,
    const struct subscription *subscription, struct charge_paid *paid)
{
	struct charge_paid all;
	struct error e = charge_paid_in_all(
	    cx, subscription->order_id, subscription->line_number, &all);

	if (e.code)
		return e;
	at_most(&paid->net_minor, all.net_minor);
	at_most(&paid->tax_minor, all.tax_minor);
	at_most(&paid->gross_minor, all.gross_minor);
	return OK;
}

static struct error charge_plan(struct ctx *cx, struct subscription_plan *plan)
{
	const struct subscription *now = &plan->before;
	int months = billing_months(now->billing_cycle, now->term);
	struct seat_change_input input = {
		.edition_id = now->edition_id,
		.ordered_at = now->created_at,
		.currency = now->unit_price.currency,
		.unit_minor = now->unit_price.minor,
		.seats = seats_of(plan),
		.tax_included = now->tax_included,
		.tax_rate_bp = now->tax_rate_bp,
	};
	struct charge_paid paid;
	struct error e;

	if (input.seats == 0)
		return OK;
	if (months == 0)
		return fail(ERR_SEATS_FIXED, "quantity");
	input.period = billing_period(now->start_day, months, day_of(cx->now));
	e = charge_paid(
	    cx, now->order_id, now->line_number, input.period.start_day, &paid);
	if (e.code)
		return e;
	if (input.seats < 0 && (e = never_more_than_all(cx, now, &paid)).code)
		return e;
	input.paid_net_minor = paid.net_minor;
	input.paid_tax_minor = paid.tax_minor;
	input.paid_gross_minor = paid.gross_minor;
	e = seat_change_decide(cx->policy, &input, cx->now, &plan->seats);
	if (e.code)
		return e;
	plan->charge = charge_of_seats(cx, &plan->seats, cx->now);
	plan->charge.order_id = now->order_id;
	plan->charge.line_number = now->line_number;
	plan->charge.serial = now->version + 1;
	if (text_same(plan->after.state, "deleted")) {
		plan->charge.kind = CHARGE_CANCEL;
		plan->charge.serial = 0;
	}
	plan->charge.customer_id = now->customer_id;
	plan->has_charge = true;
	return OK;
}

struct error subscription_plan(struct ctx *cx, const char *customer_id,
    const char *subscription_id, const struct subscription_change *change,
    struct subscription_plan *ret_plan)
{
	struct subscription_plan plan = { 0 };
	struct error e;

	e = subscription_load(cx, customer_id, subscription_id, &plan.before);
	if (e.code == 0)
		e = subscription_apply(cx->arena, &plan.before, change,
		    day_of(cx->now), &plan.after);
	if (e.code == 0 && text_same(plan.after.state, "deleted"))
		e = principal_may(cx, MAY_CANCEL);
	if (e.code == 0 && !text_same(plan.after.mpn_id, plan.before.mpn_id))
		e = reseller_of_record(cx, plan.after.mpn_id, "partnerId");
	if (e.code == 0)
		e = activation_check(cx, &plan);
	if (e.code == 0)
		e = parent_check(cx, &plan);
	if (e.code == 0)
		e = charge_plan(cx, &plan);
	if (e.code)
		return e;
	plan.changed = subscription_differs(&plan.before, &plan.after);
	*ret_plan = plan;
	return OK;
}

/* ---- the act ---- */

/* As the log's old and new value: JSON, PascalCase (api.md 2.10). */
static const char *value_of(
    struct ctx *cx, const struct subscription *subscription)
{
	struct json_out json;
	struct text out;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "Id", subscription->subscription_id);
	json_text(&json, "FriendlyName", subscription->friendly_name);
	json_int(&json, "Quantity", subscription->quantity);
	json_text(&json, "Status", subscription->state);
	json_bool(&json, "AutoRenewEnabled", subscription->auto_renew);
	if (subscription_is_marketplace(subscription))
		json_bool(&json, "Activated", subscription->activated_at != 0);
	if (subscription->mpn_id != NULL)
		json_text(&json, "PartnerId", subscription->mpn_id);
	else
		json_null_value(&json, "PartnerId");
	json_object_end(&json);
	return out.bytes;
}

static struct error change_record(
    struct ctx *cx, const struct subscription_plan *plan)
{
	const struct subscription *now = &plan->before;
	const struct hole details[] = {
		{ "SubscriptionId", now->subscription_id },
		{ "SubscriptionName", plan->after.friendly_name },
		{ "ResourceOldValue", value_of(cx, now) },
		{ "ResourceNewValue", value_of(cx, &plan->after) },
		{ NULL, NULL },
	};
	struct activity activity = {
		.action = ACTIVITY_UPDATE_SUBSCRIPTION,
		.customer_id = now->customer_id,
		.order_id = now->order_id,
		.line_number = now->line_number,
		.product_id = now->product_id,
		.sku_id = now->sku_id,
		.title = plan->after.friendly_name,
		.details = details,
	};
	struct customer customer;
	struct error e = customer_load(cx, now->customer_id, &customer);

	if (e.code)
		return e;
	activity.customer_name = customer.name;
	e = event_record(
	    cx, EVENT_SUBSCRIPTION_UPDATED, now->subscription_id, &activity);
	return e.code ? e
		      : outbox_mail_act(cx, MAIL_SUBSCRIPTION_CHANGED,
			    now->subscription_id, &activity);
}

static int64_t elapsed_days(struct ctx *cx, const struct subscription *of)
{
	int64_t days = day_of(cx->now) - day_of(of->created_at);

	return days < 0 ? 0 : days;
}

/* What is deleted ends its order line as well: a cancelled line has one row of
 * its cancellation and one credit, whichever way it went. */
static struct error line_end(
    struct ctx *cx, const struct subscription_plan *plan)
{
	const struct subscription *now = &plan->before;
	const struct order_line line = { .order_id = now->order_id,
		.line_number = now->line_number };
	const struct decision decision = { .edition_id = now->edition_id,
		.elapsed_days = elapsed_days(cx, now) };
	struct order order;
	struct error e;

	if (!text_same(plan->after.state, "deleted"))
		return OK;
	e = order_line_row_cancel(cx, now->order_id, now->line_number, cx->now);
	if (e.code == 0)
		e = cancellation_row_insert(
		    cx, &line, &decision, 0, ACK_CALL, "self");
	if (e.code == 0)
		e = order_row_load(cx, now->order_id, &order);
	if (e.code)
		return e;
	return order_row_set_state(
	    cx, now->order_id, order_state_of(order.lines, order.line_count));
}

struct error subscription_change(struct ctx *cx, const char *customer_id,
    const char *subscription_id, const struct subscription_change *change,
    struct subscription_plan *ret_plan)
{
	struct subscription_plan plan;
	struct error e = renewal_catch_up(cx, customer_id, subscription_id);

	if (e.code == 0)
		e = subscription_plan(
		    cx, customer_id, subscription_id, change, &plan);
	if (e.code)
		return e;
	if (plan.changed) {
		e = subscription_row_update(cx, &plan.after);
		plan.after.version++;
		if (e.code == 0 && plan.has_charge)
			e = charge_add(cx, &plan.charge);
		if (e.code == 0)
			e = line_end(cx, &plan);
		if (e.code == 0)
			e = change_record(cx, &plan);
	}
	if (e.code == 0)
		*ret_plan = plan;
	return e;
}

struct error subscription_activate(struct ctx *cx, const char *customer_id,
    const char *subscription_id, struct subscription *ret_subscription)
{
	struct subscription_plan plan = { 0 };
	struct error e;

	e = subscription_load(cx, customer_id, subscription_id, &plan.before);
	if (e.code)
		return e;
	if (!cx->who->partner->sandbox)
		return fail(ERR_SANDBOX_ONLY, NULL);
	if (!subscription_is_marketplace(&plan.before))
		return fail(ERR_NOT_MARKETPLACE, NULL);
	if (text_same(plan.before.state, "deleted"))
		return fail(ERR_SUBSCRIPTION_DELETED, NULL);
	plan.after = plan.before;
	plan.after.activated_at = cx->now;
	e = subscription_row_activate(cx, &plan.before);
	plan.after.version++;
	if (e.code == 0)
		e = change_record(cx, &plan);
	if (e.code == 0)
		*ret_subscription = plan.after;
	return e;
}
