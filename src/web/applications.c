/*
 * Account settings › App registrations: programs, what they may do, and
 * whether programs alone may act. Secrets are application_secret.c's; what is
 * allowed, accounts/application says.
 */
#include "web/applications.h"

#include <string.h>

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

#define REDIRECTS_TEXT_MAX 12000

static const struct field_pair labels[] = {
	{ "name", N_("Name") },
	{ "roles", N_("Roles") },
	{ "redirects", N_("Redirect addresses") },
	{ "label", N_("Label") },
	{ "months", N_("Valid for") },
	{ NULL, NULL },
};

/* ---- texts ---- */

static const char *day_at(struct ctx *cx, int64_t instant)
{
	return show_day(cx, day_of(instant));
}

/* Kept to the hour, so nothing finer is shown. */
static const char *used_text(struct ctx *cx, int64_t at)
{
	return at == 0 ? _("Never") : day_at(cx, at);
}

/* ---- the list ---- */

struct row_view {
	const char *name, *href, *client_id, *roles, *used;
	bool off, public_client;
};
static const struct view_field row_view[] = {
	VIEW(TEXT, struct row_view, name),
	VIEW(TEXT, struct row_view, href),
	VIEW(TEXT, struct row_view, client_id),
	VIEW(TEXT, struct row_view, roles),
	VIEW(TEXT, struct row_view, used),
	VIEW(BOOL, struct row_view, off),
	VIEW(BOOL, struct row_view, public_client),
	VIEW_FIELD_END,
};

struct list_view {
	struct view_list rows;
	const char *done, *counted;
	bool has_rows, strict;
};
static const struct view_field list_view[] = {
	VIEW_OF(LIST, struct list_view, rows, row_view, struct row_view),
	VIEW(TEXT, struct list_view, done),
	VIEW(TEXT, struct list_view, counted),
	VIEW(BOOL, struct list_view, has_rows),
	VIEW(BOOL, struct list_view, strict),
	VIEW_FIELD_END,
};

static const char *done_text(struct ctx *cx, const char *what)
{
	if (text_same(what, "deleted"))
		return _(
		    "The program is deleted. It gets no tokens any more, and those it had are worth nothing.");
	if (text_same(what, "strict"))
		return _("Saved. It holds from the next call on.");
	if (text_same(what, "registered"))
		return _(
		    "The program is registered. Add a secret, if it can keep one.");
	if (text_same(what, "saved"))
		return _("Your changes are saved.");
	if (text_same(what, "off"))
		return _(
		    "The program is switched off. It has no rights from now on.");
	if (text_same(what, "on"))
		return _("The program is switched on.");
	if (text_same(what, "revoked"))
		return _(
		    "The secret is revoked. Nobody gets a token with it any more.");
	return NULL;
}

struct done_query {
	const char *done;
};
static const struct field done_fields[] = {
	FIELD(TEXT, struct done_query, done),
	FIELD_END,
};

static struct error list_show(struct request *rq)
{
	const struct done_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct application_list list;
	struct row_view *rows;
	struct list_view view = { .done = done_text(cx, query->done),
		.strict = cx->who->partner->strict_app_user };
	struct page page = { .title = _("App registrations"),
		.body = "account/applications",
		.place = PLACE_SETTINGS,
		.fields = list_view,
		.data = &view };
	struct error e = application_list(cx, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct row_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct application *a = &list.applications[i];

		rows[i] = (struct row_view){ .name = a->name,
			.href = arena_printf(cx->arena,
			    "/account/applications/%s", a->client_id),
			.client_id = a->client_id,
			.roles = roles_list_text(cx, a->roles),
			.used = used_text(cx, a->last_used_at),
			.off = !a->active,
			.public_client = a->public_client };
	}
	view.rows = (struct view_list){ list.count, rows };
	view.has_rows = list.count > 0;
	view.counted = message_plural(
	    cx, "{n} program", "{n} programs", (int64_t)list.count, NULL);
	return page_answer(rq, &page);
}

struct strict_input {
	bool strict;
};
static const struct field strict_fields[] = {
	FIELD(BOOL, struct strict_input, strict),
	FIELD_END,
};

static struct error strict_effects(struct request *rq)
{
	const struct strict_input *input = rq->input;

	return application_set_strict(&rq->cx, input->strict);
}

static struct error strict_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, "/account/applications?done=strict");
	return outcome;
}

/* ---- the form of facts ---- */

struct role_view {
	const char *id, *name;
	bool chosen;
};
static const struct view_field role_view[] = {
	VIEW(TEXT, struct role_view, id),
	VIEW(TEXT, struct role_view, name),
	VIEW(BOOL, struct role_view, chosen),
	VIEW_FIELD_END,
};

struct facts_view {
	const char *name, *redirects;
	const char *name_error, *roles_error, *redirects_error;
	struct view_list roles;
	bool public_client;
};
static const struct view_field facts_view[] = {
	VIEW(TEXT, struct facts_view, name),
	VIEW(TEXT, struct facts_view, redirects),
	VIEW(TEXT, struct facts_view, name_error),
	VIEW(TEXT, struct facts_view, roles_error),
	VIEW(TEXT, struct facts_view, redirects_error),
	VIEW_OF(LIST, struct facts_view, roles, role_view, struct role_view),
	VIEW(BOOL, struct facts_view, public_client),
	VIEW_FIELD_END,
};

struct facts_role {
	const char *id;
};
static const struct field facts_role_fields[] = {
	FIELD_ITSELF(TEXT, struct facts_role, id),
	FIELD_END,
};
struct facts_input {
	const char *name, *redirects;
	struct field_list roles; /* struct facts_role */
	bool public_client;
};
static const struct field facts_fields[] = {
	FIELD(TEXT, struct facts_input, name),
	FIELD(SECRET, struct facts_input, redirects, .max = REDIRECTS_TEXT_MAX),
	FIELD(LIST, struct facts_input, roles, .fields = facts_role_fields,
	    .item_size = sizeof(struct facts_role), .max = 32),
	FIELD(BOOL, struct facts_input, public_client),
	FIELD_END,
};

static uint32_t roles_of(const struct facts_input *input)
{
	const struct facts_role *list = input->roles.items;
	uint32_t roles = 0;

	for (size_t i = 0; i < input->roles.count; i++)
		roles |= role_find(list[i].id);
	return roles;
}

/* One address a line; blanks at its ends and empty lines do not count. */
static struct redirect_list redirects_of(struct ctx *cx, const char *lines)
{
	struct redirect_list list = { 0, NULL };
	size_t room = 0;

	while (lines != NULL && *lines) {
		size_t length = strcspn(lines, "\r\n");
		const char *line =
		    text_trim(cx->arena, arena_dup_n(cx->arena, lines, length));

		if (*line) {
			ARENA_ROOM(cx->arena, list.uris, list.count, room);
			list.uris[list.count++] = line;
		}
		lines += length + strspn(lines + length, "\r\n");
	}
	return list;
}

static struct application_input input_of(struct request *rq)
{
	const struct facts_input *input = rq->input;

	return (struct application_input){
		.name = input->name ? input->name : "",
		.roles = roles_of(input),
		.public_client = input->public_client,
		.redirects = redirects_of(&rq->cx, input->redirects),
	};
}

/* Roles of the partner's side; those of customers and operators are not. */
static struct view_list role_views(struct ctx *cx, uint32_t chosen)
{
	const struct role_info *infos = role_infos();
	struct role_view *views;
	size_t count = 0, n = 0;

	while (infos[n].id != NULL)
		n++;
	views = ARENA_ARRAY(cx->arena, struct role_view, n);
	for (size_t i = 0; i < n; i++)
		if (roles_may_grant(ROLE_GLOBAL_ADMIN, infos[i].role))
			views[count++] =
			    (struct role_view){ infos[i].id, _(infos[i].name),
				    (infos[i].role & chosen) != 0 };
	return (struct view_list){ count, views };
}

/* As typed when the form came back, else as stored. */
static struct facts_view facts_typed(struct request *rq)
{
	const struct facts_input *input = rq->input;

	return (struct facts_view){
		.name = typed(rq, "name"),
		.redirects = typed(rq, "redirects"),
		.roles = role_views(&rq->cx, input ? roles_of(input) : 0),
		.public_client = typed(rq, "public_client")[0] != '\0',
	};
}

static void facts_errors(
    struct facts_view *facts, const struct view_list *problems)
{
	facts->name_error = problem_of(problems, "name");
	facts->roles_error = problem_of(problems, "roles");
	facts->redirects_error = problem_of(problems, "redirects");
}

/* ---- a new one ---- */

struct new_view {
	struct view_list problems;
	struct facts_view facts;
	bool wrong;
};
static const struct view_field new_view[] = {
	VIEW_OF(LIST, struct new_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(INLINE, struct new_view, facts, facts_view, struct facts_view),
	VIEW(BOOL, struct new_view, wrong),
	VIEW_FIELD_END,
};

static struct error new_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct new_view view = { .wrong = outcome.code != 0 };
	struct page page = { .title = _("Register a program"),
		.body = "account/application_new",
		.place = PLACE_SETTINGS,
		.fields = new_view,
		.data = &view };

	view.facts = facts_typed(rq);
	if (view.wrong) {
		page.status = error_info(outcome.code)->page_status;
		view.problems = page_problems(rq, outcome, labels);
		facts_errors(&view.facts, &view.problems);
	} else {
		view.facts.roles = role_views(cx, ROLE_ADMIN_AGENT);
	}
	return page_answer(rq, &page);
}

static struct error new_show(struct request *rq)
{
	return new_answer(rq, OK);
}

static struct error new_effects(struct request *rq)
{
	struct application *made = ARENA_NEW(rq->cx.arena, struct application);
	const struct application_input input = input_of(rq);

	rq->state = made;
	return application_register(&rq->cx, &input, made);
}

static struct error new_finish(struct request *rq, struct error outcome)
{
	const struct application *made = rq->state;

	if (outcome.code != 0)
		return new_answer(rq, outcome);
	response_redirect(rq,
	    arena_printf(rq->cx.arena,
		"/account/applications/%s?done=registered", made->client_id));
	return OK;
}

/* ---- one of them ---- */

struct secret_view {
	const char *label, *hint, *created, *by, *expires, *used, *revoke_href;
	bool over;
};
static const struct view_field secret_view[] = {
	VIEW(TEXT, struct secret_view, label),
	VIEW(TEXT, struct secret_view, hint),
	VIEW(TEXT, struct secret_view, created),
	VIEW(TEXT, struct secret_view, by),
	VIEW(TEXT, struct secret_view, expires),
	VIEW(TEXT, struct secret_view, used),
	VIEW(TEXT, struct secret_view, revoke_href),
	VIEW(BOOL, struct secret_view, over),
	VIEW_FIELD_END,
};

struct month_view {
	const char *value, *name;
	bool chosen;
};
static const struct view_field month_view[] = {
	VIEW(TEXT, struct month_view, value),
	VIEW(TEXT, struct month_view, name),
	VIEW(BOOL, struct month_view, chosen),
	VIEW_FIELD_END,
};

struct one_view {
	const char *path, *title, *client_id, *tenant_id, *created, *by, *used;
	const char *done, *secret, *secret_label, *revoke_href;
	const char *typed_label, *label_error, *months_error;
	struct view_list problems, secrets, months;
	struct facts_view facts;
	bool wrong, off, public_client, room, has_secrets;
};
static const struct view_field one_view[] = {
	VIEW(TEXT, struct one_view, path),
	VIEW(TEXT, struct one_view, title),
	VIEW(TEXT, struct one_view, client_id),
	VIEW(TEXT, struct one_view, tenant_id),
	VIEW(TEXT, struct one_view, created),
	VIEW(TEXT, struct one_view, by),
	VIEW(TEXT, struct one_view, used),
	VIEW(TEXT, struct one_view, done),
	VIEW(TEXT, struct one_view, secret),
	VIEW(TEXT, struct one_view, secret_label),
	VIEW(TEXT, struct one_view, revoke_href),
	VIEW(TEXT, struct one_view, typed_label),
	VIEW(TEXT, struct one_view, label_error),
	VIEW(TEXT, struct one_view, months_error),
	VIEW_OF(LIST, struct one_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(
	    LIST, struct one_view, secrets, secret_view, struct secret_view),
	VIEW_OF(LIST, struct one_view, months, month_view, struct month_view),
	VIEW_OF(INLINE, struct one_view, facts, facts_view, struct facts_view),
	VIEW(BOOL, struct one_view, wrong),
	VIEW(BOOL, struct one_view, off),
	VIEW(BOOL, struct one_view, public_client),
	VIEW(BOOL, struct one_view, room),
	VIEW(BOOL, struct one_view, has_secrets),
	VIEW_FIELD_END,
};

const char *application_path(struct request *rq)
{
	return arena_printf(rq->cx.arena, "/account/applications/%s",
	    request_param(rq, "client"));
}

static struct view_list month_views(struct ctx *cx, const char *chosen)
{
	static const char *const values[] = { "3", "6", "12", "24" };
	struct month_view *views =
	    ARENA_ARRAY(cx->arena, struct month_view, COUNT(values));

	for (size_t i = 0; i < COUNT(values); i++) {
		int64_t n = 0;

		text_to_int(values[i], &n);
		views[i] = (struct month_view){ values[i],
			message_plural(cx, "{n} month", "{n} months", n, NULL),
			text_same(chosen[0] ? chosen : "12", values[i]) };
	}
	return (struct view_list){ COUNT(values), views };
}

static struct view_list secret_views(struct request *rq,
    const struct application_secrets *list, size_t *ret_live)
{
	struct ctx *cx = &rq->cx;
	struct secret_view *views =
	    ARENA_ARRAY(cx->arena, struct secret_view, list->count + 1);

	*ret_live = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct application_secret *s = &list->secrets[i];

		views[i] = (struct secret_view){
			.label = s->label[0] ? s->label : _("Without a label"),
			.hint = s->hint,
			.created = day_at(cx, s->created_at),
			.by = s->created_by,
			.expires = day_at(cx, s->expires_at),
			.used = used_text(cx, s->last_used_at),
			.revoke_href =
			    arena_printf(cx->arena, "%s/secrets/%s/revoke",
				application_path(rq), s->secret_id),
			.over = s->expires_at <= cx->wall,
		};
		*ret_live += !views[i].over;
	}
	return (struct view_list){ list->count, views };
}

static const char *lines_of(
    struct ctx *cx, const struct redirect_list *redirects)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (size_t i = 0; i < redirects->count; i++)
		text_addf(&out, "%s\n", redirects->uris[i]);
	return out.bytes;
}

static struct error one_load(
    struct request *rq, struct application *a, struct one_view *view)
{
	struct ctx *cx = &rq->cx;
	struct application_secrets secrets;
	struct redirect_list redirects;
	size_t live;
	struct error e;

	if ((e = application_load(cx, request_param(rq, "client"), a)).code ||
	    (e = application_secret_list(
		 cx, a->partner_id, a->client_id, &secrets))
		.code ||
	    (e = application_redirect_list(
		 cx, a->partner_id, a->client_id, &redirects))
		.code)
		return e;
	view->path = application_path(rq);
	view->title = a->name;
	view->client_id = a->client_id;
	view->tenant_id = cx->who->partner->tenant_id;
	view->created = day_at(cx, a->created_at);
	view->by = a->created_by;
	view->used = used_text(cx, a->last_used_at);
	view->off = !a->active;
	view->public_client = a->public_client;
	view->secrets = secret_views(rq, &secrets, &live);
	view->has_secrets = secrets.count > 0;
	view->room = live < APPLICATION_SECRETS_LIVE;
	view->facts = (struct facts_view){ .name = a->name,
		.redirects = lines_of(cx, &redirects),
		.roles = role_views(cx, a->roles),
		.public_client = a->public_client };
	return OK;
}

static void one_wrong(struct request *rq, const struct application_scene *scene,
    struct one_view *view)
{
	view->wrong = true;
	view->problems = page_problems(rq, scene->outcome, labels);
	if (scene->form == NULL) {
		view->facts = facts_typed(rq);
		facts_errors(&view->facts, &view->problems);
		return;
	}
	view->typed_label = typed(rq, "label");
	view->label_error = problem_of(&view->problems, "label");
	view->months_error = problem_of(&view->problems, "months");
}

struct error application_page(
    struct request *rq, const struct application_scene *scene)
{
	struct ctx *cx = &rq->cx;
	struct application a;
	struct one_view view = { .done = scene->done,
		.secret = scene->secret,
		.secret_label = scene->secret_label,
		.revoke_href = scene->revoke_href };
	struct page page = { .title = _("App registration"),
		.body = "account/application",
		.dialog = scene->dialog,
		.place = PLACE_SETTINGS,
		.fields = one_view,
		.data = &view };
	struct error e = one_load(rq, &a, &view);

	if (e.code)
		return e;
	view.months = month_views(cx, typed(rq, "months"));
	if (scene->outcome.code != 0) {
		one_wrong(rq, scene, &view);
		page.status = error_info(scene->outcome.code)->page_status;
	}
	return page_answer(rq, &page);
}

static struct error one_show(struct request *rq)
{
	const struct done_query *query = rq->query;
	struct application_scene scene = { .done = done_text(
					       &rq->cx, query->done) };

	return application_page(rq, &scene);
}

static struct error one_effects(struct request *rq)
{
	const struct application_input input = input_of(rq);

	return application_change(&rq->cx, request_param(rq, "client"), &input);
}

static struct error one_finish(struct request *rq, struct error outcome)
{
	struct application_scene scene = { .outcome = outcome };

	if (outcome.code != 0)
		return error_info(outcome.code)->page_status == 404
			   ? outcome
			   : application_page(rq, &scene);
	response_redirect(rq,
	    arena_printf(rq->cx.arena, "%s?done=saved", application_path(rq)));
	return OK;
}

/* ---- off, on, gone ---- */

struct state_input {
	const char *to;
};
static const struct field state_fields[] = {
	FIELD(TEXT, struct state_input, to),
	FIELD_END,
};

static struct error state_effects(struct request *rq)
{
	const struct state_input *input = rq->input;

	return application_switch(
	    &rq->cx, request_param(rq, "client"), text_same(input->to, "on"));
}

static struct error state_finish(struct request *rq, struct error outcome)
{
	const struct state_input *input = rq->input;

	if (outcome.code == 0)
		response_redirect(
		    rq, arena_printf(rq->cx.arena, "%s?done=%s",
			    application_path(rq),
			    text_same(input->to, "on") ? "on" : "off"));
	return outcome;
}

static struct error delete_show(struct request *rq)
{
	struct application_scene scene = { .dialog =
					       "account/application_delete" };

	return application_page(rq, &scene);
}

static struct error delete_effects(struct request *rq)
{
	return application_remove(&rq->cx, request_param(rq, "client"));
}

static struct error delete_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, "/account/applications?done=deleted");
	return outcome;
}

#define ALL "/account/applications"
#define ONE ALL "/{client}"
const struct route web_applications_routes[] = {
	{ GET, ALL, .needs = MAY_MANAGE_APPLICATIONS, .query = done_fields,
	    .query_size = sizeof(struct done_query), .read = list_show },
	{ POST, ALL "/strict", .needs = MAY_MANAGE_APPLICATIONS,
	    .body = strict_fields, .body_size = sizeof(struct strict_input),
	    .effects = strict_effects, .finish = strict_finish },
	{ GET, ALL "/new", .needs = MAY_MANAGE_APPLICATIONS, .read = new_show },
	{ POST, ALL "/new", .needs = MAY_MANAGE_APPLICATIONS,
	    .body = facts_fields, .body_size = sizeof(struct facts_input),
	    .effects = new_effects, .finish = new_finish },
	{ GET, ONE, .needs = MAY_MANAGE_APPLICATIONS, .query = done_fields,
	    .query_size = sizeof(struct done_query), .read = one_show },
	{ POST, ONE, .needs = MAY_MANAGE_APPLICATIONS, .body = facts_fields,
	    .body_size = sizeof(struct facts_input), .effects = one_effects,
	    .finish = one_finish },
	{ POST, ONE "/state", .needs = MAY_MANAGE_APPLICATIONS,
	    .body = state_fields, .body_size = sizeof(struct state_input),
	    .effects = state_effects, .finish = state_finish },
	{ GET, ONE "/delete", .needs = MAY_MANAGE_APPLICATIONS,
	    .read = delete_show },
	{ POST, ONE "/delete", .needs = MAY_MANAGE_APPLICATIONS,
	    .effects = delete_effects, .finish = delete_finish },
	ROUTE_END,
};
