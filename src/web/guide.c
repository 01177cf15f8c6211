/*
 * Guides as view, and the page of help that belongs to a page.
 * The texts are guides.c's and the operator's.
 */
#include "web/guide.h"

#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/policy.h"

struct step_view {
	const char *number, *title, *text, *href, *link;
};
static const struct view_field step_view[] = {
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
			.number = show_int(cx, (int64_t)i + 1),
			.title = _(step[i].title),
			.text = message_with(cx, step[i].text, holes),
			.href = step[i].href,
			.link = step[i].href == NULL ? NULL : _(step[i].link),
		};
	*ret_view = (struct guide_view){ _(guide->title), { count, views } };
}

/* The first row whose path begins the route's decides. */
static const struct {
	const char *path, *help;
} places[] = {
	{ "/customers/{customer}/software/{entitlement}/cancel",
	    "/help/cancelling" },
	{ "/customers/{customer}/software", "/help/purchase" },
	{ "/customers/{customer}/products", "/help/buying" },
	{ "/customers/{customer}/cart", "/help/buying" },
	{ "/customers/{customer}/orders", "/help/buying" },
	{ "/customers/{customer}/subscriptions", "/help/subscriptions" },
	{ "/customers/{customer}/reservations", "/help/reservations" },
	{ "/customers", "/help/customers" },
	{ "/hybrid-benefit", "/help/reservations" },
	{ "/markets", "/help/reservations" },
	{ "/billing", "/help/billing" },
	{ "/activity", "/help/activity" },
	{ "/support", "/help/support" },
	{ "/clock", "/help/test-clock" },
	{ "/account/applications", "/help/programs" },
	{ "/account/webhooks", "/help/programs" },
	{ "/account", "/help/people" },
	{ "/permissions", "/help/people" },
	{ "/reference", "/help/programs" },
	{ "/terms", "/help/cancelling" },
	{ "/portal", "/portal/help" },
	{ "/operator/partners", "/operator/help#partners" },
	{ "/operator/keys", "/operator/help#keys" },
	{ "/operator/files", "/operator/help#files" },
	{ "/operator/catalogue", "/operator/help#imports" },
	{ "/operator/imports", "/operator/help#imports" },
	{ "/operator/editions", "/operator/help#editions" },
	{ "/operator/invoices", "/operator/help#invoices" },
	{ "/operator/requests", "/operator/help#requests" },
	{ "/operator/outbox", "/operator/help#outbox" },
	{ "/operator", "/operator/help" },
};

const char *guide_for(const struct request *rq)
{
	const char *path = rq->route == NULL ? "" : rq->route->path;

	for (size_t i = 0; i < COUNT(places); i++)
		if (strncmp(path, places[i].path, strlen(places[i].path)) == 0)
			return places[i].help;
	return strcmp(path, "/") == 0 ? "/help/purchase" : "/help";
}
