/*
 * The partner's own profile, which one client reads right after it signs in
 * (client-quirks 2). Changing it is not here.
 */
#include <string.h>

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"

static struct error organization_read(struct request *rq)
{
	const struct principal *who = rq->cx.who;
	const struct partner *partner = who->partner;
	struct json_out json;

	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "id", partner->tenant_id);
	json_text(&json, "companyName", partner->name);
	json_object_begin(&json, "defaultAddress");
	json_text(&json, "country", partner->country);
	json_some(&json, "city", partner->city);
	json_object_end(&json);
	json_text(&json, "tenantId", partner->tenant_id);
	json_text(&json, "domain", partner->domain);
	json_some(&json, "email", who->email);
	json_text_n(&json, "language", partner->culture,
	    strcspn(partner->culture, "-"));
	json_text(&json, "culture", partner->culture);
	json_text(&json, "profileType", "organization_profile");
	links_self(&json, "/profiles/organization");
	resource_end(&json, "OrganizationProfile", NULL);
	return OK;
}

const struct route api_profile_routes[] = {
	{ GET, "/v1/profiles/organization", .needs = MAY_SIGNED_IN,
	    .read = organization_read, .summary = N_("Your own organisation."),
	    API(1, APP_USER, ONE(200, "OrganizationProfile"), NO_ERRORS) },
	ROUTE_END,
};
