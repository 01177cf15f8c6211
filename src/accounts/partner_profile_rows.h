/*
 * Rows of profiles, for the service of this folder.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_PROFILE_ROWS_H
#define KONTOR_ACCOUNTS_PARTNER_PROFILE_ROWS_H

#include "accounts/partner_profile.h"

struct error profile_put(
    struct ctx *cx, enum profile_kind kind, const struct profile *profile);

#endif
