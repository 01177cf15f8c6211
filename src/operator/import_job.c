/*
 * One file that was sent: how far its check or its application is, its
 * mistakes, what it would change, and what can be done with it. While it runs
 * the page looks again by itself, by a header and without script.
 */
#include <inttypes.h>

#include "i18n/i18n.h"
#include "operator/imports.h"
#include "programme/import_report.h"
#include "web/views.h"
#include "web/timeline.h"

struct problem_row {
	const char *line, *place, *reason;
};
static const struct view_field problem_row[] = {
	VIEW(TEXT, struct problem_row, line),
	VIEW(TEXT, struct problem_row, place),
	VIEW(TEXT, struct problem_row, reason),
	VIEW_FIELD_END,
};
struct count_row {
	const char *name, *count;
};
static const struct view_field count_row[] = {
	VIEW(TEXT, struct count_row, name),
	VIEW(TEXT, struct count_row, count),
	VIEW_FIELD_END,
};
struct sample_row {
	const char *kind, *line, *subject, *before, *after;
};
static const struct view_field sample_row[] = {
	VIEW(TEXT, struct sample_row, kind),
	VIEW(TEXT, struct sample_row, line),
	VIEW(TEXT, struct sample_row, subject),
	VIEW(TEXT, struct sample_row, before),
	VIEW(TEXT, struct sample_row, after),
	VIEW_FIELD_END,
};

struct job_view {
	const struct timeline *timeline;
	const char *name, *kind, *state, *tone, *href, *size, *sha256;
	const char *sent, *applied, *problem, *failure, *bad, *left_out;
	const char *percent, *progress;
	struct view_list problems, counts, samples;
	bool running, checked, can_discard, refused, has_counts;
};
static const struct view_field job_view[] = {
	VIEW_OF(
	    OBJECT, struct job_view, timeline, timeline_view, struct timeline),
	VIEW(TEXT, struct job_view, name),
	VIEW(TEXT, struct job_view, kind),
	VIEW(TEXT, struct job_view, state),
	VIEW(TEXT, struct job_view, tone),
	VIEW(TEXT, struct job_view, href),
	VIEW(TEXT, struct job_view, size),
	VIEW(TEXT, struct job_view, sha256),
	VIEW(TEXT, struct job_view, sent),
	VIEW(TEXT, struct job_view, applied),
	VIEW(TEXT, struct job_view, problem),
	VIEW(TEXT, struct job_view, failure),
	VIEW(TEXT, struct job_view, bad),
	VIEW(TEXT, struct job_view, left_out),
	VIEW(TEXT, struct job_view, percent),
	VIEW(TEXT, struct job_view, progress),
	VIEW_OF(
	    LIST, struct job_view, problems, problem_row, struct problem_row),
	VIEW_OF(LIST, struct job_view, counts, count_row, struct count_row),
	VIEW_OF(LIST, struct job_view, samples, sample_row, struct sample_row),
	VIEW(BOOL, struct job_view, running),
	VIEW(BOOL, struct job_view, checked),
	VIEW(BOOL, struct job_view, can_discard),
	VIEW(BOOL, struct job_view, refused),
	VIEW(BOOL, struct job_view, has_counts),
	VIEW_FIELD_END,
};

static const char *const kind_words[IMPORT_KIND_COUNT] = {
	[IMPORT_PRICE_NEW] = N_("New prices"),
	[IMPORT_PRICE_CHANGED] = N_("Changed prices"),
	[IMPORT_PRICE_SAME] = N_("Prices as they are"),
	[IMPORT_PRICE_ENDED] = N_("Prices whose end has passed: no effect"),
	[IMPORT_PRICE_ENDING] = N_("Prices with an end"),
	[IMPORT_PRODUCT_NEW] = N_("New products"),
	[IMPORT_PRODUCT_CHANGED] = N_("Changed products"),
	[IMPORT_PRODUCT_SAME] = N_("Products as they are"),
	[IMPORT_PRODUCT_ABSENT] = N_("Products not in the file: stay on sale"),
	[IMPORT_SKU_NEW] = N_("New SKUs"),
	[IMPORT_SKU_CHANGED] = N_("Changed SKUs"),
	[IMPORT_SKU_SAME] = N_("SKUs as they are"),
	[IMPORT_MARKET_NEW] = N_("New availabilities"),
	[IMPORT_MARKET_CHANGED] = N_("Availabilities with another currency"),
};

static struct view_list counts_of(
    struct ctx *cx, const struct import_preview *preview)
{
	struct count_row *rows =
	    ARENA_ARRAY(cx->arena, struct count_row, IMPORT_KIND_COUNT);
	size_t n = 0;

	for (int i = 0; i < IMPORT_KIND_COUNT; i++)
		if (preview->counts[i] > 0)
			rows[n++] = (struct count_row){ _(kind_words[i]),
				show_int(cx, preview->counts[i]) };
	return (struct view_list){ n, rows };
}

static struct view_list samples_of(
    struct ctx *cx, const struct import_preview *preview)
{
	struct sample_row *rows = ARENA_ARRAY(
	    cx->arena, struct sample_row, preview->sample_count + 1);
	size_t n = 0;

	/* kind by kind */
	for (int kind = 0; kind < IMPORT_KIND_COUNT; kind++)
		for (size_t i = 0; i < preview->sample_count; i++) {
			const struct import_sample *s = &preview->samples[i];

			if ((int)s->kind != kind)
				continue;
			rows[n++] = (struct sample_row){ _(kind_words[kind]),
				s->line > 0 ? show_int(cx, s->line) : "–",
				s->subject, s->before == NULL ? "–" : s->before,
				s->after == NULL ? "–" : s->after };
		}
	return (struct view_list){ n, rows };
}

static struct view_list problems_of(
    struct ctx *cx, const struct import_report *report)
{
	struct problem_row *rows = ARENA_ARRAY(
	    cx->arena, struct problem_row, report->problem_count + 1);

	for (size_t i = 0; i < report->problem_count; i++) {
		const struct import_problem *p = &report->problems[i];

		rows[i] =
		    (struct problem_row){ p->line > 0 ? show_int(cx, p->line)
						      : "–",
			    p->place == NULL ? "–" : p->place,
			    message_kept(cx, p->reason) };
	}
	return (struct view_list){ report->problem_count, rows };
}

static void state_fill(
    struct ctx *cx, const struct import_job *job, struct job_view *view)
{
	int64_t percent = job->total > 0 ? 100 * job->done / job->total : 0;

	view->state = import_state_words(cx, job->state, &view->tone);
	view->running =
	    job->state == JOB_CHECKING || job->state == JOB_APPLYING;
	view->checked = job->state == JOB_CHECKED;
	view->refused = job->state == JOB_REFUSED;
	view->can_discard = job->state == JOB_CHECKING ||
			    job->state == JOB_CHECKED ||
			    job->state == JOB_REFUSED;
	view->percent =
	    arena_printf(cx->arena, "%" PRId64, percent > 100 ? 100 : percent);
	view->progress =
	    show_percent_bp(cx, percent > 100 ? 10000 : percent * 100);
}

static void report_fill(
    struct ctx *cx, const struct import_job *job, struct job_view *view)
{
	const struct import_report *report =
	    import_report_read(cx->arena, job->report);

	view->failure = message_kept(cx, report->failure);
	view->problems = problems_of(cx, report);
	view->counts = counts_of(cx, &report->preview);
	view->has_counts = view->counts.count > 0;
	view->samples = samples_of(cx, &report->preview);
	if (job->bad > 0)
		view->bad = show_int(cx, job->bad);
	if (report->left_out > 0)
		view->left_out = show_int(cx, report->left_out);
}

static struct error job_of_path(struct request *rq, struct import_job *ret_job)
{
	int64_t job_id;

	if (!text_to_int(request_param(rq, "job"), &job_id))
		return fail(ERR_IMPORT_UNKNOWN, NULL);
	return import_job_load(&rq->cx, job_id, ret_job);
}

static struct error job_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct import_job job;
	struct job_view view = { 0 };
	struct page page = {
		.body = "operator/import", .fields = job_view, .data = &view
	};
	struct error e = job_of_path(rq, &job);

	if (e.code)
		return e;
	view.name = page.title = job.name;
	view.kind = import_kind_words(cx, job.kind);
	view.href =
	    arena_printf(cx->arena, IMPORTS_PATH "/%" PRId64, job.job_id);
	view.size = show_bytes(cx, job.size);
	view.sha256 = job.sha256;
	view.sent = message_with(cx, N_("{when} by {name}"),
	    HOLES({ "when", show_instant(cx, job.created_at) },
		{ "name", job.created_by_name }));
	if (job.applied_at != 0)
		view.applied = message_with(cx, N_("{when} by {name}"),
		    HOLES({ "when", show_instant(cx, job.applied_at) },
			{ "name", job.applied_by_name }));
	state_fill(cx, &job, &view);
	report_fill(cx, &job, &view);
	if (outcome.code != 0) {
		view.problem = problem_text(cx, outcome);
		page.status = error_info(outcome.code)->page_status;
	}
	if (view.running)
		response_header(rq, "Refresh", "2");
	e = timeline_of_object(cx,
	    arena_printf(cx->arena, "import/%lld", (long long)job.job_id), -1,
	    job.created_at, &view.timeline);
	return e.code ? e : operator_page(rq, &page);
}

static struct error job_read(struct request *rq)
{
	return job_answer(rq, OK);
}

static struct error apply_effects(struct request *rq)
{
	struct import_job job;
	struct error e = job_of_path(rq, &job);

	return e.code ? e : import_job_apply(&rq->cx, job.job_id);
}

static struct error apply_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == ERR_IMPORT_STATE)
		return job_answer(rq, outcome);
	if (outcome.code == 0)
		response_redirect(
		    rq, arena_printf(rq->cx.arena, IMPORTS_PATH "/%s",
			    request_param(rq, "job")));
	return outcome;
}

static struct error discard_effects(struct request *rq)
{
	struct import_job job;
	struct error e = job_of_path(rq, &job);

	return e.code ? e : import_job_discard(&rq->cx, job.job_id);
}

static struct error discard_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == ERR_IMPORT_STATE)
		return job_answer(rq, outcome);
	if (outcome.code == 0)
		response_redirect(rq, IMPORTS_PATH "?done=discarded");
	return outcome;
}

const struct route operator_import_routes[] = {
	{ GET, IMPORTS_PATH "/{job}", .needs = MAY_OPERATE, .read = job_read },
	{ POST, IMPORTS_PATH "/{job}/apply", .needs = MAY_OPERATE,
	    .effects = apply_effects, .finish = apply_finish },
	{ POST, IMPORTS_PATH "/{job}/discard", .needs = MAY_OPERATE,
	    .effects = discard_effects, .finish = discard_finish },
	ROUTE_END,
};
