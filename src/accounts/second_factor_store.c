/*
 * Rows of second factors. What opens them, and what using one means, is the
 * service's.
 */
#include "accounts/second_factor_rows.h"

#include "db/db.h"

struct error factor_row_find(struct ctx *cx, const struct person *person,
    struct factor_row *ret_row, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_factor_row_find,
	    ARGS(I(person->partner_id), T(person->user_id)));
	struct factor_row row = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found) {
		row.sealed = rows_blob(rows, 0, &row.sealed_length);
		row.confirmed_at = rows_int(rows, 1);
		row.last_step = rows_int(rows, 2);
		row.codes_left = rows_int(rows, 3);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_row = row;
	*ret_found = found;
	return OK;
}

struct error factor_row_put(struct ctx *cx, const struct person *person,
    const uint8_t *sealed, size_t length)
{
	return sql_run(cx, SQL_factor_row_put,
	    ARGS(I(person->partner_id), T(person->user_id),
		T(person->customer_id), B(sealed, length), I(cx->wall)),
	    NULL);
}

struct error factor_row_step(struct ctx *cx, const struct person *person,
    int64_t step, bool on, bool *ret_taken)
{
	int64_t changed = 0;
	struct error e =
	    on ? sql_run(cx, SQL_factor_row_confirm,
		     ARGS(I(person->partner_id), T(person->user_id), I(step),
			 I(cx->wall)),
		     &changed)
	       : sql_run(cx, SQL_factor_row_step,
		     ARGS(I(person->partner_id), T(person->user_id), I(step)),
		     &changed);

	*ret_taken = changed == 1;
	return e;
}

struct error factor_row_delete(
    struct ctx *cx, const struct person *person, bool *ret_was)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_factor_row_delete,
	    ARGS(I(person->partner_id), T(person->user_id)), &changed);

	*ret_was = changed == 1;
	return e;
}

struct error factor_demand_set(
    struct ctx *cx, int64_t partner_id, bool demanded, bool *ret_changed)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_partner_demand_second_factor,
	    ARGS(I(partner_id), I(demanded)), &changed);

	*ret_changed = changed == 1;
	return e;
}

struct error recovery_code_add(struct ctx *cx, const struct person *person,
    const uint8_t hash[SHA256_BYTES])
{
	return sql_run(cx, SQL_recovery_code_add,
	    ARGS(I(person->partner_id), T(person->user_id),
		B(hash, SHA256_BYTES)),
	    NULL);
}

struct error recovery_code_take(struct ctx *cx, const struct person *person,
    const uint8_t hash[SHA256_BYTES], bool *ret_taken)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_recovery_code_take,
	    ARGS(I(person->partner_id), T(person->user_id),
		B(hash, SHA256_BYTES), I(cx->wall)),
	    &changed);

	*ret_taken = changed == 1;
	return e;
}

struct error recovery_codes_delete(struct ctx *cx, const struct person *person)
{
	return sql_run(cx, SQL_recovery_codes_delete,
	    ARGS(I(person->partner_id), T(person->user_id)), NULL);
}
