/*
 * Rows of device codes.
 */
#include "accounts/device_rows.h"
#include "accounts/principal.h"
#include "db/db.h"

struct error device_row_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *user_code,
    const struct device_row *row, bool *ret_added)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_device_add,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), T(user_code),
		T(row->client_id), T(row->scope), T(row->resource),
		I(row->poll_seconds), I(row->expires_at)),
	    &changed);

	*ret_added = changed == 1;
	return e;
}

static struct error row_read(
    struct rows *rows, struct device_row *ret_row, bool *ret_found)
{
	bool found = rows_next(rows);
	struct device_row row;
	struct error e;

	if (found)
		row = (struct device_row){
			.client_id = rows_text(rows, 0),
			.scope = rows_text(rows, 1),
			.resource = rows_text(rows, 2),
			.state = (enum device_state)rows_int(rows, 3),
			.user_id = rows_text(rows, 4),
			.auth_at = rows_int(rows, 5),
			.poll_seconds = rows_int(rows, 6),
			.polled_at = rows_int(rows, 7),
			.expires_at = rows_int(rows, 8),
		};
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_row = row;
	*ret_found = found;
	return OK;
}

struct error device_row_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct device_row *ret_row,
    bool *ret_found)
{
	return row_read(sql_open(cx, SQL_device_find,
			    ARGS(I(partner_id), B(hash, SHA256_BYTES))),
	    ret_row, ret_found);
}

struct error device_row_find_typed(struct ctx *cx, const char *user_code,
    struct device_row *ret_row, bool *ret_found)
{
	return row_read(
	    sql_open(cx, SQL_device_find_typed,
		ARGS(I(cx->who->partner->partner_id), T(user_code))),
	    ret_row, ret_found);
}

struct error device_row_answer(struct ctx *cx, const char *user_code,
    enum device_state state, int64_t auth_at, bool *ret_answered)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_device_answer,
	    ARGS(I(cx->who->partner->partner_id), T(user_code), I(state),
		T(cx->who->user_id), I(auth_at), I(cx->wall)),
	    &changed);

	*ret_answered = changed == 1;
	return e;
}

struct error device_row_polled(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], int64_t poll_seconds)
{
	return sql_run(cx, SQL_device_polled,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), I(cx->wall),
		I(poll_seconds)),
	    NULL);
}

struct error device_row_take(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], bool *ret_taken)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_device_take,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES)), &changed);

	*ret_taken = changed == 1;
	return e;
}
