/*
 * Rows of a partner's users, for the service beside.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_USER_ROWS_H
#define KONTOR_ACCOUNTS_PARTNER_USER_ROWS_H

#include "accounts/partner_user.h"

/* Name and roles. */
struct error partner_user_save(struct ctx *cx, const struct partner_user *user);
/* Now, in real time. */
struct error partner_user_set_invited(struct ctx *cx, const char *user_id);

#endif
