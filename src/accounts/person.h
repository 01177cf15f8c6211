/*
 * Anybody who signs in with a password: a user of a partner, of a customer, or
 * of the operator. What guards an account (password, second factor, sessions)
 * is the same for all three and takes a person, not a tenant's user.
 */
#ifndef KONTOR_ACCOUNTS_PERSON_H
#define KONTOR_ACCOUNTS_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/ctx.h"

struct person {
	/* the key */
	enum actor_kind kind;    /* ACTOR_USER, ACTOR_CUSTOMER_USER,
				    ACTOR_OPERATOR */
	int64_t partner_id;      /* 0 of the operator's */
	const char *customer_id; /* of customers' users; else NULL */
	const char *user_id;
	/* read by the functions below */
	const char *email, *name;
	const char *locale;        /* tag; never NULL */
	const char *password_hash; /* PASSWORD_NONE until one is chosen */
	bool active;
	bool must_change; /* the password, at the next sign-in */
	bool demanded;    /* the partner demands a second factor */
};

/* password_hash of who cannot sign in before a link was used. */
#define PASSWORD_NONE ""

/* The key of who acts; not of programs and link holders. */
struct person person_key(const struct principal *who);
struct error person_load(struct ctx *cx, const struct person *key,
    struct person *ret_person, bool *ret_found);
enum person_door { DOOR_PEOPLE = 1, DOOR_OPERATOR };
/* By address, in any case. */
struct error person_by_email(struct ctx *cx, enum person_door door,
    const char *email, struct person *ret_person, bool *ret_found);

/* In the writer. Also takes the lock away, and the duty to change it. */
struct error person_set_password(
    struct ctx *cx, const struct person *person, const char *password_hash);
/*
 * In the writer: ends sessions, half sign-ins and all that programs hold for
 * this person. keep_session: its stored hash in hex, which stays; or NULL.
 */
struct error person_sign_out(
    struct ctx *cx, const struct person *person, const char *keep_session);

/*
 * A row in the log of the person's tenant, as an act of that person when
 * nobody is signed in; the operator's own stand in the programme's. details
 * may be NULL.
 */
struct error person_say(struct ctx *cx, const struct person *person,
    enum activity_action action, const struct hole *details);
/* The same, but nobody in particular did it: the command line. */
struct error person_say_system(struct ctx *cx, const struct person *person,
    enum activity_action action, const struct hole *details);

#endif
