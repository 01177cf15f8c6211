/*
 * All tables of the REST API, for the router and for its reference.
 */
#include "api/api.h"

#include "api/routes.h"

const struct route *const api_tables[] = {
	api_audit_routes,
	api_catalog_routes,
	api_clock_routes,
	api_customer_routes,
	NULL,
};

const struct route *const api_token_tables[] = {
	api_token_routes,
	NULL,
};
