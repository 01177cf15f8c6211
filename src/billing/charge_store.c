/*
 * Rows of charges and credits. How a sum came about, explanation.c tells.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge_rows.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static const char *const kinds[] = {
	[CHARGE_NEW] = "new",
	[CHARGE_CANCEL] = "cancel",
	[CHARGE_ADD_QUANTITY] = "add_quantity",
	[CHARGE_REMOVE_QUANTITY] = "remove_quantity",
	[CHARGE_RENEW] = "renew",
	[CHARGE_CUSTOMER_CREDIT] = "customer_credit",
};

const char *charge_kind_id(enum charge_kind kind)
{
	return kinds[kind];
}

enum charge_kind charge_kind_find(const char *id)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (text_same(kinds[i], id))
			return (enum charge_kind)i;
	return CHARGE_NEW;
}

bool charge_kind_is_credit(enum charge_kind kind)
{
	return kind == CHARGE_CANCEL || kind == CHARGE_REMOVE_QUANTITY ||
	       kind == CHARGE_CUSTOMER_CREDIT;
}

struct error charge_add(struct ctx *cx, const struct charge *charge)
{
	struct error e = sql_run(cx, SQL_charge_insert,
	    ARGS(I(tenant(cx)), T(charge->order_id), I(charge->line_number),
		T(charge_kind_id(charge->kind)), I(charge->serial),
		T(charge->customer_id), I(charge->month), I(charge->at),
		T(charge->gross.currency), I(charge->quantity),
		I(charge->net.minor), I(charge->tax.minor),
		I(charge->gross.minor), I(charge->period_day),
		T(charge->edition_id), T(charge->explanation)),
	    NULL);

	if (e.code)
		return e;
	return sql_run(cx, SQL_charge_sum_add,
	    ARGS(I(tenant(cx)), T(charge->order_id), I(charge->line_number),
		T(charge_kind_id(charge->kind)), I(charge->serial),
		I(charge_kind_is_credit(charge->kind))),
	    NULL);
}

struct error charge_sum_again(struct ctx *cx, int month)
{
	const struct sql_arg *args = ARGS(I(tenant(cx)), I(month));
	struct error e = sql_run(cx, SQL_charge_sum_forget, args, NULL);

	if (e.code ||
	    (e = sql_run(cx, SQL_charge_sum_unproven, args, NULL)).code)
		return e;
	return sql_run(cx, SQL_charge_sum_again, args, NULL);
}

struct error charge_sum_list(struct ctx *cx, int from_month, int to_month,
    struct charge_sum_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_charge_sum_list,
	    ARGS(I(tenant(cx)), I(from_month), I(to_month)));
	struct charge_sum_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		const char *currency = rows_text(rows, 1);

		ARENA_ROOM(cx->arena, list.sums, list.count, room);
		list.sums[list.count++] = (struct charge_sum){
			.month = (int)rows_int(rows, 0),
			.charges = rows_int(rows, 2),
			.charged = money_of(rows_int(rows, 3), currency),
			.credits = rows_int(rows, 4),
			.credited = money_of(rows_int(rows, 5), currency),
		};
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

struct error charge_month(
    struct ctx *cx, const char *currency, int month, int *ret_month)
{
	int64_t open_month;
	struct error e = sql_int(cx, SQL_charge_month,
	    ARGS(I(tenant(cx)), T(currency), I(month)), &open_month, NULL);

	if (e.code == 0)
		*ret_month = (int)open_month;
	return e;
}

static struct error paid_read(
    struct ctx *cx, const struct sql_arg *args, struct charge_paid *ret_paid)
{
	struct rows *rows = sql_open(cx, SQL_charge_paid, args);
	struct charge_paid paid = { 0 };
	struct error e;

	if (rows_next(rows))
		paid = (struct charge_paid){ rows_int(rows, 0),
			rows_int(rows, 1), rows_int(rows, 2) };
	if ((e = rows_close(rows)).code == 0)
		*ret_paid = paid;
	return e;
}

struct error charge_paid(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t period_day, struct charge_paid *ret_paid)
{
	return paid_read(cx,
	    ARGS(I(tenant(cx)), T(order_id), I(line_number), I(period_day),
		I(0)),
	    ret_paid);
}

struct error charge_paid_in_all(struct ctx *cx, const char *order_id,
    int64_t line_number, struct charge_paid *ret_paid)
{
	return paid_read(cx,
	    ARGS(I(tenant(cx)), T(order_id), I(line_number), I(0), I(1)),
	    ret_paid);
}

struct charge charge_read(struct rows *rows)
{
	const char *currency = rows_text(rows, 9);
	enum charge_kind kind = charge_kind_find(rows_text(rows, 2));

	return (struct charge){
		.order_id = rows_text(rows, 0),
		.line_number = rows_int(rows, 1),
		.kind = kind,
		.is_credit = charge_kind_is_credit(kind),
		.customer_id = rows_text(rows, 3),
		.customer_name = rows_text(rows, 4),
		.title = rows_text(rows, 5),
		.quantity = rows_int(rows, 6),
		.month = (int)rows_int(rows, 7),
		.at = rows_int(rows, 8),
		.net = money_of(rows_int(rows, 10), currency),
		.tax = money_of(rows_int(rows, 11), currency),
		.gross = money_of(rows_int(rows, 12), currency),
		.edition_id = rows_text(rows, 13),
		.explanation = rows_text(rows, 14),
		.serial = rows_int(rows, 15),
		.period_day = rows_int(rows, 16),
	};
}

static struct charge_total *total_for(
    struct charge_list *list, const char *currency)
{
	struct money zero = money_of(0, currency);
	struct charge_total *total;

	for (size_t i = 0; i < list->total_count; i++)
		if (text_same(list->totals[i].net.currency, currency))
			return &list->totals[i];
	total = &list->totals[list->total_count++];
	*total = (struct charge_total){ zero, zero, zero, zero, zero };
	return total;
}

static void sum(struct ctx *cx, struct charge_list *list)
{
	list->totals =
	    ARENA_ARRAY(cx->arena, struct charge_total, list->count + 1);
	for (size_t i = 0; i < list->count; i++) {
		const struct charge *charge = &list->charges[i];
		struct charge_total *total =
		    total_for(list, charge->gross.currency);

		total->net.minor += charge->net.minor;
		total->tax.minor += charge->tax.minor;
		total->gross.minor += charge->gross.minor;
		if (charge->is_credit)
			total->credits.minor += charge->gross.minor;
		else
			total->charges.minor += charge->gross.minor;
	}
}

static struct error charges_read(
    struct ctx *cx, struct rows *rows, struct charge_list *ret_list)
{
	struct charge_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.charges, list.count, room);
		list.charges[list.count++] = charge_read(rows);
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	sum(cx, &list);
	*ret_list = list;
	return OK;
}

struct error charge_list(
    struct ctx *cx, int month, struct charge_list *ret_list)
{
	return charges_read(cx,
	    sql_open(cx, SQL_charge_list, ARGS(I(tenant(cx)), I(month))),
	    ret_list);
}

struct error charge_list_of_order(
    struct ctx *cx, const char *order_id, struct charge_list *ret_list)
{
	return charges_read(cx,
	    sql_open(
		cx, SQL_charge_list_of_order, ARGS(I(tenant(cx)), T(order_id))),
	    ret_list);
}

struct error charge_months(struct ctx *cx, int **ret_months, size_t *ret_count)
{
	struct rows *rows =
	    sql_open(cx, SQL_charge_months, ARGS(I(tenant(cx))));
	int current = month_of_day(day_of(cx->now));
	bool placed = false;
	size_t count = 0;
	size_t room = 0;
	int *months = NULL;
	struct error e;

	for (;;) {
		bool more = rows_next(rows);
		int month = more ? (int)rows_int(rows, 0) : 0;

		if (count + 2 > room) {
			size_t wanted = room == 0 ? 16 : room * 2;

			months = arena_grow(cx->arena, months,
			    room * sizeof(*months), wanted * sizeof(*months));
			room = wanted;
		}
		if (!placed && month <= current) {
			placed = true;
			if (month != current)
				months[count++] = current;
		}
		if (!more)
			break;
		months[count++] = month;
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	*ret_months = months;
	*ret_count = count;
	return OK;
}
