/*
 * Numbers of invoices: month and currency, so that one is found again without
 * being stored. Rows are invoice_store.c's.
 */
#include "billing/invoice.h"

#include <string.h>

#include "base/day.h"
#include "base/text.h"

#define ID_LENGTH 10 /* G202106EUR */

const char *invoice_id_of(struct arena *arena, int month, const char *currency)
{
	return arena_printf(
	    arena, "G%04d%02d%s", month / 12, month % 12 + 1, currency);
}

static const char *without_kind(const char *id)
{
	static const char *const kinds[] = { "onetime-", "recurring-" };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (text_starts(id, kinds[i]))
			return id + strlen(kinds[i]);
	return id;
}

bool invoice_id_parse(struct arena *arena, const char *invoice_id,
    int *ret_month, const char **ret_currency)
{
	const char *id =
	    without_kind(text_lower(arena, text_trim(arena, invoice_id)));
	const char *currency;
	int64_t year, month;

	if (strlen(id) != ID_LENGTH || id[0] != 'g' ||
	    !text_to_int(arena_dup_n(arena, id + 1, 4), &year) ||
	    !text_to_int(arena_dup_n(arena, id + 5, 2), &month) || month < 1 ||
	    month > 12)
		return false;
	currency = text_upper(arena, id + 7);
	if (currency_exponent(currency) < 0)
		return false;
	*ret_month = (int)(year * 12 + month - 1);
	*ret_currency = currency;
	return true;
}

const char *receipt_id_of(struct arena *arena, const struct invoice *invoice)
{
	return invoice->tax.minor == 0
		   ? NULL
		   : arena_printf(arena, "R%s", invoice->invoice_id + 1);
}
