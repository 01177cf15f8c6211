/*
 * What the partner sets for all its users: where links lead that leave the
 * dashboard.
 */
#include "accounts/partner_setting.h"
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/routes.h"

#define PATH "/account/partner"

struct setting_page {
	const char *azure, *risk, *azure_error, *risk_error;
	const char *azure_default, *risk_default;
	struct view_list problems;
	bool wrong, saved;
};
static const struct view_field setting_page_view[] = {
	VIEW(TEXT, struct setting_page, azure),
	VIEW(TEXT, struct setting_page, risk),
	VIEW(TEXT, struct setting_page, azure_error),
	VIEW(TEXT, struct setting_page, risk_error),
	VIEW(TEXT, struct setting_page, azure_default),
	VIEW(TEXT, struct setting_page, risk_default),
	VIEW_OF(LIST, struct setting_page, problems, field_problem_view,
	    struct field_problem),
	VIEW(BOOL, struct setting_page, wrong),
	VIEW(BOOL, struct setting_page, saved),
	VIEW_FIELD_END,
};

static const struct field_pair labels[] = {
	{ "azurePortalUrl", N_("Azure portal") },
	{ "riskNoticeUrl", N_("Guidance on handing over keys and links") },
	{ NULL, NULL },
};

static struct error setting_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct setting_page view = { .wrong = outcome.code != 0,
		.saved = text_same(query_value(rq, "saved"), "1"),
		.azure_default = cx->settings->azure_portal_url,
		.risk_default = cx->settings->risk_notice_url };
	struct page page = { .title = _("Partner settings"),
		.body = "account/partner",
		.place = PLACE_SETTINGS,
		.fields = setting_page_view,
		.data = &view };
	struct partner_setting setting;
	struct error e = partner_setting_load(cx, &setting);

	if (e.code)
		return e;
	view.azure = setting.azure_portal_url;
	view.risk = setting.risk_notice_url;
	if (view.wrong) {
		page.status = error_info(outcome.code)->page_status;
		view.problems = page_problems(rq, outcome, labels);
		view.azure = typed(rq, "azurePortalUrl");
		view.risk = typed(rq, "riskNoticeUrl");
	}
	view.azure_error = problem_of(&view.problems, "azurePortalUrl");
	view.risk_error = problem_of(&view.problems, "riskNoticeUrl");
	return page_answer(rq, &page);
}

static struct error setting_read(struct request *rq)
{
	return setting_answer(rq, OK);
}

static const struct field setting_fields[] = {
	FIELD_AS("azurePortalUrl", TEXT, struct partner_setting,
	    azure_portal_url, .max = 2 * PARTNER_LINK_MAX),
	FIELD_AS("riskNoticeUrl", TEXT, struct partner_setting, risk_notice_url,
	    .max = 2 * PARTNER_LINK_MAX),
	FIELD_END,
};

static struct error setting_prepare(struct request *rq)
{
	struct error *errors;
	struct error e = partner_setting_check(&rq->cx, rq->input, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	return e;
}

static struct error setting_effects(struct request *rq)
{
	return partner_setting_change(&rq->cx, rq->input);
}

static struct error setting_finish(struct request *rq, struct error outcome)
{
	if (outcome.code)
		return setting_answer(rq, outcome);
	response_redirect(rq, PATH "?saved=1");
	return OK;
}

const struct route web_partner_setting_routes[] = {
	{ GET, PATH, .needs = MAY_CHANGE_PROFILES, .read = setting_read },
	{ POST, PATH, .needs = MAY_CHANGE_PROFILES, .body = setting_fields,
	    .body_size = sizeof(struct partner_setting),
	    .prepare = setting_prepare, .effects = setting_effects,
	    .finish = setting_finish },
	ROUTE_END,
};
