/*
 * Numbers, dates and states of invoices. Rows are invoice_store.c's, issuing
 * is invoice_service.c's.
 */
#include "billing/invoice.h"

#include <string.h>

#include "base/day.h"
#include "base/text.h"

#define SERIAL_DIGITS 6
#define DIGITS_MIN (4 + SERIAL_DIGITS) /* of partner and serial */
#define DIGITS_MAX 18
#define LATE_AFTER 7 /* days: issued by the 8th (domain.md 3) */

static const char *const kinds[] = {
	[INVOICE_BILL] = "invoice", [INVOICE_CREDIT_NOTE] = "credit_note"
};
static const char *const states[] = { [INVOICE_ISSUED] = "issued",
	[INVOICE_PAID] = "paid",
	[INVOICE_OVERDUE] = "overdue" };
static const char letters[] = {
	[INVOICE_BILL] = 'G', [INVOICE_CREDIT_NOTE] = 'C'
};

const char *invoice_kind_id(enum invoice_kind kind)
{
	return kinds[kind];
}

const char *invoice_state_id(enum invoice_state state)
{
	return states[state];
}

/* ---- numbers ---- */

const char *invoice_id_of(struct arena *arena, enum invoice_kind kind,
    int64_t partner_id, int64_t serial)
{
	return arena_printf(arena, "%c%04lld%06lld", letters[kind],
	    (long long)partner_id, (long long)serial);
}

static const char *without_type(const char *id)
{
	static const char *const types[] = { "ONETIME-", "RECURRING-" };

	for (size_t i = 0; i < COUNT(types); i++)
		if (text_starts(id, types[i]))
			return id + strlen(types[i]);
	return id;
}

bool invoice_id_parse(struct arena *arena, const char *invoice_id,
    enum invoice_kind *ret_kind, int64_t *ret_partner_id, int64_t *ret_serial)
{
	const char *id =
	    without_type(text_upper(arena, text_trim(arena, invoice_id)));
	size_t digits = id[0] == '\0' ? 0 : strspn(id + 1, "0123456789");
	enum invoice_kind kind = id[0] == letters[INVOICE_CREDIT_NOTE]
				     ? INVOICE_CREDIT_NOTE
				     : INVOICE_BILL;

	if (id[0] != letters[kind] || digits < DIGITS_MIN ||
	    digits > DIGITS_MAX || id[digits + 1] != '\0' ||
	    !text_to_int(arena_dup_n(arena, id + 1, digits - SERIAL_DIGITS),
		ret_partner_id) ||
	    !text_to_int(id + 1 + digits - SERIAL_DIGITS, ret_serial))
		return false;
	*ret_kind = kind;
	return true;
}

const char *receipt_id_of(struct arena *arena, const struct invoice *invoice)
{
	return invoice->tax.minor == 0
		   ? NULL
		   : arena_printf(arena, "R%s", invoice->invoice_id);
}

/* ---- dates and states ---- */

int64_t invoice_dated_day(int month, int64_t issued_day)
{
	int64_t first = month_first_day(month + 1);

	return issued_day < first || issued_day > first + LATE_AFTER
		   ? issued_day
		   : first;
}

void invoice_settle(struct invoice *invoice, int64_t today)
{
	struct money zero = money_of(0, invoice->currency);

	/* a test clock went back: not paid yet */
	if (invoice->paid_day > today)
		invoice->paid_day = 0;
	invoice->paid = invoice->paid_day != 0 ? invoice->gross : zero;
	invoice->balance = invoice->paid_day != 0 ? zero : invoice->gross;
	invoice->state =
	    invoice->paid_day != 0 ? INVOICE_PAID
	    : invoice->balance.minor > 0 && today > invoice->due_day
		? INVOICE_OVERDUE
		: INVOICE_ISSUED;
}

struct period invoice_line_period(const struct invoice_line *line)
{
	int64_t day = line->charge.period_day != 0 ? line->charge.period_day
						   : line->start_day;
	int months = billing_months(line->billing_cycle, line->term);

	return line->end_day == 0 || months == 0
		   ? (struct period){ day, line->end_day }
		   : billing_period(line->start_day, months, day);
}
