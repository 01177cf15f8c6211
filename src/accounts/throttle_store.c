/*
 * The row of a bucket, from which processes borrow. Who may call, throttle.c
 * decides.
 */
#include "accounts/principal.h"
#include "accounts/throttle.h"
#include "db/db.h"

#define MINUTE 60 /* parts of a call; seconds of a minute */

struct filled {
	int64_t at, parts;
};

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* As it is now. A row that is not there is full. */
static struct error fill(
    struct ctx *cx, const struct throttle_loan *loan, struct filled *ret)
{
	int64_t full = loan->limit * MINUTE, passed = MINUTE;
	struct filled filled = { cx->wall, full };
	struct rows *rows = sql_open(cx, SQL_throttle_find,
	    ARGS(I(cx->who->partner->partner_id), I(loan->bucket)));

	if (rows_next(rows)) {
		filled.at = rows_int(rows, 0);
		filled.parts = rows_int(rows, 1);
		/* a clock that went back fills nothing */
		passed = least(cx->wall - filled.at, MINUTE);
		if (passed > 0) {
			filled.parts += passed * loan->limit;
			filled.at = cx->wall;
		}
	}
	filled.parts = least(filled.parts, full);
	*ret = filled;
	return rows_close(rows);
}

struct error throttle_borrow(struct ctx *cx, struct throttle_loan *loan)
{
	struct filled filled;
	struct error e = fill(cx, loan, &filled);

	if (e.code)
		return e;
	loan->granted = least(loan->wanted, filled.parts / MINUTE);
	filled.parts -= loan->granted * MINUTE;
	loan->rest = filled.parts / MINUTE;
	loan->seconds =
	    (MINUTE - filled.parts % MINUTE + loan->limit - 1) / loan->limit;
	if (loan->granted == 0)
		return OK; /* nothing has changed but the time */
	return sql_run(cx, SQL_throttle_set,
	    ARGS(I(cx->who->partner->partner_id), I(loan->bucket), I(filled.at),
		I(filled.parts)),
	    NULL);
}

struct error throttle_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_throttle_purge,
	    ARGS(I(cx->wall - 2 * MINUTE), I(limit)), ret_count);
}
