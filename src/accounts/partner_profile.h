/*
 * What a partner says about itself: organisation, legal business, billing,
 * support. A profile that was never changed is made of the partner's row. What
 * decides tax and currency of purchases stays the partner's row.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_PROFILE_H
#define KONTOR_ACCOUNTS_PARTNER_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum profile_kind {
	PROFILE_ORGANIZATION = 1,
	PROFILE_LEGAL,
	PROFILE_BILLING,
	PROFILE_SUPPORT,
	PROFILE_KIND_COUNT
};
/* As stored and in addresses: "organization", "legalbusiness", ... */
const char *profile_kind_id(enum profile_kind kind);

struct profile_address {
	const char *line1, *line2, *city, *state, *postal_code, *country,
	    *region, *first_name, *middle_name, *last_name, *phone;
};
struct profile_contact {
	const char *first_name, *last_name, *email, *phone;
};
/* NULL or "": not given. Of a kind only its members count. */
struct profile {
	const char *company_name, *email, *language, *culture;
	struct profile_address address;
	struct profile_contact contact;
	struct profile_address approver_address;
	const char *approver_email;
	const char *purchase_order, *tax_id, *currency;
	const char *telephone, *website;
	int64_t version; /* 0: never changed */
};

/* The members of a kind, in the order of forms. Ended by a NULL path. */
enum profile_form {
	PROFILE_TEXT = 0,
	PROFILE_EMAIL,
	PROFILE_COUNTRY,
	PROFILE_CURRENCY,
	PROFILE_CULTURE,
	PROFILE_LANGUAGE,
	PROFILE_WEBSITE,
};
struct profile_member {
	const char *path;  /* of the REST body: "defaultAddress.city" */
	size_t offset;     /* in struct profile */
	const char *label; /* N_() */
	const char *part;  /* N_(): what stands together in forms */
	enum profile_form form;
	bool needed;
	int max; /* characters; 0: 200 */
};
const struct profile_member *profile_members(enum profile_kind kind);
const char *profile_value(
    const struct profile *profile, const struct profile_member *member);
void profile_set(struct profile *profile, const struct profile_member *member,
    const char *value);

/*
 * Pure: trims, writes countries, currencies and tags their usual way, checks.
 * All that is wrong is in ret_errors (in the arena, ended by code 0), under
 * REST paths; returns the first.
 */
struct error profile_check(struct ctx *cx, enum profile_kind kind,
    struct profile *profile, struct error **ret_errors);

/* Of cx->who's partner, changed or not. */
struct error profile_load(
    struct ctx *cx, enum profile_kind kind, struct profile *ret_profile);
/*
 * In the writer: the whole profile in place of what was there, with the
 * activity row. What is not given is then empty, but language and culture of
 * the organisation and the currency, which stay.
 */
struct error profile_save(struct ctx *cx, enum profile_kind kind,
    const struct profile *profile, struct profile *ret_profile);

#endif
