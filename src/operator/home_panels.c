/*
 * What waits for an operator, in rows. How many in all, home.c counts.
 */
#include "operator/home_panels.h"

#include "base/day.h"
#include "billing/invoice_proof.h"
#include "billing/invoice_run.h"
#include "fulfilment/key_pool.h"
#include "i18n/i18n.h"
#include "operator/imports.h"
#include "orders/due.h"
#include "outbox/watch.h"
#include "programme/import_job.h"
#include "support/request_desk.h"
#include "web/support.h"
#include "web/views.h"

#define ROWS 6
#define JOBS_LOOKED 30 /* newest imports, to find those that wait */

static const struct view_field home_row_view[] = {
	VIEW(TEXT, struct home_row, href),
	VIEW(TEXT, struct home_row, name),
	VIEW(TEXT, struct home_row, about),
	VIEW(TEXT, struct home_row, state),
	VIEW(TEXT, struct home_row, tone),
	VIEW(TEXT, struct home_row, when),
	VIEW(TEXT, struct home_row, when_iso),
	VIEW_FIELD_END,
};
const struct view_field home_panel_view[] = {
	VIEW(TEXT, struct home_panel, id),
	VIEW(TEXT, struct home_panel, name),
	VIEW(TEXT, struct home_panel, none),
	VIEW(TEXT, struct home_panel, all_href),
	VIEW(TEXT, struct home_panel, all_name),
	VIEW_OF(LIST, struct home_panel, rows, home_row_view, struct home_row),
	VIEW_FIELD_END,
};

static struct home_row *rows_new(struct ctx *cx, size_t count)
{
	return ARENA_ARRAY(cx->arena, struct home_row, count + 1);
}

static struct error requests_fill(struct ctx *cx, struct home_panel *panel)
{
	static const char *const tones[] = { [SEVERITY_CRITICAL] = "last",
		[SEVERITY_MODERATE] = "soon",
		[SEVERITY_MINIMAL] = "info" };
	const struct desk_filter filter = { .state = REQUEST_OPEN,
		.limit = ROWS };
	struct desk_list list;
	struct home_row *rows;
	struct error e = request_desk_list(cx, &filter, &list);

	if (e.code)
		return e;
	rows = rows_new(cx, list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct service_request *of = &list.rows[i].request;

		rows[i] = (struct home_row){
			.href = arena_printf(cx->arena,
			    "/operator/requests/%lld/%s",
			    (long long)list.rows[i].partner_id, of->request_id),
			.name = of->title,
			.about = list.rows[i].partner_name,
			.state = request_severity_text(cx, of->severity),
			.tone = tones[of->severity],
			.when = show_day(cx, day_of(of->created_at)),
			.when_iso = iso_text(cx, of->created_at),
		};
	}
	*panel = (struct home_panel){ .id = "requests",
		.name = _("Open support requests"),
		.none = _("None is open."),
		.all_href = "/operator/requests",
		.all_name = _("All requests"),
		.rows = { list.count, rows } };
	return OK;
}

static struct error pools_fill(struct ctx *cx, struct home_panel *panel)
{
	struct key_pool_levels low;
	struct home_row *rows;
	struct error e = key_pool_low(cx, ROWS, &low);

	if (e.code)
		return e;
	rows = rows_new(cx, low.count);
	for (size_t i = 0; i < low.count; i++) {
		const struct key_pool_level *pool = &low.levels[i];

		rows[i] = (struct home_row){
			.href = arena_printf(cx->arena, "/operator/keys/%s/%s",
			    pool->product_id, pool->sku_id),
			.name = pool->title,
			.state = pool->left == 0
				     ? _("Empty")
				     : message_plural(cx, "{n} key left",
					   "{n} keys left", pool->left, NULL),
			.tone = pool->left == 0 ? "last" : "soon",
		};
		if (pool->waiting > 0)
			rows[i].about =
			    message_plural(cx, "{n} purchase waits for a key",
				"{n} purchases wait for a key", pool->waiting,
				NULL);
	}
	*panel = (struct home_panel){ .id = "pools",
		.name = _("Key pools that run low"),
		.none = _("Every pool has keys."),
		.all_href = "/operator/keys",
		.all_name = _("All pools"),
		.rows = { low.count, rows } };
	return OK;
}

static struct error failed_of(struct ctx *cx, enum message_channel channel,
    const char *href, struct home_row *rows, size_t *count)
{
	const struct message_filter filter = { .channel = channel,
		.state = MESSAGE_FAILED,
		.partner_id = ANY_PARTNER,
		.limit = ROWS / 2 };
	struct message_list list;
	struct error e = message_list(cx, &filter, &list);

	for (size_t i = 0; e.code == 0 && i < list.count; i++) {
		const struct message *m = &list.messages[i];

		rows[(*count)++] = (struct home_row){ .href = href,
			.name = m->to == NULL ? m->kind : m->to,
			.about = m->partner_name,
			.state =
			    channel == MESSAGE_MAIL ? _("Mail") : _("Webhook"),
			.tone = "bad",
			.when = show_day(cx, day_of(m->created_at)),
			.when_iso = iso_text(cx, m->created_at) };
	}
	return e;
}

static struct error messages_fill(struct ctx *cx, struct home_panel *panel)
{
	struct home_row *rows = rows_new(cx, ROWS);
	size_t count = 0;
	struct error e = failed_of(cx, MESSAGE_MAIL,
	    "/operator/outbox?channel=mail&state=failed", rows, &count);

	if (e.code == 0)
		e = failed_of(cx, MESSAGE_WEBHOOK,
		    "/operator/outbox?channel=webhooks&state=failed", rows,
		    &count);
	if (e.code)
		return e;
	*panel = (struct home_panel){ .id = "messages",
		.name = _("Messages that failed"),
		.none = _("Everything was delivered, or is on its way."),
		.all_href = "/operator/outbox",
		.all_name = _("Outbox"),
		.rows = { count, rows } };
	return OK;
}

static struct error imports_fill(struct ctx *cx, struct home_panel *panel)
{
	struct import_job_list list;
	struct home_row *rows = rows_new(cx, ROWS);
	size_t count = 0;
	struct error e = import_job_list(cx, 0, JOBS_LOOKED, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count && count < ROWS; i++) {
		const struct import_job *job = &list.items[i];
		struct home_row *row = &rows[count];

		if (job->state != JOB_CHECKED && job->state != JOB_CHECKING &&
		    job->state != JOB_APPLYING)
			continue;
		row->href = arena_printf(cx->arena, "/operator/imports/%lld",
		    (long long)job->job_id);
		row->name = job->name;
		row->about = job->created_by_name;
		row->state = import_state_words(cx, job->state, &row->tone);
		row->when = show_instant(cx, job->created_at);
		row->when_iso = iso_text(cx, job->created_at);
		count++;
	}
	*panel = (struct home_panel){ .id = "imports",
		.name = _("Imports that wait"),
		.none = _("No file waits to be applied."),
		.all_href = "/operator/imports",
		.all_name = _("All imports"),
		.rows = { count, rows } };
	return OK;
}

static void refusals_add(struct ctx *cx,
    const struct invoice_refusal_list *refused, struct home_row *rows,
    size_t *count)
{
	for (size_t i = 0; i < refused->count; i++) {
		const struct invoice_refusal *r = &refused->refusals[i];

		rows[(*count)++] = (struct home_row){
			.href = "/operator/invoices",
			.name = r->partner_name,
			.about = arena_printf(cx->arena, "%s, %s",
			    show_month(cx, r->month), r->currency),
			.state = _("Not issued"),
			.tone = "bad",
			.when = show_day(cx, day_of(r->refused_at)),
			.when_iso = iso_text(cx, r->refused_at),
		};
	}
}

/* Months are issued by themselves: what is due stands here only as long as that
 * has not happened. */
static struct error due_add(
    struct ctx *cx, struct home_row *rows, size_t *count)
{
	int64_t due = 0;
	struct error e = due_count(cx, &due);

	if (e.code == 0 && due > 0)
		rows[(*count)++] = (struct home_row){
			.href = "/operator/invoices",
			.name = message_plural(cx,
			    "{n} partner has something to be billed",
			    "{n} partners have something to be billed", due,
			    NULL),
			.state = _("Due"),
			.tone = "soon",
		};
	return e;
}

/* Runs that go, what is due, and what was refused. */
static struct error runs_fill(struct ctx *cx, struct home_panel *panel)
{
	struct invoice_run_list runs;
	struct invoice_refusal_list refused;
	struct home_row *rows = rows_new(cx, 2 * ROWS + 1);
	size_t count = 0;
	struct error e = invoice_run_list(cx, ROWS, &runs);

	if (e.code || (e = invoice_refusal_list(cx, ROWS, &refused)).code)
		return e;
	for (size_t i = 0; i < runs.count; i++) {
		const struct invoice_run *run = &runs.runs[i];

		if (run->done)
			continue;
		rows[count++] = (struct home_row){ .href = "/operator/invoices",
			.name = show_month(cx, run->month),
			.about = message_with(cx, N_("{done} of {total}"),
			    HOLES({ "done", show_int(cx, run->partners_done) },
				{ "total",
				    show_int(cx, run->partners_total) })),
			.state = _("Going"),
			.tone = "info" };
	}
	if ((e = due_add(cx, rows, &count)).code)
		return e;
	refusals_add(cx, &refused, rows, &count);
	*panel = (struct home_panel){ .id = "runs",
		.name = _("Invoice runs"),
		.none = _("Every month that is over is issued, and nothing was "
			  "refused."),
		.all_href = "/operator/invoices",
		.all_name = _("Invoices"),
		.rows = { count, rows } };
	return OK;
}

struct error home_panels(struct ctx *cx, struct view_list *ret_panels)
{
	static struct error (*const fill[])(
	    struct ctx * cx, struct home_panel * panel) = { requests_fill,
		pools_fill, messages_fill, imports_fill, runs_fill };
	struct home_panel *panels =
	    ARENA_ARRAY(cx->arena, struct home_panel, COUNT(fill));
	struct error e = OK;

	for (size_t i = 0; i < COUNT(fill) && e.code == 0; i++)
		e = fill[i](cx, &panels[i]);
	if (e.code == 0)
		*ret_panels = (struct view_list){ COUNT(fill), panels };
	return e;
}
