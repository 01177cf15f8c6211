/*
 * Counts what still stands between a partner and its customer.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "db/db.h"
#include "orders/relationship.h"

struct error relationship_open(
    struct ctx *cx, const char *customer_id, struct relationship_open *ret_open)
{
	struct rows *rows = sql_open(cx, SQL_relationship_open,
	    ARGS(I(cx->who->partner->partner_id), T(customer_id), I(cx->now),
		I(day_of(cx->now))));
	struct relationship_open open = { 0 };
	struct error e;

	if (rows_next(rows))
		open = (struct relationship_open){
			.subscriptions = rows_int(rows, 0),
			.reservations = rows_int(rows, 1),
			.windows = rows_int(rows, 2),
			.pending = rows_int(rows, 3),
		};
	if ((e = rows_close(rows)).code == 0)
		*ret_open = open;
	return e;
}
