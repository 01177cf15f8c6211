/*
 * Rows of consents, and of all that came out of them.
 */
#include "accounts/consent_rows.h"
#include "accounts/principal.h"
#include "db/db.h"

struct error consent_set(struct ctx *cx, const char *client_id)
{
	return sql_run(cx, SQL_consent_set,
	    ARGS(I(cx->who->partner->partner_id), T(client_id),
		T(cx->who->user_id), I(cx->wall)),
	    NULL);
}

struct error consent_find(
    struct ctx *cx, const char *client_id, bool *ret_found)
{
	int64_t at;

	return sql_int(cx, SQL_consent_find,
	    ARGS(I(cx->who->partner->partner_id), T(client_id),
		T(cx->who->user_id)),
	    &at, ret_found);
}

struct error consent_list(struct ctx *cx, struct consent_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_consent_list,
	    ARGS(I(cx->who->partner->partner_id), T(cx->who->user_id)));
	struct consent_list list = { 0, NULL };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.consents, list.count, room);
		list.consents[list.count++] =
		    (struct consent){ .client_id = rows_text(rows, 0),
			    .program = rows_text(rows, 1),
			    .given_at = rows_int(rows, 2) };
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

struct error consent_rows_delete(
    struct ctx *cx, const char *client_id, bool *ret_was)
{
	static const enum sql hang_on[] = { SQL_consent_codes_delete,
		SQL_consent_device_codes_delete,
		SQL_consent_refresh_tokens_delete,
		SQL_consent_families_delete };
	const struct sql_arg *args = ARGS(
	    I(cx->who->partner->partner_id), T(client_id), T(cx->who->user_id));
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_consent_delete, args, &changed);

	for (size_t i = 0; i < COUNT(hang_on) && !e.code; i++)
		e = sql_run(cx, hang_on[i], args, NULL);
	*ret_was = changed == 1;
	return e;
}
