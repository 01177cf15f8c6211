/*
 * Rows of subscriptions out; checkout and cancelling write them.
 */
#include "orders/subscription.h"

#include "accounts/principal.h"
#include "base/text.h"
#include "db/db.h"

static struct subscription subscription_read(struct rows *rows)
{
	return (struct subscription){
		.subscription_id = rows_text(rows, 0),
		.customer_id = rows_text(rows, 1),
		.order_id = rows_text(rows, 2),
		.line_number = rows_int(rows, 3),
		.offer_id = rows_text(rows, 4),
		.offer_name = rows_text(rows, 5),
		.friendly_name = rows_text(rows, 6),
		.kind = product_kind_find(rows_text(rows, 7)),
		.quantity = rows_int(rows, 8),
		.term = rows_text(rows, 9),
		.billing_cycle = rows_text(rows, 10),
		.state = rows_text(rows, 11),
		.auto_renew = rows_int(rows, 12) != 0,
		.created_at = rows_int(rows, 13),
		.start_day = rows_int(rows, 14),
		.end_day = rows_null(rows, 15) ? 0 : rows_int(rows, 15),
		.unit = rows_text(rows, 16),
	};
}

/* "" for one of the ids: any. */
static struct error subscriptions_read(struct ctx *cx, const char *customer_id,
    const char *order_id, const char *subscription_id,
    struct subscription_list *ret_list)
{
	struct subscription_list list = { 0 };
	size_t room = 0;
	struct rows *rows = sql_open(cx, SQL_subscription_list,
	    ARGS(I(cx->who->partner->partner_id), T(customer_id), T(order_id),
		T(subscription_id)));
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.subscriptions, list.count, room);
		list.subscriptions[list.count++] = subscription_read(rows);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

struct error subscription_list(struct ctx *cx, const char *customer_id,
    const char *order_id, struct subscription_list *ret_list)
{
	return subscriptions_read(
	    cx, customer_id, order_id == NULL ? "" : order_id, "", ret_list);
}

struct error subscription_load(struct ctx *cx, const char *customer_id,
    const char *subscription_id, struct subscription *ret_subscription)
{
	struct subscription_list list;
	struct error e;

	if (!text_is_guid(subscription_id))
		return fail(ERR_SUBSCRIPTION_UNKNOWN, NULL);
	e = subscriptions_read(
	    cx, customer_id, "", text_lower(cx->arena, subscription_id), &list);
	if (e.code)
		return e;
	if (list.count == 0)
		return fail(ERR_SUBSCRIPTION_UNKNOWN, NULL);
	*ret_subscription = list.subscriptions[0];
	return OK;
}
