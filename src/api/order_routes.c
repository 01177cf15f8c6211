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
#include "api/order_patch.h"
#include "api/routes.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "base/day.h"
#include "orders/cart_rules.h"
#include "orders/map_json.h"
#include "policy/term.h"
#include "orders/order_rules.h"

void order_answer(
    struct request *rq, int status, const struct order *order, bool prices)
{
	struct json_out json;

	answer_begin(rq, status, &json);
	order_json(rq, &json, order, prices);
}

/* ---- list and one ---- */

static struct error prices_check(const struct request *rq, bool asked)
{
	if (asked && !roles_may(rq->cx.who->roles, MAY_SEE_CATALOGUE))
		return fail(ERR_PRICES_REFUSED, NULL);
	return OK;
}

struct order_query {
	bool include_price;
	int billing_type; /* index into billing_cycles; 0 all */
};
static const struct field order_query[] = {
	FIELD_AS("include_price", BOOL, struct order_query, include_price,
	    .alias = "includePrice",
	    .help = N_("With prices as they were at checkout.")),
	FIELD_END,
};
static const struct field orders_query[] = {
	FIELD_AS("include_price", BOOL, struct order_query, include_price,
	    .alias = "includePrice",
	    .help = N_("With prices as they were at checkout.")),
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
	if ((e = prices_check(rq, query->include_price)).code)
		return e;
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
	struct error e = prices_check(rq, query->include_price);

	if (e.code == 0)
		e = order_key(rq, query->include_price, &key);
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
	const char *offer_id, *partner_on_record, *parent, *promotion;
	struct line_input line;
	int64_t term_end;
	bool has_term_end, attested;
};
struct order_sent {
	int billing_cycle;
	const char *currency, *customer_id;
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
	FIELD_AS("parentSubscriptionId", TEXT, struct order_line_sent, parent,
	    .max = 64, .help = N_("Of an add-on.")),
	FIELD_AS("promotionId", TEXT, struct order_line_sent, promotion,
	    .max = 64, .help = N_("There are none: refused.")),
	FIELD_AS("attestationAccepted", BOOL, struct order_line_sent, attested,
	    .help = N_("Taken and not kept.")),
	FIELD_AS("customTermEndDate", INSTANT, struct order_line_sent, term_end,
	    .has_offset = offsetof(struct order_line_sent, has_term_end),
	    .help = N_("The term's own last day, or refused.")),
	FIELD_END,
};
static const struct field new_order_fields[] = {
	FIELD_AS("billingCycle", CHOICE, struct order_sent, billing_cycle,
	    .choices = billing_cycles),
	FIELD_AS("currencyCode", TEXT, struct order_sent, currency, .max = 3),
	FIELD_AS("referenceCustomerId", TEXT, struct order_sent, customer_id,
	    .max = 64),
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
		if (!text_empty(from[i].parent))
			to->context = map_with(rq->cx.arena, &to->context,
			    "parentSubscriptionId", from[i].parent);
		to->billing_cycle = billing_cycle_of(sent->billing_cycle);
		to->currency = sent->currency;
	}
	return OK;
}

/* What would change the price or the term is not passed over in silence. */
static struct error new_extras(struct request *rq)
{
	const struct order_sent *sent = rq->input;
	const struct order_line_sent *lines = sent->lines.items;
	const char *customer = path_customer_id(rq);

	if (!text_empty(sent->customer_id) &&
	    !text_same_nocase(sent->customer_id, customer))
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT,
		    "referenceCustomerId", HOLES({ "wanted", customer }));
	for (size_t i = 0; i < sent->lines.count; i++)
		if (!text_empty(lines[i].promotion))
			return fail_with(rq->cx.arena, ERR_PROMOTION_BAD,
			    line_field(rq, i, "promotionId"),
			    HOLES({ "value", lines[i].promotion }));
	return OK;
}

/* A term ends on its own day, or the order is refused. */
static struct error ends_check(struct request *rq, const struct cart *cart)
{
	const struct order_sent *sent = rq->input;
	const struct order_line_sent *lines = sent->lines.items;
	int64_t start;
	int64_t end;

	for (size_t i = 0; i < sent->lines.count; i++) {
		int64_t at = lines[i].has_number ? lines[i].number : (int64_t)i;
		const char *term = cart->lines[at].offer.sku.term;

		if (lines[i].has_term_end &&
		    (!term_of(term, rq->cx.now, &start, &end) ||
			end != day_of(lines[i].term_end)))
			return fail_with(rq->cx.arena, ERR_TERM_WRONG,
			    line_field(rq, i, "customTermEndDate"),
			    HOLES({ "wanted",
				text_empty(term) ? N_("perpetual") : term }));
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
	struct error e = new_extras(rq);

	if (e.code == 0)
		e = new_lines(rq, lines);
	if (e.code == 0)
		e = cart_create(
		    &rq->cx, customer, lines, sent->lines.count, &cart);
	if (e.code == 0)
		e = new_check(rq, &cart);
	if (e.code == 0)
		e = ends_check(rq, &cart);
	if (e.code == 0)
		e = cart_checkout(
		    &rq->cx, customer, cart.cart_id, NULL, 0, &orders);
	if (e.code == 0)
		order_answer(rq, 201, &orders.orders[0], false);
	return e;
}

const struct route api_order_routes[] = {
	{ GET, "/v1/customers/{customer}/orders", .needs = MAY_SEE_ORDERS,
	    .query = orders_query, .query_size = sizeof(struct order_query),
	    .read = orders_show,
	    .summary = N_("All orders of a customer, newest first."),
	    API(1, ANY_CALLER, LIST_OF("Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_PRICES_REFUSED)) },
	{ POST, "/v1/customers/{customer}/orders", .needs = MAY_ORDER,
	    .body = new_order_fields, .body_size = sizeof(struct order_sent),
	    .effects = order_add,
	    .summary = N_("Orders without a cart: one order of one billing "
			  "cycle."),
	    API(1, ANY_CALLER, ONE(201, "Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_CATALOG_ITEM_BAD,
		    ERR_QUANTITY_RANGE, ERR_BILLING_CYCLE, ERR_TERM_WRONG,
		    ERR_MARKET_BLOCKED, ERR_RESERVATION_SUBSCRIPTION,
		    ERR_LINE_UNKNOWN, ERR_ADD_ON_PARENT, ERR_PROMOTION_BAD,
		    ERR_SANDBOX_LIMIT, ERR_ADVISER_BAD, ERR_RECORD_UNKNOWN,
		    ERR_RECORD_PROVIDER, ERR_RESELLER_UNKNOWN,
		    ERR_RESELLER_UNSIGNED)) },
	{ GET, "/v1/customers/{customer}/orders/{order}",
	    .needs = MAY_SEE_ORDERS, .query = order_query,
	    .query_size = sizeof(struct order_query), .read = order_show,
	    .summary = N_("One order."),
	    API(1, ANY_CALLER, ONE(200, "Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN,
		    ERR_PRICES_REFUSED)) },
	{ PATCH, "/v1/customers/{customer}/orders/{order}", .needs = MAY_ORDER,
	    ORDER_PATCH,
	    .summary = N_("Cancels an order or the lines that are named, or "
			  "buys add-ons into it."),
	    API(1, ANY_CALLER, ONE(200, "Order"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ORDER_UNKNOWN,
		    ERR_LINE_UNKNOWN, ERR_CANCEL_NOT_SOFTWARE,
		    ERR_CANCEL_SUBSCRIPTION, ERR_CANCEL_DONE,
		    ERR_CANCEL_PENDING, ERR_CANCEL_NEVER, ERR_CANCEL_BY_REQUEST,
		    ERR_CANCEL_WINDOW_PASSED, ERR_ORDER_CHANGE_ONLY_CANCEL,
		    ERR_CYCLE_ORDER_INACTIVE, ERR_CYCLE_NOT_OFFERED,
		    ERR_CYCLE_OF_ORDER, ERR_ADD_ON_PARENT)) },
	ROUTE_END,
};
