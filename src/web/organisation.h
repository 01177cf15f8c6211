/*
 * The profiles of the partner's own organisation as its pages name them.
 */
#ifndef KONTOR_WEB_ORGANISATION_H
#define KONTOR_WEB_ORGANISATION_H

#include "accounts/partner_profile.h"

/* Of the address, by its id; 0 when there is none. */
enum profile_kind organisation_kind(const char *id);
/* "Billing profile", translated. */
const char *organisation_title(struct ctx *cx, enum profile_kind kind);

#endif
