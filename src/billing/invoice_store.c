/*
 * Reads months that are over as invoices, and their lines.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge_rows.h"
#include "billing/invoice.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static int current_month(const struct ctx *cx)
{
	return month_of_day(day_of(cx->now));
}

static struct invoice invoice_read(struct ctx *cx, struct rows *rows)
{
	int month = (int)rows_int(rows, 0);
	const char *currency = rows_text(rows, 1);

	return (struct invoice){
		.invoice_id = invoice_id_of(cx->arena, month, currency),
		.month = month,
		.currency = currency,
		.dated_at = day_start(month_first_day(month + 1)),
		.net = money_of(rows_int(rows, 2), currency),
		.tax = money_of(rows_int(rows, 3), currency),
		.gross = money_of(rows_int(rows, 4), currency),
		.line_count = rows_int(rows, 5),
	};
}

struct error invoice_list(struct ctx *cx, struct invoice_list *ret_list)
{
	struct rows *rows = sql_open(
	    cx, SQL_invoice_list, ARGS(I(tenant(cx)), I(current_month(cx))));
	struct invoice_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.invoices, list.count, room);
		list.invoices[list.count++] = invoice_read(cx, rows);
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error invoice_load(
    struct ctx *cx, const char *invoice_id, struct invoice *ret_invoice)
{
	struct invoice invoice;
	const char *currency;
	bool found;
	int month;
	struct rows *rows;
	struct error e;

	if (!invoice_id_parse(cx->arena, invoice_id, &month, &currency) ||
	    month >= current_month(cx))
		return fail(ERR_INVOICE_UNKNOWN, NULL);
	rows = sql_open(
	    cx, SQL_invoice_load, ARGS(I(tenant(cx)), I(month), T(currency)));
	found = rows_next(rows);
	if (found)
		invoice = invoice_read(cx, rows);
	if ((e = rows_close(rows)).code != 0)
		return e;
	if (!found)
		return fail(ERR_INVOICE_UNKNOWN, NULL);
	*ret_invoice = invoice;
	return OK;
}

static struct invoice_line line_read(struct rows *rows)
{
	struct invoice_line line = { .charge = charge_read(rows) };
	int c = CHARGE_COLUMNS;

	line.customer_domain = rows_text(rows, c++);
	line.customer_country = rows_text(rows, c++);
	line.alternate_id = rows_text(rows, c++);
	line.ordered_at = rows_int(rows, c++);
	line.product_id = rows_text(rows, c++);
	line.product_title = rows_text(rows, c++);
	line.publisher_name = rows_text(rows, c++);
	line.sku_id = rows_text(rows, c++);
	line.availability_id = rows_text(rows, c++);
	line.term = rows_text(rows, c++);
	line.billing_cycle = rows_text(rows, c++);
	line.unit_type = rows_text(rows, c++);
	line.unit = money_of(rows_int(rows, c++), line.charge.gross.currency);
	line.start_day = rows_int(rows, c++);
	line.end_day = rows_int(rows, c++);
	line.subscription_id = rows_text(rows, c++);
	line.participant = rows_text(rows, c++);
	return line;
}

struct error invoice_lines(struct ctx *cx, int month, const char *currency,
    int64_t skip, int64_t limit, struct invoice_line_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_invoice_lines,
	    ARGS(I(tenant(cx)), I(month), T(currency), I(limit + 1), I(skip)));
	struct invoice_line_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		if ((int64_t)list.count == limit) {
			list.more = true;
			break;
		}
		ARENA_ROOM(cx->arena, list.lines, list.count, room);
		list.lines[list.count++] = line_read(rows);
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}
