/*
 * Who comes into the operator console: operators, by a session and a cookie
 * of their own, which no other door is sent. Refusals look as the
 * dashboard's.
 */
#include "accounts/sign_in.h"
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "web/web.h"

/* Somebody else's session in this browser says why there is nothing here. */
static struct error stranger(struct request *rq, struct error e)
{
	struct error other = web_session(rq, ACTOR_USER, ERR_OPERATORS_ONLY);

	if (other.code == 0 || other.code == ERR_OPERATORS_ONLY)
		return fail(ERR_OPERATORS_ONLY, NULL);
	return e;
}

static struct error door_enter(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	bool public = rq->route->needs == MAY_ANYONE;
	struct error e;

	web_locale_choose(rq);
	e = session_enter(
	    cx, request_cookie(rq, OPERATOR_COOKIE), ACTOR_OPERATOR);
	if (e.code == ERR_SIGN_IN_NEEDED && public)
		return OK;
	if (e.code == ERR_SIGN_IN_NEEDED)
		return stranger(rq, e);
	if (e.code)
		return e;
	if (rq->method == POST && !rq->unread &&
	    rq->route->more != WEB_PUBLIC_FORM &&
	    (e = csrf_check(cx, typed(rq, "_csrf"))).code)
		return e;
	return principal_may(cx, (enum permission)rq->route->needs);
}

static struct error door_again(struct request *rq, bool *ret_replayed)
{
	struct error e;

	*ret_replayed = false;
	rq->cx.act = NULL;
	if (rq->cx.who == NULL)
		return OK;
	if ((e = principal_recheck(&rq->cx)).code)
		return e;
	return principal_may(&rq->cx, (enum permission)rq->route->needs);
}

static struct error door_record(struct request *rq, struct error outcome)
{
	return activity_record(&rq->cx, outcome);
}

static void door_refuse(struct request *rq, struct error error)
{
	struct page page;

	if (rq->cx.locale == NULL)
		web_locale_choose(rq);
	if (error.code == ERR_SIGN_IN_NEEDED) {
		web_sign_in_first(rq, "/operator/sign-in");
		return;
	}
	if (rq->cx.who == NULL || rq->cx.who->kind != ACTOR_OPERATOR) {
		web_door.refuse(rq, error);
		return;
	}
	web_error_page(rq, error, &page);
	(void)operator_page(rq, &page);
}

static void door_leave(struct request *rq)
{
	web_door.leave(rq);
}

const struct door operator_door = {
	.name = "operator",
	.enter = door_enter,
	.again = door_again,
	.record = door_record,
	.refuse = door_refuse,
	.leave = door_leave,
};

static struct error unknown_read(struct request *rq __attribute__((unused)))
{
	return fail(ERR_ROUTE_UNKNOWN, NULL);
}

static const struct route unknown_routes[] = {
	{ GET, "/operator/{rest*}", .needs = MAY_OPERATE,
	    .read = unknown_read },
	ROUTE_END,
};

const struct route *const operator_tables[] = {
	operator_catalogue_routes,
	operator_edition_form_routes,
	operator_edition_routes,
	operator_editions_routes,
	operator_help_routes,
	operator_home_routes,
	operator_import_routes,
	operator_imports_routes,
	operator_invoices_routes,
	operator_keys_routes,
	operator_keys_load_routes,
	operator_file_new_routes,
	operator_files_routes,
	operator_outbox_routes,
	operator_partner_new_routes,
	operator_partner_people_routes,
	operator_partner_routes,
	operator_partners_routes,
	operator_requests_routes,
	operator_request_routes,
	operator_request_act_routes,
	operator_sign_in_routes,
	operator_search_routes,
	operator_security_routes,
	unknown_routes,
	NULL,
};
