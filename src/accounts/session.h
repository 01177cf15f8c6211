/*
 * The own sessions of who is signed in: where they are, and ending them.
 */
#ifndef KONTOR_ACCOUNTS_SESSION_H
#define KONTOR_ACCOUNTS_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct own_session {
	const char *session_id; /* stored hash, hex: names it, opens nothing */
	const char *address;
	const char *agent; /* as the browser said, or "" */
	int64_t started_at, expires_at;
	int64_t last_used_at; /* to a few minutes */
	bool current;         /* the one of cx->who */
};
struct own_session_list {
	size_t count;
	struct own_session *sessions; /* last used first, at most 100 */
};
struct error session_list(struct ctx *cx, struct own_session_list *ret_list);

/* In the writer. Somebody else's or one that ended already: nothing. */
struct error session_end_own(struct ctx *cx, const char *session_id);
/* In the writer: all but this one, and with all this one too; also all tokens
 * of programs. With a row in the log. */
struct error session_end_all(struct ctx *cx, bool all);

/* In the writer, when the password was proved (sign_in_prove): sets it, ends
 * all other sessions and all tokens, with a row in the log and a mail. */
struct error password_change(struct ctx *cx, const char *password_hash);

#endif
