/*
 * A new user of a customer, and the inputs that a change has too. The password
 * is drawn here and shown once.
 */
#include "accounts/password.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/countries.h"
#include "web/routes.h"
#include "web/users.h"

/* ---- inputs ---- */

const struct view_field user_inputs_view[] = {
	VIEW_OF(
	    LIST, struct user_inputs, inputs, input_view, struct input_view),
	VIEW_OF(LIST, struct user_inputs, countries, country_choice_view,
	    struct country_choice),
	VIEW_FIELD_END,
};

#define INPUTS 6
const struct field_pair user_labels[] = {
	{ "firstName", N_("First name") },
	{ "lastName", N_("Last name") },
	{ "displayName", N_("Name as shown") },
	{ "userPrincipalName", N_("User name") },
	{ "usageLocation", N_("Country of use") },
	{ "phoneNumber", N_("Phone number") },
	{ NULL, NULL },
};
static const char *const kinds[INPUTS] = { "text", "text", "text", "email", "",
	"tel" };

const struct field user_fields[] = {
	FIELD_AS("firstName", TEXT, struct customer_user_change, first_name),
	FIELD_AS("lastName", TEXT, struct customer_user_change, last_name),
	FIELD_AS("displayName", TEXT, struct customer_user_change, name),
	FIELD_AS("userPrincipalName", TEXT, struct customer_user_change, upn),
	FIELD_AS(
	    "usageLocation", TEXT, struct customer_user_change, usage_location),
	FIELD_AS("phoneNumber", TEXT, struct customer_user_change, phone),
	FIELD_END,
};

static const char *stored_value(
    const struct customer *customer, const struct customer_user *user, size_t i)
{
	if (user == NULL)
		return i == 4 ? customer->country : "";
	return (const char *const[INPUTS]){ user->first_name, user->last_name,
		user->name, user->upn, user->usage_location, user->phone }[i];
}

struct user_inputs user_inputs(struct request *rq,
    const struct customer *customer, const struct customer_user *user,
    const struct view_list *problems, bool as_typed)
{
	struct ctx *cx = &rq->cx;
	struct input_view *views =
	    ARENA_ARRAY(cx->arena, struct input_view, INPUTS);

	for (size_t i = 0; i < INPUTS; i++) {
		const char *field = user_labels[i].key;

		views[i] = (struct input_view){
			.field = field,
			.label = _(user_labels[i].value),
			.value = as_typed ? typed(rq, field)
					  : stored_value(customer, user, i),
			.problem = problem_of(problems, field),
			.kind = kinds[i],
			.complete = "off",
			.needed = i + 1 < INPUTS,
			.country = i == 4,
		};
	}
	return (struct user_inputs){ { INPUTS, views },
		countries_all(cx, views[4].value) };
}

struct error user_input_check(
    struct request *rq, struct customer_user_change *change, bool new)
{
	struct error *errors;
	struct error e = customer_user_check(&rq->cx, change, new, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	return e;
}

/* ---- the form ---- */

struct new_view {
	const char *customer_name, *domain, *href;
	struct view_list problems;
	struct user_inputs form;
	bool wrong;
};
static const struct view_field new_view[] = {
	VIEW(TEXT, struct new_view, customer_name),
	VIEW(TEXT, struct new_view, domain),
	VIEW(TEXT, struct new_view, href),
	VIEW_OF(LIST, struct new_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(INLINE, struct new_view, form, user_inputs_view,
	    struct user_inputs),
	VIEW(BOOL, struct new_view, wrong),
	VIEW_FIELD_END,
};

static struct error new_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct new_view view = { .wrong = outcome.code != 0 };
	struct page page = { .title = _("Add user"),
		.body = "users/new",
		.place = PLACE_USERS,
		.customer = &customer,
		.fields = new_view,
		.data = &view };
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code)
		return e;
	if (view.wrong)
		page.status = error_info(outcome.code)->page_status;
	view.customer_name = customer.name;
	view.domain = customer.domain;
	view.href = users_path(cx, customer.customer_id);
	view.problems = page_problems(rq, outcome, user_labels);
	view.form =
	    user_inputs(rq, &customer, NULL, &view.problems, view.wrong);
	return page_answer(rq, &page);
}

static struct error new_read(struct request *rq)
{
	return new_answer(rq, OK);
}

struct new_state {
	struct customer_user_change change;
	const char *hash;
	struct customer_user user;
};

static struct error new_prepare(struct request *rq)
{
	struct new_state *state = ARENA_NEW(rq->cx.arena, struct new_state);
	struct error e;

	state->change = *(const struct customer_user_change *)rq->input;
	e = password_draw(&rq->cx, &state->change.password, &state->hash);
	if (e.code)
		return e;
	state->change.must_change = true;
	rq->state = state;
	return user_input_check(rq, &state->change, true);
}

static struct error new_effects(struct request *rq)
{
	struct new_state *state = rq->state;

	return customer_user_create(&rq->cx, request_param(rq, "customer"),
	    &state->change, state->hash, &state->user);
}

static struct error new_finish(struct request *rq, struct error outcome)
{
	const struct new_state *state = rq->state;
	struct customer customer;
	struct error e;

	if (outcome.code)
		return new_answer(rq, outcome);
	e = customer_load(&rq->cx, state->user.customer_id, &customer);
	return e.code ? e
		      : password_answer(rq, &customer, &state->user,
			    state->change.password, true);
}

/* ---- the password, once ---- */

struct password_view {
	const char *customer_name, *name, *upn, *password, *href, *list_href;
	bool new;
};
static const struct view_field password_view[] = {
	VIEW(TEXT, struct password_view, customer_name),
	VIEW(TEXT, struct password_view, name),
	VIEW(TEXT, struct password_view, upn),
	VIEW(SECRET, struct password_view, password),
	VIEW(TEXT, struct password_view, href),
	VIEW(TEXT, struct password_view, list_href),
	VIEW(BOOL, struct password_view, new),
	VIEW_FIELD_END,
};

struct error password_answer(struct request *rq,
    const struct customer *customer, const struct customer_user *user,
    const char *password, bool new)
{
	struct ctx *cx = &rq->cx;
	struct password_view view = {
		.customer_name = customer->name,
		.name = user->name,
		.upn = user->upn,
		.password = password,
		.href = user_path(cx, user, ""),
		.list_href = users_path(cx, customer->customer_id),
		.new = new,
	};

	return page_answer(
	    rq, &(struct page){
		    .title = new ? _("User added") : _("Password reset"),
		    .body = "users/password",
		    .place = PLACE_USERS,
		    .customer = customer,
		    .fields = password_view,
		    .data = &view });
}

const struct route web_user_new_routes[] = {
	{ GET, "/customers/{customer}/users/new",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .read = new_read },
	{ POST, "/customers/{customer}/users/new",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .body = user_fields,
	    .body_size = sizeof(struct customer_user_change),
	    .prepare = new_prepare, .effects = new_effects,
	    .finish = new_finish },
	ROUTE_END,
};
