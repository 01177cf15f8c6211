/*
 * Adds up the rows of a month, in the database and one by one. Rows come in
 * pages that die before the next, and of each only its hash stays: 32 bytes a
 * line, however long it is.
 */
#include "billing/invoice_proof.h"

#include <stdlib.h>
#include <string.h>

#include "accounts/principal.h"
#include "base/text.h"
#include "billing/charge_rows.h"
#include "billing/invoice_rows.h"
#include "db/db.h"

#define PAGE_ROWS 2000
/* From this share of all lines on, all are read in the order of their key: of
 * an index each would be looked up somewhere else. */
#define ALONG_SHARE 6

struct sum {
	int64_t count, net, tax, gross;
};
struct hashes {
	size_t count, room;
	uint8_t (*hashes)[SHA256_BYTES];
};
struct proving {
	int month;
	const char *currency;
	bool along;
	struct arena *keep;
	struct invoice_proof proof;
	struct hashes hashes;
	struct invoice_place place; /* where the next page begins */
};

static struct error database_sum(
    struct ctx *cx, const struct proving *proving, struct sum *ret_sum)
{
	struct rows *rows = sql_open(cx,
	    proving->along ? SQL_invoice_sum_along : SQL_invoice_sum,
	    ARGS(I(cx->who->partner->partner_id), I(proving->month),
		T(proving->currency)));
	struct sum sum = { 0 };
	struct error e;

	if (rows_next(rows))
		sum = (struct sum){ rows_int(rows, 0), rows_int(rows, 1),
			rows_int(rows, 2), rows_int(rows, 3) };
	if ((e = rows_close(rows)).code == 0)
		*ret_sum = sum;
	return e;
}

/* ---- hashes ---- */

static void hash_add(struct hashes *all, const char *form)
{
	if (all->count == all->room) {
		all->room = all->room == 0 ? 64 : all->room * 2;
		all->hashes = realloc(all->hashes, all->room * SHA256_BYTES);
		if (all->hashes == NULL)
			abort();
	}
	sha256(form, strlen(form), all->hashes[all->count++]);
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, SHA256_BYTES);
}

static void swap(uint8_t *a, uint8_t *b)
{
	uint8_t kept[SHA256_BYTES];

	memcpy(kept, a, SHA256_BYTES);
	memcpy(a, b, SHA256_BYTES);
	memcpy(b, kept, SHA256_BYTES);
}

/*
 * Each to the part of its first byte, in place, then part by part: sorting all
 * at once would take as much memory again.
 */
static void hashes_sort(struct hashes *all)
{
	size_t next[256] = { 0 }, end[256], from = 0;

	for (size_t i = 0; i < all->count; i++)
		next[all->hashes[i][0]]++;
	for (size_t part = 0; part < 256; part++) {
		end[part] = from + next[part];
		next[part] = from;
		from = end[part];
	}
	for (size_t part = 0; part < 256; part++)
		while (next[part] < end[part]) {
			uint8_t *hash = all->hashes[next[part]];

			if (hash[0] == part)
				next[part]++;
			else
				swap(hash, all->hashes[next[hash[0]]++]);
		}
	from = 0;
	for (size_t part = 0; part < 256; from = end[part++])
		if (end[part] > from)
			qsort(all->hashes[from], end[part] - from, SHA256_BYTES,
			    by_bytes);
}

static void hash_all(struct hashes *all, char ret_text[SHA256_HEX])
{
	if (all->count > 0)
		hashes_sort(all);
	sha256_hex(all->count > 0 ? (const void *)all->hashes : "",
	    all->count * SHA256_BYTES, ret_text);
}

/* ---- lines ---- */

static void problem_note(struct arena *arena, struct invoice_proof *proof,
    const char *problem, const struct charge *charge)
{
	if (problem == NULL || proof->problem != NULL)
		return;
	proof->problem = problem;
	proof->line = charge == NULL
			  ? ""
			  : arena_printf(arena, "%s/%lld %s", charge->order_id,
				(long long)charge->line_number,
				charge_kind_id(charge->kind));
}

/* Sums in 64 bits, and says so when they do not fit. */
static void line_add(
    struct ctx *cx, struct proving *proving, const struct charge *charge)
{
	struct invoice_proof *proof = &proving->proof;
	const char *problem = charge_problem(charge);

	if (__builtin_add_overflow(
		proof->net_minor, charge->net.minor, &proof->net_minor) ||
	    __builtin_add_overflow(
		proof->tax_minor, charge->tax.minor, &proof->tax_minor) ||
	    __builtin_add_overflow(
		proof->gross_minor, charge->gross.minor, &proof->gross_minor))
		problem = PROOF_TOO_LARGE;
	proof->line_count++;
	problem_note(proving->keep, proof, problem, charge);
	hash_add(&proving->hashes, charge_canonical(cx->arena, charge));
}

/* ---- pages ---- */

static struct error page_add(
    struct ctx *cx, struct proving *proving, bool *ret_more)
{
	struct invoice_place from = proving->place;
	struct rows *rows = sql_open(cx,
	    proving->along ? SQL_invoice_rows_along : SQL_invoice_rows,
	    ARGS(I(cx->who->partner->partner_id), I(proving->month),
		T(proving->currency), I(proving->along ? INT64_MIN : from.at),
		T(from.order_id), I(from.line_number), T(from.kind),
		I(from.serial), I(PAGE_ROWS)));
	int64_t count = 0;

	for (; rows_next(rows); count++) {
		struct charge charge = charge_read(rows);

		line_add(cx, proving, &charge);
		invoice_place_after(&proving->place, &charge);
	}
	*ret_more = count == PAGE_ROWS;
	return rows_close(rows);
}

static bool must_stop(const struct invoice_patience *patience)
{
	return patience != NULL && patience->stop(patience->who);
}

static struct error pages_add(struct ctx *cx, struct proving *proving,
    const struct invoice_patience *patience)
{
	struct error e = OK;
	bool more = true;

	while (e.code == 0 && more) {
		struct ctx own = *cx;
		struct arena arena;

		if (must_stop(patience))
			return fail(ERR_STOPPING, NULL);
		arena_init(&arena);
		own.arena = &arena;
		e = page_add(&own, proving, &more);
		e = fail((enum error_code)e.code, NULL); /* no arena text */
		arena_done(&arena);
	}
	return e;
}

struct error invoice_prove_with(struct ctx *cx, int month, const char *currency,
    const struct invoice_patience *patience, struct invoice_proof *ret_proof)
{
	struct proving proving = { .month = month,
		.currency = currency,
		.keep = cx->arena,
		.place = { .at = INT64_MIN, .line_number = -1 } };
	struct invoice_weight weight;
	struct sum sum;
	struct error e = invoice_weight(cx, month, currency, &weight);

	if (e.code)
		return e;
	proving.along = weight.lines >= weight.all_lines / ALONG_SHARE;
	if ((e = database_sum(cx, &proving, &sum)).code)
		return e;
	e = pages_add(cx, &proving, patience);
	if (e.code == 0 && (sum.count != proving.proof.line_count ||
			       sum.net != proving.proof.net_minor ||
			       sum.tax != proving.proof.tax_minor ||
			       sum.gross != proving.proof.gross_minor))
		problem_note(cx->arena, &proving.proof, PROOF_SUM, NULL);
	hash_all(&proving.hashes, proving.proof.lines_hash);
	free(proving.hashes.hashes);
	if (e.code == 0)
		*ret_proof = proving.proof;
	return e;
}

struct error invoice_prove(struct ctx *cx, int month, const char *currency,
    struct invoice_proof *ret_proof)
{
	return invoice_prove_with(cx, month, currency, NULL, ret_proof);
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
		problem_note(cx->arena, &proof, PROOF_COUNT, NULL);
	if (proof.net_minor != invoice->net.minor ||
	    proof.tax_minor != invoice->tax.minor ||
	    proof.gross_minor != invoice->gross.minor)
		problem_note(cx->arena, &proof, PROOF_SUM, NULL);
	if (!text_same(proof.lines_hash, invoice->lines_hash))
		problem_note(cx->arena, &proof, PROOF_HASH, NULL);
	*ret_proof = proof;
	return OK;
}
