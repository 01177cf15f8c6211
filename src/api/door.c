/*
 * The REST API's door: who a bearer token is, what it may, answers given
 * before, and how a refusal looks. What routes do is theirs.
 */
#include <string.h>

#include "accounts/idempotency.h"
#include "accounts/throttle.h"
#include "accounts/token.h"
#include "activity/activity.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/table.h"
#include "base/crypto.h"
#include "http/router.h"
#include "i18n/i18n.h"

#define SOURCE "Kontor"
#define DESCRIPTION_MAX 1024 /* characters, api.md 1.8 */

static const struct api_route_info no_info;

static const struct api_route_info *info_of(const struct request *rq)
{
	return rq->route != NULL && rq->route->more != NULL ? rq->route->more
							    : &no_info;
}

/* ---- who, and may ---- */

static void locale_choose(struct request *rq)
{
	const char *asked = request_header(rq, "X-Locale");
	const struct locale *locale;

	if (text_empty(asked)) {
		rq->cx.locale =
		    locale_from_header(request_header(rq, "Accept-Language"));
		return;
	}
	/* one we do not have is the default one (api.md 1.3) */
	locale = locale_find(text_trim(rq->cx.arena, asked));
	rq->cx.locale = locale == NULL ? locales()[0] : locale;
}

/* Optional; only another version than ours is refused (api.md 1.3). */
static struct error contract_check(const struct request *rq)
{
	static const char *const ours[] = { "v1", "v1.0", "1", "1.0" };
	const char *version = request_header(rq, "MS-Contract-Version");

	if (text_empty(version))
		return OK;
	version = text_trim(rq->cx.arena, version);
	for (size_t i = 0; i < COUNT(ours); i++)
		if (text_same_nocase(version, ours[i]))
			return OK;
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "MS-Contract-Version",
	    HOLES({ "value", version }, { "choices", "v1" }));
}

static struct error access_check(struct request *rq)
{
	const struct api_route_info *info = info_of(rq);
	const struct principal *who = rq->cx.who;

	if (who->kind != ACTOR_USER && who->kind != ACTOR_APPLICATION)
		return fail(ERR_USER_TOKEN_NEEDED, NULL);
	if (!who->partner->csp_enrolled)
		return fail(ERR_NOT_ENROLLED, NULL);
	if (who->user_id == NULL &&
	    (info->caller == USER_ONLY ||
		(info->caller == APP_USER && who->partner->strict_app_user)))
		return fail(ERR_USER_TOKEN_NEEDED, NULL);
	return principal_may(&rq->cx, (enum permission)rq->route->needs);
}

/* What the headers tell goes out with every answer, so it is kept. */
struct door_state {
	struct throttle_left left;
	struct throttle_call call;
	struct throttle_loan loan;
};

/* Not borrowed after all: by when it may go better, nobody knows. */
static struct error throttle_paid(struct request *rq)
{
	struct door_state *state = rq->door_state;

	if (rq->pay_outcome.code != 0) {
		state->loan.granted = 0;
		state->loan.seconds = 1;
	}
	return throttle_lent(&rq->cx, &state->call, &state->loan, &state->left);
}

static struct error api_pay(struct request *rq)
{
	struct door_state *state = rq->door_state;

	return throttle_borrow(&rq->cx, &state->loan);
}

static struct error throttle(struct request *rq)
{
	struct door_state *state = ARENA_NEW(rq->cx.arena, struct door_state);
	const char *id = request_header(rq, "MS-RequestId");
	const char *customer = request_param(rq, "customer");
	struct error e;

	if (rq->paid)
		return throttle_paid(rq);
	state->call = (struct throttle_call){
		.customer_id = customer == NULL
				   ? NULL
				   : text_lower(rq->cx.arena, customer),
		.request_id = id != NULL && text_is_guid(id) ? id : NULL,
		.method = http_method_name(rq->method),
		.path = rq->raw_path,
		.query = rq->raw_query,
		.body = rq->body,
		.body_length = rq->body_length,
	};

	rq->door_state = state;
	e = throttle_take(&rq->cx, &state->call, &state->left, &state->loan);
	rq->pay = state->loan.wanted > 0;
	return e;
}

/* ?validateOnly=true, the name in any case. Only writes ask. */
static struct error dry_run_read(struct request *rq)
{
	struct field_map pairs = { 0 };
	struct error e;

	if (rq->route->effects == NULL || rq->raw_query[0] == '\0')
		return OK;
	e = pairs_decode(&rq->cx, rq->raw_query, strlen(rq->raw_query), &pairs);
	for (size_t i = 0; e.code == 0 && i < pairs.count; i++) {
		const char *value = pairs.pairs[i].value;

		if (!text_same_nocase(pairs.pairs[i].key, "validateOnly"))
			continue;
		rq->dry_run = text_same_nocase(value, "true");
		if (!rq->dry_run && !text_same_nocase(value, "false"))
			return fail_with(rq->cx.arena, ERR_FIELD_CHOICE,
			    "validateOnly",
			    HOLES({ "value", value },
				{ "choices", "true, false" }));
	}
	return e;
}

static struct error api_enter(struct request *rq)
{
	struct error e;

	locale_choose(rq);
	if (rq->route->needs == MAY_ANYONE)
		return OK;
	e = token_enter(&rq->cx, request_header(rq, "Authorization"));
	if (e.code || (e = contract_check(rq)).code ||
	    (e = dry_run_read(rq)).code)
		return e;
	if (route_is_throttled(rq->route) && (e = throttle(rq)).code)
		return e;
	return access_check(rq);
}

/* ---- answers given before (ruling 4) ---- */

/* False: each call stands for itself. */
static bool replay_key(
    const struct request *rq, struct idempotency_key *ret_key)
{
	const char *id = request_header(rq, "MS-RequestId");

	if (rq->cx.who == NULL || id == NULL || !text_is_guid(id))
		return false;
	*ret_key = (struct idempotency_key){
		.method = http_method_name(rq->method),
		.path = rq->raw_path,
		.query = rq->raw_query,
		.request_id = id,
		.body = rq->body,
		.body_length = rq->body_length,
	};
	return true;
}

static void replay(struct request *rq, const struct stored_answer *stored)
{
	if (stored->bytes == NULL && info_of(rq)->anew)
		return; /* the route's finish renders it */
	response_status(rq, stored->status,
	    stored->length > 0 ? "application/json; charset=utf-8" : NULL);
	if (stored->length > 0)
		text_add_n(&rq->response.body, stored->bytes, stored->length);
	response_header(rq, "Location", stored->location);
}

static struct error api_again(struct request *rq, bool *ret_replayed)
{
	struct idempotency_key key;
	struct stored_answer stored;
	struct error e;

	*ret_replayed = false;
	rq->cx.act = NULL;
	if (rq->cx.who == NULL)
		return OK;
	if ((e = principal_recheck(&rq->cx)).code ||
	    (e = access_check(rq)).code)
		return e;
	if (rq->dry_run || !replay_key(rq, &key))
		return OK;
	e = idempotency_find(&rq->cx, &key, &stored, ret_replayed);
	if (e.code == 0 && *ret_replayed)
		replay(rq, &stored);
	return e;
}

/* What follows from the request alone is not stored, nor what passes. */
static bool may_be_kept(struct error outcome)
{
	switch (outcome.code) {
	case ERR_ROUTE_UNKNOWN:
	case ERR_BODY_MALFORMED:
	case ERR_BODY_TOO_LARGE:
	case ERR_BODY_NOT_OBJECT:
	case ERR_CONTENT_TYPE:
	case ERR_FIELD_MISSING:
	case ERR_FIELD_TYPE:
	case ERR_FIELD_RANGE:
	case ERR_FIELD_TOO_LONG:
	case ERR_FIELD_FORMAT:
	case ERR_FIELD_CHOICE:
	case ERR_FIELD_GUID:
	case ERR_FIELD_DATE:
	case ERR_FIELD_ENCODING:
		return false;
	default:
		break;
	}
	switch (error_info(outcome.code)->rest_status) {
	case 400:
	case 403:
	case 404:
	case 409:
		return true;
	default:
		return false;
	}
}

static const char *location_of(const struct request *rq)
{
	for (size_t i = 0; i < rq->response.header_count; i++)
		if (strcmp(rq->response.headers[i].name, "Location") == 0)
			return rq->response.headers[i].value;
	return NULL;
}

static void api_refuse(struct request *rq, struct error error);

static struct error api_record(struct request *rq, struct error outcome)
{
	const struct api_route_info *info = info_of(rq);
	struct error e = activity_record(&rq->cx, outcome);
	struct stored_answer answer = { .status = 200 };
	struct idempotency_key key;

	if (e.code || !replay_key(rq, &key))
		return e;
	if (outcome.code != 0 && !may_be_kept(outcome))
		return OK;
	if (outcome.code != 0)
		api_refuse(rq, outcome);
	/* a refusal holds no secret, and a replay must not turn it into a
	 * showing that nothing records */
	if (outcome.code != 0 || !info->anew) {
		answer.status = rq->response.status;
		answer.bytes =
		    rq->response.body.length > 0 ? rq->response.body.bytes : "";
		answer.length = rq->response.body.length;
		answer.location = location_of(rq);
	}
	return idempotency_keep(
	    &rq->cx, &key, &answer, info->sealed && outcome.code == 0);
}

/* ---- refusals ---- */

static const char *describe(struct request *rq, struct error error)
{
	const char *said = error_message(&rq->cx, error);

	if (text_empty(said))
		said = error_info(error.code)->name;
	return text_empty(error.field)
		   ? said
		   : arena_printf(rq->cx.arena, "%s: %s", error.field, said);
}

/* Shortened at a whole character. */
static void json_description(
    struct json_out *json, const char *key, const char *said)
{
	size_t n = strlen(said);

	if (n > DESCRIPTION_MAX) {
		n = DESCRIPTION_MAX;
		while (n > 0 && ((unsigned char)said[n] & 0xc0) == 0x80)
			n--;
	}
	json_text_n(json, key, said, n);
}

/* Every field that is wrong, the first of them being the error itself. */
static void refuse_data(
    struct request *rq, struct json_out *json, struct error error)
{
	json_array_begin(json, "data");
	if (rq->errors.count > 0 && rq->errors.list[0].code == error.code)
		for (size_t i = 0; i < rq->errors.count; i++)
			json_description(
			    json, NULL, describe(rq, rq->errors.list[i]));
	else if (error.field != NULL)
		json_description(json, NULL, describe(rq, error));
	json_array_end(json);
}

static const char *hole_value(struct error error, const char *name)
{
	for (const struct hole *h = error.holes; h && h->name; h++)
		if (strcmp(h->name, name) == 0)
			return h->value;
	return NULL;
}

static void refuse_throttled(struct request *rq, struct error error)
{
	const char *seconds = hole_value(error, "seconds");
	struct json_out json;

	response_header(rq, "Retry-After", seconds ? seconds : "1");
	answer_begin(rq, 429, &json);
	json_object_begin(&json, NULL);
	json_int(&json, "statusCode", 429);
	json_description(&json, "message", describe(rq, error));
	json_object_end(&json);
}

static void api_refuse(struct request *rq, struct error error)
{
	const struct error_info *info = error_info(error.code);
	struct json_out json;

	locale_choose(rq);
	if (info->rest_status == 429) {
		refuse_throttled(rq, error);
		return;
	}
	if (info->rest_status == 401)
		response_header(rq, "WWW-Authenticate",
		    error.code == ERR_TOKEN_BAD
			? "Bearer realm=\"kontor\", error=\"invalid_token\""
			: "Bearer realm=\"kontor\"");
	answer_begin(
	    rq, info->rest_status == 0 ? 500 : info->rest_status, &json);
	json_object_begin(&json, NULL);
	json_int(&json, "code", api_rest_code(rq->route, info->rest_code));
	json_description(&json, "description", describe(rq, error));
	refuse_data(rq, &json, error);
	json_text(&json, "source", SOURCE);
	json_object_end(&json);
}

/* ---- headers ---- */

/* As it was sent, when it is an id at all. */
static const char *echo(
    const struct request *rq, const char *header, const char *ours)
{
	const char *sent = request_header(rq, header);

	return sent != NULL && text_is_guid(sent) ? sent : ours;
}

/* draft-ietf-httpapi-ratelimit-headers */
static void throttle_headers(struct request *rq)
{
	const struct door_state *state = rq->door_state;
	const struct throttle_left *left;

	if (state == NULL || state->left.limit == 0)
		return;
	left = &state->left;
	response_header(rq, "RateLimit-Policy",
	    arena_printf(rq->cx.arena, "\"%s\";q=%lld;w=60", left->policy,
		(long long)left->limit));
	response_header(rq, "RateLimit",
	    arena_printf(rq->cx.arena, "\"%s\";r=%lld;t=%lld", left->policy,
		(long long)left->calls, (long long)left->seconds));
}

static void api_leave(struct request *rq)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789";
	char vector[17];

	crypto_random_text(letters, 16, vector);
	response_header(
	    rq, "MS-RequestId", echo(rq, "MS-RequestId", rq->cx.request_id));
	response_header(rq, "MS-CorrelationId",
	    echo(rq, "MS-CorrelationId", rq->cx.correlation_id));
	response_header(
	    rq, "MS-CV", arena_printf(rq->cx.arena, "%s.0", vector));
	response_header(rq, "MS-ServerId", "kontor");
	throttle_headers(rq);
	if (rq->cx.locale != NULL && rq->response.content_type != NULL) {
		response_header(rq, "Content-Language", rq->cx.locale->tag);
		response_header(rq, "Vary", "X-Locale, Accept-Language");
	}
	response_header(rq, "Cache-Control", "no-store");
	response_header(rq, "X-Content-Type-Options", "nosniff");
}

const struct door api_door = {
	.name = "api",
	.loose_paths = true,
	.json = true,
	.enter = api_enter,
	.pay = api_pay,
	.again = api_again,
	.record = api_record,
	.refuse = api_refuse,
	.leave = api_leave,
};
