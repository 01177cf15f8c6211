/*
 * Rows of qualifications and validation codes.
 */
#include "accounts/principal.h"
#include "customers/qualification_rows.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

struct error qualification_list(struct ctx *cx, const char *customer_id,
    struct qualification_list *ret_list)
{
	struct rows *rows = sql_open(
	    cx, SQL_qualification_list, ARGS(I(tenant(cx)), T(customer_id)));
	struct qualification_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		const struct qualification_kind *kind =
		    qualification_kind_find(rows_text(rows, 0));

		if (kind == NULL)
			continue;
		ARENA_ROOM(cx->arena, list.items, list.count, room);
		list.items[list.count++] = (struct qualification){
			.kind = kind,
			.requested_at = rows_int(rows, 1),
			.approved_at = rows_int(rows, 2),
			.approved = rows_int(rows, 2) <= cx->now,
		};
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error qualification_add(struct ctx *cx, const char *customer_id,
    const struct qualification *q, const char *code)
{
	return sql_run(cx, SQL_qualification_add,
	    ARGS(I(tenant(cx)), T(customer_id), T(q->kind->name),
		T(q->kind->segment), I(q->requested_at), I(q->approved_at),
		T(code)),
	    NULL);
}

struct error qualifications_remove(struct ctx *cx, const char *customer_id)
{
	return sql_run(cx, SQL_qualifications_remove,
	    ARGS(I(tenant(cx)), T(customer_id)), NULL);
}

struct error validation_code_list(
    struct ctx *cx, struct validation_code_list *ret_list)
{
	struct rows *rows =
	    sql_open(cx, SQL_validation_code_list, ARGS(I(tenant(cx))));
	struct validation_code_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.codes, list.count, room);
		list.codes[list.count++] = (struct validation_code){
			.validation_id = rows_text(rows, 0),
			.organization = rows_text(rows, 1),
			.max_creates = rows_int(rows, 2),
			.remaining = rows_int(rows, 2) - rows_int(rows, 3),
			.version = rows_int(rows, 4),
		};
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error validation_code_create(
    struct ctx *cx, const struct validation_code *code)
{
	return sql_run(cx, SQL_validation_code_add,
	    ARGS(I(tenant(cx)), T(code->validation_id), T(code->organization),
		I(code->max_creates)),
	    NULL);
}

struct error validation_code_use(
    struct ctx *cx, const char *code, bool *ret_used)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_validation_code_use,
	    ARGS(I(tenant(cx)), T(code)), &changed);

	if (e.code == 0)
		*ret_used = changed == 1;
	return e;
}
