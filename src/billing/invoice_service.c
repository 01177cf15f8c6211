/*
 * Issuing and paying. What sums up is invoice_proof's, which partner is next
 * is invoice_run's.
 */
#include "billing/invoice_service.h"

#include <stdio.h>

#include "accounts/partner.h"
#include "activity/activity.h"
#include "base/day.h"
#include "base/settings.h"
#include "base/text.h"
#include "billing/invoice_proof.h"
#include "billing/invoice_rows.h"
#include "outbox/event.h"
#include "outbox/outbox.h"

/* A test clock jumps; what was due on the way is done as on its day. */
static int64_t issue_instant(const struct ctx *cx, int month)
{
	int64_t over_at = day_start(month_first_day(month + 1));

	return cx->who->partner->test_clock && over_at < cx->now ? over_at
								 : cx->now;
}

static struct error invoice_make(struct ctx *cx, int month,
    const char *currency, const struct invoice_proof *proof,
    struct invoice *ret_invoice)
{
	int64_t dated_day = invoice_dated_day(month, day_of(cx->now));
	struct invoice invoice = {
		.kind =
		    proof->gross_minor < 0 ? INVOICE_CREDIT_NOTE : INVOICE_BILL,
		.month = month,
		.currency = currency,
		.issued_at = cx->now,
		.dated_at = day_start(dated_day),
		.due_day = dated_day + cx->settings->invoice_due_days,
		.net = money_of(proof->net_minor, currency),
		.tax = money_of(proof->tax_minor, currency),
		.gross = money_of(proof->gross_minor, currency),
		.line_count = proof->line_count,
		.lines_hash = proof->lines_hash,
		/* nothing to pay is paid */
		.paid_day = proof->gross_minor == 0 ? dated_day : 0,
	};
	struct error e = invoice_next_serial(cx, invoice.kind, &invoice.serial);

	if (e.code)
		return e;
	invoice.invoice_id = invoice_id_of(cx->arena, invoice.kind,
	    cx->who->partner->partner_id, invoice.serial);
	invoice.lines_hash = arena_dup(cx->arena, proof->lines_hash);
	invoice_settle(&invoice, day_of(cx->now));
	*ret_invoice = invoice;
	return OK;
}

static const char *month_text(struct ctx *cx, int month)
{
	return arena_printf(cx->arena, "%04d-%02d", month / 12, month % 12 + 1);
}

static const char *amount_text(struct ctx *cx, struct money amount)
{
	char text[24];

	money_decimal(amount.minor, currency_exponent(amount.currency), text,
	    sizeof(text));
	return arena_dup(cx->arena, text);
}

static struct error issue_record(struct ctx *cx, const struct invoice *invoice)
{
	const struct hole details[] = {
		{ "InvoiceId", invoice->invoice_id },
		{ "Month", month_text(cx, invoice->month) },
		{ "Currency", invoice->currency },
		{ "Total", amount_text(cx, invoice->gross) },
		{ NULL, NULL },
	};
	struct activity activity = { .action = ACTIVITY_ISSUE_INVOICE,
		.title = invoice->invoice_id,
		.details = details };
	const struct invoice_mail_facts mail = { .invoice_id =
						     invoice->invoice_id,
		.credit_note = invoice->kind == INVOICE_CREDIT_NOTE,
		.month = invoice->month,
		.gross = invoice->gross,
		.due_day = invoice->gross.minor > 0 ? invoice->due_day : 0 };

	struct error e = event_record(
	    cx, EVENT_INVOICE_READY, invoice->invoice_id, &activity);

	return e.code ? e : outbox_mail_invoice(cx, &mail);
}

static struct error issue_proven(struct ctx *cx, int month,
    const char *currency, const struct invoice_proof *proof,
    struct invoice *ret_invoice)
{
	struct ctx then = *cx;
	struct invoice invoice;
	bool again;
	struct error e;

	then.now = issue_instant(cx, month);
	if ((e = invoice_make(&then, month, currency, proof, &invoice)).code ||
	    (e = invoice_again(&then, &invoice, &again)).code ||
	    (e = invoice_row_insert(&then, &invoice)).code ||
	    (e = invoice_refusal_end(&then, month, currency)).code)
		return e;
	if (!again && (e = issue_record(&then, &invoice)).code)
		return e;
	invoice_settle(&invoice, day_of(cx->now));
	*ret_invoice = invoice;
	return OK;
}

/* Made ahead, or made now. */
static struct error proof_of(struct ctx *cx, int month, const char *currency,
    struct invoice_proof *ret_proof)
{
	bool found;
	struct error e =
	    invoice_prepared(cx, month, currency, ret_proof, &found);

	if (e.code == 0 && !found)
		e = invoice_prove(cx, month, currency, ret_proof);
	return e.code ? e : invoice_prepared_end(cx, month, currency);
}

struct error invoice_issue(struct ctx *cx, int month, const char *currency,
    struct invoice *ret_invoice, bool *ret_refused)
{
	struct invoice invoice = { 0 };
	struct invoice_proof proof;
	struct error e = invoice_of_month(cx, month, currency, &invoice);

	*ret_refused = false;
	if (e.code == 0)
		*ret_invoice = invoice;
	if (e.code != ERR_INVOICE_UNKNOWN)
		return e;
	if ((e = proof_of(cx, month, currency, &proof)).code)
		return e;
	if (proof.problem != NULL) {
		*ret_refused = true;
		e = invoice_refusal_add(cx, month, currency, &proof);
	} else if (proof.line_count > 0) {
		e = issue_proven(cx, month, currency, &proof, &invoice);
	}
	if (e.code == 0)
		*ret_invoice = invoice;
	return e;
}

/* Sets counts->need when that month must be prepared first. */
static struct error need_note(struct ctx *cx, const struct invoice_month *month,
    struct issue_counts *counts)
{
	bool needed = false;
	struct error e = OK;

	if (counts->in_slices)
		e = invoice_is_needed(
		    cx, month->month, month->currency, &needed);
	if (e.code || !needed)
		return e;
	counts->need.partner_id = cx->who->partner->partner_id;
	counts->need.month = month->month;
	snprintf(counts->need.currency, sizeof(counts->need.currency), "%s",
	    month->currency);
	return OK;
}

struct error invoice_issue_month(
    struct ctx *cx, int month, struct issue_counts *counts)
{
	bool every = month == EVERY_MONTH_OVER;
	int last = every ? month_of_day(day_of(cx->now)) - 1 : month;
	struct invoice_month *months;
	struct issue_counts added = *counts;
	size_t count;
	struct error e = invoice_months_unissued(
	    cx, every ? 0 : month, last, &months, &count);

	for (size_t i = 0; i < count && e.code == 0; i++) {
		struct invoice invoice;
		bool refused;

		e = need_note(cx, &months[i], &added);
		if (e.code || added.need.partner_id != 0)
			break;
		e = invoice_issue(cx, months[i].month, months[i].currency,
		    &invoice, &refused);
		if (e.code)
			break;
		added.refused += refused;
		if (refused || invoice.invoice_id == NULL)
			continue;
		added.invoices += invoice.kind == INVOICE_BILL;
		added.credit_notes += invoice.kind == INVOICE_CREDIT_NOTE;
	}
	if (e.code == 0)
		*counts = added;
	return e;
}

struct error invoice_reopen(struct ctx *cx, int64_t *ret_count)
{
	if (!cx->who->partner->test_clock)
		return fail(ERR_CLOCK_OFF, NULL);
	return invoice_rows_reopen(cx, ret_count);
}

/* ---- paying ---- */

static struct error pay_record(struct ctx *cx, const struct invoice *invoice,
    int64_t paid_day, const char *by)
{
	char day[DAY_TEXT];
	const struct hole details[] = {
		{ "InvoiceId", invoice->invoice_id },
		{ "PaidOn", day },
		{ "Amount", amount_text(cx, invoice->gross) },
		{ "Currency", invoice->currency },
		{ NULL, NULL },
	};

	day_text(paid_day, day);
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_PAY_INVOICE,
		.title = invoice->invoice_id,
		.details = details,
		.actor_kind = ACTOR_OPERATOR,
		.actor_name = by },
	    OK);
}

struct error invoice_pay(struct ctx *cx, const char *invoice_id,
    int64_t paid_day, const char *by, struct invoice *ret_invoice)
{
	enum invoice_kind kind;
	int64_t partner_id, serial;
	struct billing_job job;
	struct invoice invoice;
	struct error e;

	if (!invoice_id_parse(
		cx->arena, invoice_id, &kind, &partner_id, &serial))
		return fail(ERR_INVOICE_UNKNOWN, NULL);
	e = billing_of_partner(cx, partner_id, &job);
	if (e.code)
		return e;
	if ((e = invoice_load(&job.cx, invoice_id, &invoice)).code)
		return e;
	if (paid_day == 0)
		paid_day = day_of(job.cx.now);
	if (invoice.state == INVOICE_PAID)
		return fail(ERR_INVOICE_PAID, NULL);
	if (paid_day < day_of(invoice.dated_at) ||
	    paid_day > day_of(job.cx.now))
		return fail(ERR_PAID_DAY, "day");
	if ((e = invoice_row_pay(&job.cx, &invoice, paid_day)).code ||
	    (e = pay_record(&job.cx, &invoice, paid_day, by)).code)
		return e;
	return invoice_load(&job.cx, invoice_id, ret_invoice);
}

/* ---- jobs ---- */

struct error billing_of_partner(
    struct ctx *cx, int64_t partner_id, struct billing_job *ret_job)
{
	struct error e = partner_load(cx, partner_id, &ret_job->partner);

	if (e.code == ERR_SIGN_IN_NEEDED)
		return fail(ERR_INVOICE_UNKNOWN, NULL);
	if (e.code)
		return e;
	ret_job->who = (struct principal){ .kind = ACTOR_SYSTEM,
		.partner = &ret_job->partner };
	ret_job->cx = *cx;
	ret_job->cx.who = &ret_job->who;
	ret_job->cx.now = partner_now(&ret_job->partner, cx->wall);
	return OK;
}
