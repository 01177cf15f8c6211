/*
 * What countries ask of an address, and one address judged by it (api.md
 * 2.14).
 */
#include "customers/address.h"

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"

/* ---- rules of a country ---- */

static void states_json(struct json_out *json, const struct country *country)
{
	json_array_begin(json, "supportedStatesList");
	for (size_t i = 0; i < country->state_count; i++)
		json_text(json, NULL, country->states[i].code);
	json_array_end(json);
}

static void tax_json(struct json_out *json, const struct country *country)
{
	bool tax = country->tax_id[0] != '\0';

	json_bool(json, "isVatIdSupported", country->vat_form[0] != '\0');
	json_some(json, "taxIdFormat", country->tax_id);
	json_some(json, "taxIdSample", country->tax_sample);
	json_some(json, "vatIdRegex", country->vat_form);
	json_bool(json, "isTaxIdSupported", tax);
	json_bool(json, "isTaxIdOptional", tax);
}

static struct error rules_read(struct request *rq)
{
	const char *code = request_param(rq, "country");
	const struct country *country =
	    country_find(rq->cx.policy, text_trim(rq->cx.arena, code));
	struct json_out json;

	if (country == NULL)
		return fail_with(rq->cx.arena, ERR_COUNTRY_UNKNOWN, NULL,
		    HOLES({ "value", code }));
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "iso2Code", country->code);
	json_text(&json, "defaultCulture", country->culture);
	json_bool(&json, "isStateRequired", country->state == COUNTRY_REQUIRED);
	states_json(&json, country);
	json_texts(&json, "supportedLanguagesList", country->languages);
	json_texts(&json, "supportedCulturesList", country->cultures);
	json_bool(
	    &json, "isPostalCodeRequired", country->postal == COUNTRY_REQUIRED);
	json_some(&json, "postalCodeRegex", country->postal_form);
	json_bool(&json, "isCityRequired", country->city == COUNTRY_REQUIRED);
	tax_json(&json, country);
	json_text(&json, "phoneNumberRegex", country->phone_form);
	json_texts(&json, "countryCallingCodesList", country->calling);
	resource_end(&json, "CountryValidationRules", NULL);
	return OK;
}

/* ---- one address ---- */

struct judged {
	struct address address;
	const char *region, *first_name, *middle_name, *last_name, *phone;
};

#define FIELD_OF(name_, member_, ...)                                          \
	FIELD_AS(name_, TEXT, struct judged, member_, __VA_ARGS__)
static const struct field address_fields[] = {
	FIELD_OF("addressLine1", address.line1, .required = true, .max = 200),
	FIELD_OF("addressLine2", address.line2, .max = 200),
	FIELD_OF("city", address.city, .max = 200),
	FIELD_OF("state", address.state, .max = 200),
	FIELD_OF("postalCode", address.postal_code, .max = 40),
	FIELD_OF("country", address.country, .required = true, .max = 2),
	FIELD_OF("region", region, .max = 200),
	FIELD_OF("firstName", first_name, .max = 50),
	FIELD_OF("middleName", middle_name, .max = 50),
	FIELD_OF("lastName", last_name, .max = 50),
	FIELD_OF("phoneNumber", phone, .max = 40),
	FIELD_END,
};

static void address_json(struct json_out *json, const char *key,
    const struct judged *judged, const struct address *address)
{
	json_object_begin(json, key);
	json_some(json, "country", address->country);
	json_some(json, "region", judged->region);
	json_some(json, "city", address->city);
	json_some(json, "state", address->state);
	json_some(json, "addressLine1", address->line1);
	json_some(json, "addressLine2", address->line2);
	json_some(json, "postalCode", address->postal_code);
	json_some(json, "firstName", judged->first_name);
	json_some(json, "middleName", judged->middle_name);
	json_some(json, "lastName", judged->last_name);
	json_some(json, "phoneNumber", judged->phone);
	json_object_end(json);
}

static const char *verdict_text(
    struct request *rq, const struct address_verdict *verdict)
{
	struct ctx *cx = &rq->cx;

	switch (verdict->status) {
	case ADDRESS_NOT_VALIDATED:
		return _("We have no rules for this country.");
	case ADDRESS_NONE:
		return arena_printf(cx->arena, "%s: %s", verdict->problem.field,
		    error_message(cx, verdict->problem));
	case ADDRESS_STREET_PARTIAL:
		return _("The street has no house number.");
	case ADDRESS_PREMISES_PARTIAL:
		return _("The number of the suite, flat or floor is missing.");
	case ADDRESS_INTERACTION_REQUIRED:
		return _("This is written differently there; see the "
			 "suggestion.");
	default:
		return NULL;
	}
}

/* Once the answer was whether the address will do. */
static bool will_do(enum address_status status)
{
	return status == ADDRESS_VERIFIED ||
	       status == ADDRESS_VERIFIED_SHIPPABLE ||
	       status == ADDRESS_INTERACTION_REQUIRED;
}

static struct error address_answer(struct request *rq)
{
	const struct judged *judged = rq->input;
	struct address_verdict verdict =
	    address_judge(rq->cx.policy, rq->cx.arena, &judged->address);
	struct json_out json;

	answer_begin(rq, 200, &json);
	if (client_is_old(rq)) {
		json_bool(&json, NULL, will_do(verdict.status));
		return OK;
	}
	json_object_begin(&json, NULL);
	address_json(&json, "originalAddress", judged, &judged->address);
	json_array_begin(&json, "suggestedAddresses");
	if (verdict.suggests)
		address_json(&json, NULL, judged, &verdict.suggestion);
	json_array_end(&json);
	json_text(&json, "status", address_status_id(verdict.status));
	json_text(&json, "validationMessage", verdict_text(rq, &verdict));
	json_object_end(&json);
	return OK;
}

/* prepare has answered: nothing is left to do in the writer. */
static struct error address_effects(struct request *rq)
{
	(void)rq;
	return OK;
}

const struct route api_address_routes[] = {
	{ GET, "/v1/countryvalidationrules/{country}", .needs = MAY_SIGNED_IN,
	    .read = rules_read,
	    .summary = N_("What a country asks of an address."),
	    API(1, ANY_CALLER, ONE(200, "CountryValidationRules"),
		ERRORS(ERR_COUNTRY_UNKNOWN)) },
	{ POST, "/v1/validations/address", .needs = MAY_SIGNED_IN,
	    .body = address_fields, .body_size = sizeof(struct judged),
	    .prepare = address_answer, .effects = address_effects,
	    .summary = N_("Judges an address by the rules of its country."),
	    API(1, ANY_CALLER, ONE(200, "AddressValidationResponse"),
		NO_ERRORS) },
	ROUTE_END,
};
