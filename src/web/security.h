/*
 * The pages about one's own account that all three doors have: password,
 * second factor, sessions. A door names its place and its frame.
 */
#ifndef KONTOR_WEB_SECURITY_H
#define KONTOR_WEB_SECURITY_H

#include "accounts/person.h"
#include "web/page.h"

struct security_door {
	const char *base;      /* "/account/security" */
	const char *home;      /* of the breadcrumb */
	const char *home_name; /* N_() */
	/* page_answer, or that of the door's frame */
	struct error (*answer)(struct request *rq, struct page *page);
	bool settings; /* of partners: applications, what the partner demands */
};

struct security_password {
	const char *old, *password, *again;
};
struct security_proof {
	const char *password, *code;
};
struct security_everywhere {
	bool all;
};
extern const struct field security_password_fields[];
extern const struct field security_confirm_fields[];
extern const struct field security_everywhere_fields[];

struct error security_read(struct request *rq);
struct error security_password_prepare(struct request *rq);
struct error security_password_effects(struct request *rq);
struct error security_password_finish(struct request *rq, struct error e);
struct error security_end_effects(struct request *rq);
struct error security_end_finish(struct request *rq, struct error e);
struct error security_everywhere_effects(struct request *rq);
struct error security_everywhere_finish(struct request *rq, struct error e);
struct error security_factor_read(struct request *rq);
struct error security_begin_effects(struct request *rq);
struct error security_begin_finish(struct request *rq, struct error e);
struct error security_proof_prepare(struct request *rq);
struct error security_confirm_effects(struct request *rq);
struct error security_confirm_finish(struct request *rq, struct error e);
struct error security_off_read(struct request *rq);
struct error security_off_effects(struct request *rq);
struct error security_off_finish(struct request *rq, struct error e);
struct error security_renew_read(struct request *rq);
struct error security_renew_effects(struct request *rq);
struct error security_renew_finish(struct request *rq, struct error e);

/* clang-format off */
#define SECURITY_FORM(type_, fields_)                                          \
	.body = fields_, .body_size = sizeof(struct type_)
/* Rows of a table of routes. */
#define SECURITY_ROUTES(base_, needs_, door_)                                  \
	{ GET, base_, .needs = needs_, .more = door_, .read = security_read }, \
	{ POST, base_ "/password", .needs = needs_, .more = door_,             \
	    .slow = true,                                                      \
	    SECURITY_FORM(security_password, security_password_fields),        \
	    .prepare = security_password_prepare,                              \
	    .effects = security_password_effects,                              \
	    .finish = security_password_finish },                              \
	{ POST, base_ "/sessions/{session}/end", .needs = needs_,              \
	    .more = door_, .effects = security_end_effects,                    \
	    .finish = security_end_finish },                                   \
	{ POST, base_ "/sign-out", .needs = needs_, .more = door_,             \
	    SECURITY_FORM(security_everywhere, security_everywhere_fields),    \
	    .effects = security_everywhere_effects,                            \
	    .finish = security_everywhere_finish },                            \
	{ GET, base_ "/second-factor", .needs = needs_, .more = door_,         \
	    .read = security_factor_read },                                    \
	{ POST, base_ "/second-factor", .needs = needs_, .more = door_,        \
	    .effects = security_begin_effects,                                 \
	    .finish = security_begin_finish },                                 \
	{ POST, base_ "/second-factor/confirm", .needs = needs_,               \
	    .more = door_, .slow = true,                                       \
	    SECURITY_FORM(security_proof, security_confirm_fields),            \
	    .prepare = security_proof_prepare,                                 \
	    .effects = security_confirm_effects,                               \
	    .finish = security_confirm_finish },                               \
	{ GET, base_ "/second-factor/off", .needs = needs_, .more = door_,     \
	    .read = security_off_read },                                       \
	{ POST, base_ "/second-factor/off", .needs = needs_, .more = door_,    \
	    .slow = true,                                                      \
	    SECURITY_FORM(security_proof, security_confirm_fields),            \
	    .prepare = security_proof_prepare,                                 \
	    .effects = security_off_effects, .finish = security_off_finish },  \
	{ GET, base_ "/recovery-codes", .needs = needs_, .more = door_,        \
	    .read = security_renew_read },                                     \
	{ POST, base_ "/recovery-codes", .needs = needs_, .more = door_,       \
	    .slow = true,                                                      \
	    SECURITY_FORM(security_proof, security_confirm_fields),            \
	    .prepare = security_proof_prepare,                                 \
	    .effects = security_renew_effects,                                 \
	    .finish = security_renew_finish }
/* clang-format on */

/* ---- for the files of these pages ---- */

const struct security_door *security_door(const struct request *rq);
/* Below the door's base. */
const char *security_path(struct request *rq, const char *rest);
/* The page of the account, with what went wrong on it. */
struct error security_answer(struct request *rq, struct error outcome);
struct error security_person(struct ctx *cx, struct person *ret_person);
/* On a worker: the password of who is signed in. */
struct sign_in_candidate;
struct error security_prove(struct request *rq, const char *password,
    struct sign_in_candidate *ret_candidate);

#endif
