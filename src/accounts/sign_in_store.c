/*
 * Rows of sign-in and sessions. What counts as wrong, and for how long it
 * locks, is the service's.
 */
#include "accounts/sign_in_rows.h"

#include <string.h>

#include "accounts/account_rows.h"
#include "accounts/operator.h"
#include "base/text.h"

#define AGENT_MAX 200

struct error sign_in_row_find(struct ctx *cx, const struct sign_in_candidate *c,
    struct sign_in_row *ret_row, bool *ret_found)
{
	struct rows *rows =
	    c->kind == ACTOR_OPERATOR
		? sql_open(cx, SQL_sign_in_operator, ARGS(T(c->user_id)))
	    : c->customer_id
		? sql_open(cx, SQL_sign_in_customer_user,
		      ARGS(I(c->partner_id), T(c->customer_id), T(c->user_id)))
		: sql_open(cx, SQL_sign_in_user,
		      ARGS(I(c->partner_id), T(c->user_id)));
	struct sign_in_row row;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		row = (struct sign_in_row){
			.name = rows_text(rows, 0),
			.password_hash = rows_text(rows, 1),
			.active = rows_int(rows, 2) != 0,
			.failed = rows_int(rows, 3),
			.locked_until = rows_int(rows, 4),
			.roles = (uint32_t)rows_int(rows, 5),
			.locale = rows_text(rows, 6),
			.email = rows_text(rows, 7),
		};
	if ((e = rows_close(rows)).code)
		return e;
	if (found && c->kind == ACTOR_OPERATOR)
		row.roles = ROLE_OPERATOR;
	if (found)
		*ret_row = row;
	*ret_found = found;
	return OK;
}

struct error sign_in_row_count(struct ctx *cx,
    const struct sign_in_candidate *c, int64_t failed, int64_t locked_until)
{
	if (c->kind == ACTOR_OPERATOR)
		return sql_run(cx, SQL_sign_in_count_operator,
		    ARGS(T(c->user_id), I(failed), I(locked_until)), NULL);
	if (c->customer_id)
		return sql_run(cx, SQL_sign_in_count_customer_user,
		    ARGS(I(c->partner_id), T(c->customer_id), T(c->user_id),
			I(failed), I(locked_until)),
		    NULL);
	return sql_run(cx, SQL_sign_in_count,
	    ARGS(I(c->partner_id), T(c->user_id), I(failed), I(locked_until)),
	    NULL);
}

/* The start of what a browser says of itself, if it is text at all. */
static const char *agent_text(struct ctx *cx, const char *agent)
{
	if (agent == NULL || !text_is_utf8(agent, strlen(agent)))
		return "";
	if (text_width(agent) <= AGENT_MAX)
		return agent;
	for (size_t i = 0; i < AGENT_MAX; i++)
		if ((unsigned char)agent[i] >= 0x80)
			return arena_dup_n(cx->arena, agent, i);
	return arena_dup_n(cx->arena, agent, AGENT_MAX);
}

struct error session_add(
    struct ctx *cx, const struct session *s, const uint8_t hash[SHA256_BYTES])
{
	return sql_run(cx, SQL_session_add,
	    ARGS(I(s->partner_id), B(hash, SHA256_BYTES), T(s->user_id),
		T(s->customer_id), T(s->csrf), I(cx->wall), I(s->expires_at),
		T(cx->address ? cx->address : ""), T(agent_text(cx, s->agent))),
	    NULL);
}

static struct principal *who_read(
    struct ctx *cx, struct rows *rows, const uint8_t hash[SHA256_BYTES])
{
	struct principal *who = ARENA_NEW(cx->arena, struct principal);
	struct partner *partner = ARENA_NEW(cx->arena, struct partner);
	char *session_id = arena_alloc(cx->arena, SHA256_HEX);

	hex_encode(hash, SHA256_BYTES, session_id);
	partner_read(rows, 7, partner);
	*who = (struct principal){
		.partner = partner,
		.user_id = rows_text(rows, 0),
		.customer_id = rows_text(rows, 1),
		.csrf = rows_text(rows, 2),
		.user_name = rows_text(rows, 3),
		.email = rows_text(rows, 4),
		.roles = (uint32_t)rows_int(rows, 5),
		.session_id = session_id,
	};
	who->kind = who->customer_id ? ACTOR_CUSTOMER_USER : ACTOR_USER;
	return who;
}

struct error session_who(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct principal *ret_who,
    const char **ret_locale, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_session_who,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES), I(cx->wall)));
	const struct principal *who = NULL;
	const char *locale = NULL;
	struct error e;

	if (rows_next(rows)) {
		who = who_read(cx, rows, hash);
		locale = rows_text(rows, 6);
		session_used(cx, partner_id, hash, rows_int(rows, 21));
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_found = who != NULL;
	if (who != NULL) {
		*ret_who = *who;
		*ret_locale = locale;
	}
	return OK;
}

struct error operator_session_who(struct ctx *cx,
    const uint8_t hash[SHA256_BYTES], struct principal *ret_who,
    bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_operator_session_who,
	    ARGS(B(hash, SHA256_BYTES), I(cx->wall)));
	char *session_id = arena_alloc(cx->arena, SHA256_HEX);
	bool found = rows_next(rows);
	struct principal who = { .kind = ACTOR_OPERATOR,
		.partner = operator_programme(),
		.roles = ROLE_OPERATOR,
		.session_id = session_id };
	struct error e;

	hex_encode(hash, SHA256_BYTES, session_id);
	if (found) {
		who.user_id = rows_text(rows, 0);
		who.csrf = rows_text(rows, 1);
		who.user_name = rows_text(rows, 2);
		who.email = rows_text(rows, 3);
		session_used(cx, PROGRAMME_ID, hash, rows_int(rows, 4));
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_who = who;
	*ret_found = found;
	return OK;
}

struct error session_end(
    struct ctx *cx, int64_t partner_id, const uint8_t hash[SHA256_BYTES])
{
	return sql_run(cx, SQL_session_end,
	    ARGS(I(partner_id), B(hash, SHA256_BYTES)), NULL);
}

int64_t session_partner(const struct principal *who)
{
	return who->kind == ACTOR_OPERATOR ? PROGRAMME_ID
					   : who->partner->partner_id;
}

struct error session_started(struct ctx *cx, int64_t *ret_at)
{
	uint8_t hash[SHA256_BYTES];
	bool found;

	*ret_at = 0;
	if (cx->who->session_id == NULL ||
	    !hex_decode(cx->who->session_id, SHA256_HEX - 1, hash))
		return OK;
	return sql_int(cx, SQL_session_started,
	    ARGS(I(session_partner(cx->who)), B(hash, SHA256_BYTES)), ret_at,
	    &found);
}

struct error session_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(
	    cx, SQL_session_purge, ARGS(I(cx->wall), I(limit)), ret_count);
}
