/*
 * Invoice runs: what is going on, starting one for a month, what was refused,
 * and invoices that were paid. Issuing is billing's; a thread of the process
 * works on runs, and the page looks again while one goes.
 */
#include <inttypes.h>

#include "base/day.h"
#include "billing/invoice_proof.h"
#include "billing/invoice_run.h"
#include "billing/invoice_service.h"
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "web/views.h"

#define INVOICES_PATH "/operator/invoices"
#define RUNS_MAX 50
#define REFUSALS_MAX 100

struct run_view {
	const char *month, *state, *tone, *started, *started_iso, *by,
	    *finished;
	const char *partners, *invoices, *credit_notes, *refused, *not_over;
	const char *percent;
	bool going, early, left_out;
};
static const struct view_field run_view[] = {
	VIEW(TEXT, struct run_view, month),
	VIEW(TEXT, struct run_view, state),
	VIEW(TEXT, struct run_view, tone),
	VIEW(TEXT, struct run_view, started),
	VIEW(TEXT, struct run_view, started_iso),
	VIEW(TEXT, struct run_view, by),
	VIEW(TEXT, struct run_view, finished),
	VIEW(TEXT, struct run_view, partners),
	VIEW(TEXT, struct run_view, invoices),
	VIEW(TEXT, struct run_view, credit_notes),
	VIEW(TEXT, struct run_view, refused),
	VIEW(TEXT, struct run_view, not_over),
	VIEW(TEXT, struct run_view, percent),
	VIEW(BOOL, struct run_view, going),
	VIEW(BOOL, struct run_view, early),
	VIEW(BOOL, struct run_view, left_out),
	VIEW_FIELD_END,
};

struct refusal_view {
	const char *partner, *month, *currency, *reason, *line, *when;
};
static const struct view_field refusal_view[] = {
	VIEW(TEXT, struct refusal_view, partner),
	VIEW(TEXT, struct refusal_view, month),
	VIEW(TEXT, struct refusal_view, currency),
	VIEW(TEXT, struct refusal_view, reason),
	VIEW(TEXT, struct refusal_view, line),
	VIEW(TEXT, struct refusal_view, when),
	VIEW_FIELD_END,
};

struct runs_view {
	struct view_list runs, refusals, problems;
	const char *done, *month, *number, *day;
	const char *month_error, *number_error, *day_error;
	bool wrong, early, has_refusals, watching, going;
};
static const struct view_field runs_view[] = {
	VIEW_OF(LIST, struct runs_view, runs, run_view, struct run_view),
	VIEW_OF(LIST, struct runs_view, refusals, refusal_view,
	    struct refusal_view),
	VIEW_OF(LIST, struct runs_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(TEXT, struct runs_view, done),
	VIEW(TEXT, struct runs_view, month),
	VIEW(TEXT, struct runs_view, number),
	VIEW(TEXT, struct runs_view, day),
	VIEW(TEXT, struct runs_view, month_error),
	VIEW(TEXT, struct runs_view, number_error),
	VIEW(TEXT, struct runs_view, day_error),
	VIEW(BOOL, struct runs_view, wrong),
	VIEW(BOOL, struct runs_view, early),
	VIEW(BOOL, struct runs_view, has_refusals),
	VIEW(BOOL, struct runs_view, watching),
	VIEW(BOOL, struct runs_view, going),
	VIEW_FIELD_END,
};

static struct run_view run_of(struct ctx *cx, const struct invoice_run *run)
{
	int64_t total = run->partners_total > 0 ? run->partners_total : 1;
	int64_t percent = 100 * run->partners_done / total;
	struct run_view view = {
		.month = show_month(cx, run->month),
		.state = run->done ? _("Done") : _("Going"),
		.tone = run->done ? "done" : "info",
		.started = show_instant(cx, run->started_at),
		.started_iso = iso_text(cx, run->started_at),
		.by = run->started_by[0] == '\0' ? _("Command line")
						 : run->started_by,
		.partners = message_with(cx, N_("{done} of {total}"),
		    HOLES({ "done", show_int(cx, run->partners_done) },
			{ "total", show_int(cx, run->partners_total) })),
		.invoices = show_int(cx, run->invoices),
		.credit_notes = show_int(cx, run->credit_notes),
		.refused = show_int(cx, run->refused),
		.not_over = show_int(cx, run->not_over),
		.percent = arena_printf(
		    cx->arena, "%" PRId64, percent > 100 ? 100 : percent),
		.going = !run->done,
		.early = run->early,
		.left_out = run->not_over > 0,
	};

	if (run->finished_at != 0)
		view.finished = show_instant(cx, run->finished_at);
	return view;
}

static const char *reason_words(struct ctx *cx, const char *reason)
{
	static const char *const words[][2] = {
		{ PROOF_PARTS, N_("Net and tax of a line are not its gross.") },
		{ PROOF_SIGN,
		    N_("A credit is above zero, or a charge below.") },
		{ PROOF_AMOUNT,
		    N_("An amount does not follow from its explanation.") },
		{ PROOF_TOO_LARGE, N_("An amount is too large.") },
		{ PROOF_SUM, N_("The lines do not sum to the document.") },
		{ PROOF_COUNT, N_("The number of lines differs.") },
		{ PROOF_HASH, N_("A line was changed since.") },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (text_same(words[i][0], reason))
			return _(words[i][1]);
	return reason;
}

static struct error refusals_fill(struct ctx *cx, struct runs_view *view)
{
	struct invoice_refusal_list list;
	struct refusal_view *rows;
	struct error e = invoice_refusal_list(cx, REFUSALS_MAX, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct refusal_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct invoice_refusal *r = &list.refusals[i];

		rows[i] = (struct refusal_view){ r->partner_name,
			show_month(cx, r->month), r->currency,
			reason_words(cx, r->reason),
			r->line[0] == '\0' ? "–" : r->line,
			show_instant(cx, r->refused_at) };
	}
	view->refusals = (struct view_list){ list.count, rows };
	view->has_refusals = list.count > 0;
	return OK;
}

static struct error runs_fill(
    struct request *rq, struct runs_view *view, bool *ret_going)
{
	struct ctx *cx = &rq->cx;
	struct invoice_run_list list;
	struct run_view *rows;
	struct error e = invoice_run_list(cx, RUNS_MAX, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct run_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		rows[i] = run_of(cx, &list.runs[i]);
		*ret_going = *ret_going || rows[i].going;
	}
	view->runs = (struct view_list){ list.count, rows };
	return OK;
}

static void typed_fill(
    struct request *rq, struct error outcome, struct runs_view *view)
{
	static const struct field_pair labels[] = { { "month", N_("Month") },
		{ "number", N_("Number of the invoice") },
		{ "paid_day", N_("Paid on") }, { NULL, NULL } };

	view->wrong = true;
	view->problems = page_problems(rq, outcome, labels);
	view->month = typed(rq, "month");
	view->early = *typed(rq, "early") != '\0';
	view->number = typed(rq, "number");
	view->day = typed(rq, "paid_day");
	view->month_error = problem_of(&view->problems, "month");
	view->number_error = problem_of(&view->problems, "number");
	view->day_error = problem_of(&view->problems, "paid_day");
}

static const char *done_words(struct request *rq)
{
	struct ctx *cx = &rq->cx;

	if (text_same(query_value(rq, "done"), "started"))
		return _("The run was started. This page looks again by "
			 "itself.");
	if (text_same(query_value(rq, "done"), "paid"))
		return _("The invoice is marked as paid.");
	return NULL;
}

static struct error runs_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct runs_view view = { .done = done_words(rq),
		.number = query_value(rq, "number"),
		.watching = text_same(query_value(rq, "watch"), "1") };
	struct page page = { .title = _("Invoices"),
		.body = "operator/invoices",
		.fields = runs_view,
		.data = &view };
	struct error e = runs_fill(rq, &view, &view.going);

	if (!e.code)
		e = refusals_fill(cx, &view);
	if (e.code)
		return e;
	if (outcome.code != 0) {
		typed_fill(rq, outcome, &view);
		page.status = error_info(outcome.code)->page_status;
	} else if (view.watching && view.going) {
		/* nothing is typed there that a reload could lose */
		response_header(rq, "Refresh", "2");
	}
	return operator_page(rq, &page);
}

static struct error runs_read(struct request *rq)
{
	return runs_answer(rq, OK);
}

/* ---- starting one ---- */

struct run_input {
	const char *month;
	bool early;
};
static const struct field run_fields[] = {
	FIELD(TEXT, struct run_input, month, .required = true, .max = 7),
	FIELD(BOOL, struct run_input, early),
	FIELD_END,
};

static struct error run_effects(struct request *rq)
{
	const struct run_input *input = rq->input;
	struct ctx *cx = &rq->cx;
	struct invoice_run run;
	struct error e;
	int64_t day;

	if (!day_parse(arena_printf(cx->arena, "%s-01", input->month), &day))
		return fail(ERR_RUN_MONTH, "month");
	e = invoice_run_start(
	    cx, month_of_day(day), input->early, cx->who->user_name, &run);
	if (e.code == ERR_RUN_MONTH)
		e.field = "month";
	if (e.code)
		return e;
	return activity_add(cx,
	    &(struct activity){
		.action = ACTIVITY_START_INVOICE_RUN,
		.line_number = -1,
		.title = input->month,
		.details = HOLES({ "Month", input->month },
		    { "Early", input->early ? "true" : "false" }),
	    },
	    OK);
}

static struct error act_finish(
    struct request *rq, struct error outcome, const char *done)
{
	int status = error_info(outcome.code)->page_status;

	if (outcome.code == 0)
		response_redirect(rq,
		    arena_printf(rq->cx.arena, INVOICES_PATH "?done=%s%s", done,
			text_same(done, "started") ? "&watch=1" : ""));
	else if (status == 422 || outcome.code == ERR_INVOICE_UNKNOWN ||
		 outcome.code == ERR_INVOICE_PAID)
		return runs_answer(rq, outcome);
	return outcome;
}

static struct error run_finish(struct request *rq, struct error outcome)
{
	return act_finish(rq, outcome, "started");
}

/* ---- paid ---- */

struct paid_input {
	const char *number;
	int64_t paid_day;
	bool has_day;
};
static const struct field paid_fields[] = {
	FIELD(TEXT, struct paid_input, number, .required = true, .max = 40),
	FIELD(DAY, struct paid_input, paid_day,
	    .has_offset = offsetof(struct paid_input, has_day)),
	FIELD_END,
};

static struct error paid_effects(struct request *rq)
{
	const struct paid_input *input = rq->input;
	struct invoice invoice;
	struct error e = invoice_pay(&rq->cx, input->number,
	    input->has_day ? input->paid_day : 0, rq->cx.who->user_name,
	    &invoice);

	if (e.code == ERR_INVOICE_UNKNOWN || e.code == ERR_INVOICE_PAID)
		e.field = "number";
	if (e.code == ERR_PAID_DAY)
		e.field = "paid_day";
	return e;
}

static struct error paid_finish(struct request *rq, struct error outcome)
{
	return act_finish(rq, outcome, "paid");
}

const struct route operator_invoices_routes[] = {
	{ GET, INVOICES_PATH, .needs = MAY_OPERATE, .read = runs_read },
	{ POST, INVOICES_PATH "/run", .needs = MAY_OPERATE, .body = run_fields,
	    .body_size = sizeof(struct run_input), .effects = run_effects,
	    .finish = run_finish },
	{ POST, INVOICES_PATH "/paid", .needs = MAY_OPERATE,
	    .body = paid_fields, .body_size = sizeof(struct paid_input),
	    .effects = paid_effects, .finish = paid_finish },
	ROUTE_END,
};
