/*
 * Qualifications over REST (api.md 4): the asynchronous form, the older one
 * with a bare text, and the codes of the government community cloud.
 */
#include "customers/qualification.h"

#include <inttypes.h>

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "customers/customer.h"
#include "i18n/i18n.h"

static void qualification_json(
    struct json_out *json, const struct qualification *qualification)
{
	json_object_begin(json, NULL);
	json_text(json, "qualification", qualification->kind->name);
	json_text(json, "vettingStatus",
	    qualification->approved ? "Approved"
	    : qualification->denied ? "Denied"
				    : "InReview");
	if (qualification->denied && !text_empty(qualification->reason))
		json_text(json, "vettingReason", qualification->reason);
	json_instant(json, "vettingCreatedDate", qualification->requested_at);
	json_object_end(json);
}

static struct error list_read(struct request *rq)
{
	struct customer customer;
	struct qualification_list list;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (!e.code)
		e = qualification_list(&rq->cx, customer.customer_id, &list);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < list.count; i++)
		qualification_json(&json, &list.items[i]);
	json_array_end(&json);
	return OK;
}

struct code_query {
	const char *code;
};
static const struct field code_query[] = {
	FIELD(TEXT, struct code_query, code, .max = 128),
	FIELD_END,
};
struct qualification_input {
	const char *qualification;
};
static const struct field qualification_fields[] = {
	FIELD(TEXT, struct qualification_input, qualification, .required = true,
	    .max = 64),
	FIELD_END,
};

static struct error kind_unknown(struct request *rq, const char *value)
{
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "qualification",
	    HOLES({ "value", value },
		{ "choices", "Education, GovernmentCommunityCloud, "
			     "StateOwnedEntity, Nonprofit" }));
}

static struct error request_effects(struct request *rq)
{
	const struct qualification_input *input = rq->input;
	const struct code_query *query = rq->query;
	const struct qualification_kind *kind =
	    qualification_kind_find(input->qualification);
	struct qualification qualification;
	struct json_out json;
	struct error e;

	if (kind == NULL)
		return kind_unknown(rq, input->qualification);
	e = qualification_request(
	    &rq->cx, path_customer_id(rq), kind, query->code, &qualification);
	if (e.code)
		return e;
	answer_begin(rq, 201, &json);
	qualification_json(&json, &qualification);
	return OK;
}

/* ---- the older form ---- */

static const char *const legacy[] = { "none", "education", "nonprofit", NULL };
struct legacy_input {
	int qualification;
};
static const struct field legacy_fields[] = {
	FIELD_ITSELF(CHOICE, struct legacy_input, qualification,
	    .required = true, .choices = legacy),
	FIELD_END,
};

/* Only what is in force, and only what this form has words for. */
static struct error legacy_answer(struct request *rq)
{
	struct customer customer;
	struct json_out json;
	const char *word = legacy[0];
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	for (size_t i = 1; legacy[i] != NULL; i++)
		if (text_same(legacy[i], customer.segment))
			word = legacy[i];
	answer_begin(rq, 200, &json);
	json_text(&json, NULL, word);
	return OK;
}

static struct error legacy_effects(struct request *rq)
{
	const struct legacy_input *input = rq->input;
	const char *word = legacy[input->qualification];
	struct qualification ignored;
	struct error e;

	if (input->qualification == 0)
		e = qualification_clear(&rq->cx, path_customer_id(rq));
	else
		e = qualification_request(&rq->cx, path_customer_id(rq),
		    qualification_kind_find(word), NULL, &ignored);
	return e.code ? e : legacy_answer(rq);
}

/* ---- codes ---- */

static struct error codes_read(struct request *rq)
{
	struct validation_code_list list;
	struct json_out json;
	struct error e = validation_code_list(&rq->cx, &list);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < list.count; i++) {
		const struct validation_code *code = &list.codes[i];

		json_object_begin(&json, NULL);
		json_text(&json, "partnerId", rq->cx.who->partner->tenant_id);
		json_text(&json, "organizationName", code->organization);
		json_text(&json, "validationId", code->validation_id);
		json_int(&json, "maxCreates", code->max_creates);
		json_int(&json, "remainingCreates", code->remaining);
		json_text(&json, "eTag",
		    etag_of(rq->cx.arena, code->validation_id, code->version));
		json_object_end(&json);
	}
	json_array_end(&json);
	return OK;
}

const struct route api_qualification_routes[] = {
	{ GET, "/v1/customers/{customer}/qualifications",
	    .needs = MAY_SEE_CUSTOMERS, .read = list_read,
	    .summary = N_("What was asked for a customer, newest first."),
	    API(2, ANY_CALLER, ARRAY_OF("CustomerQualificationInfo"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ POST, "/v1/customers/{customer}/qualifications",
	    .needs = MAY_EDIT_CUSTOMERS, .query = code_query,
	    .query_size = sizeof(struct code_query),
	    .body = qualification_fields,
	    .body_size = sizeof(struct qualification_input),
	    .effects = request_effects,
	    .summary = N_("Asks for a qualification of a customer."),
	    API(2, APP_USER, ONE(201, "CustomerQualificationInfo"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_QUALIFICATION_COUNTRY,
		    ERR_QUALIFICATION_CODE)) },
	{ GET, "/v1/customers/{customer}/qualification",
	    .needs = MAY_SEE_CUSTOMERS, .read = legacy_answer,
	    .summary = N_("The qualification in force, as a bare text."),
	    API(2, ANY_CALLER, VALUE(200), ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ PUT, "/v1/customers/{customer}/qualification",
	    .needs = MAY_EDIT_CUSTOMERS, .query = code_query,
	    .query_size = sizeof(struct code_query), .body = legacy_fields,
	    .body_size = sizeof(struct legacy_input), .effects = legacy_effects,
	    .summary = N_("Asks for a qualification by a bare text; answers "
			  "with the one in force then."),
	    API(2, APP_USER, VALUE(200), ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, "/v1/customers/all/validations", .needs = MAY_SEE_CUSTOMERS,
	    .read = codes_read,
	    .summary = N_("Your codes of the government community cloud."),
	    API(2, ANY_CALLER, ARRAY_OF("ValidationCode"), NO_ERRORS) },
	ROUTE_END,
};
