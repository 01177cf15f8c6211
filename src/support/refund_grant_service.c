/*
 * Granting a refund: credits, cancellations and the end of the request, in the
 * one transaction of the caller (E-35).
 */
#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/text.h"
#include "customers/customer.h"
#include "support/request_desk.h"
#include "support/request_private.h"

struct granting {
	struct ctx *cx;
	struct service_request before, after;
	struct refund_view view;
	int64_t total;
};

static const char *name_of(struct ctx *cx, const char *what, int64_t line)
{
	return arena_printf(cx->arena, "%s.%lld", what, (long long)line);
}

static const struct refund_line *line_find(
    const struct refund_view *view, int64_t number)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->lines[i].line->line_number == number)
			return &view->lines[i];
	return NULL;
}

static struct charge credit_of(const struct granting *granting,
    const struct refund_line *line, const struct refund_item *item)
{
	const struct service_request *request = &granting->before;
	struct ctx *cx = granting->cx;
	struct refund_grant grant = {
		.request_id = request->request_id,
		.currency = granting->view.order.currency,
		.edition_id = line->line->edition_id,
		.rule = line->judged ? line->decision.rule : "R-121",
		.decided_by = cx->who->user_name,
		.tax_included = line->line->tax_included,
		.outside = request->standing == STANDING_OUTSIDE,
		.filed_at = request->created_at,
		.ordered_at = granting->view.order.ordered_at,
		.left = line->left,
		.granted = refund_share(&line->left, item->gross_minor),
	};
	struct charge credit = charge_of_refund(cx, &grant, cx->now);

	credit.order_id = granting->view.order.order_id;
	credit.line_number = item->line_number;
	credit.customer_id = granting->view.order.customer_id;
	credit.quantity = line->line->quantity;
	credit.period_day = line->line->term_start_day;
	if (item->cancel) { /* the one credit of the cancellation */
		credit.kind = CHARGE_CANCEL;
		credit.serial = 0;
	}
	return credit;
}

static struct error log_grant(const struct granting *granting,
    const struct refund_line *line, const struct charge *credit)
{
	const struct order *order = &granting->view.order;
	struct ctx *cx = granting->cx;
	char amount[32];

	money_decimal(-credit->gross.minor,
	    currency_exponent(credit->gross.currency), amount, sizeof(amount));
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_GRANT_REFUND,
		.customer_id = order->customer_id,
		.customer_name = order->customer_name,
		.order_id = order->order_id,
		.line_number = line->line->line_number,
		.product_id = line->line->product_id,
		.sku_id = line->line->sku_id,
		.title = line->line->title,
		.details =
		    HOLES({ "ServiceRequestId", granting->before.request_id },
			{ "Amount", amount },
			{ "Currency", credit->gross.currency }) },
	    OK);
}

static struct error item_grant(
    struct granting *granting, const struct refund_item *item)
{
	const struct refund_line *line =
	    line_find(&granting->view, item->line_number);
	struct ctx *cx = granting->cx;
	struct charge credit;
	struct error e;

	if (line == NULL)
		return fail(
		    ERR_LINE_UNKNOWN, name_of(cx, "amount", item->line_number));
	e = credit_check_grant(cx->arena, line->left.gross_minor,
	    item->gross_minor, granting->view.order.currency);
	if (e.code) {
		e.field = name_of(cx, "amount", item->line_number);
		return e;
	}
	credit = credit_of(granting, line, item);
	e = order_credit_by_request(cx, &granting->view.order,
	    item->line_number, &credit, item->cancel);
	if (e.code == ERR_CANCEL_NEVER || e.code == ERR_CANCEL_DONE)
		e.field = name_of(cx, "cancel", item->line_number);
	if (e.code)
		return e;
	granting->total += item->gross_minor;
	return log_grant(granting, line, &credit);
}

static struct error open_it(struct granting *granting, const char *request_id)
{
	struct ctx *cx = granting->cx;
	struct customer customer = { 0 };
	struct error e = request_desk_open(cx, request_id, &granting->before);

	if (e.code)
		return e;
	if (granting->before.order_id == NULL)
		return fail(ERR_REFUND_NO_ORDER, NULL);
	e = refund_look(cx, granting->before.order_id,
	    granting->before.line_number, granting->before.created_at,
	    &granting->view);
	if (e.code)
		return e;
	e = customer_load(cx, granting->view.order.customer_id, &customer);
	granting->view.order.customer_name =
	    e.code ? granting->before.organization.name : customer.name;
	return e.code == ERR_CUSTOMER_UNKNOWN ? OK : e; /* left meanwhile */
}

struct error refund_grant(struct ctx *cx, const char *request_id,
    const struct refund_item *items, size_t count, const char *note,
    struct refund_done *ret_done)
{
	struct granting granting = { .cx = cx };
	struct error e = open_it(&granting, request_id);

	if (e.code)
		return e;
	if (count == 0)
		return fail(ERR_REFUND_NOTHING, "amount");
	for (size_t i = 0; i < count && e.code == 0; i++)
		e = item_grant(&granting, &items[i]);
	if (e.code)
		return e;
	granting.after = granting.before;
	granting.after.granted_minor += granting.total;
	e = request_desk_close(cx, &granting.before, &granting.after,
	    OUTCOME_SOLVED, &(struct request_change){ .note = note });
	if (e.code)
		return e;
	*ret_done = (struct refund_done){
		.request = granting.after,
		.order = granting.view.order,
		.count = count,
		.items = ARENA_ARRAY(cx->arena, struct refund_item, count),
		.granted =
		    money_of(granting.total, granting.view.order.currency),
	};
	for (size_t i = 0; i < count; i++)
		ret_done->items[i] = items[i];
	return OK;
}
