/*
 * Changes to a customer over REST (api.md 4): billing profile, further
 * domains, the end of the relationship, deletion in a sandbox.
 */
#include <inttypes.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/customer_input.h"
#include "api/customer_json.h"
#include "api/routes.h"
#include "customers/customer.h"
#include "customers/domain.h"
#include "i18n/i18n.h"
#include "orders/relationship.h"

/* ---- billing profile ---- */

/* Everything wrong with the fields at once; effects check again. */
static struct error billing_prepare(struct request *rq)
{
	struct customer_new *profile =
	    ARENA_NEW(rq->cx.arena, struct customer_new);
	struct customer customer;
	struct error *errors;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	*profile = profile_of(rq->input);
	rq->state = profile;
	struct customer_new checked = *profile;
	e = customer_profile_check(&rq->cx, &customer, &checked, &errors);
	if (e.code)
		errors_take(rq, errors);
	return e;
}

static struct error billing_effects(struct request *rq)
{
	const struct billing_input *input = rq->input;
	struct customer customer;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	e = etag_check(rq, &input->attributes,
	    arena_printf(rq->cx.arena, "%" PRId64, customer.version), true);
	if (e.code || (e = customer_change(
			   &rq->cx, customer.customer_id, rq->state, &customer))
			  .code)
		return e;
	answer_begin(rq, 200, &json);
	customer_billing_json(&json, NULL, &customer);
	return OK;
}

/* ---- the end of the relationship ---- */

struct relationship_input {
	int relationship;
};
static const char *const relationships[] = { "none", NULL };
static const struct field relationship_fields[] = {
	FIELD_AS("relationshipToPartner", CHOICE, struct relationship_input,
	    relationship, .required = true, .choices = relationships),
	FIELD_END,
};

static struct error relationship_effects(struct request *rq)
{
	struct customer customer;
	struct error e =
	    relationship_end(&rq->cx, path_customer_id(rq), &customer);

	if (e.code == 0)
		customer_left_answer(rq, &customer);
	return e;
}

static struct error delete_effects(struct request *rq)
{
	struct error e = customer_delete(&rq->cx, path_customer_id(rq));

	if (e.code == 0)
		answer_empty(rq, 204);
	return e;
}

/* ---- domains ---- */

struct domain_input {
	int authentication, status, verification;
	bool is_default;
	const char *capability, *name, *root_domain;
};
struct federation_input {
	const char *active_uri, *interactive, *brand, *issuer, *log_off,
	    *metadata, *next_certificate, *discovery, *passive_uri,
	    *certificate, *certificate_status;
	int protocol, prompt;
	bool has_protocol, has_prompt, mfa, has_mfa;
};
struct verified_input {
	const char *name;
	struct domain_input domain;
	struct federation_input federation;
};

static const char *const authentications[] = { "managed", "federated", NULL };
static const char *const statuses[] = { "unverified", "verified",
	"pending_deletion", NULL };
static const char *const verifications[] = { "none", "dns_record", "email",
	NULL };
static const char *const protocols[] = { "WsFed", "Samlp", NULL };
static const char *const prompts[] = { "TranslateToFreshPasswordAuth",
	"NativeSupport", "Disabled", NULL };

#define DOMAIN(name_, kind_, member_, ...)                                     \
	FIELD_AS(name_, kind_, struct domain_input, member_, __VA_ARGS__)
static const struct field domain_fields[] = {
	DOMAIN("authenticationType", CHOICE, authentication, .required = true,
	    .choices = authentications),
	DOMAIN("capability", TEXT, capability, .required = true),
	DOMAIN("isDefault", BOOL, is_default),
	DOMAIN("name", TEXT, name, .required = true, .max = 253),
	DOMAIN("rootDomain", TEXT, root_domain, .max = 253),
	DOMAIN("status", CHOICE, status, .required = true, .choices = statuses),
	DOMAIN("verificationMethod", CHOICE, verification, .required = true,
	    .choices = verifications),
	FIELD_END,
};

#define FEDERATION(name_, member_, ...)                                        \
	FIELD_AS(name_, TEXT, struct federation_input, member_, .max = 8192,   \
	    __VA_ARGS__)
static const struct field federation_fields[] = {
	FEDERATION("activeLogOnUri", active_uri),
	FEDERATION("defaultInteractiveAuthenticationMethod", interactive),
	FEDERATION("federationBrandName", brand),
	FEDERATION("issuerUri", issuer),
	FEDERATION("logOffUri", log_off),
	FEDERATION("metadataExchangeUri", metadata),
	FEDERATION("nextSigningCertificate", next_certificate),
	FEDERATION("openIdConnectDiscoveryEndpoint", discovery),
	FEDERATION("passiveLogOnUri", passive_uri),
	FIELD_AS("preferredAuthenticationProtocol", CHOICE,
	    struct federation_input, protocol, .choices = protocols,
	    .has_offset = offsetof(struct federation_input, has_protocol)),
	FIELD_AS("promptLoginBehavior", CHOICE, struct federation_input, prompt,
	    .choices = prompts,
	    .has_offset = offsetof(struct federation_input, has_prompt)),
	FEDERATION("signingCertificate", certificate),
	FEDERATION("signingCertificateUpdateStatus", certificate_status),
	FIELD_AS("supportsMfa", BOOL, struct federation_input, mfa,
	    .has_offset = offsetof(struct federation_input, has_mfa)),
	FIELD_END,
};
static const struct field verified_fields[] = {
	FIELD_AS("verifiedDomainName", TEXT, struct verified_input, name,
	    .required = true, .max = 253),
	FIELD_AS("domain", OBJECT, struct verified_input, domain,
	    .required = true, .fields = domain_fields),
	FIELD_AS("domainFederationSettings", OBJECT, struct verified_input,
	    federation, .fields = federation_fields),
	FIELD_END,
};

/* A federated domain says where its users sign in. */
static struct error federation_check(const struct federation_input *in)
{
#define NEEDED(value_, name_)                                                  \
	if (value_)                                                            \
	return fail(ERR_FIELD_MISSING, "domainFederationSettings." name_)
	NEEDED(text_empty(in->issuer), "issuerUri");
	NEEDED(text_empty(in->log_off), "logOffUri");
	NEEDED(text_empty(in->passive_uri), "passiveLogOnUri");
	NEEDED(!in->has_protocol, "preferredAuthenticationProtocol");
	NEEDED(!in->has_prompt, "promptLoginBehavior");
	NEEDED(text_empty(in->certificate), "signingCertificate");
	return OK;
#undef NEEDED
}

static const char *federation_json(
    struct arena *arena, const struct federation_input *in)
{
	struct text out;
	struct json_out json;

	text_init(&out, arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_some(&json, "activeLogOnUri", in->active_uri);
	json_some(
	    &json, "defaultInteractiveAuthenticationMethod", in->interactive);
	json_some(&json, "federationBrandName", in->brand);
	json_some(&json, "issuerUri", in->issuer);
	json_some(&json, "logOffUri", in->log_off);
	json_some(&json, "metadataExchangeUri", in->metadata);
	json_some(&json, "nextSigningCertificate", in->next_certificate);
	json_some(&json, "openIdConnectDiscoveryEndpoint", in->discovery);
	json_some(&json, "passiveLogOnUri", in->passive_uri);
	json_text(
	    &json, "preferredAuthenticationProtocol", protocols[in->protocol]);
	json_text(&json, "promptLoginBehavior", prompts[in->prompt]);
	json_some(&json, "signingCertificate", in->certificate);
	json_some(
	    &json, "signingCertificateUpdateStatus", in->certificate_status);
	if (in->has_mfa)
		json_bool(&json, "supportsMfa", in->mfa);
	json_object_end(&json);
	return out.bytes;
}

static void domain_json(
    struct json_out *json, const struct customer_domain *domain)
{
	json_object_begin(json, NULL);
	json_text(
	    json, "authenticationType", authentications[domain->federated]);
	json_text(json, "capability", domain->capability);
	json_bool(json, "isDefault", domain->is_default);
	json_bool(json, "isInitial", false);
	json_text(json, "name", domain->name);
	json_some(json, "rootDomain", domain->root_domain);
	json_text(json, "status", "verified");
	json_text(json, "verificationMethod", domain->verification);
	json_object_end(json);
}

/* Only of verified domains: that is what the caller vouches for. */
static struct error domain_prepare(struct request *rq)
{
	const struct verified_input *input = rq->input;
	const struct domain_input *domain = &input->domain;

	if (!text_same_nocase(text_trim(rq->cx.arena, input->name),
		text_trim(rq->cx.arena, domain->name)))
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT,
		    "verifiedDomainName", HOLES({ "wanted", domain->name }));
	if (domain->status != 1)
		return fail_with(rq->cx.arena, ERR_FIELD_CHOICE,
		    "domain.status",
		    HOLES({ "value", statuses[domain->status] },
			{ "choices", "verified" }));
	return domain->authentication == 1
		   ? federation_check(&input->federation)
		   : OK;
}

static struct error domain_effects(struct request *rq)
{
	const struct verified_input *input = rq->input;
	const struct domain_input *in = &input->domain;
	struct customer_domain domain = {
		.name = in->name,
		.federated = in->authentication == 1,
		.capability = in->capability,
		.is_default = in->is_default,
		.root_domain = in->root_domain == NULL ? "" : in->root_domain,
		.verification = verifications[in->verification],
	};
	struct json_out json;
	struct error e;

	if (domain.federated)
		domain.federation =
		    federation_json(rq->cx.arena, &input->federation);
	e = customer_domain_create(
	    &rq->cx, path_customer_id(rq), &domain, &domain);
	if (e.code)
		return e;
	answer_begin(rq, 201, &json);
	domain_json(&json, &domain);
	return OK;
}

const struct route api_customer_change_routes[] = {
	{ PUT, "/v1/customers/{customer}/profiles/billing",
	    .needs = MAY_EDIT_CUSTOMERS, .body = billing_fields,
	    .body_size = sizeof(struct billing_input),
	    .prepare = billing_prepare, .effects = billing_effects,
	    .summary = N_("Changes the billing profile. Needs its etag."),
	    API(2, ANY_CALLER, ONE(200, "CustomerBillingProfile"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ETAG_STALE, ERR_ETAG_MISSING,
		    ERR_COUNTRY_FIXED, ERR_PHONE_MISSING, ERR_STATE_UNKNOWN,
		    ERR_POSTAL_CODE_FORM)) },
	{ PATCH, "/v1/customers/{customer}", .needs = MAY_MANAGE_CUSTOMERS,
	    .body = relationship_fields,
	    .body_size = sizeof(struct relationship_input),
	    .effects = relationship_effects,
	    .summary = N_("Ends the relationship, when nothing is open."),
	    API(2, APP_USER, ONE(200, "Customer"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_RELATIONSHIP_OPEN)) },
	{ DELETE, "/v1/customers/{customer}", .needs = MAY_MANAGE_CUSTOMERS,
	    .body_ignored = true, .effects = delete_effects,
	    .summary = N_("Deletes a customer of a sandbox."),
	    API(2, ANY_CALLER, NOTHING(204),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ENVIRONMENT)) },
	{ POST, "/v1/customers/{customer}/verifieddomain",
	    .needs = MAY_EDIT_CUSTOMERS, .body = verified_fields,
	    .body_size = sizeof(struct verified_input),
	    .prepare = domain_prepare, .effects = domain_effects,
	    .summary = N_("One more domain of a customer, verified by you."),
	    API(2, ANY_CALLER, ONE(201, "Domain"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_DOMAIN_TAKEN)) },
	ROUTE_END,
};
