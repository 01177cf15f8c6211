/*
 * The test clock of a tenant that has one: looking at it, setting it, going on
 * by a day. What it means is sandbox's.
 */
#include "sandbox/clock.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

struct clock_page {
	const char *stands, *stands_iso, *real, *real_iso, *back;
	const char *typed_day, *typed_time;
	const char *day_error, *time_error;
	const char *ran;
	struct view_list problems, events;
	bool wrong;
};
struct event_view {
	const char *at, *at_iso, *label, *text, *href;
};
static const struct view_field event_view[] = {
	VIEW(TEXT, struct event_view, at),
	VIEW(TEXT, struct event_view, at_iso),
	VIEW(TEXT, struct event_view, label),
	VIEW(TEXT, struct event_view, text),
	VIEW(TEXT, struct event_view, href),
	VIEW_FIELD_END,
};

static const struct view_field clock_fields[] = {
	VIEW(TEXT, struct clock_page, stands),
	VIEW(TEXT, struct clock_page, stands_iso),
	VIEW(TEXT, struct clock_page, real),
	VIEW(TEXT, struct clock_page, real_iso),
	VIEW(TEXT, struct clock_page, back),
	VIEW(TEXT, struct clock_page, typed_day),
	VIEW(TEXT, struct clock_page, typed_time),
	VIEW(TEXT, struct clock_page, day_error),
	VIEW(TEXT, struct clock_page, time_error),
	VIEW_OF(LIST, struct clock_page, problems, field_problem_view,
	    struct field_problem),
	VIEW(TEXT, struct clock_page, ran),
	VIEW_OF(LIST, struct clock_page, events, event_view, struct event_view),
	VIEW(BOOL, struct clock_page, wrong),
	VIEW_FIELD_END,
};

static const struct field_pair labels[] = {
	{ "day", N_("Day") },
	{ "time", N_("Time, UTC") },
	{ NULL, NULL },
};

/* response_redirect refuses other hosts; forms and links use it as well. */
static const char *back_of(const char *path)
{
	if (path == NULL || path[0] != '/' || path[1] == '/' || path[1] == '\\')
		return "/";
	return path;
}

static struct error events_fill(
    struct ctx *cx, int64_t now, struct view_list *ret_events)
{
	struct clock_event_list list;
	struct event_view *views;
	struct error e = clock_event_list(cx, now, &list);

	if (e.code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct event_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct clock_event *event = &list.events[i];

		views[i].at = show_instant(cx, event->at);
		views[i].at_iso = iso_text(cx, event->at);
		views[i].label = clock_event_label(cx, event->kind);
		views[i].text = clock_event_text(cx, event);
		if (event->customer_id != NULL)
			views[i].href =
			    customer_path(cx, event->customer_id, "%s", "");
	}
	*ret_events = (struct view_list){ list.count, views };
	return OK;
}

/* What the clock has just run to, by the kind in the address. */
static const char *ran_text(struct request *rq, int64_t now)
{
	struct ctx *cx = &rq->cx;
	const char *id = query_value(rq, "ran");

	for (enum clock_event_kind i = 0; i < CLOCK_EVENT_KINDS; i++)
		if (text_same(id, clock_event_id(i)))
			return message_with(cx,
			    N_("The clock ran on to {moment}: {event}."),
			    HOLES({ "moment", show_instant(cx, now) },
				{ "event", clock_event_label(cx, i) }));
	return NULL;
}

static struct error clock_answer(
    struct request *rq, const char *back, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct clock_state state;
	struct clock_page view = { .back = back_of(back) };
	struct page page = { .title = _("Test clock"),
		.body = "account/clock",
		.place = PLACE_SETTINGS,
		.fields = clock_fields,
		.data = &view };
	struct error e = clock_read(cx, &state);

	if (e.code || (e = events_fill(cx, state.now, &view.events)).code)
		return e;
	view.ran = ran_text(rq, state.now);
	view.stands = show_instant(cx, state.now);
	view.stands_iso = iso_text(cx, state.now);
	view.real = show_instant(cx, state.wall);
	view.real_iso = iso_text(cx, state.wall);
	view.typed_day = typed(rq, "day");
	view.typed_time = typed(rq, "time");
	if (rq->method != POST) {
		view.typed_day = arena_dup_n(cx->arena, view.stands_iso, 10);
		view.typed_time =
		    arena_dup_n(cx->arena, view.stands_iso + 11, 8);
	}
	if (outcome.code != 0) {
		view.wrong = true;
		view.problems = page_problems(rq, outcome, labels);
		view.day_error = problem_of(&view.problems, "day");
		view.time_error = problem_of(&view.problems, "time");
		page.status = error_info(outcome.code)->page_status;
	}
	return page_answer(rq, &page);
}

static struct error clock_show(struct request *rq)
{
	return clock_answer(rq, query_value(rq, "back"), OK);
}

struct clock_input {
	const char *step, *day, *time, *back;
};
static const struct field clock_input_fields[] = {
	FIELD(TEXT, struct clock_input, step),
	FIELD(TEXT, struct clock_input, day),
	FIELD(TEXT, struct clock_input, time),
	FIELD(TEXT, struct clock_input, back),
	FIELD_END,
};

/* Browsers leave the seconds out when they are 0. */
static struct error moment_of(
    struct ctx *cx, const struct clock_input *input, int64_t *ret_instant)
{
	const char *time = text_empty(input->time) ? "00:00" : input->time;
	int64_t day;

	if (input->day == NULL || !day_parse(input->day, &day))
		return fail_with(cx->arena, ERR_FIELD_DATE, "day",
		    HOLES({ "value", input->day == NULL ? "" : input->day }));
	time = arena_printf(cx->arena, "%sT%s%sZ", input->day, time,
	    text_width(time) == 5 ? ":00" : "");
	if (!instant_parse(time, ret_instant))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "time",
		    HOLES({ "wanted", "09:24:00" }));
	return OK;
}

static struct error clock_effects(struct request *rq)
{
	const struct clock_input *input = rq->input;
	struct clock_event *reached;
	struct clock_state state;
	int64_t instant;
	struct error e;

	if (text_same(input->step, "next")) {
		rq->state = reached =
		    ARENA_NEW(rq->cx.arena, struct clock_event);
		return clock_run(&rq->cx, &state, reached);
	}
	if (text_same(input->step, "day"))
		return clock_step(&rq->cx, DAY_SECONDS, &state);
	if (text_same(input->step, "real"))
		return clock_set(&rq->cx, rq->cx.wall, &state);
	if ((e = moment_of(&rq->cx, input, &instant)).code)
		return e;
	e = clock_set(&rq->cx, instant, &state);
	if (e.code == ERR_CLOCK_RANGE)
		e.field = "day";
	return e;
}

/* To this page, which says what it was. */
static const char *ran_href(struct request *rq, const char *back)
{
	const struct clock_event *reached = rq->state;
	struct text href;

	text_init(&href, rq->cx.arena);
	text_addf(&href, "/clock?ran=%s&back=", clock_event_id(reached->kind));
	text_add_url(&href, back_of(back));
	return href.bytes;
}

static struct error clock_finish(struct request *rq, struct error outcome)
{
	const char *back = typed(rq, "back");

	if (outcome.code == ERR_CLOCK_OFF)
		return outcome;
	if (outcome.code != 0)
		return clock_answer(rq, back, outcome);
	response_redirect(
	    rq, rq->state == NULL ? back_of(back) : ran_href(rq, back));
	return OK;
}

const struct route web_clock_routes[] = {
	{ GET, "/clock", .needs = MAY_SET_CLOCK, .read = clock_show },
	{ POST, "/clock", .needs = MAY_SET_CLOCK, .body = clock_input_fields,
	    .body_size = sizeof(struct clock_input), .effects = clock_effects,
	    .finish = clock_finish },
	ROUTE_END,
};
