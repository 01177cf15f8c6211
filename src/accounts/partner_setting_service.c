/*
 * Changing what a partner sets for all its users; who may is the route's.
 */
#include "accounts/partner_setting.h"

#include "accounts/partner_setting_rows.h"
#include "activity/activity.h"
#include "base/json.h"
#include "base/text.h"

static const char *setting_text(
    struct ctx *cx, const struct partner_setting *setting)
{
	struct text out;
	struct json_out json;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "AzurePortalUrl", setting->azure_portal_url);
	json_text(&json, "RiskNoticeUrl", setting->risk_notice_url);
	json_object_end(&json);
	return out.bytes;
}

struct error partner_setting_change(
    struct ctx *cx, const struct partner_setting *setting)
{
	struct partner_setting before;
	struct error e = partner_setting_load(cx, &before);

	if (e.code ||
	    (text_same(before.azure_portal_url, setting->azure_portal_url) &&
		text_same(before.risk_notice_url, setting->risk_notice_url)))
		return e;
	if ((e = partner_setting_save(cx, setting)).code)
		return e;
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_UPDATE_PARTNER_SETTINGS,
		.details =
		    HOLES({ "ResourceOldValue", setting_text(cx, &before) },
			{ "ResourceNewValue", setting_text(cx, setting) }) },
	    OK);
}
