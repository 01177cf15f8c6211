/*
 * Rows of a person's own sessions. Opening them is sign_in_store.c's.
 */
#include <string.h>

#include "accounts/session_rows.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"

struct error session_list(struct ctx *cx, struct own_session_list *ret_list)
{
	struct person key = person_key(cx->who);
	struct rows *rows = sql_open(cx, SQL_session_list,
	    ARGS(I(key.partner_id), T(key.user_id), I(cx->wall)));
	struct own_session_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		char *id = arena_alloc(cx->arena, SHA256_HEX);
		size_t length;
		const void *hash = rows_blob(rows, 0, &length);

		hex_encode(hash, SHA256_BYTES, id);
		ARENA_ROOM(cx->arena, list.sessions, list.count, room);
		list.sessions[list.count++] = (struct own_session){
			.session_id = id,
			.address = rows_text(rows, 1),
			.agent = rows_text(rows, 2),
			.started_at = rows_int(rows, 3),
			.last_used_at = rows_int(rows, 4),
			.expires_at = rows_int(rows, 5),
			.current = text_same(id, cx->who->session_id),
		};
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

struct error session_row_end(struct ctx *cx, const struct person *person,
    const char *session_id, bool *ret_was)
{
	uint8_t hash[SHA256_BYTES];
	int64_t changed = 0;
	struct error e = OK;

	if (session_id != NULL && strlen(session_id) == SHA256_HEX - 1 &&
	    hex_decode(session_id, SHA256_HEX - 1, hash))
		e = sql_run(cx, SQL_session_end_own,
		    ARGS(I(person->partner_id), B(hash, SHA256_BYTES),
			T(person->user_id)),
		    &changed);
	*ret_was = changed == 1;
	return e;
}
