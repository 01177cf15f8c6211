/*
 * Rows of carts. Whether a line may be ordered, cart.c and the service say.
 */
#include "orders/cart_store.h"

#include "accounts/principal.h"
#include "base/text.h"
#include "db/db.h"
#include "orders/map_json.h"

const char *actor_id(const struct ctx *cx)
{
	if (cx->who == NULL)
		return "system";
	return cx->who->user_id != NULL ? cx->who->user_id : cx->who->client_id;
}

static struct cart cart_read(struct ctx *cx, struct rows *rows)
{
	struct cart cart = {
		.cart_id = rows_text(rows, 0),
		.customer_id = rows_text(rows, 1),
		.created_at = rows_int(rows, 3),
		.modified_at = rows_int(rows, 4),
		.expires_at = rows_int(rows, 5),
		.modified_by = rows_text(rows, 6),
		.version = rows_int(rows, 7),
	};

	if (rows_text(rows, 2)[0] == 'o')
		cart.state = CART_ORDERED;
	else
		cart.state =
		    cx->now < cart.expires_at ? CART_ACTIVE : CART_EXPIRED;
	return cart;
}

void cart_rows_ahead(struct ctx *cx, const char *cart_id)
{
	int64_t tenant = cx->who->partner->partner_id;

	cart_id = text_lower(cx->arena, cart_id);
	sql_ahead(cx, SQL_cart_load, ARGS(I(tenant), T(cart_id)));
	sql_ahead(cx, SQL_cart_line_list, ARGS(I(tenant), T(cart_id)));
}

struct error cart_row_load(
    struct ctx *cx, const char *cart_id, struct cart *ret_cart)
{
	struct rows *rows = sql_open(cx, SQL_cart_load,
	    ARGS(I(cx->who->partner->partner_id), T(cart_id)));
	struct cart cart = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found)
		cart = cart_read(cx, rows);
	if ((e = rows_close(rows)).code != 0)
		return e;
	if (!found)
		return fail(ERR_CART_UNKNOWN, NULL);
	*ret_cart = cart;
	return OK;
}

struct error cart_row_current(struct ctx *cx, const char *customer_id,
    struct cart *ret_cart, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_cart_current,
	    ARGS(I(cx->who->partner->partner_id), T(customer_id), I(cx->now)));
	struct cart cart = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found)
		cart = cart_read(cx, rows);
	if ((e = rows_close(rows)).code != 0)
		return e;
	if (found)
		*ret_cart = cart;
	*ret_found = found;
	return OK;
}

struct error cart_lines_load(struct ctx *cx, struct cart *cart)
{
	struct rows *rows = sql_open(cx, SQL_cart_line_list,
	    ARGS(I(cx->who->partner->partner_id), T(cart->cart_id)));
	size_t count = 0;
	size_t room = 0;
	struct cart_line *lines = NULL;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, lines, count, room);
		lines[count++] = (struct cart_line){
			.line_id = rows_int(rows, 0),
			.input = {
				.catalog_item_id = rows_text(rows, 1),
				.quantity = rows_int(rows, 2),
				.billing_cycle = rows_text(rows, 3),
				.term = rows_text(rows, 4),
				.currency = rows_text(rows, 5),
				.friendly_name = rows_text(rows, 6),
				.participant = rows_text(rows, 8),
				.renews_to = rows_text(rows, 9),
				.context = map_from_json(cx->arena,
				    rows_text(rows, 10)),
				.is_addon = rows_int(rows, 11) >= 0,
				.parent_line = rows_int(rows, 11),
			},
			.order_group = rows_text(rows, 7),
		};
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	cart->lines = lines;
	cart->line_count = count;
	return OK;
}

struct error cart_row_insert(struct ctx *cx, const struct cart *cart)
{
	return sql_run(cx, SQL_cart_insert,
	    ARGS(I(cx->who->partner->partner_id), T(cart->cart_id),
		T(cart->customer_id), I(cart->created_at), I(cart->expires_at),
		T(cart->modified_by)),
	    NULL);
}

struct error cart_row_renew(struct ctx *cx, const struct cart *cart)
{
	return sql_run(cx, SQL_cart_renew,
	    ARGS(I(cx->who->partner->partner_id), T(cart->cart_id),
		I(cart->modified_at), I(cart->expires_at),
		T(cart->modified_by)),
	    NULL);
}

struct error cart_row_order(struct ctx *cx, const char *cart_id)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_cart_order,
	    ARGS(I(cx->who->partner->partner_id), T(cart_id), I(cx->now),
		T(actor_id(cx))),
	    &changed);

	if (e.code == 0 && changed == 0)
		return fail(ERR_CART_ORDERED, NULL);
	return e;
}

struct error cart_lines_save(struct ctx *cx, const struct cart *cart)
{
	int64_t partner = cx->who->partner->partner_id;
	struct error e;

	e = sql_run(
	    cx, SQL_cart_line_clear, ARGS(I(partner), T(cart->cart_id)), NULL);
	for (size_t i = 0; i < cart->line_count && e.code == 0; i++) {
		const struct cart_line *line = &cart->lines[i];
		const struct cart_line_input *input = &line->input;

		e = sql_run(cx, SQL_cart_line_insert,
		    ARGS(I(partner), T(cart->cart_id), I(line->line_id),
			T(input->catalog_item_id), I(input->quantity),
			T(input->billing_cycle), T(input->term),
			T(input->currency), T(input->friendly_name),
			T(line->order_group), T(input->participant),
			T(input->renews_to),
			T(map_to_json(cx->arena, &input->context)),
			I(input->is_addon ? input->parent_line : -1)),
		    NULL);
	}
	return e;
}
