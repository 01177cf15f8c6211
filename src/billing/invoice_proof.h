/*
 * The proof that lines sum to their invoice. Each line is checked for itself
 * (parts sum up, the sign is its kind's, the amount follows from its stored
 * explanation), all are counted, summed and hashed.
 *
 * The hash of a line is SHA-256 of its canonical form: UTF-8, these fields
 * with a tab between and a newline at the end, numbers in decimal,
 *
 *   order_id line_number kind serial customer_id month at currency quantity
 *   net_minor tax_minor gross_minor period_day edition_id explanation
 *
 * all as the row holds them. The hash of an invoice is SHA-256 of the hashes
 * (32 bytes each) of its lines, sorted bytewise. Anybody can make it again.
 */
#ifndef KONTOR_BILLING_INVOICE_PROOF_H
#define KONTOR_BILLING_INVOICE_PROOF_H

#include "base/crypto.h"
#include "billing/invoice.h"

struct invoice_proof {
	int64_t line_count;
	int64_t net_minor, tax_minor, gross_minor;
	char lines_hash[SHA256_HEX];
	const char *problem; /* NULL: it adds up; else one of the words below */
	const char *line;    /* of the line that is wrong, "ORDER/0 cancel" */
};
/* Words for problems: of a line */
#define PROOF_PARTS "parts"     /* net + tax is not gross */
#define PROOF_SIGN "sign"       /* a credit above 0, a charge below */
#define PROOF_AMOUNT "amount"   /* does not follow from its explanation */
#define PROOF_TOO_LARGE "large" /* beyond what money can hold */
/* and of an invoice */
#define PROOF_SUM "sum"     /* of the rows differs from what is on it */
#define PROOF_COUNT "count" /* of rows differs */
#define PROOF_HASH "hash"   /* a line was changed since */

/* Pure: NULL or the first problem of a line. */
const char *charge_problem(const struct charge *charge);
/* Pure: its canonical form. */
const char *charge_canonical(struct arena *arena, const struct charge *charge);

/* Reads the rows of cx->who's partner and adds them up, twice: in the database
 * and one by one. ret_proof->problem tells what is wrong with them. */
struct error invoice_prove(struct ctx *cx, int month, const char *currency,
    struct invoice_proof *ret_proof);
/* Asked between pages of rows: true ends it with ERR_STOPPING. */
struct invoice_patience {
	bool (*stop)(void *who);
	void *who;
};
/* The same, as long as patience (may be NULL) lasts. */
struct error invoice_prove_with(struct ctx *cx, int month, const char *currency,
    const struct invoice_patience *patience, struct invoice_proof *ret_proof);
/* The same for one that was issued, compared with what was frozen. */
struct error invoice_verify(struct ctx *cx, const struct invoice *invoice,
    struct invoice_proof *ret_proof);

/* What was not issued; of all partners, newest first, at most limit. */
struct invoice_refusal {
	int64_t partner_id;
	const char *partner_name, *partner_domain;
	int month;
	const char *currency;
	const char *reason; /* a word of invoice_proof.h */
	const char *line;   /* "ORDER/0 cancel"; "" the sum */
	int64_t refused_at; /* real time */
};
struct invoice_refusal_list {
	size_t count;
	struct invoice_refusal *refusals;
};
struct error invoice_refusal_list(
    struct ctx *cx, int64_t limit, struct invoice_refusal_list *ret_list);

#endif
