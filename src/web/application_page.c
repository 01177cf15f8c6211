/*
 * The page of one registration: its ids, secrets and facts. Acts on secrets
 * are application_secret.c's.
 */
#include "web/applications.h"

#include <string.h>

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/timeline.h"
#include "web/views.h"

const char *application_used_text(struct ctx *cx, int64_t at)
{
	return at == 0 ? _("Never") : show_day(cx, day_of(at));
}

const char *application_done_text(struct ctx *cx, const char *what)
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

const struct field application_done_fields[] = {
	FIELD(TEXT, struct done_query, done),
	FIELD_END,
};

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
	const struct timeline *timeline;
	const char *path, *title, *client_id, *tenant_id, *created, *by, *used;
	const char *done, *secret, *secret_label, *revoke_href;
	const char *typed_label, *label_error, *months_error;
	struct view_list problems, secrets, months;
	struct facts_view facts;
	bool wrong, off, public_client, room, has_secrets;
};
static const struct view_field one_view[] = {
	VIEW_OF(
	    OBJECT, struct one_view, timeline, timeline_view, struct timeline),
	VIEW(TEXT, struct one_view, path),
	VIEW(TEXT, struct one_view, title),
	VIEW(TEXT, struct one_view, client_id),
	VIEW(TEXT, struct one_view, tenant_id),
	VIEW(TEXT, struct one_view, created),
	VIEW(TEXT, struct one_view, by),
	VIEW(TEXT, struct one_view, used),
	VIEW(TEXT, struct one_view, done),
	VIEW(SECRET, struct one_view, secret),
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
			.created = show_day(cx, day_of(s->created_at)),
			.by = s->created_by,
			.expires = show_day(cx, day_of(s->expires_at)),
			.used = application_used_text(cx, s->last_used_at),
			.revoke_href =
			    arena_printf(cx->arena, "%s/secrets/%s/revoke",
				application_path(rq), s->secret_id),
			.over = s->expires_at <= cx->wall,
		};
		*ret_live += !views[i].over;
	}
	return (struct view_list){ list->count, views };
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
	view->created = show_day(cx, day_of(a->created_at));
	view->by = a->created_by;
	view->used = application_used_text(cx, a->last_used_at);
	view->off = !a->active;
	view->public_client = a->public_client;
	view->secrets = secret_views(rq, &secrets, &live);
	view->has_secrets = secrets.count > 0;
	view->room = live < APPLICATION_SECRETS_LIVE;
	view->facts = facts_stored(cx, a, &redirects);
	return OK;
}

static void one_wrong(struct request *rq, const struct application_scene *scene,
    struct one_view *view)
{
	view->wrong = true;
	view->problems = page_problems(rq, scene->outcome, application_labels);
	if (scene->form == NULL) {
		view->facts = facts_typed(rq, &view->problems);
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
	view.months = month_views(
	    cx, scene->outcome.code != 0 ? typed(rq, "months") : "");
	if (scene->outcome.code != 0) {
		one_wrong(rq, scene, &view);
		page.status = error_info(scene->outcome.code)->page_status;
	}
	e = timeline_of_object(
	    cx, a.client_id, -1, a.created_at, &view.timeline);
	return e.code ? e : page_answer(rq, &page);
}

static struct error one_show(struct request *rq)
{
	const struct done_query *query = rq->query;
	struct application_scene scene = { .done = application_done_text(
					       &rq->cx, query->done) };

	return application_page(rq, &scene);
}

static struct error one_effects(struct request *rq)
{
	const struct application_input input = facts_read(rq);

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

#define ONE "/account/applications/{client}"
const struct route web_application_page_routes[] = {
	{ GET, ONE, .needs = MAY_MANAGE_APPLICATIONS,
	    .query = application_done_fields,
	    .query_size = sizeof(struct done_query), .read = one_show },
	{ POST, ONE, .needs = MAY_MANAGE_APPLICATIONS, .body = facts_fields,
	    .body_size = sizeof(struct facts_input), .prepare = facts_prepare,
	    .effects = one_effects, .finish = one_finish },
	ROUTE_END,
};
