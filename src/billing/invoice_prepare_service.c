/*
 * Three steps: a token in the writer, the proof on a snapshot younger than
 * that, the proof kept where the token still stands. Whoever takes lines away
 * takes the token, too (charge_sum_again), so that no proof outlives them.
 */
#include "billing/invoice_prepare.h"

#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "billing/invoice_rows.h"
#include "billing/invoice_service.h"
#include "db/slice.h"

#define SLICE_LINES 2000 /* proved in well under 20 ms */

struct preparing {
	const struct invoice_need *need;
	const struct invoice_patience *patience;
	char token[GUID_TEXT];
	struct invoice_weight weight;
	struct invoice_proof proof;
	struct arena *keep;
	bool kept;
};

static struct error begin(struct ctx *cx, void *what)
{
	struct preparing *job = what;

	return invoice_prepare_row_begin(cx, job->need, job->token);
}

static struct error look(struct ctx *cx, void *what)
{
	struct preparing *job = what;
	const struct invoice_need *need = job->need;
	struct billing_job of;
	struct error e = billing_of_partner(cx, need->partner_id, &of);

	if (e.code == 0)
		e = invoice_weight(
		    &of.cx, need->month, need->currency, &job->weight);
	if (e.code == 0)
		e = invoice_prove_with(&of.cx, need->month, need->currency,
		    job->patience, &job->proof);
	if (e.code == 0)
		job->proof.line = arena_dup(job->keep, job->proof.line);
	return e;
}

static struct error end(struct ctx *cx, void *what)
{
	struct preparing *job = what;

	return invoice_prepare_row_end(
	    cx, job->need, job->token, &job->weight, &job->proof, &job->kept);
}

struct error invoice_prepare(struct writer *writer, struct db_readers *readers,
    struct ctx *cx, const struct invoice_need *need,
    const struct invoice_patience *patience)
{
	struct preparing job = {
		.need = need, .patience = patience, .keep = cx->arena
	};
	struct error e;

	guid_random(job.token);
	if ((e = slice_in_writer(writer, cx, begin, &job)).code ||
	    (e = slice_in_reader(readers, cx, look, &job)).code ||
	    (e = slice_in_writer(writer, cx, end, &job)).code)
		return e;
	log_event(LOG_INFO, "invoice prepared",
	    LOG_I("partner", need->partner_id), LOG_I("month", need->month),
	    LOG_I("lines", job.proof.line_count), LOG_I("kept", job.kept));
	return OK;
}

struct error invoice_prepared(struct ctx *cx, int month, const char *currency,
    struct invoice_proof *ret_proof, bool *ret_found)
{
	struct invoice_weight then, now;
	struct invoice_proof proof;
	bool found;
	struct error e =
	    invoice_prepared_load(cx, month, currency, &then, &proof, &found);

	*ret_found = false;
	if (e.code || !found)
		return e;
	if ((e = invoice_weight(cx, month, currency, &now)).code)
		return e;
	*ret_found =
	    then.lines == now.lines && then.gross_minor == now.gross_minor;
	if (*ret_found)
		*ret_proof = proof;
	return OK;
}

struct error invoice_is_needed(
    struct ctx *cx, int month, const char *currency, bool *ret_needed)
{
	struct invoice_weight weight;
	struct invoice_proof proof;
	bool found = false;
	struct error e = invoice_weight(cx, month, currency, &weight);

	if (e.code == 0 && weight.lines > SLICE_LINES)
		e = invoice_prepared(cx, month, currency, &proof, &found);
	if (e.code == 0)
		*ret_needed = weight.lines > SLICE_LINES && !found;
	return e;
}
