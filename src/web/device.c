/*
 * Letting a device in that has no browser: the code it shows is typed here,
 * the program is named, and the person says yes or no.
 */
#include "accounts/device.h"

#include "accounts/principal.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/routes.h"

struct device_view {
	const char *code, *problem, *program, *client_id, *made_by;
	const char *user, *email, *roles, *partner;
	bool ask, allowed, refused;
};
static const struct view_field device_fields[] = {
	VIEW(SECRET, struct device_view, code),
	VIEW(TEXT, struct device_view, problem),
	VIEW(TEXT, struct device_view, program),
	VIEW(TEXT, struct device_view, client_id),
	VIEW(TEXT, struct device_view, made_by),
	VIEW(TEXT, struct device_view, user),
	VIEW(TEXT, struct device_view, email),
	VIEW(TEXT, struct device_view, roles),
	VIEW(TEXT, struct device_view, partner),
	VIEW(BOOL, struct device_view, ask),
	VIEW(BOOL, struct device_view, allowed),
	VIEW(BOOL, struct device_view, refused),
	VIEW_FIELD_END,
};

static struct error device_answer_page(
    struct request *rq, struct device_view *view, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct page page = { .title = _("Sign in a device"),
		.body = "account/device",
		.place = PLACE_SETTINGS,
		.fields = device_fields,
		.data = view };

	view->user = cx->who->user_name;
	view->email = cx->who->email;
	view->roles = roles_list_text(cx, cx->who->roles);
	view->partner = cx->who->partner->name;
	if (outcome.code != 0) {
		view->problem = problem_text(cx, outcome);
		page.status = error_info(outcome.code)->page_status;
	}
	return page_answer(rq, &page);
}

struct device_query {
	const char *code;
};
static const struct field device_query_fields[] = {
	FIELD(TEXT, struct device_query, code),
	FIELD_END,
};

static struct error device_show(struct request *rq)
{
	const struct device_query *query = rq->query;
	struct device_view view = { .code = query->code };

	return device_answer_page(rq, &view, OK);
}

struct device_input {
	const char *code, *choice;
};
static const struct field device_input_fields[] = {
	FIELD(TEXT, struct device_input, code),
	FIELD(TEXT, struct device_input, choice),
	FIELD_END,
};

/* A wrong code is an act of its own: that it was tried is committed. */
struct typed_state {
	struct application application;
	struct error outcome;
};

static struct error outcome_keep(struct request *rq, struct error e)
{
	struct typed_state *state = rq->state;

	state->outcome = e;
	return error_info(e.code)->page_status >= 500 ? e : OK;
}

static struct error outcome_of(const struct request *rq, struct error e)
{
	const struct typed_state *state = rq->state;

	return e.code == 0 && state != NULL ? state->outcome : e;
}

static struct error device_type_effects(struct request *rq)
{
	const struct device_input *input = rq->input;
	struct typed_state *state = ARENA_NEW(rq->cx.arena, struct typed_state);

	rq->state = state;
	return outcome_keep(
	    rq, device_find_typed(&rq->cx, input->code, &state->application));
}

static struct error device_typed(struct request *rq, struct error outcome)
{
	const struct device_input *input = rq->input;
	const struct typed_state *state = rq->state;
	struct device_view view = { .code = input ? input->code : "" };
	struct error e = outcome_of(rq, outcome);

	if (error_info(e.code)->page_status >= 500)
		return e;
	if (e.code == 0) {
		view.ask = true;
		view.code = user_code_shown(
		    rq->cx.arena, user_code_read(rq->cx.arena, input->code));
		view.program = state->application.name;
		view.client_id = state->application.client_id;
		view.made_by = state->application.created_by;
	}
	return device_answer_page(rq, &view, e);
}

static struct error device_effects(struct request *rq)
{
	const struct device_input *input = rq->input;
	struct error e;

	rq->state = ARENA_NEW(rq->cx.arena, struct typed_state);
	e = device_decide(
	    &rq->cx, input->code, text_same(input->choice, "allow"));
	return e.code == ERR_USER_CODE_UNKNOWN ? outcome_keep(rq, e) : e;
}

static struct error device_finish(struct request *rq, struct error outcome)
{
	const struct device_input *input = rq->input;
	struct device_view view = { .code = input ? input->code : "" };

	outcome = outcome_of(rq, outcome);
	if (outcome.code == 0) {
		view.allowed = text_same(input->choice, "allow");
		view.refused = !view.allowed;
	}
	return device_answer_page(rq, &view, outcome);
}

const struct route web_device_routes[] = {
	{ GET, "/device", .needs = MAY_SIGNED_IN, .query = device_query_fields,
	    .query_size = sizeof(struct device_query), .read = device_show },
	{ POST, "/device", .needs = MAY_SIGNED_IN, .body = device_input_fields,
	    .body_size = sizeof(struct device_input),
	    .effects = device_type_effects, .finish = device_typed },
	{ POST, "/device/answer", .needs = MAY_SIGNED_IN,
	    .body = device_input_fields,
	    .body_size = sizeof(struct device_input), .effects = device_effects,
	    .finish = device_finish },
	ROUTE_END,
};
