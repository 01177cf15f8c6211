/*
 * Who may do what: the matrix of domain.md 1 as one table. Enforced at every
 * route and shown as a page. Rights of several roles add up.
 */
#ifndef KONTOR_ACCOUNTS_PERMISSION_H
#define KONTOR_ACCOUNTS_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

/* Bits of principal->roles. */
enum role {
	ROLE_ADMIN_AGENT = 1 << 0,
	ROLE_GLOBAL_ADMIN = 1 << 1,
	ROLE_ACCOUNT_ADMIN = 1 << 2,
	ROLE_REFERRAL_ADMIN = 1 << 3,
	ROLE_MARKETING_CONTENT_ADMIN = 1 << 4,
	ROLE_SALES_AGENT = 1 << 5,
	ROLE_HELPDESK_AGENT = 1 << 6,
	ROLE_BILLING_ADMIN = 1 << 7,
	ROLE_USER_MANAGEMENT_ADMIN = 1 << 8,
	ROLE_CUSTOMER_GLOBAL_ADMIN = 1 << 9,
	ROLE_CUSTOMER_USER = 1 << 10,
	ROLE_OPERATOR = 1 << 11,
};

/* One per row of the matrix, and three that need no role. Zero is none. */
enum permission {
	MAY_NOTHING = 0,
	MAY_ANYONE,    /* no sign-in: sign-in page, tokens, links, assets */
	MAY_SIGNED_IN, /* any user of the partner */
	MAY_SEE_CUSTOMERS,
	MAY_MANAGE_CUSTOMERS,   /* create: GA, AA, SA (api.md 1.13) */
	MAY_EDIT_CUSTOMERS,     /* profile, domain: GA, AA, SA, HA (1.13) */
	MAY_SEE_AGREEMENTS,     /* GA, AA, SA (api.md 1.13) */
	MAY_CONFIRM_AGREEMENTS, /* GA, AA (api.md 1.13) */
	MAY_SEE_CATALOGUE,      /* GA, AA, SA, BA, UA (api.md 1.13) */
	MAY_SEE_ORDERS,         /* order history and the Software list */
	MAY_ORDER,
	MAY_ORDER_RESERVATIONS,
	MAY_GET_KEYS,       /* by edition, roles.get_keys_and_downloads */
	MAY_COPY_DEEP_LINK, /* by edition */
	MAY_GET_OWN_KEYS,   /* customer side */
	MAY_CANCEL,
	MAY_SEE_SOFTWARE_ACTIVITY,
	MAY_SEE_CUSTOMER_ACTIVITY,
	MAY_SEE_ACTIVITY, /* either tab; rows are narrowed by the two above */
	MAY_REQUEST_SUPPORT,
	MAY_SEE_CUSTOMER_REQUESTS, /* of support: GA, AA, HA (api.md 1.13) */
	MAY_SEE_BILLING,
	MAY_SEE_PROFILES,    /* GA, UA (api.md 1.13) */
	MAY_CHANGE_PROFILES, /* GA */
	MAY_MANAGE_USERS,
	MAY_MANAGE_CUSTOMER_USERS, /* GA, UA, AA (api.md 1.13) */
	MAY_MANAGE_APPLICATIONS,   /* GA: programs, secrets, strict_app_user */
	MAY_MANAGE_WEBHOOKS,       /* GA, AA: programs are AA (ruling 12) */
	MAY_CALCULATE_BENEFIT,
	MAY_SET_CLOCK, /* GA, AA; only tenants with a test clock */
	MAY_OPERATE,
	PERMISSION_COUNT
};

struct ctx;

struct permission_info {
	enum permission permission;
	const char *name;   /* N_() row title of the matrix page */
	uint32_t roles;     /* 0: every signed-in person */
	const char *policy; /* edition parameter that narrows it, or NULL */
};

const struct permission_info *permission_info(enum permission permission);
/* "MAY_SEE_CUSTOMERS": as the reference and tests name it. NULL: none. */
const char *permission_id(enum permission permission);

struct role_info {
	enum role role;
	const char *id;   /* "admin_agent": JSON, demo.json, policy data */
	const char *name; /* N_() "Admin agent" */
};
/* Ended by a NULL id. */
const struct role_info *role_infos(void);
/* By id, loosely; 0 when unknown. */
uint32_t role_find(const char *id);

bool roles_may(uint32_t roles, enum permission permission);
/*
 * Who may give and take which roles of partner users: a Global admin all, a
 * User management admin all but Global admin (or she could make herself one),
 * an Account admin those outside the tenant: Account, Referral and Marketing
 * content admin. Who may not manage users, none. Rights add up.
 */
uint32_t roles_grantable(uint32_t roles);
bool roles_may_grant(uint32_t roles, uint32_t granted);
/* The roles that may give this one: the reason shown to who may not. */
uint32_t roles_granting(enum role role);

/*
 * The names of the roles in the bits, in cx's language, joined by commas: for
 * the {roles} of ERR_ROLE_MISSING and for lists of users.
 */
const char *roles_list_text(struct ctx *cx, uint32_t roles);

#endif
