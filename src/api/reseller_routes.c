/*
 * Indirect resellers over REST (api.md 4): relationships, the request for one,
 * and who has signed the partner agreement.
 */
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/query.h"
#include "api/routes.h"
#include "base/settings.h"
#include "customers/customer.h"
#include "customers/reseller.h"
#include "i18n/i18n.h"

#define RESELLER "is_indirect_reseller_of"
#define PROVIDER "is_indirect_cloud_solution_provider_of"

static void reseller_json(struct json_out *json,
    const struct reseller *reseller, const char *relationship)
{
	resource_begin(json, NULL);
	json_text(json, "id", reseller->reseller_id);
	json_text(json, "location", reseller->country);
	json_text(json, "mpnId", reseller->mpn_id);
	json_text(json, "name", reseller->name);
	json_text(json, "relationshipType", relationship);
	json_text(json, "state", reseller->active ? "Active" : "Inactive");
	resource_end(json, "PartnerRelationship", NULL);
}

/* ---- of a customer ---- */

static struct error of_customer_read(struct request *rq)
{
	struct customer customer;
	struct reseller reseller;
	struct json_out json;
	bool found = false;
	struct error e = path_customer(rq, &customer);

	if (!e.code && !text_empty(customer.associated_partner_id))
		e = reseller_find(
		    &rq->cx, customer.associated_partner_id, &reseller, &found);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, found ? 1 : 0);
	if (found)
		reseller_json(&json, &reseller, RESELLER);
	collection_end(&json, URI_OF(rq->cx.arena, "customers",
				  customer.customer_id, "relationships"));
	return OK;
}

/* ---- of the partner ---- */

enum { TYPE_RESELLER, TYPE_PROVIDER };
struct relationships_query {
	int type;
	bool has_type;
	const char *filter;
};
static const char *const types[] = { RESELLER, PROVIDER, NULL };
static const struct field relationships_query[] = {
	FIELD_AS("relationship_type", CHOICE, struct relationships_query, type,
	    .choices = types,
	    .has_offset = offsetof(struct relationships_query, has_type)),
	FIELD(TEXT, struct relationships_query, filter, .max = 2048),
	FIELD_END,
};

static const char *const name_operators[] = { "substring", "starts_with",
	NULL };
static const struct filter_rule relationship_filters[] = {
	{ "name", name_operators },
	{ 0 },
};

static struct error filter_of(
    struct request *rq, struct reseller_filter *ret_filter)
{
	const struct relationships_query *query = rq->query;
	struct filter filter;
	struct error e =
	    filter_read(&rq->cx, query->filter, relationship_filters, &filter);

	if (e.code)
		return e;
	*ret_filter = (struct reseller_filter){ 0 };
	if (text_same(filter.operator, "substring"))
		ret_filter->name_holds = filter.value;
	else
		ret_filter->name_starts = filter.value;
	return OK;
}

static struct error relationships_read(struct request *rq)
{
	const struct relationships_query *query = rq->query;
	struct reseller_list resellers = { 0 }, providers = { 0 };
	struct reseller_filter filter;
	struct json_out json;
	struct error e = filter_of(rq, &filter);

	if (!e.code && (!query->has_type || query->type == TYPE_RESELLER))
		e = reseller_list(&rq->cx, &filter, &resellers);
	if (!e.code && (!query->has_type || query->type == TYPE_PROVIDER))
		e = provider_list(&rq->cx, &filter, &providers);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, resellers.count + providers.count);
	for (size_t i = 0; i < resellers.count; i++)
		reseller_json(&json, &resellers.resellers[i], RESELLER);
	for (size_t i = 0; i < providers.count; i++)
		reseller_json(&json, &providers.resellers[i], PROVIDER);
	collection_end(
	    &json, uri_with(rq->cx.arena, "/relationships",
		       HOLES({ "relationship_type",
				 query->has_type ? types[query->type] : NULL },
			   { "filter", query->filter })));
	return OK;
}

/* ---- the request ---- */

/* A page that tells a customer whom to turn to. */
static struct error request_read(struct request *rq)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "url",
	    arena_printf(rq->cx.arena, "%s/partners/%s",
		rq->cx.settings->public_url, rq->cx.who->partner->tenant_id));
	resource_end(&json, "RelationshipRequest", NULL);
	return OK;
}

/* ---- the partner agreement ---- */

struct compliance_query {
	const char *mpn_id, *tenant_id;
};
static const struct field compliance_query[] = {
	FIELD_AS("mpnId", TEXT, struct compliance_query, mpn_id, .max = 64),
	FIELD_AS(
	    "tenantId", TEXT, struct compliance_query, tenant_id, .max = 64),
	FIELD_END,
};

static struct error compliance_read(struct request *rq)
{
	const struct compliance_query *query = rq->query;
	struct json_out json;
	struct error e;

	if (!text_same_nocase(request_param(rq, "program"), "csp"))
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	e = reseller_agreement(&rq->cx, query->mpn_id, query->tenant_id);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	json_object_begin(&json, NULL);
	json_bool(&json, "isAgreementSigned", true);
	json_object_end(&json);
	return OK;
}

const struct route api_reseller_routes[] = {
	{ GET, "/v1/customers/{customer}/relationships",
	    .needs = MAY_SEE_CUSTOMERS, .read = of_customer_read,
	    .summary = N_("The indirect reseller a customer came through."),
	    API(2, APP_USER, LIST_OF("PartnerRelationship"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, "/v1/relationships", .needs = MAY_SEE_CUSTOMERS,
	    .query = relationships_query,
	    .query_size = sizeof(struct relationships_query),
	    .read = relationships_read,
	    .summary = N_("Your indirect resellers and providers, by name."),
	    API(2, APP_USER, LIST_OF("PartnerRelationship"), NO_ERRORS) },
	{ GET, "/v1/customers/relationshiprequests",
	    .needs = MAY_MANAGE_CUSTOMERS, .read = request_read,
	    .summary = N_("The address to send to a customer that is to become "
			  "yours."),
	    API(2, APP_USER, ONE(200, "CustomerRelationshipRequest"),
		NO_ERRORS) },
	{ GET, "/v1/compliance/{program}/agreementstatus",
	    .needs = MAY_SEE_CUSTOMERS, .query = compliance_query,
	    .query_size = sizeof(struct compliance_query),
	    .read = compliance_read,
	    .summary = N_("Whether a reseller has signed the partner "
			  "agreement; by MPN id or by tenant."),
	    API(2, APP_USER, ONE(200, "AgreementSignatureStatus"),
		ERRORS(ERR_PROGRAM_ID_BAD, ERR_PROGRAM_ID_MISSING,
		    ERR_MPN_UNKNOWN, ERR_MPN_REGION, ERR_MPN_UNSIGNED,
		    ERR_MPN_NO_RESELLER, ERR_TENANT_NO_ACCOUNT,
		    ERR_TENANT_UNSIGNED)) },
	ROUTE_END,
};
