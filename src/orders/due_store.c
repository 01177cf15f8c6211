/*
 * Rows of what is due next.
 */
#include "orders/due_rows.h"

#include "accounts/principal.h"
#include "db/db.h"

struct error due_row_next(
    struct ctx *cx, int64_t after, int64_t *ret_partner_id)
{
	*ret_partner_id = 0;
	return sql_int(cx, SQL_due_next, ARGS(I(after), I(cx->wall)),
	    ret_partner_id, NULL);
}

struct error due_row_set(struct ctx *cx, int64_t due_at)
{
	return sql_run(cx, SQL_due_set,
	    ARGS(I(cx->who->partner->partner_id), I(due_at)), NULL);
}
