/*
 * All tables of the REST API, for the router and for its reference.
 */
#include "api/api.h"

#include "accounts/permission.h"
#include "api/routes.h"

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
	ROUTE_END,
};

const struct route *const api_tables[] = {
	api_audit_routes,
	api_cart_routes,
	api_catalog_routes,
	api_clock_routes,
	api_customer_routes,
	api_entitlement_routes,
	api_order_routes,
	api_profile_routes,
	api_provisioning_routes,
	api_software_routes,
	api_subscription_routes,
	api_unknown_routes,
	NULL,
};

const struct route *const api_token_tables[] = {
	api_token_routes,
	NULL,
};
