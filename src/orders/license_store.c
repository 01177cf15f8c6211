/*
 * Rows of licences. Who may have one is the service's.
 */
#include "orders/license_store.h"

#include <string.h>

#include <jansson.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

/* ---- what is bought ---- */

static struct subscribed_sku *sku_of(
    struct subscribed_sku_list *list, const char *product_id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->skus[i].license.product_id, product_id) == 0)
			return &list->skus[i];
	return NULL;
}

static struct error seats_read(struct ctx *cx, const char *customer_id,
    uint32_t groups, struct subscribed_sku_list *list)
{
	struct rows *rows = sql_open(
	    cx, SQL_license_seats, ARGS(I(tenant(cx)), T(customer_id)));
	size_t room = 0;

	while (rows_next(rows)) {
		const char *product_id = rows_text(rows, 0);
		struct subscribed_sku *sku = sku_of(list, product_id);
		struct license license;

		if (sku == NULL) {
			license = license_of(cx->arena, product_id,
			    rows_text(rows, 1), rows_text(rows, 2));
			if (!(groups & (uint32_t)license.group))
				continue;
			ARENA_ROOM(cx->arena, list->skus, list->count, room);
			sku = &list->skus[list->count++];
			*sku = (struct subscribed_sku){ .license = license };
		}
		license_count(sku, rows_text(rows, 3), rows_int(rows, 4) != 0,
		    rows_null(rows, 5) ? 0 : rows_int(rows, 5), day_of(cx->now),
		    rows_int(rows, 6));
	}
	return rows_close(rows);
}

static struct error consumed_read(
    struct ctx *cx, const char *customer_id, struct subscribed_sku_list *list)
{
	struct rows *rows = sql_open(
	    cx, SQL_license_consumed, ARGS(I(tenant(cx)), T(customer_id)));

	while (rows_next(rows)) {
		struct subscribed_sku *sku = sku_of(list, rows_text(rows, 0));

		if (sku != NULL)
			sku->consumed = rows_int(rows, 1);
	}
	return rows_close(rows);
}

struct error subscribed_sku_list(struct ctx *cx, const char *customer_id,
    uint32_t groups, struct subscribed_sku_list *ret_list)
{
	struct subscribed_sku_list list = { 0 };
	struct error e = seats_read(cx, customer_id, groups, &list);

	if (e.code || (e = consumed_read(cx, customer_id, &list)).code)
		return e;
	*ret_list = list;
	return OK;
}

/* ---- what a user has ---- */

static const char **texts_of(struct arena *arena, const char *json)
{
	json_t *list = json_loads(json, 0, NULL), *item;
	const char **texts =
	    ARENA_ARRAY(arena, const char *, json_array_size(list) + 1);
	size_t i;

	json_array_foreach(list, i, item) texts[i] =
	    arena_dup(arena, json_string_value(item));
	texts[json_array_size(list)] = NULL;
	json_decref(list);
	return texts;
}

struct error user_license_list(struct ctx *cx, const struct customer_user *user,
    uint32_t groups, struct user_license_list *ret_list)
{
	struct user_license_list list = { 0 };
	struct rows *rows = sql_open(cx, SQL_license_of_user,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id)));
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		struct license license = license_of(cx->arena,
		    rows_text(rows, 0), rows_text(rows, 1), rows_text(rows, 2));

		if (!(groups & (uint32_t)license.group))
			continue;
		ARENA_ROOM(cx->arena, list.licenses, list.count, room);
		list.licenses[list.count++] = (struct user_license){ license,
			texts_of(cx->arena, rows_text(rows, 3)) };
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

/* ---- writing ---- */

struct error license_insert(struct ctx *cx, const struct customer_user *user,
    const char *product_id, const char *plans)
{
	return sql_run(cx, SQL_license_insert,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id),
		T(product_id), T(plans), I(cx->now)),
	    NULL);
}

struct error license_set_plans(struct ctx *cx, const struct customer_user *user,
    const char *product_id, const char *plans, bool *ret_changed)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_license_set_plans,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id),
		T(product_id), T(plans)),
	    &changed);

	if (!e.code)
		*ret_changed = changed > 0;
	return e;
}

struct error license_delete(struct ctx *cx, const struct customer_user *user,
    const char *product_id, bool *ret_changed)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_license_delete,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id),
		T(product_id)),
	    &changed);

	if (!e.code)
		*ret_changed = changed > 0;
	return e;
}
