/*
 * One's own password and sessions. The second factor is security_factor.c's,
 * the page security_view.c's.
 */
#include "web/security.h"

#include "accounts/password.h"
#include "accounts/second_factor.h"
#include "accounts/session.h"
#include "accounts/sign_in.h"
#include "i18n/i18n.h"
#include "web/routes.h"

const struct security_door *security_door(const struct request *rq)
{
	return rq->route->more;
}

const char *security_path(struct request *rq, const char *rest)
{
	return arena_printf(
	    rq->cx.arena, "%s%s", security_door(rq)->base, rest);
}

struct error security_person(struct ctx *cx, struct person *ret_person)
{
	struct person key = person_key(cx->who);
	bool found;
	struct error e = person_load(cx, &key, ret_person, &found);

	return e.code == 0 && !found ? fail(ERR_SIGN_IN_NEEDED, NULL) : e;
}

struct error security_prove(struct request *rq, const char *password,
    struct sign_in_candidate *ret_candidate)
{
	struct ctx *cx = &rq->cx;
	const char *email = cx->who->email;
	struct error e = cx->who->kind == ACTOR_OPERATOR
			     ? sign_in_look_operator(cx, email, ret_candidate)
			     : sign_in_look(cx, email, ret_candidate);

	if (e.code == 0)
		sign_in_verify(cx, ret_candidate, password);
	return e;
}

struct error security_read(struct request *rq)
{
	return security_answer(rq, OK);
}

/* ---- password ---- */

const struct field security_password_fields[] = {
	FIELD(SECRET, struct security_password, old, .required = true,
	    .max = 256),
	FIELD(SECRET, struct security_password, password, .required = true,
	    .max = 256),
	FIELD(SECRET, struct security_password, again, .required = true,
	    .max = 256),
	FIELD_END,
};

struct password_state {
	struct sign_in_candidate candidate;
	struct error outcome;
	const char *password_hash;
};

/* On a worker. What is wrong with the new one is said before the old one is
 * tried: that costs nothing of the limit. */
struct error security_password_prepare(struct request *rq)
{
	const struct security_password *input = rq->input;
	struct password_state *state =
	    ARENA_NEW(rq->cx.arena, struct password_state);
	struct ctx *cx = &rq->cx;
	struct error e = password_check_chosen(
	    cx, "password", input->password, cx->who->email);

	rq->state = state;
	if (e.code)
		return e;
	if (!text_same(input->password, input->again))
		return fail(ERR_PASSWORD_OTHER, "again");
	if (text_same(input->password, input->old))
		return fail(ERR_PASSWORD_SAME, "password");
	e = security_prove(rq, input->old, &state->candidate);
	if (e.code == 0 && state->candidate.password_right)
		e = password_hash(cx, input->password, &state->password_hash);
	return e;
}

struct error security_password_effects(struct request *rq)
{
	struct password_state *state = rq->state;
	struct error e =
	    sign_in_prove(&rq->cx, &state->candidate, &state->outcome);

	if (e.code || state->outcome.code)
		return e;
	return password_change(&rq->cx, state->password_hash);
}

struct error security_password_finish(struct request *rq, struct error outcome)
{
	const struct password_state *state = rq->state;

	if (outcome.code == 0)
		outcome = state->outcome;
	if (outcome.code == ERR_PASSWORD_WRONG)
		outcome.field = "old";
	if (outcome.code != 0)
		return security_answer(rq, outcome);
	response_redirect(rq, security_path(rq, "?done=password"));
	return OK;
}

/* ---- sessions ---- */

struct error security_end_effects(struct request *rq)
{
	return session_end_own(&rq->cx, request_param(rq, "session"));
}

struct error security_end_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, security_path(rq, "?done=session"));
	return outcome;
}

const struct field security_everywhere_fields[] = {
	FIELD(BOOL, struct security_everywhere, all),
	FIELD_END,
};

struct error security_everywhere_effects(struct request *rq)
{
	const struct security_everywhere *input = rq->input;

	return session_end_all(&rq->cx, input->all);
}

struct error security_everywhere_finish(
    struct request *rq, struct error outcome)
{
	/* with all of them this one is over too: the page asks to sign in */
	if (outcome.code == 0)
		response_redirect(rq, security_path(rq, "?done=others"));
	return outcome;
}

/* ---- what the partner demands ---- */

struct demand_input {
	bool demanded;
};
static const struct field demand_fields[] = {
	FIELD(BOOL, struct demand_input, demanded),
	FIELD_END,
};

static struct error demand_effects(struct request *rq)
{
	const struct demand_input *input = rq->input;

	return second_factor_demand(&rq->cx, input->demanded);
}

static struct error demand_finish(struct request *rq, struct error outcome)
{
	const struct demand_input *input = rq->input;

	if (outcome.code == 0)
		response_redirect(rq, input->demanded
					  ? "/account/security?done=demand"
					  : "/account/security?done=no-demand");
	return outcome;
}

static struct error answer(struct request *rq, struct page *page)
{
	return page_answer(rq, page);
}

static const struct security_door door = {
	.base = "/account/security",
	.home = "/account",
	.home_name = N_("Account settings"),
	.answer = answer,
	.settings = true,
};

const struct route web_security_routes[] = {
	SECURITY_ROUTES("/account/security", MAY_SIGNED_IN, &door),
	{ POST, "/account/security/demand", .needs = MAY_CHANGE_PROFILES,
	    .more = &door, .body = demand_fields,
	    .body_size = sizeof(struct demand_input), .effects = demand_effects,
	    .finish = demand_finish },
	ROUTE_END,
};
