/*
 * What a customer holds, read from the lines of its orders. Keys and files of
 * one are entitlement.c's.
 */
#include <string.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"
#include "fulfilment/entitlement.h"

static enum entitlement_state state_of(
    struct ctx *cx, const char *line_state, int64_t expires_day)
{
	if (strcmp(line_state, "cancelled") == 0)
		return ENTITLEMENT_REVOKED;
	if (strcmp(line_state, "ordered") == 0)
		return ENTITLEMENT_PENDING;
	return expires_day != 0 && day_of(cx->now) >= expires_day
		   ? ENTITLEMENT_EXPIRED
		   : ENTITLEMENT_ACTIVE;
}

static struct entitlement_row row_read(struct ctx *cx, struct rows *rows)
{
	struct entitlement_row row = {
		.order_id = rows_text(rows, 0),
		.alternate_id = rows_text(rows, 1),
		.line_number = rows_int(rows, 2),
		.product_id = rows_text(rows, 3),
		.sku_id = rows_text(rows, 4),
		.title = rows_text(rows, 5),
		.subtype_id = rows_text(rows, 6),
		.quantity = rows_int(rows, 7),
		.software =
		    strcmp(rows_text(rows, 8), "azure_reservation") != 0,
		.starts_day = rows_int(rows, 10),
		.expires_day = rows_null(rows, 11) ? 0 : rows_int(rows, 11) + 1,
		.reservation_id = rows_text(rows, 12),
		.scope = rows_text(rows, 13),
		.azure_subscription_id = rows_text(rows, 14),
		.region = rows_text(rows, 15),
		.ordered_at = rows_int(rows, 16),
	};

	row.state = state_of(cx, rows_text(rows, 9), row.expires_day);
	return row;
}

struct error entitlement_list(struct ctx *cx, const char *customer_id,
    const char *order_id, struct entitlement_list *ret_list)
{
	struct entitlement_list list = { 0 };
	size_t room = 0;
	struct rows *rows = sql_open(cx, SQL_entitlement_list,
	    ARGS(I(cx->who->partner->partner_id), T(customer_id),
		T(order_id == NULL ? "" : order_id)));
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.rows, list.count, room);
		list.rows[list.count++] = row_read(cx, rows);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

/* One more than asked for tells whether there are others. */
static struct error waiting_read(struct ctx *cx, struct rows *rows,
    int64_t limit, struct waiting_list *ret_list)
{
	struct waiting_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		if ((int64_t)list.count == limit) {
			list.more = true;
			continue;
		}
		ARENA_ROOM(cx->arena, list.rows, list.count, room);
		list.rows[list.count++] =
		    (struct waiting_row){ .order_id = rows_text(rows, 0),
			    .line_number = rows_int(rows, 1),
			    .customer_id = rows_text(rows, 2),
			    .customer_name = rows_text(rows, 3),
			    .title = rows_text(rows, 4),
			    .quantity = rows_int(rows, 5),
			    .ordered_at = rows_int(rows, 6) };
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error entitlement_waiting(
    struct ctx *cx, int64_t limit, struct waiting_list *ret_list)
{
	return waiting_read(cx,
	    sql_open(cx, SQL_entitlement_pending,
		ARGS(I(cx->who->partner->partner_id), I(limit + 1))),
	    limit, ret_list);
}

struct error entitlement_unseen(struct ctx *cx, const char *customer_id,
    int64_t limit, struct waiting_list *ret_list)
{
	return waiting_read(cx,
	    sql_open(cx, SQL_entitlement_unseen,
		ARGS(I(cx->who->partner->partner_id), T(customer_id),
		    I(day_of(cx->now)), I(limit + 1))),
	    limit, ret_list);
}

struct error entitlement_ending(struct ctx *cx, const char *customer_id,
    int64_t from_day, int64_t to_day, int64_t limit,
    struct waiting_list *ret_list)
{
	return waiting_read(cx,
	    sql_open(cx, SQL_entitlement_ending,
		ARGS(I(cx->who->partner->partner_id), T(customer_id),
		    I(from_day), I(to_day + 1), I(limit + 1))),
	    limit, ret_list);
}
