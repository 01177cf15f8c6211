/*
 * Rows of counts, by a keyed hash of whom.
 */
#include "accounts/tries.h"

#include <string.h>

#include "accounts/sign_in.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"

#define WHO_BYTES 16

static void who_hash(struct ctx *cx, enum tries_of of, const char *who,
    uint8_t hash[SHA256_BYTES])
{
	const char *name = arena_printf(cx->arena, "try %c %s", (int)of, who);

	if (cx->secrets != NULL)
		secrets_digest(
		    cx->secrets, PURPOSE_COOKIE, name, strlen(name), hash);
	else
		sha256(name, strlen(name), hash);
}

struct error tries_add(struct ctx *cx, enum tries_of of, const char *who)
{
	uint8_t hash[SHA256_BYTES];

	if (text_empty(who))
		return OK;
	who_hash(cx, of, who, hash);
	return sql_run(cx, SQL_try_add,
	    ARGS(B(hash, WHO_BYTES), I(cx->wall), I(SIGN_IN_LOCK_SECONDS)),
	    NULL);
}

static int64_t limit_of(enum tries_of of)
{
	switch (of) {
	case TRIES_ADDRESS:
		return SIGN_IN_ADDRESS_TRIES;
	case TRIES_RESET_NAME:
		return RESET_NAME_TRIES;
	case TRIES_RESET_ADDRESS:
		return RESET_ADDRESS_TRIES;
	default:
		return SIGN_IN_TRIES;
	}
}

struct error tries_wait(
    struct ctx *cx, enum tries_of of, const char *who, int64_t *ret_seconds)
{
	uint8_t hash[SHA256_BYTES];
	int64_t wait = 0;
	struct rows *rows;
	struct error e;

	*ret_seconds = 0;
	if (text_empty(who))
		return OK;
	who_hash(cx, of, who, hash);
	rows = sql_open(cx, SQL_try_find, ARGS(B(hash, WHO_BYTES)));
	if (rows_next(rows) && rows_int(rows, 1) >= limit_of(of))
		wait = rows_int(rows, 0) + SIGN_IN_LOCK_SECONDS - cx->wall;
	if ((e = rows_close(rows)).code)
		return e;
	*ret_seconds = wait > 0 ? wait : 0;
	return OK;
}

struct error tries_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_try_purge,
	    ARGS(I(cx->wall - SIGN_IN_LOCK_SECONDS), I(limit)), ret_count);
}
