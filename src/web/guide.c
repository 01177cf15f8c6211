/*
 * Guides as view, and the page of help that belongs to a page.
 * The texts are guides.c's and the operator's.
 */
#include "web/guide.h"

#include <string.h>

#include "accounts/permission.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/policy.h"

struct step_view {
	int64_t index; /* from 1, for addresses */
	const char *number, *title, *text, *href, *link;
};
static const struct view_field step_view[] = {
	VIEW(INT, struct step_view, index),
	VIEW(TEXT, struct step_view, number),
	VIEW(TEXT, struct step_view, title),
	VIEW(TEXT, struct step_view, text),
	VIEW(TEXT, struct step_view, href),
	VIEW(TEXT, struct step_view, link),
	VIEW_FIELD_END,
};
const struct view_field guide_view[] = {
	VIEW(TEXT, struct guide_view, title),
	VIEW_OF(LIST, struct guide_view, steps, step_view, struct step_view),
	VIEW_FIELD_END,
};

/* A step leads only where its reader may go; what is not here, all may. */
static const struct {
	const char *href;
	enum permission needs;
} doors[] = {
	{ "/customers", MAY_SEE_CUSTOMERS },
	{ "/customers/new", MAY_MANAGE_CUSTOMERS },
	{ "/billing", MAY_SEE_BILLING },
	{ "/billing/invoices", MAY_SEE_BILLING },
	{ "/activity", MAY_SEE_ACTIVITY },
	{ "/hybrid-benefit", MAY_CALCULATE_BENEFIT },
	{ "/clock", MAY_SET_CLOCK },
	{ "/account/users", MAY_MANAGE_USERS },
	{ "/account/applications", MAY_MANAGE_APPLICATIONS },
	{ "/account/webhooks", MAY_MANAGE_WEBHOOKS },
};

static const char *open_to(const struct principal *who, const char *href)
{
	for (size_t i = 0; href != NULL && i < COUNT(doors); i++)
		if (strcmp(href, doors[i].href) == 0 &&
		    !roles_may(who->roles, doors[i].needs))
			return NULL;
	return href;
}

void guide_fill(
    struct ctx *cx, const struct guide *guide, struct guide_view *ret_view)
{
	const struct edition *today = policy_surface(cx->policy, NULL, cx->now);
	const struct hole holes[] = {
		{ "window", show_days(cx, today->cancellation_window_days) },
		{ "days", show_days(cx, today->link_lifetime_days) },
		{ "downloads", show_int(cx, today->link_max_downloads) },
		{ NULL, NULL },
	};
	const struct guide_step *step = guide->steps;
	struct step_view *views;
	size_t count = 0;

	while (step[count].title != NULL)
		count++;
	views = ARENA_ARRAY(cx->arena, struct step_view, count);
	for (size_t i = 0; i < count; i++)
		views[i] = (struct step_view){
			.index = (int64_t)i + 1,
			.number = show_int(cx, (int64_t)i + 1),
			.title = _(step[i].title),
			.text = message_with(cx, step[i].text, holes),
			.href = open_to(cx->who, step[i].href),
			.link = step[i].href == NULL ? NULL : _(step[i].link),
		};
	*ret_view = (struct guide_view){ _(guide->title), { count, views } };
}

/* Of the dashboard; the first row whose path begins the route's decides. What
 * follows # is the step of a guide. */
static const struct place {
	const char *path, *help;
} places[] = {
	{ "/customers/{customer}/software/{entitlement}/cancel",
	    "/help/cancelling" },
	{ "/customers/{customer}/software/{entitlement}", "/help/keys" },
	{ "/customers/{customer}/software", "/help/purchase#step-5" },
	{ "/customers/{customer}/products", "/help/buying" },
	{ "/customers/{customer}/cart", "/help/buying#step-3" },
	{ "/customers/{customer}/orders", "/help/buying#step-5" },
	{ "/customers/{customer}/subscriptions", "/help/subscriptions" },
	{ "/customers/{customer}/reservations", "/help/reservations" },
	{ "/customers/{customer}/users", "/help/customers#step-5" },
	{ "/customers/new", "/help/customers#step-2" },
	{ "/customers", "/help/customers" },
	{ "/hybrid-benefit", "/help/reservations#step-3" },
	{ "/markets", "/help/reservations" },
	{ "/billing/invoices", "/help/billing#step-2" },
	{ "/billing", "/help/billing" },
	{ "/activity", "/help/activity" },
	{ "/support", "/help/support" },
	{ "/clock", "/help/test-clock" },
	{ "/account/applications", "/help/programs" },
	{ "/account/webhooks", "/help/programs#step-5" },
	{ "/account/security", "/help/people#step-3" },
	{ "/account/notifications", "/help/people#step-4" },
	{ "/account", "/help/people" },
	{ "/permissions", "/help/people#step-2" },
	{ "/terms", "/help/cancelling" },
};

static const struct place operator_places[] = {
	{ "/operator/partners", "/operator/help#partners" },
	{ "/operator/keys", "/operator/help#keys" },
	{ "/operator/files", "/operator/help#files" },
	{ "/operator/catalogue", "/operator/help#imports" },
	{ "/operator/imports", "/operator/help#imports" },
	{ "/operator/editions", "/operator/help#editions" },
	{ "/operator/invoices", "/operator/help#invoices" },
	{ "/operator/requests", "/operator/help#requests" },
	{ "/operator/outbox", "/operator/help#outbox" },
};

static const char *find(const struct place *rows, size_t count,
    const struct request *rq, const char *otherwise)
{
	const char *path = rq->route == NULL ? "" : rq->route->path;

	for (size_t i = 0; i < count; i++)
		if (strncmp(path, rows[i].path, strlen(rows[i].path)) == 0)
			return rows[i].help;
	return otherwise;
}

/* By who asks: an error page may stand in a door that is not theirs. */
const char *guide_for(const struct request *rq)
{
	const struct principal *who = rq->cx.who;

	if (who == NULL)
		return "/help/sign-in";
	if (who->kind == ACTOR_OPERATOR)
		return find(operator_places, COUNT(operator_places), rq,
		    "/operator/help");
	if (who->kind == ACTOR_CUSTOMER_USER)
		return roles_may(who->roles, MAY_GET_OWN_KEYS)
			   ? "/portal/help"
			   : "/help/sign-in";
	if (rq->route != NULL && strcmp(rq->route->path, "/") == 0)
		return "/help/purchase";
	return find(places, COUNT(places), rq, "/help");
}
