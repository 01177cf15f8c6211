/*
 * Rows of subscriptions. What may change, the rules say.
 */
#include "orders/subscription_store.h"

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"
#include "orders/subscription_rules.h"

/* The columns of subscription_list, in order. */
static struct subscription subscription_read(
    const struct ctx *cx, struct rows *rows)
{
	struct subscription subscription = {
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
		.version = rows_int(rows, 16),
		.mpn_id = rows_text(rows, 17),
		.parent_id = rows_text(rows, 18),
		.product_id = rows_text(rows, 19),
		.sku_id = rows_text(rows, 20),
		.publisher = rows_text(rows, 21),
		.unit_price = money_of(rows_int(rows, 22), rows_text(rows, 23)),
		.tax_included = rows_int(rows, 24) != 0,
		.tax_rate_bp = rows_int(rows, 25),
		.edition_id = rows_text(rows, 26),
		.unit = rows_text(rows, 27),
		.min_quantity = rows_int(rows, 28),
		.max_quantity = rows_int(rows, 29),
		.publisher_name = rows_text(rows, 30),
		.activated_at = rows_int(rows, 31),
		.has_addons = rows_int(rows, 32) > 0,
		.next_day = rows_int(rows, 33),
	};

	subscription.over = subscription_is_over(
	    &subscription, subscription.auto_renew, day_of(cx->now));
	return subscription;
}

static const char *or_any(const char *text)
{
	return text == NULL ? "" : text;
}

static struct error subscriptions_read(struct ctx *cx, const char *customer_id,
    const struct subscription_filter *filter, const char *subscription_id,
    struct subscription_list *ret_list)
{
	struct subscription_list list = { 0 };
	size_t room = 0;
	struct rows *rows = sql_open(cx, SQL_subscription_list,
	    ARGS(I(cx->who->partner->partner_id), T(customer_id),
		T(or_any(filter->order_id)), T(subscription_id),
		T(or_any(filter->mpn_id)), T(or_any(filter->parent_id))));
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.subscriptions, list.count, room);
		list.subscriptions[list.count++] = subscription_read(cx, rows);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

struct error subscription_list(struct ctx *cx, const char *customer_id,
    const struct subscription_filter *filter,
    struct subscription_list *ret_list)
{
	return subscriptions_read(cx, customer_id, filter, "", ret_list);
}

struct error subscription_load(struct ctx *cx, const char *customer_id,
    const char *subscription_id, struct subscription *ret_subscription)
{
	const struct subscription_filter any = { 0 };
	struct subscription_list list;
	struct error e;

	if (!text_is_guid(subscription_id))
		return fail(ERR_SUBSCRIPTION_UNKNOWN, NULL);
	e = subscriptions_read(cx, customer_id, &any,
	    text_lower(cx->arena, subscription_id), &list);
	if (e.code)
		return e;
	if (list.count == 0)
		return fail(ERR_SUBSCRIPTION_UNKNOWN, NULL);
	*ret_subscription = list.subscriptions[0];
	return OK;
}

struct error subscription_row_update(
    struct ctx *cx, const struct subscription *after)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_subscription_update,
	    ARGS(I(cx->who->partner->partner_id), T(after->subscription_id),
		I(after->version), I(after->quantity), T(after->friendly_name),
		T(after->state), I(after->auto_renew), T(after->mpn_id),
		I(after->next_day)),
	    &changed);

	if (e.code == 0 && changed == 0)
		return fail(ERR_CONFLICT, "version");
	return e;
}

struct error subscription_row_renew(struct ctx *cx,
    const struct subscription *subscription, int64_t next_day, int64_t end_day,
    bool rises)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_renewal_save,
	    ARGS(I(cx->who->partner->partner_id),
		T(subscription->subscription_id), I(subscription->version),
		I(next_day), I(end_day), I(rises)),
	    &changed);

	if (e.code == 0 && changed == 0)
		return fail(ERR_BUSY, NULL);
	return e;
}

struct error subscription_row_activate(
    struct ctx *cx, const struct subscription *subscription)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_subscription_activate,
	    ARGS(I(cx->who->partner->partner_id),
		T(subscription->subscription_id), I(subscription->version),
		I(cx->now)),
	    &changed);

	if (e.code == 0 && changed == 0)
		return fail(ERR_ACTIVATED_ALREADY, NULL);
	return e;
}
