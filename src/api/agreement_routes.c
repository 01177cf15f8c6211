/*
 * Agreements over REST (api.md 2.12): which there are, their text, and what a
 * customer has accepted.
 */
#include "customers/agreement.h"

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/query.h"
#include "api/routes.h"
#include "customers/agreement_link.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "policy/country.h"

struct type_query {
	const char *type;
};
static const struct field type_query[] = {
	FIELD_AS("agreementType", TEXT, struct type_query, type, .max = 64),
	FIELD_END,
};

static struct error type_asked(struct request *rq, const char **ret_type)
{
	const struct type_query *query = rq->query;
	const char *type =
	    query->type == NULL ? NULL : text_trim(rq->cx.arena, query->type);

	if (agreement_type_asked(type, ret_type))
		return OK;
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "agreementType",
	    HOLES({ "value", type },
		{ "choices",
		    "MicrosoftCloudAgreement, MicrosoftCustomerAgreement, *" }));
}

static const char *self_of(struct request *rq, const char *path)
{
	const struct type_query *query = rq->query;

	return uri_with(
	    rq->cx.arena, path, HOLES({ "agreementType", query->type }));
}

/* ---- which there are ---- */

static const char *page_of(
    struct request *rq, const struct agreement_template *template)
{
	return agreement_link(
	    &rq->cx, template, rq->cx.locale->tag, "US", true);
}

static struct error templates_read(struct request *rq)
{
	const struct agreement_template *t;
	const char *type;
	struct json_out json;
	size_t count = 0;
	struct error e = type_asked(rq, &type);

	if (e.code)
		return e;
	for (t = agreement_templates(); t->type != NULL; t++)
		count += type == NULL || text_same(type, t->type);
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (t = agreement_templates(); t->type != NULL; t++) {
		if (type != NULL && !text_same(type, t->type))
			continue;
		resource_begin(&json, NULL);
		json_text(&json, "templateId", t->template_id);
		json_text(&json, "agreementType", t->type);
		json_text(&json, "agreementLink", page_of(rq, t));
		json_int(&json, "versionRank", t->rank);
		json_object_end(&json);
	}
	collection_end(&json, self_of(rq, "/agreements"));
	return OK;
}

/* ---- the text ---- */

struct document_query {
	const char *language, *country;
};
static const struct field document_query[] = {
	FIELD(TEXT, struct document_query, language, .max = 35),
	FIELD(TEXT, struct document_query, country, .max = 2),
	FIELD_END,
};

/* Case counts in country codes here (api.md 2.12). */
static struct error country_asked(struct request *rq, const char **ret_country)
{
	const struct document_query *query = rq->query;
	const struct country *country;

	*ret_country = text_empty(query->country)
			   ? "US"
			   : text_trim(rq->cx.arena, query->country);
	country = country_find(rq->cx.policy, *ret_country);
	if (country != NULL && text_same(country->code, *ret_country))
		return OK;
	return fail_with(rq->cx.arena, ERR_COUNTRY_UNKNOWN, "country",
	    HOLES({ "value", *ret_country }));
}

static struct error document_read(struct request *rq)
{
	const struct document_query *query = rq->query;
	const struct agreement_template *template =
	    agreement_template_find(request_param(rq, "template"));
	const char *language, *country;
	struct json_out json;
	struct error e;

	if (template == NULL)
		return fail(ERR_TEMPLATE_UNKNOWN, NULL);
	if ((e = country_asked(rq, &country)).code)
		return e;
	language = agreement_language(query->language);
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "displayUri",
	    agreement_link(&rq->cx, template, language, country, true));
	json_text(&json, "downloadUri",
	    agreement_link(&rq->cx, template, language, country, false));
	json_text(&json, "language", language);
	json_text(&json, "country", country);
	json_object_end(&json);
	return OK;
}

/* ---- what a customer has accepted ---- */

static void agreement_json(struct request *rq, struct json_out *json,
    const struct agreement *agreement)
{
	const struct agreement_template *template =
	    agreement_template_find(agreement->template_id);

	json_object_begin(json, NULL);
	json_text(json, "userId", agreement->user_id);
	json_object_begin(json, "primaryContact");
	json_text(json, "firstName", agreement->first_name);
	json_text(json, "lastName", agreement->last_name);
	json_text(json, "email", agreement->email);
	json_some(json, "phoneNumber", agreement->phone);
	json_object_end(json);
	json_text(json, "templateId", agreement->template_id);
	json_instant(json, "dateAgreed", agreement->agreed_at);
	json_text(json, "type", agreement->type);
	if (template != NULL)
		json_text(json, "agreementLink", page_of(rq, template));
	json_object_end(json);
}

static struct error agreements_read(struct request *rq)
{
	struct customer customer;
	struct agreement_list list;
	const char *type;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code || (e = type_asked(rq, &type)).code)
		return e;
	e = agreement_list(&rq->cx, customer.customer_id, type, &list);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		agreement_json(rq, &json, &list.agreements[i]);
	collection_end(
	    &json, self_of(rq, URI_OF(rq->cx.arena, "customers",
				   customer.customer_id, "agreements")));
	return OK;
}

struct contact_input {
	const char *first_name, *last_name, *email, *phone;
};
struct agreement_input {
	struct contact_input contact;
	const char *template_id, *type;
	int64_t agreed_at;
	bool has_agreed_at;
};
#define CONTACT(name_, member_, ...)                                           \
	FIELD_AS(name_, TEXT, struct contact_input, member_, __VA_ARGS__)
static const struct field contact_fields[] = {
	CONTACT("firstName", first_name, .required = true, .max = 50),
	CONTACT("lastName", last_name, .required = true, .max = 50),
	CONTACT("email", email, .required = true, .max = 254),
	CONTACT("phoneNumber", phone, .max = 40),
	FIELD_END,
};
static const struct field agreement_fields[] = {
	FIELD_AS("primaryContact", OBJECT, struct agreement_input, contact,
	    .required = true, .fields = contact_fields),
	FIELD_AS("templateId", GUID, struct agreement_input, template_id,
	    .required = true),
	FIELD_AS("type", TEXT, struct agreement_input, type, .required = true,
	    .max = 64),
	FIELD_AS("dateAgreed", INSTANT, struct agreement_input, agreed_at,
	    .required = true,
	    .has_offset = offsetof(struct agreement_input, has_agreed_at)),
	FIELD_AS("userId", TEXT, struct agreement_input, template_id,
	    .read_only = true),
	FIELD_END,
};

static struct error confirm_effects(struct request *rq)
{
	const struct agreement_input *input = rq->input;
	struct agreement agreement = {
		.type = input->type,
		.template_id = input->template_id,
		.agreed_at = input->agreed_at,
		.first_name = input->contact.first_name,
		.last_name = input->contact.last_name,
		.email = input->contact.email,
		.phone = input->contact.phone,
	};
	struct json_out json;
	struct error e = agreement_confirm(
	    &rq->cx, path_customer_id(rq), &agreement, &agreement);

	if (e.code)
		return e;
	answer_begin(rq, 201, &json);
	agreement_json(rq, &json, &agreement);
	return OK;
}

static struct error direct_read(struct request *rq)
{
	struct customer customer;
	int64_t signed_at;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (!e.code)
		e = agreement_direct(&rq->cx, customer.customer_id, &signed_at);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	json_object_begin(&json, NULL);
	json_bool(&json, "isSigned", signed_at != 0);
	json_object_end(&json);
	return OK;
}

const struct route api_agreement_routes[] = {
	{ GET, "/v1/agreements", .needs = MAY_SEE_AGREEMENTS,
	    .query = type_query, .query_size = sizeof(struct type_query),
	    .read = templates_read,
	    .summary = N_("The agreements there are; agreementType=* for all."),
	    API(1, APP_USER, LIST_OF("AgreementMetaData"), NO_ERRORS) },
	{ GET, "/v1/agreementtemplates/{template}/document",
	    .needs = MAY_SEE_AGREEMENTS, .query = document_query,
	    .query_size = sizeof(struct document_query), .read = document_read,
	    .summary = N_("Where to read and to download an agreement, for "
			  "five minutes."),
	    API(1, APP_USER, ONE(200, "AgreementDocument"),
		ERRORS(ERR_TEMPLATE_UNKNOWN, ERR_COUNTRY_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/agreements",
	    .needs = MAY_SEE_AGREEMENTS, .query = type_query,
	    .query_size = sizeof(struct type_query), .read = agreements_read,
	    .summary = N_("What a customer has accepted, newest first."),
	    API(1, APP_USER, LIST_OF("Agreement"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ POST, "/v1/customers/{customer}/agreements",
	    .needs = MAY_CONFIRM_AGREEMENTS, .body = agreement_fields,
	    .body_size = sizeof(struct agreement_input),
	    .effects = confirm_effects,
	    .summary = N_("Confirms that a customer has accepted an "
			  "agreement."),
	    API(1, APP_USER, ONE(201, "Agreement"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_TEMPLATE_UNKNOWN,
		    ERR_TEMPLATE_TYPE, ERR_AGREED_IN_FUTURE)) },
	{ GET,
	    "/v1/customers/{customer}/directSignedMicrosoftCustomerAgreement"
	    "Status",
	    .needs = MAY_SEE_AGREEMENTS, .read = direct_read,
	    .summary = N_("Whether a customer has accepted the customer "
			  "agreement by itself."),
	    API(1, APP_USER, ONE(200, "DirectSignedCustomerAgreementStatus"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	ROUTE_END,
};
