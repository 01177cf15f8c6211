/*
 * One partner: what it is and may, its users, what waits for a decision, and
 * what was done to it. Acts on users and qualifications are
 * partner_people.c's.
 */
#include <string.h>

#include "accounts/partner_user.h"
#include "accounts/second_factor.h"
#include "base/day.h"
#include "base/text.h"
#include "customers/qualification.h"
#include "i18n/i18n.h"
#include "operator/partners.h"
#include "web/views.h"

#define ACTS_SHOWN 10
#define USERS_SHOWN 25

struct user_row {
	const char *user_id, *name, *email, *roles, *act;
	bool active, invited, factor;
};
static const struct view_field user_row_view[] = {
	VIEW(TEXT, struct user_row, user_id),
	VIEW(TEXT, struct user_row, name),
	VIEW(TEXT, struct user_row, email),
	VIEW(TEXT, struct user_row, roles),
	VIEW(TEXT, struct user_row, act),
	VIEW(BOOL, struct user_row, active),
	VIEW(BOOL, struct user_row, invited),
	VIEW(BOOL, struct user_row, factor),
	VIEW_FIELD_END,
};

struct review_row {
	const char *customer, *kind, *asked, *due, *act, *label_id;
};
static const struct view_field review_row_view[] = {
	VIEW(TEXT, struct review_row, customer),
	VIEW(TEXT, struct review_row, kind),
	VIEW(TEXT, struct review_row, asked),
	VIEW(TEXT, struct review_row, due),
	VIEW(TEXT, struct review_row, act),
	VIEW(TEXT, struct review_row, label_id),
	VIEW_FIELD_END,
};

struct act_row {
	const char *what, *who, *about, *when, *iso;
};
static const struct view_field act_row_view[] = {
	VIEW(TEXT, struct act_row, what),
	VIEW(TEXT, struct act_row, who),
	VIEW(TEXT, struct act_row, about),
	VIEW(TEXT, struct act_row, when),
	VIEW(TEXT, struct act_row, iso),
	VIEW_FIELD_END,
};

struct one_view {
	const char *heading, *domain, *tenant_id, *country, *currency,
	    *customers, *href, *time, *outbox;
	const char *next_href, *first_href; /* of users */
	const char *email, *link;           /* of an invitation */
	struct view_list problems, inputs, rules, add, users, reviews, acts;
	bool wrong_change, wrong_add, wrong, saved, invited, no_reviews;
	bool sandbox, test_clock, not_enrolled, demand_second_factor;
};
static const struct view_field one_view[] = {
	VIEW(TEXT, struct one_view, heading),
	VIEW(TEXT, struct one_view, domain),
	VIEW(TEXT, struct one_view, tenant_id),
	VIEW(TEXT, struct one_view, country),
	VIEW(TEXT, struct one_view, currency),
	VIEW(TEXT, struct one_view, customers),
	VIEW(TEXT, struct one_view, href),
	VIEW(TEXT, struct one_view, time),
	VIEW(TEXT, struct one_view, outbox),
	VIEW(TEXT, struct one_view, next_href),
	VIEW(TEXT, struct one_view, first_href),
	VIEW(TEXT, struct one_view, email),
	VIEW(SECRET, struct one_view, link),
	VIEW_OF(LIST, struct one_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(
	    LIST, struct one_view, inputs, form_input_view, struct form_input),
	VIEW_OF(LIST, struct one_view, rules, form_box_view, struct form_box),
	VIEW_OF(LIST, struct one_view, add, form_input_view, struct form_input),
	VIEW_OF(LIST, struct one_view, users, user_row_view, struct user_row),
	VIEW_OF(
	    LIST, struct one_view, reviews, review_row_view, struct review_row),
	VIEW_OF(LIST, struct one_view, acts, act_row_view, struct act_row),
	VIEW(BOOL, struct one_view, wrong_change),
	VIEW(BOOL, struct one_view, wrong_add),
	VIEW(BOOL, struct one_view, wrong),
	VIEW(BOOL, struct one_view, saved),
	VIEW(BOOL, struct one_view, invited),
	VIEW(BOOL, struct one_view, no_reviews),
	VIEW(BOOL, struct one_view, sandbox),
	VIEW(BOOL, struct one_view, test_clock),
	VIEW(BOOL, struct one_view, not_enrolled),
	VIEW(BOOL, struct one_view, demand_second_factor),
	VIEW_FIELD_END,
};

static const struct field_pair labels[] = {
	{ "name", N_("Company name") },
	{ "city", N_("City") },
	{ "culture", N_("Language and region") },
	{ "mpn_id", N_("MPN ID") },
	{ "user_name", N_("Name") },
	{ "user_email", N_("E-mail address") },
	{ NULL, NULL },
};

int64_t partner_of_path(const struct request *rq)
{
	const char *text = request_param(rq, "partner");
	int64_t partner_id;

	return text != NULL && text_to_int(text, &partner_id) && partner_id > 0
		   ? partner_id
		   : -1;
}

struct error partner_enter(struct request *rq)
{
	return operator_into_partner(&rq->cx, partner_of_path(rq));
}

/* ---- the forms ---- */

static struct form_input input_of(struct request *rq, bool again,
    const struct view_list *problems, const char *field, const char *value,
    bool needed)
{
	struct ctx *cx = &rq->cx;
	const char *label = field;

	for (size_t i = 0; labels[i].key != NULL; i++)
		if (strcmp(labels[i].key, field) == 0)
			label = _(labels[i].value);
	return (struct form_input){ .field = field,
		.label = label,
		.value = again ? typed(rq, field) : value,
		.problem = problem_of(problems, field),
		.kind = strstr(field, "email") ? "email" : "text",
		.needed = needed };
}

static void change_fill(struct request *rq, const struct partner_entry *entry,
    struct one_view *view)
{
	const struct partner *p = &entry->partner;
	struct ctx *cx = &rq->cx;
	struct form_input *inputs =
	    ARENA_ARRAY(cx->arena, struct form_input, 4);
	struct form_box *rules = ARENA_ARRAY(cx->arena, struct form_box, 3);
	const struct view_list *problems = &view->problems;
	bool again = view->wrong_change;

	inputs[0] = input_of(rq, again, problems, "name", p->name, true);
	inputs[1] = input_of(rq, again, problems, "city", p->city, true);
	inputs[2] = input_of(rq, again, problems, "culture", p->culture, true);
	inputs[3] = input_of(rq, again, problems, "mpn_id", p->mpn_id, false);
	view->inputs = (struct view_list){ 4, inputs };
	rules[0] = (struct form_box){ "csp_enrolled",
		_("Enrolled as Cloud Solution Provider"),
		_("Without it nobody of the partner gets in."),
		p->csp_enrolled };
	rules[1] = (struct form_box){ "agreement_required",
		_("Customers confirm the agreement before their first order"),
		NULL, entry->agreement_required };
	rules[2] = (struct form_box){ "strict_app_user",
		_("Programs act for a person where the API asks for one"),
		_("App-only tokens are refused there."), p->strict_app_user };
	for (size_t i = 0; again && i < 3; i++)
		rules[i].on = !text_empty(typed(rq, rules[i].field));
	view->rules = (struct view_list){ 3, rules };
}

static void add_fill(struct request *rq, struct one_view *view)
{
	struct form_input *add =
	    ARENA_ARRAY(rq->cx.arena, struct form_input, 2);

	add[0] = input_of(
	    rq, view->wrong_add, &view->problems, "user_name", "", true);
	add[1] = input_of(
	    rq, view->wrong_add, &view->problems, "user_email", "", true);
	view->add = (struct view_list){ 2, add };
}

/* ---- what is there ---- */

static struct error user_fill(struct ctx *cx, const struct partner_user *user,
    const char *href, struct user_row *row)
{
	const struct person person = { .kind = ACTOR_USER,
		.partner_id = cx->who->partner->partner_id,
		.user_id = user->user_id };
	struct second_factor factor;
	struct error e = second_factor_of(cx, &person, &factor);

	*row = (struct user_row){ .user_id = user->user_id,
		.name = user->name,
		.email = user->email,
		.roles = roles_list_text(cx, user->roles),
		.act =
		    arena_printf(cx->arena, "%s/users/%s", href, user->user_id),
		.active = user->active,
		.invited = user->active && user->invited };
	row->factor = e.code == 0 && factor.on;
	return e;
}

static const char *users_href(
    struct ctx *cx, const char *href, const struct partner_user_list *list)
{
	struct text out;

	text_init(&out, cx->arena);
	text_addf(&out, "%s?from=", href);
	text_add_url(&out, list->last_key);
	text_addf(
	    &out, "&after=%s#users", list->users[list->count - 1].user_id);
	return out.bytes;
}

static struct error users_fill(struct request *rq, struct one_view *view)
{
	struct ctx *cx = &rq->cx;
	const char *after = query_value(rq, "after");
	struct partner_user_filter filter = { .limit = USERS_SHOWN,
		.from_key = query_value(rq, "from"),
		.from_id = text_empty(after) ? NULL : after };
	struct partner_user_list list;
	struct user_row *rows;
	struct error e = partner_user_page(cx, &filter, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct user_row, list.count + 1);
	for (size_t i = 0; i < list.count && e.code == 0; i++)
		e = user_fill(cx, &list.users[i], view->href, &rows[i]);
	view->users = (struct view_list){ list.count, rows };
	if (!text_empty(after))
		view->first_href =
		    arena_printf(cx->arena, "%s#users", view->href);
	if (list.more && list.count > 0)
		view->next_href = users_href(cx, view->href, &list);
	return e;
}

static const char *kind_name(
    struct ctx *cx, const struct qualification_kind *kind)
{
	if (text_same(kind->name, "Education"))
		return _("Education");
	if (text_same(kind->name, "GovernmentCommunityCloud"))
		return _("Government community cloud");
	if (text_same(kind->name, "StateOwnedEntity"))
		return _("State-owned entity");
	return _("Non-profit");
}

static struct error reviews_fill(struct ctx *cx, struct one_view *view)
{
	struct qualification_waiting_list list;
	struct review_row *rows;
	struct error e = qualification_waiting(cx, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct review_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct qualification_waiting *w = &list.rows[i];

		rows[i] = (struct review_row){ .customer = w->customer_name,
			.kind = kind_name(cx, w->qualification.kind),
			.asked =
			    show_day(cx, day_of(w->qualification.requested_at)),
			.due =
			    show_day(cx, day_of(w->qualification.approved_at)),
			.label_id = arena_printf(cx->arena, "reason-%zu", i),
			.act = arena_printf(cx->arena,
			    "%s/qualifications/%s/%s", view->href,
			    w->customer_id, w->qualification.kind->name) };
	}
	view->reviews = (struct view_list){ list.count, rows };
	view->no_reviews = list.count == 0;
	return OK;
}

static struct error acts_fill(struct ctx *cx, struct one_view *view)
{
	struct activity_filter filter = { .to_day = day_of(cx->now) + 1,
		.limit = ACTS_SHOWN };
	struct activity_list list;
	struct act_row *rows;
	struct error e = activity_list(cx, &filter, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct act_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct activity_row *row = &list.rows[i];

		rows[i] = (struct act_row){
			.what = _(activity_action_info(row->action)->name),
			.who = row->actor_name,
			.about = row->title ? row->title : row->customer_name,
			.when = show_instant(cx, row->at),
			.iso = iso_text(cx, row->at)
		};
	}
	view->acts = (struct view_list){ list.count, rows };
	return OK;
}

static void facts_fill(
    struct ctx *cx, const struct partner_entry *entry, struct one_view *view)
{
	const struct partner *p = &entry->partner;

	view->heading = p->name;
	view->domain = p->domain;
	view->tenant_id = p->tenant_id;
	view->country = country_text(cx, p->country);
	view->currency = p->currency;
	view->customers = show_int(cx, entry->customers);
	view->sandbox = p->sandbox;
	view->test_clock = p->test_clock;
	view->not_enrolled = !p->csp_enrolled;
	view->demand_second_factor = entry->demand_second_factor;
	view->time = show_instant(cx, cx->now);
	view->href = arena_printf(
	    cx->arena, PARTNERS_PATH "/%lld", (long long)p->partner_id);
	view->outbox = arena_printf(cx->arena, "/operator/outbox?partner=%lld",
	    (long long)p->partner_id);
}

struct error partner_answer(struct request *rq, const char *form,
    struct error outcome, const struct invitation *invitation)
{
	struct ctx *cx = &rq->cx;
	struct partner_entry entry;
	struct one_view view = { .saved =
				     text_same(query_value(rq, "saved"), "1") };
	struct page page = {
		.body = "operator/partner", .fields = one_view, .data = &view
	};
	struct error e = partner_enter(rq);

	if (e.code ||
	    (e = partner_entry_load(cx, partner_of_path(rq), &entry)).code)
		return e;
	facts_fill(cx, &entry, &view);
	if (outcome.code) {
		page.status = error_info(outcome.code)->page_status;
		view.problems = page_problems(rq, outcome, labels);
		view.wrong = true;
		view.wrong_change = text_same(form, "change");
		view.wrong_add = text_same(form, "add");
	}
	if (invitation != NULL) {
		view.invited = true;
		view.email = invitation->email;
		view.link = invitation->link;
	}
	change_fill(rq, &entry, &view);
	add_fill(rq, &view);
	if ((e = users_fill(rq, &view)).code ||
	    (e = reviews_fill(cx, &view)).code ||
	    (e = acts_fill(cx, &view)).code)
		return e;
	page.title = view.heading;
	return operator_page(rq, &page);
}

static struct error one_read(struct request *rq)
{
	return partner_answer(rq, NULL, OK, NULL);
}

/* ---- changing it ---- */

static const struct field change_fields[] = {
	FIELD(TEXT, struct partner_change, name),
	FIELD(TEXT, struct partner_change, city),
	FIELD(TEXT, struct partner_change, culture),
	FIELD(TEXT, struct partner_change, mpn_id),
	FIELD(BOOL, struct partner_change, csp_enrolled),
	FIELD(BOOL, struct partner_change, agreement_required),
	FIELD(BOOL, struct partner_change, strict_app_user),
	FIELD_END,
};

static struct error change_prepare(struct request *rq)
{
	struct error *errors;
	struct error e = partner_change_check(&rq->cx, rq->input, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	return e;
}

static struct error change_effects(struct request *rq)
{
	struct error e = partner_enter(rq);

	return e.code ? e : partner_change(&rq->cx, rq->input);
}

static struct error change_finish(struct request *rq, struct error outcome)
{
	int status = error_info(outcome.code)->page_status;

	if (outcome.code && status != 422 && status != 409)
		return outcome;
	if (outcome.code)
		return partner_answer(rq, "change", outcome, NULL);
	response_redirect(
	    rq, arena_printf(rq->cx.arena, PARTNERS_PATH "/%lld?saved=1",
		    (long long)partner_of_path(rq)));
	return OK;
}

const struct route operator_partner_routes[] = {
	{ GET, "/operator/partners/{partner}", .needs = MAY_OPERATE,
	    .read = one_read },
	{ POST, "/operator/partners/{partner}", .needs = MAY_OPERATE,
	    .body = change_fields, .body_size = sizeof(struct partner_change),
	    .prepare = change_prepare, .effects = change_effects,
	    .finish = change_finish },
	ROUTE_END,
};
