/*
 * Rows of partners over all tenants, for the operator.
 */
#include "accounts/account_rows.h"
#include "accounts/partner_admin_rows.h"
#include "base/text.h"

#define LIMIT_MAX 20000 /* ruling 11 */

static void entry_read(struct rows *rows, struct partner_entry *entry)
{
	*entry = (struct partner_entry){ .agreement_required =
					     rows_int(rows, 14) != 0,
		.demand_second_factor = rows_int(rows, 15) != 0,
		.users = rows_int(rows, 16),
		.customers = rows_int(rows, 17) };
	partner_read(rows, 0, &entry->partner);
}

/* For LIKE ... ESCAPE '!'. */
static const char *like(struct ctx *cx, const char *words)
{
	const char *folded = text_fold(cx->arena, words);
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (; *folded != '\0'; folded++) {
		if (*folded == '%' || *folded == '_' || *folded == '!')
			text_add_char(&out, '!');
		text_add_char(&out, *folded);
	}
	return out.bytes;
}

struct error partner_search(struct ctx *cx, const struct partner_search *search,
    struct partner_found *ret_found)
{
	const char *words = search->words ? search->words : "";
	int64_t limit = search->limit > 0 ? search->limit : LIMIT_MAX;
	struct rows *rows = sql_open(cx, SQL_partner_search,
	    ARGS(T(search->after_name ? search->after_name : ""),
		I(search->after_name ? search->after_id : -1),
		T(like(cx, words)), T(text_lower(cx->arena, words)),
		I(limit + 1)));
	struct partner_found found = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, found.entries, found.count, room);
		entry_read(rows, &found.entries[found.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	found.more = (int64_t)found.count > limit;
	found.count -= found.more;
	*ret_found = found;
	return OK;
}

struct error partner_entry_load(
    struct ctx *cx, int64_t partner_id, struct partner_entry *ret_entry)
{
	struct rows *rows =
	    sql_open(cx, SQL_partner_entry_load, ARGS(I(partner_id)));
	struct partner_entry entry;
	bool there = rows_next(rows);
	struct error e;

	if (there)
		entry_read(rows, &entry);
	if ((e = rows_close(rows)).code)
		return e;
	if (!there)
		return fail(ERR_PARTNER_UNKNOWN, NULL);
	*ret_entry = entry;
	return OK;
}

struct error partner_count(struct ctx *cx, int64_t *ret_count)
{
	return sql_int(cx, SQL_partner_count, NO_ARGS, ret_count, NULL);
}

struct error partner_change_save(
    struct ctx *cx, const struct partner_change *change)
{
	return sql_run(cx, SQL_partner_change_save,
	    ARGS(I(cx->who->partner->partner_id), T(change->name),
		T(text_fold(cx->arena, change->name)), T(change->city),
		T(change->culture), T(change->mpn_id), I(change->csp_enrolled),
		I(change->agreement_required), I(change->strict_app_user)),
	    NULL);
}
