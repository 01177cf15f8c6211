/*
 * One reported problem with its thread and files: answer, close, withdraw,
 * open again.
 */
#include "i18n/i18n.h"
#include "orders/order.h"
#include "support/service_request.h"
#include "web/routes.h"
#include "web/support.h"
#include "web/support_files.h"
#include "web/views.h"

const char *request_contact_text(
    struct ctx *cx, const struct request_contact *contact)
{
	return text_trim(
	    cx->arena, arena_printf(cx->arena, "%s %s", contact->first_name,
			   contact->last_name));
}

const char *request_standing_text(
    struct ctx *cx, const struct service_request *request)
{
	const struct hole holes[] = {
		{ "day", request->standing_last_day == 0
			     ? ""
			     : show_day(cx, request->standing_last_day) },
		{ "edition", request->standing_edition },
		{ NULL, NULL },
	};

	if (request->standing == STANDING_INSIDE)
		return message_with(cx,
		    N_("Inside the policy: filed within the window, which ends on {day}. Edition {edition}."),
		    holes);
	if (request->standing != STANDING_OUTSIDE)
		return NULL;
	if (text_same(request->standing_rule, "R-075"))
		return message_with(cx,
		    N_("Outside the policy: the window ended on {day}, before it was filed. Edition {edition}."),
		    holes);
	return message_with(cx,
	    text_same(request->standing_rule, "R-082")
		? N_("Outside the policy: such plans can be neither cancelled nor exchanged. Edition {edition}.")
		: N_("Outside the policy: it was cancelled before. Edition {edition}."),
	    holes);
}

const struct view_field note_view[] = {
	VIEW(TEXT, struct note_view, author),
	VIEW(TEXT, struct note_view, side),
	VIEW(TEXT, struct note_view, at),
	VIEW(TEXT, struct note_view, iso),
	VIEW(TEXT, struct note_view, body),
	VIEW(BOOL, struct note_view, ours),
	VIEW_OF(LIST, struct note_view, files, request_file_view,
	    struct request_file_view),
	VIEW_FIELD_END,
};
struct thread_view {
	const char *request_id, *path, *headline, *topic, *about, *state, *tone,
	    *impact, *reported, *iso, *description, *order_id, *product,
	    *customer_ref, *reason, *amount, *granted, *standing, *contact,
	    *contact_mail, *contact_phone, *typed_note, *note_error, *done,
	    *hint, *files_error, *again;
	bool closed, wrong, outside, asked, answerable;
	struct view_list notes, problems, files;
};
static const struct view_field thread_view[] = {
	VIEW(TEXT, struct thread_view, request_id),
	VIEW(TEXT, struct thread_view, path),
	VIEW(TEXT, struct thread_view, headline),
	VIEW(TEXT, struct thread_view, topic),
	VIEW(TEXT, struct thread_view, about),
	VIEW(TEXT, struct thread_view, state),
	VIEW(TEXT, struct thread_view, tone),
	VIEW(TEXT, struct thread_view, impact),
	VIEW(TEXT, struct thread_view, reported),
	VIEW(TEXT, struct thread_view, iso),
	VIEW(TEXT, struct thread_view, description),
	VIEW(TEXT, struct thread_view, order_id),
	VIEW(TEXT, struct thread_view, product),
	VIEW(TEXT, struct thread_view, customer_ref),
	VIEW(TEXT, struct thread_view, reason),
	VIEW(TEXT, struct thread_view, amount),
	VIEW(TEXT, struct thread_view, granted),
	VIEW(TEXT, struct thread_view, standing),
	VIEW(TEXT, struct thread_view, contact),
	VIEW(TEXT, struct thread_view, contact_mail),
	VIEW(TEXT, struct thread_view, contact_phone),
	VIEW(TEXT, struct thread_view, typed_note),
	VIEW(TEXT, struct thread_view, note_error),
	VIEW(TEXT, struct thread_view, done),
	VIEW(TEXT, struct thread_view, hint),
	VIEW(TEXT, struct thread_view, files_error),
	VIEW(TEXT, struct thread_view, again),
	VIEW_OF(LIST, struct thread_view, files, request_file_view,
	    struct request_file_view),
	VIEW(BOOL, struct thread_view, closed),
	VIEW(BOOL, struct thread_view, wrong),
	VIEW(BOOL, struct thread_view, outside),
	VIEW(BOOL, struct thread_view, asked),
	VIEW(BOOL, struct thread_view, answerable),
	VIEW_OF(LIST, struct thread_view, notes, note_view, struct note_view),
	VIEW_OF(LIST, struct thread_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_FIELD_END,
};

struct view_list request_notes(struct ctx *cx,
    const struct service_request *request, enum request_side reader,
    const char *base)
{
	struct note_view *views =
	    ARENA_ARRAY(cx->arena, struct note_view, request->notes_read + 1);

	for (size_t i = 0; i < request->notes_read; i++) {
		const struct request_note *note = &request->notes[i];

		views[i] = (struct note_view){
			.author = note->author_name,
			.side =
			    note->side == SIDE_OPERATOR ? _("Support") : NULL,
			.at = show_instant(cx, note->at),
			.iso = iso_text(cx, note->at),
			.body = note->body,
			.ours = note->side == reader,
			.files = file_views(cx, request, (int64_t)i, base),
		};
	}
	return (struct view_list){ request->notes_read, views };
}

/* The product by name, for those who may see the order. */
static const char *product_text(
    struct ctx *cx, const struct service_request *request)
{
	struct order order;
	struct cancel_offer offer;

	if (request->order_id == NULL ||
	    request->line_number == REQUEST_WHOLE_ORDER ||
	    !roles_may(cx->who->roles, MAY_SEE_ORDERS) ||
	    order_find(cx, request->order_id, &order).code != 0 ||
	    cancel_offer(cx, &order, request->line_number, &offer).code != 0)
		return NULL;
	return count_text(cx, offer.line.quantity, offer.line.title);
}

static void refund_fill(struct ctx *cx, const struct service_request *request,
    struct thread_view *view)
{
	view->product = product_text(cx, request);
	view->customer_ref = request->customer_ref;
	view->order_id = request->subscription_id != NULL
			     ? request->subscription_id
			     : request->order_id;
	view->reason = request->refund_reason;
	view->standing = request_standing_text(cx, request);
	view->outside = request->standing == STANDING_OUTSIDE;
	if (!request->has_amount)
		return;
	view->amount = show_money(cx, request->amount);
	if (request->granted_minor > 0)
		view->granted = show_money(cx,
		    money_of(request->granted_minor, request->amount.currency));
}

static struct thread_view thread_of(
    struct ctx *cx, const struct service_request *request)
{
	const struct request_contact *contact = &request->contact;
	enum request_state to;
	struct thread_view view = {
		.request_id = request->request_id,
		.path =
		    arena_printf(cx->arena, "/support/%s", request->request_id),
		.headline = request->title,
		.topic = request_topic_text(cx, request->topic_id),
		.about = request->organization.name,
		.state = request_where_text(cx, request),
		.tone = request_tone(request->state),
		.impact = request_severity_text(cx, request->severity),
		.reported = show_instant(cx, request->created_at),
		.iso = iso_text(cx, request->created_at),
		.description = request->description,
		.contact = request_contact_text(cx, contact),
		.contact_mail = contact->email,
		.contact_phone = contact->phone,
		.closed = request->state == REQUEST_CLOSED,
		.asked = request->state == REQUEST_ATTENTION,
		.answerable =
		    request_after_note(cx, SIDE_PARTNER, request, &to).code ==
		    0,
		.hint = files_hint(cx),
	};

	view.files = file_views(cx, request, -1, view.path);
	view.notes = request_notes(cx, request, SIDE_PARTNER, view.path);

	if (request->refund_reason != NULL &&
	    text_same(request->refund_reason, request->description))
		view.description = NULL;
	refund_fill(cx, request, &view);
	return view;
}

static struct error thread_load(
    struct request *rq, struct service_request *ret_request)
{
	return service_request_load(
	    &rq->cx, NULL, request_param(rq, "request"), ret_request);
}

static const char *done_text(struct ctx *cx, const char *done)
{
	if (text_same(done, "reported"))
		return _(
		    "Your request is reported. The answer comes on this page.");
	if (text_same(done, "answered"))
		return _("Your note is added.");
	if (text_same(done, "closed"))
		return _("The request is closed.");
	if (text_same(done, "withdrawn"))
		return _("The request is withdrawn.");
	return text_same(done, "opened") ? _("The request is open again.")
					 : NULL;
}

static struct error thread_answer(struct request *rq, struct error outcome)
{
	static const struct field_pair labels[] = { { "note", N_("Your note") },
		{ "files", N_("Add files") }, { NULL, NULL } };
	struct service_request request;
	struct ctx *cx = &rq->cx;
	struct thread_view view;
	struct page page = { .body = "support/thread",
		.place = PLACE_SUPPORT,
		.fields = thread_view,
		.data = &view };
	struct error e = thread_load(rq, &request);

	if (e.code)
		return e;
	view = thread_of(cx, &request);
	page.title = request.title;
	view.done = done_text(cx, query_value(rq, "done"));
	if (outcome.code != 0) {
		if (!text_same(outcome.field, "files"))
			outcome.field = "note";
		view.again = files_again(rq);
		view.wrong = true;
		view.done = NULL;
		view.typed_note = typed(rq, "note");
		view.problems = page_problems(rq, outcome, labels);
		view.note_error = problem_of(&view.problems, "note");
		view.files_error = problem_of(&view.problems, "files");
		page.status = error_info(outcome.code)->page_status;
	}
	return page_answer(rq, &page);
}

static struct error thread_read(struct request *rq)
{
	return thread_answer(rq, OK);
}

/* Buttons of one form: act is "", "close", "withdraw" or "open". */
struct thread_input {
	const char *note, *act;
};
static const struct field thread_input[] = {
	FIELD(TEXT, struct thread_input, note, .max = REQUEST_TEXT_MAX),
	FIELD(TEXT, struct thread_input, act, .max = 10),
	FIELD_END,
};

static struct error thread_prepare(struct request *rq)
{
	struct files_taken *taken = ARENA_NEW(rq->cx.arena, struct files_taken);
	struct service_request request;
	struct error *errors;
	struct error e = thread_load(rq, &request);

	rq->state = taken;
	if (e.code)
		return e;
	if ((e = files_check(rq, &errors)).code) {
		rq->errors.list = errors;
		while (errors[rq->errors.count].code != 0)
			rq->errors.count++;
		return e;
	}
	return files_take(rq, taken);
}

static struct error thread_effects(struct request *rq)
{
	const struct thread_input *input = rq->input;
	const struct files_taken *taken = rq->state;
	struct request_change change = { .note = input->note,
		.file_count = taken->count,
		.files = taken->files };
	struct service_request request;

	if (text_same(input->act, "close") ||
	    text_same(input->act, "withdraw")) {
		change.state = REQUEST_CLOSED;
		change.outcome = text_same(input->act, "close")
				     ? OUTCOME_SOLVED
				     : OUTCOME_WITHDRAWN;
	} else if (text_same(input->act, "open"))
		change.state = REQUEST_OPEN;
	else if (text_empty(input->note))
		return fail(ERR_FIELD_MISSING, "note");
	return service_request_change(
	    &rq->cx, NULL, request_param(rq, "request"), &change, &request);
}

static struct error thread_finish(struct request *rq, struct error outcome)
{
	const struct thread_input *input = rq->input;
	const struct files_taken *taken = rq->state;
	const char *done = "answered";

	if (outcome.code != 0 && taken != NULL)
		files_drop(rq, taken);
	if (outcome.code == ERR_REQUEST_UNKNOWN)
		return outcome;
	if (outcome.code != 0)
		return thread_answer(rq, outcome);
	if (text_same(input->act, "close"))
		done = "closed";
	else if (text_same(input->act, "withdraw"))
		done = "withdrawn";
	else if (text_same(input->act, "open"))
		done = "opened";
	response_redirect(rq, arena_printf(rq->cx.arena, "/support/%s?done=%s",
				  request_param(rq, "request"), done));
	return OK;
}

static struct error file_read(struct request *rq)
{
	struct service_request request;
	struct error e = thread_load(rq, &request);

	return e.code ? e : file_answer(rq, &request);
}

const struct route web_support_thread_routes[] = {
	{ GET, "/support/{request}", .needs = MAY_REQUEST_SUPPORT,
	    .read = thread_read },
	{ POST, "/support/{request}", .needs = MAY_REQUEST_SUPPORT,
	    .upload = true, .many = true, .slow = true, .body = thread_input,
	    .body_size = sizeof(struct thread_input), .prepare = thread_prepare,
	    .effects = thread_effects, .finish = thread_finish },
	{ GET, "/support/{request}/files/{file}", .needs = MAY_REQUEST_SUPPORT,
	    .slow = true, .read = file_read },
	ROUTE_END,
};
