/*
 * The second factor of a person's sign-in: codes of an authenticator app, and
 * ten recovery codes for the day it is lost. The app's secret is sealed, the
 * recovery codes are hashed. A code counts once. Works for any kind of person.
 */
#ifndef KONTOR_ACCOUNTS_SECOND_FACTOR_H
#define KONTOR_ACCOUNTS_SECOND_FACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "accounts/person.h"
#include "base/ctx.h"

#define RECOVERY_CODES 10

struct second_factor {
	bool on;
	bool begun;         /* a secret waits for its first code */
	int64_t since;      /* real time */
	int64_t codes_left; /* recovery codes not used yet */
};
struct error second_factor_of(struct ctx *cx, const struct person *person,
    struct second_factor *ret_factor);

/* In the writer: a new secret waits for its first code. Nothing changes for
 * who has a second factor already: ERR_SECOND_FACTOR_ON. */
struct error second_factor_begin(struct ctx *cx, const struct person *person);
/* What waits: the secret as typed, and as an address for the picture.
 * ERR_SECOND_FACTOR_GONE when none does. */
struct error second_factor_waiting(struct ctx *cx, const struct person *person,
    const char **ret_secret, const char **ret_address);
/*
 * In the writer: with the first code it is on. Other sessions and all tokens
 * end, the log has a row, a mail tells. ret_codes: RECOVERY_CODES texts, shown
 * now and never again. ERR_CODE_WRONG (code), ERR_SECOND_FACTOR_GONE.
 */
struct error second_factor_confirm(struct ctx *cx, const struct person *person,
    const char *code, const char *keep_session, const char ***ret_codes);

enum code_kind { CODE_NONE = 0, CODE_APP, CODE_RECOVERY };
/* In the writer: uses the code up. CODE_NONE: it is wrong, was used before,
 * or there is no second factor. Wrong ones are counted by the caller. */
struct error second_factor_use(struct ctx *cx, const struct person *person,
    const char *code, enum code_kind *ret_kind);

/* In the writer: ten new ones, the old ones are worth nothing. With a row in
 * the log. ERR_SECOND_FACTOR_GONE. */
struct error second_factor_renew(
    struct ctx *cx, const struct person *person, const char ***ret_codes);
/*
 * In the writer: it is off, with a row in the log and a mail. way: how it came
 * to that, for the log: "own", "operator", "command line". The caller has
 * asked for password and code, or is the operator. Nothing happens when it is
 * off. ERR_SECOND_FACTOR_DEMANDED when the partner demands one and it is the
 * person's own wish.
 */
struct error second_factor_end(
    struct ctx *cx, const struct person *person, const char *way);

/* For the operator: the person with this address at that door may sign in by
 * password alone and enrol anew; all sessions end. ERR_USER_UNKNOWN. */
struct error second_factor_reset(
    struct ctx *cx, enum person_door door, const char *email, const char *way);

/* In the writer, for cx->who's partner: its own users need one from their
 * next sign-in on. With a row in the log. */
struct error second_factor_demand(struct ctx *cx, bool demanded);

#endif
