/*
 * All tables of the REST API, for the router and for its reference.
 */
#include "api/api.h"

#include "accounts/permission.h"
#include "api/routes.h"
#include "i18n/i18n.h"

/* Before the pages take it: they would send a program to their sign-in. */
static struct error unknown_read(struct request *rq)
{
	(void)rq;
	return fail(ERR_ROUTE_UNKNOWN, NULL);
}

static const struct route api_unknown_routes[] = {
	{ GET, "/v1", .needs = MAY_ANYONE, .plain = true,
	    .read = unknown_read },
	{ GET, "/v1/{rest*}", .needs = MAY_ANYONE, .plain = true,
	    .read = unknown_read },
	{ GET, "/auditactivity/{rest*}", .needs = MAY_ANYONE, .plain = true,
	    .read = unknown_read },
	{ GET, "/webhooks/v1/{rest*}", .needs = MAY_ANYONE, .plain = true,
	    .read = unknown_read },
	ROUTE_END,
};

/* In the order of the reference. */
#define AREAS(X)                                                               \
	X("customers", N_("Customers"), api_customer_routes)                   \
	X("customer-changes", N_("Changes to customers"),                      \
	    api_customer_change_routes)                                        \
	X("resellers", N_("Resellers"), api_reseller_routes)                   \
	X("qualifications", N_("Qualifications"), api_qualification_routes)    \
	X("agreements", N_("Agreements"), api_agreement_routes)                \
	X("addresses", N_("Addresses"), api_address_routes)                    \
	X("catalogue", N_("Catalogue"), api_catalog_routes)                    \
	X("inventory", N_("Inventory"), api_inventory_routes)                  \
	X("carts", N_("Carts"), api_cart_routes)                               \
	X("orders", N_("Orders"), api_order_routes)                            \
	X("provisioning", N_("Provisioning"), api_provisioning_routes)         \
	X("entitlements", N_("Entitlements"), api_entitlement_routes)          \
	X("software", N_("Software keys and downloads"), api_software_routes)  \
	X("subscriptions", N_("Subscriptions"), api_subscription_routes)       \
	X("users", N_("Users"), api_user_routes)                               \
	X("roles", N_("Directory roles"), api_role_routes)                     \
	X("licences", N_("Licences"), api_license_routes)                      \
	X("invoices", N_("Invoices"), api_invoice_routes)                      \
	X("invoice-lines", N_("Invoice lines"), api_invoice_line_routes)       \
	X("reconciliation", N_("Reconciliation and explanations"),             \
	    api_reconciliation_routes)                                         \
	X("account-users", N_("Users of your account"),                        \
	    api_partner_user_routes)                                           \
	X("notifications", N_("Notifications"), api_notification_routes)       \
	X("settings", N_("Partner settings"), api_partner_setting_routes)      \
	X("profiles", N_("Profiles"), api_profile_routes)                      \
	X("service-requests", N_("Problems reported"),                         \
	    api_service_request_routes)                                        \
	X("audit", N_("Activity"), api_audit_routes)                           \
	X("webhooks", N_("Webhooks and events"), api_webhook_routes)           \
	X("markets", N_("Markets without reservations"), api_market_routes)    \
	X("hybrid-benefit", N_("Azure Hybrid Benefit"), api_benefit_routes)    \
	X("policy-editions", N_("Policy editions"), api_edition_routes)        \
	X("sandbox", N_("Test clock"), api_clock_routes)

#define AREA(id_, name_, routes_) { id_, name_, routes_ },
#define TABLE(id_, name_, routes_) routes_,

const struct api_area api_areas[] = { AREAS(AREA){ 0 } };

const struct route *const api_tables[] = { AREAS(TABLE) api_unknown_routes,
	NULL };

const struct route *const api_token_tables[] = {
	api_token_routes,
	api_discovery_routes,
	NULL,
};
