/*
 * Adding a customer; its first user's password is shown once. What a customer
 * must look like, customers/ says.
 */
#include "accounts/password.h"
#include "base/text.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "web/countries.h"
#include "web/routes.h"
#include "web/views.h"

/* Names of the REST body, of the inputs on the page, and shown names. */
static const struct {
	const char *rest, *field, *label;
} names[] = {
	{ "billingProfile.companyName", "name", N_("Company name") },
	{ "companyProfile.domain", "domain", N_("Domain name") },
	{ "billingProfile.defaultAddress.country", "country", N_("Country") },
	{ "companyProfile.organizationRegistrationNumber", "registration",
	    N_("Organisation registration number") },
	{ "billingProfile.defaultAddress.firstName", "first_name",
	    N_("First name") },
	{ "billingProfile.defaultAddress.lastName", "last_name",
	    N_("Last name") },
	{ "billingProfile.email", "email", N_("E-mail address") },
	{ "billingProfile.defaultAddress.phoneNumber", "phone",
	    N_("Phone number") },
	{ "billingProfile.defaultAddress.addressLine1", "address_line1",
	    N_("Street and number") },
	{ "billingProfile.defaultAddress.addressLine2", "address_line2",
	    N_("Address, second line") },
	{ "billingProfile.defaultAddress.city", "city", N_("City") },
	{ "billingProfile.defaultAddress.state", "state",
	    N_("State or region") },
	{ "billingProfile.defaultAddress.postalCode", "postal_code",
	    N_("Postal code") },
};

struct new_view {
	struct view_list problems, company, contact, address, countries;
	bool wrong;
};
static const struct view_field new_view[] = {
	VIEW_OF(LIST, struct new_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct new_view, company, input_view, struct input_view),
	VIEW_OF(LIST, struct new_view, contact, input_view, struct input_view),
	VIEW_OF(LIST, struct new_view, address, input_view, struct input_view),
	VIEW_OF(LIST, struct new_view, countries, country_choice_view,
	    struct country_choice),
	VIEW(BOOL, struct new_view, wrong),
	VIEW_FIELD_END,
};

/* The parts of the form, by row of names[]. */
static const struct {
	const char *kind, *complete;
	bool needed;
} inputs[COUNT(names)] = {
	{ "text", "off", true },
	{ "text", "off", true },
	{ "", "off", true },
	{ "text", "off", false },
	{ "text", "off", true },
	{ "text", "off", true },
	{ "email", "off", true },
	{ "tel", "off", false },
	{ "text", "off", true },
	{ "text", "off", false },
	{ "text", "off", true },
	{ "text", "off", false },
	{ "text", "off", false },
};

static struct view_list input_views(struct request *rq,
    const struct view_list *problems, size_t from, size_t to)
{
	struct ctx *cx = &rq->cx;
	struct input_view *views =
	    ARENA_ARRAY(cx->arena, struct input_view, to - from);

	for (size_t i = from; i < to; i++)
		views[i - from] = (struct input_view){
			.field = names[i].field,
			.label = _(names[i].label),
			.value = typed(rq, names[i].field),
			.problem = problem_of(problems, names[i].field),
			.kind = inputs[i].kind,
			.complete = inputs[i].complete,
			.needed = inputs[i].needed,
			.country = text_same(names[i].field, "country"),
		};
	return (struct view_list){ to - from, views };
}

static const char *field_of(const char *rest)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (text_same(names[i].rest, rest))
			return names[i].field;
	return rest;
}

static struct error new_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct field_pair labels[COUNT(names) + 1] = { 0 };
	struct new_view view = { .wrong = outcome.code != 0 };
	struct page page = { .title = _("Add customer"),
		.body = "customers/new",
		.place = PLACE_CUSTOMERS,
		.fields = new_view,
		.data = &view };
	const char *country = typed(rq, "country");

	for (size_t i = 0; i < COUNT(names); i++)
		labels[i] =
		    (struct field_pair){ names[i].field, names[i].label };
	outcome.field = field_of(outcome.field);
	if (view.wrong)
		page.status = error_info(outcome.code)->page_status;
	view.problems = page_problems(rq, outcome, labels);
	view.company = input_views(rq, &view.problems, 0, 4);
	view.contact = input_views(rq, &view.problems, 4, 8);
	view.address = input_views(rq, &view.problems, 8, COUNT(names));
	view.countries = countries_all(
	    cx, country[0] == '\0' ? cx->who->partner->country : country);
	return page_answer(rq, &page);
}

static struct error new_read(struct request *rq)
{
	return new_answer(rq, OK);
}

static const struct field new_fields[] = {
	FIELD(TEXT, struct customer_new, name),
	FIELD(TEXT, struct customer_new, domain),
	FIELD(TEXT, struct customer_new, country),
	FIELD_AS(
	    "registration", TEXT, struct customer_new, registration_number),
	FIELD(TEXT, struct customer_new, first_name),
	FIELD(TEXT, struct customer_new, last_name),
	FIELD(TEXT, struct customer_new, email),
	FIELD(TEXT, struct customer_new, phone),
	FIELD(TEXT, struct customer_new, address_line1),
	FIELD(TEXT, struct customer_new, address_line2),
	FIELD(TEXT, struct customer_new, city),
	FIELD(TEXT, struct customer_new, state),
	FIELD(TEXT, struct customer_new, postal_code),
	FIELD_END,
};

struct new_state {
	const char *password, *hash;
	struct customer customer;
};

/* All that is wrong at once, under the names of the page. */
static struct error new_check(struct request *rq, struct customer_new *input)
{
	struct error *errors;
	struct error e = customer_check(&rq->cx, input, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;
	     rq->errors.count++) {
		struct error *error = &errors[rq->errors.count];

		error->field = field_of(error->field);
	}
	return e;
}

static struct error new_prepare(struct request *rq)
{
	struct new_state *state = ARENA_NEW(rq->cx.arena, struct new_state);
	struct error e = new_check(rq, rq->input);

	if (e.code != 0)
		return e;
	rq->state = state;
	return password_draw(&rq->cx, &state->password, &state->hash);
}

static struct error new_effects(struct request *rq)
{
	struct new_state *state = rq->state;

	return customer_create(
	    &rq->cx, rq->input, state->password, state->hash, &state->customer);
}

struct made_view {
	const char *made_name, *href, *email, *password;
	struct house_mark mark;
};
static const struct view_field made_view[] = {
	VIEW(TEXT, struct made_view, made_name),
	VIEW(TEXT, struct made_view, href),
	VIEW(TEXT, struct made_view, email),
	VIEW(SECRET, struct made_view, password),
	VIEW_OF(
	    INLINE, struct made_view, mark, house_mark_view, struct house_mark),
	VIEW_FIELD_END,
};

static struct error new_finish(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	const struct new_state *state = rq->state;
	struct made_view view;
	struct page page = { .title = _("Customer added"),
		.body = "customers/made",
		.fields = made_view,
		.data = &view };

	if (outcome.code != 0)
		return new_answer(rq, outcome);
	view = (struct made_view){
		.made_name = state->customer.name,
		.href = arena_printf(
		    cx->arena, "/customers/%s", state->customer.customer_id),
		.email =
		    arena_printf(cx->arena, "admin@%s", state->customer.domain),
		.password = state->password,
		.mark = house_mark(state->customer.customer_id),
	};
	page.customer = &state->customer;
	return page_answer(rq, &page);
}

const struct route web_customer_new_routes[] = {
	{ GET, "/customers/new", .needs = MAY_MANAGE_CUSTOMERS,
	    .read = new_read },
	{ POST, "/customers/new", .needs = MAY_MANAGE_CUSTOMERS,
	    .body = new_fields, .body_size = sizeof(struct customer_new),
	    .prepare = new_prepare, .effects = new_effects,
	    .finish = new_finish },
	ROUTE_END,
};
