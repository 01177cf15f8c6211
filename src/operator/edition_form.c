/*
 * The form of a draft: from when, which document, why, and every parameter
 * that may be chosen. It starts from the edition in force; what was typed
 * stays when something is wrong.
 */
#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "operator/editions.h"
#include "policy/edition_rules.h"
#include "policy/policy.h"
#include "web/edition_words.h"

#define EXCLUSION_ROWS 6

struct row_input {
	const char *by, *value, *route;
};
static const struct field row_fields[] = {
	FIELD(TEXT, struct row_input, by, .max = 20),
	FIELD(TEXT, struct row_input, value, .max = 60),
	FIELD(TEXT, struct row_input, route, .max = 20),
	FIELD_END,
};
struct form_input {
	int64_t from, document_day, version;
	const char *source, *source_url, *reason;
	struct field_map p;
	struct field_list x; /* struct row_input */
};
static const struct field form_fields[] = {
	FIELD(DAY, struct form_input, from, .required = true),
	FIELD(TEXT, struct form_input, source, .required = true, .max = 200),
	FIELD(TEXT, struct form_input, source_url, .max = 500),
	FIELD_AS("document_date", DAY, struct form_input, document_day,
	    .required = true),
	FIELD(TEXT, struct form_input, reason, .required = true, .max = 1000),
	FIELD(INT, struct form_input, version),
	FIELD(MAP, struct form_input, p, .max = 200),
	FIELD(LIST, struct form_input, x, .fields = row_fields,
	    .item_size = sizeof(struct row_input), .max = EXCLUSION_ROWS),
	FIELD_END,
};

/* ---- the views ---- */

struct option_view {
	const char *id, *name, *label;
	bool chosen;
};
static const struct view_field option_view[] = {
	VIEW(TEXT, struct option_view, id),
	VIEW(TEXT, struct option_view, name),
	VIEW(TEXT, struct option_view, label),
	VIEW(BOOL, struct option_view, chosen),
	VIEW_FIELD_END,
};

struct input_of {
	const char *id, *label, *value, *problem, *now;
	struct view_list options; /* struct option_view */
	bool text, number, select, boxes;
};
static const struct view_field input_of[] = {
	VIEW(TEXT, struct input_of, id),
	VIEW(TEXT, struct input_of, label),
	VIEW(TEXT, struct input_of, value),
	VIEW(TEXT, struct input_of, problem),
	VIEW(TEXT, struct input_of, now),
	VIEW_OF(
	    LIST, struct input_of, options, option_view, struct option_view),
	VIEW(BOOL, struct input_of, text),
	VIEW(BOOL, struct input_of, number),
	VIEW(BOOL, struct input_of, select),
	VIEW(BOOL, struct input_of, boxes),
	VIEW_FIELD_END,
};

struct group_of {
	const char *id, *name, *meaning;
	struct view_list inputs; /* struct input_of */
	bool has_excluded;       /* the rows of exclusions stand here */
};
static const struct view_field group_of[] = {
	VIEW(TEXT, struct group_of, id),
	VIEW(TEXT, struct group_of, name),
	VIEW(TEXT, struct group_of, meaning),
	VIEW_OF(LIST, struct group_of, inputs, input_of, struct input_of),
	VIEW(BOOL, struct group_of, has_excluded),
	VIEW_FIELD_END,
};

struct excluded_of {
	const char *number, *value;
	bool family, by_request;
};
static const struct view_field excluded_of[] = {
	VIEW(TEXT, struct excluded_of, number),
	VIEW(TEXT, struct excluded_of, value),
	VIEW(BOOL, struct excluded_of, family),
	VIEW(BOOL, struct excluded_of, by_request),
	VIEW_FIELD_END,
};

struct form_view {
	const char *base, *act, *back, *version, *first_day;
	const char *from, *source, *source_url, *document_date, *reason;
	const char *from_error, *source_error, *source_url_error,
	    *document_date_error, *reason_error, *excluded_error;
	struct view_list groups, excluded, problems;
	bool wrong, fresh;
};
static const struct view_field form_view[] = {
	VIEW(TEXT, struct form_view, base),
	VIEW(TEXT, struct form_view, act),
	VIEW(TEXT, struct form_view, back),
	VIEW(TEXT, struct form_view, version),
	VIEW(TEXT, struct form_view, first_day),
	VIEW(TEXT, struct form_view, from),
	VIEW(TEXT, struct form_view, source),
	VIEW(TEXT, struct form_view, source_url),
	VIEW(TEXT, struct form_view, document_date),
	VIEW(TEXT, struct form_view, reason),
	VIEW(TEXT, struct form_view, from_error),
	VIEW(TEXT, struct form_view, source_error),
	VIEW(TEXT, struct form_view, source_url_error),
	VIEW(TEXT, struct form_view, document_date_error),
	VIEW(TEXT, struct form_view, reason_error),
	VIEW(TEXT, struct form_view, excluded_error),
	VIEW_OF(LIST, struct form_view, groups, group_of, struct group_of),
	VIEW_OF(
	    LIST, struct form_view, excluded, excluded_of, struct excluded_of),
	VIEW_OF(LIST, struct form_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(BOOL, struct form_view, wrong),
	VIEW(BOOL, struct form_view, fresh),
	VIEW_FIELD_END,
};

/* What the form shows: the edition as it stands, or what was typed. */
struct filling {
	struct request *rq;
	const struct edition *base; /* in force, or what the draft began from */
	const struct edition *shown; /* as stored; NULL: as typed */
	struct view_list problems;
};

static const char *input_name(struct ctx *cx, const char *parameter)
{
	return arena_printf(cx->arena, "p.%s", parameter);
}

static const char *box_name(
    struct ctx *cx, const char *parameter, const char *choice)
{
	return arena_printf(cx->arena, "p.%s.%s", parameter, choice);
}

static const char *value_shown(const struct filling *f, const char *parameter)
{
	struct ctx *cx = &f->rq->cx;

	return f->shown != NULL
		   ? parameter_typed(cx->arena, parameter, f->shown)
		   : typed(f->rq, input_name(cx, parameter));
}

static bool box_shown(const struct filling *f,
    const struct parameter *parameter, const char *choice)
{
	if (f->shown == NULL)
		return *typed(f->rq, box_name(&f->rq->cx, parameter->name,
					 choice)) != '\0';
	return list_holds(*(const char *const *const *)((const char *)f->shown +
							parameter->offset),
	    choice);
}

static struct view_list options_of(const struct filling *f,
    const struct parameter *parameter, const char *const *choices)
{
	struct ctx *cx = &f->rq->cx;
	const char *value = value_shown(f, parameter->name);
	bool boxes = parameter->kind == PARAMETER_LIST;
	struct option_view *views;
	size_t count = 0;

	while (choices[count] != NULL)
		count++;
	views = ARENA_ARRAY(cx->arena, struct option_view, count);
	for (size_t i = 0; i < count; i++)
		views[i] = (struct option_view){ .id = choices[i],
			.name = box_name(cx, parameter->name, choices[i]),
			.label = choice_words(cx, choices[i]),
			.chosen = boxes ? box_shown(f, parameter, choices[i])
					: text_same(value, choices[i]) };
	return (struct view_list){ count, views };
}

static struct input_of input_view_of(
    const struct filling *f, const struct parameter_rule *rule)
{
	static const char *const yes_no[] = { "true", "false", NULL };
	struct ctx *cx = &f->rq->cx;
	const struct parameter *parameter = parameter_find(rule->name);
	const char *const *choices =
	    parameter->kind == PARAMETER_BOOL ? yes_no : rule->choices;
	struct input_of view = {
		.id = rule->name,
		.label = parameter_words(cx, rule->name),
		.value = value_shown(f, rule->name),
		.problem = problem_of(&f->problems, rule->name),
		.now = value_words(cx, parameter, f->base),
		.number = parameter->kind == PARAMETER_INT,
		.boxes = parameter->kind == PARAMETER_LIST && choices != NULL,
	};

	if (choices != NULL)
		view.options = options_of(f, parameter, choices);
	view.select = choices != NULL && !view.boxes;
	view.text = choices == NULL && !view.number;
	return view;
}

static struct view_list inputs_of(const struct filling *f, enum basis basis)
{
	struct input_of *views =
	    ARENA_ARRAY(f->rq->cx.arena, struct input_of, 64);
	size_t n = 0;

	for (const struct parameter_rule *r = parameter_rules();
	     r->name != NULL; r++)
		if (parameter_find(r->name)->basis == basis)
			views[n++] = input_view_of(f, r);
	return (struct view_list){ n, views };
}

static struct excluded_of excluded_stored(const struct edition *shown, size_t i)
{
	const struct exclusion *x = &shown->self_service_exclusions[i];

	if (i >= shown->self_service_exclusion_count)
		return (struct excluded_of){ .value = "" };
	return (struct excluded_of){
		.value =
		    x->publisher != NULL ? x->publisher : x->product_family,
		.family = x->publisher == NULL,
		.by_request = x->route == ROUTE_SUPPORT_REQUEST,
	};
}

static struct excluded_of excluded_typed(struct request *rq, size_t i)
{
	struct arena *a = rq->cx.arena;

	return (struct excluded_of){
		.value = typed(rq, arena_printf(a, "x.%zu.value", i)),
		.family = text_same(typed(rq, arena_printf(a, "x.%zu.by", i)),
		    "product_family"),
		.by_request =
		    text_same(typed(rq, arena_printf(a, "x.%zu.route", i)),
			"support_request"),
	};
}

static struct view_list excluded_rows(const struct filling *f)
{
	struct ctx *cx = &f->rq->cx;
	struct excluded_of *rows =
	    ARENA_ARRAY(cx->arena, struct excluded_of, EXCLUSION_ROWS);

	for (size_t i = 0; i < EXCLUSION_ROWS; i++) {
		rows[i] = f->shown != NULL ? excluded_stored(f->shown, i)
					   : excluded_typed(f->rq, i);
		rows[i].number = arena_printf(cx->arena, "%zu", i);
	}
	return (struct view_list){ EXCLUSION_ROWS, rows };
}

static struct view_list groups_of(const struct filling *f)
{
	static const enum basis bases[] = { BASIS_PURCHASE, BASIS_ACTION,
		BASIS_ISSUE };
	struct ctx *cx = &f->rq->cx;
	struct group_of *groups =
	    ARENA_ARRAY(cx->arena, struct group_of, COUNT(bases));

	for (size_t i = 0; i < COUNT(bases); i++)
		groups[i] = (struct group_of){ basis_name(bases[i]),
			basis_words(cx, bases[i]), basis_meaning(cx, bases[i]),
			inputs_of(f, bases[i]), bases[i] == BASIS_PURCHASE };
	return (struct view_list){ COUNT(bases), groups };
}

static const char *day_iso(struct ctx *cx, int64_t day)
{
	char *text = arena_alloc(cx->arena, DAY_TEXT);

	day_text(day, text);
	return text;
}

static void stored_fill(
    struct ctx *cx, const struct adoption *draft, struct form_view *view)
{
	view->from = day_iso(cx, day_of(draft->effective_from));
	view->source = draft->source;
	view->source_url = draft->source_url;
	view->document_date = draft->document_date;
	view->reason = draft->reason;
	view->version =
	    arena_printf(cx->arena, "%lld", (long long)draft->version);
}

static void typed_fill(
    struct request *rq, const struct view_list *problems, struct form_view *v)
{
	v->wrong = true;
	v->from = typed(rq, "from");
	v->source = typed(rq, "source");
	v->source_url = typed(rq, "source_url");
	v->document_date = typed(rq, "document_date");
	v->reason = typed(rq, "reason");
	v->version = typed(rq, "version");
	v->problems = *problems;
	v->from_error = problem_of(problems, "from");
	v->source_error = problem_of(problems, "source");
	v->source_url_error = problem_of(problems, "source_url");
	v->document_date_error = problem_of(problems, "document_date");
	v->reason_error = problem_of(problems, "reason");
	v->excluded_error = problem_of(problems, "self_service_exclusions");
}

/* The names of the fields, for the list of what is wrong. */
static const struct field_pair *labels_of(struct ctx *cx)
{
	static const struct field_pair own[] = {
		{ "from", N_("First day") },
		{ "source", N_("Document") },
		{ "source_url", N_("Address of the document") },
		{ "document_date", N_("Date of the document") },
		{ "reason", N_("Reason") },
		{ "self_service_exclusions",
		    N_("Not cancelled by the usual steps") },
	};
	struct field_pair *all =
	    ARENA_ARRAY(cx->arena, struct field_pair, COUNT(own) + 64);
	size_t n = 0;

	for (; n < COUNT(own); n++)
		all[n] = own[n];
	for (const struct parameter_rule *r = parameter_rules();
	     r->name != NULL; r++)
		all[n++] = (struct field_pair){ r->name,
			parameter_words(cx, r->name) };
	return all;
}

/* stored: the draft that is changed; serial 0 when it is a new one. */
static struct error form_answer(struct request *rq,
    const struct adoption *stored, const struct edition *base,
    const struct edition *shown, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct filling f = { rq, base, shown, { 0 } };
	struct form_view view = { .base = base->id,
		.first_day = day_iso(cx, adoption_first_day(cx->wall)),
		.fresh = stored->serial == 0,
		.version = "0",
		.act = EDITIONS_PATH,
		.back = EDITIONS_PATH };
	struct page page = { .title = stored->serial == 0 ? _("New edition")
							  : _("Change a draft"),
		.body = "operator/edition_form",
		.fields = form_view,
		.data = &view };

	if (stored->serial != 0) {
		view.back = arena_printf(cx->arena, EDITIONS_PATH "/%lld",
		    (long long)stored->serial);
		view.act = arena_printf(cx->arena, "%s/change", view.back);
		stored_fill(cx, stored, &view);
	}
	if (outcome.code != 0) {
		f.problems = page_problems(rq, outcome, labels_of(cx));
		typed_fill(rq, &f.problems, &view);
		page.status = error_info(outcome.code)->page_status;
	}
	view.groups = groups_of(&f);
	view.excluded = excluded_rows(&f);
	return operator_page(rq, &page);
}

/* ---- showing it ---- */

static struct error new_read(struct request *rq)
{
	const struct edition *base =
	    policy_edition_at(rq->cx.policy, rq->cx.wall);

	return form_answer(rq, &(struct adoption){ 0 }, base, base, OK);
}

/* What the draft began from; the one in force when that is unknown now. */
static const struct edition *base_of(
    struct ctx *cx, const struct adoption *draft)
{
	const struct edition *base =
	    policy_edition_find(cx->policy, draft->base_id);

	return base != NULL ? base : policy_edition_at(cx->policy, cx->wall);
}

static struct error draft_of_path(
    struct request *rq, struct adoption *ret_draft)
{
	struct error e = edition_of_path(rq, ret_draft);

	if (!e.code && ret_draft->state != ADOPTION_DRAFT)
		return fail(ERR_EDITION_NOT_DRAFT, NULL);
	return e;
}

static struct error change_read(struct request *rq)
{
	struct adoption draft;
	struct edition shown;
	struct error e = draft_of_path(rq, &draft);

	if (!e.code)
		e = adoption_values(&rq->cx, &draft, &shown);
	if (e.code)
		return e;
	return form_answer(rq, &draft, base_of(&rq->cx, &draft), &shown, OK);
}

/* ---- taking it ---- */

struct form_state {
	struct adoption draft, stored;
	const struct edition *base;
	int64_t serial;
};

struct gathered {
	struct request *rq;
	struct error *errors;
};

static void gather(struct gathered *g, struct error e)
{
	if (e.code == 0)
		return;
	g->errors[g->rq->errors.count++] = e;
	g->rq->errors.list = g->errors;
}

/* The boxes of a list as if they were typed: "version language". */
static const char *boxes_typed(
    struct request *rq, const struct parameter_rule *rule)
{
	struct text out;

	text_init(&out, rq->cx.arena);
	for (const char *const *c = rule->choices; *c != NULL; c++)
		if (*typed(rq, box_name(&rq->cx, rule->name, *c)) != '\0')
			text_addf(&out, " %s", *c);
	return out.length > 0 ? out.bytes : "";
}

static void parameters_take(struct gathered *g, struct edition *edition)
{
	struct ctx *cx = &g->rq->cx;

	for (const struct parameter_rule *r = parameter_rules();
	     r->name != NULL; r++) {
		bool boxes = r->choices != NULL &&
			     parameter_find(r->name)->kind == PARAMETER_LIST;
		const char *value =
		    boxes ? boxes_typed(g->rq, r)
			  : text_trim(cx->arena,
				typed(g->rq, input_name(cx, r->name)));

		gather(g, parameter_choose(cx->arena, r, value, edition));
	}
}

static void exclusions_take(struct gathered *g, struct edition *edition)
{
	const struct form_input *input = g->rq->input;
	const struct row_input *from = input->x.items;
	struct exclusion_choice rows[EXCLUSION_ROWS];
	size_t count =
	    input->x.count < EXCLUSION_ROWS ? input->x.count : EXCLUSION_ROWS;

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct exclusion_choice){
			.by = from[i].by,
			.value = from[i].value == NULL ? "" : from[i].value,
			.route = text_same(from[i].route, "support_request")
				     ? ROUTE_SUPPORT_REQUEST
				     : ROUTE_NONE,
		};
	gather(g, exclusions_choose(g->rq->cx.arena, rows, count, edition));
}

/* It becomes a link on a page of every partner. */
static struct error address_check(struct ctx *cx, const char *url)
{
	if (text_empty(url) || text_starts(url, "https://") ||
	    text_starts(url, "http://"))
		return OK;
	return fail_with(cx->arena, ERR_FIELD_FORMAT, "source_url",
	    HOLES({ "wanted", "https://example.com/terms" }));
}

static void draft_take(
    struct request *rq, struct form_state *state, const struct edition *edition)
{
	const struct form_input *input = rq->input;
	struct json_out json;
	struct text out;

	text_init(&out, rq->cx.arena);
	json_start(&json, &out);
	edition_parameters_json(edition, true, &json, NULL);
	state->draft = (struct adoption){
		.serial = state->stored.serial,
		.version = input->version,
		.base_id = state->base->id,
		.effective_from = day_start(input->from),
		.source = input->source,
		.source_url =
		    text_empty(input->source_url) ? NULL : input->source_url,
		.document_date = day_iso(&rq->cx, input->document_day),
		.reason = input->reason,
		.parameters = out.bytes,
	};
}

static struct error form_take(struct request *rq, struct form_state *state)
{
	const struct form_input *input = rq->input;
	struct gathered g = { rq,
		ARENA_ARRAY(rq->cx.arena, struct error, 100) };
	struct edition edition = *state->base;

	gather(&g, address_check(&rq->cx, input->source_url));
	parameters_take(&g, &edition);
	exclusions_take(&g, &edition);
	if (rq->errors.count > 0)
		return rq->errors.list[0];
	(void)edition_mark(rq->cx.arena, state->base, &edition);
	draft_take(rq, state, &edition);
	return OK;
}

static struct error new_prepare(struct request *rq)
{
	struct form_state *state = ARENA_NEW(rq->cx.arena, struct form_state);

	state->base = policy_edition_at(rq->cx.policy, rq->cx.wall);
	rq->state = state;
	return form_take(rq, state);
}

static struct error change_prepare(struct request *rq)
{
	struct form_state *state = ARENA_NEW(rq->cx.arena, struct form_state);
	struct error e = draft_of_path(rq, &state->stored);

	if (e.code)
		return e;
	state->base = base_of(&rq->cx, &state->stored);
	rq->state = state;
	return form_take(rq, state);
}

static struct error write_effects(struct request *rq)
{
	struct form_state *state = rq->state;

	return adoption_write(&rq->cx, &state->draft, &state->serial);
}

static struct error write_finish(struct request *rq, struct error outcome)
{
	struct form_state *state = rq->state;

	if (outcome.code == 0) {
		response_redirect(rq, arena_printf(rq->cx.arena,
					  EDITIONS_PATH "/%lld?done=written",
					  (long long)state->serial));
		return OK;
	}
	if (!edition_is_mistake(outcome) ||
	    outcome.code == ERR_EDITION_NOT_DRAFT)
		return outcome;
	if (state == NULL) { /* the table of fields refused it */
		state = ARENA_NEW(rq->cx.arena, struct form_state);
		if (request_param(rq, "serial") != NULL) {
			struct error e = draft_of_path(rq, &state->stored);

			if (e.code)
				return e;
			state->base = base_of(&rq->cx, &state->stored);
		} else {
			state->base =
			    policy_edition_at(rq->cx.policy, rq->cx.wall);
		}
	}
	return form_answer(rq, &state->stored, state->base, NULL, outcome);
}

const struct route operator_edition_form_routes[] = {
	{ GET, EDITIONS_PATH "/new", .needs = MAY_OPERATE, .read = new_read },
	{ POST, EDITIONS_PATH, .needs = MAY_OPERATE, .body = form_fields,
	    .body_size = sizeof(struct form_input), .prepare = new_prepare,
	    .effects = write_effects, .finish = write_finish },
	{ GET, EDITIONS_PATH "/{serial}/change", .needs = MAY_OPERATE,
	    .read = change_read },
	{ POST, EDITIONS_PATH "/{serial}/change", .needs = MAY_OPERATE,
	    .body = form_fields, .body_size = sizeof(struct form_input),
	    .prepare = change_prepare, .effects = write_effects,
	    .finish = write_finish },
	ROUTE_END,
};
