/*
 * Partners: the tenants. The word itself is struct partner (principal.h);
 * here are its rows. Making partners is the operator's and the demo's.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_H
#define KONTOR_ACCOUNTS_PARTNER_H

#include <stddef.h>

#include "accounts/principal.h"

/* ERR_SIGN_IN_NEEDED when there is none. */
struct error partner_load(
    struct ctx *cx, int64_t partner_id, struct partner *ret_partner);
/* By tenant GUID or domain, in any case. */
struct error partner_find(struct ctx *cx, const char *tenant,
    struct partner *ret_partner, bool *ret_found);
struct partner_list {
	size_t count;
	struct partner *partners; /* by number */
};
struct error partner_list(struct ctx *cx, struct partner_list *ret_list);

/*
 * In the writer. Takes the fields of partner but partner_id and, when NULL,
 * tenant_id (drawn). ERR_DOMAIN_TAKEN.
 */
struct error partner_create(
    struct ctx *cx, const struct partner *partner, struct partner *ret_partner);
/* In the writer, for cx->who's partner: now = wall + offset. ERR_CLOCK_OFF. */
struct error partner_set_clock(struct ctx *cx, int64_t clock_offset);
/* In the writer, for cx->who's partner. */
struct error partner_set_strict(struct ctx *cx, bool strict_app_user);
/* Business time of a partner: wall, or wall + offset with a test clock. */
int64_t partner_now(const struct partner *partner, int64_t wall);

#endif
