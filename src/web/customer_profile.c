/*
 * Changing a customer's billing profile. What was typed stays when somebody
 * else was quicker; what a profile must look like is customers/'s.
 */
#include "base/text.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/routes.h"

enum { COMPANY = 0, CONTACT = 1, ADDRESS = 4 };

/* Names of the REST body, of the inputs, and shown names. */
static const struct {
	const char *rest, *field, *label, *kind;
	bool needed;
	size_t offset; /* in struct customer */
} inputs[] = {
#define INPUT(rest_, member_, label_, kind_, needed_)                          \
	{                                                                      \
		rest_, #member_, label_, kind_, needed_,                       \
		    offsetof(struct customer, member_)                         \
	}
	INPUT("companyName", name, N_("Company name"), "text", true),
	INPUT("defaultAddress.firstName", first_name, N_("First name"), "text",
	    true),
	INPUT("defaultAddress.lastName", last_name, N_("Last name"), "text",
	    true),
	INPUT("email", email, N_("E-mail address"), "email", true),
	INPUT("defaultAddress.phoneNumber", phone, N_("Phone number"), "tel",
	    false),
	INPUT("defaultAddress.addressLine1", address_line1,
	    N_("Street and number"), "text", true),
	INPUT("defaultAddress.addressLine2", address_line2,
	    N_("Address, second line"), "text", false),
	INPUT("defaultAddress.city", city, N_("City"), "text", true),
	INPUT("defaultAddress.state", state, N_("State or region"), "text",
	    false),
	INPUT("defaultAddress.postalCode", postal_code, N_("Postal code"),
	    "text", false),
#undef INPUT
};

struct profile_view {
	struct view_list problems, company, contact, address;
	const char *customer_name, *href, *version;
	bool wrong, stale;
};
static const struct view_field profile_view[] = {
	VIEW_OF(LIST, struct profile_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(
	    LIST, struct profile_view, company, input_view, struct input_view),
	VIEW_OF(
	    LIST, struct profile_view, contact, input_view, struct input_view),
	VIEW_OF(
	    LIST, struct profile_view, address, input_view, struct input_view),
	VIEW(TEXT, struct profile_view, customer_name),
	VIEW(TEXT, struct profile_view, href),
	VIEW(TEXT, struct profile_view, version),
	VIEW(BOOL, struct profile_view, wrong),
	VIEW(BOOL, struct profile_view, stale),
	VIEW_FIELD_END,
};

static const char *value_now(const struct customer *customer, size_t offset)
{
	return *(
	    const char *const *)(const void *)((const char *)customer + offset);
}

static struct view_list views_of(struct request *rq,
    const struct customer *customer, const struct view_list *problems,
    size_t from, size_t to)
{
	struct ctx *cx = &rq->cx;
	struct input_view *views =
	    ARENA_ARRAY(cx->arena, struct input_view, to - from);

	for (size_t i = from; i < to; i++)
		views[i - from] = (struct input_view){
			.field = inputs[i].field,
			.label = _(inputs[i].label),
			.value = rq->method == POST
				     ? typed(rq, inputs[i].field)
				     : value_now(customer, inputs[i].offset),
			.problem = problem_of(problems, inputs[i].field),
			.kind = inputs[i].kind,
			.complete = "off",
			.needed = inputs[i].needed,
		};
	return (struct view_list){ to - from, views };
}

static const char *field_of(const char *rest)
{
	for (size_t i = 0; i < COUNT(inputs); i++)
		if (text_same(inputs[i].rest, rest))
			return inputs[i].field;
	return rest;
}

static struct error profile_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct field_pair labels[COUNT(inputs) + 1] = { 0 };
	struct customer customer;
	struct profile_view view = { .stale = outcome.code == ERR_ETAG_STALE };
	struct page page = { .title = _("Billing profile"),
		.body = "customers/profile",
		.place = PLACE_ACCOUNT,
		.customer = &customer,
		.fields = profile_view,
		.data = &view };
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code != 0)
		return e;
	for (size_t i = 0; i < COUNT(inputs); i++)
		labels[i] =
		    (struct field_pair){ inputs[i].field, inputs[i].label };
	view.wrong = outcome.code != 0 && !view.stale;
	if (outcome.code != 0)
		page.status = error_info(outcome.code)->page_status;
	outcome.field = field_of(outcome.field);
	if (view.wrong)
		view.problems = page_problems(rq, outcome, labels);
	view.customer_name = customer.name;
	view.href = customer_path(cx, customer.customer_id, "/account");
	/* after a conflict the person has seen it: the next one counts */
	view.version =
	    arena_printf(cx->arena, "%lld", (long long)customer.version);
	view.company = views_of(rq, &customer, &view.problems, 0, CONTACT);
	view.contact =
	    views_of(rq, &customer, &view.problems, CONTACT, ADDRESS + 1);
	view.address =
	    views_of(rq, &customer, &view.problems, ADDRESS + 1, COUNT(inputs));
	return page_answer(rq, &page);
}

static struct error profile_read(struct request *rq)
{
	return profile_answer(rq, OK);
}

struct profile_sent {
	struct customer_new profile;
	int64_t version;
};
#define SENT(member_)                                                          \
	FIELD_AS(#member_, TEXT, struct profile_sent, profile.member_)
static const struct field profile_fields[] = {
	SENT(name),
	SENT(first_name),
	SENT(last_name),
	SENT(email),
	SENT(phone),
	SENT(address_line1),
	SENT(address_line2),
	SENT(city),
	SENT(state),
	SENT(postal_code),
	FIELD(INT, struct profile_sent, version, .required = true),
	FIELD_END,
};

/* What the form does not ask stays as it is. */
static void profile_complete(
    struct customer_new *profile, const struct customer *customer)
{
	profile->country = customer->country;
	profile->culture = customer->culture;
	profile->language = customer->language;
}

static struct error profile_prepare(struct request *rq)
{
	struct profile_sent *sent = rq->input;
	struct customer customer;
	struct customer_new checked;
	struct error *errors;
	struct error e =
	    customer_load(&rq->cx, request_param(rq, "customer"), &customer);

	if (e.code != 0)
		return e;
	profile_complete(&sent->profile, &customer);
	checked = sent->profile;
	e = customer_profile_check(&rq->cx, &customer, &checked, &errors);
	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;
	     rq->errors.count++)
		errors[rq->errors.count].field =
		    field_of(errors[rq->errors.count].field);
	return e;
}

static struct error profile_effects(struct request *rq)
{
	const struct profile_sent *sent = rq->input;
	struct customer customer;
	struct error e =
	    customer_load(&rq->cx, request_param(rq, "customer"), &customer);

	if (e.code == 0 && customer.version != sent->version)
		e = fail(ERR_ETAG_STALE, NULL);
	return e.code != 0 ? e
			   : customer_change(&rq->cx, customer.customer_id,
				 &sent->profile, &customer);
}

static struct error profile_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return profile_answer(rq, outcome);
	response_redirect(
	    rq, customer_path(&rq->cx, request_param(rq, "customer"),
		    "/account?done=profile"));
	return OK;
}

const struct route web_customer_profile_routes[] = {
	{ GET, "/customers/{customer}/account/profile",
	    .needs = MAY_EDIT_CUSTOMERS, .read = profile_read },
	{ POST, "/customers/{customer}/account/profile",
	    .needs = MAY_EDIT_CUSTOMERS, .body = profile_fields,
	    .body_size = sizeof(struct profile_sent),
	    .prepare = profile_prepare, .effects = profile_effects,
	    .finish = profile_finish },
	ROUTE_END,
};
