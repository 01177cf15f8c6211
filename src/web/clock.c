/*
 * The test clock of a tenant that has one: looking at it, setting it, going on
 * by a day. What it means is sandbox's.
 */
#include "sandbox/clock.h"

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

struct clock_page {
	const char *stands, *stands_iso, *real, *real_iso, *back;
	const char *typed_day, *typed_time;
	const char *day_error, *time_error;
	struct view_list problems;
	bool wrong;
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

	if (e.code)
		return e;
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
	struct clock_state state;
	int64_t instant;
	struct error e;

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

static struct error clock_finish(struct request *rq, struct error outcome)
{
	const char *back = typed(rq, "back");

	if (outcome.code == ERR_CLOCK_OFF)
		return outcome;
	if (outcome.code != 0)
		return clock_answer(rq, back, outcome);
	response_redirect(rq, back_of(back));
	return OK;
}

const struct route web_clock_routes[] = {
	{ GET, "/clock", .needs = MAY_SET_CLOCK, .read = clock_show },
	{ POST, "/clock", .needs = MAY_SET_CLOCK, .body = clock_input_fields,
	    .body_size = sizeof(struct clock_input), .effects = clock_effects,
	    .finish = clock_finish },
	ROUTE_END,
};
