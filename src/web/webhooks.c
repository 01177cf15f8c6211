/*
 * Account settings › Webhooks: the registration and the log of what was sent.
 * Acts on the registration are webhook_form.c's, one delivery is
 * webhook_delivery.c's.
 */
#include "web/webhooks.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

#define PAGE_ROWS 25

const struct field webhook_query_fields[] = {
	FIELD(TEXT, struct webhook_query, done),
	FIELD(TEXT, struct webhook_query, before),
	FIELD_END,
};

struct hook_view {
	const char *done, *secret, *changed, *problem, *older, *newest;
	struct view_list problems, rows;
	struct webhook_form_view form;
	bool wrong, registered, off, has_log;
};
static const struct view_field hook_view[] = {
	VIEW(TEXT, struct hook_view, done),
	VIEW(SECRET, struct hook_view, secret),
	VIEW(TEXT, struct hook_view, changed),
	VIEW(TEXT, struct hook_view, problem),
	VIEW(TEXT, struct hook_view, older),
	VIEW(TEXT, struct hook_view, newest),
	VIEW_OF(LIST, struct hook_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(
	    LIST, struct hook_view, rows, delivery_view, struct delivery_view),
	VIEW_OF(INLINE, struct hook_view, form, webhook_form_view,
	    struct webhook_form_view),
	VIEW(BOOL, struct hook_view, wrong),
	VIEW(BOOL, struct hook_view, registered),
	VIEW(BOOL, struct hook_view, off),
	VIEW(BOOL, struct hook_view, has_log),
	VIEW_FIELD_END,
};

static const char *done_text(struct ctx *cx, const char *what)
{
	if (text_same(what, "changed"))
		return _("Your changes are saved.");
	if (text_same(what, "removed"))
		return _(
		    "The registration is removed. Nothing is sent any more.");
	return NULL;
}

/* Nonsense starts from the newest. */
static struct error log_fill(
    struct ctx *cx, const char *before, struct hook_view *view)
{
	struct delivery_filter filter = { .limit = PAGE_ROWS };
	struct delivery_list list;
	struct delivery_view *rows;
	struct error e;

	if (text_empty(before) || !text_to_int(before, &filter.from_seq) ||
	    filter.from_seq < 0)
		filter.from_seq = 0;
	if ((e = delivery_list(cx, &filter, &list)).code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct delivery_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = delivery_view_of(cx, &list.deliveries[i]);
	view->rows = (struct view_list){ list.count, rows };
	view->has_log = list.count > 0;
	if (filter.from_seq > 0)
		view->newest = WEBHOOKS_PATH;
	if (list.more)
		view->older =
		    arena_printf(cx->arena, WEBHOOKS_PATH "?before=%lld",
			(long long)list.deliveries[list.count - 1].seq);
	return OK;
}

static struct error hook_load(struct request *rq,
    const struct webhook_scene *scene, struct hook_view *view)
{
	struct ctx *cx = &rq->cx;
	struct webhook webhook;
	struct error e = webhook_find(cx, &webhook, &view->registered);

	if (e.code)
		return e;
	if (view->registered) {
		view->changed = show_instant(cx, webhook.changed_at);
		view->off = !webhook.active;
		view->problem = message_kept(cx, webhook.problem);
	}
	view->form =
	    scene->form && view->wrong
		? webhook_form_typed(rq, &view->problems, view->registered)
		: webhook_form_stored(cx, &webhook, view->registered);
	return OK;
}

struct error webhook_page(struct request *rq, const struct webhook_scene *scene)
{
	struct ctx *cx = &rq->cx;
	struct hook_view view = { .secret = scene->secret,
		.wrong = scene->outcome.code != 0,
		.done = done_text(cx, query_value(rq, "done")) };
	struct page page = { .title = _("Webhooks"),
		.body = "account/webhooks",
		.dialog = scene->dialog,
		.place = PLACE_SETTINGS,
		.fields = hook_view,
		.data = &view };
	struct error e;

	if (view.wrong) {
		page.status = error_info(scene->outcome.code)->page_status;
		view.problems =
		    page_problems(rq, scene->outcome, webhook_labels);
	}
	if ((e = hook_load(rq, scene, &view)).code ||
	    (e = log_fill(cx, query_value(rq, "before"), &view)).code)
		return e;
	return page_answer(rq, &page);
}

static struct error hook_show(struct request *rq)
{
	const struct webhook_scene scene = { 0 };

	return webhook_page(rq, &scene);
}

const struct route web_webhooks_routes[] = {
	{ GET, WEBHOOKS_PATH, .needs = MAY_MANAGE_WEBHOOKS,
	    .query = webhook_query_fields,
	    .query_size = sizeof(struct webhook_query), .read = hook_show },
	ROUTE_END,
};
