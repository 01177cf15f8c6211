/*
 * The security of an operator's own account, as on the dashboard.
 */
#include "web/security.h"

#include "i18n/i18n.h"
#include "operator/operator.h"

static const struct security_door door = {
	.base = "/operator/account/security",
	.home = "/operator",
	.home_name = N_("Start"),
	.answer = operator_page,
};

const struct route operator_security_routes[] = {
	SECURITY_ROUTES("/operator/account/security", MAY_OPERATE, &door),
	ROUTE_END,
};
