/*
 * Looks at purchases under two editions. How they differ is preview.c's, what
 * an edition means policy's.
 */
#include "accounts/partner.h"
#include "base/json.h"
#include "base/text.h"
#include "db/db.h"
#include "policy/policy.h"
#include "programme/preview.h"

struct look {
	struct ctx *cx;
	const struct policy *policy; /* has the draft under its own id */
	const char *draft_id;
	struct preview *preview;
	struct preview_partner *partner;
	int64_t now; /* the partner's */
	bool sandbox;
};

static void policy_end(void *policy)
{
	policy_close(policy);
}

/* A policy of its own that knows the draft: policy finds editions by id. */
static struct error policy_of(
    struct arena *arena, const struct edition *draft, struct look *look)
{
	struct edition_added row = { .id = draft->id,
		.effective_from = draft->effective_from,
		.source = "",
		.document_date = "",
		.published = "" };
	struct policy *policy;
	struct json_out json;
	struct text out;
	struct error e;

	text_init(&out, arena);
	json_start(&json, &out);
	edition_parameters_json(draft, true, &json, NULL);
	row.parameters = out.bytes;
	e = policy_open(NULL, policy_switches(look->cx->policy), &policy);
	if (e.code)
		return e;
	arena_defer(arena, policy_end, policy);
	e = policy_renew(policy, 1, &row, 1);
	look->policy = policy_newest(policy);
	look->draft_id = draft->id;
	return e;
}

static struct error view_of(const struct look *look,
    const struct policy *policy, const struct cancel_input *cancel,
    const struct credit_input *credit, struct preview_view *ret_view)
{
	*ret_view = (struct preview_view){ 0 };
	cancel_decide(policy, cancel, look->now, &ret_view->decision);
	if (!ret_view->decision.allowed)
		return OK;
	return credit_decide(policy, credit, look->now, &ret_view->credit);
}

static void count(struct preview_counts *counts, unsigned how)
{
	counts->lines++;
	counts->otherwise += how != 0;
	for (int i = 0; i < PREVIEW_HOWS; i++)
		counts->how[i] += (how >> i) & 1;
}

static void line_read(struct rows *rows, const struct look *look,
    struct cancel_input *ret_cancel, struct credit_input *ret_credit)
{
	*ret_cancel = (struct cancel_input){
		.step = CANCEL_OFFER,
		.may_cancel = true,
		.sandbox = look->sandbox,
		.kind = product_kind_find(rows_text(rows, 3)),
		.family = rows_text(rows, 4),
		.publisher = rows_text(rows, 5),
		.own_window_days = rows_int(rows, 6),
		.edition_id = rows_text(rows, 7),
		.ordered_at = rows_int(rows, 14),
	};
	*ret_credit = (struct credit_input){
		.kind = ret_cancel->kind,
		.edition_id = ret_cancel->edition_id,
		.ordered_at = ret_cancel->ordered_at,
		.currency = rows_text(rows, 15),
		.net_minor = rows_int(rows, 8),
		.tax_minor = rows_int(rows, 9),
		.gross_minor = rows_int(rows, 10),
		.tax_included = rows_int(rows, 11) != 0,
		.term_start_day = rows_int(rows, 12),
		.term_end_day = rows_int(rows, 13),
	};
}

/* Samples of what matters today go before those of dates alone. */
static bool matters(unsigned how)
{
	return (how & ~(unsigned)(PREVIEW_DAYS | PREVIEW_LAST_DAY)) != 0;
}

/* A place for one, or NULL. */
static struct preview_sample *sample_place(struct preview *p, unsigned how)
{
	if (p->sample_count < PREVIEW_SAMPLES)
		return &p->samples[p->sample_count++];
	for (size_t i = 0; i < PREVIEW_SAMPLES && matters(how); i++)
		if (!matters(p->samples[i].how))
			return &p->samples[i];
	return NULL;
}

static void sample_keep(
    struct look *look, struct rows *rows, const struct preview_sample *views)
{
	struct preview_sample *sample = sample_place(look->preview, views->how);

	if (sample == NULL)
		return;
	*sample = *views;
	sample->partner = look->partner->name;
	sample->customer = rows_text(rows, 16);
	sample->order_id = rows_text(rows, 0);
	sample->line_number = rows_int(rows, 1);
	sample->title = rows_text(rows, 2);
	sample->ordered_at = rows_int(rows, 14);
	sample->currency = rows_text(rows, 15);
}

static struct error line_look(struct look *look, struct rows *rows)
{
	struct cancel_input cancel;
	struct credit_input credit;
	struct preview_sample views = { 0 };
	struct error e;

	line_read(rows, look, &cancel, &credit);
	e = view_of(look, look->cx->policy, &cancel, &credit, &views.as_bought);
	if (e.code)
		return e;
	cancel.edition_id = credit.edition_id = look->draft_id;
	e = view_of(look, look->policy, &cancel, &credit, &views.as_drafted);
	if (e.code)
		return e;
	views.how = preview_compare(&views.as_bought, &views.as_drafted);
	count(&look->partner->counts, views.how);
	count(&look->preview->counts, views.how);
	if (views.how != 0)
		sample_keep(look, rows, &views);
	return OK;
}

/* Rows are kept by the request's arena; a bounded number of them. */
static struct error partner_look(struct look *look)
{
	int64_t limit = PREVIEW_PARTNER_LINES;
	struct error e = OK, closed;
	struct rows *rows = sql_open(look->cx, SQL_preview_lines,
	    ARGS(I(look->partner->partner_id), I(limit + 1)));

	while (!e.code && rows_next(rows)) {
		look->partner->more = look->partner->counts.lines == limit;
		if (look->partner->more)
			break;
		e = line_look(look, rows);
	}
	closed = rows_close(rows);
	return e.code ? e : closed;
}

struct error preview_make(
    struct ctx *cx, const struct edition *draft, struct preview **ret_preview)
{
	struct preview *preview = ARENA_NEW(cx->arena, struct preview);
	struct look look = { .cx = cx, .preview = preview };
	struct partner_list list;
	struct error e = policy_of(cx->arena, draft, &look);

	if (e.code || (e = partner_list(cx, &list)).code)
		return e;
	preview->partners =
	    ARENA_ARRAY(cx->arena, struct preview_partner, list.count + 1);
	for (size_t i = 0; i < list.count && !e.code; i++) {
		const struct partner *partner = &list.partners[i];

		if (preview->counts.lines >= PREVIEW_LINES) {
			preview->more = true;
			break;
		}
		look.partner = &preview->partners[preview->partner_count];
		*look.partner =
		    (struct preview_partner){ .partner_id = partner->partner_id,
			    .name = partner->name };
		look.now = partner_now(partner, cx->wall);
		look.sandbox = partner->sandbox;
		e = partner_look(&look);
		if (look.partner->counts.lines > 0)
			preview->partner_count++;
	}
	*ret_preview = preview;
	return e;
}
