/*
 * One delivery of a webhook with its attempts, and sending it again.
 */
#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"
#include "web/webhooks.h"

const struct view_field delivery_view[] = {
	VIEW(TEXT, struct delivery_view, event),
	VIEW(TEXT, struct delivery_view, summary),
	VIEW(TEXT, struct delivery_view, event_id),
	VIEW(TEXT, struct delivery_view, href),
	VIEW(TEXT, struct delivery_view, url),
	VIEW(TEXT, struct delivery_view, created),
	VIEW(TEXT, struct delivery_view, created_iso),
	VIEW(TEXT, struct delivery_view, last),
	VIEW(TEXT, struct delivery_view, last_iso),
	VIEW(TEXT, struct delivery_view, next),
	VIEW(TEXT, struct delivery_view, next_iso),
	VIEW(TEXT, struct delivery_view, state),
	VIEW(TEXT, struct delivery_view, tone),
	VIEW(TEXT, struct delivery_view, tries),
	VIEW(TEXT, struct delivery_view, result),
	VIEW(TEXT, struct delivery_view, problem),
	VIEW(BOOL, struct delivery_view, waiting),
	VIEW_FIELD_END,
};

struct attempt_view {
	const char *at, *iso, *result, *problem, *answer;
};
static const struct view_field attempt_view[] = {
	VIEW(TEXT, struct attempt_view, at),
	VIEW(TEXT, struct attempt_view, iso),
	VIEW(TEXT, struct attempt_view, result),
	VIEW(TEXT, struct attempt_view, problem),
	VIEW(TEXT, struct attempt_view, answer),
	VIEW_FIELD_END,
};

struct one_view {
	const char *done;
	struct delivery_view delivery;
	struct view_list attempts;
	bool has_attempts, registered, test;
};
static const struct view_field one_view[] = {
	VIEW(TEXT, struct one_view, done),
	VIEW_OF(INLINE, struct one_view, delivery, delivery_view,
	    struct delivery_view),
	VIEW_OF(
	    LIST, struct one_view, attempts, attempt_view, struct attempt_view),
	VIEW(BOOL, struct one_view, has_attempts),
	VIEW(BOOL, struct one_view, registered),
	VIEW(BOOL, struct one_view, test),
	VIEW_FIELD_END,
};

static const char *result_text(struct ctx *cx, int64_t status)
{
	return status == 0
		   ? _("No answer")
		   : message_with(cx, N_("HTTP status {status}"),
			 HOLES({ "status", arena_printf(cx->arena, "%lld",
					       (long long)status) }));
}

static void state_fill(
    struct ctx *cx, enum delivery_state state, struct delivery_view *view)
{
	switch (state) {
	case DELIVERY_DELIVERED:
		view->state = _("Delivered");
		view->tone = "done";
		break;
	case DELIVERY_FAILED:
		view->state = _("Failed");
		view->tone = "bad";
		break;
	default:
		view->state = _("Waiting");
		view->tone = "info";
	}
}

struct delivery_view delivery_view_of(struct ctx *cx, const struct delivery *d)
{
	struct delivery_view view = {
		.event = event_info(d->name)->id,
		.summary = _(event_info(d->name)->summary),
		.event_id = d->event_id,
		.href =
		    arena_printf(cx->arena, DELIVERIES_PATH "/%s", d->event_id),
		.url = d->url,
		.created = show_instant(cx, d->created_at),
		.created_iso = iso_text(cx, d->created_at),
		.tries = show_int(cx, d->tries),
		.problem = message_kept(cx, d->problem),
		.waiting = d->state == DELIVERY_WAITING,
	};

	state_fill(cx, d->state, &view);
	if (d->last_at != 0) {
		view.last = show_instant(cx, d->last_at);
		view.last_iso = iso_text(cx, d->last_at);
		view.result = result_text(cx, d->last_status);
	}
	if (view.waiting) {
		view.next = show_instant(cx, d->next_at);
		view.next_iso = iso_text(cx, d->next_at);
	}
	return view;
}

static struct view_list attempt_views(
    struct ctx *cx, const struct attempt_list *list)
{
	struct attempt_view *views =
	    ARENA_ARRAY(cx->arena, struct attempt_view, list->count + 1);

	for (size_t i = 0; i < list->count; i++) {
		const struct attempt *a = &list->attempts[i];

		views[i] = (struct attempt_view){ show_instant(cx, a->at),
			iso_text(cx, a->at), result_text(cx, a->status),
			message_kept(cx, a->problem),
			text_empty(a->answer) ? NULL : a->answer };
	}
	return (struct view_list){ list->count, views };
}

static const char *done_text(struct ctx *cx, const char *what)
{
	if (text_same(what, "test"))
		return _("The test event is made. Its result is on this page.");
	if (text_same(what, "replayed"))
		return _("It is sent again, with ten attempts more.");
	return NULL;
}

static struct error one_show(struct request *rq)
{
	const struct webhook_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct one_view view = { .done = done_text(cx, query->done) };
	struct page page = { .title = _("Delivery"),
		.body = "account/webhook_delivery",
		.place = PLACE_SETTINGS,
		.fields = one_view,
		.data = &view };
	struct delivery delivery;
	struct attempt_list attempts;
	struct webhook webhook;
	struct error e =
	    delivery_load(cx, request_param(rq, "delivery"), &delivery);

	if (e.code ||
	    (e = attempt_list(cx, delivery.event_id, &attempts)).code ||
	    (e = webhook_find(cx, &webhook, &view.registered)).code)
		return e;
	view.delivery = delivery_view_of(cx, &delivery);
	view.attempts = attempt_views(cx, &attempts);
	view.has_attempts = attempts.count > 0;
	view.test = delivery.name == EVENT_TEST_CREATED;
	return page_answer(rq, &page);
}

/* ---- again ---- */

static struct error replay_effects(struct request *rq)
{
	struct delivery delivery;

	return delivery_replay(
	    &rq->cx, request_param(rq, "delivery"), &delivery);
}

static struct error replay_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, arena_printf(rq->cx.arena,
					  DELIVERIES_PATH "/%s?done=replayed",
					  request_param(rq, "delivery")));
	return outcome;
}

#define ONE DELIVERIES_PATH "/{delivery}"
const struct route web_webhook_delivery_routes[] = {
	{ GET, ONE, .needs = MAY_MANAGE_WEBHOOKS, .query = webhook_query_fields,
	    .query_size = sizeof(struct webhook_query), .read = one_show },
	{ POST, ONE "/replay", .needs = MAY_MANAGE_WEBHOOKS,
	    .effects = replay_effects, .finish = replay_finish },
	ROUTE_END,
};
