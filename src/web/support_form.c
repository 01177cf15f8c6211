/*
 * Reporting a problem: the form, with customer, order and product when it
 * comes from one. What a request must hold, support/ says.
 */
#include <string.h>

#include "base/day.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "support/refund.h"
#include "web/routes.h"
#include "web/support.h"
#include "web/support_files.h"
#include "web/views.h"

#define REFUND_TOPIC "1001"

static const struct field_pair labels[] = {
	{ "topic", N_("Type of problem") },
	{ "impact", N_("Impact") },
	{ "title", N_("Title") },
	{ "tenant", N_("Customer tenant GUID or domain name") },
	{ "order", N_("Order ID or Subscription ID") },
	{ "line", N_("Product") },
	{ "reason", N_("Refund reason") },
	{ "amount", N_("Amount requested") },
	{ "description", N_("Anything else") },
	{ "name", N_("Name") },
	{ "email", N_("E-mail address") },
	{ "phone", N_("Phone number") },
	{ "files", N_("Add files") },
	{ NULL, NULL },
};

struct choice_view {
	const char *id, *name;
	bool chosen;
};
static const struct view_field choice_view[] = {
	VIEW(TEXT, struct choice_view, id),
	VIEW(TEXT, struct choice_view, name),
	VIEW(BOOL, struct choice_view, chosen),
	VIEW_FIELD_END,
};
/* Where the order stands. */
struct order_stand {
	struct window_badge badge;
	const char *until, *edition, *left, *counts, *order_href;
	bool outside;
};
static const struct view_field order_stand[] = {
	VIEW_OF(INLINE, struct order_stand, badge, window_badge_view,
	    struct window_badge),
	VIEW(TEXT, struct order_stand, until),
	VIEW(TEXT, struct order_stand, edition),
	VIEW(TEXT, struct order_stand, left),
	VIEW(TEXT, struct order_stand, counts),
	VIEW(TEXT, struct order_stand, order_href),
	VIEW(BOOL, struct order_stand, outside),
	VIEW_FIELD_END,
};
struct form_view {
	struct view_list topics, impacts, lines, problems;
	const char *headline, *tenant, *order, *reason, *amount, *description,
	    *contact, *mail, *phone;
	const char *tenant_text, *order_text, *currency;
	const char *title_error, *tenant_error, *order_error, *line_error,
	    *reason_error, *amount_error, *description_error, *name_error,
	    *mail_error, *phone_error, *files_error, *hint, *again;
	const struct order_stand *stand;
	bool wrong;
};
static const struct view_field form_view[] = {
	VIEW_OF(
	    LIST, struct form_view, topics, choice_view, struct choice_view),
	VIEW_OF(
	    LIST, struct form_view, impacts, choice_view, struct choice_view),
	VIEW_OF(LIST, struct form_view, lines, choice_view, struct choice_view),
	VIEW_OF(LIST, struct form_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(TEXT, struct form_view, headline),
	VIEW(TEXT, struct form_view, tenant),
	VIEW(TEXT, struct form_view, order),
	VIEW(TEXT, struct form_view, reason),
	VIEW(TEXT, struct form_view, amount),
	VIEW(TEXT, struct form_view, description),
	VIEW(TEXT, struct form_view, contact),
	VIEW(TEXT, struct form_view, mail),
	VIEW(TEXT, struct form_view, phone),
	VIEW(TEXT, struct form_view, tenant_text),
	VIEW(TEXT, struct form_view, order_text),
	VIEW(TEXT, struct form_view, currency),
	VIEW(TEXT, struct form_view, title_error),
	VIEW(TEXT, struct form_view, tenant_error),
	VIEW(TEXT, struct form_view, order_error),
	VIEW(TEXT, struct form_view, line_error),
	VIEW(TEXT, struct form_view, reason_error),
	VIEW(TEXT, struct form_view, amount_error),
	VIEW(TEXT, struct form_view, description_error),
	VIEW(TEXT, struct form_view, name_error),
	VIEW(TEXT, struct form_view, mail_error),
	VIEW(TEXT, struct form_view, phone_error),
	VIEW(TEXT, struct form_view, files_error),
	VIEW(TEXT, struct form_view, hint),
	VIEW(TEXT, struct form_view, again),
	VIEW_OF(
	    OBJECT, struct form_view, stand, order_stand, struct order_stand),
	VIEW(BOOL, struct form_view, wrong),
	VIEW_FIELD_END,
};

static struct view_list topics_of(struct ctx *cx, const char *chosen)
{
	const struct support_topic *topics = support_topics();
	struct choice_view *views;
	size_t n = 0;

	while (topics[n].id != NULL)
		n++;
	views = ARENA_ARRAY(cx->arena, struct choice_view, n);
	for (size_t i = 0; i < n; i++)
		views[i] = (struct choice_view){ topics[i].id,
			_(topics[i].name), text_same(topics[i].id, chosen) };
	return (struct view_list){ n, views };
}

static struct view_list impacts_of(struct ctx *cx, const char *chosen)
{
	static const enum request_severity order[] = { SEVERITY_MODERATE,
		SEVERITY_CRITICAL, SEVERITY_MINIMAL };
	struct choice_view *views =
	    ARENA_ARRAY(cx->arena, struct choice_view, COUNT(order));

	for (size_t i = 0; i < COUNT(order); i++) {
		const char *id = request_severity_id(order[i]);

		views[i] = (struct choice_view){ id,
			request_severity_text(cx, order[i]),
			text_same(id, chosen) };
	}
	return (struct view_list){ COUNT(order), views };
}

/* ---- the order, for those who may see it ---- */

static struct view_list lines_of(
    struct ctx *cx, const struct order *order, int64_t chosen)
{
	struct choice_view *views =
	    ARENA_ARRAY(cx->arena, struct choice_view, order->line_count + 1);

	views[0] = (struct choice_view){ "", _("The whole order"),
		chosen == REQUEST_WHOLE_ORDER };
	for (size_t i = 0; i < order->line_count; i++) {
		const struct order_line *line = &order->lines[i];

		views[i + 1] =
		    (struct choice_view){ arena_printf(cx->arena, "%lld",
					      (long long)line->line_number),
			    count_text(cx, line->quantity, line->title),
			    chosen == line->line_number };
	}
	return (struct view_list){ order->line_count + 1, views };
}

static struct error stand_of(
    struct ctx *cx, const struct refund_view *refund, struct order_stand *stand)
{
	const struct decision *decision = refund->decision;
	struct cancel_offer offer;
	struct error e = cancel_offer(
	    cx, &refund->order, refund->lines[0].line->line_number, &offer);

	if (e.code)
		return e;
	stand->badge = window_badge_of(cx, &offer);
	stand->left = show_money(
	    cx, money_of(refund->left.gross_minor, refund->order.currency));
	stand->order_href = customer_path(cx, refund->order.customer_id,
	    "/orders/%s", refund->order.order_id);
	if (decision == NULL)
		return OK;
	stand->until = deadline_text(cx, decision->deadline);
	stand->edition = message_with(cx, N_("{edition}, {days}"),
	    HOLES({ "edition", decision->edition_id },
		{ "days", show_days(cx, decision->window_days) }));
	stand->outside = !decision->allowed;
	stand->counts =
	    decision->allowed
		? _("A request sent today counts as inside the window.")
		: _("A request sent today is marked as outside the policy. An operator decides.");
	return OK;
}

static int64_t line_typed(const char *line)
{
	int64_t number;

	return text_empty(line) || !text_to_int(line, &number) || number < 0
		   ? REQUEST_WHOLE_ORDER
		   : number;
}

static void order_fill(struct ctx *cx, const char *line, struct form_view *view)
{
	struct refund_view refund;
	struct customer customer;
	struct order_stand *stand = ARENA_NEW(cx->arena, struct order_stand);
	int64_t number = line_typed(line);

	view->currency = cx->who->partner->currency;
	if (view->line_error)
		number = REQUEST_WHOLE_ORDER;
	if (text_empty(view->order) ||
	    !roles_may(cx->who->roles, MAY_SEE_ORDERS) ||
	    refund_look(cx, view->order, number, cx->now, &refund).code != 0 ||
	    customer_load(cx, refund.order.customer_id, &customer).code != 0)
		return;
	view->lines = lines_of(cx, &refund.order, number);
	view->currency = refund.order.currency;
	view->order_text = message_with(cx, N_("Ordered {day}"),
	    HOLES({ "day", show_day(cx, day_of(refund.order.ordered_at)) }));
	if (text_empty(view->tenant))
		view->tenant = customer.domain;
	if (!view->tenant_error)
		view->tenant_text = customer.name;
	if (stand_of(cx, &refund, stand).code == 0)
		view->stand = stand;
}

/* ---- the form ---- */

static const char *values_fill(struct request *rq, struct form_view *view)
{
	struct ctx *cx = &rq->cx;

	view->order = query_value(rq, "order");
	view->topics =
	    topics_of(cx, text_empty(view->order) ? NULL : REFUND_TOPIC);
	view->impacts = impacts_of(cx, NULL);
	view->contact = cx->who->user_name;
	view->mail = cx->who->email;
	return query_value(rq, "line");
}

static void errors_fill(struct form_view *view)
{
	const struct view_list *problems = &view->problems;

	view->title_error = problem_of(problems, "title");
	view->tenant_error = problem_of(problems, "tenant");
	view->order_error = problem_of(problems, "order");
	view->line_error = problem_of(problems, "line");
	view->reason_error = problem_of(problems, "reason");
	view->amount_error = problem_of(problems, "amount");
	view->description_error = problem_of(problems, "description");
	view->name_error = problem_of(problems, "name");
	view->mail_error = problem_of(problems, "email");
	view->phone_error = problem_of(problems, "phone");
	view->files_error = problem_of(problems, "files");
}

static const char *typed_fill(
    struct request *rq, struct error outcome, struct form_view *view)
{
	view->wrong = true;
	view->topics = topics_of(&rq->cx, typed(rq, "topic"));
	view->impacts = impacts_of(&rq->cx, typed(rq, "impact"));
	view->headline = typed(rq, "title");
	view->tenant = typed(rq, "tenant");
	view->order = typed(rq, "order");
	view->reason = typed(rq, "reason");
	view->amount = typed(rq, "amount");
	view->description = typed(rq, "description");
	view->contact = typed(rq, "name");
	view->mail = typed(rq, "email");
	view->phone = typed(rq, "phone");
	view->again = files_again(rq);
	view->problems = page_problems(rq, outcome, labels);
	errors_fill(view);
	return typed(rq, "line");
}

static struct error form_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct form_view view = { .hint = files_hint(cx) };
	struct page page = { .title = _("Report a problem"),
		.body = "support/new",
		.place = PLACE_SUPPORT,
		.fields = form_view,
		.data = &view };
	const char *line;

	if (outcome.code == 0) {
		line = values_fill(rq, &view);
	} else {
		line = typed_fill(rq, outcome, &view);
		page.status = error_info(outcome.code)->page_status;
	}
	order_fill(cx, line, &view);
	return page_answer(rq, &page);
}

static struct error form_read(struct request *rq)
{
	return form_answer(rq, OK);
}

struct form_input {
	const char *topic, *impact, *title, *tenant, *order, *line, *reason,
	    *amount, *description, *name, *email, *phone;
};
/* What must be there depends on the topic: request_ask_check says. */
static const struct field form_input[] = {
	FIELD(TEXT, struct form_input, topic, .max = 20),
	FIELD(TEXT, struct form_input, impact, .max = 20),
	FIELD(TEXT, struct form_input, title, .max = REQUEST_TITLE_MAX),
	FIELD(TEXT, struct form_input, tenant, .max = 255),
	FIELD(TEXT, struct form_input, order, .max = 64),
	FIELD(TEXT, struct form_input, line, .max = 10),
	FIELD(TEXT, struct form_input, reason, .max = REQUEST_TEXT_MAX),
	FIELD(TEXT, struct form_input, amount, .max = 40),
	FIELD(TEXT, struct form_input, description, .max = REQUEST_TEXT_MAX),
	FIELD(TEXT, struct form_input, name, .max = 200),
	FIELD(TEXT, struct form_input, email, .max = 200),
	FIELD(TEXT, struct form_input, phone, .max = 50),
	FIELD_END,
};

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static struct request_ask ask_of(struct ctx *cx, const struct form_input *input)
{
	const char *name = or_empty(input->name);
	const char *blank = strrchr(name, ' ');
	size_t first = blank ? (size_t)(blank - name) : strlen(name);

	return (struct request_ask){
		.request = { .topic_id = or_empty(input->topic),
		    .severity = request_severity_find(input->impact),
		    .title = input->title,
		    .description = or_empty(input->description),
		    .customer_ref = input->tenant,
		    .order_ref = input->order,
		    .line_number = line_typed(input->line),
		    .refund_reason = input->reason,
		    .locale = cx->locale->tag,
		    .country = cx->who->partner->country,
		    .contact = { .id = cx->who->user_id,
			.first_name = arena_dup_n(cx->arena, name, first),
			.last_name = blank ? blank + 1 : "",
			.email = or_empty(input->email),
			.phone = or_empty(input->phone) } },
		.amount = input->amount,
	};
}

struct form_state {
	struct files_taken taken;
	struct request_ask ask;
	struct service_request made;
};

static size_t count_of(const struct error *errors)
{
	size_t count = 0;

	while (errors[count].code != 0)
		count++;
	return count;
}

/* Everything wrong at once, before the writer is asked and a file is kept. */
static struct error form_prepare(struct request *rq)
{
	struct form_state *state = ARENA_NEW(rq->cx.arena, struct form_state);
	struct request_ask ask = ask_of(&rq->cx, rq->input);
	struct error *errors, *files;
	struct error e = request_ask_check(&rq->cx, &ask, &errors);
	size_t more;

	rq->state = state;
	if (e.code == ERR_INTERNAL)
		return e;
	more = files_check(rq, &files).code ? count_of(files) : 0;
	rq->errors.count = count_of(errors);
	if (rq->errors.count + more == 0)
		return files_take(rq, &state->taken);
	rq->errors.list =
	    ARENA_ARRAY(rq->cx.arena, struct error, rq->errors.count + more);
	memcpy(rq->errors.list, errors, rq->errors.count * sizeof(*errors));
	memcpy(
	    rq->errors.list + rq->errors.count, files, more * sizeof(*files));
	rq->errors.count += more;
	return rq->errors.list[0];
}

static struct error form_effects(struct request *rq)
{
	struct form_state *state = rq->state;

	state->ask = ask_of(&rq->cx, rq->input);
	state->ask.request.files = state->taken.files;
	state->ask.request.file_count = state->taken.count;
	return request_ask_file(&rq->cx, &state->ask, &state->made);
}

static struct error form_finish(struct request *rq, struct error outcome)
{
	const struct form_state *state = rq->state;

	if (outcome.code != 0 && state != NULL)
		files_drop(rq, &state->taken);
	if (outcome.code != 0)
		return form_answer(rq, outcome);
	response_redirect(
	    rq, arena_printf(rq->cx.arena, "/support/%s?done=reported",
		    state->made.request_id));
	return OK;
}

const struct route web_support_form_routes[] = {
	{ GET, "/support/new", .needs = MAY_REQUEST_SUPPORT,
	    .read = form_read },
	{ POST, "/support/new", .needs = MAY_REQUEST_SUPPORT, .upload = true,
	    .many = true, .slow = true, .body = form_input,
	    .body_size = sizeof(struct form_input), .prepare = form_prepare,
	    .effects = form_effects, .finish = form_finish },
	ROUTE_END,
};
