/*
 * What the mail says about an invoice or a credit note, as it was issued.
 */
#include <string.h>

#include "base/settings.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"

static int64_t fact_int(const struct outbox_row *row, const char *name)
{
	int64_t value = 0;

	(void)text_to_int(mail_fact(row, name), &value);
	return value;
}

struct error mail_invoice(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out)
{
	bool note = strcmp(mail_fact(row, "kind"), "credit_note") == 0;
	int month = (int)fact_int(row, "month");
	int64_t due = fact_int(row, "due");
	const struct hole *holes = HOLES({ "number", row->order_id },
	    { "month", show_month(cx, month) },
	    { "total", show_money(cx, money_of(fact_int(row, "gross"),
					  mail_fact(row, "currency"))) },
	    { "day", show_day(cx, due) });

	mail->subject = message_with(cx,
	    note ? N_("Credit note {number} of {month}")
		 : N_("Invoice {number} of {month}"),
	    holes);
	mail_line(cx, out,
	    note ? N_("The credit note {number} of {month} is issued.")
		 : N_("The invoice {number} of {month} is issued."),
	    holes);
	text_add_char(out, '\n');
	mail_line(cx, out, N_("Total: {total}"), holes);
	if (due != 0)
		mail_line(cx, out, N_("To be paid until: {day}"), holes);
	text_addf(out, "\n%s\n%s/billing?month=%04d-%02d\n",
	    _("With all its lines in Kontor:"), cx->settings->public_url,
	    month / 12, month % 12 + 1);
	return OK;
}
