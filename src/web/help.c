/*
 * Short help pages that other pages point to: keys and downloads (R-032,
 * R-061), cancelling, SUSE and Red Hat plans, marketplace
 * subscriptions, Azure plans: their texts are templates and
 * follow the edition. Guides are web/guide.h's.
 */
#include "accounts/partner_setting.h"
#include "accounts/permission.h"
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "web/guide.h"
#include "web/routes.h"
#include "web/views.h"

struct topic_view {
	const char *href, *title, *about;
};
static const struct view_field topic_view[] = {
	VIEW(TEXT, struct topic_view, href),
	VIEW(TEXT, struct topic_view, title),
	VIEW(TEXT, struct topic_view, about),
	VIEW_FIELD_END,
};

struct help_view {
	const char *risk_url, *edition, *days, *downloads;
	const char *window, *fee, *azure_portal;
	struct view_list guides, topics; /* struct topic_view */
	bool partner_keys, customer_keys, deep_link, checkbox, next_steps;
};
static const struct view_field help_fields[] = {
	VIEW(TEXT, struct help_view, risk_url),
	VIEW(TEXT, struct help_view, edition),
	VIEW(TEXT, struct help_view, days),
	VIEW(TEXT, struct help_view, downloads),
	VIEW(TEXT, struct help_view, window),
	VIEW(TEXT, struct help_view, fee),
	VIEW(TEXT, struct help_view, azure_portal),
	VIEW_OF(LIST, struct help_view, guides, topic_view, struct topic_view),
	VIEW_OF(LIST, struct help_view, topics, topic_view, struct topic_view),
	VIEW(BOOL, struct help_view, partner_keys),
	VIEW(BOOL, struct help_view, customer_keys),
	VIEW(BOOL, struct help_view, deep_link),
	VIEW(BOOL, struct help_view, checkbox),
	VIEW(BOOL, struct help_view, next_steps),
	VIEW_FIELD_END,
};

static const struct {
	const char *id, *title, *template, *about;
} topics[] = {
	{ "keys", N_("Keys and downloads"), "help/keys",
	    N_("Who downloads where, how long links live, handing over "
	       "safely.") },
	{ "cancelling", N_("Cancelling software"), "help/cancelling",
	    N_("How long, what is credited, what follows, what cannot be "
	       "cancelled.") },
	{ "linux-plans", N_("SUSE and Red Hat plans"), "help/linux_plans",
	    N_("Sold for a term, neither cancelled nor exchanged.") },
	{ "marketplace", N_("Selling marketplace subscriptions"),
	    "help/marketplace",
	    N_("Products of other publishers, sold by the seat.") },
	{ "azure-plans", N_("Azure plans and subscriptions"),
	    "help/azure_plans",
	    N_("Giving a customer Azure, and what is done elsewhere.") },
};

static struct view_list topics_of(struct ctx *cx)
{
	struct topic_view *views =
	    ARENA_ARRAY(cx->arena, struct topic_view, COUNT(topics));

	for (size_t i = 0; i < COUNT(topics); i++)
		views[i] = (struct topic_view){ arena_printf(cx->arena,
						    "/help/%s", topics[i].id),
			_(topics[i].title), _(topics[i].about) };
	return (struct view_list){ COUNT(topics), views };
}

static struct view_list guides_of(struct ctx *cx)
{
	struct topic_view *views;
	size_t count = 0;

	while (web_guides[count].id != NULL)
		count++;
	views = ARENA_ARRAY(cx->arena, struct topic_view, count);
	for (size_t i = 0; i < count; i++)
		views[i] = (struct topic_view){
			arena_printf(cx->arena, "/help/%s", web_guides[i].id),
			_(web_guides[i].title), _(web_guides[i].about)
		};
	return (struct view_list){ count, views };
}

static void help_fill(struct ctx *cx, struct help_view *view)
{
	const struct edition *today = policy_surface(cx->policy, NULL, cx->now);
	const char *portal = cx->settings->azure_portal_url;

	*view = (struct help_view){
		.risk_url = risk_notice_link(cx),
		.edition = today->id,
		.days = show_days(cx, today->link_lifetime_days),
		.downloads = show_int(cx, today->link_max_downloads),
		.partner_keys = today->partner_sees_keys,
		.customer_keys = today->customer_sees_keys,
		.deep_link = today->deep_link,
		.window = show_days(cx, today->cancellation_window_days),
		.fee = show_percent_bp(cx, today->early_termination_fee_bp),
		.azure_portal = text_empty(portal) ? NULL : portal,
		.checkbox = today->acknowledgement_required,
		.next_steps = today->next_steps_links[0] != NULL,
	};
}

static struct error guide_show(struct request *rq, const char *id)
{
	struct ctx *cx = &rq->cx;
	struct guide_view view;
	struct page page = {
		.body = "help/guide", .fields = guide_view, .data = &view
	};

	for (const struct guide *it = web_guides; it->id != NULL; it++)
		if (text_same(it->id, id)) {
			guide_fill(cx, it, &view);
			page.title = view.title;
			return page_answer(rq, &page);
		}
	return fail(ERR_ROUTE_UNKNOWN, NULL);
}

static struct error help_show(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct help_view view;
	struct page page = { .fields = help_fields, .data = &view };

	help_fill(cx, &view);
	for (size_t i = 0; i < COUNT(topics); i++)
		if (text_same(topics[i].id, request_param(rq, "topic"))) {
			page.title = _(topics[i].title);
			page.body = topics[i].template;
			return page_answer(rq, &page);
		}
	return guide_show(rq, request_param(rq, "topic"));
}

struct sign_in_help {
	const char *contact; /* of who runs the service, or NULL */
};
static const struct view_field sign_in_help_view[] = {
	VIEW(TEXT, struct sign_in_help, contact),
	VIEW_FIELD_END,
};

/* For who is not in yet, and for who is. */
static struct error sign_in_help(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct sign_in_help view = { cx->settings->support_contact };
	struct page page = { .title = _("Help with signing in"),
		.body = "help/sign_in",
		.fields = sign_in_help_view,
		.data = &view };

	if (text_empty(view.contact))
		view.contact = NULL;
	return page_answer_bare(rq, &page);
}

static struct error help_list(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct help_view view;
	struct page page = { .title = _("Help"),
		.body = "help/list",
		.fields = help_fields,
		.data = &view };

	help_fill(cx, &view);
	view.guides = guides_of(cx);
	view.topics = topics_of(cx);
	return page_answer(rq, &page);
}

const struct route web_help_routes[] = {
	{ GET, "/help", .needs = MAY_SIGNED_IN, .read = help_list },
	{ GET, "/help/sign-in", .needs = MAY_ANYONE, .read = sign_in_help },
	{ GET, "/help/{topic}", .needs = MAY_SIGNED_IN, .read = help_show },
	ROUTE_END,
};
