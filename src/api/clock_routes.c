/*
 * The test clock of a tenant over REST (rulings 9 and 16): read, set, step.
 * Which tenants have one, and its range, is sandbox/clock's.
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "sandbox/clock.h"

static void event_json(struct ctx *cx, struct json_out *json, const char *key,
    const struct clock_event *event)
{
	json_object_begin(json, key);
	json_text(json, "kind", clock_event_id(event->kind));
	json_instant(json, "at", event->at);
	json_text(json, "description", clock_event_text(cx, event));
	json_some(json, "subjectId", event->subject_id);
	json_some(json, "customerId", event->customer_id);
	json_object_end(json);
}

/* reached: what the clock ran to, or NULL. */
static struct error clock_json(struct request *rq,
    const struct clock_state *state, const struct clock_event *reached)
{
	struct clock_event_list list;
	struct json_out json;
	struct error e = clock_event_list(&rq->cx, state->now, &list);

	if (e.code)
		return e;

	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_instant(&json, "now", state->now);
	json_instant(&json, "realTime", state->wall);
	json_int(&json, "offsetSeconds", state->offset);
	if (reached != NULL)
		event_json(&rq->cx, &json, "reachedEvent", reached);
	json_array_begin(&json, "nextEvents");
	for (size_t i = 0; i < list.count; i++)
		event_json(&rq->cx, &json, NULL, &list.events[i]);
	json_array_end(&json);
	links_self(&json, "/sandbox/clock");
	resource_end(&json, "SandboxClock", NULL);
	return OK;
}

static struct error clock_get(struct request *rq)
{
	struct clock_state state;
	struct error e = clock_read(&rq->cx, &state);

	return e.code ? e : clock_json(rq, &state, NULL);
}

/* ---- set ---- */

struct set_input {
	int64_t now;
	bool has_now;
};
static const struct field set_fields[] = {
	FIELD(INSTANT, struct set_input, now, .required = true,
	    .has_offset = offsetof(struct set_input, has_now)),
	FIELD_END,
};

static struct error set_effects(struct request *rq)
{
	const struct set_input *input = rq->input;
	struct clock_state state;
	struct error e = clock_set(&rq->cx, input->now, &state);

	return e.code ? e : clock_json(rq, &state, NULL);
}

/* ---- step ---- */

#define DAYS_MAX INT64_C(40000)

struct step_input {
	int64_t days, seconds;
	bool has_days, has_seconds;
	const char *duration;
};
static const struct field step_fields[] = {
	FIELD(INT, struct step_input, days, .min = -DAYS_MAX, .max = DAYS_MAX,
	    .has_offset = offsetof(struct step_input, has_days)),
	FIELD(INT, struct step_input, seconds, .min = -DAYS_MAX * DAY_SECONDS,
	    .max = DAYS_MAX * DAY_SECONDS,
	    .has_offset = offsetof(struct step_input, has_seconds)),
	FIELD(TEXT, struct step_input, duration, .max = 40,
	    .help = N_("ISO 8601: P30D, PT36H, P1M, P1Y.")),
	FIELD_END,
};

/* One "12D" of a duration: the number and its letter. */
static bool part_read(const char **at, int64_t *ret_number, char *ret_unit)
{
	int64_t number = 0;
	size_t digits = strspn(*at, "0123456789");

	if (digits == 0 || digits > 9)
		return false;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + ((*at)[i] - '0');
	*ret_number = number;
	*ret_unit = (*at)[digits];
	if (*ret_unit == '\0')
		return false;
	*at += digits + 1;
	return true;
}

struct duration {
	int64_t months, seconds;
};

static bool part_add(struct duration *sum, int64_t number, char unit, bool time)
{
	static const struct {
		char unit;
		bool time;
		int64_t months, seconds;
	} units[] = {
		{ 'Y', false, 12, 0 },
		{ 'M', false, 1, 0 },
		{ 'W', false, 0, 7 * DAY_SECONDS },
		{ 'D', false, 0, DAY_SECONDS },
		{ 'H', true, 0, 3600 },
		{ 'M', true, 0, 60 },
		{ 'S', true, 0, 1 },
	};

	for (size_t i = 0; i < COUNT(units); i++) {
		if (units[i].unit != unit || units[i].time != time)
			continue;
		sum->months += number * units[i].months;
		sum->seconds += number * units[i].seconds;
		return true;
	}
	return false;
}

/* Years and months go by the calendar from this instant on. */
static bool duration_seconds(
    const char *text, int64_t from, int64_t *ret_seconds)
{
	bool minus = *text == '-', time = false, any = false;
	struct duration sum = { 0 };
	int64_t number, day = day_of(from);
	char unit;

	text += minus;
	if (*text++ != 'P')
		return false;
	while (*text != '\0') {
		if (*text == 'T' && !time) {
			time = true;
			text++;
			continue;
		}
		if (!part_read(&text, &number, &unit) ||
		    !part_add(&sum, number, unit, time))
			return false;
		any = true;
	}
	if (!any || sum.months > 1200 || sum.seconds > DAYS_MAX * DAY_SECONDS)
		return false;
	number = minus ? -sum.months : sum.months;
	number = (day_add_months(day, (int)number) - day) * DAY_SECONDS;
	*ret_seconds = number + (minus ? -sum.seconds : sum.seconds);
	return true;
}

static struct error step_prepare(struct request *rq)
{
	const struct step_input *input = rq->input;
	int64_t unused;

	if (input->has_days + input->has_seconds +
		!text_empty(input->duration) !=
	    1)
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT, NULL,
		    HOLES({ "wanted",
			N_("one of \"days\", \"seconds\" and \"duration\"") }));
	if (!text_empty(input->duration) &&
	    !duration_seconds(input->duration, rq->cx.now, &unused))
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT, "duration",
		    HOLES({ "wanted", "P30D" }));
	return OK;
}

static struct error step_effects(struct request *rq)
{
	const struct step_input *input = rq->input;
	struct clock_state state;
	int64_t seconds =
	    input->has_days ? input->days * DAY_SECONDS : input->seconds;
	struct error e;

	if (!text_empty(input->duration))
		duration_seconds(input->duration, rq->cx.now, &seconds);
	e = clock_step(&rq->cx, seconds, &state);
	return e.code ? e : clock_json(rq, &state, NULL);
}

/* ---- run to the next event ---- */

static struct error run_effects(struct request *rq)
{
	struct clock_event reached;
	struct clock_state state;
	struct error e = clock_run(&rq->cx, &state, &reached);

	return e.code ? e : clock_json(rq, &state, &reached);
}

#define CLOCK_ANSWER                                                           \
	API(OURS, ANY_CALLER, ONE(200, "SandboxClock"),                        \
	    ERRORS(ERR_CLOCK_OFF, ERR_CLOCK_RANGE))

const struct route api_clock_routes[] = {
	{ GET, "/v1/sandbox/clock", .needs = MAY_SET_CLOCK, .read = clock_get,
	    .summary = N_("The tenant's business time."), CLOCK_ANSWER },
	{ PUT, "/v1/sandbox/clock", .needs = MAY_SET_CLOCK, .body = set_fields,
	    .body_size = sizeof(struct set_input), .effects = set_effects,
	    .summary = N_("Sets the tenant's business time."), CLOCK_ANSWER },
	{ POST, "/v1/sandbox/clock/advance", .needs = MAY_SET_CLOCK,
	    .body = step_fields, .body_size = sizeof(struct step_input),
	    .prepare = step_prepare, .effects = step_effects,
	    .summary = N_("Moves the tenant's business time by days, seconds "
			  "or a duration."),
	    CLOCK_ANSWER },
	{ POST, "/v1/sandbox/clock/run", .needs = MAY_SET_CLOCK,
	    .body_ignored = true, .effects = run_effects,
	    .summary = N_("Moves the tenant's business time to the next event: "
			  "the end of a window, a link, a term, a month ..."),
	    CLOCK_ANSWER },
	ROUTE_END,
};
