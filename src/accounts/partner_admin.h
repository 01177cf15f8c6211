/*
 * Partners as the operator runs them: found, added with a first Global admin,
 * changed; and their users, switched off and on and invited. What a partner is
 * to the rest of the program, partner.h says.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_ADMIN_H
#define KONTOR_ACCOUNTS_PARTNER_ADMIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "accounts/principal.h"
#include "accounts/user.h"
#include "base/ctx.h"

struct partner_entry {
	struct partner partner;
	bool agreement_required;
	bool demand_second_factor;
	int64_t users, customers;
};
struct partner_search {
	const char *words; /* part of a name or domain, or a tenant GUID */
	int64_t limit;
	const char *after_name; /* folded; NULL: from the start */
	int64_t after_id;
};
struct partner_found {
	size_t count;
	struct partner_entry *entries; /* by name */
	bool more;
};
/* Over all partners. */
struct error partner_search(struct ctx *cx, const struct partner_search *search,
    struct partner_found *ret_found);
/* ERR_PARTNER_UNKNOWN */
struct error partner_entry_load(
    struct ctx *cx, int64_t partner_id, struct partner_entry *ret_entry);
/* How many there are. */
struct error partner_count(struct ctx *cx, int64_t *ret_count);

/* What a new partner is made of; texts as typed. */
struct partner_new {
	const char *name, *domain, *country, *city, *currency, *culture,
	    *mpn_id;
	bool csp_enrolled, agreement_required, strict_app_user;
	bool sandbox, test_clock; /* never change later */
	const char *admin_name, *admin_email;
};
/* Pure: trims, checks. All errors in ret_errors, ended by code 0; returns the
 * first. Fields are called as above. */
struct error partner_new_check(
    struct ctx *cx, struct partner_new *new, struct error **ret_errors);

/* How a user gets in: by mail, or by a link that is shown once to the operator
 * because no mail server is set. */
struct invitation {
	const char *email;
	const char *link; /* NULL: the mail brings it */
};
/*
 * In the writer, checked. The operator is then inside the new tenant; the
 * first user is its Global admin and Admin agent. ERR_PARTNER_TAKEN (domain),
 * ERR_EMAIL_TAKEN (admin_email).
 */
struct error partner_add_new(struct ctx *cx, const struct partner_new *new,
    struct partner *ret_partner, struct invitation *ret_invitation);

/* What may become another; the rest was promised. */
struct partner_change {
	const char *name, *city, *culture, *mpn_id;
	bool csp_enrolled, agreement_required, strict_app_user;
};
struct error partner_change_check(
    struct ctx *cx, struct partner_change *change, struct error **ret_errors);
/* In the writer, inside the tenant, checked; with the row of what was and is.
 */
struct error partner_change(
    struct ctx *cx, const struct partner_change *change);

/* In the writer, inside the tenant, each with its row. ERR_USER_UNKNOWN.
 * Switching off ends sessions, tokens and links at once. */
struct error partner_admin_switch(
    struct ctx *cx, const char *user_id, bool active);
/* The lost phone: password alone until a new one is enrolled; all sessions
 * end, a mail tells. */
struct error partner_admin_factor_reset(struct ctx *cx, const char *user_id);
/* One more Global admin: ERR_EMAIL_TAKEN (email), ERR_FIELD_FORMAT. */
struct error partner_admin_add(struct ctx *cx, const char *name,
    const char *email, struct invitation *ret_invitation);
/* A new link to set a password; the one before ends. */
struct error partner_admin_invite(
    struct ctx *cx, const char *user_id, struct invitation *ret_invitation);

#endif
