/*
 * Rows of invoices, and of their lines. When and what is issued, the service
 * says.
 */
#include <stdio.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge_rows.h"
#include "billing/invoice_rows.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

/* ---- out ---- */

static struct invoice invoice_read(struct ctx *cx, struct rows *rows)
{
	const char *currency = rows_text(rows, 4);
	struct invoice invoice = {
		.invoice_id = rows_text(rows, 0),
		.kind = text_same(rows_text(rows, 1), "credit_note")
			    ? INVOICE_CREDIT_NOTE
			    : INVOICE_BILL,
		.serial = rows_int(rows, 2),
		.month = (int)rows_int(rows, 3),
		.currency = currency,
		.issued_at = rows_int(rows, 5),
		.dated_at = day_start(rows_int(rows, 6)),
		.due_day = rows_int(rows, 7),
		.line_count = rows_int(rows, 8),
		.net = money_of(rows_int(rows, 9), currency),
		.tax = money_of(rows_int(rows, 10), currency),
		.gross = money_of(rows_int(rows, 11), currency),
		.lines_hash = rows_text(rows, 12),
		.paid_day = rows_int(rows, 13),
	};

	invoice_settle(&invoice, day_of(cx->now));
	return invoice;
}

static struct error list_read(
    struct ctx *cx, struct rows *rows, struct invoice_list *ret_list)
{
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

struct error invoice_list(struct ctx *cx, struct invoice_list *ret_list)
{
	return list_read(
	    cx, sql_open(cx, SQL_invoice_list, ARGS(I(tenant(cx)))), ret_list);
}

struct error invoice_unpaid(
    struct ctx *cx, int64_t limit, struct invoice_list *ret_list)
{
	return list_read(cx,
	    sql_open(cx, SQL_invoice_unpaid, ARGS(I(tenant(cx)), I(limit))),
	    ret_list);
}

static struct error one_read(
    struct ctx *cx, struct rows *rows, struct invoice *ret_invoice)
{
	struct invoice invoice;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		invoice = invoice_read(cx, rows);
	if ((e = rows_close(rows)).code != 0)
		return e;
	if (!found)
		return fail(ERR_INVOICE_UNKNOWN, NULL);
	*ret_invoice = invoice;
	return OK;
}

struct error invoice_load(
    struct ctx *cx, const char *invoice_id, struct invoice *ret_invoice)
{
	enum invoice_kind kind;
	int64_t partner_id, serial;

	if (!invoice_id_parse(
		cx->arena, invoice_id, &kind, &partner_id, &serial) ||
	    partner_id != tenant(cx))
		return fail(ERR_INVOICE_UNKNOWN, NULL);
	return one_read(cx,
	    sql_open(cx, SQL_invoice_load,
		ARGS(I(tenant(cx)), T(invoice_kind_id(kind)), I(serial))),
	    ret_invoice);
}

struct error invoice_of_month(struct ctx *cx, int month, const char *currency,
    struct invoice *ret_invoice)
{
	return one_read(cx,
	    sql_open(cx, SQL_invoice_of_month,
		ARGS(I(tenant(cx)), I(month), T(currency))),
	    ret_invoice);
}

struct error invoice_months_unissued(struct ctx *cx, int from, int to,
    struct invoice_month **ret_months, size_t *ret_count)
{
	struct rows *rows = sql_open(
	    cx, SQL_invoice_unissued, ARGS(I(tenant(cx)), I(from), I(to)));
	struct invoice_month *months = NULL;
	size_t count = 0, room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, months, count, room);
		months[count++] =
		    (struct invoice_month){ (int)rows_int(rows, 0),
			    rows_text(rows, 1) };
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_months = months;
	*ret_count = count;
	return OK;
}

/* ---- in ---- */

struct error invoice_next_serial(
    struct ctx *cx, enum invoice_kind kind, int64_t *ret_serial)
{
	return sql_int(cx, SQL_invoice_next_serial,
	    ARGS(I(tenant(cx)), T(invoice_kind_id(kind))), ret_serial, NULL);
}

struct error invoice_row_insert(struct ctx *cx, const struct invoice *invoice)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_invoice_insert,
	    ARGS(I(tenant(cx)), T(invoice_kind_id(invoice->kind)),
		I(invoice->serial), T(invoice->invoice_id), I(invoice->month),
		T(invoice->currency), I(invoice->issued_at),
		I(day_of(invoice->dated_at)), I(invoice->due_day),
		I(invoice->line_count), I(invoice->net.minor),
		I(invoice->tax.minor), I(invoice->gross.minor),
		T(invoice->lines_hash), I(invoice->paid_day),
		I(invoice->paid_day == 0 ? 0 : cx->wall)),
	    &changed);

	if (e.code == 0 && changed != 1)
		return fail(ERR_BUSY, NULL);
	return e;
}

struct error invoice_rows_reopen(struct ctx *cx, int64_t *ret_count)
{
	const struct sql_arg *args = ARGS(I(tenant(cx)), I(cx->now));
	struct error e = sql_run(cx, SQL_invoice_keep_reopened, args, NULL);

	return e.code ? e : sql_run(cx, SQL_invoice_reopen, args, ret_count);
}

struct error invoice_again(
    struct ctx *cx, struct invoice *invoice, bool *ret_again)
{
	const struct sql_arg *args =
	    ARGS(I(tenant(cx)), T(invoice->currency), I(invoice->month));
	struct rows *rows = sql_open(cx, SQL_invoice_load_reopened, args);
	bool found = rows_next(rows);
	bool again =
	    found &&
	    text_same(rows_text(rows, 0), invoice_kind_id(invoice->kind)) &&
	    rows_int(rows, 1) == invoice->serial &&
	    text_same(rows_text(rows, 2), invoice->lines_hash) &&
	    rows_int(rows, 3) == invoice->issued_at;
	int64_t paid_day = again ? rows_int(rows, 4) : invoice->paid_day;
	struct error e = rows_close(rows);

	if (e.code == 0 && found)
		e = sql_run(cx, SQL_invoice_end_reopened, args, NULL);
	if (e.code == 0) {
		invoice->paid_day = paid_day;
		*ret_again = again;
	}
	return e;
}

struct error invoice_row_pay(
    struct ctx *cx, const struct invoice *invoice, int64_t paid_day)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_invoice_set_paid,
	    ARGS(I(tenant(cx)), T(invoice_kind_id(invoice->kind)),
		I(invoice->serial), I(paid_day), I(cx->wall),
		I(day_of(cx->now))),
	    &changed);

	if (e.code == 0 && changed != 1)
		return fail(ERR_INVOICE_PAID, NULL);
	return e;
}

struct error invoice_refusal_add(struct ctx *cx, int month,
    const char *currency, const struct invoice_proof *proof)
{
	return sql_run(cx, SQL_invoice_refuse,
	    ARGS(I(tenant(cx)), I(month), T(currency), T(proof->problem),
		T(proof->line), I(cx->wall)),
	    NULL);
}

struct error invoice_refusal_end(
    struct ctx *cx, int month, const char *currency)
{
	return sql_run(cx, SQL_invoice_refusal_end,
	    ARGS(I(tenant(cx)), I(month), T(currency)), NULL);
}

struct error invoice_refusal_list(
    struct ctx *cx, int64_t limit, struct invoice_refusal_list *ret_list)
{
	struct rows *rows =
	    sql_open(cx, SQL_invoice_refusal_list, ARGS(I(limit)));
	struct invoice_refusal_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.refusals, list.count, room);
		list.refusals[list.count++] =
		    (struct invoice_refusal){ rows_int(rows, 0),
			    rows_text(rows, 1), rows_text(rows, 2),
			    (int)rows_int(rows, 3), rows_text(rows, 4),
			    rows_text(rows, 5), rows_text(rows, 6),
			    rows_int(rows, 7) };
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

/* ---- lines ---- */

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

void invoice_place_after(
    struct invoice_place *place, const struct charge *charge)
{
	place->at = charge->at;
	place->line_number = charge->line_number;
	place->serial = charge->serial;
	snprintf(
	    place->order_id, sizeof(place->order_id), "%s", charge->order_id);
	snprintf(place->kind, sizeof(place->kind), "%s",
	    charge_kind_id(charge->kind));
}

struct error invoice_lines_after(struct ctx *cx, int month,
    const char *currency, struct invoice_place *place, int64_t limit,
    struct error (*fn)(
	struct ctx *cx, const struct invoice_line *line, void *who),
    void *who, bool *ret_more)
{
	struct invoice_place from = *place;
	struct rows *rows = sql_open(cx, SQL_invoice_lines_after,
	    ARGS(I(tenant(cx)), I(month), T(currency), I(from.at),
		T(from.order_id), I(from.line_number), T(from.kind),
		I(from.serial), I(limit)));
	struct error e = OK, closed;
	int64_t count = 0;

	while (e.code == 0 && rows_next(rows)) {
		struct invoice_line line = line_read(rows);

		invoice_place_after(place, &line.charge);
		e = fn(cx, &line, who);
		count++;
	}
	*ret_more = count == limit;
	closed = rows_close(rows);
	return e.code ? e : closed;
}
