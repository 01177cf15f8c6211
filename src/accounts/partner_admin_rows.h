/*
 * Rows of partners as the operator changes them, for the service of this
 * folder.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_ADMIN_ROWS_H
#define KONTOR_ACCOUNTS_PARTNER_ADMIN_ROWS_H

#include "accounts/partner_admin.h"

/* Of cx->who's partner. */
struct error partner_change_save(
    struct ctx *cx, const struct partner_change *change);

#endif
