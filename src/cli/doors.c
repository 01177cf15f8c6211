/*
 * The doors as serve mounts them. What a door is, http/http.h says.
 */
#include "cli/doors.h"

#include "api/api.h"
#include "cli/health.h"
#include "operator/operator.h"
#include "portal/portal.h"
#include "web/web.h"

const struct door_routes doors[] = {
	{ &health_door, "/livez", health_tables },
	{ &health_door, "/readyz", health_tables },
	{ &web_download_door, "/d", web_download_tables },
	{ &api_door, "/v1", api_tables },
	{ &portal_door, "/portal", portal_tables },
	{ &operator_door, "/operator", operator_tables },
	{ &api_door, "/auditactivity", api_tables },
	{ &api_door, "/webhooks/v1", api_tables },
	{ &api_door, "/openapi.json", api_openapi_tables },
	{ &api_token_door, "", api_token_tables },
	{ &web_door, "", web_tables },
	{ 0 },
};
