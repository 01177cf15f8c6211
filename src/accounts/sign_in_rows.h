/*
 * Rows of sign-in and sessions, for the services of this folder.
 */
#ifndef KONTOR_ACCOUNTS_SIGN_IN_ROWS_H
#define KONTOR_ACCOUNTS_SIGN_IN_ROWS_H

#include "accounts/sign_in.h"
#include "base/crypto.h"

struct sign_in_row {
	const char *name;
	const char *password_hash;
	bool active;
	int64_t failed;
	int64_t locked_until; /* real time */
	uint32_t roles;
	const char *locale;
	const char *email;
};

/* By the candidate's partner, customer and user. */
struct error sign_in_row_find(struct ctx *cx,
    const struct sign_in_candidate *candidate, struct sign_in_row *ret_row,
    bool *ret_found);
struct error sign_in_row_count(struct ctx *cx,
    const struct sign_in_candidate *candidate, int64_t failed,
    int64_t locked_until);

struct session {
	int64_t partner_id;
	const char *user_id;
	const char *customer_id;
	const char *csrf;
	int64_t expires_at;
	const char *agent;
};
struct error session_add(struct ctx *cx, const struct session *session,
    const uint8_t hash[SHA256_BYTES]);
/* locale may be NULL. */
struct error session_who(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct principal *ret_who,
    const char **ret_locale, bool *ret_found);
/* The same of an operator; its partner is the programme. */
struct error operator_session_who(struct ctx *cx,
    const uint8_t hash[SHA256_BYTES], struct principal *ret_who,
    bool *ret_found);
/* Noted, and written later by housekeeping, when the last use is long ago. */
void session_used(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], int64_t last_used_at);
/* Whose session it is: an operator inside a tenant keeps its own. */
int64_t session_partner(const struct principal *who);
struct error session_end(
    struct ctx *cx, int64_t partner_id, const uint8_t hash[SHA256_BYTES]);

/* When cx->who signed in; 0 without a session. */
struct error session_started(struct ctx *cx, int64_t *ret_at);

#endif
