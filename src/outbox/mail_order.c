/*
 * What the mails say about orders: one was placed, a purchase was cancelled.
 * Other texts are mail_act.c's.
 */
#include <string.h>

#include "base/day.h"
#include "base/settings.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"
#include "policy/kind.h"

struct order_line_text {
	const char *title;
	bool is_software;
	int64_t quantity;
	struct money unit;
	bool tax_included;
	int64_t cancel_until; /* 0 never cancellable */
	int64_t cancelled_at; /* 0 not */
	const char *edition_id;
	const char *cancelled_by;
	bool has_credit;
	struct money net, tax, gross; /* of the credit, negative */
};

struct mail_order {
	const char *order_id;
	const char *customer_id, *customer, *partner;
	int64_t ordered_at;
	const char *ordered_by;
	const char *currency;
	struct money net, tax, gross;
	size_t count;
	struct order_line_text *lines;
};

static struct error order_read(
    struct ctx *cx, const struct outbox_row *row, struct mail_order *order)
{
	struct rows *rows = sql_open(
	    cx, SQL_mail_order, ARGS(I(row->partner_id), T(row->order_id)));
	bool found = rows_next(rows);
	struct error e;

	if (found) {
		order->order_id = row->order_id;
		order->customer_id = rows_text(rows, 0);
		order->customer = rows_text(rows, 1);
		order->partner = rows_text(rows, 2);
		order->ordered_at = rows_int(rows, 3);
		order->ordered_by = rows_text(rows, 4);
		order->currency = rows_text(rows, 5);
		order->net = money_of(rows_int(rows, 6), order->currency);
		order->tax = money_of(rows_int(rows, 7), order->currency);
		order->gross = money_of(rows_int(rows, 8), order->currency);
	}
	if ((e = rows_close(rows)).code)
		return e;
	return found ? OK : fail(ERR_ORDER_UNKNOWN, NULL);
}

static struct order_line_text line_read(struct rows *rows, const char *currency)
{
	struct order_line_text line = { .title = rows_text(rows, 0),
		.is_software = product_kind_is_software(
		    product_kind_find(rows_text(rows, 1))),
		.quantity = rows_int(rows, 2),
		.unit = money_of(rows_int(rows, 3), currency),
		.tax_included = rows_int(rows, 4) != 0,
		.cancel_until = rows_int(rows, 5),
		.cancelled_at = rows_null(rows, 6) ? 0 : rows_int(rows, 6),
		.edition_id = rows_text(rows, 7),
		.cancelled_by = rows_text(rows, 8),
		.has_credit = !rows_null(rows, 11) };

	if (!line.has_credit)
		return line;
	line.net = money_of(rows_int(rows, 9), currency);
	line.tax = money_of(rows_int(rows, 10), currency);
	line.gross = money_of(rows_int(rows, 11), currency);
	return line;
}

static struct error lines_read(
    struct ctx *cx, const struct outbox_row *row, struct mail_order *order)
{
	struct rows *rows = sql_open(cx, SQL_mail_lines,
	    ARGS(I(row->partner_id), T(row->order_id), I(row->line_number)));
	size_t room = 0;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, order->lines, order->count, room);
		order->lines[order->count++] = line_read(rows, order->currency);
	}
	return rows_close(rows);
}

static void sums_add(struct ctx *cx, struct text *out, struct money net,
    struct money tax, struct money gross)
{
	mail_line(
	    cx, out, N_("Net: {net}"), HOLES({ "net", show_money(cx, net) }));
	mail_line(
	    cx, out, N_("Tax: {tax}"), HOLES({ "tax", show_money(cx, tax) }));
	mail_line(cx, out, N_("Total: {total}"),
	    HOLES({ "total", show_money(cx, gross) }));
}

static void link_add(
    struct ctx *cx, struct text *out, const struct mail_order *order)
{
	text_add_char(out, '\n');
	text_add(out, _("The order in Kontor:"));
	text_addf(out, "\n%s/customers/%s/orders/%s\n",
	    cx->settings->public_url, order->customer_id, order->order_id);
}

static void placed_line(
    struct ctx *cx, struct text *out, const struct order_line_text *line)
{
	text_addf(out, "\n%s\n", line->title);
	mail_line(cx, out, N_("Quantity: {quantity}"),
	    HOLES({ "quantity", show_int(cx, line->quantity) }));
	mail_line(cx, out,
	    line->tax_included ? N_("Unit price: {price}, including tax")
			       : N_("Unit price: {price}, excluding tax"),
	    HOLES({ "price", show_money(cx, line->unit) }));
	if (line->cancel_until > 0)
		mail_line(cx, out, N_("Last day to cancel: {day} (UTC)"),
		    HOLES({ "day",
			show_day(cx, day_of(line->cancel_until - 1)) }));
}

static void placed(struct ctx *cx, const struct mail_order *order,
    struct mail *mail, struct text *out)
{
	mail->subject = message_with(cx, N_("Order placed for {customer}"),
	    HOLES({ "customer", order->customer }));
	mail_line(cx, out, N_("{name} placed an order for {customer}."),
	    HOLES({ "name", order->ordered_by },
		{ "customer", order->customer }));
	text_add_char(out, '\n');
	mail_line(cx, out, N_("Order number: {order}"),
	    HOLES({ "order", order->order_id }));
	mail_line(cx, out, N_("Ordered: {at}"),
	    HOLES({ "at", show_instant(cx, order->ordered_at) }));
	for (size_t i = 0; i < order->count; i++)
		placed_line(cx, out, &order->lines[i]);
	text_add_char(out, '\n');
	sums_add(cx, out, order->net, order->tax, order->gross);
	link_add(cx, out, order);
}

static void cancelled_line(
    struct ctx *cx, struct text *out, const struct order_line_text *line)
{
	text_addf(out, "\n%s\n", line->title);
	mail_line(cx, out, N_("Quantity: {quantity}"),
	    HOLES({ "quantity", show_int(cx, line->quantity) }));
	mail_line(cx, out, N_("Cancelled: {at}"),
	    HOLES({ "at", show_instant(cx, line->cancelled_at) }));
	mail_line(cx, out, N_("Policy edition: {edition}"),
	    HOLES({ "edition", line->edition_id }));
	if (!line->has_credit)
		return;
	mail_line(cx, out,
	    line->tax_included ? N_("Credit, for a price that included tax:")
			       : N_("Credit, for a price that excluded tax:"),
	    HOLES({ 0 }));
	sums_add(cx, out, line->net, line->tax, line->gross);
}

/* */
static void duties_add(struct ctx *cx, struct text *out)
{
	text_addf(out, "\n%s\n%s\n%s\n",
	    _("Its keys and download links no longer work."),
	    _("Stop using the cancelled software, and tell the customer to "
	      "stop using it."),
	    _("Uninstall it, and remove its downloads and download links."));
}

static void cancelled(struct ctx *cx, const struct mail_order *order,
    struct mail *mail, struct text *out)
{
	const char *by = "";
	bool software = false;

	for (size_t i = 0; i < order->count; i++)
		if (order->lines[i].cancelled_at != 0)
			by = order->lines[i].cancelled_by;
	mail->subject =
	    message_with(cx, N_("Purchase cancelled for {customer}"),
		HOLES({ "customer", order->customer }));
	mail_line(cx, out, N_("{name} cancelled a purchase of {customer}."),
	    HOLES({ "name", by }, { "customer", order->customer }));
	text_add_char(out, '\n');
	mail_line(cx, out, N_("Order number: {order}"),
	    HOLES({ "order", order->order_id }));
	for (size_t i = 0; i < order->count; i++) {
		if (order->lines[i].cancelled_at == 0)
			continue;
		software = software || order->lines[i].is_software;
		cancelled_line(cx, out, &order->lines[i]);
	}
	if (software)
		duties_add(cx, out);
	link_add(cx, out, order);
}

static struct error order_load(
    struct ctx *cx, const struct outbox_row *row, struct mail_order *ret_order)
{
	struct mail_order order = { 0 };
	struct error e;

	if ((e = order_read(cx, row, &order)).code ||
	    (e = lines_read(cx, row, &order)).code)
		return e;
	*ret_order = order;
	return OK;
}

struct error mail_order_placed(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out)
{
	struct mail_order order;
	struct error e = order_load(cx, row, &order);

	if (!e.code)
		placed(cx, &order, mail, out);
	return e;
}

struct error mail_order_cancelled(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out)
{
	struct mail_order order;
	struct error e = order_load(cx, row, &order);

	if (!e.code)
		cancelled(cx, &order, mail, out);
	return e;
}
