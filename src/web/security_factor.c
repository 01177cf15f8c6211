/*
 * The second factor in the settings: set up, turned off, its recovery codes.
 * Each asks for the password again, so that an open browser is not enough.
 */
#include "accounts/second_factor.h"
#include "accounts/sign_in_step.h"
#include "i18n/i18n.h"
#include "web/factor_view.h"
#include "web/security.h"

struct factor_view {
	const char *base, *home, *home_name, *path, *email;
	const char *password_problem, *code_problem;
	struct factor_picture picture;
	struct view_list problems, codes;
	bool wrong, renew, shown;
};
static const struct view_field factor_fields[] = {
	VIEW(TEXT, struct factor_view, base),
	VIEW(TEXT, struct factor_view, home),
	VIEW(TEXT, struct factor_view, home_name),
	VIEW(TEXT, struct factor_view, path),
	VIEW(TEXT, struct factor_view, email),
	VIEW(TEXT, struct factor_view, password_problem),
	VIEW(TEXT, struct factor_view, code_problem),
	VIEW_OF(INLINE, struct factor_view, picture, factor_picture_view,
	    struct factor_picture),
	VIEW_OF(LIST, struct factor_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct factor_view, codes, view_secret, const char *),
	VIEW(BOOL, struct factor_view, wrong),
	VIEW(BOOL, struct factor_view, renew),
	VIEW(BOOL, struct factor_view, shown),
	VIEW_FIELD_END,
};

static const struct field_pair labels[] = {
	{ "password", N_("Password") },
	{ "code", N_("Code") },
	{ NULL, NULL },
};

static struct error view_answer(struct request *rq, struct error outcome,
    struct factor_view *view, struct page *page)
{
	const struct security_door *door = security_door(rq);
	struct ctx *cx = &rq->cx;

	view->base = door->base;
	view->home = door->home;
	view->home_name = _(door->home_name);
	view->email = cx->who->email;
	view->wrong = outcome.code != 0;
	if (view->wrong) {
		view->problems = page_problems(rq, outcome, labels);
		view->password_problem =
		    problem_of(&view->problems, "password");
		view->code_problem = problem_of(&view->problems, "code");
		page->status = error_info(outcome.code)->page_status;
	}
	page->place = PLACE_SETTINGS;
	page->fields = factor_fields;
	page->data = view;
	return door->answer(rq, page);
}

/* ---- set up ---- */

static struct error setup_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct factor_view view = { 0 };
	struct page page = { .title = _("Set up your second factor"),
		.body = "account/factor" };
	struct person person;
	struct error e = security_person(cx, &person);

	if (e.code == 0)
		e = factor_picture_fill(cx, &person, &view.picture);
	if (e.code == ERR_SECOND_FACTOR_GONE) {
		response_redirect(rq, security_path(rq, ""));
		return OK;
	}
	return e.code ? e : view_answer(rq, outcome, &view, &page);
}

struct error security_factor_read(struct request *rq)
{
	return setup_answer(rq, OK);
}

struct error security_begin_effects(struct request *rq)
{
	struct person key = person_key(rq->cx.who);

	return second_factor_begin(&rq->cx, &key);
}

struct error security_begin_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, security_path(rq, "/second-factor"));
	return outcome;
}

const struct field security_confirm_fields[] = {
	FIELD(SECRET, struct security_proof, password, .required = true,
	    .max = 256),
	FIELD(TEXT, struct security_proof, code, .required = true, .max = 40),
	FIELD_END,
};

struct proof_state {
	struct sign_in_candidate candidate;
	struct error outcome;
	const char **codes;
};

/* On a worker. */
struct error security_proof_prepare(struct request *rq)
{
	const struct security_proof *input = rq->input;
	struct proof_state *state = ARENA_NEW(rq->cx.arena, struct proof_state);

	rq->state = state;
	return security_prove(rq, input->password, &state->candidate);
}

struct error security_confirm_effects(struct request *rq)
{
	const struct security_proof *input = rq->input;
	struct proof_state *state = rq->state;
	struct ctx *cx = &rq->cx;
	struct person person;
	struct error e =
	    sign_in_prove_code(cx, &state->candidate, NULL, &state->outcome);

	if (e.code || state->outcome.code ||
	    (e = security_person(cx, &person)).code)
		return e;
	return second_factor_confirm(
	    cx, &person, input->code, cx->who->session_id, &state->codes);
}

/* The codes, once. */
static struct error codes_answer(
    struct request *rq, const struct proof_state *state, bool renew)
{
	struct ctx *cx = &rq->cx;
	struct factor_view view = { .codes = factor_codes(state->codes),
		.renew = renew };
	struct page page = { .title = _("Your recovery codes"),
		.body = "account/codes" };

	return view_answer(rq, OK, &view, &page);
}

struct error security_confirm_finish(struct request *rq, struct error outcome)
{
	const struct proof_state *state = rq->state;

	if (outcome.code == 0)
		outcome = state->outcome;
	return outcome.code ? setup_answer(rq, outcome)
			    : codes_answer(rq, state, false);
}

/* ---- with password and code: off, new codes ---- */

static struct error proof_answer(
    struct request *rq, struct error outcome, bool renew)
{
	struct ctx *cx = &rq->cx;
	struct factor_view view = { .renew = renew,
		.path = security_path(
		    rq, renew ? "/recovery-codes" : "/second-factor/off") };
	struct page page = { .title = renew ? _("New recovery codes")
					    : _("Turn off the second factor"),
		.body = "account/factor_proof" };
	struct person key = person_key(cx->who);
	struct second_factor factor;
	struct error e = second_factor_of(cx, &key, &factor);

	if (e.code == 0 && !factor.on) {
		response_redirect(rq, security_path(rq, ""));
		return OK;
	}
	return e.code ? e : view_answer(rq, outcome, &view, &page);
}

struct error security_off_read(struct request *rq)
{
	return proof_answer(rq, OK, false);
}

struct error security_renew_read(struct request *rq)
{
	return proof_answer(rq, OK, true);
}

static struct error prove(struct request *rq, struct person *ret_person)
{
	const struct security_proof *input = rq->input;
	struct proof_state *state = rq->state;
	struct error e = sign_in_prove_code(
	    &rq->cx, &state->candidate, input->code, &state->outcome);

	return e.code || state->outcome.code
		   ? e
		   : security_person(&rq->cx, ret_person);
}

struct error security_off_effects(struct request *rq)
{
	const struct proof_state *state = rq->state;
	struct person person;
	struct error e = prove(rq, &person);

	return e.code || state->outcome.code
		   ? e
		   : second_factor_end(&rq->cx, &person, "own");
}

struct error security_off_finish(struct request *rq, struct error outcome)
{
	const struct proof_state *state = rq->state;

	if (outcome.code == 0)
		outcome = state->outcome;
	if (outcome.code != 0)
		return proof_answer(rq, outcome, false);
	response_redirect(rq, security_path(rq, "?done=off"));
	return OK;
}

struct error security_renew_effects(struct request *rq)
{
	struct proof_state *state = rq->state;
	struct person person;
	struct error e = prove(rq, &person);

	return e.code || state->outcome.code
		   ? e
		   : second_factor_renew(&rq->cx, &person, &state->codes);
}

struct error security_renew_finish(struct request *rq, struct error outcome)
{
	const struct proof_state *state = rq->state;

	if (outcome.code == 0)
		outcome = state->outcome;
	return outcome.code ? proof_answer(rq, outcome, true)
			    : codes_answer(rq, state, true);
}
