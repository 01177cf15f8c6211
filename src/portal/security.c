/*
 * The security of a customer's user's own account, as on the dashboard.
 */
#include "web/security.h"

#include "i18n/i18n.h"
#include "portal/portal.h"

static struct error answer(struct request *rq, struct page *page)
{
	return page_answer(rq, page);
}

static const struct security_door door = {
	.base = "/portal/account/security",
	.home = "/portal",
	.home_name = N_("Your products"),
	.answer = answer,
};

const struct route portal_security_routes[] = {
	SECURITY_ROUTES("/portal/account/security", MAY_SIGNED_IN, &door),
	ROUTE_END,
};
