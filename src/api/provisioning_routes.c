/*
 * What became of an order over REST: provisioning status, activation links,
 * and what cancelling would give (ruling 9).
 */
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/order_json.h"
#include "api/routes.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "orders/order_rules.h"

static struct error path_order(struct request *rq, struct order *ret_order)
{
	return order_load(&rq->cx, path_customer_id(rq),
	    text_trim(rq->cx.arena, request_param(rq, "order")), ret_order);
}

static const char *self_of(
    struct request *rq, const struct order *order, const char *below)
{
	return URI_OF(rq->cx.arena, "customers", order->customer_id, "orders",
	    order->order_id, below);
}

/* ---- provisioning ---- */

static const char *provisioning_of(const struct order_line *line)
{
	switch (line->state) {
	case LINE_FULFILLED:
		return "Fulfilled";
	case LINE_CANCELLED:
		return "Unfulfilled";
	default:
		return "PrefulfillmentPending";
	}
}

static struct error provisioning_show(struct request *rq)
{
	struct order order;
	struct json_out json;
	struct error e = path_order(rq, &order);

	if (e.code == ERR_ORDER_UNKNOWN)
		return fail(ERR_PROVISIONING_UNKNOWN, NULL);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, order.line_count);
	for (size_t i = 0; i < order.line_count; i++) {
		const struct order_line *line = &order.lines[i];

		resource_begin(&json, NULL);
		json_int(&json, "lineItemNumber", line->line_number);
		json_text(&json, "status", provisioning_of(line));
		json_array_begin(&json, "quantityProvisioningInformation");
		json_object_begin(&json, NULL);
		json_int(&json, "quantity", line->quantity);
		json_text(&json, "status", provisioning_of(line));
		json_object_end(&json);
		json_array_end(&json);
		resource_end(&json, "OrderLineItemProvisioningStatus", NULL);
	}
	collection_end(&json, self_of(rq, &order, "provisioningstatus"));
	return OK;
}

/* ---- activation links ---- */

/* Only seats of other publishers have such links. wanted: a line's number, or
 * -1 for all. */
static void links_answer(struct request *rq, const struct order *order,
    int64_t wanted, const char *self)
{
	const struct order_line **lines = ARENA_ARRAY(
	    rq->cx.arena, const struct order_line *, order->line_count + 1);
	struct json_out json;
	size_t count = 0;

	for (size_t i = 0; i < order->line_count; i++)
		if (line_has_activation(&order->lines[i]) &&
		    (wanted < 0 || order->lines[i].line_number == wanted))
			lines[count++] = &order->lines[i];
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < count; i++)
		activation_link_json(rq, &json, order->customer_id,
		    lines[i]->subscription_id, lines[i]->line_number);
	collection_end(&json, self);
}

static struct error activation_show(struct request *rq)
{
	struct order order;
	struct error e = path_order(rq, &order);

	if (e.code == 0)
		links_answer(
		    rq, &order, -1, self_of(rq, &order, "activationlinks"));
	return e;
}

static struct error activation_of_line(struct request *rq)
{
	const char *line = request_param(rq, "line");
	struct order order;
	int64_t number;
	struct error e = path_order(rq, &order);

	if (e.code)
		return e;
	if (!text_to_int(line, &number) ||
	    order_line_find(&order, number) == NULL)
		return fail(ERR_LINE_UNKNOWN, "lineItemNumber");
	links_answer(rq, &order, number,
	    URI_OF(rq->cx.arena, "customers", order.customer_id, "orders",
		order.order_id, "lineitems", line, "activationlinks"));
	return OK;
}

/* ---- the offer before a cancellation ---- */

static void refusal_json(
    struct request *rq, struct json_out *json, const struct decision *decision)
{
	struct error refusal = decision_error(rq->cx.arena, decision);

	if (refusal.code == 0)
		return;
	json_object_begin(json, "refusal");
	json_int(json, "code", error_info(refusal.code)->rest_code);
	json_text(json, "description", error_message(&rq->cx, refusal));
	json_object_end(json);
}

static void month_json(struct json_out *json, const char *key, int month)
{
	char day[DAY_TEXT];

	day_text(month_first_day(month), day);
	json_text_n(json, key, day, 7);
}

static void days_json(struct json_out *json, const struct decision *decision)
{
	char last[DAY_TEXT];

	if (!decision->has_window)
		return;
	day_text(decision->last_day, last);
	if (decision->days_remaining >= 0)
		json_int(json, "daysRemaining", decision->days_remaining);
	json_text(json, "lastDay", last);
	json_instant(json, "deadline", decision->deadline);
}

static struct error offer_json(
    struct request *rq, struct json_out *json, const struct cancel_offer *offer)
{
	const struct decision *decision = &offer->decision;
	int month = 0;
	struct error e = OK;

	if (offer->has_credit)
		e = cancel_invoice_month(&rq->cx, offer, &month);
	if (e.code)
		return e;

	json_object_begin(json, NULL);
	json_int(json, "lineItemNumber", offer->line.line_number);
	json_text(json, "offerId", offer->line.catalog_item_id);
	json_text(json, "title", offer->line.title);
	json_int(json, "quantity",
	    offer->line.state == LINE_CANCELLED ? 0 : offer->line.quantity);
	json_bool(json, "allowed", decision->allowed);
	json_text(json, "rule", decision->rule);
	json_text(json, "edition", decision->edition_id);
	json_text(json, "route", route_name(decision->route));
	days_json(json, decision);
	refusal_json(rq, json, decision);
	decision_json(decision, json, "decision");
	if (offer->has_credit) {
		month_json(json, "invoiceMonth", month);
		credit_json(&offer->credit, json, "credit");
	}
	json_object_end(json);
	return OK;
}

static struct error cancellation_show(struct request *rq)
{
	struct order order;
	struct json_out json;
	struct error e = path_order(rq, &order);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "orderId", order.order_id);
	json_text(&json, "status", order_state_id(order.state));
	json_instant(&json, "at", rq->cx.now);
	json_array_begin(&json, "lineItems");
	for (size_t i = 0; i < order.line_count; i++) {
		struct cancel_offer offer;

		e = cancel_offer(
		    &rq->cx, &order, order.lines[i].line_number, &offer);
		if (e.code == 0)
			e = offer_json(rq, &json, &offer);
		if (e.code)
			return e;
	}
	json_array_end(&json);
	links_self(&json, self_of(rq, &order, "cancellation"));
	resource_end(&json, "OrderCancellation", NULL);
	return OK;
}

const struct route api_provisioning_routes[] = {
	{ GET, "/v1/customers/{customer}/orders/{order}/provisioningstatus",
	    .needs = MAY_SEE_ORDERS, .read = provisioning_show,
	    .summary = N_("How far each line of an order is delivered."),
	    API(1, ANY_CALLER, LIST_OF("OrderLineItemProvisioningStatus"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_PROVISIONING_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/orders/{order}/activationlinks",
	    .needs = MAY_SEE_ORDERS, .read = activation_show,
	    .summary = N_("Activation links of an order: of seats of another "
			  "publisher."),
	    API(1, ANY_CALLER, LIST_OF("OrderLineItemActivationLink"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN)) },
	{ GET,
	    "/v1/customers/{customer}/orders/{order}/lineitems/{line}/"
	    "activationlinks",
	    .needs = MAY_SEE_ORDERS, .read = activation_of_line,
	    .summary = N_("Activation links of a line: of seats of another "
			  "publisher."),
	    API(1, ANY_CALLER, LIST_OF("OrderLineItemActivationLink"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN,
		    ERR_LINE_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/orders/{order}/cancellation",
	    .needs = MAY_SEE_ORDERS, .read = cancellation_show,
	    .summary = N_("May each line be cancelled now, until when, and "
			  "what is credited."),
	    API(OURS, ANY_CALLER, ONE(200, "OrderCancellation"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN)) },
	ROUTE_END,
};
