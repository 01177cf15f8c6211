/*
 * Rows of orders and lines. What may change, the services say.
 */
#include "orders/order_store.h"
#include "orders/subscription_rules.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"
#include "orders/cart_rules.h"
#include "orders/cart_store.h"
#include "orders/map_json.h"
#include "orders/order_rules.h"

#define LIST_MAX 20000 /* an unpaged list holds this many (ruling 11) */

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

#define ORDER_COLUMNS 14 /* of order_read */

/* The columns of order_load, in order, from column c on. */
static struct order order_read(struct rows *rows, int c)
{
	const char *currency = rows_text(rows, c + 4);

	return (struct order){
		.order_id = rows_text(rows, c),
		.alternate_id = rows_text(rows, c + 1),
		.customer_id = rows_text(rows, c + 2),
		.ordered_at = rows_int(rows, c + 3),
		.currency = currency,
		.billing_cycle = rows_text(rows, c + 5),
		.state = order_state_find(rows_text(rows, c + 6)),
		.ordered_by = rows_text(rows, c + 7),
		.ordered_by_name = rows_text(rows, c + 8),
		.cart_id = rows_text(rows, c + 9),
		.net = money_of(rows_int(rows, c + 10), currency),
		.tax = money_of(rows_int(rows, c + 11), currency),
		.gross = money_of(rows_int(rows, c + 12), currency),
		.version = rows_int(rows, c + 13),
	};
}

/* The columns of order_line_list, in order, from column c on. */
static struct order_line line_read(
    struct ctx *cx, struct rows *rows, int c, const char *currency)
{
	struct order_line line = {
		.order_id = rows_text(rows, c),
		.line_number = rows_int(rows, c + 1),
		.product_id = rows_text(rows, c + 2),
		.sku_id = rows_text(rows, c + 3),
		.availability_id = rows_text(rows, c + 4),
		.title = rows_text(rows, c + 5),
		.kind = product_kind_find(rows_text(rows, c + 6)),
		.family = rows_text(rows, c + 7),
		.publisher = rows_text(rows, c + 8),
		.term = rows_text(rows, c + 9),
		.window_days = rows_int(rows, c + 10),
		.friendly_name = rows_text(rows, c + 11),
		.quantity = rows_int(rows, c + 12),
		.unit = money_of(rows_int(rows, c + 13), currency),
		.net = money_of(rows_int(rows, c + 14), currency),
		.tax = money_of(rows_int(rows, c + 15), currency),
		.gross = money_of(rows_int(rows, c + 16), currency),
		.tax_included = rows_int(rows, c + 17) != 0,
		.tax_rate_bp = rows_int(rows, c + 18),
		.edition_id = rows_text(rows, c + 19),
		.term_start_day = rows_int(rows, c + 20),
		.term_end_day =
		    rows_null(rows, c + 21) ? 0 : rows_int(rows, c + 21),
		.cancel_until = rows_int(rows, c + 22),
		.state = line_state_find(rows_text(rows, c + 23)),
		.cancelled_at =
		    rows_null(rows, c + 24) ? 0 : rows_int(rows, c + 24),
		.subscription_id = rows_text(rows, c + 25),
		.participant = rows_text(rows, c + 26),
		.renews_to = rows_text(rows, c + 27),
		.context = map_from_json(cx->arena, rows_text(rows, c + 28)),
		.held_by = rows_text(rows, c + 29),
		.granted_net_minor = rows_int(rows, c + 30),
		.granted_tax_minor = rows_int(rows, c + 31),
	};

	line.catalog_item_id = arena_printf(cx->arena, "%s:%s:%s",
	    line.product_id, line.sku_id, line.availability_id);
	return line;
}

static void line_add(
    struct ctx *cx, struct order *order, struct order_line line, size_t *room)
{
	ARENA_ROOM(cx->arena, order->lines, order->line_count, *room);
	order->lines[order->line_count++] = line;
}

static struct error lines_load(struct ctx *cx, struct order *order)
{
	struct rows *rows = sql_open(
	    cx, SQL_order_line_list, ARGS(I(tenant(cx)), T(order->order_id)));
	size_t room = 0;

	while (rows_next(rows))
		line_add(
		    cx, order, line_read(cx, rows, 0, order->currency), &room);
	return rows_close(rows);
}

struct error order_row_load(
    struct ctx *cx, const char *order_id, struct order *ret_order)
{
	struct rows *rows =
	    sql_open(cx, SQL_order_load, ARGS(I(tenant(cx)), T(order_id)));
	struct order order = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found)
		order = order_read(rows, 0);
	if ((e = rows_close(rows)).code != 0)
		return e;
	if (!found)
		return fail(ERR_ORDER_UNKNOWN, NULL);
	if ((e = lines_load(cx, &order)).code != 0)
		return e;
	*ret_order = order;
	return OK;
}

struct error order_row_load_of(struct ctx *cx, const char *customer_id,
    const char *order_id, struct order *ret_order)
{
	struct rows *rows = sql_open(cx, SQL_order_load_of,
	    ARGS(I(tenant(cx)), T(customer_id), T(order_id),
		I(cx->who->customer_id != NULL)));
	struct order order = { 0 };
	bool customer_found = false;
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		if (!customer_found && !rows_null(rows, 2)) {
			order = order_read(rows, 2);
			order.customer_name = rows_text(rows, 0);
			order.customer_country = rows_text(rows, 1);
		}
		customer_found = true;
		if (order.order_id != NULL)
			line_add(cx, &order,
			    line_read(
				cx, rows, 2 + ORDER_COLUMNS, order.currency),
			    &room);
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	if (order.order_id == NULL)
		return fail(
		    customer_found ? ERR_ORDER_UNKNOWN : ERR_CUSTOMER_UNKNOWN,
		    NULL);
	*ret_order = order;
	return OK;
}

/* Rows of orders with their lines, the lines of an order together. */
static struct error orders_read(
    struct ctx *cx, struct rows *rows, struct order_list *ret_list)
{
	struct order_list list = { 0 };
	struct order *order = NULL;
	size_t room = 0;
	size_t line_room = 0;
	struct error e;

	while (rows_next(rows)) {
		if (order == NULL ||
		    !text_same(order->order_id, rows_text(rows, 0))) {
			ARENA_ROOM(cx->arena, list.orders, list.count, room);
			order = &list.orders[list.count++];
			*order = order_read(rows, 0);
			line_room = 0;
		}
		line_add(cx, order,
		    line_read(cx, rows, ORDER_COLUMNS, order->currency),
		    &line_room);
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

/* '%', '_' and '!' stand for themselves. */
static const char *like_escape(struct ctx *cx, const char *words)
{
	struct text text;

	text_init(&text, cx->arena);
	for (; words != NULL && *words != '\0'; words++) {
		if (strchr("%_!", *words) != NULL)
			text_add_char(&text, '!');
		text_add_char(&text, *words);
	}
	return text.bytes;
}

struct error order_list(struct ctx *cx, const struct order_filter *filter,
    struct order_list *ret_list)
{
	int64_t limit = filter->limit > 0 && filter->limit < LIST_MAX
			    ? filter->limit
			    : LIST_MAX;
	struct rows *rows = sql_open(cx, SQL_order_list,
	    ARGS(I(tenant(cx)), T(filter->customer_id),
		T(filter->billing_cycle == NULL ? "" : filter->billing_cycle),
		I(filter->before_at == 0 ? INT64_MAX : filter->before_at),
		T(filter->before_id == NULL ? "" : filter->before_id),
		T(like_escape(cx, filter->words)), I(limit + 1)));
	struct order_list list;
	struct error e;

	if ((e = orders_read(cx, rows, &list)).code != 0)
		return e;
	list.more = (int64_t)list.count > limit;
	if (list.more)
		list.count--;
	*ret_list = list;
	return OK;
}

struct error order_list_of_cart(
    struct ctx *cx, const char *cart_id, struct order_list *ret_list)
{
	return orders_read(cx,
	    sql_open(
		cx, SQL_order_list_of_cart, ARGS(I(tenant(cx)), T(cart_id))),
	    ret_list);
}

struct error order_version(struct ctx *cx, const char *customer_id,
    const char *order_id, int64_t *ret_version)
{
	int64_t version = 0;
	bool found;
	struct error e = sql_int(cx, SQL_order_version,
	    ARGS(I(tenant(cx)), T(order_id), T(customer_id)), &version, &found);

	if (e.code == 0)
		*ret_version = found ? version : 0;
	return e;
}

struct error order_row_insert(struct ctx *cx, const struct order *order)
{
	return sql_run(cx, SQL_order_insert,
	    ARGS(I(tenant(cx)), T(order->order_id), T(order->alternate_id),
		T(order->customer_id), I(order->ordered_at), T(order->currency),
		T(order->billing_cycle), T(order_state_id(order->state)),
		T(order->ordered_by), T(order->ordered_by_name),
		T(order->cart_id), I(order->net.minor), I(order->tax.minor),
		I(order->gross.minor)),
	    NULL);
}

struct error order_line_row_insert(
    struct ctx *cx, const struct order *order, const struct order_line *line)
{
	struct sql_arg term_end = I(line->term_end_day);

	if (line->term_end_day == 0)
		term_end = (struct sql_arg)NIL;
	return sql_run(cx, SQL_order_line_insert,
	    ARGS(I(tenant(cx)), T(order->order_id), I(line->line_number),
		T(line->product_id), T(line->sku_id), T(line->availability_id),
		T(line->title), T(product_kind_id(line->kind)), T(line->family),
		T(line->publisher), T(line->term), I(line->window_days),
		T(line->friendly_name), I(line->quantity), I(line->unit.minor),
		I(line->net.minor), I(line->tax.minor), I(line->gross.minor),
		I(line->tax_included), I(line->tax_rate_bp),
		T(line->edition_id), I(line->term_start_day), term_end,
		I(line->cancel_until), T(line_state_id(line->state)),
		T(line->subscription_id), T(line->participant),
		T(line->renews_to), T(map_to_json(cx->arena, &line->context))),
	    NULL);
}

struct error order_row_set_state(
    struct ctx *cx, const char *order_id, enum order_state state)
{
	return sql_run(cx, SQL_order_set_state,
	    ARGS(I(tenant(cx)), T(order_id), T(order_state_id(state))), NULL);
}

struct error order_row_set_sums(struct ctx *cx, const struct order *order)
{
	return sql_run(cx, SQL_order_set_sums,
	    ARGS(I(tenant(cx)), T(order->order_id),
		T(order_state_id(order->state)), I(order->net.minor),
		I(order->tax.minor), I(order->gross.minor)),
	    NULL);
}

struct error order_line_row_cancel(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t cancelled_at)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_order_line_cancel,
	    ARGS(I(tenant(cx)), T(order_id), I(line_number), I(cancelled_at)),
	    &changed);

	if (e.code == 0 && changed == 0)
		return fail(ERR_CANCEL_DONE, NULL);
	return e;
}

struct error cancellation_row_insert(struct ctx *cx,
    const struct order_line *line, const struct decision *decision,
    int64_t fee_minor, enum acknowledgement acknowledgement, const char *route)
{
	static const char *const ways[] = {
		[ACK_NONE] = "not_asked",
		[ACK_CHECKBOX] = "checkbox",
		[ACK_CALL] = "call",
	};

	return sql_run(cx, SQL_cancellation_insert,
	    ARGS(I(tenant(cx)), T(line->order_id), I(line->line_number),
		I(cx->now), T(actor_id(cx)), T(cx->who->user_name),
		T(ways[acknowledgement]), T(decision->edition_id),
		I(decision->elapsed_days), I(fee_minor), T(route)),
	    NULL);
}

/* Answers and pages are kept by the order's version. */
static struct error order_row_touch(struct ctx *cx, const char *order_id)
{
	return sql_run(
	    cx, SQL_order_touch, ARGS(I(tenant(cx)), T(order_id)), NULL);
}

struct error order_line_row_grant(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t net_minor, int64_t tax_minor)
{
	struct error e = sql_run(cx, SQL_order_line_grant,
	    ARGS(I(tenant(cx)), T(order_id), I(line_number), I(net_minor),
		I(tax_minor)),
	    NULL);

	return e.code != 0 ? e : order_row_touch(cx, order_id);
}

struct error order_hold(struct ctx *cx, const char *order_id,
    int64_t line_number, const char *request_id, bool held)
{
	struct sql_arg by = T(request_id);
	struct error e;

	if (!held)
		by = (struct sql_arg)NIL;
	e = sql_run(cx, SQL_order_line_hold,
	    ARGS(I(tenant(cx)), T(order_id), I(line_number), by, T(request_id)),
	    NULL);
	return e.code != 0 ? e : order_row_touch(cx, order_id);
}

struct error software_state(
    struct ctx *cx, const char *customer_id, const char **ret_state)
{
	struct rows *rows = sql_open(cx, SQL_order_state_of_all,
	    ARGS(I(tenant(cx)), T(customer_id), I(cx->now)));
	const char *state = "";
	struct error e;

	if (rows_next(rows))
		state = arena_printf(cx->arena, "%lld %lld %s %lld",
		    (long long)rows_int(rows, 0), (long long)rows_int(rows, 1),
		    rows_text(rows, 2), (long long)rows_int(rows, 3));
	if ((e = rows_close(rows)).code == 0)
		*ret_state = state;
	return e;
}

struct error subscription_row_insert(struct ctx *cx, const struct order *order,
    const struct order_line *line, const char *offer_name)
{
	struct sql_arg end = I(line->term_end_day);

	if (line->term_end_day == 0)
		end = (struct sql_arg)NIL;
	return sql_run(cx, SQL_subscription_insert,
	    ARGS(I(tenant(cx)), T(line->subscription_id), T(order->customer_id),
		T(order->order_id), I(line->line_number),
		T(line->catalog_item_id), T(offer_name),
		T(line->friendly_name != NULL ? line->friendly_name
					      : offer_name),
		T(product_kind_id(line->kind)), I(line->quantity),
		T(line->term), T(order->billing_cycle),
		I(line->term_end_day != 0), I(order->ordered_at),
		I(line->term_start_day), end, T(line->participant),
		T(map_find(&line->context, "parentSubscriptionId")),
		I(subscription_second_day(
		    order->billing_cycle, line->term, line->term_start_day))),
	    NULL);
}

struct error subscription_row_end(struct ctx *cx, const char *subscription_id)
{
	return sql_run(cx, SQL_subscription_end,
	    ARGS(I(tenant(cx)), T(subscription_id)), NULL);
}

struct error reservation_row_insert(struct ctx *cx, const struct order *order,
    const struct order_line *line, const char *scope, const char *region)
{
	char *id = arena_alloc(cx->arena, GUID_TEXT);

	guid_random(id);
	return sql_run(cx, SQL_reservation_insert,
	    ARGS(I(tenant(cx)), T(order->order_id), I(line->line_number),
		T(order->customer_id),
		T(text_lower(
		    cx->arena, map_find(&line->context, "subscriptionId"))),
		T(scope), T(region), T(id)),
	    NULL);
}

struct error software_list(
    struct ctx *cx, const char *customer_id, struct software_list *ret_list)
{
	struct rows *rows = sql_open(
	    cx, SQL_software_list, ARGS(I(tenant(cx)), T(customer_id)));
	struct software_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		struct software_line *line;

		ARENA_ROOM(cx->arena, list.lines, list.count, room);
		line = &list.lines[list.count++];
		line->line = line_read(cx, rows, 0, rows_text(rows, 33));
		line->ordered_at = rows_int(rows, 32);
		line->order_id = line->line.order_id;
		line->pending = line->line.state == LINE_ORDERED;
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	*ret_list = list;
	return OK;
}

struct error closing_list(
    struct ctx *cx, int64_t until, int64_t limit, struct closing_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_closing_list,
	    ARGS(I(tenant(cx)), I(cx->now), I(until), I(limit + 1)));
	struct closing_list list = {
		.lines = ARENA_ARRAY(cx->arena, struct closing_line, limit),
	};
	struct error e;

	while (rows_next(rows)) {
		struct closing_line *line = &list.lines[list.count];

		if ((int64_t)list.count == limit) {
			list.more = true;
			continue;
		}
		list.count++;
		line->line = line_read(cx, rows, 0, rows_text(rows, 33));
		line->ordered_at = rows_int(rows, 32);
		line->customer_id = rows_text(rows, 34);
		line->customer_name = rows_text(rows, 35);
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	*ret_list = list;
	return OK;
}
