/*
 * The pages behind the right password: a code, a password of one's own, a
 * second factor to set up. What each step is, accounts says.
 */
#include "accounts/password.h"
#include "accounts/second_factor.h"
#include "accounts/sign_in_step.h"
#include "i18n/i18n.h"
#include "web/factor_view.h"
#include "web/page.h"
#include "web/routes.h"
#include "web/signing.h"
#include "web/web.h"

struct step_view {
	const char *form_token, *back, *email;
	const char *code_problem, *password_problem, *again_problem, *problem;
	const char *min, *path;
	struct factor_picture picture;
};
static const struct view_field step_view[] = {
	VIEW(TEXT, struct step_view, form_token),
	VIEW(TEXT, struct step_view, back),
	VIEW(TEXT, struct step_view, email),
	VIEW(TEXT, struct step_view, code_problem),
	VIEW(TEXT, struct step_view, password_problem),
	VIEW(TEXT, struct step_view, again_problem),
	VIEW(TEXT, struct step_view, problem),
	VIEW(TEXT, struct step_view, min),
	VIEW(TEXT, struct step_view, path),
	VIEW_OF(INLINE, struct step_view, picture, factor_picture_view,
	    struct factor_picture),
	VIEW_FIELD_END,
};

static const struct {
	const char *path, *title, *body;
} pages[] = {
	[NEED_CODE] = { "/signin/code", N_("Your code"), "signing/code" },
	[NEED_PASSWORD] = { "/signin/password", N_("A password of your own"),
	    "signing/password" },
	[NEED_FACTOR] = { "/signin/second-factor",
	    N_("Set up your second factor"), "signing/factor" },
};

static const char *back_of(struct request *rq)
{
	return signing_back(
	    rq->method == POST ? typed(rq, "back") : query_value(rq, "back"));
}

static struct error again_from_start(struct request *rq)
{
	const char *back = back_of(rq);

	response_redirect(
	    rq, arena_printf(rq->cx.arena, "%s%s",
		    text_starts(back, "/operator") ? "/operator/sign-in"
						   : "/signin",
		    signing_query(&rq->cx, back)));
	return OK;
}

static struct error step_answer(
    struct request *rq, const struct sign_in_step *step, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	const char *said = outcome.code ? problem_text(cx, outcome) : NULL;
	struct step_view view = { .form_token = signing_token(rq),
		.back = back_of(rq),
		.email = step->person.email,
		.min = show_int(cx, PASSWORD_CHOSEN_MIN),
		.path = pages[step->need].path };
	struct page page = { .title = _(pages[step->need].title),
		.body = pages[step->need].body,
		.fields = step_view,
		.data = &view };
	struct error e = OK;

	if (text_same(outcome.field, "code"))
		view.code_problem = said;
	else if (text_same(outcome.field, "password"))
		view.password_problem = said;
	else if (text_same(outcome.field, "again"))
		view.again_problem = said;
	else
		view.problem = said;
	if (outcome.code != 0)
		page.status = error_info(outcome.code)->page_status;
	if (step->need == NEED_FACTOR)
		e = factor_picture_fill(cx, &step->person, &view.picture);
	return e.code ? e : page_answer_bare(rq, &page);
}

/* To the page of what is needed now. */
static struct error next_read(struct request *rq)
{
	struct sign_in_step step;
	struct error e =
	    sign_in_step_enter(&rq->cx, request_cookie(rq, STEP_COOKIE), &step);

	if (e.code == ERR_SIGN_IN_STEP_OVER)
		return again_from_start(rq);
	if (e.code == 0)
		response_redirect(rq,
		    arena_printf(rq->cx.arena, "%s%s", pages[step.need].path,
			signing_query(&rq->cx, back_of(rq))));
	return e;
}

static struct error step_read(struct request *rq)
{
	struct sign_in_step step;
	struct error e =
	    sign_in_step_enter(&rq->cx, request_cookie(rq, STEP_COOKIE), &step);

	if (e.code == ERR_SIGN_IN_STEP_OVER)
		return again_from_start(rq);
	if (e.code)
		return e;
	if (!text_same(rq->route->path, pages[step.need].path))
		return next_read(rq);
	return step_answer(rq, &step, OK);
}

struct step_input {
	const char *code, *password, *again;
};
static const struct field code_fields[] = {
	FIELD(TEXT, struct step_input, code, .required = true, .max = 40),
	FIELD_END,
};
static const struct field password_fields[] = {
	FIELD(
	    SECRET, struct step_input, password, .required = true, .max = 256),
	FIELD(SECRET, struct step_input, again, .required = true, .max = 256),
	FIELD_END,
};

struct step_state {
	struct sign_in_result result;
	const char *password_hash;
	const char **codes;
};

static struct error step_prepare(struct request *rq)
{
	rq->state = ARENA_NEW(rq->cx.arena, struct step_state);
	rq->cx.who = NULL; /* who else is signed in here does nothing */
	return signing_check(rq);
}

/* On a worker. */
static struct error password_prepare(struct request *rq)
{
	const struct step_input *input = rq->input;
	struct ctx *cx = &rq->cx;
	struct sign_in_step step;
	struct step_state *state;
	struct error e = step_prepare(rq);

	state = rq->state;
	if (e.code == 0)
		e = sign_in_step_enter(
		    cx, request_cookie(rq, STEP_COOKIE), &step);
	if (e.code == 0)
		e = password_check_chosen(
		    cx, "password", input->password, step.person.email);
	if (e.code)
		return e;
	if (!text_same(input->password, input->again))
		return fail(ERR_PASSWORD_OTHER, "again");
	if (password_verify(cx, step.person.password_hash, input->password))
		return fail(ERR_PASSWORD_SAME, "password");
	return password_hash(cx, input->password, &state->password_hash);
}

static const char *agent_of(struct request *rq)
{
	return request_header(rq, "User-Agent");
}

static struct error code_effects(struct request *rq)
{
	const struct step_input *input = rq->input;
	struct step_state *state = rq->state;

	return sign_in_step_code(&rq->cx, request_cookie(rq, STEP_COOKIE),
	    input->code, agent_of(rq), &state->result);
}

static struct error password_effects(struct request *rq)
{
	struct step_state *state = rq->state;

	return sign_in_step_password(&rq->cx, request_cookie(rq, STEP_COOKIE),
	    state->password_hash, agent_of(rq), &state->result);
}

static struct error factor_effects(struct request *rq)
{
	const struct step_input *input = rq->input;
	struct step_state *state = rq->state;

	return sign_in_step_factor(&rq->cx, request_cookie(rq, STEP_COOKIE),
	    input->code, agent_of(rq), &state->result, &state->codes);
}

static struct error refused(struct request *rq, struct error outcome)
{
	struct sign_in_step step;
	struct error e;

	if (outcome.code == ERR_SIGN_IN_STEP_OVER)
		return again_from_start(rq);
	e = sign_in_step_enter(&rq->cx, request_cookie(rq, STEP_COOKIE), &step);
	if (e.code == ERR_SIGN_IN_STEP_OVER)
		return again_from_start(rq);
	return e.code ? e : step_answer(rq, &step, outcome);
}

static struct error step_finish(struct request *rq, struct error outcome)
{
	struct step_state *state = rq->state;

	if (outcome.code == 0)
		outcome = state->result.outcome;
	return outcome.code ? refused(rq, outcome)
			    : signing_on(rq, &state->result, back_of(rq));
}

/* The codes are seen once, so they come before the house. */
static struct error factor_finish(struct request *rq, struct error outcome)
{
	struct step_state *state = rq->state;

	if (outcome.code == 0)
		outcome = state->result.outcome;
	if (outcome.code)
		return refused(rq, outcome);
	signing_enter(rq, &state->result);
	return factor_codes_bare(
	    rq, state->codes, signing_home(state->result.who, back_of(rq)));
}

/* clang-format off */
#define STEP(path_, fields_, prepare_, effects_, finish_)                      \
	{ GET, path_, .needs = MAY_ANYONE, .read = step_read },                \
	{ POST, path_, .needs = MAY_ANYONE, .more = WEB_PUBLIC_FORM,           \
	    .slow = true, .body = fields_,                                     \
	    .body_size = sizeof(struct step_input), .prepare = prepare_,       \
	    .effects = effects_, .finish = finish_ }
/* clang-format on */

const struct route web_sign_in_step_routes[] = {
	{ GET, "/signin/next", .needs = MAY_ANYONE, .read = next_read },
	STEP("/signin/code", code_fields, step_prepare, code_effects,
	    step_finish),
	STEP("/signin/password", password_fields, password_prepare,
	    password_effects, step_finish),
	STEP("/signin/second-factor", code_fields, step_prepare, factor_effects,
	    factor_finish),
	ROUTE_END,
};
