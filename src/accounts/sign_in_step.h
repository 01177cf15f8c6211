/*
 * Behind the right password: the code of a second factor, a password of one's
 * own, a second factor that the partner demands. Held by a cookie of ten
 * minutes, which opens nothing else.
 */
#ifndef KONTOR_ACCOUNTS_SIGN_IN_STEP_H
#define KONTOR_ACCOUNTS_SIGN_IN_STEP_H

#include "accounts/person.h"
#include "accounts/sign_in.h"

#define STEP_SECONDS 600 /* real time */

struct sign_in_step {
	struct person person;
	bool factor_done; /* its code was right */
	enum sign_in_need need;
};
/* ERR_SIGN_IN_STEP_OVER: unknown, too old, or nothing is needed any more.
 * cookie may be NULL. */
struct error sign_in_step_enter(
    struct ctx *cx, const char *cookie, struct sign_in_step *ret_step);

/*
 * In the writer, as effects, each for its need; ERR_SIGN_IN_STEP_OVER for
 * another. The result is that of sign_in_record. agent: the User-Agent.
 */
/* Of the app, or a recovery code. Wrong ones count like wrong passwords; then
 * the outcome is ERR_CODE_WRONG or ERR_SIGN_IN_LOCKED. */
struct error sign_in_step_code(struct ctx *cx, const char *cookie,
    const char *code, const char *agent, struct sign_in_result *ret_result);
/* The password was checked. */
struct error sign_in_step_password(struct ctx *cx, const char *cookie,
    const char *password_hash, const char *agent,
    struct sign_in_result *ret_result);
/* The first code; ret_codes as of second_factor_confirm. */
struct error sign_in_step_factor(struct ctx *cx, const char *cookie,
    const char *code, const char *agent, struct sign_in_result *ret_result,
    const char ***ret_codes);

/*
 * In the writer: who is signed in shows password and code once more, for what
 * must not be done by whoever finds an open browser. code NULL: the password
 * alone. Wrong ones count as at the sign-in. ERR_PASSWORD_WRONG (password),
 * ERR_CODE_WRONG (code), ERR_SIGN_IN_LOCKED.
 */
struct error sign_in_prove_code(struct ctx *cx,
    const struct sign_in_candidate *candidate, const char *code,
    struct error *ret_outcome);

/* In the writer, background: deletes up to limit that are over. */
struct error sign_in_step_purge(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
