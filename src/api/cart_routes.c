/*
 * Carts over REST (api.md 2.3): fill, look, replace, check out. What a line
 * needs to be ordered is orders/'s.
 */
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/cart_json.h"
#include "api/line_input.h"
#include "api/order_json.h"
#include "api/routes.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "orders/cart_rules.h"
#include "orders/order.h"

/* ---- input ---- */

struct addon_line {
	const char *catalog_item_id;
	struct line_input line;
	struct field_list participants; /* struct participant_input */
};
struct cart_line_sent {
	struct addon_line of;     /* first: the same fields */
	struct field_list addons; /* struct addon_line */
};
struct cart_sent {
	struct field_list lines; /* struct cart_line_sent */
};

static const struct field participant_fields[] = {
	FIELD(TEXT, struct participant_input, key, .max = 64),
	FIELD(TEXT, struct participant_input, value, .max = 64),
	FIELD_END,
};
#define CART_LINE_FIELDS                                                       \
	FIELD_AS("id", TEXT, struct addon_line, catalog_item_id,               \
	    .read_only = true),                                                \
	    FIELD_AS("catalogItemId", TEXT, struct addon_line,                 \
		catalog_item_id, .alias = "catalogId", .required = true,       \
		.max = 128),                                                   \
	    LINE_FIELDS(struct addon_line),                                    \
	    FIELD_AS("billingCycle", CHOICE, struct addon_line,                \
		line.billing_cycle, .choices = billing_cycles),                \
	    FIELD_AS("currencyCode", TEXT, struct addon_line, line.currency,   \
		.max = 3),                                                     \
	    FIELD(LIST, struct addon_line, participants, .max = 20,            \
		.fields = participant_fields,                                  \
		.item_size = sizeof(struct participant_input))

static const struct field addon_fields[] = {
	CART_LINE_FIELDS,
	FIELD_END,
};
static const struct field cart_line_fields[] = {
	CART_LINE_FIELDS,
	FIELD_AS("addonItems", LIST, struct cart_line_sent, addons,
	    .alias = "addOnItems", .max = CART_LINES_MAX,
	    .fields = addon_fields, .item_size = sizeof(struct addon_line),
	    .help = N_("Ordered with it, and bound to its subscription.")),
	FIELD_END,
};
static const struct field cart_fields[] = {
	FIELD_AS("lineItems", LIST, struct cart_sent, lines, .required = true,
	    .max = CART_LINES_MAX, .fields = cart_line_fields,
	    .item_size = sizeof(struct cart_line_sent)),
	FIELD_END,
};

static const char *reseller_of(const struct field_list *participants)
{
	const struct participant_input *list = participants->items;

	for (size_t i = 0; i < participants->count; i++)
		if (text_same_loose(list[i].key, "transaction_reseller"))
			return list[i].value;
	return NULL;
}

static struct cart_line_input line_of(const struct addon_line *sent)
{
	struct cart_line_input input = cart_line_input_of(&sent->line);

	input.catalog_item_id = sent->catalog_item_id;
	input.participant = reseller_of(&sent->participants);
	return input;
}

struct lines {
	size_t count;
	struct cart_line_input *list;
};

/* Add-ons follow their parent, so that numbers are unique through them. */
static struct lines lines_of(struct request *rq)
{
	const struct cart_sent *cart = rq->input;
	const struct cart_line_sent *sent = cart->lines.items;
	struct lines lines = { 0 };
	size_t room = cart->lines.count;

	for (size_t i = 0; i < cart->lines.count; i++)
		room += sent[i].addons.count;
	lines.list =
	    ARENA_ARRAY(rq->cx.arena, struct cart_line_input, room + 1);
	for (size_t i = 0; i < cart->lines.count; i++) {
		const struct addon_line *addons = sent[i].addons.items;
		int64_t parent;

		lines.list[lines.count++] = line_of(&sent[i].of);
		parent = (int64_t)lines.count - 1;
		for (size_t j = 0; j < sent[i].addons.count; j++) {
			lines.list[lines.count] = line_of(&addons[j]);
			lines.list[lines.count].is_addon = true;
			lines.list[lines.count++].parent_line = parent;
		}
	}
	return lines;
}

/* ---- acts ---- */

static void cart_answer(struct request *rq, int status, const struct cart *cart)
{
	struct json_out json;

	answer_begin(rq, status, &json);
	cart_json(rq, &json, cart);
}

static struct error cart_add(struct request *rq)
{
	struct lines lines = lines_of(rq);
	struct cart cart;
	struct error e = cart_create(
	    &rq->cx, path_customer_id(rq), lines.list, lines.count, &cart);

	if (e.code == 0)
		cart_answer(rq, 201, &cart);
	return e;
}

static struct error cart_show(struct request *rq)
{
	struct cart cart;
	char at[INSTANT_TEXT];
	struct error e = cart_load(
	    &rq->cx, path_customer_id(rq), request_param(rq, "cart"), &cart);

	if (e.code)
		return e;
	if (cart.state == CART_EXPIRED) {
		instant_text(cart.expires_at, at);
		return fail_with(
		    rq->cx.arena, ERR_CART_EXPIRED, NULL, HOLES({ "at", at }));
	}
	cart_answer(rq, 200, &cart);
	return OK;
}

/* Before the writer: was it still to be ordered when this came in? Then who
 * finds it ordered there lost against another request (api.md 2.3). */
static struct error cart_look(struct request *rq)
{
	bool *was_active = ARENA_NEW(rq->cx.arena, bool);

	rq->state = was_active;
	return cart_is_active(&rq->cx, request_param(rq, "cart"), was_active);
}

static struct error race_error(const struct request *rq, struct error error)
{
	const bool *was_active = rq->state;

	if (error.code == ERR_CART_ORDERED && *was_active)
		return fail(ERR_CART_IN_USE, NULL);
	return error;
}

static struct error cart_put(struct request *rq)
{
	struct lines lines = lines_of(rq);
	struct cart cart;
	struct error e = cart_replace(&rq->cx, path_customer_id(rq),
	    request_param(rq, "cart"), lines.list, lines.count, &cart);

	if (e.code == 0)
		cart_answer(rq, 201, &cart);
	return race_error(rq, e);
}

static struct error checkout(struct request *rq)
{
	struct order_list orders;
	struct json_out json;
	struct error e = cart_checkout(&rq->cx, path_customer_id(rq),
	    request_param(rq, "cart"), NULL, 0, &orders);

	if (e.code)
		return race_error(rq, e);
	answer_begin(rq, 201, &json);
	resource_begin(&json, NULL);
	json_array_begin(&json, "orders");
	for (size_t i = 0; i < orders.count; i++)
		order_json(rq, &json, &orders.orders[i], false);
	json_array_end(&json);
	/* everything or nothing: no group fails alone */
	json_array_begin(&json, "orderErrors");
	json_array_end(&json);
	resource_end(&json, "CartCheckoutResult", NULL);
	return OK;
}

#define CART_BODY                                                              \
	.needs = MAY_ORDER, .body = cart_fields,                               \
	.body_size = sizeof(struct cart_sent)

const struct route api_cart_routes[] = {
	{ POST, "/v1/customers/{customer}/carts", CART_BODY,
	    .effects = cart_add,
	    .summary = N_("A new cart. A line that cannot be ordered as it is "
			  "carries its error."),
	    API(1, ANY_CALLER, ONE(201, "Cart"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_MARKET_BLOCKED,
		    ERR_LINES_TOO_MANY)) },
	{ GET, "/v1/customers/{customer}/carts/{cart}", .needs = MAY_ORDER,
	    .read = cart_show, .summary = N_("A cart at today's prices."),
	    API(1, ANY_CALLER, ONE(200, "Cart"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_CART_UNKNOWN,
		    ERR_CART_EXPIRED)) },
	{ PUT, "/v1/customers/{customer}/carts/{cart}", CART_BODY,
	    .prepare = cart_look, .effects = cart_put,
	    .summary = N_("Replaces all lines and renews the expiry."),
	    API(1, ANY_CALLER, ONE(201, "Cart"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_CART_UNKNOWN, ERR_CART_ORDERED,
		    ERR_CART_IN_USE, ERR_MARKET_BLOCKED, ERR_LINES_TOO_MANY)) },
	{ POST, "/v1/customers/{customer}/carts/{cart}/checkout",
	    .needs = MAY_ORDER, .body_ignored = true, .prepare = cart_look,
	    .effects = checkout,
	    .summary = N_("Orders a cart: everything or nothing."),
	    API(1, ANY_CALLER, ONE(201, "CartCheckoutResult"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_CART_UNKNOWN, ERR_CART_EXPIRED,
		    ERR_CART_ORDERED, ERR_CART_IN_USE, ERR_CART_LINES_BAD,
		    ERR_MARKET_BLOCKED)) },
	ROUTE_END,
};
