/*
 * Adding a partner with its first Global admin. What a partner must look like,
 * accounts/ says.
 */
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "operator/partners.h"
#include "web/countries.h"

static const struct field_pair labels[] = {
	{ "name", N_("Company name") },
	{ "domain", N_("Domain name") },
	{ "country", N_("Country") },
	{ "city", N_("City") },
	{ "currency", N_("Currency") },
	{ "culture", N_("Language and region") },
	{ "mpn_id", N_("MPN ID") },
	{ "admin_name", N_("Name") },
	{ "admin_email", N_("E-mail address") },
	{ NULL, NULL },
};

struct new_view {
	struct view_list problems, company, rules, admin;
	bool wrong;
};
static const struct view_field new_view[] = {
	VIEW_OF(LIST, struct new_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(
	    LIST, struct new_view, company, form_input_view, struct form_input),
	VIEW_OF(LIST, struct new_view, rules, form_box_view, struct form_box),
	VIEW_OF(
	    LIST, struct new_view, admin, form_input_view, struct form_input),
	VIEW(BOOL, struct new_view, wrong),
	VIEW_FIELD_END,
};

static struct view_list country_choices(struct ctx *cx, const char *chosen)
{
	struct view_list all = countries_iso(cx, chosen);
	const struct country_choice *countries = all.items;
	struct form_choice *choices =
	    ARENA_ARRAY(cx->arena, struct form_choice, all.count + 1);

	choices[0] = (struct form_choice){ "", _("Choose a country"), false };
	for (size_t i = 0; i < all.count; i++)
		choices[i + 1] = (struct form_choice){ countries[i].code,
			countries[i].label, countries[i].chosen };
	return (struct view_list){ all.count + 1, choices };
}

static struct view_list currency_choices(struct ctx *cx, const char *chosen)
{
	const char *const *codes = currency_codes();
	struct form_choice *choices;
	size_t count = 0;

	while (codes[count] != NULL)
		count++;
	choices = ARENA_ARRAY(cx->arena, struct form_choice, count + 1);
	choices[0] = (struct form_choice){ "", _("Choose a currency"), false };
	for (size_t i = 0; i < count; i++)
		choices[i + 1] = (struct form_choice){ codes[i], codes[i],
			text_same_nocase(codes[i], chosen) };
	return (struct view_list){ count + 1, choices };
}

static const char *label_of(struct ctx *cx, const char *field)
{
	for (size_t i = 0; labels[i].key != NULL; i++)
		if (strcmp(labels[i].key, field) == 0)
			return _(labels[i].value);
	return field;
}

static struct form_input input_of(struct request *rq,
    const struct view_list *problems, const char *field, bool needed)
{
	return (struct form_input){ .field = field,
		.label = label_of(&rq->cx, field),
		.value = typed(rq, field),
		.problem = problem_of(problems, field),
		.kind = strstr(field, "email") ? "email" : "text",
		.needed = needed };
}

static struct view_list company_fill(
    struct request *rq, const struct view_list *problems)
{
	static const char *const fields[] = { "name", "domain", "country",
		"city", "currency", "culture", "mpn_id" };
	struct ctx *cx = &rq->cx;
	struct form_input *inputs =
	    ARENA_ARRAY(cx->arena, struct form_input, COUNT(fields));

	for (size_t i = 0; i < COUNT(fields); i++)
		inputs[i] = input_of(
		    rq, problems, fields[i], strcmp(fields[i], "mpn_id") != 0);
	inputs[2].select = inputs[4].select = true;
	inputs[2].choices = country_choices(cx, typed(rq, "country"));
	inputs[4].choices = currency_choices(cx, typed(rq, "currency"));
	inputs[2].hint = _("Decides the tax of its bills.");
	inputs[4].hint = _("What it is billed in; stays for ever.");
	inputs[5].hint = _("As in de-DE or pt-BR.");
	return (struct view_list){ COUNT(fields), inputs };
}

static struct view_list rules_fill(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct form_box boxes[] = {
		{ "csp_enrolled", _("Enrolled as Cloud Solution Provider"),
		    _("Without it nobody of the partner gets in."), true },
		{ "agreement_required",
		    _("Customers confirm the agreement before their first order"),
		    NULL, false },
		{ "strict_app_user",
		    _("Programs act for a person where the API asks for one"),
		    _("App-only tokens are refused there."), false },
		{ "sandbox", _("Sandbox"),
		    _("Rules of an integration sandbox; no real goods. Stays for ever."),
		    false },
		{ "test_clock", _("Test clock"),
		    _("The partner sets its own time. Stays for ever."),
		    false },
	};
	struct form_box *copy =
	    ARENA_ARRAY(cx->arena, struct form_box, COUNT(boxes));

	memcpy(copy, boxes, sizeof(boxes));
	if (rq->method == POST)
		for (size_t i = 0; i < COUNT(boxes); i++)
			copy[i].on = !text_empty(typed(rq, copy[i].field));
	return (struct view_list){ COUNT(boxes), copy };
}

static struct error new_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct form_input *admin = ARENA_ARRAY(cx->arena, struct form_input, 2);
	struct new_view view = { .wrong = outcome.code != 0 };
	struct page page = { .title = _("Add partner"),
		.body = "operator/partner_new",
		.fields = new_view,
		.data = &view };

	if (view.wrong) {
		page.status = error_info(outcome.code)->page_status;
		view.problems = page_problems(rq, outcome, labels);
	}
	view.company = company_fill(rq, &view.problems);
	view.rules = rules_fill(rq);
	admin[0] = input_of(rq, &view.problems, "admin_name", true);
	admin[1] = input_of(rq, &view.problems, "admin_email", true);
	view.admin = (struct view_list){ 2, admin };
	return operator_page(rq, &page);
}

static struct error new_read(struct request *rq)
{
	return new_answer(rq, OK);
}

static const struct field new_fields[] = {
	FIELD(TEXT, struct partner_new, name),
	FIELD(TEXT, struct partner_new, domain),
	FIELD(TEXT, struct partner_new, country),
	FIELD(TEXT, struct partner_new, city),
	FIELD(TEXT, struct partner_new, currency),
	FIELD(TEXT, struct partner_new, culture),
	FIELD(TEXT, struct partner_new, mpn_id),
	FIELD(TEXT, struct partner_new, admin_name),
	FIELD(TEXT, struct partner_new, admin_email),
	FIELD(BOOL, struct partner_new, csp_enrolled),
	FIELD(BOOL, struct partner_new, agreement_required),
	FIELD(BOOL, struct partner_new, strict_app_user),
	FIELD(BOOL, struct partner_new, sandbox),
	FIELD(BOOL, struct partner_new, test_clock),
	FIELD_END,
};

struct new_state {
	struct partner partner;
	struct invitation invitation;
};

static struct error new_prepare(struct request *rq)
{
	struct error *errors;
	struct error e = partner_new_check(&rq->cx, rq->input, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	rq->state = ARENA_NEW(rq->cx.arena, struct new_state);
	return e;
}

static struct error new_effects(struct request *rq)
{
	struct new_state *state = rq->state;

	return partner_add_new(
	    &rq->cx, rq->input, &state->partner, &state->invitation);
}

struct made_view {
	const char *made_name, *href, *email, *link;
};
static const struct view_field made_view[] = {
	VIEW(TEXT, struct made_view, made_name),
	VIEW(TEXT, struct made_view, href),
	VIEW(TEXT, struct made_view, email),
	VIEW(SECRET, struct made_view, link),
	VIEW_FIELD_END,
};

static struct error new_finish(struct request *rq, struct error outcome)
{
	const struct new_state *state = rq->state;
	struct ctx *cx = &rq->cx;
	struct made_view view;
	struct page page = { .title = _("Partner added"),
		.body = "operator/partner_made",
		.fields = made_view,
		.data = &view };
	int status = error_info(outcome.code)->page_status;

	if (outcome.code != 0 && status != 422 && status != 409)
		return outcome;
	if (outcome.code != 0)
		return new_answer(rq, outcome);
	view = (struct made_view){ .made_name = state->partner.name,
		.href = arena_printf(cx->arena, PARTNERS_PATH "/%lld",
		    (long long)state->partner.partner_id),
		.email = state->invitation.email,
		.link = state->invitation.link };
	return operator_page(rq, &page);
}

const struct route operator_partner_new_routes[] = {
	{ GET, "/operator/partners/new", .needs = MAY_OPERATE,
	    .read = new_read },
	{ POST, "/operator/partners/new", .needs = MAY_OPERATE,
	    .body = new_fields, .body_size = sizeof(struct partner_new),
	    .prepare = new_prepare, .effects = new_effects,
	    .finish = new_finish },
	ROUTE_END,
};
