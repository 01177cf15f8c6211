/*
 * One support request on the operator's desk: what is asked, everything about
 * the order, and the thread. Deciding it is request_act.c's.
 */
#include "base/day.h"
#include "base/settings.h"
#include "billing/charge.h"
#include "fulfilment/entitlement.h"
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "operator/requests.h"
#include "support/request_desk.h"
#include "web/support.h"
#include "web/support_files.h"
#include "web/transfer.h"
#include "web/views.h"

struct line_view {
	int64_t number;
	const char *product, *term, *state, *ordered, *paid, *credited, *left,
	    *window, *policy, *edition, *own_credit, *amount, *amount_error,
	    *cancel_error;
	struct window_badge badge;
	bool cancelled, cancellable, cancel, open, held, outside;
};
static const struct view_field line_view[] = {
	VIEW(INT, struct line_view, number),
	VIEW(TEXT, struct line_view, product),
	VIEW(TEXT, struct line_view, term),
	VIEW(TEXT, struct line_view, state),
	VIEW(TEXT, struct line_view, ordered),
	VIEW(TEXT, struct line_view, paid),
	VIEW(TEXT, struct line_view, credited),
	VIEW(TEXT, struct line_view, left),
	VIEW(TEXT, struct line_view, window),
	VIEW(TEXT, struct line_view, policy),
	VIEW(TEXT, struct line_view, edition),
	VIEW(TEXT, struct line_view, own_credit),
	VIEW(TEXT, struct line_view, amount),
	VIEW(TEXT, struct line_view, amount_error),
	VIEW(TEXT, struct line_view, cancel_error),
	VIEW_OF(INLINE, struct line_view, badge, window_badge_view,
	    struct window_badge),
	VIEW(BOOL, struct line_view, cancelled),
	VIEW(BOOL, struct line_view, cancellable),
	VIEW(BOOL, struct line_view, cancel),
	VIEW(BOOL, struct line_view, open),
	VIEW(BOOL, struct line_view, held),
	VIEW(BOOL, struct line_view, outside),
	VIEW_FIELD_END,
};
struct one_view {
	const char *number, *path, *headline, *topic, *partner, *about,
	    *customer_ref, *state, *tone, *impact, *filed, *iso, *description,
	    *order_id, *reason, *amount, *granted, *standing, *contact,
	    *contact_mail, *contact_phone, *typed_note, *typed_reason,
	    *note_error, *done, *currency, *hint, *again, *files_error;
	struct view_list files, notes, lines, problems;
	bool closed, wrong, outside, grants, has_order, held, whole;
};
static const struct view_field one_view[] = {
	VIEW(TEXT, struct one_view, number),
	VIEW(TEXT, struct one_view, path),
	VIEW(TEXT, struct one_view, headline),
	VIEW(TEXT, struct one_view, topic),
	VIEW(TEXT, struct one_view, partner),
	VIEW(TEXT, struct one_view, about),
	VIEW(TEXT, struct one_view, customer_ref),
	VIEW(TEXT, struct one_view, state),
	VIEW(TEXT, struct one_view, tone),
	VIEW(TEXT, struct one_view, impact),
	VIEW(TEXT, struct one_view, filed),
	VIEW(TEXT, struct one_view, iso),
	VIEW(TEXT, struct one_view, description),
	VIEW(TEXT, struct one_view, order_id),
	VIEW(TEXT, struct one_view, reason),
	VIEW(TEXT, struct one_view, amount),
	VIEW(TEXT, struct one_view, granted),
	VIEW(TEXT, struct one_view, standing),
	VIEW(TEXT, struct one_view, contact),
	VIEW(TEXT, struct one_view, contact_mail),
	VIEW(TEXT, struct one_view, contact_phone),
	VIEW(TEXT, struct one_view, typed_note),
	VIEW(TEXT, struct one_view, typed_reason),
	VIEW(TEXT, struct one_view, note_error),
	VIEW(TEXT, struct one_view, done),
	VIEW(TEXT, struct one_view, currency),
	VIEW(TEXT, struct one_view, hint),
	VIEW(TEXT, struct one_view, again),
	VIEW(TEXT, struct one_view, files_error),
	VIEW_OF(LIST, struct one_view, files, request_file_view,
	    struct request_file_view),
	VIEW_OF(LIST, struct one_view, notes, note_view, struct note_view),
	VIEW_OF(LIST, struct one_view, lines, line_view, struct line_view),
	VIEW_OF(LIST, struct one_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(BOOL, struct one_view, closed),
	VIEW(BOOL, struct one_view, wrong),
	VIEW(BOOL, struct one_view, outside),
	VIEW(BOOL, struct one_view, grants),
	VIEW(BOOL, struct one_view, has_order),
	VIEW(BOOL, struct one_view, held),
	VIEW(BOOL, struct one_view, whole),
	VIEW_FIELD_END,
};

const char *request_desk_href(
    struct ctx *cx, int64_t partner_id, const char *request_id)
{
	return arena_printf(cx->arena, "/operator/requests/%lld/%s",
	    (long long)partner_id, request_id);
}

/* Into the partner's tenant; a number that is none is no request. */
struct error request_desk_enter(struct request *rq)
{
	int64_t partner_id;
	struct error e;

	if (!text_to_int(request_param(rq, "partner"), &partner_id) ||
	    partner_id <= PROGRAMME_ID)
		return fail(ERR_REQUEST_UNKNOWN, NULL);
	e = operator_into_partner(&rq->cx, partner_id);
	return e.code == ERR_PARTNER_UNKNOWN ? fail(ERR_REQUEST_UNKNOWN, NULL)
					     : e;
}

const char *request_desk_here(struct request *rq)
{
	return arena_printf(rq->cx.arena, "/operator/requests/%s/%s",
	    request_param(rq, "partner"), request_param(rq, "request"));
}

/* ---- lines ---- */

static const char *policy_text(struct ctx *cx, const struct refund_line *line)
{
	const struct decision *decision = &line->decision;

	if (!line->judged)
		return _("Not software: no window applies.");
	if (decision->allowed)
		return message_with(cx,
		    N_("Filed inside the window, which ran to {day} ({rule})."),
		    HOLES({ "day", show_day(cx, decision->last_day) },
			{ "rule", decision->rule }));
	if (decision->error == ERR_CANCEL_WINDOW_PASSED)
		return message_with(cx,
		    N_("Filed after the window, which ran to {day} ({rule})."),
		    HOLES({ "day", show_day(cx, decision->last_day) },
			{ "rule", decision->rule }));
	return problem_text(cx, decision_error(cx->arena, decision));
}

static const char *own_credit(struct ctx *cx, const struct order *order,
    const struct order_line *line, struct cancel_offer *offer)
{
	struct money credit;
	bool some = false;

	if (cancel_offer(cx, order, line->line_number, offer).code ||
	    credit_today(cx, offer, &credit, &some).code || !some)
		return NULL;
	return show_money(cx, credit);
}

const char *amount_decimal(struct ctx *cx, struct money amount)
{
	char *room = arena_alloc(cx->arena, 32);

	money_decimal(
	    amount.minor, currency_exponent(amount.currency), room, 32);
	return room;
}

/* What was asked for, as far as it is left; on one line only. */
static const char *proposed(struct ctx *cx,
    const struct service_request *request, const struct refund_view *refund,
    const struct refund_line *line)
{
	struct money amount = request->amount;

	if (!request->has_amount || refund->count != 1)
		return "";
	if (amount.minor > line->left.gross_minor)
		amount.minor = line->left.gross_minor;
	return amount.minor > 0 ? amount_decimal(cx, amount) : "";
}

static struct line_view line_of(struct ctx *cx,
    const struct service_request *request, const struct refund_view *refund,
    const struct refund_line *of)
{
	const struct order_line *line = of->line;
	const char *currency = refund->order.currency;
	struct cancel_offer offer = { 0 };
	struct line_view view = {
		.number = line->line_number,
		.product = count_text(cx, line->quantity, line->title),
		.term = term_text(cx, line->term),
		.ordered = show_instant(cx, refund->order.ordered_at),
		.paid =
		    show_money(cx, money_of(of->paid.gross_minor, currency)),
		.left =
		    show_money(cx, money_of(of->left.gross_minor, currency)),
		.policy = policy_text(cx, of),
		.edition = edition_text(cx, line->edition_id),
		.cancelled = line->state == LINE_CANCELLED,
		.open = of->left.gross_minor > 0,
		.held = line->held_by != NULL,
		.outside = of->judged && !of->decision.allowed,
		.amount = proposed(cx, request, refund, of),
	};

	view.own_credit = own_credit(cx, &refund->order, line, &offer);
	if (offer.line.order_id != NULL)
		view.badge = window_badge_of(cx, &offer);
	view.cancellable =
	    !view.cancelled && of->decision.error != ERR_CANCEL_NEVER;
	if (of->paid.gross_minor != of->left.gross_minor)
		view.credited = show_money(
		    cx, money_of(of->left.gross_minor - of->paid.gross_minor,
			    currency));
	return view;
}

static const char *map_value(
    const struct request *rq, const char *what, int64_t number)
{
	return typed(
	    rq, arena_printf(rq->cx.arena, "%s.%lld", what, (long long)number));
}

static struct error lines_fill(struct request *rq,
    const struct service_request *request, struct one_view *view)
{
	struct ctx *cx = &rq->cx;
	struct refund_view refund;
	struct line_view *lines;
	struct error e = refund_look(cx, request->order_id,
	    request->line_number, request->created_at, &refund);

	if (e.code)
		return e;
	lines = ARENA_ARRAY(cx->arena, struct line_view, refund.count);
	for (size_t i = 0; i < refund.count; i++) {
		struct line_view *line = &lines[i];
		const char *n = arena_printf(cx->arena, "%lld",
		    (long long)refund.lines[i].line->line_number);

		*line = line_of(cx, request, &refund, &refund.lines[i]);
		view->held = view->held || line->held;
		view->grants = view->grants || (line->open && !view->closed);
		if (!view->wrong)
			continue;
		line->amount = map_value(rq, "amount", line->number);
		line->cancel =
		    !text_empty(map_value(rq, "cancel", line->number));
		line->amount_error = problem_of(
		    &view->problems, arena_printf(cx->arena, "amount-%s", n));
		line->cancel_error = problem_of(
		    &view->problems, arena_printf(cx->arena, "cancel-%s", n));
	}
	view->has_order = true;
	view->currency = refund.order.currency;
	view->lines = (struct view_list){ refund.count, lines };
	return OK;
}

/* ---- the page ---- */

static const char *done_text(struct ctx *cx, const char *done)
{
	static const struct {
		const char *id, *text;
	} texts[] = {
		{ "answered",
		    N_("Your answer is added, and mailed to the contact.") },
		{ "asked",
		    N_("You asked back. The request waits for the partner.") },
		{ "solved", N_("The request is closed as solved.") },
		{ "refused", N_("The request is refused and closed.") },
		{ "held",
		    N_("The order is held: nobody cancels it by oneself until you decide or release it.") },
		{ "released", N_("The order is released.") },
		{ "granted",
		    N_("The refund is granted, the credit posted, and the request closed.") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_same(texts[i].id, done))
			return _(texts[i].text);
	return NULL;
}

static void facts_fill(struct ctx *cx, const struct service_request *request,
    struct one_view *view)
{
	view->number = request->request_id;
	view->headline = request->title;
	view->topic = request_topic_text(cx, request->topic_id);
	view->partner = cx->who->partner->name;
	view->about = request->organization.name;
	view->customer_ref = request->customer_ref;
	view->state = request_where_text(cx, request);
	view->tone = request_tone(request->state);
	view->impact = request_severity_text(cx, request->severity);
	view->filed = show_instant(cx, request->created_at);
	view->iso = iso_text(cx, request->created_at);
	view->description = request->description;
	view->order_id = request->order_id;
	view->reason = request->refund_reason;
	view->standing = request_standing_text(cx, request);
	view->contact = request_contact_text(cx, &request->contact);
	view->contact_mail = request->contact.email;
	view->contact_phone = request->contact.phone;
	view->notes = request_notes(cx, request, SIDE_OPERATOR, view->path);
	view->files = file_views(cx, request, -1, view->path);
	view->hint = files_hint(cx);
	view->closed = request->state == REQUEST_CLOSED;
	view->outside = request->standing == STANDING_OUTSIDE;
	view->whole = request->line_number == REQUEST_WHOLE_ORDER;
	if (text_same(request->refund_reason, request->description))
		view->description = NULL;
	if (!request->has_amount)
		return;
	view->amount = show_money(cx, request->amount);
	if (request->granted_minor > 0)
		view->granted = show_money(cx,
		    money_of(request->granted_minor, request->amount.currency));
}

/* "amount.0" is the input's name, "amount-0" its id. */
static void problems_fill(
    struct request *rq, struct error outcome, struct one_view *view)
{
	char *field = arena_dup(rq->cx.arena, outcome.field);

	for (char *c = field; c != NULL && *c != '\0'; c++)
		if (*c == '.')
			*c = '-';
	if (text_same(field, "newNote"))
		field = arena_dup(rq->cx.arena, "note");
	if (text_same(field, "amount"))
		field = NULL;
	outcome.field = field;
	view->wrong = true;
	view->problems = page_problems(rq, outcome, NULL);
	view->note_error = problem_of(&view->problems, "note");
	view->files_error = problem_of(&view->problems, "files");
	view->again = files_again(rq);
	view->typed_note = typed(rq, "note");
	view->typed_reason = typed(rq, "reason");
}

struct error request_desk_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct one_view view = { .path = request_desk_here(rq) };
	struct page page = {
		.body = "operator/request", .fields = one_view, .data = &view
	};
	struct service_request request;
	struct error e = request_desk_enter(rq);

	if (e.code == 0)
		e = request_desk_load(
		    cx, request_param(rq, "request"), &request);
	if (e.code)
		return e;
	page.title = request.title;
	facts_fill(cx, &request, &view);
	view.done = done_text(cx, query_value(rq, "done"));
	if (outcome.code) {
		page.status = error_info(outcome.code)->page_status;
		view.done = NULL;
		problems_fill(rq, outcome, &view);
	}
	if (request.order_id != NULL &&
	    (e = lines_fill(rq, &request, &view)).code)
		return e;
	return operator_page(rq, &page);
}

static struct error one_read(struct request *rq)
{
	return request_desk_answer(rq, OK);
}

static struct error file_read(struct request *rq)
{
	struct service_request request;
	struct error e = request_desk_enter(rq);

	if (e.code == 0)
		e = request_desk_load(
		    &rq->cx, request_param(rq, "request"), &request);
	return e.code ? e : file_answer(rq, &request);
}

const struct route operator_request_routes[] = {
	{ GET, "/operator/requests/{partner}/{request}", .needs = MAY_OPERATE,
	    .read = one_read },
	{ GET, "/operator/requests/{partner}/{request}/files/{file}",
	    .needs = MAY_OPERATE, .slow = true, .read = file_read },
	ROUTE_END,
};
