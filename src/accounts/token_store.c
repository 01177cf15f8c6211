/*
 * Rows behind tokens: the state of program and user, and refresh tokens.
 */
#include "accounts/token_rows.h"

#include "accounts/account_rows.h"
#include "accounts/token.h"
#include "base/text.h"

static void who_read(struct ctx *cx, struct rows *rows, const char *client_id,
    const char *user_id, struct principal *ret_who)
{
	struct partner *partner = ARENA_NEW(cx->arena, struct partner);
	const char *client = text_lower(cx->arena, client_id);

	partner_read(rows, 5, partner);
	*ret_who = (struct principal){
		.kind = user_id ? ACTOR_USER : ACTOR_APPLICATION,
		.partner = partner,
		.roles = (uint32_t)rows_int(rows, user_id ? 4 : 1),
		.user_id = user_id ? arena_dup(cx->arena, user_id) : NULL,
		.user_name = rows_text(rows, user_id ? 2 : 0),
		.email = user_id ? rows_text(rows, 3) : NULL,
		.client_id = client,
	};
}

struct error token_who(struct ctx *cx, const char *tenant_id,
    const char *client_id, const char *user_id, struct principal *ret_who,
    bool *ret_found)
{
	const char *user = text_empty(user_id) ? NULL : user_id;
	struct rows *rows = sql_open(
	    cx, SQL_token_who, ARGS(T(tenant_id), T(client_id), T(user)));
	struct principal who;
	bool found = rows_next(rows) && (user == NULL || !rows_null(rows, 4));
	struct error e;

	if (found)
		who_read(cx, rows, client_id, user, &who);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_who = who;
	*ret_found = found;
	return OK;
}

struct error refresh_token_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *client_id,
    const char **ret_user_id, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_refresh_token_find,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), T(client_id),
		I(cx->wall)));
	bool found = rows_next(rows);
	const char *user_id = found ? rows_text(rows, 0) : NULL;
	struct error e;

	if ((e = rows_close(rows)).code)
		return e;
	*ret_user_id = user_id;
	*ret_found = found;
	return OK;
}

struct error refresh_token_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *user_id,
    const char *client_id, int64_t expires_at)
{
	return sql_run(cx, SQL_refresh_token_add,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), T(user_id), T(client_id),
		I(cx->wall), I(expires_at)),
	    NULL);
}

struct error refresh_token_take(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], bool *ret_taken)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_refresh_token_take,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), I(cx->wall)), &changed);

	if (e.code)
		return e;
	*ret_taken = changed == 1;
	return OK;
}

struct error token_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_refresh_token_purge, ARGS(I(cx->wall), I(limit)),
	    ret_count);
}
