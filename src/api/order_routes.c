/*
 * Orders over REST (api.md 2.4, 2.5): list, one, direct, cancel. When a line
 * may be cancelled is policy's, the act orders/'s.
 */
#include <string.h>

#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/line_input.h"
#include "api/order_json.h"
#include "api/routes.h"
#include "customers/customer.h"
#include "fulfilment/entitlement.h"
#include "i18n/i18n.h"
#include "orders/cart_rules.h"
#include "orders/order_rules.h"

static void order_answer(
    struct request *rq, int status, const struct order *order, bool prices)
{
	struct json_out json;

	answer_begin(rq, status, &json);
	order_json(rq, &json, order, prices);
}

/* ---- list and one ---- */

struct order_query {
	bool include_price;
	int billing_type; /* index into billing_cycles; 0 all */
};
static const struct field order_query[] = {
	FIELD_AS("include_price", BOOL, struct order_query, include_price,
	    .alias = "includePrice"),
	FIELD_END,
};
static const struct field orders_query[] = {
	FIELD_AS("include_price", BOOL, struct order_query, include_price,
	    .alias = "includePrice"),
	FIELD_AS("billingType", CHOICE, struct order_query, billing_type,
	    .choices = billing_cycles),
	FIELD_END,
};

static struct error orders_show(struct request *rq)
{
	const struct order_query *query = rq->query;
	struct customer customer;
	struct order_filter filter = {
		.billing_cycle = billing_cycle_of(query->billing_type),
	};
	struct order_list list;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	filter.customer_id = customer.customer_id;
	if ((e = order_list(&rq->cx, &filter, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++) {
		list.orders[i].customer_country = customer.country;
		order_json(rq, &json, &list.orders[i], query->include_price);
	}
	collection_end(&json,
	    URI_OF(rq->cx.arena, "customers", customer.customer_id, "orders"));
	return OK;
}

static struct error path_order(struct request *rq, struct order *ret_order)
{
	return order_load(&rq->cx, path_customer_id(rq),
	    text_trim(rq->cx.arena, request_param(rq, "order")), ret_order);
}

/* The order as it stands at its version; NULL when there is none. */
static struct error order_key(
    struct request *rq, bool prices, const char **ret_key)
{
	struct arena *arena = rq->cx.arena;
	const char *order = text_trim(arena, request_param(rq, "order"));
	int64_t version;
	struct error e =
	    order_version(&rq->cx, path_customer_id(rq), order, &version);

	if (e.code == 0)
		*ret_key = version == 0
			       ? NULL
			       : arena_printf(arena, "order %lld %s %lld %d",
				     (long long)rq->cx.who->partner->partner_id,
				     order, (long long)version, prices);
	return e;
}

static struct error order_show(struct request *rq)
{
	const struct order_query *query = rq->query;
	struct order order;
	const char *key;
	struct error e = order_key(rq, query->include_price, &key);

	if (e.code || (key != NULL && response_kept(rq, key)))
		return e;
	if ((e = path_order(rq, &order)).code)
		return e;
	order_answer(rq, 200, &order, query->include_price);
	if (key != NULL)
		response_keep(rq, key);
	return OK;
}

/* ---- direct ---- */

struct order_line_sent {
	int64_t number;
	bool has_number;
	const char *offer_id, *partner_on_record;
	struct line_input line;
};
struct order_sent {
	int billing_cycle;
	const char *currency;
	struct field_list lines; /* struct order_line_sent */
};
static const struct field new_line_fields[] = {
	FIELD_AS("lineItemNumber", INT, struct order_line_sent, number,
	    .has_offset = offsetof(struct order_line_sent, has_number)),
	FIELD_AS("offerId", TEXT, struct order_line_sent, offer_id,
	    .required = true, .max = 128),
	LINE_FIELDS(struct order_line_sent),
	FIELD_AS("partnerIdOnRecord", TEXT, struct order_line_sent,
	    partner_on_record, .max = 64),
	FIELD_END,
};
static const struct field new_order_fields[] = {
	FIELD_AS("billingCycle", CHOICE, struct order_sent, billing_cycle,
	    .choices = billing_cycles),
	FIELD_AS("currencyCode", TEXT, struct order_sent, currency, .max = 3),
	FIELD_AS("lineItems", LIST, struct order_sent, lines, .required = true,
	    .max = CART_LINES_MAX, .fields = new_line_fields,
	    .item_size = sizeof(struct order_line_sent)),
	FIELD_END,
};

static const char *line_field(struct request *rq, size_t line, const char *name)
{
	return arena_printf(rq->cx.arena, "lineItems[%zu].%s", line, name);
}

/* Numbers, when given, are 0 to n-1, each once; lines stand in their order. */
static struct error new_lines(
    struct request *rq, struct cart_line_input *ret_lines)
{
	const struct order_sent *sent = rq->input;
	const struct order_line_sent *from = sent->lines.items;

	for (size_t i = 0; i < sent->lines.count; i++) {
		int64_t at = from[i].has_number ? from[i].number : (int64_t)i;
		struct cart_line_input *to;

		if (at < 0 || at >= (int64_t)sent->lines.count ||
		    ret_lines[at].catalog_item_id != NULL)
			return fail(ERR_LINE_UNKNOWN,
			    line_field(rq, i, "lineItemNumber"));
		to = &ret_lines[at];
		*to = cart_line_input_of(&from[i].line);
		to->catalog_item_id = from[i].offer_id;
		to->participant = from[i].partner_on_record;
		to->billing_cycle = billing_cycle_of(sent->billing_cycle);
		to->currency = sent->currency;
	}
	return OK;
}

/* An order has no place for a line's error: the first is the answer. */
static struct error new_check(struct request *rq, const struct cart *cart)
{
	const char *cycle = cart->lines[0].offer.sku.billing_cycle;

	for (size_t i = 0; i < cart->line_count; i++) {
		const struct cart_line *line = &cart->lines[i];
		struct error e = line->error;

		if (e.code) {
			/* an order calls the cart's item an offer */
			if (text_same(e.field, "catalogItemId"))
				e.field = "offerId";
			if (e.field != NULL)
				e.field = line_field(rq, i, e.field);
			return e;
		}
		if (!text_same(line->order_group, cart->lines[0].order_group))
			return fail_with(rq->cx.arena, ERR_BILLING_CYCLE,
			    line_field(rq, i, "offerId"),
			    HOLES({ "choices", cycle }));
	}
	return OK;
}

static struct error order_add(struct request *rq)
{
	const struct order_sent *sent = rq->input;
	const char *customer = path_customer_id(rq);
	struct cart_line_input *lines = ARENA_ARRAY(
	    rq->cx.arena, struct cart_line_input, sent->lines.count + 1);
	struct cart cart;
	struct order_list orders;
	struct error e = new_lines(rq, lines);

	if (e.code == 0)
		e = cart_create(
		    &rq->cx, customer, lines, sent->lines.count, &cart);
	if (e.code == 0)
		e = new_check(rq, &cart);
	if (e.code == 0)
		e = cart_checkout(
		    &rq->cx, customer, cart.cart_id, NULL, 0, &orders);
	if (e.code == 0)
		order_answer(rq, 201, &orders.orders[0], false);
	return e;
}

/* ---- cancel ---- */

/* By name or position; "canceled" is accepted (api.md 2.5). */
static const char *const patch_states[] = { "unknown", "completed", "pending",
	"cancelled", "canceled", NULL };
enum { PATCH_CANCELLED = 3 };

struct patch_line {
	int64_t number;
	const char *offer_id;
};
struct patch_sent {
	const char *id;
	int status;
	struct field_list lines; /* struct patch_line */
};
static const struct field patch_line_fields[] = {
	FIELD_AS(
	    "lineItemNumber", INT, struct patch_line, number, .required = true),
	FIELD_AS("offerId", TEXT, struct patch_line, offer_id, .max = 128),
	FIELD_END,
};
static const struct field patch_fields[] = {
	FIELD(TEXT, struct patch_sent, id, .max = 64),
	FIELD(CHOICE, struct patch_sent, status, .choices = patch_states),
	FIELD_AS("lineItems", LIST, struct patch_sent, lines,
	    .fields = patch_line_fields, .item_size = sizeof(struct patch_line),
	    .help = N_("The lines to cancel; without any, the whole order.")),
	FIELD_END,
};

struct cancelling {
	struct order order;
	struct cancel_offer *offers;
	size_t count;
};

static struct error patch_prepare(struct request *rq)
{
	const struct patch_sent *sent = rq->input;
	const char *path = text_trim(rq->cx.arena, request_param(rq, "order"));

	if (sent->status < PATCH_CANCELLED)
		return fail(ERR_ORDER_CHANGE_ONLY_CANCEL, "status");
	if (!text_empty(sent->id) && !text_same_nocase(sent->id, path))
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT, "id",
		    HOLES({ "wanted", path }));
	return OK;
}

/* A line number with another line's offer is a mistake nobody wants. */
static struct error offers_agree(struct request *rq, const struct order *order)
{
	const struct patch_sent *sent = rq->input;
	const struct patch_line *lines = sent->lines.items;

	for (size_t i = 0; i < sent->lines.count; i++) {
		const struct order_line *line =
		    order_line_find(order, lines[i].number);

		if (line != NULL && !text_empty(lines[i].offer_id) &&
		    !text_same_nocase(lines[i].offer_id, line->catalog_item_id))
			return fail_with(rq->cx.arena, ERR_CATALOG_ITEM_BAD,
			    line_field(rq, i, "offerId"),
			    HOLES({ "value", lines[i].offer_id }));
	}
	return OK;
}

static struct error patch_effects(struct request *rq)
{
	const struct patch_sent *sent = rq->input;
	const struct patch_line *lines = sent->lines.items;
	struct cancelling *state = ARENA_NEW(rq->cx.arena, struct cancelling);
	int64_t *numbers =
	    ARENA_ARRAY(rq->cx.arena, int64_t, sent->lines.count + 1);
	struct error e;

	for (size_t i = 0; i < sent->lines.count; i++)
		numbers[i] = lines[i].number;
	e = order_cancel(&rq->cx, path_customer_id(rq),
	    text_trim(rq->cx.arena, request_param(rq, "order")), numbers,
	    sent->lines.count, ACK_CALL, &state->order, &state->offers,
	    &state->count);
	if (e.code == 0)
		e = offers_agree(rq, &state->order);
	if (e.code)
		return e;
	rq->state = state;
	order_answer(rq, 200, &state->order, false);
	return OK;
}

/* After the commit: transfers that run end at their next block (ruling 15). */
static struct error patch_finish(struct request *rq, struct error outcome)
{
	const struct cancelling *state = rq->state;
	int64_t partner;

	if (outcome.code)
		return outcome;
	partner = rq->cx.who->partner->partner_id;
	for (size_t i = 0; state != NULL && i < state->count; i++)
		server_cut(rq->server,
		    transfer_tag(&rq->cx, partner, state->order.order_id,
			state->offers[i].line.line_number));
	return OK;
}

const struct route api_order_routes[] = {
	{ GET, "/v1/customers/{customer}/orders", .needs = MAY_SEE_ORDERS,
	    .query = orders_query, .query_size = sizeof(struct order_query),
	    .read = orders_show,
	    .summary = N_("All orders of a customer, newest first."),
	    API(1, ANY_CALLER, LIST_OF("Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ POST, "/v1/customers/{customer}/orders", .needs = MAY_ORDER,
	    .body = new_order_fields, .body_size = sizeof(struct order_sent),
	    .effects = order_add,
	    .summary = N_("Orders without a cart: one order of one billing "
			  "cycle."),
	    API(1, ANY_CALLER, ONE(201, "Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_CATALOG_ITEM_BAD,
		    ERR_QUANTITY_RANGE, ERR_BILLING_CYCLE, ERR_TERM_WRONG,
		    ERR_MARKET_BLOCKED, ERR_RESERVATION_SUBSCRIPTION,
		    ERR_LINE_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/orders/{order}",
	    .needs = MAY_SEE_ORDERS, .query = order_query,
	    .query_size = sizeof(struct order_query), .read = order_show,
	    .summary = N_("One order."),
	    API(1, ANY_CALLER, ONE(200, "Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN)) },
	{ PATCH, "/v1/customers/{customer}/orders/{order}", .needs = MAY_CANCEL,
	    .body = patch_fields, .body_size = sizeof(struct patch_sent),
	    .prepare = patch_prepare, .effects = patch_effects,
	    .finish = patch_finish,
	    .summary = N_("Cancels an order, or the lines that are named."),
	    API(1, ANY_CALLER, ONE(200, "Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN,
		    ERR_LINE_UNKNOWN, ERR_CANCEL_NOT_SOFTWARE,
		    ERR_CANCEL_SUBSCRIPTION, ERR_CANCEL_DONE,
		    ERR_CANCEL_PENDING, ERR_CANCEL_NEVER, ERR_CANCEL_BY_REQUEST,
		    ERR_CANCEL_WINDOW_PASSED, ERR_ORDER_CHANGE_ONLY_CANCEL)) },
	ROUTE_END,
};
