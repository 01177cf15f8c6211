/*
 * Reviewing a cart and ordering it. Prices, taxes and the order are
 * orders/'s; the page sends back the totals it showed, so that nobody buys at
 * a price not seen.
 */
#include "orders/cart.h"

#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "web/cart_view.h"
#include "web/routes.h"
#include "web/views.h"

/* ---- the review page ---- */

struct review_view {
	const char *customer_name, *customer_href, *customer_domain;
	const char *ordered_by, *invoice, *edition, *notice;
	struct cart_view cart;
	struct view_list problems;
	bool wrong;
};
static const struct view_field review_view[] = {
	VIEW(TEXT, struct review_view, customer_name),
	VIEW(TEXT, struct review_view, customer_href),
	VIEW(TEXT, struct review_view, customer_domain),
	VIEW(TEXT, struct review_view, ordered_by),
	VIEW(TEXT, struct review_view, invoice),
	VIEW(TEXT, struct review_view, edition),
	VIEW(TEXT, struct review_view, notice),
	VIEW_OF(INLINE, struct review_view, cart, cart_view, struct cart_view),
	VIEW_OF(LIST, struct review_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(BOOL, struct review_view, wrong),
	VIEW_FIELD_END,
};

static void review_facts(
    struct ctx *cx, const struct customer *customer, struct review_view *view)
{
	view->customer_name = customer->name;
	view->customer_href =
	    arena_printf(cx->arena, "/customers/%s", customer->customer_id);
	view->customer_domain = customer->domain;
	view->ordered_by = cx->who->user_name;
	view->invoice = message_with(cx,
	    N_("by invoice, with {month}; no card is needed"),
	    HOLES({ "month", show_month(cx, month_of_day(day_of(cx->now))) }));
	view->edition = policy_edition_at(cx->policy, cx->now)->id;
}

static struct error review_answer(struct request *rq,
    const struct customer *customer, const struct cart *cart,
    struct error outcome, const char *notice)
{
	struct ctx *cx = &rq->cx;
	struct review_view view = { .notice = notice };
	struct page page = { .title = _("Review order"),
		.body = "carts/review",
		.place = PLACE_PRODUCTS,
		.customer = customer,
		.fields = review_view,
		.data = &view };
	struct error e = cart_view_of(cx, cart, &view.cart);

	if (e.code != 0)
		return e;
	review_facts(cx, customer, &view);
	if (outcome.code != 0) {
		page.status = error_info(outcome.code)->page_status;
		view.wrong = notice == NULL;
		view.problems = cart_problems(rq, outcome);
	}
	return page_answer(rq, &page);
}

/* ---- after the order, after the expiry ---- */

struct done_view {
	const char *customer_name, *customer_href;
	struct view_list orders;
	bool software, pending, placed;
};
static const struct view_field done_view[] = {
	VIEW(TEXT, struct done_view, customer_name),
	VIEW(TEXT, struct done_view, customer_href),
	VIEW_OF(LIST, struct done_view, orders, order_view, struct order_view),
	VIEW(BOOL, struct done_view, software),
	VIEW(BOOL, struct done_view, pending),
	VIEW(BOOL, struct done_view, placed),
	VIEW_FIELD_END,
};

static const char *placed_href(struct ctx *cx, const struct order *order)
{
	return customer_path(
	    cx, order->customer_id, "/orders/%s?placed=1", order->order_id);
}

/* An ordered cart answers with what came of it: one order is its own page. */
static struct error done_answer(struct request *rq,
    const struct customer *customer, const struct cart *cart)
{
	struct ctx *cx = &rq->cx;
	struct done_view view = { .customer_name = customer->name,
		.placed = true };
	struct page page = { .title = _("Order placed"),
		.body = "carts/done",
		.place = PLACE_PRODUCTS,
		.customer = customer,
		.fields = done_view,
		.data = &view };
	struct order_list list;
	const struct order_view *orders;
	struct error e = order_list_of_cart(cx, cart->cart_id, &list);

	if (e.code != 0)
		return e;
	if (list.count == 1) {
		response_redirect(rq, placed_href(cx, &list.orders[0]));
		return OK;
	}
	if ((e = order_views(cx, &list, &view.orders)).code != 0)
		return e;
	view.customer_href =
	    arena_printf(cx->arena, "/customers/%s", customer->customer_id);
	orders = view.orders.items;
	for (size_t i = 0; i < list.count; i++) {
		view.software |= orders[i].software;
		view.pending |= orders[i].pending;
	}
	return page_answer(rq, &page);
}

static struct error expired_answer(struct request *rq,
    const struct customer *customer, const struct cart *cart,
    struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct review_view view = { 0 };
	struct page page = { .title = _("This cart has expired"),
		.body = "carts/expired",
		.place = PLACE_PRODUCTS,
		.customer = customer,
		.fields = review_view,
		.data = &view };
	struct error e = cart_view_of(cx, cart, &view.cart);

	if (e.code != 0)
		return e;
	if (outcome.code != 0)
		page.status = error_info(outcome.code)->page_status;
	review_facts(cx, customer, &view);
	view.cart.kept = message_with(cx, N_("It was kept until {moment}."),
	    HOLES({ "moment", show_instant(cx, cart->expires_at) }));
	return page_answer(rq, &page);
}

static struct error loaded(
    struct request *rq, struct customer *ret_customer, struct cart *ret_cart)
{
	struct error e =
	    customer_load(&rq->cx, request_param(rq, "customer"), ret_customer);

	if (e.code != 0)
		return e;
	return cart_load(&rq->cx, ret_customer->customer_id,
	    request_param(rq, "cart"), ret_cart);
}

static struct error cart_answer(
    struct request *rq, struct error outcome, const char *notice)
{
	struct customer customer;
	struct cart cart;
	struct error e = loaded(rq, &customer, &cart);

	if (e.code != 0)
		return e;
	if (cart.state == CART_ORDERED)
		return done_answer(rq, &customer, &cart);
	if (cart.state == CART_EXPIRED)
		return expired_answer(rq, &customer, &cart, outcome);
	return review_answer(rq, &customer, &cart, outcome, notice);
}

static struct error cart_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *notice = NULL;

	if (query_value(rq, "changed")[0] == '1')
		notice = _(
		    "The cart was changed. Look at the total, then place the order.");
	return cart_answer(rq, OK, notice);
}

/* ---- changing lines ---- */

struct line_typed {
	int64_t quantity;
	bool has_quantity;
	const char *subscription, *scope;
};
static const struct field line_fields[] = {
	FIELD(INT, struct line_typed, quantity,
	    .has_offset = offsetof(struct line_typed, has_quantity)),
	FIELD(TEXT, struct line_typed, subscription, .max = 36),
	FIELD(TEXT, struct line_typed, scope, .max = 10),
	FIELD_END,
};

struct cart_input {
	int64_t version;
	int64_t remove;
	bool has_remove;
	struct field_list lines;
	struct field_map total; /* currency -> gross minor units shown */
};
static const struct field cart_fields[] = {
	FIELD(INT, struct cart_input, version, .required = true),
	FIELD(INT, struct cart_input, remove,
	    .has_offset = offsetof(struct cart_input, has_remove)),
	FIELD(LIST, struct cart_input, lines, .fields = line_fields,
	    .item_size = sizeof(struct line_typed)),
	FIELD(MAP, struct cart_input, total),
	FIELD_END,
};

struct cart_change {
	struct cart_line_input *lines;
	size_t count;
	bool changed;
};

static const char *context_value(const struct field_map *map, const char *key)
{
	for (size_t i = 0; i < map->count; i++)
		if (text_same_nocase(map->pairs[i].key, key))
			return map->pairs[i].value;
	return "";
}

static void context_set(struct ctx *cx, struct field_map *map, const char *key,
    const char *value, bool *changed)
{
	struct field_pair *pairs;
	size_t count = 0;

	if (value == NULL || text_same(value, context_value(map, key)))
		return;
	*changed = true;
	pairs = ARENA_ARRAY(cx->arena, struct field_pair, map->count + 1);
	for (size_t i = 0; i < map->count; i++)
		if (!text_same_nocase(map->pairs[i].key, key))
			pairs[count++] = map->pairs[i];
	if (value[0] != '\0')
		pairs[count++] = (struct field_pair){ key, value };
	*map = (struct field_map){ count, pairs };
}

/* An add-on goes with the line it belongs to. */
static bool is_removed(
    const struct cart *cart, const struct cart_input *input, size_t at)
{
	const struct cart_line_input *line = &cart->lines[at].input;

	return input->has_remove &&
	       (input->remove == (int64_t)at ||
		   (line->is_addon && line->parent_line == input->remove));
}

/* What was typed over the lines of the cart, as they stand. */
static void change_of(struct ctx *cx, const struct cart *cart,
    const struct cart_input *input, struct cart_change *change)
{
	const struct line_typed *typed_lines = input->lines.items;
	int64_t *moved = ARENA_ARRAY(cx->arena, int64_t, cart->line_count + 1);

	*change = (struct cart_change){ .lines = ARENA_ARRAY(cx->arena,
					    struct cart_line_input,
					    cart->line_count + 1) };
	for (size_t i = 0; i < cart->line_count; i++) {
		struct cart_line_input *line = &change->lines[change->count];

		if (is_removed(cart, input, i)) {
			change->changed = true;
			continue;
		}
		*line = cart->lines[i].input;
		if (line->is_addon)
			line->parent_line = moved[line->parent_line];
		moved[i] = (int64_t)change->count++;
		if (i >= input->lines.count)
			continue;
		if (typed_lines[i].has_quantity &&
		    typed_lines[i].quantity != line->quantity) {
			line->quantity = typed_lines[i].quantity;
			change->changed = true;
		}
		context_set(cx, &line->context, "subscriptionId",
		    typed_lines[i].subscription, &change->changed);
		/* shared is what holds when nothing is said */
		if (!text_same(typed_lines[i].scope, "shared") ||
		    context_value(&line->context, "scope")[0] != '\0')
			context_set(cx, &line->context, "scope",
			    typed_lines[i].scope, &change->changed);
	}
}

/* Loads the cart in the writer and lays over it what was typed. */
static struct error change_begin(
    struct request *rq, struct cart *cart, struct cart_change *change)
{
	const struct cart_input *input = rq->input;
	struct error e = cart_load(&rq->cx, request_param(rq, "customer"),
	    request_param(rq, "cart"), cart);

	if (e.code != 0)
		return e;
	if (cart->state == CART_ACTIVE && cart->version != input->version)
		return fail(ERR_CONFLICT, "version");
	change_of(&rq->cx, cart, input, change);
	return OK;
}

static struct error lines_effects(struct request *rq)
{
	struct cart_change change;
	struct cart cart;
	struct error e = change_begin(rq, &cart, &change);

	if (e.code != 0 || !change.changed)
		return e;
	return cart_replace(&rq->cx, request_param(rq, "customer"),
	    cart.cart_id, change.lines, change.count, &cart);
}

static const char *cart_href(struct request *rq, const char *query)
{
	return arena_printf(rq->cx.arena, "/customers/%s/carts/%s%s",
	    request_param(rq, "customer"), request_param(rq, "cart"), query);
}

/* Ordered or expired meanwhile: the page of the cart says what is now. */
static bool state_changed(struct error outcome)
{
	return outcome.code == ERR_CART_ORDERED ||
	       outcome.code == ERR_CART_EXPIRED;
}

static struct error lines_finish(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	const char *notice = NULL;

	if (outcome.code == 0 || state_changed(outcome)) {
		response_redirect(rq, cart_href(rq, ""));
		return OK;
	}
	if (outcome.code == ERR_CONFLICT)
		notice = _(
		    "The cart was changed in another window. This is how it stands now.");
	return cart_answer(rq, outcome, notice);
}

/* ---- ordering ---- */

struct order_state_of_request {
	bool changed;
	struct order_list orders;
};

static struct cart_total *totals_seen(
    struct ctx *cx, const struct field_map *map)
{
	struct cart_total *totals =
	    ARENA_ARRAY(cx->arena, struct cart_total, map->count + 1);

	for (size_t i = 0; i < map->count; i++) {
		int64_t minor = -1; /* never a total: a change is then seen */

		text_to_int(map->pairs[i].value, &minor);
		totals[i].gross =
		    money_of(minor, text_upper(cx->arena, map->pairs[i].key));
	}
	return totals;
}

static struct error order_effects(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct cart_input *input = rq->input;
	struct order_state_of_request *state =
	    ARENA_NEW(cx->arena, struct order_state_of_request);
	const char *customer_id = request_param(rq, "customer");
	struct cart_change change;
	struct cart cart;
	struct error e = change_begin(rq, &cart, &change);

	rq->state = state;
	if (e.code != 0)
		return e;
	/* typed, but not shown with its total yet: no order at this price */
	if (cart.state == CART_ACTIVE && change.changed) {
		state->changed = true;
		return cart_replace(cx, customer_id, cart.cart_id, change.lines,
		    change.count, &cart);
	}
	return cart_checkout(cx, customer_id, cart.cart_id,
	    totals_seen(cx, &input->total), input->total.count, &state->orders);
}

static struct error order_finish(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	const struct order_state_of_request *state = rq->state;
	const char *notice = NULL;

	if (outcome.code == 0 && state->orders.count == 1) {
		response_redirect(rq, placed_href(cx, state->orders.orders));
		return OK;
	}
	if (outcome.code == 0 || state_changed(outcome)) {
		response_redirect(
		    rq, cart_href(rq, outcome.code == 0 && state->changed
					  ? "?changed=1"
					  : ""));
		return OK;
	}
	if (outcome.code == ERR_CONFLICT && text_same(outcome.field, "total"))
		notice = _(
		    "The price has changed since you saw it. The new total is below; nothing was ordered.");
	else if (outcome.code == ERR_CONFLICT)
		notice = _(
		    "The cart was changed in another window. This is how it stands now.");
	return cart_answer(rq, outcome, notice);
}

/* ---- an expired cart, once more ---- */

static struct error refill_effects(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *customer_id = request_param(rq, "customer");
	struct cart_line_input *lines;
	struct cart cart, *made = ARENA_NEW(cx->arena, struct cart);
	struct error e =
	    cart_load(cx, customer_id, request_param(rq, "cart"), &cart);

	if (e.code != 0)
		return e;
	lines =
	    ARENA_ARRAY(cx->arena, struct cart_line_input, cart.line_count + 1);
	for (size_t i = 0; i < cart.line_count; i++)
		lines[i] = cart.lines[i].input;
	rq->state = made;
	return cart_create(cx, customer_id, lines, cart.line_count, made);
}

static struct error refill_finish(struct request *rq, struct error outcome)
{
	const struct cart *made = rq->state;

	if (outcome.code != 0)
		return outcome;
	response_redirect(rq, customer_path(&rq->cx, made->customer_id,
				  "/carts/%s", made->cart_id));
	return OK;
}

#define CART_BODY .body = cart_fields, .body_size = sizeof(struct cart_input)

const struct route web_cart_routes[] = {
	{ GET, "/customers/{customer}/carts/{cart}", .needs = MAY_ORDER,
	    .read = cart_read },
	{ POST, "/customers/{customer}/carts/{cart}", .needs = MAY_ORDER,
	    CART_BODY, .effects = lines_effects, .finish = lines_finish },
	{ POST, "/customers/{customer}/carts/{cart}/order", .needs = MAY_ORDER,
	    CART_BODY, .effects = order_effects, .finish = order_finish },
	{ POST, "/customers/{customer}/carts/{cart}/refill", .needs = MAY_ORDER,
	    .effects = refill_effects, .finish = refill_finish },
	ROUTE_END,
};
