/*
 * Who comes into the customer admin centre: users of a customer, never a
 * partner's (R-058, E-53). Refusals look as the dashboard's.
 */
#include "accounts/sign_in.h"
#include "activity/activity.h"
#include "i18n/i18n.h"
#include "portal/portal.h"
#include "web/page.h"
#include "web/web.h"

static struct error portal_enter(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct error e;

	web_locale_choose(rq);
	e = web_session(rq, ACTOR_CUSTOMER_USER, ERR_PORTAL_CUSTOMERS);
	if (e.code)
		return e;
	if (rq->method == POST &&
	    (e = csrf_check(cx, typed(rq, "_csrf"))).code != 0)
		return e;
	return principal_may(cx, (enum permission)rq->route->needs);
}

static struct error portal_again(struct request *rq, bool *ret_replayed)
{
	struct error e;

	*ret_replayed = false;
	rq->cx.act = NULL;
	if ((e = principal_recheck(&rq->cx)).code != 0)
		return e;
	return principal_may(&rq->cx, (enum permission)rq->route->needs);
}

static struct error portal_record(struct request *rq, struct error outcome)
{
	return activity_record(&rq->cx, outcome);
}

static void portal_refuse(struct request *rq, struct error error)
{
	if (rq->cx.locale == NULL)
		web_locale_choose(rq);
	web_door.refuse(rq, error);
}

static void portal_leave(struct request *rq)
{
	web_door.leave(rq);
}

const struct door portal_door = {
	.name = "portal",
	.enter = portal_enter,
	.again = portal_again,
	.record = portal_record,
	.refuse = portal_refuse,
	.leave = portal_leave,
};

static struct error products_read(struct request *rq)
{
	response_redirect(rq, PORTAL_SOFTWARE);
	return OK;
}

struct help_page {
	bool at_help;
};
static const struct view_field help_page[] = {
	VIEW(BOOL, struct help_page, at_help),
	VIEW_FIELD_END,
};

static struct error help_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct help_page view = { .at_help = true };
	struct page page = { .title = _("Help"),
		.body = "portal/help",
		.fields = help_page,
		.data = &view };

	return page_answer(rq, &page);
}

static struct error unknown_read(struct request *rq __attribute__((unused)))
{
	return fail(ERR_ROUTE_UNKNOWN, NULL);
}

static const struct route portal_routes[] = {
	{ GET, "/portal/billing", .needs = MAY_GET_OWN_KEYS,
	    .read = products_read },
	{ GET, PORTAL_PRODUCTS, .needs = MAY_GET_OWN_KEYS,
	    .read = products_read },
	{ GET, "/portal/help", .needs = MAY_GET_OWN_KEYS, .read = help_read },
	{ GET, "/portal/{rest*}", .needs = MAY_GET_OWN_KEYS,
	    .read = unknown_read },
	ROUTE_END,
};

const struct route *const portal_tables[] = {
	portal_home_routes,
	portal_software_routes,
	portal_product_routes,
	portal_activity_routes,
	portal_search_routes,
	portal_security_routes,
	portal_routes,
	NULL,
};
