/*
 * What the Software page confirms after a cancellation: which lines, when, and
 * the exact credit.
 */
#include "billing/charge.h"
#include "i18n/i18n.h"
#include "web/software.h"

struct cancelled_note {
	const char *what, *order_id, *order_href, *recorded, *recorded_iso;
	const char *credit;
};
const struct view_field cancelled_note_view[] = {
	VIEW(TEXT, struct cancelled_note, what),
	VIEW(TEXT, struct cancelled_note, order_id),
	VIEW(TEXT, struct cancelled_note, order_href),
	VIEW(TEXT, struct cancelled_note, recorded),
	VIEW(TEXT, struct cancelled_note, recorded_iso),
	VIEW(TEXT, struct cancelled_note, credit),
	VIEW_FIELD_END,
};

static const char *credit_words(struct ctx *cx, struct money net,
    struct money tax, struct money gross, int month)
{
	return message_with(cx,
	    N_("Credit {gross} (net {net}, tax {tax}, early termination fee {fee}) is on the {month} invoice."),
	    HOLES({ "gross", show_money(cx, gross) },
		{ "net", show_money(cx, net) }, { "tax", show_money(cx, tax) },
		{ "fee", show_money(cx, money_of(0, gross.currency)) },
		{ "month", show_month(cx, month) }));
}

/* Lines of one product and order, cancelled by one Submit, are told as one. */
static bool same_act(
    const struct software_line *a, const struct software_line *b)
{
	return text_same(a->order_id, b->order_id) &&
	       text_same(a->line.product_id, b->line.product_id) &&
	       text_same(a->line.sku_id, b->line.sku_id) &&
	       a->line.cancelled_at == b->line.cancelled_at;
}

static struct error credit_of(struct ctx *cx, const struct software_page *page,
    const struct software_line *line, int64_t *ret_quantity,
    const char **ret_credit)
{
	struct money net = money_of(0, line->line.gross.currency);
	struct money tax = net, gross = net;
	struct charge_list charges;
	int month = 0;
	struct error e = charge_list_of_order(cx, line->order_id, &charges);

	if (e.code)
		return e;
	*ret_quantity = 0;
	for (size_t i = 0; i < page->bought.count; i++) {
		const struct software_line *other = &page->bought.lines[i];

		if (!same_act(line, other))
			continue;
		*ret_quantity += other->line.quantity;
		for (size_t j = 0; j < charges.count; j++) {
			const struct charge *c = &charges.charges[j];

			if (!c->is_credit ||
			    c->line_number != other->line.line_number)
				continue;
			net.minor += c->net.minor;
			tax.minor += c->tax.minor;
			gross.minor += c->gross.minor;
			month = c->month;
		}
	}
	*ret_credit = credit_words(cx, net, tax, gross, month);
	return OK;
}

struct error software_cancelled(
    struct ctx *cx, const char *entitlement_id, struct software_page *page)
{
	const struct software_line *line =
	    software_line_find(cx, &page->bought, entitlement_id);
	struct cancelled_note *note;
	int64_t quantity;
	struct error e;

	if (line == NULL || line->line.state != LINE_CANCELLED)
		return OK;
	note = ARENA_NEW(cx->arena, struct cancelled_note);
	if ((e = credit_of(cx, page, line, &quantity, &note->credit)).code)
		return e;
	note->what = message_with(cx, N_("Cancelled: {quantity} × {product}"),
	    HOLES({ "quantity", show_int(cx, quantity) },
		{ "product", line->line.title }));
	note->order_id = line->order_id;
	note->order_href = customer_path(
	    cx, page->of.customer_id, "/orders/%s", line->order_id);
	note->recorded = show_instant(cx, line->line.cancelled_at);
	note->recorded_iso = iso_text(cx, line->line.cancelled_at);
	page->cancelled = note;
	return OK;
}
