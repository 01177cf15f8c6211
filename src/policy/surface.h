/*
 * Who sees keys and downloads today: .. R-060, E-49 .. E-52. The
 * fields of a screen are read from the edition of policy_surface().
 */
#ifndef KONTOR_POLICY_SURFACE_H
#define KONTOR_POLICY_SURFACE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/decision.h"
#include "policy/policy.h"

enum side {
	SIDE_PARTNER = 0,
	SIDE_CUSTOMER, /* customer admin centre: customers only */
};

enum key_act {
	KEY_SHOW = 0,       /* Get keys and downloads, Get Key */
	KEY_DOWNLOAD,       /* Download */
	KEY_ISSUE_LINK,     /* Copy Link */
	KEY_COPY_DEEP_LINK, /* partner side only */
};

struct key_input {
	enum side side;
	enum key_act act;
	bool has_role; /* one of key_roles() is held */
	bool revoked;  /* the line is cancelled */
	bool pending;  /* not fulfilled yet */
	int64_t ordered_at;
	const char *edition_id; /* stored on the line */
};

/* The ids of the roles that may do it on this surface; may be empty. */
const char *const *key_roles(
    const struct edition *surface, enum side side, enum key_act act);

/*
 * ERR_KEYS_NOT_FOR_PARTNER (with deep_link set when there is one to offer),
 * ERR_KEYS_NOT_FOR_CUSTOMER, ERR_ROLE_MISSING, ERR_ENTITLEMENT_REVOKED,
 * ERR_ENTITLEMENT_PENDING, or allowed.
 */
void key_decide(const struct policy *policy, const struct key_input *input,
    int64_t now, struct decision *ret_decision);

#endif
