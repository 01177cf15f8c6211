/*
 * Operators sign in on a page of their own, into a cookie that only the
 * console is sent. What a session is and what a wrong password costs,
 * accounts says.
 */
#include "accounts/sign_in.h"

#include <string.h>

#include "base/settings.h"
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "web/signing.h"
#include "web/web.h"

#define HERE "/operator/sign-in"

struct sign_in_view {
	const char *form_token, *back, *email, *problem;
};
static const struct view_field sign_in_view[] = {
	VIEW(TEXT, struct sign_in_view, form_token),
	VIEW(TEXT, struct sign_in_view, back),
	VIEW(TEXT, struct sign_in_view, email),
	VIEW(TEXT, struct sign_in_view, problem),
	VIEW_FIELD_END,
};

/* Only below the console. */
static const char *back_path(const char *path)
{
	if (path == NULL || !text_starts(path, "/operator/") ||
	    text_starts(path, HERE) || strpbrk(path, "\r\n\\") != NULL)
		return "/operator";
	return path;
}

static void cookie_set(struct request *rq, const char *name, const char *path,
    const char *value, const char *attributes)
{
	response_header(rq, "Set-Cookie",
	    arena_printf(rq->cx.arena,
		"%s=%s; Path=%s; HttpOnly%s; SameSite=Strict%s", name, value,
		path, rq->cx.settings->secure_cookies ? "; Secure" : "",
		attributes));
}

static struct error form_answer(struct request *rq, struct error problem)
{
	struct ctx *cx = &rq->cx;
	const char *nonce = request_cookie(rq, FORM_COOKIE);
	struct sign_in_view view = {
		.email = rq->method == POST ? typed(rq, "email") : "",
		.back = rq->method == POST ? typed(rq, "back")
					   : query_value(rq, "back"),
	};
	struct page page = { .title = arena_printf(cx->arena, "%s · %s",
				 _("Sign in"), _("Operator console")),
		.body = "operator/sign_in",
		.fields = sign_in_view,
		.data = &view };

	if (problem.code != 0) {
		page.status = error_info(problem.code)->page_status;
		view.problem = error_message(cx, problem);
	}
	if (nonce == NULL) {
		nonce = form_nonce(cx);
		cookie_set(rq, FORM_COOKIE, "/", nonce, "");
	}
	view.form_token = form_token(cx, nonce);
	return page_answer_bare(rq, &page);
}

static struct error sign_in_show(struct request *rq)
{
	if (rq->cx.who == NULL)
		return form_answer(rq, OK);
	response_redirect(rq, back_path(query_value(rq, "back")));
	return OK;
}

struct sign_in_input {
	const char *email;
	const char *password;
};
static const struct field sign_in_fields[] = {
	FIELD(TEXT, struct sign_in_input, email, .required = true, .max = 254),
	FIELD(SECRET, struct sign_in_input, password, .required = true,
	    .max = 256),
	FIELD_END,
};

struct sign_in_state {
	struct sign_in_candidate candidate;
	struct sign_in_result result;
};

/* On a worker: argon2id is slow on purpose. */
static struct error sign_in_prepare(struct request *rq)
{
	const struct sign_in_input *input = rq->input;
	struct sign_in_state *state =
	    ARENA_NEW(rq->cx.arena, struct sign_in_state);
	struct error e = form_check(
	    &rq->cx, request_cookie(rq, FORM_COOKIE), typed(rq, "_form"));

	if (e.code == 0)
		e = sign_in_look_operator(
		    &rq->cx, input->email, &state->candidate);
	if (e.code != 0)
		return e;
	sign_in_verify(&rq->cx, &state->candidate, input->password);
	rq->state = state;
	return OK;
}

static struct error sign_in_effects(struct request *rq)
{
	struct sign_in_state *state = rq->state;
	const char *agent = request_header(rq, "User-Agent");

	return sign_in_record(&rq->cx, &state->candidate,
	    agent == NULL ? "" : agent, &state->result);
}

static struct error sign_in_finish(struct request *rq, struct error outcome)
{
	struct sign_in_state *state = rq->state;

	if (outcome.code == 0)
		outcome = state->result.outcome;
	if (outcome.code != 0)
		return form_answer(rq, outcome);
	return signing_on(rq, &state->result, back_path(typed(rq, "back")));
}

static struct error sign_out_effects(struct request *rq)
{
	return rq->cx.who == NULL ? OK : sign_out(&rq->cx);
}

static struct error sign_out_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return outcome;
	cookie_set(rq, OPERATOR_COOKIE, "/operator", "", "; Max-Age=0");
	response_redirect(rq, HERE);
	return OK;
}

const struct route operator_sign_in_routes[] = {
	{ GET, "/operator/sign-in", .needs = MAY_ANYONE, .read = sign_in_show },
	{ POST, "/operator/sign-in", .needs = MAY_ANYONE,
	    .more = WEB_PUBLIC_FORM, .slow = true, .body = sign_in_fields,
	    .body_size = sizeof(struct sign_in_input),
	    .prepare = sign_in_prepare, .effects = sign_in_effects,
	    .finish = sign_in_finish },
	{ POST, "/operator/sign-out", .needs = MAY_ANYONE,
	    .effects = sign_out_effects, .finish = sign_out_finish },
	ROUTE_END,
};
