/*
 * The Azure Hybrid Benefit calculator: a question in the address, so that the
 * result can be shared, and its answer beside it. Rules are policy's.
 */
#include "base/day.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "policy/benefit.h"
#include "web/page.h"
#include "web/routes.h"

struct asked {
	int edition, system;
	bool assured, has_from, has_to, has_day;
	int64_t cores, from_day, to_day, day, machine_cores, machines, hours;
	const char *windows_rate, *base_rate, *currency;
};
static const char *const systems[] = { "windows", "linux", NULL };
enum { SYSTEM_WINDOWS, SYSTEM_LINUX };
#define NUMBER(name_, member_, max_)                                           \
	FIELD_AS(name_, INT, struct asked, member_, .required = true,          \
	    .min = 1, .max = (max_))
static const struct field asked_fields[] = {
	FIELD(CHOICE, struct asked, edition, .required = true,
	    .choices = benefit_edition_ids),
	NUMBER("cores", cores, BENEFIT_CORES_MAX),
	FIELD(BOOL, struct asked, assured),
	FIELD_AS("from", DAY, struct asked, from_day,
	    .has_offset = offsetof(struct asked, has_from)),
	FIELD_AS("to", DAY, struct asked, to_day,
	    .has_offset = offsetof(struct asked, has_to)),
	FIELD(DAY, struct asked, day,
	    .has_offset = offsetof(struct asked, has_day)),
	FIELD(CHOICE, struct asked, system, .choices = systems),
	NUMBER("machine_cores", machine_cores, BENEFIT_CORES_MAX),
	NUMBER("machines", machines, BENEFIT_MACHINES_MAX),
	NUMBER("hours", hours, BENEFIT_HOURS_MAX),
	FIELD(TEXT, struct asked, windows_rate, .required = true, .max = 20),
	FIELD(TEXT, struct asked, base_rate, .required = true, .max = 20),
	FIELD(TEXT, struct asked, currency, .max = 3),
	FIELD_END,
};

static const struct field_pair labels[] = {
	{ "edition", NC_("of software", "Edition") },
	{ "cores", N_("Cores licensed") },
	{ "from", N_("Coverage from") },
	{ "to", N_("Coverage to") },
	{ "day", N_("Day asked about") },
	{ "system", N_("System") },
	{ "machine_cores", N_("Cores each") },
	{ "machines", N_("Count") },
	{ "hours", N_("Hours a month") },
	{ "windows_rate", N_("Windows rate") },
	{ "base_rate", N_("Base rate") },
	{ "currency", N_("Currency") },
	{ NULL, NULL },
};

struct choice_view {
	const char *value, *name;
	bool selected;
};
static const struct view_field choice_view[] = {
	VIEW(TEXT, struct choice_view, value),
	VIEW(TEXT, struct choice_view, name),
	VIEW(BOOL, struct choice_view, selected),
	VIEW_FIELD_END,
};

struct calculator_view {
	struct view_list editions, problems;
	const char *cores, *from, *to, *day;
	const char *machine_cores, *machines, *hours;
	const char *windows_rate, *base_rate, *currency;
	bool assured, linux_machines, wrong, result, refused, above;
	const char *why, *mode, *covered, *without, *with, *saving, *percent;
	const char *whole_percent, *with_percent, *address;
	const char *with_width, *saving_at, *saving_width;
	const char *published, *claim;
};
#define TEXT_VIEW(member_) VIEW(TEXT, struct calculator_view, member_)
#define FLAG_VIEW(member_) VIEW(BOOL, struct calculator_view, member_)
static const struct view_field calculator_view[] = {
	VIEW_OF(LIST, struct calculator_view, editions, choice_view,
	    struct choice_view),
	VIEW_OF(LIST, struct calculator_view, problems, field_problem_view,
	    struct field_problem),
	TEXT_VIEW(cores),
	TEXT_VIEW(from),
	TEXT_VIEW(to),
	TEXT_VIEW(day),
	TEXT_VIEW(machine_cores),
	TEXT_VIEW(machines),
	TEXT_VIEW(hours),
	TEXT_VIEW(windows_rate),
	TEXT_VIEW(base_rate),
	TEXT_VIEW(currency),
	FLAG_VIEW(assured),
	FLAG_VIEW(linux_machines),
	FLAG_VIEW(wrong),
	FLAG_VIEW(result),
	FLAG_VIEW(refused),
	FLAG_VIEW(above),
	TEXT_VIEW(why),
	TEXT_VIEW(mode),
	TEXT_VIEW(covered),
	TEXT_VIEW(without),
	TEXT_VIEW(with),
	TEXT_VIEW(saving),
	TEXT_VIEW(percent),
	TEXT_VIEW(whole_percent),
	TEXT_VIEW(with_percent),
	TEXT_VIEW(address),
	TEXT_VIEW(with_width),
	TEXT_VIEW(saving_at),
	TEXT_VIEW(saving_width),
	TEXT_VIEW(published),
	TEXT_VIEW(claim),
	VIEW_FIELD_END,
};

/* ---- the form ---- */

static struct view_list editions_of(struct ctx *cx, const char *id)
{
	size_t count = 0;
	struct choice_view *views;

	while (benefit_editions[count].id != NULL)
		count++;
	views = ARENA_ARRAY(cx->arena, struct choice_view, count);
	for (size_t i = 0; i < count; i++)
		views[i] = (struct choice_view){ benefit_editions[i].id,
			benefit_editions[i].name,
			text_same(benefit_editions[i].id, id) };
	return (struct view_list){ count, views };
}

static const char *day_typed(struct ctx *cx, int64_t day)
{
	char *text = arena_alloc(cx->arena, DAY_TEXT);

	day_text(day, text);
	return text;
}

/* A fresh form: one machine of the size that half a licence covers. */
static void form_fresh(struct ctx *cx, struct calculator_view *view)
{
	int64_t today = day_of(cx->now);

	view->day = view->from = day_typed(cx, today);
	view->to = day_typed(cx, day_add_months(today, 12) - 1);
	view->assured = true;
	view->cores = "16";
	view->machine_cores = "8";
	view->machines = "1";
	view->hours = "730";
	view->windows_rate = show_decimal_text(cx, "0.1920");
	view->base_rate = show_decimal_text(cx, "0.1160");
}

static void form_typed(struct request *rq, struct calculator_view *view)
{
	view->cores = query_value(rq, "cores");
	view->from = query_value(rq, "from");
	view->to = query_value(rq, "to");
	view->day = query_value(rq, "day");
	view->assured = !text_empty(query_value(rq, "assured"));
	view->linux_machines =
	    text_same(query_value(rq, "system"), systems[SYSTEM_LINUX]);
	view->machine_cores = query_value(rq, "machine_cores");
	view->machines = query_value(rq, "machines");
	view->hours = query_value(rq, "hours");
	view->windows_rate = query_value(rq, "windows_rate");
	view->base_rate = query_value(rq, "base_rate");
	view->currency = query_value(rq, "currency");
}

/* ---- the answer ---- */

static struct error rate_of(
    struct ctx *cx, const char *field, const char *text, int64_t *ret_rate)
{
	const char *read = read_decimal(cx, text);

	if (read == NULL || !benefit_rate_parse(read, ret_rate))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, field,
		    HOLES({ "wanted", show_decimal_text(cx, "0.1920") }));
	return OK;
}

/* The partner's own, unless the address says another. */
static struct error currency_of(
    struct request *rq, const char *asked, const char **ret_currency)
{
	struct ctx *cx = &rq->cx;

	if (text_empty(asked)) {
		*ret_currency = cx->who->partner->currency;
		return OK;
	}
	if (!benefit_currency_good(text_upper(cx->arena, asked)))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "currency",
		    HOLES({ "wanted", "EUR" }));
	*ret_currency = text_upper(cx->arena, asked);
	return OK;
}

/* Covered says from when to when. */
static struct error coverage_check(const struct asked *asked)
{
	if (asked->assured && !asked->has_from)
		return fail(ERR_FIELD_MISSING, "from");
	if (asked->assured && !asked->has_to)
		return fail(ERR_FIELD_MISSING, "to");
	return OK;
}

static struct error question_of(
    struct request *rq, struct benefit_question *ret_question)
{
	const struct asked *asked = rq->query;
	struct ctx *cx = &rq->cx;
	struct benefit_question q = {
		.edition = &benefit_editions[asked->edition],
		.cores = asked->cores,
		.assured = asked->assured,
		.from_day = asked->from_day,
		.to_day = asked->to_day,
		.day = asked->has_day ? asked->day : day_of(cx->now),
		.linux_machines = asked->system == SYSTEM_LINUX,
		.machine_cores = asked->machine_cores,
		.machines = asked->machines,
		.hours = asked->hours,
	};
	struct error e = coverage_check(asked);

	if (e.code ||
	    (e = rate_of(
		 cx, "windows_rate", asked->windows_rate, &q.windows_rate))
		.code ||
	    (e = rate_of(cx, "base_rate", asked->base_rate, &q.base_rate))
		.code ||
	    (e = currency_of(rq, asked->currency, &q.currency)).code)
		return e;
	*ret_question = q;
	return OK;
}

/* Of a bar that is 100 wide. */
static const char *width(struct ctx *cx, int64_t basis_points)
{
	return arena_printf(cx->arena, "%lld.%02lld",
	    (long long)(basis_points / 100), (long long)(basis_points % 100));
}

static const char *covered_text(struct ctx *cx,
    const struct benefit_question *q, const struct benefit_answer *answer)
{
	return message_plural(cx,
	    "{covered} of {n} machine, {used} of {cores} cores",
	    "{covered} of {n} machines, {used} of {cores} cores", q->machines,
	    HOLES({ "covered", show_int(cx, answer->covered) },
		{ "used", show_int(cx, answer->covered_cores) },
		{ "cores", show_int(cx, q->cores) }));
}

static void show_answer(struct ctx *cx, const struct benefit_question *q,
    const struct benefit_answer *answer, struct calculator_view *view)
{
	view->result = true;
	view->refused = answer->refused != ERR_NONE;
	view->why = view->refused
			? error_message(cx, fail(answer->refused, NULL))
			: NULL;
	view->mode = answer->mode == BENEFIT_REUSE
			 ? _("Re-used: use on your own servers goes on.")
			 : _("Converted: use on your own servers ends.");
	view->covered = covered_text(cx, q, answer);
	view->without = show_money(cx, answer->without);
	view->with = show_money(cx, answer->with);
	view->saving = show_money(cx, answer->saving);
	view->percent = show_percent_bp(cx, answer->saving_bp);
	view->whole_percent = show_percent_bp(cx, 10000);
	view->with_percent = show_percent_bp(cx, 10000 - answer->saving_bp);
	view->with_width = view->saving_at =
	    width(cx, 10000 - answer->saving_bp);
	view->saving_width = width(cx, answer->saving_bp);
	view->above = answer->above_published;
	view->published = message_with(cx,
	    N_("The published figure is up to {percent}; at your own rates it "
	       "is more."),
	    HOLES({ "percent", show_percent_bp(cx, BENEFIT_PUBLISHED_BP) }));
}

/* All of the question, so that whoever opens it sees the same result. */
static const char *shared_address(
    struct request *rq, const struct calculator_view *view)
{
	const struct field_pair parts[] = {
		{ "edition", query_value(rq, "edition") },
		{ "cores", view->cores },
		{ "assured", view->assured ? "true" : "" },
		{ "from", view->from },
		{ "to", view->to },
		{ "day", view->day },
		{ "system", view->linux_machines ? systems[SYSTEM_LINUX] : "" },
		{ "machine_cores", view->machine_cores },
		{ "machines", view->machines },
		{ "hours", view->hours },
		{ "windows_rate", view->windows_rate },
		{ "base_rate", view->base_rate },
		{ "currency", view->currency },
	};
	struct text out;

	text_init(&out, rq->cx.arena);
	text_add(&out, rq->cx.settings->public_url);
	text_add(&out, "/hybrid-benefit");
	for (size_t i = 0, n = 0; i < COUNT(parts); i++) {
		if (text_empty(parts[i].value))
			continue;
		text_addf(&out, "%c%s=", n++ == 0 ? '?' : '&', parts[i].key);
		text_add_url(&out, parts[i].value);
	}
	return out.bytes;
}

static struct error calculator_answer(
    struct request *rq, struct calculator_view *view, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct page page = { .title = _("Azure Hybrid Benefit"),
		.body = "calculator/show",
		.place = PLACE_CALCULATOR,
		.fields = calculator_view,
		.data = view };

	view->claim = show_percent_bp(cx, BENEFIT_PUBLISHED_BP);
	if (text_empty(view->currency))
		view->currency = cx->who->partner->currency;
	view->editions = editions_of(cx, query_value(rq, "edition"));
	if (outcome.code != 0) {
		view->wrong = true;
		view->problems = page_problems(rq, outcome, labels);
		page.status = error_info(outcome.code)->page_status;
	}
	return page_answer(rq, &page);
}

static struct error calculator_read(struct request *rq)
{
	struct calculator_view view = { 0 };
	struct benefit_question question;
	struct benefit_answer answer;
	struct error e = question_of(rq, &question);

	if (e.code)
		return e;
	form_typed(rq, &view);
	view.currency = question.currency;
	view.day = day_typed(&rq->cx, question.day);
	view.address = shared_address(rq, &view);
	benefit_calculate(&question, &answer);
	show_answer(&rq->cx, &question, &answer, &view);
	return calculator_answer(rq, &view, OK);
}

/* Also the page without a question. */
static struct error calculator_finish(struct request *rq, struct error outcome)
{
	struct calculator_view view = { 0 };

	if (rq->raw_query[0] == '\0') {
		form_fresh(&rq->cx, &view);
		rq->errors.count = 0;
		return calculator_answer(rq, &view, OK);
	}
	form_typed(rq, &view);
	return calculator_answer(rq, &view, outcome);
}

const struct route web_calculator_routes[] = {
	{ GET, "/hybrid-benefit", .needs = MAY_CALCULATE_BENEFIT,
	    .query = asked_fields, .query_size = sizeof(struct asked),
	    .read = calculator_read, .finish = calculator_finish },
	ROUTE_END,
};
