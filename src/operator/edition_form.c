/*
 * The form of a draft as it is shown: from when, which document, why, and every
 * parameter that may be chosen; as it stands or as it was typed. Taking it is
 * edition_write.c's.
 */
#include "operator/edition_form.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/edition_rules.h"
#include "web/edition_words.h"

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

const char *edition_input_name(struct ctx *cx, const char *parameter)
{
	return arena_printf(cx->arena, "p.%s", parameter);
}

const char *edition_box_name(
    struct ctx *cx, const char *parameter, const char *choice)
{
	return arena_printf(cx->arena, "p.%s.%s", parameter, choice);
}

static const char *value_shown(const struct filling *f, const char *parameter)
{
	struct ctx *cx = &f->rq->cx;

	return f->shown != NULL
		   ? parameter_typed(cx->arena, parameter, f->shown)
		   : typed(f->rq, edition_input_name(cx, parameter));
}

static bool box_shown(const struct filling *f,
    const struct parameter *parameter, const char *choice)
{
	if (f->shown == NULL)
		return *typed(f->rq, edition_box_name(&f->rq->cx,
					 parameter->name, choice)) != '\0';
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
			.name =
			    edition_box_name(cx, parameter->name, choices[i]),
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

const char *edition_day(struct ctx *cx, int64_t day)
{
	char *text = arena_alloc(cx->arena, DAY_TEXT);

	day_text(day, text);
	return text;
}

static void stored_fill(
    struct ctx *cx, const struct adoption *draft, struct form_view *view)
{
	view->from = edition_day(cx, day_of(draft->effective_from));
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

struct error edition_form_answer(struct request *rq,
    const struct adoption *stored, const struct edition *base,
    const struct edition *shown, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct filling f = { rq, base, shown, { 0 } };
	struct form_view view = { .base = base->id,
		.first_day = edition_day(cx, adoption_first_day(cx->wall)),
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
