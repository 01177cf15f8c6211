/*
 * Rows of sign-ins half done. What is needed next is the service's.
 */
#include "accounts/sign_in_step_rows.h"

#include "db/db.h"

struct error step_row_add(struct ctx *cx, const struct person *person,
    bool factor_done, const uint8_t hash[SHA256_BYTES])
{
	return sql_run(cx, SQL_sign_in_step_add,
	    ARGS(I(person->partner_id), B(hash, SHA256_BYTES),
		T(person->user_id), T(person->customer_id), I(factor_done),
		I(cx->wall + STEP_SECONDS)),
	    NULL);
}

struct error step_row_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct sign_in_step *ret_step,
    bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_sign_in_step_find,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), I(cx->wall)));
	struct sign_in_step step = { .person = { .partner_id = partner_id } };
	bool found = rows_next(rows);
	struct error e;

	if (found) {
		step.person.user_id = rows_text(rows, 0);
		step.person.customer_id = rows_text(rows, 1);
		step.factor_done = rows_int(rows, 2) != 0;
		step.person.kind = partner_id == 0 ? ACTOR_OPERATOR
				   : step.person.customer_id
				       ? ACTOR_CUSTOMER_USER
				       : ACTOR_USER;
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_step = step;
	*ret_found = found;
	return OK;
}

struct error step_row_end(
    struct ctx *cx, int64_t partner_id, const uint8_t hash[SHA256_BYTES])
{
	return sql_run(cx, SQL_sign_in_step_end,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES)), NULL);
}

struct error sign_in_step_purge(
    struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(
	    cx, SQL_sign_in_step_purge, ARGS(I(cx->wall), I(limit)), ret_count);
}
