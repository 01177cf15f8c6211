/*
 * What the partner sets for all its users, over REST, ours.
 */
#include "accounts/partner_setting.h"
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"

static struct error setting_answer(struct request *rq)
{
	struct partner_setting setting;
	struct json_out json;
	struct error e = partner_setting_load(&rq->cx, &setting);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "azurePortalUrl", setting.azure_portal_url);
	json_text(&json, "riskNoticeUrl", setting.risk_notice_url);
	links_self(&json, "/settings");
	resource_end(&json, "PartnerSettings", NULL);
	return OK;
}

static const struct field setting_fields[] = {
	FIELD_AS("azurePortalUrl", TEXT, struct partner_setting,
	    azure_portal_url, .max = 2 * PARTNER_LINK_MAX,
	    .help = N_("Where customers and reservations lead; {domain} and "
		       "{tenant} are the customer’s. Empty: as the "
		       "operator has it.")),
	FIELD_AS("riskNoticeUrl", TEXT, struct partner_setting, risk_notice_url,
	    .max = 2 * PARTNER_LINK_MAX,
	    .help = N_("Guidance on handing over keys and links. Empty: as "
		       "the operator has it.")),
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
	struct error e = partner_setting_change(&rq->cx, rq->input);

	return e.code ? e : setting_answer(rq);
}

const struct route api_partner_setting_routes[] = {
	{ GET, "/v1/settings", .needs = MAY_SEE_PROFILES,
	    .read = setting_answer,
	    .summary = N_("Where links lead that leave the dashboard."),
	    API(OURS, ANY_CALLER, ONE(200, "PartnerSettings"), NO_ERRORS) },
	{ PUT, "/v1/settings", .needs = MAY_CHANGE_PROFILES,
	    .body = setting_fields, .body_size = sizeof(struct partner_setting),
	    .prepare = setting_prepare, .effects = setting_effects,
	    .summary = N_("Sets them, for all users of the account."),
	    API(OURS, ANY_CALLER, ONE(200, "PartnerSettings"), NO_ERRORS) },
	ROUTE_END,
};
