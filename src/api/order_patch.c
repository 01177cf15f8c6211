/*
 * Changing an order over REST (api.md 2.5, 4): cancelling it or lines of it,
 * buying add-ons into it, its billing cycle. What is possible, orders/ says.
 */
#include "api/order_patch.h"

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/line_input.h"
#include "fulfilment/entitlement.h"
#include "i18n/i18n.h"
#include "orders/cart_rules.h"
#include "orders/map_json.h"
#include "orders/order_rules.h"

/* By name or position; "canceled" is accepted (api.md 2.5). */
static const char *const patch_states[] = { "unknown", "completed", "pending",
	"cancelled", "canceled", NULL };
enum { PATCH_CANCELLED = 3 };

struct patch_line {
	int64_t number;
	const char *offer_id, *parent, *partner_on_record;
	struct line_input line;
};
static const struct field patch_line_fields[] = {
	FIELD_AS(
	    "lineItemNumber", INT, struct patch_line, number, .required = true),
	FIELD_AS("offerId", TEXT, struct patch_line, offer_id, .max = 128),
	FIELD_AS("parentSubscriptionId", TEXT, struct patch_line, parent,
	    .max = 64, .help = N_("Of an add-on that is bought.")),
	FIELD_AS("quantity", INT, struct patch_line, line.quantity,
	    .min = -LINE_QUANTITY_MAX, .max = LINE_QUANTITY_MAX),
	FIELD_AS("friendlyName", TEXT, struct patch_line, line.friendly_name,
	    .max = 256),
	FIELD_AS("termDuration", TEXT, struct patch_line, line.term, .max = 10),
	FIELD_AS("partnerIdOnRecord", TEXT, struct patch_line,
	    partner_on_record, .max = 64),
	FIELD_END,
};
const struct field order_patch_fields[] = {
	FIELD(TEXT, struct order_patch_sent, id, .max = 64),
	FIELD(CHOICE, struct order_patch_sent, status, .choices = patch_states),
	FIELD_AS("billingCycle", CHOICE, struct order_patch_sent, billing_cycle,
	    .choices = billing_cycles),
	FIELD_AS("lineItems", LIST, struct order_patch_sent, lines,
	    .max = CART_LINES_MAX, .fields = patch_line_fields,
	    .item_size = sizeof(struct patch_line),
	    .help = N_("The lines to cancel (without any, the whole order), or "
		       "the add-ons to buy.")),
	FIELD_END,
};

struct cancelling {
	struct order order;
	struct cancel_offer *offers;
	size_t count;
};

static const char *line_field(struct request *rq, size_t line, const char *name)
{
	return arena_printf(rq->cx.arena, "lineItems[%zu].%s", line, name);
}

static const char *path_order(const struct request *rq)
{
	return text_trim(rq->cx.arena, request_param(rq, "order"));
}

static bool any_parent(const struct order_patch_sent *sent)
{
	const struct patch_line *lines = sent->lines.items;

	for (size_t i = 0; i < sent->lines.count; i++)
		if (!text_empty(lines[i].parent))
			return true;
	return false;
}

struct error order_patch_prepare(struct request *rq)
{
	const struct order_patch_sent *sent = rq->input;
	const char *path = path_order(rq);

	if (sent->status < PATCH_CANCELLED && sent->billing_cycle == 0 &&
	    !any_parent(sent))
		return fail(ERR_ORDER_CHANGE_ONLY_CANCEL, "status");
	if (!text_empty(sent->id) && !text_same_nocase(sent->id, path))
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT, "id",
		    HOLES({ "wanted", path }));
	return sent->status >= PATCH_CANCELLED
		   ? principal_may(&rq->cx, MAY_CANCEL)
		   : OK;
}

/* ---- cancelling ---- */

/* A line number with another line's offer is a mistake nobody wants. */
static struct error offers_agree(struct request *rq, const struct order *order)
{
	const struct order_patch_sent *sent = rq->input;
	const struct patch_line *lines = sent->lines.items;

	for (size_t i = 0; i < sent->lines.count; i++) {
		const struct order_line *line =
		    order_line_find(order, lines[i].number);

		if (line != NULL && !text_empty(lines[i].offer_id) &&
		    !text_same_nocase(lines[i].offer_id, line->catalog_item_id))
			return fail_with(rq->cx.arena, ERR_CATALOG_ITEM_BAD,
			    line_field(rq, i, "offerId"),
			    HOLES({ "value", lines[i].offer_id }));
	}
	return OK;
}

static struct error cancel_effects(struct request *rq)
{
	const struct order_patch_sent *sent = rq->input;
	const struct patch_line *lines = sent->lines.items;
	struct cancelling *state = ARENA_NEW(rq->cx.arena, struct cancelling);
	int64_t *numbers =
	    ARENA_ARRAY(rq->cx.arena, int64_t, sent->lines.count + 1);
	struct error e;

	for (size_t i = 0; i < sent->lines.count; i++)
		numbers[i] = lines[i].number;
	e = order_cancel(&rq->cx, path_customer_id(rq), path_order(rq), numbers,
	    sent->lines.count, ACK_CALL, &state->order, &state->offers,
	    &state->count);
	if (e.code == 0)
		e = offers_agree(rq, &state->order);
	if (e.code)
		return e;
	rq->state = state;
	order_answer(rq, 200, &state->order, false);
	return OK;
}

/* ---- add-ons ---- */

/* The whole order may be sent with them: a line it has already is none. Its
 * number does not tell, for samples send 0 for what is new. */
static bool is_there(const struct order *order, const struct patch_line *sent)
{
	const struct order_line *line = order_line_find(order, sent->number);

	return line != NULL &&
	       text_same_nocase(sent->offer_id, line->catalog_item_id) &&
	       text_same_nocase(sent->parent,
		   map_find(&line->context, "parentSubscriptionId"));
}

static struct error addon_of(struct request *rq, size_t at,
    const struct patch_line *sent, struct cart_line_input *ret_line)
{
	struct cart_line_input line = cart_line_input_of(&sent->line);

	if (text_empty(sent->offer_id))
		return fail(ERR_FIELD_MISSING, line_field(rq, at, "offerId"));
	line.catalog_item_id = sent->offer_id;
	line.participant = sent->partner_on_record;
	line.context = map_with(
	    rq->cx.arena, &line.context, "parentSubscriptionId", sent->parent);
	*ret_line = line;
	return OK;
}

static struct error addons_effects(struct request *rq)
{
	const struct order_patch_sent *sent = rq->input;
	const struct patch_line *lines = sent->lines.items;
	struct cart_line_input *wanted = ARENA_ARRAY(
	    rq->cx.arena, struct cart_line_input, sent->lines.count + 1);
	struct order order;
	size_t count = 0;
	struct error e =
	    order_load(&rq->cx, path_customer_id(rq), path_order(rq), &order);

	for (size_t i = 0; e.code == 0 && i < sent->lines.count; i++)
		if (!text_empty(lines[i].parent) &&
		    !is_there(&order, &lines[i]))
			e = addon_of(rq, i, &lines[i], &wanted[count++]);
	if (e.code == 0 && count > 0)
		e = order_append(&rq->cx, path_customer_id(rq), order.order_id,
		    wanted, count, &order);
	if (e.code == 0)
		order_answer(rq, 200, &order, false);
	return e;
}

/* ---- all of them ---- */

struct error order_patch_effects(struct request *rq)
{
	const struct order_patch_sent *sent = rq->input;
	struct order order;
	struct error e;

	if (sent->status >= PATCH_CANCELLED)
		return cancel_effects(rq);
	if (any_parent(sent))
		return addons_effects(rq);
	e = order_set_cycle(&rq->cx, path_customer_id(rq), path_order(rq),
	    billing_cycle_of(sent->billing_cycle), &order);
	if (e.code == 0)
		order_answer(rq, 200, &order, false);
	return e;
}

/* After the commit: transfers that run end at their next block (ruling 15). */
struct error order_patch_finish(struct request *rq, struct error outcome)
{
	const struct cancelling *state = rq->state;
	int64_t partner;

	if (outcome.code)
		return outcome;
	partner = rq->cx.who->partner->partner_id;
	for (size_t i = 0; state != NULL && i < state->count; i++)
		server_cut(rq->server,
		    transfer_tag(&rq->cx, partner, state->order.order_id,
			state->offers[i].line.line_number));
	return OK;
}
