/*
 * The users of a partner's own account, as those manage them who may: listed,
 * added by invitation, changed, disabled. Nobody is deleted: what a user did
 * stays with the name. What a user signs in with is user.h's and
 * password_link.h's, which role may what permission.h's.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_USER_H
#define KONTOR_ACCOUNTS_PARTNER_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

#define PARTNER_USER_NAME_MAX 256 /* characters */

struct partner_user {
	const char *user_id; /* GUID */
	const char *email;   /* lower case; what the user signs in with */
	const char *name;
	uint32_t roles; /* bits of permission.h, of the partner's side */
	bool active;
	bool invited;       /* has not chosen a password yet */
	int64_t invited_at; /* real time, of the last invitation; 0 never */
	int64_t created_at; /* real time */
	int64_t version;
};

enum partner_user_state {
	PARTNER_USER_ANY,
	PARTNER_USER_ACTIVE, /* and has a password */
	PARTNER_USER_INVITED,
	PARTNER_USER_DISABLED,
	PARTNER_USER_STATE_COUNT
};
/* "active", "invited", "disabled"; of one user. */
const char *partner_user_state_id(const struct partner_user *user);
/* By id; PARTNER_USER_ANY when unknown. */
enum partner_user_state partner_user_state_find(const char *id);

struct partner_user_filter {
	const char *words; /* part of name or address; NULL all */
	enum partner_user_state state;
	int64_t limit; /* 0: all, up to 20,000 (ruling 11) */
	bool backward; /* the rows before, else after: */
	const char *from_key;
	const char *from_id; /* keyset paging; NULL: from the end */
	int64_t skip;
};
struct partner_user_list {
	size_t count;
	struct partner_user *users; /* by name */
	bool more;                  /* beyond, in the direction of reading */
	const char *first_key, *last_key;
};
struct error partner_user_page(struct ctx *cx,
    const struct partner_user_filter *filter,
    struct partner_user_list *ret_list);
/* id: GUID or e-mail address, any case. ERR_USER_UNKNOWN. */
struct error partner_user_load(
    struct ctx *cx, const char *id, struct partner_user *ret_user);
/* Nobody else could give that role again: active, with a password. */
struct error partner_user_is_last_admin(
    struct ctx *cx, const struct partner_user *user, bool *ret_last);

/* What is asked of a new user or of a change; NULL and false: not said. */
struct partner_user_change {
	const char *email; /* of a new one; else ignored */
	const char *name;
	bool has_roles;
	uint32_t roles;      /* all the user then has */
	uint32_t give, take; /* instead: what others changed stays */
	bool has_active, active;
};
/*
 * Pure: trims and checks. All errors in ret_errors (ended by code 0, fields
 * email, displayName, roles); returns the first. new: all must be there.
 */
struct error partner_user_check(struct ctx *cx,
    struct partner_user_change *change, bool new, struct error **ret_errors);

/* ---- rules: what held roles may do to a user; pure ---- */

/* Roles may become others when all that come or go may be given by held.
 * ERR_ROLES_NOT_GIVEN names those that may not. */
struct error partner_user_may_roles(
    struct ctx *cx, uint32_t held, uint32_t has, uint32_t wanted);
/* Names, switching off and on, inviting: only of users none of whose roles is
 * beyond held. ERR_ROLES_NOT_GIVEN. */
struct error partner_user_may_manage(
    struct ctx *cx, uint32_t held, uint32_t has);

/*
 * In the writer; change was checked. Each writes its activity rows, by the
 * rules above for cx->who.
 *
 * create: with an invitation by mail. ERR_EMAIL_TAKEN (email).
 * change: what differs. Disabling ends sessions, tokens and links at once.
 *   ERR_USER_UNKNOWN, ERR_LAST_ADMIN, ERR_OWN_ACCOUNT (disabling oneself),
 *   ERR_ROLES_NONE.
 * invite: once more; the earlier link ends. ERR_INVITED_NOT: has a password;
 *   ERR_USER_DISABLED.
 */
struct error partner_user_create(struct ctx *cx,
    const struct partner_user_change *new, struct partner_user *ret_user);
struct error partner_user_change(struct ctx *cx, const char *user_id,
    const struct partner_user_change *change, struct partner_user *ret_user);
struct error partner_user_invite(
    struct ctx *cx, const char *user_id, struct partner_user *ret_user);

/* The acting user's own name. ERR_FIELD_MISSING, ... (displayName). */
struct error own_name_change(struct ctx *cx, const char *name);

/* Real time until which the user's invitation works; 0: it does not. */
struct error partner_user_invitation(
    struct ctx *cx, const struct partner_user *user, int64_t *ret_until);

#endif
