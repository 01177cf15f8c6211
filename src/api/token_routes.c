/*
 * Where programs get tokens (api.md 1.2, 3.1). How tokens are made is
 * accounts/token's; what others need to check ours, discovery_routes.c's.
 */
#include <string.h>

#include "accounts/device.h"
#include "accounts/permission.h"
#include "accounts/token.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"

struct token_form {
	const char *grant_type, *client_id, *client_secret, *resource, *scope,
	    *username, *password, *refresh_token, *code, *redirect_uri,
	    *code_verifier, *device_code, *client_info;
};
#define SECRET_MAX 8192
static const struct field token_fields[] = {
	FIELD(TEXT, struct token_form, grant_type),
	FIELD(TEXT, struct token_form, client_id),
	FIELD(SECRET, struct token_form, client_secret),
	FIELD(TEXT, struct token_form, resource),
	FIELD(TEXT, struct token_form, scope, .max = SECRET_MAX),
	FIELD(TEXT, struct token_form, username),
	FIELD(SECRET, struct token_form, password),
	FIELD(SECRET, struct token_form, refresh_token, .max = SECRET_MAX),
	FIELD(SECRET, struct token_form, code),
	FIELD(TEXT, struct token_form, redirect_uri),
	FIELD(SECRET, struct token_form, code_verifier),
	FIELD(SECRET, struct token_form, device_code),
	FIELD(TEXT, struct token_form, client_info),
	FIELD_END,
};

/* ---- the door: nobody is signed in, failures look as OAuth's ---- */

static void token_refuse(struct request *rq, struct error error)
{
	const struct error_info *info = error_info(error.code);
	struct ctx *cx = &rq->cx;
	struct json_out json;
	int status = info->rest_status == 0 ? 500 : info->rest_status;

	answer_begin(rq, status, &json);
	json_object_begin(&json, NULL);
	json_text(&json, "error",
	    status >= 500   ? "temporarily_unavailable"
	    : status == 404 ? "not_found"
			    : "invalid_request");
	json_text(&json, "error_description",
	    error.field == NULL ? error_message(cx, error)
				: arena_printf(cx->arena, "%s: %s", error.field,
				      error_message(cx, error)));
	json_array_begin(&json, "error_codes");
	json_int(&json, NULL, info->rest_code);
	json_array_end(&json);
	json_instant(&json, "timestamp", cx->wall);
	json_text(&json, "trace_id", cx->request_id);
	json_text(&json, "correlation_id", cx->correlation_id);
	json_object_end(&json);
}

static void token_leave(struct request *rq)
{
	const char *id = request_header(rq, "client-request-id");

	response_header(rq, "Cache-Control", "no-store");
	response_header(rq, "X-Content-Type-Options", "nosniff");
	if (rq->response.status == 401)
		response_header(
		    rq, "WWW-Authenticate", "Basic realm=\"kontor\"");
	if (id != NULL && text_is_guid(id) &&
	    text_same_nocase(
		request_header(rq, "return-client-request-id"), "true"))
		response_header(rq, "client-request-id", id);
}

const struct door api_token_door = {
	.name = "token",
	.loose_paths = true,
	.refuse = token_refuse,
	.leave = token_leave,
};

/* ---- tokens ---- */

static bool is_v2(const struct request *rq)
{
	return strstr(rq->route->path, "/v2.0/") != NULL;
}

static void answer_grant(struct request *rq, const struct token_grant *grant)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	rq->response.status = token_answer(&rq->cx, grant, &rq->response.body);
}

static struct token_request asked_of(struct request *rq)
{
	const struct token_form *form = rq->input;

	return (struct token_request){
		.v2 = is_v2(rq),
		.tenant = request_param(rq, "tenant"),
		.authorization = request_header(rq, "Authorization"),
		.grant_type = form->grant_type,
		.client_id = form->client_id,
		.client_secret = form->client_secret,
		.resource = form->resource,
		.scope = form->scope,
		.username = form->username,
		.password = form->password,
		.refresh_token = form->refresh_token,
		.code = form->code,
		.redirect_uri = form->redirect_uri,
		.code_verifier = form->code_verifier,
		.device_code = form->device_code,
		.client_info = text_same(form->client_info, "1"),
	};
}

/* effects may run again: each time from what was looked up. */
struct token_state {
	struct token_grant looked, done;
};

static struct error token_prepare(struct request *rq)
{
	struct token_state *state = ARENA_NEW(rq->cx.arena, struct token_state);
	const struct token_request asked = asked_of(rq);
	struct error e = token_look(&rq->cx, &asked, &state->looked);

	if (e.code)
		return e;
	rq->state = state;
	if (state->looked.ready)
		answer_grant(rq, &state->looked);
	return OK;
}

static struct error token_effects(struct request *rq)
{
	struct token_state *state = rq->state;

	state->done = state->looked;
	return token_record(&rq->cx, &state->done);
}

static struct error token_finish(struct request *rq, struct error outcome)
{
	const struct token_state *state = rq->state;

	if (outcome.code == 0)
		answer_grant(rq, &state->done);
	return outcome;
}

/* ---- a device without a browser ---- */

static void answer_device(struct request *rq, const struct device_begin *begin)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	rq->response.status = device_answer(&rq->cx, begin, &rq->response.body);
}

static struct error device_prepare(struct request *rq)
{
	struct device_begin *begin =
	    ARENA_NEW(rq->cx.arena, struct device_begin);
	const struct token_request asked = asked_of(rq);
	struct error e = device_look(&rq->cx, &asked, begin);

	if (e.code)
		return e;
	rq->state = begin;
	if (begin->grant.error)
		answer_device(rq, begin);
	return OK;
}

static struct error device_effects(struct request *rq)
{
	return device_record(&rq->cx, rq->state);
}

static struct error device_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		answer_device(rq, rq->state);
	return outcome;
}

/* clang-format off */
#define TOKEN_ROUTE(path_)                                                     \
	{ POST, path_, .needs = MAY_ANYONE, .slow = true,                      \
	    .body = token_fields, .body_size = sizeof(struct token_form),      \
	    .prepare = token_prepare, .effects = token_effects,                \
	    .finish = token_finish,                                            \
	    .summary = N_("A token for a program or a user.") }
#define DEVICE_ROUTE(path_)                                                    \
	{ POST, path_, .needs = MAY_ANYONE,                                    \
	    .body = token_fields, .body_size = sizeof(struct token_form),      \
	    .prepare = device_prepare, .effects = device_effects,              \
	    .finish = device_finish,                                           \
	    .summary = N_("A code to sign in a device without a browser.") }

const struct route api_token_routes[] = {
	TOKEN_ROUTE("/{tenant}/oauth2/token"),
	TOKEN_ROUTE("/{tenant}/oauth2/v2.0/token"),
	DEVICE_ROUTE("/{tenant}/oauth2/devicecode"),
	DEVICE_ROUTE("/{tenant}/oauth2/v2.0/devicecode"),
	ROUTE_END,
};
/* clang-format on */
