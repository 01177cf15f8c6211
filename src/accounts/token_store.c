/*
 * Rows behind tokens: the state of program and user, and refresh tokens.
 */
#include "accounts/token_rows.h"

#include "accounts/account_rows.h"
#include "accounts/token.h"
#include "base/day.h"
#include "base/text.h"

#define FAMILY_COLUMN (5 + PARTNER_COLUMNS)

static void who_read(struct ctx *cx, struct rows *rows, const char *client_id,
    const char *user_id, const char *family_id, struct principal *ret_who)
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
		.family_id = family_id ? arena_dup(cx->arena, family_id) : NULL,
	};
}

struct error token_who(struct ctx *cx, const char *tenant_id,
    const char *client_id, const char *user_id, const char *family_id,
    struct principal *ret_who, bool *ret_found)
{
	const char *user = text_empty(user_id) ? NULL : user_id;
	const char *family = text_empty(family_id) ? NULL : family_id;
	struct rows *rows = sql_open(cx, SQL_token_who,
	    ARGS(T(tenant_id), T(client_id), T(user), T(family)));
	struct principal who;
	bool found = rows_next(rows) && (user == NULL || !rows_null(rows, 4)) &&
		     (family == NULL || !rows_null(rows, FAMILY_COLUMN));
	struct error e;

	if (found)
		who_read(cx, rows, client_id, user, family, &who);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_who = who;
	*ret_found = found;
	return OK;
}

struct error family_add(struct ctx *cx, int64_t partner_id,
    const struct family *family, const char **ret_family_id)
{
	char *guid = arena_alloc(cx->arena, GUID_TEXT);

	guid_random(guid);
	*ret_family_id = guid;
	return sql_run(cx, SQL_token_family_add,
	    ARGS(I(partner_id), T(guid), T(family->client_id),
		T(family->user_id), T(family->scope ? family->scope : ""),
		I(family->auth_at), I(cx->wall), I(family->expires_at)),
	    NULL);
}

struct error family_extend(struct ctx *cx, int64_t partner_id,
    const char *family_id, int64_t expires_at)
{
	return sql_run(cx, SQL_token_family_extend,
	    ARGS(I(partner_id), T(family_id), I(expires_at)), NULL);
}

struct error family_end(
    struct ctx *cx, int64_t partner_id, const char *family_id)
{
	struct error e;

	if (text_empty(family_id))
		return OK;
	if ((e = sql_run(cx, SQL_token_family_end,
		 ARGS(I(partner_id), T(family_id)), NULL))
		.code)
		return e;
	return sql_run(cx, SQL_token_family_refresh_end,
	    ARGS(I(partner_id), T(family_id)), NULL);
}

struct error refresh_token_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *client_id,
    struct refresh_token *ret_token, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_refresh_token_find,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), T(client_id),
		I(cx->wall)));
	bool found = rows_next(rows);
	struct refresh_token token;
	struct error e;

	if (found)
		token = (struct refresh_token){
			.user_id = rows_text(rows, 0),
			.family_id = rows_text(rows, 1),
			.used_at = rows_int(rows, 2),
			.scope = rows_text(rows, 3),
			.auth_at = rows_int(rows, 4),
		};
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_token = token;
	*ret_found = found;
	return OK;
}

struct error refresh_token_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *user_id,
    const char *client_id, const char *family_id, int64_t expires_at)
{
	return sql_run(cx, SQL_refresh_token_add,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), T(user_id), T(client_id),
		I(cx->wall), I(expires_at), T(family_id)),
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

struct error code_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const struct code *c)
{
	return sql_run(cx, SQL_code_add,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), T(c->client_id),
		T(c->user_id), T(c->redirect_uri), I(c->redirect_asked),
		T(c->challenge), T(c->nonce), T(c->scope), T(c->resource),
		I(c->auth_at), I(c->expires_at)),
	    NULL);
}

static void code_read(struct rows *rows, struct code *ret_code)
{
	*ret_code = (struct code){
		.client_id = rows_text(rows, 0),
		.user_id = rows_text(rows, 1),
		.redirect_uri = rows_text(rows, 2),
		.redirect_asked = rows_int(rows, 3) != 0,
		.challenge = rows_text(rows, 4),
		.nonce = rows_text(rows, 5),
		.scope = rows_text(rows, 6),
		.resource = rows_text(rows, 7),
		.auth_at = rows_int(rows, 8),
		.expires_at = rows_int(rows, 9),
		.used_at = rows_int(rows, 10),
		.family_id = rows_text(rows, 11),
	};
}

struct error code_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct code *ret_code, bool *ret_found)
{
	struct rows *rows = sql_open(
	    cx, SQL_code_find, ARGS(I(partner_id), B(hash, SHA256_BYTES)));
	bool found = rows_next(rows);
	struct code code;
	struct error e;

	if (found)
		code_read(rows, &code);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_code = code;
	*ret_found = found;
	return OK;
}

struct error code_take(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *family_id, bool *ret_taken)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_code_take,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), I(cx->wall),
		T(family_id)),
	    &changed);

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

struct error family_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(
	    cx, SQL_token_family_purge, ARGS(I(cx->wall), I(limit)), ret_count);
}

/* Used ones stay a day longer, so that a second use is seen. */
struct error code_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_code_purge,
	    ARGS(I(cx->wall - DAY_SECONDS), I(limit)), ret_count);
}

struct error device_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_device_purge,
	    ARGS(I(cx->wall - DAY_SECONDS), I(limit)), ret_count);
}
