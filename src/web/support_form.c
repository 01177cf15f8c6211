/*
 * Reporting a problem: the form, with the order it is about when it comes from
 * one. What a request must hold, support/ says.
 */
#include <string.h>

#include "base/day.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "support/service_request.h"
#include "web/routes.h"
#include "web/support.h"
#include "web/views.h"

static const struct field_pair labels[] = {
	{ "topic", N_("Type of problem") },
	{ "impact", N_("Impact") },
	{ "title", N_("Title") },
	{ "description", N_("Description") },
	{ "order", N_("Order") },
	{ "name", N_("Name") },
	{ "email", N_("E-mail address") },
	{ "phone", N_("Phone number") },
	{ NULL, NULL },
};

struct choice_view {
	const char *id, *name, *help;
	bool chosen;
};
static const struct view_field choice_view[] = {
	VIEW(TEXT, struct choice_view, id),
	VIEW(TEXT, struct choice_view, name),
	VIEW(TEXT, struct choice_view, help),
	VIEW(BOOL, struct choice_view, chosen),
	VIEW_FIELD_END,
};
struct form_view {
	struct view_list topics, impacts, problems;
	const char *headline, *description, *order, *order_text, *contact,
	    *mail, *phone;
	const char *title_error, *description_error, *order_error, *name_error,
	    *mail_error, *phone_error;
	bool wrong;
};
static const struct view_field form_view[] = {
	VIEW_OF(
	    LIST, struct form_view, topics, choice_view, struct choice_view),
	VIEW_OF(
	    LIST, struct form_view, impacts, choice_view, struct choice_view),
	VIEW_OF(LIST, struct form_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(TEXT, struct form_view, headline),
	VIEW(TEXT, struct form_view, description),
	VIEW(TEXT, struct form_view, order),
	VIEW(TEXT, struct form_view, order_text),
	VIEW(TEXT, struct form_view, contact),
	VIEW(TEXT, struct form_view, mail),
	VIEW(TEXT, struct form_view, phone),
	VIEW(TEXT, struct form_view, title_error),
	VIEW(TEXT, struct form_view, description_error),
	VIEW(TEXT, struct form_view, order_error),
	VIEW(TEXT, struct form_view, name_error),
	VIEW(TEXT, struct form_view, mail_error),
	VIEW(TEXT, struct form_view, phone_error),
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
			_(topics[i].name), _(topics[i].description),
			text_same(topics[i].id, chosen) };
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
			request_severity_text(cx, order[i]), NULL,
			text_same(id, chosen) };
	}
	return (struct view_list){ COUNT(order), views };
}

/* What the order is, when it is there; its number stays as it was typed. */
static const char *order_text(struct ctx *cx, const char *order_id)
{
	struct order order;

	if (text_empty(order_id) ||
	    !roles_may(cx->who->roles, MAY_SEE_ORDERS) ||
	    order_find(cx, order_id, &order).code != 0 || order.line_count == 0)
		return NULL;
	return message_with(cx, N_("{product}, ordered {day}"),
	    HOLES({ "product", count_text(cx, order.lines[0].quantity,
				   order.lines[0].title) },
		{ "day", show_day(cx, day_of(order.ordered_at)) }));
}

static void values_fill(struct request *rq, struct form_view *view)
{
	struct ctx *cx = &rq->cx;
	const char *order = query_value(rq, "order");

	view->topics = topics_of(cx, text_empty(order) ? NULL : "1001");
	view->impacts = impacts_of(cx, NULL);
	view->order = order;
	view->contact = cx->who->user_name;
	view->mail = cx->who->email;
}

static void typed_fill(
    struct request *rq, struct error outcome, struct form_view *view)
{
	struct view_list *problems = &view->problems;

	view->wrong = true;
	view->topics = topics_of(&rq->cx, typed(rq, "topic"));
	view->impacts = impacts_of(&rq->cx, typed(rq, "impact"));
	view->headline = typed(rq, "title");
	view->description = typed(rq, "description");
	view->order = typed(rq, "order");
	view->contact = typed(rq, "name");
	view->mail = typed(rq, "email");
	view->phone = typed(rq, "phone");
	*problems = page_problems(rq, outcome, labels);
	view->title_error = problem_of(problems, "title");
	view->description_error = problem_of(problems, "description");
	view->order_error = problem_of(problems, "order");
	view->name_error = problem_of(problems, "name");
	view->mail_error = problem_of(problems, "email");
	view->phone_error = problem_of(problems, "phone");
}

static struct error form_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct form_view view = { 0 };
	struct page page = { .title = _("Report a problem"),
		.body = "support/new",
		.fields = form_view,
		.data = &view };

	if (outcome.code == 0) {
		values_fill(rq, &view);
	} else {
		typed_fill(rq, outcome, &view);
		page.status = error_info(outcome.code)->page_status;
	}
	view.order_text = order_text(cx, view.order);
	return page_answer(rq, &page);
}

static struct error form_read(struct request *rq)
{
	return form_answer(rq, OK);
}

struct form_input {
	const char *topic, *impact, *title, *description, *order, *name, *email,
	    *phone;
};
static const struct field form_input[] = {
	FIELD(TEXT, struct form_input, topic, .max = 20, .required = true),
	FIELD(TEXT, struct form_input, impact, .max = 20, .required = true),
	FIELD(TEXT, struct form_input, title, .max = REQUEST_TITLE_MAX,
	    .required = true),
	FIELD(TEXT, struct form_input, description, .max = REQUEST_TEXT_MAX,
	    .required = true),
	FIELD(TEXT, struct form_input, order, .max = 64),
	FIELD(TEXT, struct form_input, name, .max = 200, .required = true),
	FIELD(TEXT, struct form_input, email, .max = 200, .required = true),
	FIELD(TEXT, struct form_input, phone, .max = 50),
	FIELD_END,
};

static struct service_request request_of(
    struct ctx *cx, const struct form_input *input)
{
	const char *blank = strrchr(input->name, ' ');
	size_t first =
	    blank ? (size_t)(blank - input->name) : strlen(input->name);

	return (struct service_request){
		.topic_id = input->topic,
		.severity = request_severity_find(input->impact),
		.title = input->title,
		.description = input->description,
		.order_id = input->order,
		.locale = cx->locale->tag,
		.country = cx->who->partner->country,
		.contact = { .id = cx->who->user_id,
		    .first_name = arena_dup_n(cx->arena, input->name, first),
		    .last_name = blank ? blank + 1 : "",
		    .email = input->email,
		    .phone = input->phone },
	};
}

static struct error form_effects(struct request *rq)
{
	const struct form_input *input = rq->input;
	struct service_request *made =
	    ARENA_NEW(rq->cx.arena, struct service_request);
	struct service_request request = request_of(&rq->cx, input);
	struct error e;

	rq->state = made;
	if (request.severity == 0)
		return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "impact",
		    HOLES({ "value", input->impact },
			{ "choices", "critical, moderate, minimal" }));
	e = service_request_create(&rq->cx, &request, NULL, made);
	if (e.code == ERR_TOPIC_UNKNOWN)
		e.field = "topic";
	if (e.code == ERR_ORDER_UNKNOWN || e.code == ERR_ROLE_MISSING)
		return fail(ERR_ORDER_UNKNOWN, "order");
	return e;
}

static struct error form_finish(struct request *rq, struct error outcome)
{
	const struct service_request *made = rq->state;

	if (outcome.code != 0)
		return form_answer(rq, outcome);
	response_redirect(
	    rq, arena_printf(rq->cx.arena, "/support/%s?done=reported",
		    made->request_id));
	return OK;
}

const struct route web_support_form_routes[] = {
	{ GET, "/support/new", .needs = MAY_REQUEST_SUPPORT,
	    .read = form_read },
	{ POST, "/support/new", .needs = MAY_REQUEST_SUPPORT,
	    .body = form_input, .body_size = sizeof(struct form_input),
	    .effects = form_effects, .finish = form_finish },
	ROUTE_END,
};
