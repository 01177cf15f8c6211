/*
 * Rows of agreements, and what the tenant asks for.
 */
#include "accounts/principal.h"
#include "base/text.h"
#include "customers/agreement_rows.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

struct error agreement_list(struct ctx *cx, const char *customer_id,
    const char *type, struct agreement_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_agreement_list,
	    ARGS(I(tenant(cx)), T(customer_id), T(type == NULL ? "" : type)));
	struct agreement_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.agreements, list.count, room);
		list.agreements[list.count++] = (struct agreement){
			.agreement_id = rows_text(rows, 0),
			.type = rows_text(rows, 1),
			.template_id = rows_text(rows, 2),
			.agreed_at = rows_int(rows, 3),
			.first_name = rows_text(rows, 4),
			.last_name = rows_text(rows, 5),
			.email = rows_text(rows, 6),
			.phone = rows_text(rows, 7),
			.user_id = rows_text(rows, 8),
		};
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error agreement_add(
    struct ctx *cx, const char *customer_id, const struct agreement *a)
{
	return sql_run(cx, SQL_agreement_add,
	    ARGS(I(tenant(cx)), T(customer_id), T(a->agreement_id), T(a->type),
		T(a->template_id), I(a->agreed_at), T(a->first_name),
		T(a->last_name), T(a->email), T(a->phone), T(a->user_id),
		I(cx->now)),
	    NULL);
}

void agreement_ahead(struct ctx *cx, const char *customer_id)
{
	sql_ahead(cx, SQL_agreement_missing,
	    ARGS(I(tenant(cx)), T(text_lower(cx->arena, customer_id))));
}

struct error agreement_missing(
    struct ctx *cx, const char *customer_id, bool *ret_missing)
{
	int64_t missing = 0;
	struct error e = sql_int(cx, SQL_agreement_missing,
	    ARGS(I(tenant(cx)), T(text_lower(cx->arena, customer_id))),
	    &missing, NULL);

	if (e.code == 0)
		*ret_missing = missing != 0;
	return e;
}

struct error agreement_needed(struct ctx *cx, const char *customer_id)
{
	bool missing = false;
	struct error e = agreement_missing(cx, customer_id, &missing);

	if (e.code == 0 && missing)
		e = fail(ERR_AGREEMENT_MISSING, NULL);
	return e;
}

struct error agreement_direct(
    struct ctx *cx, const char *customer_id, int64_t *ret_signed_at)
{
	*ret_signed_at = 0;
	return sql_int(cx, SQL_agreement_direct,
	    ARGS(I(tenant(cx)), T(customer_id)), ret_signed_at, NULL);
}

struct error agreement_require(struct ctx *cx, bool required)
{
	return sql_run(
	    cx, SQL_agreement_require, ARGS(I(tenant(cx)), I(required)), NULL);
}
