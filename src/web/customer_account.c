/*
 * The account of a customer: company, users, agreement, qualification,
 * reseller. What is done on it, customer_acts.c has; its billing profile,
 * customer_profile.c.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "customers/agreement.h"
#include "customers/qualification.h"
#include "customers/reseller.h"
#include "i18n/i18n.h"
#include "web/customer.h"
#include "web/customer_account.h"
#include "web/routes.h"

/* ---- views ---- */

struct agreement_row {
	const char *kind, *day, *contact, *email;
};
static const struct view_field agreement_row_view[] = {
	VIEW(TEXT, struct agreement_row, kind),
	VIEW(TEXT, struct agreement_row, day),
	VIEW(TEXT, struct agreement_row, contact),
	VIEW(TEXT, struct agreement_row, email),
	VIEW_FIELD_END,
};

struct qualification_row {
	const char *kind, *day, *until;
	bool approved, denied;
	const char *reason;
};
static const struct view_field qualification_row_view[] = {
	VIEW(TEXT, struct qualification_row, kind),
	VIEW(TEXT, struct qualification_row, day),
	VIEW(TEXT, struct qualification_row, until),
	VIEW(BOOL, struct qualification_row, approved),
	VIEW(BOOL, struct qualification_row, denied),
	VIEW(TEXT, struct qualification_row, reason),
	VIEW_FIELD_END,
};

struct kind_choice {
	const char *value, *label;
	bool chosen;
};
static const struct view_field kind_choice_view[] = {
	VIEW(TEXT, struct kind_choice, value),
	VIEW(TEXT, struct kind_choice, label),
	VIEW(BOOL, struct kind_choice, chosen),
	VIEW_FIELD_END,
};

struct reseller_view {
	const char *reseller_name, *mpn_id, *country;
};
static const struct view_field reseller_view[] = {
	VIEW(TEXT, struct reseller_view, reseller_name),
	VIEW(TEXT, struct reseller_view, mpn_id),
	VIEW(TEXT, struct reseller_view, country),
	VIEW_FIELD_END,
};

/* What of the agreement's form was typed, or stands there at first. */
struct agreement_form {
	const char *first_name, *last_name, *email, *agreed;
	const char *first_name_problem, *last_name_problem, *email_problem,
	    *agreed_problem, *accepted_problem;
	bool accepted;
	bool folds; /* one is confirmed already */
};
static const struct view_field agreement_form_view[] = {
	VIEW(TEXT, struct agreement_form, first_name),
	VIEW(TEXT, struct agreement_form, last_name),
	VIEW(TEXT, struct agreement_form, email),
	VIEW(TEXT, struct agreement_form, agreed),
	VIEW(TEXT, struct agreement_form, first_name_problem),
	VIEW(TEXT, struct agreement_form, last_name_problem),
	VIEW(TEXT, struct agreement_form, email_problem),
	VIEW(TEXT, struct agreement_form, agreed_problem),
	VIEW(TEXT, struct agreement_form, accepted_problem),
	VIEW(BOOL, struct agreement_form, accepted),
	VIEW(BOOL, struct agreement_form, folds),
	VIEW_FIELD_END,
};

struct account_view {
	struct customer_facts facts;
	struct view_list users, problems, agreements, qualifications, kinds;
	const struct agreement_form *form;
	const struct reseller_view *reseller;
	const char *done, *code, *code_problem, *kind_problem;
	const char *close, *act, *refusal;
	bool wrong, missing, sees_agreements, may_edit, may_leave, sandbox;
	bool takes_code;
};
static const struct view_field account_view[] = {
	VIEW_OF(INLINE, struct account_view, facts, customer_facts_view,
	    struct customer_facts),
	VIEW_OF(LIST, struct account_view, users, customer_user_view,
	    struct customer_user_view),
	VIEW_OF(LIST, struct account_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct account_view, agreements, agreement_row_view,
	    struct agreement_row),
	VIEW_OF(LIST, struct account_view, qualifications,
	    qualification_row_view, struct qualification_row),
	VIEW_OF(LIST, struct account_view, kinds, kind_choice_view,
	    struct kind_choice),
	VIEW_OF(OBJECT, struct account_view, form, agreement_form_view,
	    struct agreement_form),
	VIEW_OF(OBJECT, struct account_view, reseller, reseller_view,
	    struct reseller_view),
	VIEW(TEXT, struct account_view, done),
	VIEW(TEXT, struct account_view, code),
	VIEW(TEXT, struct account_view, code_problem),
	VIEW(TEXT, struct account_view, kind_problem),
	VIEW(TEXT, struct account_view, close),
	VIEW(TEXT, struct account_view, act),
	VIEW(TEXT, struct account_view, refusal),
	VIEW(BOOL, struct account_view, wrong),
	VIEW(BOOL, struct account_view, missing),
	VIEW(BOOL, struct account_view, sees_agreements),
	VIEW(BOOL, struct account_view, may_edit),
	VIEW(BOOL, struct account_view, may_leave),
	VIEW(BOOL, struct account_view, sandbox),
	VIEW(BOOL, struct account_view, takes_code),
	VIEW_FIELD_END,
};

/* ---- words ---- */

static const char *agreement_text(struct ctx *cx, const char *type)
{
	return text_same(type, "MicrosoftCustomerAgreement")
		   ? _("Customer agreement")
		   : _("Cloud agreement");
}

static const char *qualification_text(
    struct ctx *cx, const struct qualification_kind *kind)
{
	static const char *const texts[][2] = {
		{ "Education", N_("Education") },
		{ "GovernmentCommunityCloud",
		    N_("Government community cloud") },
		{ "StateOwnedEntity", N_("State-owned entity") },
		{ "Nonprofit", N_("Nonprofit") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_same(texts[i][0], kind->name))
			return _(texts[i][1]);
	return kind->name;
}

static const char *done_text(struct ctx *cx, const char *done)
{
	static const char *const texts[][2] = {
		{ "profile", N_("The billing profile is changed.") },
		{ "agreement", N_("The agreement is confirmed.") },
		{ "qualification", N_("The qualification is asked for.") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_same(texts[i][0], done))
			return _(texts[i][1]);
	return NULL;
}

/* ---- filling ---- */

static const struct field_pair labels[] = {
	{ "first_name", N_("First name") },
	{ "last_name", N_("Last name") },
	{ "email", N_("E-mail address") },
	{ "agreed", N_("Accepted on") },
	{ "accepted", N_("The customer has accepted the agreement") },
	{ "qualification", N_("Qualification") },
	{ "code", N_("Validation code") },
	{ NULL, NULL },
};

/* At first the contact of the profile; afterwards what was typed. */
static const char *typed_or(
    struct request *rq, bool typing, const char *name, const char *else_)
{
	return typing ? typed(rq, name) : else_;
}

static void form_fill(struct request *rq, const struct customer *customer,
    bool typing, struct account_view *view)
{
	struct ctx *cx = &rq->cx;
	struct agreement_form *form =
	    ARENA_NEW(cx->arena, struct agreement_form);
	char *today = arena_alloc(cx->arena, INSTANT_TEXT);

	instant_text(cx->now, today);
	today[10] = '\0';
	*form = (struct agreement_form){
		.first_name =
		    typed_or(rq, typing, "first_name", customer->first_name),
		.last_name =
		    typed_or(rq, typing, "last_name", customer->last_name),
		.email = typed_or(rq, typing, "email", customer->email),
		.agreed = typed_or(rq, typing, "agreed", today),
		.accepted = typing && typed(rq, "accepted")[0] != '\0',
		.first_name_problem = problem_of(&view->problems, "first_name"),
		.last_name_problem = problem_of(&view->problems, "last_name"),
		.email_problem = problem_of(&view->problems, "email"),
		.agreed_problem = problem_of(&view->problems, "agreed"),
		.accepted_problem = problem_of(&view->problems, "accepted"),
	};
	form->folds = view->agreements.count > 0 && !typing;
	view->form = form;
}

static struct error agreements_fill(struct request *rq,
    const struct customer *customer, bool typing, struct account_view *view)
{
	struct ctx *cx = &rq->cx;
	struct agreement_list list;
	struct agreement_row *rows;
	struct error e;

	view->sees_agreements = roles_may(cx->who->roles, MAY_SEE_AGREEMENTS);
	e = agreement_missing(cx, customer->customer_id, &view->missing);
	if (e.code != 0 || !view->sees_agreements)
		return e;
	e = agreement_list(cx, customer->customer_id, NULL, &list);
	if (e.code != 0)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct agreement_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct agreement *a = &list.agreements[i];

		rows[i] = (struct agreement_row){ agreement_text(cx, a->type),
			show_day(cx, day_of(a->agreed_at)),
			arena_printf(
			    cx->arena, "%s %s", a->first_name, a->last_name),
			a->email };
	}
	view->agreements = (struct view_list){ list.count, rows };
	if (roles_may(cx->who->roles, MAY_CONFIRM_AGREEMENTS))
		form_fill(rq, customer, typing, view);
	return OK;
}

static void kinds_fill(struct request *rq, const struct customer *customer,
    const struct qualification_list *list, struct account_view *view)
{
	struct ctx *cx = &rq->cx;
	struct kind_choice *choices =
	    ARENA_ARRAY(cx->arena, struct kind_choice, 8);
	size_t count = 0;

	for (const struct qualification_kind *k = qualification_kinds();
	     k->name != NULL; k++) {
		bool has = false;

		for (size_t i = 0; i < list->count; i++)
			has |=
			    list->items[i].kind == k && !list->items[i].denied;
		if (has || (k->country != NULL &&
			       !text_same(k->country, customer->country)))
			continue;
		choices[count++] =
		    (struct kind_choice){ k->name, qualification_text(cx, k),
			    text_same(k->name, typed(rq, "qualification")) };
		view->takes_code |= k->coded;
	}
	view->code = typed(rq, "code");
	view->kinds = (struct view_list){ count, choices };
}

static struct error qualifications_fill(struct request *rq,
    const struct customer *customer, struct account_view *view)
{
	struct ctx *cx = &rq->cx;
	struct qualification_list list;
	struct qualification_row *rows;
	struct error e = qualification_list(cx, customer->customer_id, &list);

	if (e.code != 0)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct qualification_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = (struct qualification_row){ qualification_text(cx,
							  list.items[i].kind),
			show_day(cx, day_of(list.items[i].requested_at)),
			list.items[i].denied
			    ? NULL
			    : show_day(cx, day_of(list.items[i].approved_at)),
			list.items[i].approved, list.items[i].denied,
			list.items[i].reason };
	view->qualifications = (struct view_list){ list.count, rows };
	view->may_edit = roles_may(cx->who->roles, MAY_EDIT_CUSTOMERS);
	if (view->may_edit)
		kinds_fill(rq, customer, &list, view);
	return OK;
}

static struct error reseller_fill(
    struct ctx *cx, const struct customer *customer, struct account_view *view)
{
	struct reseller_view *shown;
	struct reseller reseller;
	bool found;
	struct error e;

	if (text_empty(customer->associated_partner_id))
		return OK;
	e = reseller_find(
	    cx, customer->associated_partner_id, &reseller, &found);
	if (e.code != 0 || !found)
		return e;
	shown = ARENA_NEW(cx->arena, struct reseller_view);
	*shown = (struct reseller_view){ reseller.name, reseller.mpn_id,
		country_text(cx, reseller.country) };
	view->reseller = shown;
	return OK;
}

static struct error account_fill(struct request *rq,
    const struct customer *customer, bool typing, struct account_view *view)
{
	struct ctx *cx = &rq->cx;
	struct error e;

	customer_facts_of(cx, customer, &view->facts);
	view->sandbox = cx->who->partner->sandbox;
	view->may_leave = roles_may(cx->who->roles, MAY_MANAGE_CUSTOMERS);
	view->close = customer_path(cx, customer->customer_id, "/account");
	view->act = customer_path(cx, customer->customer_id, "/account/leave");
	e = customer_users_of(cx, customer->customer_id, &view->users);
	if (e.code == 0)
		e = agreements_fill(rq, customer, typing, view);
	if (e.code == 0)
		e = qualifications_fill(rq, customer, view);
	if (e.code == 0)
		e = reseller_fill(cx, customer, view);
	return e;
}

/* The page, with what went wrong in one of its forms, or with the dialog. */
struct error customer_account_answer(
    struct request *rq, enum account_form form, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct account_view view = { .wrong = outcome.code != 0 };
	struct page page = { .title = _("Account"),
		.body = "customers/account",
		.place = PLACE_ACCOUNT,
		.customer = &customer,
		.fields = account_view,
		.data = &view };
	struct error e;

	e = customer_load(cx, request_param(rq, "customer"), &customer);
	if (e.code != 0)
		return e;
	if (form == FORM_LEAVE)
		page.dialog = "customers/leave";
	if (view.wrong)
		page.status = error_info(outcome.code)->page_status;
	if (view.wrong && form == FORM_LEAVE)
		view.refusal = problem_text(cx, outcome);
	else if (view.wrong)
		view.problems = page_problems(rq, outcome, labels);
	if (form == FORM_NONE)
		view.done = done_text(cx, query_value(rq, "done"));
	view.kind_problem = problem_of(&view.problems, "qualification");
	view.code_problem = problem_of(&view.problems, "code");
	e = account_fill(rq, &customer, form == FORM_AGREEMENT, &view);
	return e.code != 0 ? e : page_answer(rq, &page);
}

static struct error account_read(struct request *rq)
{
	return customer_account_answer(rq, FORM_NONE, OK);
}

const struct route web_customer_account_routes[] = {
	{ GET, "/customers/{customer}/account", .needs = MAY_SEE_CUSTOMERS,
	    .read = account_read },
	ROUTE_END,
};
