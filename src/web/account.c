/*
 * Account settings: one's own name, roles and language. Other people's
 * accounts are not changed here, mail is chosen in notifications.c.
 */
#include "accounts/consent.h"
#include "accounts/partner_user.h"
#include "accounts/user.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

struct locale_option {
	const char *tag, *name;
	bool selected;
};
static const struct view_field option_view[] = {
	VIEW(TEXT, struct locale_option, tag),
	VIEW(TEXT, struct locale_option, name),
	VIEW(BOOL, struct locale_option, selected),
	VIEW_FIELD_END,
};

struct consent_row {
	const char *client_id, *program, *given;
};
static const struct view_field consent_row_view[] = {
	VIEW(TEXT, struct consent_row, client_id),
	VIEW(TEXT, struct consent_row, program),
	VIEW(TEXT, struct consent_row, given),
	VIEW_FIELD_END,
};

struct account_view {
	const char *name, *email, *roles, *partner, *domain, *tenant_id;
	const char *country, *typed_name, *name_error, *language_error;
	struct view_list problems;
	struct view_list choices;  /* struct locale_option */
	struct view_list consents; /* struct consent_row */
	bool wrong, saved, ended, may_applications, has_consents;
	bool may_settings;
};
static const struct view_field account_fields[] = {
	VIEW(TEXT, struct account_view, name),
	VIEW(TEXT, struct account_view, email),
	VIEW(TEXT, struct account_view, roles),
	VIEW(TEXT, struct account_view, partner),
	VIEW(TEXT, struct account_view, domain),
	VIEW(TEXT, struct account_view, tenant_id),
	VIEW(TEXT, struct account_view, country),
	VIEW(TEXT, struct account_view, typed_name),
	VIEW(TEXT, struct account_view, name_error),
	VIEW(TEXT, struct account_view, language_error),
	VIEW_OF(LIST, struct account_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(BOOL, struct account_view, wrong),
	VIEW_OF(LIST, struct account_view, choices, option_view,
	    struct locale_option),
	VIEW_OF(LIST, struct account_view, consents, consent_row_view,
	    struct consent_row),
	VIEW(BOOL, struct account_view, has_consents),
	VIEW(BOOL, struct account_view, ended),
	VIEW(BOOL, struct account_view, saved),
	VIEW(BOOL, struct account_view, may_applications),
	VIEW(BOOL, struct account_view, may_settings),
	VIEW_FIELD_END,
};

static struct view_list choices(struct ctx *cx, const char *chosen)
{
	const struct locale *const *all = locales();
	size_t count = 0;
	struct locale_option *options;

	while (all[count] != NULL)
		count++;
	options = ARENA_ARRAY(cx->arena, struct locale_option, count + 1);
	options[0] = (struct locale_option){ "", _("As the browser asks"),
		chosen == NULL };
	for (size_t i = 0; i < count; i++)
		options[i + 1] = (struct locale_option){ all[i]->tag,
			all[i]->own_name, text_same(all[i]->tag, chosen) };
	return (struct view_list){ count + 1, options };
}

static struct error consents_load(struct ctx *cx, struct account_view *view)
{
	struct consent_list list;
	struct consent_row *rows;
	struct error e = consent_list(cx, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct consent_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = (struct consent_row){ list.consents[i].client_id,
			list.consents[i].program,
			show_day(cx, day_of(list.consents[i].given_at)) };
	view->consents = (struct view_list){ list.count, rows };
	view->has_consents = list.count > 0;
	return OK;
}

static const struct field_pair labels[] = {
	{ "displayName", N_("Name") },
	{ "language", N_("Language") },
	{ NULL, NULL },
};

static int wrong_fill(
    struct request *rq, struct error outcome, struct account_view *view)
{
	view->wrong = true;
	view->problems = page_problems(rq, outcome, labels);
	view->name_error = problem_of(&view->problems, "displayName");
	view->language_error = problem_of(&view->problems, "language");
	view->typed_name = typed(rq, "displayName");
	return error_info(outcome.code)->page_status;
}

static struct error account_answer(
    struct request *rq, struct error outcome, bool saved)
{
	struct ctx *cx = &rq->cx;
	const struct partner *partner = cx->who->partner;
	struct account_view view = { .saved = saved };
	struct page page = { .title = _("Account settings"),
		.body = "account/show",
		.place = PLACE_SETTINGS,
		.fields = account_fields,
		.data = &view };
	struct user user;
	bool found;
	struct error e = user_find(cx, cx->who->user_id, &user, &found);

	if (e.code == 0 && !found)
		e = fail(ERR_SIGN_IN_NEEDED, NULL);
	if (e.code)
		return e;
	view.name = view.typed_name = user.name;
	view.email = user.email;
	view.roles = roles_list_text(cx, user.roles);
	view.partner = partner->name;
	view.domain = partner->domain;
	view.tenant_id = partner->tenant_id;
	view.country = country_text(cx, partner->country);
	view.choices = choices(cx, user.locale);
	view.may_settings = roles_may(cx->who->roles, MAY_CHANGE_PROFILES);
	view.may_applications =
	    roles_may(cx->who->roles, MAY_MANAGE_APPLICATIONS);
	if ((e = consents_load(cx, &view)).code)
		return e;
	view.ended = text_same(query_value(rq, "ended"), "1");
	if (outcome.code != 0)
		page.status = wrong_fill(rq, outcome, &view);
	return page_answer(rq, &page);
}

struct account_query {
	bool saved;
};
static const struct field account_query_fields[] = {
	FIELD(BOOL, struct account_query, saved),
	FIELD_END,
};

static struct error account_show(struct request *rq)
{
	const struct account_query *query = rq->query;

	return account_answer(rq, OK, query->saved);
}

struct account_input {
	const char *name, *language;
};
static const struct field account_input_fields[] = {
	FIELD_AS("displayName", TEXT, struct account_input, name),
	FIELD(TEXT, struct account_input, language),
	FIELD_END,
};

static struct error account_effects(struct request *rq)
{
	const struct account_input *input = rq->input;
	const struct locale *locale = NULL;
	struct error e = OK;

	if (input->name != NULL)
		e = own_name_change(&rq->cx, input->name);
	if (e.code)
		return e;
	if (!text_empty(input->language)) {
		locale = locale_find(input->language);
		if (locale == NULL)
			return fail_with(rq->cx.arena, ERR_FIELD_FORMAT,
			    "language", HOLES({ "wanted", "en-US" }));
	}
	return user_set_locale(&rq->cx, locale == NULL ? NULL : locale->tag);
}

static struct error account_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return account_answer(rq, outcome, false);
	response_redirect(rq, "/account?saved=1");
	return OK;
}

static struct error end_effects(struct request *rq)
{
	return consent_end(&rq->cx, request_param(rq, "client"));
}

static struct error end_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, "/account?ended=1");
	return outcome;
}

const struct route web_account_routes[] = {
	{ GET, "/account", .needs = MAY_SIGNED_IN,
	    .query = account_query_fields,
	    .query_size = sizeof(struct account_query), .read = account_show },
	{ POST, "/account", .needs = MAY_SIGNED_IN,
	    .body = account_input_fields,
	    .body_size = sizeof(struct account_input),
	    .effects = account_effects, .finish = account_finish },
	{ POST, "/account/consents/{client}/end", .needs = MAY_SIGNED_IN,
	    .effects = end_effects, .finish = end_finish },
	ROUTE_END,
};
