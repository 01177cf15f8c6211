/*
 * Signing in and out, and choosing the language. What a session is, accounts
 * says.
 */
#include "accounts/sign_in.h"

#include <string.h>

#include "accounts/user.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/routes.h"
#include "web/signing.h"
#include "web/web.h"

struct sign_in_view {
	const char *form_token, *back, *email, *problem;
	bool portal;
};
static const struct view_field sign_in_view[] = {
	VIEW(TEXT, struct sign_in_view, form_token),
	VIEW(TEXT, struct sign_in_view, back),
	VIEW(TEXT, struct sign_in_view, email),
	VIEW(TEXT, struct sign_in_view, problem),
	VIEW(BOOL, struct sign_in_view, portal),
	VIEW_FIELD_END,
};

struct error signing_answer(struct request *rq, struct error problem)
{
	struct ctx *cx = &rq->cx;
	struct sign_in_view view = {
		.email = rq->method == POST ? typed(rq, "email")
					    : query_value(rq, "email"),
		.back = rq->method == POST ? typed(rq, "back")
					   : query_value(rq, "back"),
	};
	struct page page = { .title = _("Sign in"),
		.body = "signin",
		.fields = sign_in_view,
		.data = &view };

	if (problem.code != 0) {
		page.status = error_info(problem.code)->page_status;
		view.problem = error_message(cx, problem);
	}
	view.form_token = signing_token(rq);
	view.portal = signing_portal(signing_back(view.back));
	return page_answer_bare(rq, &page);
}

static struct error sign_in_show(struct request *rq)
{
	bool anew = text_same(query_value(rq, "anew"), "1");

	if (rq->cx.who != NULL && !anew) {
		response_redirect(
		    rq, signing_home(rq->cx.who, query_value(rq, "back")));
		return OK;
	}
	return signing_answer(rq, OK);
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
	struct error e = signing_check(rq);

	if (e.code != 0)
		return e;
	e = sign_in_look(&rq->cx, input->email, &state->candidate);
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
		return signing_answer(rq, outcome);
	return signing_on(rq, &state->result, typed(rq, "back"));
}

static struct error sign_out_effects(struct request *rq)
{
	return rq->cx.who == NULL ? OK : sign_out(&rq->cx);
}

static struct error sign_out_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return outcome;
	signing_cookie(rq, SESSION_COOKIE, "", "; SameSite=Lax; Max-Age=0");
	response_redirect(rq, "/signin");
	return OK;
}

/* ---- language ---- */

/* Whoever operates may be signed in to the dashboard, too: what is chosen in
 * the console is kept by the browser alone. */
static struct error language_effects(struct request *rq)
{
	const struct locale *locale = locale_find(typed(rq, "to"));

	if (locale == NULL || rq->cx.who == NULL ||
	    text_starts(typed(rq, "back"), "/operator"))
		return OK;
	return user_set_locale(&rq->cx, locale->tag);
}

/* An address that names its language (web/agreement.c) names the new one. */
static const char *language_back(struct request *rq, const char *tag)
{
	const char *path = signing_back(typed(rq, "back"));
	const char *named = strstr(path, "?language=");

	if (named == NULL)
		return path;
	return arena_printf(
	    rq->cx.arena, "%.*s?language=%s", (int)(named - path), path, tag);
}

static struct error language_finish(struct request *rq, struct error outcome)
{
	const struct locale *locale = locale_find(typed(rq, "to"));

	if (outcome.code != 0)
		return outcome;
	if (locale != NULL)
		signing_cookie(rq, "kontor_language", locale->tag,
		    "; SameSite=Lax; Max-Age=31536000");
	response_redirect(
	    rq, language_back(
		    rq, locale == NULL ? rq->cx.locale->tag : locale->tag));
	return OK;
}

const struct route web_sign_in_routes[] = {
	{ GET, "/signin", .needs = MAY_ANYONE, .read = sign_in_show },
	{ POST, "/signin", .needs = MAY_ANYONE, .more = WEB_PUBLIC_FORM,
	    .slow = true, .body = sign_in_fields,
	    .body_size = sizeof(struct sign_in_input),
	    .prepare = sign_in_prepare, .effects = sign_in_effects,
	    .finish = sign_in_finish },
	{ POST, "/signout", .needs = MAY_ANYONE, .effects = sign_out_effects,
	    .finish = sign_out_finish },
	{ POST, "/language", .needs = MAY_ANYONE, .more = WEB_PUBLIC_FORM,
	    .effects = language_effects, .finish = language_finish },
	ROUTE_END,
};
