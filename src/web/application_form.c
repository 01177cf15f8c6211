/*
 * The form of what a program is and may do, as it is read, shown and shown
 * again; and registering one with it. What is allowed, accounts/application
 * says.
 */
#include "web/applications.h"

#include <string.h>

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

#define REDIRECTS_TEXT_MAX 12000

const struct field_pair application_labels[] = {
	{ "name", NC_("of a thing", "Name") },
	{ "roles", N_("Roles") },
	{ "redirects", N_("Redirect addresses") },
	{ "label", N_("Label") },
	{ "months", N_("Valid for") },
	{ NULL, NULL },
};

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

const struct view_field facts_view[] = {
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
const struct field facts_fields[] = {
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

struct application_input facts_read(struct request *rq)
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

/* All that is wrong at once. */
struct error facts_prepare(struct request *rq)
{
	const struct application_input input = facts_read(rq);
	struct error *errors;
	struct error e = application_check(&rq->cx, &input, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	return e;
}

struct facts_view facts_typed(
    struct request *rq, const struct view_list *problems)
{
	const struct facts_input *input = rq->input;

	return (struct facts_view){
		.name = typed(rq, "name"),
		.redirects = typed(rq, "redirects"),
		.roles = role_views(
		    &rq->cx, input ? roles_of(input) : ROLE_ADMIN_AGENT),
		.public_client = typed(rq, "public_client")[0] != '\0',
		.name_error = problem_of(problems, "name"),
		.roles_error = problem_of(problems, "roles"),
		.redirects_error = problem_of(problems, "redirects"),
	};
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

struct facts_view facts_stored(struct ctx *cx,
    const struct application *application,
    const struct redirect_list *redirects)
{
	return (struct facts_view){ .name = application->name,
		.redirects = lines_of(cx, redirects),
		.roles = role_views(cx, application->roles),
		.public_client = application->public_client };
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

	if (view.wrong) {
		page.status = error_info(outcome.code)->page_status;
		view.problems = page_problems(rq, outcome, application_labels);
	}
	view.facts = facts_typed(rq, &view.problems);
	return page_answer(rq, &page);
}

static struct error new_show(struct request *rq)
{
	return new_answer(rq, OK);
}

static struct error new_effects(struct request *rq)
{
	struct application *made = ARENA_NEW(rq->cx.arena, struct application);
	const struct application_input input = facts_read(rq);

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

const struct route web_application_form_routes[] = {
	{ GET, "/account/applications/new", .needs = MAY_MANAGE_APPLICATIONS,
	    .read = new_show },
	{ POST, "/account/applications/new", .needs = MAY_MANAGE_APPLICATIONS,
	    .body = facts_fields, .body_size = sizeof(struct facts_input),
	    .prepare = facts_prepare, .effects = new_effects,
	    .finish = new_finish },
	ROUTE_END,
};
