/*
 * What is done on the account of a customer: confirming an agreement, asking
 * for a qualification, ending the relationship. The page is
 * customer_account.c's.
 */
#include "base/text.h"
#include "customers/agreement.h"
#include "customers/qualification.h"
#include "orders/relationship.h"
#include "web/customer_account.h"
#include "web/routes.h"

static void account_back(struct request *rq, const char *done)
{
	response_redirect(
	    rq, customer_path(&rq->cx, request_param(rq, "customer"),
		    "/account?done=%s", done));
}

/* ---- agreement ---- */

struct agreement_sent {
	const char *first_name, *last_name, *email;
	int64_t agreed;
	bool has_agreed, accepted;
};
static const struct field agreement_fields[] = {
	FIELD(TEXT, struct agreement_sent, first_name, .required = true,
	    .max = 50),
	FIELD(TEXT, struct agreement_sent, last_name, .required = true,
	    .max = 50),
	FIELD(TEXT, struct agreement_sent, email, .required = true, .max = 254),
	FIELD(DAY, struct agreement_sent, agreed, .required = true,
	    .has_offset = offsetof(struct agreement_sent, has_agreed)),
	FIELD(BOOL, struct agreement_sent, accepted),
	FIELD_END,
};

/* Names of the REST body, and of the inputs. */
static struct error as_input(struct error e)
{
	static const char *const names[][2] = {
		{ "primaryContact.firstName", "first_name" },
		{ "primaryContact.lastName", "last_name" },
		{ "primaryContact.email", "email" },
		{ "dateAgreed", "agreed" },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (text_same(names[i][0], e.field))
			e.field = names[i][1];
	return e;
}

static struct error agreement_effects(struct request *rq)
{
	const struct agreement_sent *sent = rq->input;
	struct agreement agreement = {
		.type = "MicrosoftCustomerAgreement",
		.agreed_at = sent->agreed * 86400,
		.first_name = sent->first_name,
		.last_name = sent->last_name,
		.email = sent->email,
	};

	if (!sent->accepted)
		return fail(ERR_FIELD_MISSING, "accepted");
	return as_input(agreement_confirm(
	    &rq->cx, request_param(rq, "customer"), &agreement, &agreement));
}

static struct error agreement_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return customer_account_answer(rq, FORM_AGREEMENT, outcome);
	account_back(rq, "agreement");
	return OK;
}

/* ---- qualification ---- */

struct qualification_sent {
	const char *qualification, *code;
};
static const struct field qualification_fields[] = {
	FIELD(TEXT, struct qualification_sent, qualification, .required = true,
	    .max = 64),
	FIELD(TEXT, struct qualification_sent, code, .max = 128),
	FIELD_END,
};

static struct error qualification_effects(struct request *rq)
{
	const struct qualification_sent *sent = rq->input;
	const struct qualification_kind *kind =
	    qualification_kind_find(sent->qualification);
	struct qualification made;

	if (kind == NULL)
		return fail(ERR_FIELD_MISSING, "qualification");
	return qualification_request(
	    &rq->cx, request_param(rq, "customer"), kind, sent->code, &made);
}

static struct error qualification_finish(
    struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return customer_account_answer(rq, FORM_QUALIFICATION, outcome);
	account_back(rq, "qualification");
	return OK;
}

/* ---- the end ---- */

static struct error leave_read(struct request *rq)
{
	return customer_account_answer(rq, FORM_LEAVE, OK);
}

struct leave_sent {
	bool remove; /* for good: sandboxes */
};
static const struct field leave_fields[] = {
	FIELD(BOOL, struct leave_sent, remove),
	FIELD_END,
};

static struct error leave_effects(struct request *rq)
{
	const struct leave_sent *sent = rq->input;
	const char *customer_id = request_param(rq, "customer");
	struct customer customer;

	return sent->remove ? customer_delete(&rq->cx, customer_id)
			    : relationship_end(&rq->cx, customer_id, &customer);
}

static struct error leave_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return customer_account_answer(rq, FORM_LEAVE, outcome);
	response_redirect(rq, "/customers?left=1");
	return OK;
}

const struct route web_customer_act_routes[] = {
	{ POST, "/customers/{customer}/account/agreement",
	    .needs = MAY_CONFIRM_AGREEMENTS, .body = agreement_fields,
	    .body_size = sizeof(struct agreement_sent),
	    .effects = agreement_effects, .finish = agreement_finish },
	{ POST, "/customers/{customer}/account/qualification",
	    .needs = MAY_EDIT_CUSTOMERS, .body = qualification_fields,
	    .body_size = sizeof(struct qualification_sent),
	    .effects = qualification_effects, .finish = qualification_finish },
	{ GET, "/customers/{customer}/account/leave",
	    .needs = MAY_MANAGE_CUSTOMERS, .read = leave_read },
	{ POST, "/customers/{customer}/account/leave",
	    .needs = MAY_MANAGE_CUSTOMERS, .body = leave_fields,
	    .body_size = sizeof(struct leave_sent), .effects = leave_effects,
	    .finish = leave_finish },
	ROUTE_END,
};
