/*
 * One edition that an operator wrote: what it changes, what it would have done
 * to purchases that exist, and what can be done with it.
 */
#include "base/day.h"
#include "base/money.h"
#include "i18n/i18n.h"
#include "operator/editions.h"
#include "policy/policy.h"
#include "programme/preview.h"
#include "web/edition_words.h"
#include "web/views.h"
#include "web/timeline.h"

struct partner_row {
	const char *name, *lines, *otherwise, *refused, *allowed, *last_day,
	    *credit;
	bool more;
};
static const struct view_field partner_row[] = {
	VIEW(TEXT, struct partner_row, name),
	VIEW(TEXT, struct partner_row, lines),
	VIEW(TEXT, struct partner_row, otherwise),
	VIEW(TEXT, struct partner_row, refused),
	VIEW(TEXT, struct partner_row, allowed),
	VIEW(TEXT, struct partner_row, last_day),
	VIEW(TEXT, struct partner_row, credit),
	VIEW(BOOL, struct partner_row, more),
	VIEW_FIELD_END,
};

struct sample_row {
	const char *title, *order_id, *whose, *ordered, *ordered_iso;
	const char *edition;
	const char *window, *until, *may, *credit; /* as bought */
	const char *window_new, *until_new, *may_new, *credit_new;
};
static const struct view_field sample_row[] = {
	VIEW(TEXT, struct sample_row, title),
	VIEW(TEXT, struct sample_row, order_id),
	VIEW(TEXT, struct sample_row, whose),
	VIEW(TEXT, struct sample_row, ordered),
	VIEW(TEXT, struct sample_row, ordered_iso),
	VIEW(TEXT, struct sample_row, edition),
	VIEW(TEXT, struct sample_row, window),
	VIEW(TEXT, struct sample_row, until),
	VIEW(TEXT, struct sample_row, may),
	VIEW(TEXT, struct sample_row, credit),
	VIEW(TEXT, struct sample_row, window_new),
	VIEW(TEXT, struct sample_row, until_new),
	VIEW(TEXT, struct sample_row, may_new),
	VIEW(TEXT, struct sample_row, credit_new),
	VIEW_FIELD_END,
};

struct look_view {
	const char *lines, *otherwise, *refused, *allowed, *credit;
	struct view_list partners, samples;
	bool nothing, more;
};
static const struct view_field look_view[] = {
	VIEW(TEXT, struct look_view, lines),
	VIEW(TEXT, struct look_view, otherwise),
	VIEW(TEXT, struct look_view, refused),
	VIEW(TEXT, struct look_view, allowed),
	VIEW(TEXT, struct look_view, credit),
	VIEW_OF(
	    LIST, struct look_view, partners, partner_row, struct partner_row),
	VIEW_OF(LIST, struct look_view, samples, sample_row, struct sample_row),
	VIEW(BOOL, struct look_view, nothing),
	VIEW(BOOL, struct look_view, more),
	VIEW_FIELD_END,
};

struct one_view {
	const struct timeline *timeline;
	const char *id, *name, *state, *tone, *done, *problem;
	const char *from, *from_iso, *before, *source, *source_url, *reason;
	const char *written, *adopted, *withdrawn, *href, *version;
	struct view_list changes;
	struct view_list look; /* none or one struct look_view */
	bool draft, can_withdraw, same;
};
static const struct view_field one_view[] = {
	VIEW_OF(
	    OBJECT, struct one_view, timeline, timeline_view, struct timeline),
	VIEW(TEXT, struct one_view, id),
	VIEW(TEXT, struct one_view, name),
	VIEW(TEXT, struct one_view, state),
	VIEW(TEXT, struct one_view, tone),
	VIEW(TEXT, struct one_view, done),
	VIEW(TEXT, struct one_view, problem),
	VIEW(TEXT, struct one_view, from),
	VIEW(TEXT, struct one_view, from_iso),
	VIEW(TEXT, struct one_view, before),
	VIEW(TEXT, struct one_view, source),
	VIEW(TEXT, struct one_view, source_url),
	VIEW(TEXT, struct one_view, reason),
	VIEW(TEXT, struct one_view, written),
	VIEW(TEXT, struct one_view, adopted),
	VIEW(TEXT, struct one_view, withdrawn),
	VIEW(TEXT, struct one_view, href),
	VIEW(TEXT, struct one_view, version),
	VIEW_OF(LIST, struct one_view, changes, difference_view,
	    struct difference_view),
	VIEW_OF(LIST, struct one_view, look, look_view, struct look_view),
	VIEW(BOOL, struct one_view, draft),
	VIEW(BOOL, struct one_view, can_withdraw),
	VIEW(BOOL, struct one_view, same),
	VIEW_FIELD_END,
};

/* ---- the preview ---- */

static const char *how_many(
    struct ctx *cx, const struct preview_counts *counts, enum preview_how how)
{
	int bit = 0;

	while ((how >> bit) != 1)
		bit++;
	return show_int(cx, counts->how[bit]);
}

static const char *may_words(struct ctx *cx, const struct decision *d)
{
	if (d->allowed)
		return _("may be cancelled");
	if (d->route == ROUTE_NONE)
		return _("never");
	return d->route == ROUTE_SUPPORT_REQUEST ? _("by support request")
						 : _("no longer");
}

static const char *credit_words(
    struct ctx *cx, const struct preview_view *view, const char *currency)
{
	if (!view->decision.allowed)
		return "–";
	return show_money(cx, money_of(-view->credit.gross_minor, currency));
}

static struct sample_row sample_of(
    struct ctx *cx, const struct preview_sample *s)
{
	const struct preview_view *a = &s->as_bought, *b = &s->as_drafted;

	return (struct sample_row){
		.title = s->title,
		.order_id = s->order_id,
		.whose = s->customer == NULL
			     ? s->partner
			     : arena_printf(cx->arena, "%s · %s", s->partner,
				   s->customer),
		.ordered = show_day(cx, day_of(s->ordered_at)),
		.ordered_iso = iso_text(cx, s->ordered_at),
		.edition = arena_dup(cx->arena, a->decision.edition_id),
		.window = show_days(cx, a->decision.window_days),
		.until = show_day(cx, a->decision.last_day),
		.may = may_words(cx, &a->decision),
		.credit = credit_words(cx, a, s->currency),
		.window_new = show_days(cx, b->decision.window_days),
		.until_new = show_day(cx, b->decision.last_day),
		.may_new = may_words(cx, &b->decision),
		.credit_new = credit_words(cx, b, s->currency),
	};
}

static struct view_list partners_of(
    struct ctx *cx, const struct preview *preview)
{
	struct partner_row *rows = ARENA_ARRAY(
	    cx->arena, struct partner_row, preview->partner_count + 1);

	for (size_t i = 0; i < preview->partner_count; i++) {
		const struct preview_partner *p = &preview->partners[i];

		rows[i] = (struct partner_row){ .name = p->name,
			.lines = show_int(cx, p->counts.lines),
			.otherwise = show_int(cx, p->counts.otherwise),
			.refused = how_many(cx, &p->counts, PREVIEW_REFUSED),
			.allowed = how_many(cx, &p->counts, PREVIEW_ALLOWED),
			.last_day = how_many(cx, &p->counts, PREVIEW_LAST_DAY),
			.credit = how_many(cx, &p->counts, PREVIEW_CREDIT),
			.more = p->more };
	}
	return (struct view_list){ preview->partner_count, rows };
}

static struct error look_fill(
    struct ctx *cx, const struct edition *draft, struct view_list *ret_look)
{
	struct look_view *view = ARENA_NEW(cx->arena, struct look_view);
	struct sample_row *samples;
	struct preview *p;
	struct error e = preview_make(cx, draft, &p);

	if (e.code)
		return e;
	samples = ARENA_ARRAY(cx->arena, struct sample_row, PREVIEW_SAMPLES);
	for (size_t i = 0; i < p->sample_count; i++)
		samples[i] = sample_of(cx, &p->samples[i]);
	*view = (struct look_view){ .lines = show_int(cx, p->counts.lines),
		.otherwise = show_int(cx, p->counts.otherwise),
		.refused = how_many(cx, &p->counts, PREVIEW_REFUSED),
		.allowed = how_many(cx, &p->counts, PREVIEW_ALLOWED),
		.credit = how_many(cx, &p->counts, PREVIEW_CREDIT),
		.partners = partners_of(cx, p),
		.samples = { p->sample_count, samples },
		.nothing = p->counts.otherwise == 0,
		.more = p->more };
	*ret_look = (struct view_list){ 1, view };
	return OK;
}

/* ---- the page ---- */

static const char *by_words(struct ctx *cx, int64_t at, const char *name)
{
	if (at == 0)
		return NULL;
	return message_with(cx, N_("{when} by {name}"),
	    HOLES({ "when", show_instant(cx, at) },
		{ "name", name == NULL ? "–" : name }));
}

static void facts_fill(
    struct ctx *cx, const struct adoption *a, struct one_view *view)
{
	int64_t day;

	view->draft = a->state == ADOPTION_DRAFT;
	view->can_withdraw =
	    a->state == ADOPTION_ADOPTED && a->effective_from > cx->wall;
	view->id = "draft";
	view->name = a->edition_id == NULL
			 ? _("Draft of an edition")
			 : message_with(cx, N_("Edition {id}"),
			       HOLES({ "id", a->edition_id }));
	view->state = edition_state_words(cx, a, &view->tone);
	view->from = show_day(cx, day_of(a->effective_from));
	view->from_iso = iso_text(cx, a->effective_from);
	view->source = a->source;
	if (day_parse(a->document_date, &day))
		view->source = message_with(cx, N_("{document} of {day}"),
		    HOLES({ "document", a->source },
			{ "day", show_day(cx, day) }));
	view->source_url = a->source_url;
	view->reason = a->reason;
	view->written = by_words(cx, a->written_at, a->written_by_name);
	view->adopted = by_words(cx, a->adopted_at, a->adopted_by_name);
	view->withdrawn = by_words(cx, a->withdrawn_at, a->withdrawn_by_name);
	view->href = arena_printf(
	    cx->arena, EDITIONS_PATH "/%lld", (long long)a->serial);
	view->version = arena_printf(cx->arena, "%lld", (long long)a->version);
}

/* A draft against the edition it would follow; else against the one before. */
static struct error changes_fill(
    struct ctx *cx, const struct adoption *a, struct one_view *view)
{
	const struct edition *before, *edition;
	struct edition draft;
	struct error e = OK;

	if (a->state == ADOPTION_DRAFT) {
		e = adoption_edition(cx, a, &draft, &before);
		if (e.code == ERR_EDITION_DAY_TAKEN) {
			view->problem = problem_text(cx, e);
			return OK;
		}
		edition = &draft;
	} else {
		edition = policy_edition_find(cx->policy, a->edition_id);
		before = policy_edition_at(cx->policy, a->effective_from - 1);
	}
	if (e.code || edition == NULL)
		return e;
	view->before = arena_dup(cx->arena, before->id);
	view->changes = differences_of(cx, before, edition);
	view->same = view->changes.count == 0;
	return view->draft ? look_fill(cx, edition, &view->look) : OK;
}

static const char *done_words(struct request *rq)
{
	static const char *const done[][2] = {
		{ "written",
		    N_("The draft is kept. It holds for nobody yet.") },
		{ "adopted",
		    N_("The edition is adopted. Everybody can read it now.") },
		{ "withdrawn",
		    N_("The edition is withdrawn. It will not be in force.") },
	};
	struct ctx *cx = &rq->cx;

	for (size_t i = 0; i < COUNT(done); i++)
		if (text_same(query_value(rq, "done"), done[i][0]))
			return _(done[i][1]);
	return NULL;
}

static struct error one_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct adoption adoption;
	struct one_view view = { .done = done_words(rq) };
	struct page page = {
		.body = "operator/edition", .fields = one_view, .data = &view
	};
	struct error e = edition_of_path(rq, &adoption);

	if (e.code)
		return e;
	/* what an act of a moment ago changed */
	if ((e = adoptions_refresh(cx)).code)
		return e;
	cx->policy = policy_newest(cx->policy);
	facts_fill(cx, &adoption, &view);
	if ((e = changes_fill(cx, &adoption, &view)).code)
		return e;
	page.title = view.name;
	if (outcome.code != 0) {
		view.problem = problem_text(cx, outcome);
		page.status = error_info(outcome.code)->page_status;
	}
	e = timeline_of_object(cx,
	    arena_printf(cx->arena, "edition/%lld", (long long)adoption.serial),
	    -1, adoption.written_at, &view.timeline);
	return e.code ? e : operator_page(rq, &page);
}

static struct error one_read(struct request *rq)
{
	return one_answer(rq, OK);
}

/* ---- the acts ---- */

struct adopt_input {
	int64_t version;
};
static const struct field adopt_fields[] = {
	FIELD(INT, struct adopt_input, version, .required = true),
	FIELD_END,
};

static struct error adopt_effects(struct request *rq)
{
	const struct adopt_input *input = rq->input;
	struct adoption draft;
	struct error e = edition_of_path(rq, &draft);

	return e.code ? e
		      : adoption_adopt(&rq->cx, draft.serial, input->version);
}

/* Takes up what was done: the next request of anybody goes by it. */
static struct error act_finish(
    struct request *rq, struct error outcome, const char *done)
{
	struct error e;

	if (outcome.code != 0)
		return edition_is_mistake(outcome) ? one_answer(rq, outcome)
						   : outcome;
	if ((e = adoptions_refresh(&rq->cx)).code)
		return e;
	response_redirect(
	    rq, arena_printf(rq->cx.arena, EDITIONS_PATH "/%s?done=%s",
		    request_param(rq, "serial"), done));
	return OK;
}

static struct error adopt_finish(struct request *rq, struct error outcome)
{
	return act_finish(rq, outcome, "adopted");
}

static struct error withdraw_effects(struct request *rq)
{
	struct adoption adoption;
	struct error e = edition_of_path(rq, &adoption);

	return e.code ? e : adoption_withdraw(&rq->cx, adoption.serial);
}

static struct error withdraw_finish(struct request *rq, struct error outcome)
{
	return act_finish(rq, outcome, "withdrawn");
}

static struct error discard_effects(struct request *rq)
{
	struct adoption draft;
	struct error e = edition_of_path(rq, &draft);

	return e.code ? e : adoption_discard(&rq->cx, draft.serial);
}

static struct error discard_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return edition_is_mistake(outcome) ? one_answer(rq, outcome)
						   : outcome;
	response_redirect(rq, EDITIONS_PATH "?done=discarded");
	return OK;
}

const struct route operator_edition_routes[] = {
	{ GET, EDITIONS_PATH "/{serial}", .needs = MAY_OPERATE, .slow = true,
	    .read = one_read },
	{ POST, EDITIONS_PATH "/{serial}/adopt", .needs = MAY_OPERATE,
	    .body = adopt_fields, .body_size = sizeof(struct adopt_input),
	    .effects = adopt_effects, .finish = adopt_finish },
	{ POST, EDITIONS_PATH "/{serial}/withdraw", .needs = MAY_OPERATE,
	    .effects = withdraw_effects, .finish = withdraw_finish },
	{ POST, EDITIONS_PATH "/{serial}/discard", .needs = MAY_OPERATE,
	    .effects = discard_effects, .finish = discard_finish },
	ROUTE_END,
};
