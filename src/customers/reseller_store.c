/*
 * Rows of indirect resellers and of their providers.
 */
#include <string.h>

#include "accounts/principal.h"
#include "base/text.h"
#include "customers/reseller_rows.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static struct reseller reseller_read(struct rows *rows)
{
	return (struct reseller){
		.reseller_id = rows_text(rows, 0),
		.mpn_id = rows_text(rows, 1),
		.name = rows_text(rows, 2),
		.country = rows_text(rows, 3),
		.active = rows_int(rows, 4) != 0,
		.agreement_signed = rows_int(rows, 5) != 0,
		.created_at = rows_int(rows, 6),
	};
}

static struct error find(
    struct rows *rows, struct reseller *ret_reseller, bool *ret_found)
{
	struct reseller reseller = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found)
		reseller = reseller_read(rows);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_reseller = reseller;
	*ret_found = found;
	return OK;
}

struct error reseller_find(struct ctx *cx, const char *reseller_id,
    struct reseller *ret_reseller, bool *ret_found)
{
	const char *id =
	    text_lower(cx->arena, text_trim(cx->arena, reseller_id));

	return find(sql_open(cx, SQL_reseller_find, ARGS(I(tenant(cx)), T(id))),
	    ret_reseller, ret_found);
}

struct error reseller_find_mpn(struct ctx *cx, const char *mpn_id,
    struct reseller *ret_reseller, bool *ret_found)
{
	return find(
	    sql_open(cx, SQL_reseller_find_mpn, ARGS(I(tenant(cx)), T(mpn_id))),
	    ret_reseller, ret_found);
}

/* For LIKE ... ESCAPE '!', folded; NULL is "". */
static const char *like(struct ctx *cx, const char *text)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	if (text == NULL)
		return out.bytes;
	for (text = text_fold(cx->arena, text); *text != '\0'; text++) {
		if (strchr("!%_", *text) != NULL)
			text_add_char(&out, '!');
		text_add_char(&out, *text);
	}
	return out.bytes;
}

static struct error list_read(
    struct ctx *cx, struct rows *rows, struct reseller_list *ret_list)
{
	struct reseller_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.resellers, list.count, room);
		list.resellers[list.count++] = reseller_read(rows);
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error reseller_list(struct ctx *cx, const struct reseller_filter *filter,
    struct reseller_list *ret_list)
{
	return list_read(cx,
	    sql_open(cx, SQL_reseller_list,
		ARGS(I(tenant(cx)), T(like(cx, filter->name_holds)),
		    T(like(cx, filter->name_starts)))),
	    ret_list);
}

struct error provider_list(struct ctx *cx, const struct reseller_filter *filter,
    struct reseller_list *ret_list)
{
	return list_read(cx,
	    sql_open(cx, SQL_provider_list,
		ARGS(T(cx->who->partner->tenant_id),
		    T(like(cx, filter->name_holds)),
		    T(like(cx, filter->name_starts)))),
	    ret_list);
}

struct error reseller_add(
    struct ctx *cx, const struct reseller *r, bool *ret_taken)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_reseller_add,
	    ARGS(I(tenant(cx)), T(r->reseller_id), T(r->mpn_id), T(r->name),
		T(text_fold(cx->arena, r->name)), T(r->country),
		I(r->agreement_signed), I(r->created_at)),
	    &changed);

	if (e.code == 0)
		*ret_taken = changed == 0;
	return e;
}
