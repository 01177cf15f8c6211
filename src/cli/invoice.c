/*
 * Runs, verifies and pays invoices from the command line. What these do is
 * billing's; here is what is said.
 */
#include "cli/invoice.h"

#include <string.h>
#include <sysexits.h>

#include "base/day.h"
#include "base/text.h"
#include "billing/invoice_proof.h"
#include "billing/invoice_run.h"
#include "billing/invoice_service.h"
#include "cli/desk.h"
#include "cli/house.h"
#include "cli/verb.h"
#include "db/slice.h"
#include "i18n/i18n.h"
#include "orders/due.h"

#define RUN "invoice run"
#define VERIFY "invoice verify"
#define PAID "invoice paid"
#define REFUSALS_SHOWN 100

bool invoice_verb_is(const char *verb)
{
	return strcmp(verb, RUN) == 0 || strcmp(verb, VERIFY) == 0 ||
	       strcmp(verb, PAID) == 0;
}

/* Blanks between; the rest after the first word, or NULL. */
static const char *first_word(
    struct arena *arena, const char *what, const char **ret_rest)
{
	const char *space = strchr(what, ' ');

	*ret_rest = space == NULL ? NULL : space + 1;
	return space == NULL ? what
			     : arena_dup_n(arena, what, (size_t)(space - what));
}

static int failed(struct import *import, struct error e)
{
	import->say(import, true,
	    arena_printf(
		import->cx->arena, "kontor: %s", error_message(import->cx, e)));
	return verb_status(e);
}

static int usage_failed(struct import *import, const char *reason)
{
	return failed(import, fail_with(import->cx->arena, ERR_USAGE, NULL,
				  HOLES({ "reason", reason })));
}

static const char *month_text(struct arena *arena, int month)
{
	return arena_printf(arena, "%04d-%02d", month / 12, month % 12 + 1);
}

/* ---- run ---- */

struct run_job {
	int month;
	bool early;
	struct invoice_run run;
	struct import *import;
	struct db_readers *readers;
};

static struct error run_begin(struct ctx *cx, void *what)
{
	struct run_job *job = what;

	return invoice_run_start(cx, job->month, job->early, NULL, &job->run);
}

static struct error run_step(struct ctx *cx, void *what)
{
	struct run_job *job = what;

	return invoice_run_step(cx, job->run.run_id, due_periods, &job->run);
}

static void progress_say(struct run_job *job)
{
	const struct invoice_run *run = &job->run;

	job->import->say(job->import, true,
	    arena_printf(job->import->cx->arena,
		"%lld of %lld partners: %lld invoices, %lld credit notes",
		(long long)run->partners_done, (long long)run->partners_total,
		(long long)run->invoices, (long long)run->credit_notes));
}

/* Said in steps of a twentieth. */
static bool is_step(const struct invoice_run *run)
{
	int64_t total = run->partners_total > 0 ? run->partners_total : 1;

	return run->done || run->partners_done * 20 / total !=
				(run->partners_done - 1) * 20 / total;
}

static struct error refusals_say(struct ctx *cx, void *what)
{
	struct run_job *job = what;
	struct invoice_refusal_list list;
	struct error e = invoice_refusal_list(cx, REFUSALS_SHOWN, &list);

	for (size_t i = 0; e.code == 0 && i < list.count; i++) {
		const struct invoice_refusal *refusal = &list.refusals[i];

		if (refusal->month != job->month)
			continue;
		job->import->say(job->import, true,
		    arena_printf(cx->arena,
			"refused: %s (%s), %s in %s: the lines do not add up "
			"(%s%s%s)",
			refusal->partner_name, refusal->partner_domain,
			month_text(cx->arena, refusal->month),
			refusal->currency, refusal->reason,
			refusal->line[0] == '\0' ? "" : ", line ",
			refusal->line));
	}
	return e;
}

static int run_end(struct run_job *job, struct writer *writer)
{
	struct import *import = job->import;
	const struct invoice_run *run = &job->run;

	import_say(import,
	    "%s: %lld invoices and %lld credit notes issued, %lld refused, "
	    "for %lld partners",
	    month_text(import->cx->arena, run->month), (long long)run->invoices,
	    (long long)run->credit_notes, (long long)run->refused,
	    (long long)run->partners_done);
	if (run->not_over > 0)
		import_say(import, "of %lld the month is not over",
		    (long long)run->not_over);
	if (run->refused == 0)
		return EX_OK;
	(void)slice_in_writer(writer, import->cx, refusals_say, job);
	return EX_DATAERR;
}

static bool must_stop(void *who)
{
	return import_must_stop(who);
}

/* A partner, or a long month of one that is proved before it is issued. */
static struct error run_on(struct run_job *job, struct writer *writer)
{
	const struct invoice_patience patience = { must_stop, job->import };
	struct ctx *cx = job->import->cx;
	struct error e;

	cx->wall = cx->now = clock_wall();
	e = slice_in_writer(writer, cx, run_step, job);
	if (e.code == 0 && job->run.need.partner_id != 0)
		return invoice_prepare(
		    writer, job->readers, cx, &job->run.need, &patience);
	if (e.code == 0 && is_step(&job->run))
		progress_say(job);
	return e;
}

static int run_verb(struct import *import, struct writer *writer,
    struct db_readers *readers, const char *what)
{
	const char *rest;
	const char *month = first_word(import->cx->arena, what, &rest);
	struct run_job job = { .import = import, .readers = readers };
	int64_t day;
	struct error e;

	if (rest != NULL && !text_same(rest, "now"))
		return usage_failed(
		    import, "behind the month only now may stand");
	if (!day_parse(arena_printf(import->cx->arena, "%s-01", month), &day))
		return failed(import, fail(ERR_RUN_MONTH, NULL));
	job.month = month_of_day(day);
	job.early = rest != NULL;
	e = slice_in_writer(writer, import->cx, run_begin, &job);
	while (e.code == 0 && !job.run.done) {
		if (import_must_stop(import))
			return failed(import, fail(ERR_STOPPING, NULL));
		e = run_on(&job, writer);
	}
	return e.code ? failed(import, e) : run_end(&job, writer);
}

/* ---- verify ---- */

struct verify_job {
	struct import *import;
	const char *number; /* NULL: all */
	int64_t partner_id; /* the one looked at */
	int64_t count, wrong;
};

static struct error one_verify(
    struct ctx *cx, struct verify_job *job, const struct invoice *invoice)
{
	struct invoice_proof proof;
	struct error e = invoice_verify(cx, invoice, &proof);

	if (e.code)
		return e;
	job->count++;
	if (proof.problem == NULL)
		return OK;
	job->wrong++;
	job->import->say(job->import, true,
	    arena_printf(cx->arena, "%s does not match its lines (%s%s%s)",
		invoice->invoice_id, proof.problem,
		text_empty(proof.line) ? "" : ", line ",
		text_empty(proof.line) ? "" : proof.line));
	return OK;
}

/* All of a partner. */
static struct error partner_verify(struct ctx *cx, void *what)
{
	struct verify_job *job = what;
	struct billing_job of;
	struct invoice_list list;
	struct error e = partner_after(cx, job->partner_id, &job->partner_id);

	if (e.code || job->partner_id == 0)
		return e;
	if ((e = billing_of_partner(cx, job->partner_id, &of)).code ||
	    (e = invoice_list(&of.cx, &list)).code)
		return e;
	for (size_t i = 0; i < list.count && e.code == 0; i++)
		e = one_verify(&of.cx, job, &list.invoices[i]);
	return e;
}

static struct error number_verify(struct ctx *cx, void *what)
{
	struct verify_job *job = what;
	struct billing_job of;
	struct invoice invoice;
	enum invoice_kind kind;
	int64_t partner_id, serial;
	struct error e = OK;

	if (!invoice_id_parse(
		cx->arena, job->number, &kind, &partner_id, &serial))
		return fail(ERR_INVOICE_UNKNOWN, NULL);
	if ((e = billing_of_partner(cx, partner_id, &of)).code ||
	    (e = invoice_load(&of.cx, job->number, &invoice)).code)
		return e;
	return one_verify(&of.cx, job, &invoice);
}

static int verify_verb(
    struct import *import, struct db_readers *readers, const char *what)
{
	struct verify_job job = { .import = import };
	struct error e = OK;

	if (!text_empty(what)) {
		job.number = what;
		e = slice_in_reader(readers, import->cx, number_verify, &job);
	} else {
		do {
			if (import_must_stop(import))
				return failed(import, fail(ERR_STOPPING, NULL));
			e = slice_in_reader(
			    readers, import->cx, partner_verify, &job);
		} while (e.code == 0 && job.partner_id != 0);
	}
	if (e.code)
		return failed(import, e);
	import_say(import,
	    "%lld documents compared with their lines, %lld differ",
	    (long long)job.count, (long long)job.wrong);
	return job.wrong == 0 ? EX_OK : EX_DATAERR;
}

/* ---- paid ---- */

struct paid_job {
	const char *number;
	int64_t day; /* 0 today */
	struct invoice invoice;
	struct arena *keep;
};

static struct error pay(struct ctx *cx, void *what)
{
	struct paid_job *job = what;
	struct error e = invoice_pay(
	    cx, job->number, job->day, "kontor invoice paid", &job->invoice);

	if (e.code == 0)
		job->invoice.invoice_id =
		    arena_dup(job->keep, job->invoice.invoice_id);
	return e;
}

static int paid_verb(
    struct import *import, struct writer *writer, const char *what)
{
	char day[DAY_TEXT], amount[24];
	const char *rest;
	struct paid_job job = { .keep = import->cx->arena };
	struct error e;

	job.number = first_word(import->cx->arena, what, &rest);
	if (rest != NULL && !day_parse(rest, &job.day))
		return failed(
		    import, fail_with(import->cx->arena, ERR_FIELD_DATE, NULL,
				HOLES({ "value", rest })));
	e = slice_in_writer(writer, import->cx, pay, &job);
	if (e.code)
		return failed(import, e);
	day_text(job.invoice.paid_day, day);
	money_decimal(job.invoice.gross.minor,
	    currency_exponent(job.invoice.gross.currency), amount,
	    sizeof(amount));
	import_say(import, "%s: %s %s paid on %s", job.invoice.invoice_id,
	    amount, job.invoice.gross.currency, day);
	return EX_OK;
}

/* ---- verbs ---- */

int invoice_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *what)
{
	struct db_readers *readers;
	struct error e;
	int status;

	if (strcmp(verb, PAID) == 0)
		return paid_verb(import, writer, what);
	e = readers_open(
	    house_database(import->cx), import->cx->settings, &readers);
	if (e.code)
		return failed(import, e);
	status = strcmp(verb, RUN) == 0
		     ? run_verb(import, writer, readers, what)
		     : verify_verb(import, readers, what);
	readers_close(readers);
	return status;
}

static const char *joined(struct ctx *cx, int argc, char **operands)
{
	return argc == 0 ? ""
	       : argc == 1
		   ? operands[0]
		   : arena_printf(cx->arena, "%s %s", operands[0], operands[1]);
}

int cli_invoice_run(struct ctx *cx, int argc, char **operands)
{
	return desk_verb(cx, RUN, joined(cx, argc, operands), invoice_verb_run);
}

int cli_invoice_verify(struct ctx *cx, int argc, char **operands)
{
	return desk_verb(
	    cx, VERIFY, joined(cx, argc, operands), invoice_verb_run);
}

int cli_invoice_paid(struct ctx *cx, int argc, char **operands)
{
	return desk_verb(
	    cx, PAID, joined(cx, argc, operands), invoice_verb_run);
}
