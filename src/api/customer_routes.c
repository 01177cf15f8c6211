/*
 * Customers over REST (api.md 3.2): list, search, one, add, profiles, and
 * whether a domain is taken. What a customer must look like is customers/'s.
 */
#include "accounts/password.h"
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/customer_input.h"
#include "api/customer_json.h"
#include "api/paging.h"
#include "api/query.h"
#include "api/routes.h"
#include "customers/customer.h"
#include "i18n/i18n.h"

/* ---- list ---- */

struct customers_query {
	struct page_query page;
};
static const struct field customers_query[] = {
	PAGE_FIELDS(struct customers_query, 500),
	FIELD_END,
};

static const char *const starts_with[] = { "starts_with", NULL };
static const struct filter_rule customer_filters[] = {
	{ "CompanyName", starts_with },
	{ "Domain", starts_with },
	{ "IndirectReseller", starts_with },
	{ "IndirectCloudSolutionProvider", starts_with },
	{ 0 },
};

static struct error filter_of(
    struct request *rq, struct paging *paging, struct customer_filter *filter)
{
	const struct customers_query *query = rq->query;
	const struct field_map *token = &paging->asked;
	struct filter asked;
	struct error e;

	if (token->count > 0) {
		filter->name_starts = map_text(token, "name");
		filter->domain_starts = map_text(token, "domain");
		filter->reseller = map_text(token, "reseller");
		return OK;
	}
	e = filter_read(&rq->cx, query->page.filter, customer_filters, &asked);
	if (e.code)
		return e;
	if (text_same(asked.field, "CompanyName"))
		filter->name_starts = asked.value;
	else if (text_same(asked.field, "Domain"))
		filter->domain_starts = asked.value;
	else
		filter->reseller = asked.value;
	return OK;
}

static struct error asked_read(struct request *rq, struct paging *ret_paging,
    struct customer_filter *ret_filter)
{
	const struct customers_query *query = rq->query;
	struct customer_filter filter = { 0 };
	struct error e = paging_read(rq, &query->page, ret_paging);

	if (e.code || (e = filter_of(rq, ret_paging, &filter)).code)
		return e;
	filter.backward = ret_paging->place.backward;
	filter.from_name = ret_paging->place.key;
	filter.from_id = ret_paging->place.id;
	filter.skip = ret_paging->place.skip;
	filter.limit = ret_paging->place.limit;
	*ret_filter = filter;
	return OK;
}

static void customers_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const struct customer_filter *filter,
    const struct customer_list *list)
{
	const struct customers_query *query = rq->query;
	struct page_found found = { list->count, list->more };

	if (list->count > 0) {
		found.first_key = list->first_name_folded;
		found.first_id = list->customers[0].customer_id;
		found.last_key = list->last_name_folded;
		found.last_id = list->customers[list->count - 1].customer_id;
	}
	paging_end(rq, json, paging, "/customers",
	    uri_with(rq->cx.arena, "/customers",
		HOLES({ "size", int_text(rq->cx.arena, query->page.size) },
		    { "filter", query->page.filter })),
	    &found,
	    HOLES({ "name", filter->name_starts },
		{ "domain", filter->domain_starts },
		{ "reseller", filter->reseller }));
}

/* The list as it stands at this version, for this question. */
static struct error customers_key(struct request *rq, const char **ret_key)
{
	const char *token = request_header(rq, "MS-ContinuationToken");
	int64_t version;
	struct error e = customers_version(&rq->cx, &version);

	if (e.code == 0)
		*ret_key =
		    arena_printf(rq->cx.arena, "customers %lld %lld ?%s %s",
			(long long)rq->cx.who->partner->partner_id,
			(long long)version, rq->raw_query,
			token == NULL ? "" : token);
	return e;
}

static struct error customers_read(struct request *rq)
{
	const char *key;
	struct paging paging;
	struct customer_filter filter;
	struct customer_list list;
	struct json_out json;
	struct error e;

	if ((e = customers_key(rq, &key)).code)
		return e;
	if (response_kept(rq, key))
		return OK;
	if ((e = asked_read(rq, &paging, &filter)).code)
		return e;
	if (paging_elsewhere(rq, &paging))
		return OK;
	if ((e = customer_list(&rq->cx, &filter, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		customer_short_json(&json, &list.customers[i]);
	customers_end(rq, &json, &paging, &filter, &list);
	response_keep(rq, key);
	return OK;
}

/* ---- one ---- */

static struct error customer_read_one(struct request *rq)
{
	struct customer customer;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	return customer_answer(rq, 200, &customer, NULL);
}

static struct error company_read(struct request *rq)
{
	struct customer customer;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	customer_company_json(&json, NULL, &customer, true);
	return OK;
}

static struct error billing_read(struct request *rq)
{
	struct customer customer;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	customer_billing_json(&json, NULL, &customer);
	return OK;
}

/* ---- add ---- */

struct company_input {
	const char *domain, *registration_number;
};
struct customer_input {
	struct company_input company;
	struct billing_input billing;
	const char *associated_partner_id;
};

static const struct field company_fields[] = {
	FIELD(TEXT, struct company_input, domain, .required = true),
	FIELD_AS("organizationRegistrationNumber", TEXT, struct company_input,
	    registration_number),
	FIELD_END,
};
static const struct field customer_fields[] = {
	FIELD_AS("companyProfile", OBJECT, struct customer_input, company,
	    .required = true, .fields = company_fields),
	FIELD_AS("billingProfile", OBJECT, struct customer_input, billing,
	    .required = true, .fields = billing_fields),
	FIELD_AS("associatedPartnerId", TEXT, struct customer_input,
	    associated_partner_id),
	FIELD_END,
};

struct adding {
	struct customer_new customer;
	const char *password, *password_hash;
};

static struct customer_new customer_of(const struct customer_input *input)
{
	struct customer_new customer = profile_of(&input->billing);

	customer.domain = input->company.domain;
	customer.registration_number = input->company.registration_number;
	customer.associated_partner_id = input->associated_partner_id;
	return customer;
}

/* Whether the domain is taken is asked in effects: a repeated request must
 * find its first answer, not its own customer. */
static struct error customer_prepare(struct request *rq)
{
	struct adding *adding = ARENA_NEW(rq->cx.arena, struct adding);
	struct error *errors, e;

	adding->customer = customer_of(rq->input);
	e = customer_check(&rq->cx, &adding->customer, &errors);
	if (e.code) {
		errors_take(rq, errors);
		return e;
	}
	rq->state = adding;
	return password_draw(
	    &rq->cx, &adding->password, &adding->password_hash);
}

static struct error customer_effects(struct request *rq)
{
	const struct adding *adding = rq->state;
	struct customer customer;
	struct error e = customer_create(&rq->cx, &adding->customer,
	    adding->password, adding->password_hash, &customer);

	if (e.code)
		return e;
	return customer_answer(rq, 201, &customer, adding->password);
}

/* ---- domains ---- */

static struct error domain_read(struct request *rq)
{
	bool taken;
	struct error e = customer_domain_taken(&rq->cx,
	    text_lower(rq->cx.arena, request_param(rq, "domain")), &taken);

	if (e.code)
		return e;
	answer_empty(rq, taken ? 200 : 404);
	return OK;
}

const struct route api_customer_routes[] = {
	{ GET, "/v1/customers", .needs = MAY_SEE_CUSTOMERS,
	    .query = customers_query,
	    .query_size = sizeof(struct customers_query),
	    .read = customers_read,
	    .summary = N_("Your customers, by name; searched with filter."),
	    API(1, ANY_CALLER, PAGES_OF("Customer"), NO_ERRORS) },
	{ POST, "/v1/customers", .needs = MAY_MANAGE_CUSTOMERS,
	    .body = customer_fields, .body_size = sizeof(struct customer_input),
	    .prepare = customer_prepare, .effects = customer_effects,
	    .summary = N_("A new customer. The answer shows the password of "
			  "its first user, once."),
	    API(1, ANY_CALLER, ONE(201, "Customer"),
		ERRORS(ERR_DOMAIN_TAKEN, ERR_COUNTRY_UNKNOWN,
		    ERR_REGISTRATION_MISSING, ERR_REGISTRATION_UNWANTED,
		    ERR_REGISTRATION_FORMAT, ERR_PHONE_MISSING,
		    ERR_STATE_UNKNOWN, ERR_POSTAL_CODE_FORM,
		    ERR_RESELLER_UNKNOWN, ERR_RESELLER_UNSIGNED,
		    ERR_SANDBOX_LIMIT),
		.sealed = true) },
	{ GET, "/v1/customers/{customer}", .needs = MAY_SEE_CUSTOMERS,
	    .read = customer_read_one, .summary = N_("One customer."),
	    API(1, ANY_CALLER, ONE(200, "Customer"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/profiles/company",
	    .needs = MAY_SEE_CUSTOMERS, .read = company_read,
	    .summary = N_("The company profile of a customer."),
	    API(1, APP_USER, ONE(200, "CustomerCompanyProfile"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/profiles/billing",
	    .needs = MAY_SEE_CUSTOMERS, .read = billing_read,
	    .summary = N_("The billing profile of a customer."),
	    API(1, ANY_CALLER, ONE(200, "CustomerBillingProfile"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ HEAD, "/v1/domains/{domain}", .needs = MAY_SEE_CUSTOMERS,
	    .read = domain_read,
	    .summary = N_("200: the domain is taken, 404: it is free."),
	    API(1, ANY_CALLER, NOTHING(200), NO_ERRORS) },
	ROUTE_END,
};
