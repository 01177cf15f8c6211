/*
 * Months too long for a slice (db/slice.h). Their proof is made ahead, on a
 * read snapshot, while people go on writing; issuing then takes it as it is,
 * in one short commit, or leaves it when the month has other lines since.
 */
#ifndef KONTOR_BILLING_INVOICE_PREPARE_H
#define KONTOR_BILLING_INVOICE_PREPARE_H

#include "billing/invoice_proof.h"

struct writer;
struct db_readers;

/* A month that must be prepared before it can be issued. */
struct invoice_need {
	int64_t partner_id; /* 0: none */
	int month;
	char currency[8];
};

/*
 * Makes the proof and keeps it, in pieces; not in a transaction. When lines
 * were taken away meanwhile nothing is kept, and the month is needed again.
 * ERR_STOPPING when patience (may be NULL) came to its end.
 */
struct error invoice_prepare(struct writer *writer, struct db_readers *readers,
    struct ctx *cx, const struct invoice_need *need,
    const struct invoice_patience *patience);

/* In the writer: the proof that was made, when the month still is what it was;
 * else *ret_found is false. */
struct error invoice_prepared(struct ctx *cx, int month, const char *currency,
    struct invoice_proof *ret_proof, bool *ret_found);
/* Whether it is too long to be proved in a slice and nothing is prepared. */
struct error invoice_is_needed(
    struct ctx *cx, int month, const char *currency, bool *ret_needed);

#endif
