/*
 * The partner's own profiles (api.md 3.2, 4): read and put in place. One client
 * reads the organisation right after it signs in (client-quirks 2). What a
 * profile must look like is accounts/'s.
 */
#include <string.h>

#include "accounts/partner_profile.h"
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"

static const struct {
	const char *uri, *profile_type, *object_type;
} forms[PROFILE_KIND_COUNT] = {
	[PROFILE_ORGANIZATION] = { "/profiles/organization",
	    "organization_profile", "OrganizationProfile" },
	[PROFILE_LEGAL] = { "/profiles/legalbusiness", "legal_business_profile",
	    "LegalBusinessProfile" },
	[PROFILE_BILLING] = { "/profiles/billing", "billing_profile",
	    "BillingProfile" },
	[PROFILE_SUPPORT] = { "/profiles/support", "support_profile",
	    "PartnerSupportProfile" },
};

static const char *etag_now(
    struct request *rq, enum profile_kind kind, const struct profile *profile)
{
	return etag_of(rq->cx.arena, profile_kind_id(kind), profile->version);
}

/* ---- out ---- */

/* Members stand by their paths: what is before the point is an object, and
 * its members follow each other. */
static void members_json(struct json_out *json, enum profile_kind kind,
    const struct profile *profile)
{
	const char *open = NULL;
	size_t open_length = 0;

	for (const struct profile_member *m = profile_members(kind); m->path;
	     m++) {
		const char *value = profile_value(profile, m);
		const char *point = strchr(m->path, '.');
		size_t length = point ? (size_t)(point - m->path) : 0;

		if (text_empty(value))
			continue;
		if (open != NULL && (length != open_length ||
					strncmp(open, m->path, length) != 0)) {
			json_object_end(json);
			open = NULL;
		}
		if (point != NULL && open == NULL) {
			open = m->path;
			open_length = length;
			json_object_begin(
			    json, arena_dup_n(json->out->arena, open, length));
		}
		json_text(json, point ? point + 1 : m->path, value);
	}
	if (open != NULL)
		json_object_end(json);
}

static void kind_json(
    struct request *rq, struct json_out *json, enum profile_kind kind)
{
	const struct partner *partner = rq->cx.who->partner;

	if (kind == PROFILE_ORGANIZATION) {
		json_text(json, "id", partner->tenant_id);
		json_text(json, "tenantId", partner->tenant_id);
		json_text(json, "domain", partner->domain);
	}
	if (kind == PROFILE_LEGAL) {
		json_text(json, "vettingStatus", "authorized");
		json_text(json, "vettingSubStatus", "none");
	}
}

static void profile_answer(
    struct request *rq, enum profile_kind kind, const struct profile *profile)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	kind_json(rq, &json, kind);
	members_json(&json, kind, profile);
	if (kind == PROFILE_ORGANIZATION && text_empty(profile->email))
		json_some(&json, "email", rq->cx.who->email);
	json_text(&json, "profileType", forms[kind].profile_type);
	links_self(&json, forms[kind].uri);
	resource_end(
	    &json, forms[kind].object_type, etag_now(rq, kind, profile));
}

static struct error profile_show(struct request *rq, enum profile_kind kind)
{
	struct profile profile;
	struct error e = profile_load(&rq->cx, kind, &profile);

	if (e.code == 0)
		profile_answer(rq, kind, &profile);
	return e;
}

/* ---- in ---- */

struct profile_input {
	struct profile profile;
	struct attributes_input attributes;
};

#define ADDRESS(name_, member_, ...)                                           \
	FIELD_AS(name_, TEXT, struct profile_address, member_, __VA_ARGS__)
#define ADDRESS_REST                                                           \
	ADDRESS("firstName", first_name, .max = 50),                           \
	    ADDRESS("middleName", middle_name, .max = 50),                     \
	    ADDRESS("lastName", last_name, .max = 50),                         \
	    ADDRESS("addressLine1", line1, .max = 200),                        \
	    ADDRESS("addressLine2", line2, .max = 200),                        \
	    ADDRESS("city", city, .max = 200),                                 \
	    ADDRESS("state", state, .max = 200),                               \
	    ADDRESS("postalCode", postal_code, .max = 200),                    \
	    ADDRESS("region", region, .max = 200),                             \
	    ADDRESS("phoneNumber", phone, .max = 200), FIELD_END
static const struct field address_fields[] = {
	ADDRESS("country", country, .max = 200, .required = true),
	ADDRESS_REST,
};
static const struct field approver_fields[] = {
	ADDRESS("country", country, .max = 200),
	ADDRESS_REST,
};
#define CONTACT(name_, member_, ...)                                           \
	FIELD_AS(name_, TEXT, struct profile_contact, member_, __VA_ARGS__)
static const struct field contact_fields[] = {
	CONTACT("firstName", first_name, .max = 50),
	CONTACT("lastName", last_name, .max = 50),
	CONTACT("email", email, .max = 200),
	CONTACT("phoneNumber", phone, .max = 200),
	FIELD_END,
};
#define PROFILE(name_, member_, ...)                                           \
	FIELD_AS(name_, TEXT, struct profile_input, profile.member_,           \
	    .max = 200, __VA_ARGS__)
#define PROFILE_OF(name_, member_, fields_, ...)                               \
	FIELD_AS(name_, OBJECT, struct profile_input, profile.member_,         \
	    .fields = fields_, __VA_ARGS__)
#define ETAG                                                                   \
	FIELD(OBJECT, struct profile_input, attributes,                        \
	    .fields = attributes_fields)

static const struct field organization_fields[] = {
	PROFILE("companyName", company_name, .required = true),
	PROFILE("email", email),
	PROFILE("language", language),
	PROFILE("culture", culture),
	PROFILE_OF("defaultAddress", address, address_fields, .required = true),
	ETAG,
	FIELD_END,
};
static const struct field legal_fields[] = {
	PROFILE("companyName", company_name, .required = true),
	PROFILE_OF("address", address, address_fields, .required = true),
	PROFILE_OF("primaryContact", contact, contact_fields),
	PROFILE_OF("companyApproverAddress", approver_address, approver_fields),
	PROFILE("companyApproverEmail", approver_email),
	ETAG,
	FIELD_END,
};
static const struct field billing_fields[] = {
	PROFILE("companyName", company_name, .required = true),
	PROFILE_OF("address", address, address_fields, .required = true),
	PROFILE_OF("primaryContact", contact, contact_fields),
	PROFILE("purchaseOrderNumber", purchase_order),
	PROFILE("taxId", tax_id),
	PROFILE("billingCurrency", currency),
	ETAG,
	FIELD_END,
};
static const struct field support_fields[] = {
	PROFILE("email", email),
	PROFILE("telephone", telephone),
	PROFILE("website", website),
	ETAG,
	FIELD_END,
};

static struct error put_prepare(struct request *rq, enum profile_kind kind)
{
	struct profile_input *input = rq->input;
	struct error *errors, e;

	e = profile_check(&rq->cx, kind, &input->profile, &errors);
	if (e.code == 0)
		return OK;
	rq->errors.list = errors;
	while (errors[rq->errors.count].code)
		rq->errors.count++;
	return e;
}

static struct error put_effects(struct request *rq, enum profile_kind kind)
{
	const struct profile_input *input = rq->input;
	struct profile profile;
	struct error e = profile_load(&rq->cx, kind, &profile);

	if (e.code == 0)
		e = etag_check(rq, &input->attributes,
		    etag_now(rq, kind, &profile), false);
	if (e.code == 0)
		e = profile_save(&rq->cx, kind, &input->profile, &profile);
	if (e.code == 0)
		profile_answer(rq, kind, &profile);
	return e;
}

#define DOORS(name_, kind_)                                                    \
	static struct error name_##_read(struct request *rq)                   \
	{                                                                      \
		return profile_show(rq, kind_);                                \
	}                                                                      \
	static struct error name_##_prepare(struct request *rq)                \
	{                                                                      \
		return put_prepare(rq, kind_);                                 \
	}                                                                      \
	static struct error name_##_effects(struct request *rq)                \
	{                                                                      \
		return put_effects(rq, kind_);                                 \
	}
DOORS(organization, PROFILE_ORGANIZATION)
DOORS(legal, PROFILE_LEGAL)
DOORS(billing, PROFILE_BILLING)
DOORS(support, PROFILE_SUPPORT)

/* ---- MPN ---- */

struct mpn_query {
	const char *mpn_id;
};
static const struct field mpn_query[] = {
	FIELD_AS("mpnId", TEXT, struct mpn_query, mpn_id, .max = 64,
	    .help = N_("Your own number, or none.")),
	FIELD_END,
};

/* Another partner's number is not told from one that nobody has (ruling 10). */
static struct error mpn_read(struct request *rq)
{
	const struct mpn_query *query = rq->query;
	const struct partner *partner = rq->cx.who->partner;
	struct json_out json;

	if (text_empty(partner->mpn_id) ||
	    (!text_empty(query->mpn_id) &&
		!text_same(query->mpn_id, partner->mpn_id)))
		return fail(ERR_ORGANISATION_UNKNOWN, NULL);
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "partnerName", partner->name);
	json_text(&json, "mpnId", partner->mpn_id);
	json_text(&json, "profileType", "mpn_profile");
	links_self(&json, "/profiles/mpn");
	resource_end(&json, "MpnProfile", NULL);
	return OK;
}

struct vetting_query {
	int version;
};
static const char *const vetting_versions[] = { "current", "last_finalized",
	NULL };
static const struct field vetting_query[] = {
	FIELD_AS("vettingVersion", CHOICE, struct vetting_query, version,
	    .choices = vetting_versions,
	    .help = N_("Both are the same: a change counts at once.")),
	FIELD_END,
};

#define PUT_ROW(path_, name_, summary_, resource_)                             \
	{                                                                      \
		PUT, path_,                                                    \
		    .needs = MAY_CHANGE_PROFILES, .body = name_##_fields,      \
		    .body_size = sizeof(struct profile_input),                 \
		    .prepare = name_##_prepare, .effects = name_##_effects,    \
		    .summary = summary_,                                       \
		    API(2, APP_USER, ONE(200, resource_),                      \
			ERRORS(ERR_ETAG_STALE, ERR_COUNTRY_UNKNOWN))           \
	}

const struct route api_profile_routes[] = {
	{ GET, "/v1/profiles/organization", .needs = MAY_SIGNED_IN,
	    .read = organization_read, .summary = N_("Your own organisation."),
	    API(1, APP_USER, ONE(200, "OrganizationProfile"), NO_ERRORS) },
	{ GET, "/v1/profiles/legalbusiness", .needs = MAY_SEE_PROFILES,
	    .query = vetting_query, .query_size = sizeof(struct vetting_query),
	    .read = legal_read,
	    .summary = N_("Your company as it is registered."),
	    API(1, ANY_CALLER, ONE(200, "LegalBusinessProfile"), NO_ERRORS) },
	{ GET, "/v1/profiles/billing", .needs = MAY_SEE_PROFILES,
	    .read = billing_read, .summary = N_("Whom invoices go to."),
	    API(1, APP_USER, ONE(200, "BillingProfile"), NO_ERRORS) },
	{ GET, "/v1/profiles/support", .needs = MAY_SEE_PROFILES,
	    .read = support_read,
	    .summary = N_("How your customers reach your support."),
	    API(1, APP_USER, ONE(200, "SupportProfile"), NO_ERRORS) },
	{ GET, "/v1/profiles/supportprofile", .needs = MAY_SEE_PROFILES,
	    .read = support_read,
	    .summary = N_("The same under its other address."),
	    API(1, APP_USER, ONE(200, "SupportProfile"), NO_ERRORS) },
	{ GET, "/v1/profiles/mpn", .needs = MAY_SEE_PROFILES,
	    .query = mpn_query, .query_size = sizeof(struct mpn_query),
	    .read = mpn_read, .summary = N_("Your partner network number."),
	    API(1, APP_USER, ONE(200, "MpnProfile"),
		ERRORS(ERR_ORGANISATION_UNKNOWN)) },
	PUT_ROW("/v1/profiles/organization", organization,
	    N_("Another organisation profile in place of yours."),
	    "OrganizationProfile"),
	PUT_ROW("/v1/profiles/legalbusiness", legal,
	    N_("Another legal profile in place of yours."),
	    "LegalBusinessProfile"),
	PUT_ROW("/v1/profiles/billing", billing,
	    N_("Another billing profile in place of yours."), "BillingProfile"),
	PUT_ROW("/v1/profiles/support", support,
	    N_("Another support profile in place of yours."), "SupportProfile"),
	PUT_ROW("/v1/profiles/supportprofile", support,
	    N_("The same under its other address."), "SupportProfile"),
	ROUTE_END,
};
