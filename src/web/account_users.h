/*
 * What the pages of the partner's own users share: addresses, the boxes of
 * roles with the reason why one is locked, the input.
 */
#ifndef KONTOR_WEB_ACCOUNT_USERS_H
#define KONTOR_WEB_ACCOUNT_USERS_H

#include "accounts/partner_user.h"
#include "web/page.h"

#define ACCOUNT_USERS "/account/users"

/* "/account/users/{id}" + rest */
const char *account_user_path(
    struct ctx *cx, const char *user_id, const char *rest);

/* "Invited" with the tone of its badge. */
struct state_badge {
	const char *text, *tone;
};
struct state_badge account_user_state(
    struct ctx *cx, const struct partner_user *user);

/* {{> account/user_roles}} */
struct role_box {
	const char *id, *name, *about; /* about: what it is for, or why not */
	bool has, locked;
};
extern const struct view_field role_box_view[];
/* has: those that are ticked. locked_too: besides what the reader may not
 * give, with this reason (N_(), or NULL). */
struct view_list account_role_boxes(
    struct ctx *cx, uint32_t has, uint32_t locked_too, const char *reason);

/* Check boxes: on is ticked, had was when the page was made. */
struct account_user_input {
	const char *name, *email;
	struct field_list on, had;
};
extern const struct field account_user_fields[];
/* Unknown ids are nothing. */
uint32_t account_roles_of(const struct field_list *list);
/* Ended by a pair of NULLs. */
extern const struct field_pair account_user_labels[];
/* What partner_user_check finds goes to rq->errors. */
struct error account_user_check(
    struct request *rq, struct partner_user_change *change, bool new);

#endif
