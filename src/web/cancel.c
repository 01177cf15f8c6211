/*
 * The cancel dialog: choosing the order, what is left of its window, what the
 * credit would be, and Submit. Rules and sums are policy's,
 * the act is orders'.
 */
#include "base/day.h"
#include "billing/charge.h"
#include "i18n/i18n.h"
#include "orders/order_rules.h"
#include "policy/policy.h"
#include "web/cancel.h"
#include "web/routes.h"
#include "web/window.h"

static const struct view_field option_view[] = {
	VIEW(TEXT, struct order_option, order_id),
	VIEW(TEXT, struct order_option, label),
	VIEW(BOOL, struct order_option, selected),
	VIEW_FIELD_END,
};
static const struct view_field step_view[] = {
	VIEW(TEXT, struct explanation_step, label),
	VIEW(TEXT, struct explanation_step, value),
	VIEW_FIELD_END,
};
static const struct view_field credit_day_view[] = {
	VIEW(TEXT, struct credit_day, day),
	VIEW(TEXT, struct credit_day, iso),
	VIEW(TEXT, struct credit_day, amount),
	VIEW(BOOL, struct credit_day, last),
	VIEW_FIELD_END,
};
static const struct view_field preview_view[] = {
	VIEW(TEXT, struct credit_preview, gross),
	VIEW(TEXT, struct credit_preview, parts),
	VIEW(TEXT, struct credit_preview, invoice),
	VIEW(TEXT, struct credit_preview, area),
	VIEW(TEXT, struct credit_preview, line),
	VIEW(TEXT, struct credit_preview, first),
	VIEW(TEXT, struct credit_preview, final),
	VIEW(TEXT, struct credit_preview, after),
	VIEW(BOOL, struct credit_preview, ends),
	VIEW(INT, struct credit_preview, width),
	VIEW_OF(LIST, struct credit_preview, days, credit_day_view,
	    struct credit_day),
	VIEW_OF(LIST, struct credit_preview, steps, step_view,
	    struct explanation_step),
	VIEW_FIELD_END,
};
const struct view_field cancel_dialog_view[] = {
	VIEW(TEXT, struct cancel_dialog, product),
	VIEW(TEXT, struct cancel_dialog, act),
	VIEW(TEXT, struct cancel_dialog, order_id),
	VIEW(TEXT, struct cancel_dialog, order_href),
	VIEW_OF(LIST, struct cancel_dialog, options, option_view,
	    struct order_option),
	VIEW_OF(INLINE, struct cancel_dialog, badge, window_badge_view,
	    struct window_badge),
	VIEW(TEXT, struct cancel_dialog, headline),
	VIEW(TEXT, struct cancel_dialog, local),
	VIEW(TEXT, struct cancel_dialog, basis),
	VIEW_OF(OBJECT, struct cancel_dialog, preview, preview_view,
	    struct credit_preview),
	VIEW(TEXT, struct cancel_dialog, refusal),
	VIEW(TEXT, struct cancel_dialog, remains),
	VIEW(TEXT, struct cancel_dialog, support),
	VIEW(TEXT, struct cancel_dialog, delay),
	VIEW(TEXT, struct cancel_dialog, unticked),
	VIEW_OF(LIST, struct cancel_dialog, problems, field_problem_view,
	    struct field_problem),
	VIEW(BOOL, struct cancel_dialog, allowed),
	VIEW(BOOL, struct cancel_dialog, asks),
	VIEW(BOOL, struct cancel_dialog, never),
	VIEW(BOOL, struct cancel_dialog, cancelled),
	VIEW_FIELD_END,
};

/* ---- which lines ---- */

/* The chosen product's lines are what Submit takes, no others. */
static bool same_product(const struct order_line *a, const struct order_line *b)
{
	return text_same(a->product_id, b->product_id) &&
	       text_same(a->sku_id, b->sku_id);
}

struct error cancel_lines(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *order_id,
    struct cancel_lines *ret_lines)
{
	struct cancel_lines lines = { 0 };
	struct order first;
	const struct order_line *line;
	const char *own;
	int64_t number;
	struct error e;

	if (!entitlement_id_parse(cx, entitlement_id, &own, &number))
		return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
	if ((e = order_load(cx, customer_id, own, &first)).code)
		return e;
	line = order_line_find(&first, number);
	if (line == NULL || !product_kind_is_software(line->kind))
		return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
	lines.product = *line;
	lines.order = first;
	if (!text_empty(order_id) && !text_same(order_id, own)) {
		e = order_load(cx, customer_id, order_id, &lines.order);
		if (e.code)
			return e;
	}
	cancel_lines_pick(cx, &lines);
	if (lines.count == 0)
		return fail(ERR_ORDER_UNKNOWN, NULL);
	*ret_lines = lines;
	return OK;
}

/* Those still standing; when none is, all of them, so that the answer is
 * "cancelled already". */
void cancel_lines_pick(struct ctx *cx, struct cancel_lines *lines)
{
	const struct order *order = &lines->order;

	lines->numbers = ARENA_ARRAY(cx->arena, int64_t, order->line_count + 1);
	for (int gone = 0; gone < 2 && lines->count == 0; gone++)
		for (size_t i = 0; i < order->line_count; i++) {
			const struct order_line *line = &order->lines[i];

			if (!same_product(line, &lines->product) ||
			    (line->state == LINE_CANCELLED) != (gone != 0))
				continue;
			lines->quantity += line->quantity;
			lines->numbers[lines->count++] = line->line_number;
		}
}

/* ---- order number ---- */

static const char *option_label(struct ctx *cx,
    const struct software_line *line, int64_t quantity, bool gone)
{
	const struct hole holes[] = {
		{ "order", line->order_id },
		{ "day", show_day(cx, day_of(line->ordered_at)) },
		{ "quantity", show_int(cx, quantity) },
		{ NULL, NULL },
	};

	return message_with(cx,
	    gone ? N_("{order}, ordered {day}, cancelled")
		 : N_("{order}, ordered {day}, quantity {quantity}"),
	    holes);
}

static int64_t quantity_in(const struct software_list *list,
    const struct software_line *line, bool gone)
{
	int64_t quantity = 0;

	for (size_t i = 0; i < list->count; i++)
		if (text_same(list->lines[i].order_id, line->order_id) &&
		    same_product(&list->lines[i].line, &line->line) &&
		    (list->lines[i].line.state == LINE_CANCELLED) == gone)
			quantity += list->lines[i].line.quantity;
	return quantity;
}

/* Orders that hold the product; cancelled ones only when chosen. */
static struct view_list order_options(struct ctx *cx,
    const struct software_list *list, const struct cancel_lines *lines)
{
	struct order_option *options =
	    ARENA_ARRAY(cx->arena, struct order_option, list->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct software_line *line = &list->lines[i];
		bool chosen = text_same(line->order_id, lines->order.order_id);
		int64_t quantity = quantity_in(list, line, false);
		size_t j = 0;

		while (j < count &&
		       !text_same(options[j].order_id, line->order_id))
			j++;
		if (j < count || !same_product(&line->line, &lines->product) ||
		    (quantity == 0 && !chosen))
			continue;
		options[count++] = (struct order_option){ line->order_id,
			option_label(cx, line, quantity, quantity == 0),
			chosen };
	}
	return (struct view_list){ count, options };
}

/* ---- what is left, and why not ---- */

static const char *basis_words(struct ctx *cx, const struct cancel_offer *offer)
{
	const struct decision *decision = &offer->decision;

	return message_with(cx,
	    decision->own_window
		? N_("Edition {edition}, with a window of its own for this product: {days} from the purchase date, {day}.")
		: N_("Edition {edition}: {days} from the purchase date, {day}."),
	    HOLES({ "edition", decision->edition_id },
		{ "days", show_days(cx, decision->window_days) },
		{ "day", show_day(cx, day_of(offer->ordered_at)) }));
}

static void window_words(struct ctx *cx, const struct cancel_offer *offer,
    struct cancel_dialog *dialog)
{
	const struct decision *decision = &offer->decision;
	const char *moment = show_instant(cx, decision->deadline - 1);
	const char *local = deadline_local_text(cx, decision->deadline);

	dialog->basis = basis_words(cx, offer);
	if (decision->days_remaining < 0) {
		dialog->headline = message_with(cx,
		    N_("The cancellation window of this order ended {moment}."),
		    HOLES({ "moment", moment }));
		return;
	}
	dialog->headline = message_with(cx,
	    N_("Last moment to cancel: {moment}"), HOLES({ "moment", moment }));
	if (local != NULL)
		dialog->local = message_with(cx,
		    N_("{moment} local time in {city}"),
		    HOLES({ "moment", local },
			{ "city",
			    text_empty(cx->who->partner->city)
				? country_text(cx, cx->who->partner->country)
				: cx->who->partner->city }));
}

static void never_words(struct ctx *cx, const struct cancel_offer *offer,
    struct cancel_dialog *dialog)
{
	dialog->headline = message_with(cx,
	    N_("{publisher} plans can be neither cancelled nor exchanged."),
	    HOLES({ "publisher", offer->decision.publisher }));
	dialog->basis = message_with(cx,
	    N_("This holds from the day of purchase, {day}. Edition {edition}."),
	    HOLES({ "day", show_day(cx, day_of(offer->ordered_at)) },
		{ "edition", offer->decision.edition_id }));
	if (offer->line.term_end_day != 0)
		dialog->remains = message_with(cx,
		    N_("The plan runs until {day}. It ends on its own and is not renewed without a new order."),
		    HOLES({ "day", show_day(cx, offer->line.term_end_day) }));
}

static void passed_words(struct ctx *cx, const struct cancel_offer *offer,
    struct cancel_dialog *dialog)
{
	dialog->refusal =
	    _("It can no longer be cancelled, and no credit is given.");
	dialog->remains = message_with(cx,
	    N_("The keys and downloads of this order keep working. The purchase stays with the charges of {month}. A support request may be filed, but is marked as outside the policy."),
	    HOLES({ "month",
		show_month(cx, month_of_day(day_of(offer->ordered_at))) }));
}

static void support_words(struct ctx *cx, const struct cancel_offer *offer,
    struct cancel_dialog *dialog)
{
	dialog->refusal =
	    problem_text(cx, decision_error(cx->arena, &offer->decision));
	if (offer->decision.days_remaining >= 0)
		dialog->remains = _(
		    "A request filed today counts as inside the window, however long the answer takes.");
	else
		dialog->remains = _(
		    "A request filed now is marked as outside the policy: the window has passed.");
	dialog->support =
	    arena_printf(cx->arena, "/support/new?order=%s&line=%lld",
		offer->line.order_id, (long long)offer->line.line_number);
}

static void done_words(struct ctx *cx, const struct cancel_offer *offer,
    struct cancel_dialog *dialog)
{
	dialog->cancelled = true;
	dialog->headline = message_with(cx,
	    N_("This purchase was cancelled {moment}."),
	    HOLES({ "moment", show_instant(cx, offer->line.cancelled_at) }));
	dialog->local = NULL;
}

static void decision_words(struct ctx *cx, const struct cancel_offer *offer,
    struct cancel_dialog *dialog)
{
	const struct decision *decision = &offer->decision;

	dialog->allowed = decision->allowed;
	dialog->asks = decision->acknowledgement_required;
	dialog->badge = window_badge_of(cx, offer);
	window_words(cx, offer, dialog);
	switch (decision->error) {
	case ERR_NONE:
		break;
	case ERR_CANCEL_NEVER:
		dialog->local = NULL;
		dialog->never = true;
		never_words(cx, offer, dialog);
		break;
	case ERR_CANCEL_WINDOW_PASSED:
		passed_words(cx, offer, dialog);
		break;
	case ERR_CANCEL_DONE:
		done_words(cx, offer, dialog);
		break;
	default:
		if (decision->support_link)
			support_words(cx, offer, dialog);
		else
			dialog->refusal = problem_text(
			    cx, decision_error(cx->arena, decision));
	}
}

/* ---- the dialog ---- */

static const char *delay_words(struct ctx *cx, const struct cancel_offer *offer)
{
	const struct edition *terms =
	    policy_terms(cx->policy, offer->line.edition_id, offer->ordered_at);
	int64_t minutes = policy_surface(cx->policy, terms, cx->now)
			      ->dashboard_delay_minutes_max;

	return message_plural(cx,
	    "The cancellation shows on every page at once; allow up to {n} minute elsewhere.",
	    "The cancellation shows on every page at once; allow up to {n} minutes elsewhere.",
	    minutes, NULL);
}

static struct error dialog_make(struct request *rq,
    const struct software_page *page, const struct cancel_lines *lines,
    struct cancel_dialog *dialog)
{
	struct ctx *cx = &rq->cx;
	const char *customer = page->of.customer_id;
	struct cancel_offer *offers =
	    ARENA_ARRAY(cx->arena, struct cancel_offer, lines->count);
	struct error e = OK;

	for (size_t i = 0; i < lines->count && e.code == 0; i++)
		e = cancel_offer(
		    cx, &lines->order, lines->numbers[i], &offers[i]);
	if (e.code)
		return e;
	dialog->product = lines->product.title;
	dialog->act = software_path(
	    cx, customer, request_param(rq, "entitlement"), "cancel");
	dialog->order_id = lines->order.order_id;
	dialog->order_href =
	    customer_path(cx, customer, "/orders/%s", lines->order.order_id);
	dialog->options = order_options(cx, &page->bought, lines);
	decision_words(cx, &offers[0], dialog);
	dialog->delay = delay_words(cx, &offers[0]);
	if (dialog->allowed)
		e = credit_preview(cx, offers, lines->count, &dialog->preview);
	return e;
}

/* order_id: which one is shown; NULL or "": that of the line. */
static struct error dialog_answer(
    struct request *rq, const char *order_id, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct software_view view = { 0 };
	struct software_page page;
	struct cancel_lines lines;
	struct cancel_dialog *dialog =
	    ARENA_NEW(cx->arena, struct cancel_dialog);
	int status = error_info(outcome.code)->page_status;
	struct error e = software_page_load(rq, &view, &page);

	if (e.code == 0)
		e = cancel_lines(cx, page.of.customer_id,
		    request_param(rq, "entitlement"), order_id, &lines);
	if (e.code == 0)
		e = dialog_make(rq, &page, &lines, dialog);
	if (e.code)
		return e;
	if (outcome.code != 0) {
		if (outcome.code == ERR_CANCEL_NOT_ACKNOWLEDGED)
			outcome.field = "acknowledged";
		dialog->problems = page_problems(rq, outcome, NULL);
		dialog->unticked =
		    problem_of(&dialog->problems, "acknowledged");
	}
	page.cancel = dialog;
	return software_page_answer(
	    rq, &page, "software/cancel", outcome.code == 0 ? 0 : status);
}

struct cancel_input_form {
	const char *order;
	bool acknowledged;
};
static const struct field cancel_fields[] = {
	FIELD(TEXT, struct cancel_input_form, order),
	FIELD(BOOL, struct cancel_input_form, acknowledged),
	FIELD_END,
};

static struct error cancel_open(struct request *rq)
{
	const struct cancel_input_form *query = rq->query;

	return dialog_answer(rq, query->order, OK);
}

/* ---- Submit ---- */

struct cancel_state {
	struct order order;
	struct cancel_offer *offers;
	size_t count;
};

static struct error cancel_effects(struct request *rq)
{
	const struct cancel_input_form *input = rq->input;
	struct cancel_state *state =
	    ARENA_NEW(rq->cx.arena, struct cancel_state);
	const char *customer = request_param(rq, "customer");
	struct cancel_lines lines;
	struct error e = cancel_lines(&rq->cx, customer,
	    request_param(rq, "entitlement"), input->order, &lines);

	if (e.code)
		return e;
	rq->state = state;
	return order_cancel(&rq->cx, customer, lines.order.order_id,
	    lines.numbers, lines.count,
	    input->acknowledged ? ACK_CHECKBOX : ACK_NONE, &state->order,
	    &state->offers, &state->count);
}

/* After the commit: transfers that run end at their next block (ruling 15). */
static void transfers_cut(struct request *rq, const struct cancel_state *state)
{
	int64_t partner = rq->cx.who->partner->partner_id;

	for (size_t i = 0; i < state->count; i++)
		server_cut(rq->server,
		    transfer_tag(&rq->cx, partner, state->order.order_id,
			state->offers[i].line.line_number));
}

static struct error cancel_finish(struct request *rq, struct error outcome)
{
	const struct cancel_input_form *input = rq->input;
	const struct cancel_state *state = rq->state;
	int status = error_info(outcome.code)->page_status;
	struct ctx *cx = &rq->cx;

	if (outcome.code == 0) {
		transfers_cut(rq, state);
		response_redirect(rq,
		    customer_path(cx,
			text_lower(cx->arena, request_param(rq, "customer")),
			"/software?cancelled=%s",
			entitlement_id_of(cx, state->order.order_id,
			    state->offers[0].line.line_number)));
		return OK;
	}
	if (status != 409 && status != 422)
		return outcome;
	return dialog_answer(rq, input == NULL ? NULL : input->order, outcome);
}

const struct route web_cancel_routes[] = {
	{ GET, "/customers/{customer}/software/{entitlement}/cancel",
	    .needs = MAY_SEE_ORDERS, .query = cancel_fields,
	    .query_size = sizeof(struct cancel_input_form),
	    .read = cancel_open },
	{ POST, "/customers/{customer}/software/{entitlement}/cancel",
	    .needs = MAY_CANCEL, .body = cancel_fields,
	    .body_size = sizeof(struct cancel_input_form),
	    .effects = cancel_effects, .finish = cancel_finish },
	ROUTE_END,
};
