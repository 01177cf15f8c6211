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

/* kind NULL: a word of another version. */
static struct qualification one_read(struct ctx *cx, struct rows *rows)
{
	return (struct qualification){
		.kind = qualification_kind_find(rows_text(rows, 0)),
		.requested_at = rows_int(rows, 1),
		.approved_at = rows_int(rows, 2),
		.approved = rows_int(rows, 2) <= cx->now,
		.denied = rows_int(rows, 3) > 0,
		.denied_at = rows_int(rows, 3),
		.reason = rows_text(rows, 4),
	};
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
		struct qualification one = one_read(cx, rows);

		if (one.kind == NULL)
			continue;
		ARENA_ROOM(cx->arena, list.items, list.count, room);
		list.items[list.count++] = one;
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

struct error qualification_waiting(
    struct ctx *cx, struct qualification_waiting_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_qualification_waiting,
	    ARGS(I(tenant(cx)), I(cx->now), I(QUALIFICATIONS_WAITING_MAX)));
	struct qualification_waiting_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		struct qualification one = one_read(cx, rows);

		if (one.kind == NULL)
			continue;
		ARENA_ROOM(cx->arena, list.rows, list.count, room);
		list.rows[list.count++] =
		    (struct qualification_waiting){ rows_text(rows, 5),
			    rows_text(rows, 6), one };
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error qualification_forget(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind)
{
	return sql_run(cx, SQL_qualification_forget,
	    ARGS(I(tenant(cx)), T(customer_id), T(kind->name)), NULL);
}

struct error qualification_settle(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind, bool approved, const char *reason,
    bool *ret_changed)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_qualification_settle,
	    ARGS(I(tenant(cx)), T(customer_id), T(kind->name), I(cx->now),
		I(approved ? cx->now : INT64_MAX), I(approved ? 0 : cx->now),
		T(reason)),
	    &changed);

	if (e.code == 0)
		*ret_changed = changed == 1;
	return e;
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
