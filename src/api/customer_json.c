/*
 * Writes customers and their profiles. Which route answers with which form is
 * customer_routes.c's.
 */
#include "api/customer_json.h"

#include <inttypes.h>

#include "api/answer.h"
#include "customers/domain.h"

static char *uri(struct json_out *json, const struct customer *customer)
{
	return URI_OF(json->out->arena, "customers", customer->customer_id);
}

static char *profile_uri(
    struct json_out *json, const struct customer *customer, const char *profile)
{
	return URI_OF(json->out->arena, "customers", customer->customer_id,
	    "profiles", profile);
}

static void address_json(
    struct json_out *json, const char *key, const struct customer *customer)
{
	json_object_begin(json, key);
	json_some(json, "country", customer->country);
	json_some(json, "city", customer->city);
	json_some(json, "state", customer->state);
	json_some(json, "addressLine1", customer->address_line1);
	json_some(json, "addressLine2", customer->address_line2);
	json_some(json, "postalCode", customer->postal_code);
	json_some(json, "firstName", customer->first_name);
	json_some(json, "lastName", customer->last_name);
	json_some(json, "phoneNumber", customer->phone);
	json_object_end(json);
}

void customer_company_json(struct json_out *json, const char *key,
    const struct customer *customer, bool full)
{
	resource_begin(json, key);
	json_text(json, "tenantId", customer->customer_id);
	json_text(json, "domain", customer->domain);
	json_text(json, "companyName", customer->name);
	if (full) {
		address_json(json, "address", customer);
		json_some(json, "email", customer->email);
		json_some(json, "organizationRegistrationNumber",
		    customer->registration_number);
	}
	links_self(json, profile_uri(json, customer, "company"));
	resource_end(json, "CustomerCompanyProfile", NULL);
}

void customer_billing_json(
    struct json_out *json, const char *key, const struct customer *customer)
{
	resource_begin(json, key);
	json_text(json, "id", customer->commerce_id);
	json_some(json, "firstName", customer->first_name);
	json_some(json, "lastName", customer->last_name);
	json_some(json, "email", customer->email);
	json_some(json, "culture", customer->culture);
	json_some(json, "language", customer->language);
	json_text(json, "companyName", customer->name);
	address_json(json, "defaultAddress", customer);
	links_self(json, profile_uri(json, customer, "billing"));
	resource_end(json, "CustomerBillingProfile",
	    arena_printf(json->out->arena, "%" PRId64, customer->version));
}

static void credentials_json(struct json_out *json, const char *password)
{
	resource_begin(json, "userCredentials");
	json_text(json, "userName", "admin");
	json_text(json, "password", password);
	json_object_end(json);
}

void customer_short_json(struct json_out *json, const struct customer *customer)
{
	resource_begin(json, NULL);
	json_text(json, "id", customer->customer_id);
	customer_company_json(json, "companyProfile", customer, false);
	json_text(json, "relationshipToPartner", "reseller");
	links_self(json, uri(json, customer));
	resource_end(json, "Customer", NULL);
}

static void domains_json(struct json_out *json, const struct customer *customer,
    const struct customer_domain_list *domains)
{
	json_array_begin(json, "customDomains");
	json_text(json, NULL, customer->domain);
	for (size_t i = 0; i < domains->count; i++)
		json_text(json, NULL, domains->domains[i].name);
	json_array_end(json);
}

static void customer_json(struct json_out *json,
    const struct customer *customer, const struct customer_domain_list *domains,
    const char *relationship, const char *password)
{
	resource_begin(json, NULL);
	json_text(json, "id", customer->customer_id);
	json_text(json, "commerceId", customer->commerce_id);
	customer_company_json(json, "companyProfile", customer, true);
	customer_billing_json(json, "billingProfile", customer);
	json_text(json, "relationshipToPartner", relationship);
	json_bool(
	    json, "allowDelegatedAccess", text_same(relationship, "reseller"));
	domains_json(json, customer, domains);
	json_some(json, "associatedPartnerId", customer->associated_partner_id);
	if (password != NULL)
		credentials_json(json, password);
	links_self(json, uri(json, customer));
	resource_end(json, "Customer", NULL);
}

struct error customer_answer(struct request *rq, int status,
    const struct customer *customer, const char *password)
{
	struct customer_domain_list domains;
	struct json_out json;
	struct error e =
	    customer_domain_list(&rq->cx, customer->customer_id, &domains);

	if (e.code)
		return e;
	answer_begin(rq, status, &json);
	customer_json(&json, customer, &domains, "reseller", password);
	return OK;
}

void customer_left_answer(struct request *rq, const struct customer *customer)
{
	const struct customer_domain_list none = { 0 };
	struct json_out json;

	answer_begin(rq, 200, &json);
	customer_json(&json, customer, &none, "none", NULL);
}
