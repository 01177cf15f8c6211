/*
 * Adds up the rows of a month, in the database and one by one.
 */
#include "billing/invoice_proof.h"

#include <stdlib.h>
#include <string.h>

#include "accounts/principal.h"
#include "base/text.h"
#include "billing/charge_rows.h"
#include "db/db.h"

struct sum {
	int64_t count, net, tax, gross;
};

static struct error database_sum(
    struct ctx *cx, const struct sql_arg *args, struct sum *ret_sum)
{
	struct rows *rows = sql_open(cx, SQL_invoice_sum, args);
	struct sum sum = { 0 };
	struct error e;

	if (rows_next(rows))
		sum = (struct sum){ rows_int(rows, 0), rows_int(rows, 1),
			rows_int(rows, 2), rows_int(rows, 3) };
	if ((e = rows_close(rows)).code == 0)
		*ret_sum = sum;
	return e;
}

struct hashes {
	size_t count, room;
	uint8_t (*hashes)[SHA256_BYTES];
};

static void hash_add(
    struct ctx *cx, struct hashes *all, const struct charge *charge)
{
	const char *form = charge_canonical(cx->arena, charge);

	if (all->count == all->room) {
		size_t room = all->room == 0 ? 64 : all->room * 2;

		all->hashes = arena_grow(cx->arena, all->hashes,
		    all->room * SHA256_BYTES, room * SHA256_BYTES);
		all->room = room;
	}
	sha256(form, strlen(form), all->hashes[all->count++]);
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, SHA256_BYTES);
}

static void hash_all(struct hashes *all, char ret_text[SHA256_HEX])
{
	if (all->count > 0)
		qsort(all->hashes, all->count, SHA256_BYTES, by_bytes);
	sha256_hex(all->count > 0 ? (const void *)all->hashes : "",
	    all->count * SHA256_BYTES, ret_text);
}

static void problem_note(struct ctx *cx, struct invoice_proof *proof,
    const char *problem, const struct charge *charge)
{
	if (problem == NULL || proof->problem != NULL)
		return;
	proof->problem = problem;
	proof->line = charge == NULL ? ""
				     : arena_printf(cx->arena, "%s/%lld %s",
					   charge->order_id,
					   (long long)charge->line_number,
					   charge_kind_id(charge->kind));
}

/* Sums in 64 bits, and says so when they do not fit. */
static void line_add(struct ctx *cx, struct invoice_proof *proof,
    struct hashes *hashes, const struct charge *charge)
{
	const char *problem = charge_problem(charge);

	if (__builtin_add_overflow(
		proof->net_minor, charge->net.minor, &proof->net_minor) ||
	    __builtin_add_overflow(
		proof->tax_minor, charge->tax.minor, &proof->tax_minor) ||
	    __builtin_add_overflow(
		proof->gross_minor, charge->gross.minor, &proof->gross_minor))
		problem = PROOF_TOO_LARGE;
	proof->line_count++;
	problem_note(cx, proof, problem, charge);
	hash_add(cx, hashes, charge);
}

struct error invoice_prove(struct ctx *cx, int month, const char *currency,
    struct invoice_proof *ret_proof)
{
	const struct sql_arg *args =
	    ARGS(I(cx->who->partner->partner_id), I(month), T(currency));
	struct invoice_proof proof = { 0 };
	struct hashes hashes = { 0 };
	struct sum sum;
	struct rows *rows;
	struct error e = database_sum(cx, args, &sum);

	if (e.code)
		return e;
	rows = sql_open(cx, SQL_invoice_rows, args);
	while (rows_next(rows)) {
		struct charge charge = charge_read(rows);

		line_add(cx, &proof, &hashes, &charge);
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (sum.count != proof.line_count || sum.net != proof.net_minor ||
	    sum.tax != proof.tax_minor || sum.gross != proof.gross_minor)
		problem_note(cx, &proof, PROOF_SUM, NULL);
	hash_all(&hashes, proof.lines_hash);
	*ret_proof = proof;
	return OK;
}

struct error invoice_verify(struct ctx *cx, const struct invoice *invoice,
    struct invoice_proof *ret_proof)
{
	struct invoice_proof proof;
	struct error e =
	    invoice_prove(cx, invoice->month, invoice->currency, &proof);

	if (e.code)
		return e;
	if (proof.line_count != invoice->line_count)
		problem_note(cx, &proof, PROOF_COUNT, NULL);
	if (proof.net_minor != invoice->net.minor ||
	    proof.tax_minor != invoice->tax.minor ||
	    proof.gross_minor != invoice->gross.minor)
		problem_note(cx, &proof, PROOF_SUM, NULL);
	if (!text_same(proof.lines_hash, invoice->lines_hash))
		problem_note(cx, &proof, PROOF_HASH, NULL);
	*ret_proof = proof;
	return OK;
}
