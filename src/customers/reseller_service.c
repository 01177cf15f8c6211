/*
 * Adding an indirect reseller, and whether one has signed the partner
 * agreement (api.md 4, Partner agreement).
 */
#include <string.h>

#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/text.h"
#include "customers/reseller_rows.h"
#include "policy/country.h"

static bool digits(const char *text, size_t most)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n <= most && text[n] == '\0';
}

static struct error reseller_form(
    struct ctx *cx, const struct reseller *reseller)
{
	if (text_empty(reseller->name))
		return fail(ERR_FIELD_MISSING, "name");
	if (text_width(reseller->name) > 120)
		return fail_with(cx->arena, ERR_FIELD_TOO_LONG, "name",
		    HOLES({ "max", "120" }));
	if (!text_is_guid(reseller->reseller_id))
		return fail_with(cx->arena, ERR_FIELD_GUID, "tenantId",
		    HOLES({ "value", reseller->reseller_id }));
	if (!digits(reseller->mpn_id, 10))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "mpnId",
		    HOLES({ "wanted", "4123087" }));
	if (country_find(cx->policy, reseller->country) == NULL)
		return fail_with(cx->arena, ERR_COUNTRY_UNKNOWN, "country",
		    HOLES({ "value", reseller->country }));
	return OK;
}

static const char *trimmed(struct ctx *cx, const char *text)
{
	return text == NULL ? "" : text_trim(cx->arena, text);
}

struct error reseller_create(
    struct ctx *cx, const struct reseller *given, struct reseller *ret_reseller)
{
	struct reseller reseller = {
		.reseller_id =
		    text_lower(cx->arena, trimmed(cx, given->reseller_id)),
		.mpn_id = trimmed(cx, given->mpn_id),
		.name = trimmed(cx, given->name),
		.country = text_upper(cx->arena, trimmed(cx, given->country)),
		.active = true,
		.agreement_signed = given->agreement_signed,
		.created_at = cx->now,
	};
	bool taken;
	struct error e = reseller_form(cx, &reseller);

	if (e.code || (e = reseller_add(cx, &reseller, &taken)).code)
		return e;
	if (taken ||
	    text_same(reseller.reseller_id, cx->who->partner->tenant_id))
		return fail(ERR_RESELLER_TAKEN, "tenantId");
	*ret_reseller = reseller;
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_ADD_RESELLER,
		.title = reseller.name,
		.details = HOLES({ "MpnId", reseller.mpn_id },
		    { "TenantId", reseller.reseller_id }) },
	    OK);
}

/* ---- the partner agreement ---- */

static struct error by_mpn(struct ctx *cx, const char *mpn_id)
{
	const struct partner *partner = cx->who->partner;
	struct reseller reseller;
	bool found;
	struct error e;

	if (!digits(mpn_id, 18))
		return fail(ERR_PROGRAM_ID_BAD, "mpnId");
	if (text_same(mpn_id, partner->mpn_id))
		return fail(ERR_MPN_NO_RESELLER, "mpnId");
	if ((e = reseller_find_mpn(cx, mpn_id, &reseller, &found)).code)
		return e;
	if (!found)
		return fail_with(cx->arena, ERR_MPN_UNKNOWN, "mpnId",
		    HOLES({ "value", mpn_id }));
	if (!country_same_region(
		cx->policy, reseller.country, partner->country))
		return fail(ERR_MPN_REGION, "mpnId");
	return reseller.agreement_signed ? OK : fail(ERR_MPN_UNSIGNED, "mpnId");
}

static struct error by_tenant(struct ctx *cx, const char *tenant_id)
{
	struct reseller reseller;
	bool found;
	struct error e;

	if (!text_is_guid(tenant_id))
		return fail(ERR_PROGRAM_ID_BAD, "tenantId");
	if ((e = reseller_find(cx, tenant_id, &reseller, &found)).code)
		return e;
	if (!found)
		return fail(ERR_TENANT_NO_ACCOUNT, "tenantId");
	return reseller.agreement_signed
		   ? OK
		   : fail(ERR_TENANT_UNSIGNED, "tenantId");
}

struct error reseller_agreement(
    struct ctx *cx, const char *mpn_id, const char *tenant_id)
{
	bool mpn = !text_empty(mpn_id), tenant = !text_empty(tenant_id);

	if (mpn && tenant)
		return fail(ERR_PROGRAM_ID_BAD, "mpnId");
	if (!mpn && !tenant)
		return fail(ERR_PROGRAM_ID_MISSING, "mpnId");
	return mpn ? by_mpn(cx, text_trim(cx->arena, mpn_id))
		   : by_tenant(cx, text_trim(cx->arena, tenant_id));
}

/* ---- partner on record ---- */

struct error reseller_of_record(
    struct ctx *cx, const char *mpn_id, const char *field)
{
	const struct hole value[] = { { "value", mpn_id }, { NULL, NULL } };
	struct reseller reseller;
	bool found;
	struct error e;

	if (!digits(mpn_id, 18))
		return fail_with(cx->arena, ERR_ADVISER_BAD, field, value);
	if (text_same(mpn_id, cx->who->partner->mpn_id))
		return fail(ERR_RECORD_PROVIDER, field);
	if ((e = reseller_find_mpn(cx, mpn_id, &reseller, &found)).code)
		return e;
	if (!found)
		return fail_with(cx->arena, ERR_RECORD_UNKNOWN, field, value);
	if (!reseller.active)
		return fail_with(cx->arena, ERR_RESELLER_UNKNOWN, field, value);
	return reseller.agreement_signed ? OK
					 : fail(ERR_RESELLER_UNSIGNED, field);
}
