/*
 * What of an order is left to credit, and how a request about it stands.
 */
#include "accounts/principal.h"
#include "orders/order_rules.h"
#include "support/refund.h"

static struct error paid_read(
    struct ctx *cx, const struct order_line *line, struct refund_line *ret_line)
{
	struct charge_list list;
	struct error e = charge_list_of_order(cx, line->order_id, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++) {
		const struct charge *charge = &list.charges[i];

		if (charge->line_number != line->line_number)
			continue;
		ret_line->left.net_minor += charge->net.minor;
		ret_line->left.tax_minor += charge->tax.minor;
		ret_line->left.gross_minor += charge->gross.minor;
		if (charge->is_credit)
			continue;
		ret_line->paid.net_minor += charge->net.minor;
		ret_line->paid.tax_minor += charge->tax.minor;
		ret_line->paid.gross_minor += charge->gross.minor;
	}
	return OK;
}

static struct error line_look(struct ctx *cx, const struct order *order,
    const struct order_line *line, int64_t filed_at,
    struct refund_line *ret_line)
{
	struct cancel_input input =
	    cancel_input_of(line, order->ordered_at, cx->who->partner->sandbox);

	*ret_line = (struct refund_line){ .line = line,
		.judged = product_kind_is_software(line->kind) };
	if (ret_line->judged)
		cancel_decide_request(
		    cx->policy, &input, filed_at, &ret_line->decision);
	return paid_read(cx, line, ret_line);
}

/* One line outside is enough; lines cancelled already count only when there
 * are no others. */
static void standing_find(struct refund_view *view)
{
	for (int gone = 0; gone < 2 && view->decision == NULL; gone++)
		for (size_t i = 0; i < view->count; i++) {
			const struct refund_line *line = &view->lines[i];

			if (!line->judged || (line->line->state ==
						 LINE_CANCELLED) != (gone != 0))
				continue;
			if (view->decision == NULL || !line->decision.allowed)
				view->decision = &line->decision;
		}
	if (view->decision != NULL)
		view->standing = view->decision->allowed ? STANDING_INSIDE
							 : STANDING_OUTSIDE;
}

struct error refund_look(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t filed_at, struct refund_view *ret_view)
{
	struct refund_view view = { 0 };
	struct error e = order_find(cx, order_id, &view.order);

	if (e.code)
		return e;
	view.lines = ARENA_ARRAY(
	    cx->arena, struct refund_line, view.order.line_count + 1);
	for (size_t i = 0; i < view.order.line_count && e.code == 0; i++) {
		const struct order_line *line = &view.order.lines[i];
		struct refund_line *one = &view.lines[view.count];

		if (line_number != REQUEST_WHOLE_ORDER &&
		    line->line_number != line_number)
			continue;
		e = line_look(cx, &view.order, line, filed_at, one);
		view.count++;
		view.left.net_minor += one->left.net_minor;
		view.left.tax_minor += one->left.tax_minor;
		view.left.gross_minor += one->left.gross_minor;
	}
	if (e.code)
		return e;
	if (view.count == 0)
		return fail(ERR_LINE_UNKNOWN, "line");
	standing_find(&view);
	*ret_view = view;
	return OK;
}
