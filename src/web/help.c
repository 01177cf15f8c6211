/*
 * Short help pages that other pages point to: keys and downloads (R-032,
 * R-061), SUSE and Red Hat plans. Texts are templates.
 */
#include "accounts/permission.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "web/routes.h"
#include "web/views.h"

struct help_view {
	const char *risk_url, *edition, *days, *downloads;
	bool partner_keys, customer_keys, deep_link;
};
static const struct view_field help_fields[] = {
	VIEW(TEXT, struct help_view, risk_url),
	VIEW(TEXT, struct help_view, edition),
	VIEW(TEXT, struct help_view, days),
	VIEW(TEXT, struct help_view, downloads),
	VIEW(BOOL, struct help_view, partner_keys),
	VIEW(BOOL, struct help_view, customer_keys),
	VIEW(BOOL, struct help_view, deep_link),
	VIEW_FIELD_END,
};

static const struct {
	const char *id, *title, *template;
} topics[] = {
	{ "keys", N_("Keys and downloads"), "help/keys" },
	{ "linux-plans", N_("SUSE and Red Hat plans"), "help/linux_plans" },
};

static struct error help_show(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct edition *today = policy_surface(cx->policy, NULL, cx->now);
	struct help_view view = {
		.risk_url = cx->settings->risk_notice_url,
		.edition = today->id,
		.days = show_days(cx, today->link_lifetime_days),
		.downloads = show_int(cx, today->link_max_downloads),
		.partner_keys = today->partner_sees_keys,
		.customer_keys = today->customer_sees_keys,
		.deep_link = today->deep_link,
	};
	struct page page = { .fields = help_fields, .data = &view };

	for (size_t i = 0; i < COUNT(topics); i++)
		if (text_same(topics[i].id, request_param(rq, "topic"))) {
			page.title = _(topics[i].title);
			page.body = topics[i].template;
			return page_answer(rq, &page);
		}
	return fail(ERR_ROUTE_UNKNOWN, NULL);
}

const struct route web_help_routes[] = {
	{ GET, "/help/{topic}", .needs = MAY_SIGNED_IN, .read = help_show },
	ROUTE_END,
};
