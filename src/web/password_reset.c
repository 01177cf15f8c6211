/*
 * For who forgot the password, and for who was invited: asking for a link, and
 * choosing a password behind it.
 */
#include "accounts/password.h"
#include "accounts/password_link.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/routes.h"
#include "web/signing.h"
#include "web/web.h"

/* ---- asking ---- */

struct forgot_view {
	const char *form_token, *email, *problem, *door, *sign_in;
	bool asked;
};
static const struct view_field forgot_view[] = {
	VIEW(TEXT, struct forgot_view, form_token),
	VIEW(TEXT, struct forgot_view, email),
	VIEW(TEXT, struct forgot_view, problem),
	VIEW(TEXT, struct forgot_view, door),
	VIEW(TEXT, struct forgot_view, sign_in),
	VIEW(BOOL, struct forgot_view, asked),
	VIEW_FIELD_END,
};

static bool at_operator(struct request *rq)
{
	return text_same(
	    rq->method == POST ? typed(rq, "door") : query_value(rq, "door"),
	    "operator");
}

static struct error forgot_answer(
    struct request *rq, struct error outcome, bool asked)
{
	struct ctx *cx = &rq->cx;
	bool operator= at_operator(rq);
	struct forgot_view view = { .form_token = signing_token(rq),
		.email = rq->method == POST ? typed(rq, "email")
					    : query_value(rq, "email"),
		.door = operator? "operator" : "",
		.sign_in = operator? "/operator/sign-in" : "/signin",
		.asked = asked };
	struct page page = { .title = _("Forgot your password?"),
		.body = "signing/forgot",
		.fields = forgot_view,
		.data = &view };

	if (outcome.code != 0) {
		view.problem = problem_text(cx, outcome);
		page.status = error_info(outcome.code)->page_status;
	}
	return page_answer_bare(rq, &page);
}

static struct error forgot_read(struct request *rq)
{
	return forgot_answer(rq, OK, text_same(query_value(rq, "asked"), "1"));
}

struct forgot_input {
	const char *email;
};
static const struct field forgot_fields[] = {
	FIELD(TEXT, struct forgot_input, email, .required = true, .max = 254),
	FIELD_END,
};

static struct error forgot_prepare(struct request *rq)
{
	return signing_check(rq);
}

static struct error forgot_effects(struct request *rq)
{
	const struct forgot_input *input = rq->input;

	return password_ask(&rq->cx,
	    at_operator(rq) ? DOOR_OPERATOR : DOOR_PEOPLE, input->email);
}

static struct error forgot_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return forgot_answer(rq, outcome, false);
	response_redirect(rq, at_operator(rq) ? "/forgot?asked=1&door=operator"
					      : "/forgot?asked=1");
	return OK;
}

/* ---- choosing ---- */

struct choose_view {
	const char *form_token, *email, *problem, *again_problem, *min, *token;
	const char *sign_in;
	bool invited, done;
};
static const struct view_field choose_view[] = {
	VIEW(TEXT, struct choose_view, form_token),
	VIEW(TEXT, struct choose_view, email),
	VIEW(TEXT, struct choose_view, problem),
	VIEW(TEXT, struct choose_view, again_problem),
	VIEW(TEXT, struct choose_view, min),
	VIEW(SECRET, struct choose_view, token),
	VIEW(TEXT, struct choose_view, sign_in),
	VIEW(BOOL, struct choose_view, invited),
	VIEW(BOOL, struct choose_view, done),
	VIEW_FIELD_END,
};

static const char *sign_in_of(const struct person *person)
{
	return person->kind == ACTOR_OPERATOR        ? "/operator/sign-in"
	       : person->kind == ACTOR_CUSTOMER_USER ? "/signin?back=/portal"
						     : "/signin";
}

static struct error choose_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	const char *token = request_param(rq, "token");
	struct password_link link;
	struct choose_view view = { .token = token };
	struct page page = { .title = _("Choose your password"),
		.body = "signing/choose",
		.fields = choose_view,
		.data = &view };
	struct error e = password_link_find(cx, token, &link);

	if (e.code)
		return e;
	view.form_token = signing_token(rq);
	view.email = link.person.email;
	view.min = show_int(cx, PASSWORD_CHOSEN_MIN);
	view.invited = link.purpose == PASSWORD_LINK_INVITE;
	if (outcome.code != 0) {
		page.status = error_info(outcome.code)->page_status;
		*(text_same(outcome.field, "again") ? &view.again_problem
						    : &view.problem) =
		    problem_text(cx, outcome);
	}
	return page_answer_bare(rq, &page);
}

static struct error choose_read(struct request *rq)
{
	return choose_answer(rq, OK);
}

struct choose_input {
	const char *password, *again;
};
static const struct field choose_fields[] = {
	FIELD(SECRET, struct choose_input, password, .required = true,
	    .max = 256),
	FIELD(SECRET, struct choose_input, again, .required = true, .max = 256),
	FIELD_END,
};

struct choose_state {
	const char *password_hash;
	struct person person;
};

/* On a worker. */
static struct error choose_prepare(struct request *rq)
{
	const struct choose_input *input = rq->input;
	struct choose_state *state =
	    ARENA_NEW(rq->cx.arena, struct choose_state);
	struct password_link link;
	struct error e = signing_check(rq);

	rq->state = state;
	rq->cx.who = NULL; /* who is signed in here is not who chooses */
	if (e.code ||
	    (e = password_link_find(&rq->cx, request_param(rq, "token"), &link))
		.code ||
	    (e = password_check_chosen(
		 &rq->cx, "password", input->password, link.person.email))
		.code)
		return e;
	if (!text_same(input->password, input->again))
		return fail(ERR_PASSWORD_OTHER, "again");
	state->person = link.person;
	return password_hash(&rq->cx, input->password, &state->password_hash);
}

static struct error choose_effects(struct request *rq)
{
	const struct choose_state *state = rq->state;

	return password_link_use(
	    &rq->cx, request_param(rq, "token"), state->password_hash);
}

static struct error choose_finish(struct request *rq, struct error outcome)
{
	const struct choose_state *state = rq->state;
	struct ctx *cx = &rq->cx;
	struct choose_view view = { .done = true };
	struct page page = { .title = _("Your password is set"),
		.body = "signing/choose",
		.fields = choose_view,
		.data = &view };

	if (outcome.code != 0)
		return choose_answer(rq, outcome);
	view.sign_in = sign_in_of(&state->person);
	view.email = state->person.email;
	return page_answer_bare(rq, &page);
}

const struct route web_password_routes[] = {
	{ GET, "/forgot", .needs = MAY_ANYONE, .read = forgot_read },
	{ POST, "/forgot", .needs = MAY_ANYONE, .more = WEB_PUBLIC_FORM,
	    .body = forgot_fields, .body_size = sizeof(struct forgot_input),
	    .prepare = forgot_prepare, .effects = forgot_effects,
	    .finish = forgot_finish },
	{ GET, "/password/{token}", .needs = MAY_ANYONE, .read = choose_read },
	{ POST, "/password/{token}", .needs = MAY_ANYONE,
	    .more = WEB_PUBLIC_FORM, .slow = true, .body = choose_fields,
	    .body_size = sizeof(struct choose_input), .prepare = choose_prepare,
	    .effects = choose_effects, .finish = choose_finish },
	ROUTE_END,
};
