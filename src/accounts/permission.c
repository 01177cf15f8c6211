/*
 * The matrix of domain.md 1 and the names of roles. Which edition narrows a
 * right is policy's; whose customer it is, the store's.
 */
#include "accounts/permission.h"

#include <stddef.h>

#include "accounts/principal.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define AA ROLE_ADMIN_AGENT
#define GA ROLE_GLOBAL_ADMIN
#define ACC ROLE_ACCOUNT_ADMIN
#define REF ROLE_REFERRAL_ADMIN
#define MCA ROLE_MARKETING_CONTENT_ADMIN
#define SA ROLE_SALES_AGENT
#define HA ROLE_HELPDESK_AGENT
#define BA ROLE_BILLING_ADMIN
#define UA ROLE_USER_MANAGEMENT_ADMIN
#define CGA ROLE_CUSTOMER_GLOBAL_ADMIN

#define SOFTWARE_READERS (GA | ACC | REF | MCA)
#define CUSTOMER_READERS (AA | GA | SA | HA | BA | UA)
#define EVERYBODY (SOFTWARE_READERS | CUSTOMER_READERS)
#define BY_EDITION "roles.get_keys_and_downloads"

static const struct permission_info permissions[PERMISSION_COUNT] = {
	{ MAY_NOTHING, N_("Nothing"), 0, NULL },
	{ MAY_ANYONE, N_("What needs no sign-in"), 0, NULL },
	{ MAY_SIGNED_IN, N_("What every signed-in user may do"), 0, NULL },
	{ MAY_SEE_CUSTOMERS, N_("See customers"), AA | GA | SA | HA, NULL },
	{ MAY_MANAGE_CUSTOMERS, N_("Add and remove customers"), AA | GA | SA,
	    NULL },
	{ MAY_EDIT_CUSTOMERS, N_("Edit customers"), AA | GA | SA | HA, NULL },
	{ MAY_SEE_AGREEMENTS, N_("See agreements"), AA | GA | SA, NULL },
	{ MAY_CONFIRM_AGREEMENTS, N_("Confirm agreements"), AA | GA, NULL },
	{ MAY_SEE_CATALOGUE, N_("See products and prices"),
	    AA | GA | SA | BA | UA, NULL },
	{ MAY_SEE_ORDERS, N_("See order history and the Software list"),
	    AA | GA | CGA, NULL },
	{ MAY_ORDER, N_("Fill a cart, order, pay"), AA | GA, NULL },
	{ MAY_ORDER_RESERVATIONS, N_("Order reservations"), AA | GA, NULL },
	{ MAY_GET_KEYS, N_("Get keys and downloads"), AA, BY_EDITION },
	{ MAY_COPY_DEEP_LINK, N_("Copy the deep link"), AA, BY_EDITION },
	{ MAY_GET_OWN_KEYS,
	    N_("Keys and downloads in the customer admin centre"), CGA,
	    BY_EDITION },
	{ MAY_CANCEL, N_("Cancel a purchase"), AA, NULL },
	{ MAY_SEE_SOFTWARE_ACTIVITY, N_("See key and download activity"),
	    SOFTWARE_READERS, NULL },
	{ MAY_SEE_CUSTOMER_ACTIVITY, N_("See other customer activity"),
	    CUSTOMER_READERS, NULL },
	{ MAY_SEE_ACTIVITY, N_("Open the activity log"), EVERYBODY, NULL },
	{ MAY_REQUEST_SUPPORT, N_("File support requests and see own ones"),
	    EVERYBODY, NULL },
	{ MAY_SEE_CUSTOMER_REQUESTS, N_("See support requests of customers"),
	    AA | GA | HA, NULL },
	{ MAY_SEE_BILLING, N_("See invoices and credits"), AA | GA | BA, NULL },
	{ MAY_SEE_PROFILES, N_("See profiles of the organisation"), GA | UA,
	    NULL },
	{ MAY_CHANGE_PROFILES, N_("Change profiles of the organisation"), GA,
	    NULL },
	{ MAY_MANAGE_USERS, N_("Manage users and roles"), GA | ACC | UA, NULL },
	{ MAY_MANAGE_CUSTOMER_USERS,
	    N_("Manage users and licences of customers"), AA | GA | UA, NULL },
	{ MAY_MANAGE_APPLICATIONS, N_("Register programs and their secrets"),
	    GA, NULL },
	{ MAY_MANAGE_WEBHOOKS, N_("Manage webhooks and read events"), AA | GA,
	    NULL },
	{ MAY_CALCULATE_BENEFIT, N_("Use the Hybrid Benefit calculator"),
	    AA | GA | SA, NULL },
	{ MAY_SET_CLOCK, N_("Set the test clock"), AA | GA, NULL },
	{ MAY_OPERATE, N_("Run the programme"), ROLE_OPERATOR, NULL },
};

static const struct role_info roles[] = {
	{ AA, "admin_agent", N_("Admin agent") },
	{ GA, "global_admin", N_("Global admin") },
	{ ACC, "account_admin", N_("Account admin") },
	{ REF, "referral_admin", N_("Referral admin") },
	{ MCA, "marketing_content_admin", N_("Marketing content admin") },
	{ SA, "sales_agent", N_("Sales agent") },
	{ HA, "helpdesk_agent", N_("Helpdesk agent") },
	{ BA, "billing_admin", N_("Billing admin") },
	{ UA, "user_management_admin", N_("User management admin") },
	{ CGA, "customer_global_admin", N_("Customer global admin") },
	{ ROLE_CUSTOMER_USER, "customer_user", N_("Customer user") },
	{ ROLE_OPERATOR, "operator", N_("Support operator") },
	{ 0, NULL, NULL },
};

const struct permission_info *permission_info(enum permission permission)
{
	if (permission <= MAY_NOTHING || permission >= PERMISSION_COUNT)
		return &permissions[MAY_NOTHING];
	return &permissions[permission];
}

const struct role_info *role_infos(void)
{
	return roles;
}

uint32_t role_find(const char *id)
{
	for (size_t i = 0; roles[i].id; i++)
		if (text_same_loose(roles[i].id, id))
			return roles[i].role;
	return 0;
}

#define ID(permission_) [permission_] = #permission_
static const char *const permission_ids[PERMISSION_COUNT] = {
	ID(MAY_NOTHING),
	ID(MAY_ANYONE),
	ID(MAY_SIGNED_IN),
	ID(MAY_SEE_CUSTOMERS),
	ID(MAY_MANAGE_CUSTOMERS),
	ID(MAY_EDIT_CUSTOMERS),
	ID(MAY_SEE_AGREEMENTS),
	ID(MAY_CONFIRM_AGREEMENTS),
	ID(MAY_SEE_CATALOGUE),
	ID(MAY_SEE_ORDERS),
	ID(MAY_ORDER),
	ID(MAY_ORDER_RESERVATIONS),
	ID(MAY_GET_KEYS),
	ID(MAY_COPY_DEEP_LINK),
	ID(MAY_GET_OWN_KEYS),
	ID(MAY_CANCEL),
	ID(MAY_SEE_SOFTWARE_ACTIVITY),
	ID(MAY_SEE_CUSTOMER_ACTIVITY),
	ID(MAY_SEE_ACTIVITY),
	ID(MAY_REQUEST_SUPPORT),
	ID(MAY_SEE_CUSTOMER_REQUESTS),
	ID(MAY_SEE_BILLING),
	ID(MAY_SEE_PROFILES),
	ID(MAY_CHANGE_PROFILES),
	ID(MAY_MANAGE_CUSTOMER_USERS),
	ID(MAY_MANAGE_USERS),
	ID(MAY_MANAGE_APPLICATIONS),
	ID(MAY_MANAGE_WEBHOOKS),
	ID(MAY_CALCULATE_BENEFIT),
	ID(MAY_SET_CLOCK),
	ID(MAY_OPERATE),
};

const char *permission_id(enum permission permission)
{
	if (permission < 0 || permission >= PERMISSION_COUNT)
		return NULL;
	return permission_ids[permission];
}

bool roles_may(uint32_t held, enum permission permission)
{
	if (permission == MAY_ANYONE || permission == MAY_SIGNED_IN)
		return true;
	return (permission_info(permission)->roles & held) != 0;
}

static const struct {
	uint32_t role, gives;
} grants[] = {
	{ GA, EVERYBODY },
	{ UA, EVERYBODY & ~(uint32_t)GA },
	{ ACC, ACC | REF | MCA },
};

uint32_t roles_grantable(uint32_t held)
{
	uint32_t gives = 0;

	for (size_t i = 0; i < COUNT(grants); i++)
		if (held & grants[i].role)
			gives |= grants[i].gives;
	return gives;
}

bool roles_may_grant(uint32_t held, uint32_t granted)
{
	uint32_t gives = roles_grantable(held);

	return gives != 0 && (granted & ~gives) == 0;
}

uint32_t roles_granting(enum role role)
{
	uint32_t givers = 0;

	for (size_t i = 0; i < COUNT(grants); i++)
		if (grants[i].gives & role)
			givers |= grants[i].role;
	return givers;
}

const char *roles_list_text(struct ctx *cx, uint32_t held)
{
	const char *names[COUNT(roles)];
	size_t count = 0;

	for (size_t i = 0; roles[i].id; i++)
		if (held & roles[i].role)
			names[count++] = _(roles[i].name);
	return show_list(cx, names, count);
}

struct error principal_may(struct ctx *cx, enum permission permission)
{
	uint32_t needed = permission_info(permission)->roles;

	if (permission == MAY_ANYONE)
		return OK;
	if (cx->who == NULL)
		return fail(ERR_SIGN_IN_NEEDED, NULL);
	if (roles_may(cx->who->roles, permission))
		return OK;
	return fail_with(cx->arena, ERR_ROLE_MISSING, NULL,
	    HOLES({ "roles", roles_list_text(cx, needed) }));
}
