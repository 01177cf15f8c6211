/*
 * Signing in with e-mail and password, sessions behind a cookie, and the
 * tokens of forms. Three steps, because a password takes a worker and a
 * session the writer:
 *
 *   prepare (worker)  sign_in_look      who might it be, is it locked
 *                     sign_in_verify    the password, always the same work
 *   effects (writer)  sign_in_record    counts, locks, opens the session
 *   finish            result.outcome: OK with cookie, or why not
 *
 * When more is asked for (need), sign_in_step.h goes on.
 */
#ifndef KONTOR_ACCOUNTS_SIGN_IN_H
#define KONTOR_ACCOUNTS_SIGN_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts/principal.h"
#include "base/ctx.h"

#define SESSION_COOKIE "kontor_session"
#define OPERATOR_COOKIE "kontor_operator" /* only below /operator */
#define FORM_COOKIE "kontor_form"         /* nonce of forms before sign-in */
#define STEP_COOKIE "kontor_step"         /* the password was right */

#define SIGN_IN_TRIES 10          /* wrong passwords in a row */
#define SIGN_IN_LOCK_SECONDS 900  /* real time */
#define SIGN_IN_ADDRESS_TRIES 100 /* wrong ones of an address in that time */

struct sign_in_candidate {
	const char *email; /* as typed, trimmed, lower case */
	bool known;
	enum actor_kind kind; /* ACTOR_USER, _CUSTOMER_USER or _OPERATOR */
	int64_t partner_id;
	const char *customer_id; /* of customer users */
	const char *user_id;
	const char *password_hash; /* NULL when not known or not active */
	bool password_right;       /* set by sign_in_verify */
	struct error refused;      /* ERR_SIGN_IN_LOCKED, without a look at the
				      password */
};

/* Unknown names are no error: they fail like a wrong password. */
struct error sign_in_look(
    struct ctx *cx, const char *email, struct sign_in_candidate *ret_candidate);
/* The same for operators, whose addresses are no partner's: only their own
 * door asks here, and no other door finds them. */
struct error sign_in_look_operator(
    struct ctx *cx, const char *email, struct sign_in_candidate *ret_candidate);
/* Slow: on a worker. */
void sign_in_verify(
    struct ctx *cx, struct sign_in_candidate *candidate, const char *password);

/* What is still asked for after the right password, in this order. */
enum sign_in_need {
	NEED_NOTHING = 0,
	NEED_CODE,     /* of the second factor */
	NEED_PASSWORD, /* one of the person's own */
	NEED_FACTOR,   /* the partner demands one, and there is none */
};

struct sign_in_result {
	struct error outcome; /* OK, ERR_SIGN_IN_WRONG, ERR_SIGN_IN_LOCKED */
	enum sign_in_need need;
	const char *step; /* with need: value of STEP_COOKIE */
	/* when OK and nothing is needed: */
	const struct principal *who;
	const char *cookie; /* value of SESSION_COOKIE */
	int64_t expires_at; /* real time */
	const char *locale; /* the user's choice, or NULL */
};
/*
 * In the writer, as effects: returns OK also when sign-in is refused, so that
 * the count of wrong passwords and the activity row stay. Sets cx->who when
 * signed in. agent: the User-Agent, or NULL.
 */
struct error sign_in_record(struct ctx *cx,
    const struct sign_in_candidate *candidate, const char *agent,
    struct sign_in_result *ret_result);
/* The same without a session, for tokens: counts, locks, activity row.
 * ERR_SECOND_FACTOR_NEEDED with *ret_need: the password was right. */
struct error sign_in_count(struct ctx *cx,
    const struct sign_in_candidate *candidate, struct error *ret_outcome,
    enum sign_in_need *ret_need);
/* In the writer: who is signed in already shows the password once more; wrong
 * ones count as at the sign-in. ERR_PASSWORD_WRONG, ERR_SIGN_IN_LOCKED. */
struct error sign_in_prove(struct ctx *cx,
    const struct sign_in_candidate *candidate, struct error *ret_outcome);
/* In the writer: deletes cx->who's session. */
struct error sign_out(struct ctx *cx);
/* In the writer, background: deletes up to limit sessions that are over. */
struct error session_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);

/*
 * Who this cookie is: one statement. Sets cx->who, cx->now (by the tenant's
 * clock) and, when the user chose one, cx->locale. ERR_SIGN_IN_NEEDED without
 * a cookie, and when the session is unknown or over or the user disabled, or
 * is of another kind than wanted: ACTOR_USER on the dashboard,
 * ACTOR_CUSTOMER_USER in the customer admin centre, ACTOR_OPERATOR in the
 * operator console.
 */
struct error session_enter(
    struct ctx *cx, const char *cookie, enum actor_kind wanted);

/* The form token of cx->who's session, as one answer shows it: another text
 * each time, so that answers may be compressed. "" without a session. */
const char *csrf_token(struct ctx *cx);
/* What came against it: constant time. ERR_FORM_EXPIRED. token may be NULL. */
struct error csrf_check(struct ctx *cx, const char *token);
/*
 * Forms without a session (sign-in): a nonce in FORM_COOKIE (SameSite=Strict,
 * HttpOnly) and its HMAC in the form. A page of another site can read neither.
 */
const char *form_nonce(struct ctx *cx); /* for a new cookie */
const char *form_token(struct ctx *cx, const char *nonce);
struct error form_check(struct ctx *cx, const char *nonce, const char *token);

#endif
