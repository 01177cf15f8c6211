/*
 * Account settings › App registrations: the list, whether programs alone may
 * act, and switching one off or deleting it. The page of one is
 * application_page.c's.
 */
#include "web/applications.h"

#include <string.h>

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

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

static struct error list_show(struct request *rq)
{
	const struct done_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct application_list list;
	struct row_view *rows;
	struct list_view view = { .done =
				      application_done_text(cx, query->done),
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
			.used = application_used_text(cx, a->last_used_at),
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
	{ GET, ALL, .needs = MAY_MANAGE_APPLICATIONS,
	    .query = application_done_fields,
	    .query_size = sizeof(struct done_query), .read = list_show },
	{ POST, ALL "/strict", .needs = MAY_MANAGE_APPLICATIONS,
	    .body = strict_fields, .body_size = sizeof(struct strict_input),
	    .effects = strict_effects, .finish = strict_finish },
	{ POST, ONE "/state", .needs = MAY_MANAGE_APPLICATIONS,
	    .body = state_fields, .body_size = sizeof(struct state_input),
	    .effects = state_effects, .finish = state_finish },
	{ GET, ONE "/delete", .needs = MAY_MANAGE_APPLICATIONS,
	    .read = delete_show },
	{ POST, ONE "/delete", .needs = MAY_MANAGE_APPLICATIONS,
	    .effects = delete_effects, .finish = delete_finish },
	ROUTE_END,
};
