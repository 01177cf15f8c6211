/*
 * Taking the form of a draft: every mistake is told at once, and what was typed
 * stays. A new draft starts from the edition in force.
 */
#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "operator/edition_form.h"
#include "policy/edition_rules.h"

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

static struct error new_read(struct request *rq)
{
	const struct edition *base =
	    policy_edition_at(rq->cx.policy, rq->cx.wall);

	return edition_form_answer(rq, &(struct adoption){ 0 }, base, base, OK);
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
	return edition_form_answer(
	    rq, &draft, base_of(&rq->cx, &draft), &shown, OK);
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
		if (*typed(rq, edition_box_name(&rq->cx, rule->name, *c)) !=
		    '\0')
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
				typed(g->rq, edition_input_name(cx, r->name)));

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
		.document_date = edition_day(&rq->cx, input->document_day),
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
	return edition_form_answer(
	    rq, &state->stored, state->base, NULL, outcome);
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
