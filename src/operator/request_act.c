/*
 * Deciding a support request: answering, asking back, closing, holding its
 * order, and granting a refund (R-075, R-080, E-35). What a decision does,
 * support/ says.
 */
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "operator/requests.h"
#include "web/support_files.h"
#include "web/transfer.h"

/* ---- answering, asking, closing ---- */

struct act_input {
	const char *note;
	int act;
};
static const char *const acts[] = { "answer", "ask", "solve", "refuse", "hold",
	"release", NULL };
static const char *const dones[] = { "answered", "asked", "solved", "refused",
	"held", "released" };
static const struct field act_input[] = {
	FIELD(TEXT, struct act_input, note, .max = REQUEST_TEXT_MAX),
	FIELD(CHOICE, struct act_input, act, .choices = acts, .required = true),
	FIELD_END,
};

static struct error act_prepare(struct request *rq)
{
	struct files_taken *taken = ARENA_NEW(rq->cx.arena, struct files_taken);
	struct error *errors;
	struct error e = request_desk_enter(rq);

	rq->state = taken;
	if (e.code == 0 && (e = files_check(rq, &errors)).code) {
		rq->errors.list = errors;
		while (errors[rq->errors.count].code != 0)
			rq->errors.count++;
	}
	return e.code ? e : files_take(rq, taken);
}

static struct error act_effects(struct request *rq)
{
	const struct act_input *input = rq->input;
	const struct files_taken *taken = rq->state;
	struct request_change said = { .note = input->note,
		.file_count = taken->count,
		.files = taken->files };
	struct service_request request;
	struct error e = request_desk_enter(rq);

	if (e.code)
		return e;
	return request_desk_act(&rq->cx, request_param(rq, "request"),
	    (enum desk_act)(input->act + 1), &said, &request);
}

static struct error act_finish(struct request *rq, struct error outcome)
{
	const struct act_input *input = rq->input;
	const struct files_taken *taken = rq->state;

	if (outcome.code && taken != NULL)
		files_drop(rq, taken);
	if (outcome.code == ERR_REQUEST_UNKNOWN)
		return outcome;
	if (outcome.code)
		return request_desk_answer(rq, outcome);
	response_redirect(rq, arena_printf(rq->cx.arena, "%s?done=%s",
				  request_desk_here(rq), dones[input->act]));
	return OK;
}

/* ---- granting ---- */

struct grant_input {
	struct field_map amount, cancel; /* by line number */
	const char *reason;
};
static const struct field grant_input[] = {
	FIELD(MAP, struct grant_input, amount, .max = 1000),
	FIELD(MAP, struct grant_input, cancel, .max = 1000),
	FIELD(TEXT, struct grant_input, reason, .max = REQUEST_TEXT_MAX),
	FIELD_END,
};

static bool has_key(const struct field_map *map, const char *key)
{
	for (size_t i = 0; i < map->count; i++)
		if (text_same(map->pairs[i].key, key))
			return true;
	return false;
}

/* A line to cancel without an amount is told, not passed over. */
static struct error cancels_check(
    struct request *rq, const struct grant_input *input)
{
	for (size_t i = 0; i < input->cancel.count; i++) {
		const char *key = input->cancel.pairs[i].key;
		bool some = false;

		for (size_t j = 0; j < input->amount.count; j++)
			some = some ||
			       (text_same(input->amount.pairs[j].key, key) &&
				   !text_empty(input->amount.pairs[j].value));
		if (!some)
			return fail(ERR_FIELD_MISSING,
			    arena_printf(rq->cx.arena, "amount.%s", key));
	}
	return OK;
}

static struct error items_read(struct request *rq, const char *currency,
    struct refund_item *items, size_t *ret_count)
{
	const struct grant_input *input = rq->input;
	struct ctx *cx = &rq->cx;

	*ret_count = 0;
	for (size_t i = 0; i < input->amount.count; i++) {
		const struct field_pair *pair = &input->amount.pairs[i];
		struct refund_item *item = &items[*ret_count];

		if (text_empty(pair->value))
			continue;
		if (!text_to_int(pair->key, &item->line_number))
			return fail(ERR_LINE_UNKNOWN, "amount");
		if (!refund_amount_read(cx->arena, pair->value,
			currency_exponent(currency), &item->gross_minor))
			return fail_with(cx->arena, ERR_FIELD_FORMAT,
			    arena_printf(cx->arena, "amount.%s", pair->key),
			    HOLES(
				{ "wanted", amount_decimal(cx,
						money_of(120000, currency)) }));
		item->cancel = has_key(&input->cancel, pair->key);
		(*ret_count)++;
	}
	return cancels_check(rq, input);
}

static struct error grant_effects(struct request *rq)
{
	const struct grant_input *input = rq->input;
	const char *id = request_param(rq, "request");
	struct refund_item *items = ARENA_ARRAY(
	    rq->cx.arena, struct refund_item, input->amount.count + 1);
	struct refund_done *done = ARENA_NEW(rq->cx.arena, struct refund_done);
	struct service_request request;
	size_t count;
	struct error e = request_desk_enter(rq);

	rq->state = done;
	if (e.code == 0)
		e = request_desk_load(&rq->cx, id, &request);
	if (e.code)
		return e;
	e = items_read(rq,
	    request.has_amount ? request.amount.currency
			       : rq->cx.who->partner->currency,
	    items, &count);
	if (e.code)
		return e;
	return refund_grant(&rq->cx, id, items, count, input->reason, done);
}

/* Transfers that run end at their next block (ruling 15). */
static void transfers_cut(struct request *rq, const struct refund_done *done)
{
	int64_t partner = 0;

	(void)text_to_int(request_param(rq, "partner"), &partner);
	for (size_t i = 0; i < done->count; i++)
		if (done->items[i].cancel)
			server_cut(rq->server,
			    transfer_tag(&rq->cx, partner, done->order.order_id,
				done->items[i].line_number));
}

static struct error grant_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == ERR_REQUEST_UNKNOWN)
		return outcome;
	if (outcome.code)
		return request_desk_answer(rq, outcome);
	transfers_cut(rq, rq->state);
	response_redirect(rq, arena_printf(rq->cx.arena, "%s?done=granted",
				  request_desk_here(rq)));
	return OK;
}

const struct route operator_request_act_routes[] = {
	{ POST, "/operator/requests/{partner}/{request}", .needs = MAY_OPERATE,
	    .upload = true, .many = true, .slow = true, .body = act_input,
	    .body_size = sizeof(struct act_input), .prepare = act_prepare,
	    .effects = act_effects, .finish = act_finish },
	{ POST, "/operator/requests/{partner}/{request}/refund",
	    .needs = MAY_OPERATE, .body = grant_input,
	    .body_size = sizeof(struct grant_input), .effects = grant_effects,
	    .finish = grant_finish },
	ROUTE_END,
};
