/*
 * What was and will be sent to a partner's receiver: test events, the log,
 * sending again. Sending is the worker's.
 */
#include <string.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"
#include "outbox/webhook.h"

#define TESTS_SECONDS 60 /* two within */
#define KEEP_DAYS 30

static int64_t tenant(struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static const char *const state_ids[] = {
	[DELIVERY_ANY] = NULL,
	[DELIVERY_WAITING] = "waiting",
	[DELIVERY_DELIVERED] = "delivered",
	[DELIVERY_FAILED] = "failed",
};

const char *delivery_state_id(enum delivery_state state)
{
	return state_ids[state];
}

static enum delivery_state state_of(const char *id)
{
	for (size_t i = DELIVERY_WAITING; i < COUNT(state_ids); i++)
		if (strcmp(state_ids[i], id) == 0)
			return (enum delivery_state)i;
	return DELIVERY_ANY;
}

/* ---- test events ---- */

static struct error tests_check(struct ctx *cx)
{
	struct rows *rows = sql_open(cx, SQL_webhook_tests_since,
	    ARGS(I(tenant(cx)), I(cx->wall - TESTS_SECONDS)));
	int64_t first = 0;
	int count = 0;
	struct error e;

	for (; rows_next(rows); count++)
		first = rows_int(rows, 0);
	if ((e = rows_close(rows)).code || count < 2)
		return e;
	return fail_with(cx->arena, ERR_TOO_MANY, NULL,
	    HOLES({ "seconds",
		arena_printf(cx->arena, "%lld",
		    (long long)(first + TESTS_SECONDS - cx->wall)) }));
}

struct error webhook_test(struct ctx *cx, const char **ret_event_id)
{
	struct webhook webhook;
	const char *event_id;
	struct error e = webhook_load(cx, &webhook);

	if (e.code || (e = tests_check(cx)).code ||
	    (e = event_add(cx, EVENT_TEST_CREATED, NULL, NULL, &event_id)).code)
		return e;
	e = sql_run(cx, SQL_webhook_test_add,
	    ARGS(I(tenant(cx)), T(event_id), I(cx->wall)), NULL);
	if (e.code == 0)
		*ret_event_id = event_id;
	return e;
}

/* ---- the log ---- */

static void delivery_read(struct rows *rows, struct delivery *delivery)
{
	*delivery = (struct delivery){ .event_id = rows_text(rows, 0),
		.seq = rows_int(rows, 1),
		.name = event_find(rows_text(rows, 2)),
		.url = rows_text(rows, 3),
		.state = state_of(rows_text(rows, 4)),
		.attempts = rows_int(rows, 5),
		.tries = rows_int(rows, 6),
		.next_at = rows_int(rows, 7),
		.last_at = rows_null(rows, 8) ? 0 : rows_int(rows, 8),
		.last_status = rows_null(rows, 9) ? 0 : rows_int(rows, 9),
		.last_answer = rows_text(rows, 10),
		.problem = rows_text(rows, 11),
		.created_at = rows_int(rows, 12) };
}

static void reverse(struct delivery *list, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct delivery other = list[count - 1 - i];

		list[count - 1 - i] = list[i];
		list[i] = other;
	}
}

/* One row more than asked for tells whether there are more. */
struct error delivery_list(struct ctx *cx, const struct delivery_filter *filter,
    struct delivery_list *ret_list)
{
	int64_t from = filter->from_seq;
	int64_t limit = filter->limit > 0 ? filter->limit : DELIVERIES_MAX;
	struct delivery_list list = { 0 };
	size_t room = 0;
	struct rows *rows;
	struct error e;

	if (from == 0)
		from = filter->newer ? 0 : INT64_MAX;
	rows = sql_open(cx,
	    filter->newer ? SQL_delivery_list_newer : SQL_delivery_list,
	    ARGS(I(tenant(cx)), I(from), T(delivery_state_id(filter->state)),
		I(limit + 1), I(filter->skip)));
	while (rows_next(rows)) {
		if ((int64_t)list.count == limit) {
			list.more = true;
			break;
		}
		ARENA_ROOM(cx->arena, list.deliveries, list.count, room);
		delivery_read(rows, &list.deliveries[list.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (filter->newer)
		reverse(list.deliveries, list.count);
	*ret_list = list;
	return OK;
}

struct error delivery_load(
    struct ctx *cx, const char *event_id, struct delivery *ret_delivery)
{
	struct rows *rows = sql_open(cx, SQL_delivery_load,
	    ARGS(I(tenant(cx)), T(text_lower(cx->arena, event_id))));
	bool found = rows_next(rows);
	struct delivery delivery;
	struct error e;

	if (found)
		delivery_read(rows, &delivery);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_DELIVERY_UNKNOWN, NULL);
	*ret_delivery = delivery;
	return OK;
}

struct error delivery_replay(
    struct ctx *cx, const char *event_id, struct delivery *ret_delivery)
{
	struct webhook webhook;
	struct delivery delivery;
	struct error e = delivery_load(cx, event_id, &delivery);

	if (e.code || (e = webhook_load(cx, &webhook)).code)
		return e;
	e = sql_run(cx, SQL_delivery_replay,
	    ARGS(I(tenant(cx)), T(delivery.event_id), I(cx->wall)), NULL);
	if (e.code ||
	    (e = delivery_load(cx, delivery.event_id, ret_delivery)).code)
		return e;
	return activity_add(cx,
	    &(struct activity){
		.action = ACTIVITY_CHANGE_WEBHOOK,
		.title = webhook.url,
		.details = HOLES({ "Act", "delivery repeated" },
		    { "DeliveryId", delivery.event_id }),
	    },
	    OK);
}

struct error attempt_list(
    struct ctx *cx, const char *event_id, struct attempt_list *ret_list)
{
	struct attempt_list list = { 0 };
	size_t room = 0;
	struct rows *rows =
	    sql_open(cx, SQL_attempt_list, ARGS(I(tenant(cx)), T(event_id)));
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.attempts, list.count, room);
		list.attempts[list.count++] =
		    (struct attempt){ .at = rows_int(rows, 0),
			    .status = rows_int(rows, 1),
			    .answer = rows_text(rows, 2),
			    .problem = rows_text(rows, 3) };
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error delivery_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	int64_t before = cx->wall - KEEP_DAYS * DAY_SECONDS;
	struct error e =
	    sql_run(cx, SQL_attempt_purge, ARGS(I(before), I(limit)), NULL);

	if (e.code)
		return e;
	return sql_run(
	    cx, SQL_delivery_purge, ARGS(I(before), I(limit)), ret_count);
}
