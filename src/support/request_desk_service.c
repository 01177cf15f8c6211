/*
 * What an operator does with a support request. Posting a credit is
 * refund_grant_service.c's.
 */
#include "support/request_desk.h"

#include "base/text.h"
#include "orders/order.h"
#include "outbox/outbox.h"
#include "support/request_private.h"
#include "support/service_request_rows.h"

struct error request_desk_load(
    struct ctx *cx, const char *request_id, struct service_request *ret_request)
{
	return request_row_load(cx, request_id, ret_request);
}

struct error request_desk_open(
    struct ctx *cx, const char *request_id, struct service_request *ret_request)
{
	struct error e = request_row_load(cx, request_id, ret_request);

	if (e.code == 0 && ret_request->state == REQUEST_CLOSED)
		return fail(ERR_REQUEST_DECIDED, NULL);
	return e;
}

static struct error tell(struct ctx *cx, const struct service_request *request,
    enum request_mail mail, const char *note)
{
	struct request_mail_facts facts = { .request_id = request->request_id,
		.title = request->title,
		.note = note };

	if (request->has_amount)
		facts.granted =
		    money_of(request->granted_minor, request->amount.currency);
	return outbox_mail_request(cx, mail, &facts);
}

struct error request_desk_close(struct ctx *cx,
    const struct service_request *before, struct service_request *after,
    enum request_outcome outcome, const struct request_change *said)
{
	struct request_change change = *said;
	bool changed;
	struct error e;

	change.state = REQUEST_CLOSED;
	change.outcome = outcome;
	e = request_apply(cx, SIDE_OPERATOR, &change, after);
	if (e.code == 0)
		e = request_write(
		    cx, SIDE_OPERATOR, before, after, &change, &changed);
	if (e.code == 0 && after->order_id != NULL)
		e = order_hold(cx, after->order_id, REQUEST_WHOLE_ORDER,
		    after->request_id, false);
	if (e.code)
		return e;
	return tell(cx, after,
	    outcome == OUTCOME_REFUSED ? REQUEST_MAIL_REFUSED
	    : after->granted_minor > before->granted_minor
		? REQUEST_MAIL_GRANTED
		: REQUEST_MAIL_SOLVED,
	    said->note);
}

static struct error say(struct ctx *cx, const struct service_request *before,
    struct service_request *after, bool ask, const struct request_change *said)
{
	struct request_change change = *said;
	bool changed;
	struct error e;

	change.state = ask ? REQUEST_ATTENTION : 0;
	e = request_apply(cx, SIDE_OPERATOR, &change, after);
	if (e.code == 0)
		e = request_write(
		    cx, SIDE_OPERATOR, before, after, &change, &changed);
	if (e.code)
		return e;
	return tell(cx, after, ask ? REQUEST_MAIL_ASKED : REQUEST_MAIL_ANSWERED,
	    said->note);
}

static struct error hold(
    struct ctx *cx, const struct service_request *request, bool held)
{
	struct error e;

	if (request->order_id == NULL)
		return fail(ERR_REFUND_NO_ORDER, NULL);
	e = order_hold(cx, request->order_id, request->line_number,
	    request->request_id, held);
	return e.code ? e
		      : request_log(cx, request,
			    held ? "order held" : "order released");
}

struct error request_desk_act(struct ctx *cx, const char *request_id,
    enum desk_act act, const struct request_change *said,
    struct service_request *ret_request)
{
	struct service_request before, after;
	struct error e = request_desk_open(cx, request_id, &before);

	if (e.code)
		return e;
	after = before;
	if (act != DESK_HOLD && act != DESK_RELEASE && text_empty(said->note))
		return fail(ERR_FIELD_MISSING, "note");
	switch (act) {
	case DESK_HOLD:
	case DESK_RELEASE:
		e = hold(cx, &before, act == DESK_HOLD);
		break;
	case DESK_SOLVE:
		e = request_desk_close(
		    cx, &before, &after, OUTCOME_SOLVED, said);
		break;
	case DESK_REFUSE:
		e = request_desk_close(
		    cx, &before, &after, OUTCOME_REFUSED, said);
		break;
	default:
		e = say(cx, &before, &after, act == DESK_ASK, said);
	}
	return e.code ? e : request_row_load(cx, request_id, ret_request);
}
