/*
 * Entitlements: made by checkout, ended by cancelling, filled late when keys
 * come in. What a person may do with one, access.c judges.
 */
#include "fulfilment/entitlement.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"
#include "fulfilment/cut.h"

struct error entitlement_fulfil(
    struct ctx *cx, const struct fulfilment_line *line, bool *ret_fulfilled)
{
	int64_t partner_id = cx->who->partner->partner_id;
	bool made;
	struct error e;

	if ((e = key_make(cx, partner_id, cx->now, line, &made)).code)
		return e;
	e = sql_run(cx, SQL_entitlement_add,
	    ARGS(I(partner_id), T(line->order_id), I(line->line_number),
		T(line->customer_id), T(line->product_id), T(line->sku_id),
		I(line->quantity), T(made ? "active" : "pending"),
		I(line->expires_day)),
	    NULL);
	if (e.code)
		return e;
	*ret_fulfilled = made;
	return OK;
}

struct error entitlement_revoke(
    struct ctx *cx, const char *order_id, int64_t line_number)
{
	static const enum sql steps[] = { SQL_entitlement_revoke,
		SQL_product_key_revoke, SQL_download_link_revoke };
	struct error e = OK;

	for (size_t i = 0; i < COUNT(steps) && e.code == 0; i++)
		e = sql_run(cx, steps[i],
		    ARGS(I(cx->who->partner->partner_id), T(order_id),
			I(line_number)),
		    NULL);
	return e.code
		   ? e
		   : cut_add(cx, transfer_tag(cx, cx->who->partner->partner_id,
				     order_id, line_number));
}

struct waiting {
	int64_t partner_id;
	int64_t now; /* of that tenant */
	struct fulfilment_line line;
};

static struct error waiting_list(struct ctx *cx, const char *product_id,
    const char *sku_id, int64_t limit, struct waiting **ret_list,
    size_t *ret_count)
{
	struct waiting *list =
	    ARENA_ARRAY(cx->arena, struct waiting, limit > 0 ? limit : 1);
	size_t count = 0;
	struct rows *rows = sql_open(cx, SQL_entitlement_waiting,
	    ARGS(T(product_id), T(sku_id), I(limit)));
	struct error e;

	while (rows_next(rows)) {
		struct waiting *w = &list[count++];

		w->partner_id = rows_int(rows, 0);
		w->line = (struct fulfilment_line){ rows_text(rows, 1),
			rows_int(rows, 2), rows_text(rows, 3), product_id,
			sku_id, "pool", rows_int(rows, 4), rows_int(rows, 5) };
		w->now = cx->wall + rows_int(rows, 6);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	*ret_count = count;
	return OK;
}

static struct error waiting_fill(
    struct ctx *cx, const struct waiting *w, bool *ret_made)
{
	static const enum sql steps[] = { SQL_entitlement_activate,
		SQL_entitlement_line_fulfilled };
	bool made;
	struct error e;

	e = key_make(cx, w->partner_id, w->now, &w->line, &made);
	if (e.code)
		return e;
	*ret_made = made;
	if (!made)
		return OK;
	for (size_t i = 0; i < COUNT(steps) && e.code == 0; i++)
		e = sql_run(cx, steps[i],
		    ARGS(I(w->partner_id), T(w->line.order_id),
			I(w->line.line_number)),
		    NULL);
	if (e.code)
		return e;
	return sql_run(cx, SQL_entitlement_order_completed,
	    ARGS(I(w->partner_id), T(w->line.order_id)), NULL);
}

struct error entitlement_fill_waiting(struct ctx *cx, const char *product_id,
    const char *sku_id, int64_t limit, int64_t *ret_filled)
{
	struct waiting *list;
	size_t count, filled = 0;
	bool made = true;
	struct error e;

	e = waiting_list(cx, product_id, sku_id, limit, &list, &count);
	if (e.code)
		return e;
	while (filled < count) {
		if ((e = waiting_fill(cx, &list[filled], &made)).code)
			return e;
		if (!made)
			break;
		filled++;
	}
	*ret_filled = (int64_t)filled;
	return OK;
}

const char *entitlement_id_of(
    struct ctx *cx, const char *order_id, int64_t line_number)
{
	return arena_printf(
	    cx->arena, "%s-%lld", order_id, (long long)line_number);
}

/* An order id may hold '-' itself, so the last one counts. */
bool entitlement_id_parse(struct ctx *cx, const char *entitlement_id,
    const char **ret_order_id, int64_t *ret_line_number)
{
	const char *dash = strrchr(entitlement_id, '-');
	int64_t number;

	if (dash == NULL || dash == entitlement_id || strlen(dash) > 7)
		return false;
	if (dash[1] < '0' || dash[1] > '9' || (dash[1] == '0' && dash[2]))
		return false;
	if (!text_to_int(dash + 1, &number))
		return false;
	*ret_order_id = arena_dup_n(
	    cx->arena, entitlement_id, (size_t)(dash - entitlement_id));
	*ret_line_number = number;
	return true;
}

static enum entitlement_state state_of(
    struct ctx *cx, const char *stored, int64_t expires_day)
{
	if (strcmp(stored, "revoked") == 0)
		return ENTITLEMENT_REVOKED;
	if (strcmp(stored, "pending") == 0)
		return ENTITLEMENT_PENDING;
	return expires_day != 0 && day_of(cx->now) >= expires_day
		   ? ENTITLEMENT_EXPIRED
		   : ENTITLEMENT_ACTIVE;
}

static void entitlement_read(
    struct ctx *cx, struct rows *rows, struct entitlement *entitlement)
{
	entitlement->customer_id = rows_text(rows, 0);
	entitlement->customer_name = rows_text(rows, 1);
	entitlement->product_id = rows_text(rows, 2);
	entitlement->sku_id = rows_text(rows, 3);
	entitlement->title = rows_text(rows, 4);
	entitlement->quantity = rows_int(rows, 5);
	entitlement->expires_day = rows_int(rows, 7);
	entitlement->state =
	    state_of(cx, rows_text(rows, 6), entitlement->expires_day);
	entitlement->ordered_at = rows_int(rows, 8);
	entitlement->cancelled_at = rows_null(rows, 9) ? 0 : rows_int(rows, 9);
	entitlement->edition_id = rows_text(rows, 10);
	entitlement->has_key = rows_int(rows, 11) != 0;
}

static bool customer_is_own(struct ctx *cx, const char *customer_id)
{
	return cx->who->customer_id == NULL ||
	       text_same_nocase(cx->who->customer_id, customer_id);
}

struct error entitlement_load(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement)
{
	struct entitlement entitlement = { .entitlement_id = entitlement_id };
	struct rows *rows;
	bool found;
	struct error e;

	if (!customer_is_own(cx, customer_id) ||
	    !entitlement_id_parse(cx, entitlement_id, &entitlement.order_id,
		&entitlement.line_number))
		return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
	rows = sql_open(cx, SQL_entitlement_load,
	    ARGS(I(cx->who->partner->partner_id), T(entitlement.order_id),
		I(entitlement.line_number),
		T(text_lower(cx->arena, customer_id))));
	if ((found = rows_next(rows)))
		entitlement_read(cx, rows, &entitlement);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
	*ret_entitlement = entitlement;
	return OK;
}

const char *transfer_tag(struct ctx *cx, int64_t partner_id,
    const char *order_id, int64_t line_number)
{
	return arena_printf(cx->arena, "%lld/%s/%lld", (long long)partner_id,
	    order_id, (long long)line_number);
}
