/*
 * The statement of an invoice as a PDF (A4): who owes whom for which month, one
 * row a charge or credit, sums in all and the proof that the rows make them.
 * Text is real text, in any script, and copies as it reads. In cx's language.
 */
#ifndef KONTOR_BILLING_STATEMENT_H
#define KONTOR_BILLING_STATEMENT_H

#include "base/text.h"
#include "billing/invoice.h"

enum statement_kind {
	STATEMENT_INVOICE,
	STATEMENT_RECEIPT, /* of the tax in it */
};

/* Slow (fonts): on a worker. Rows are read a page at a time. ERR_INTERNAL when
 * a library fails, ERR_INVOICE_MISMATCH when the rows do not sum to it; ret_pdf
 * is the caller's, empty before. */
struct error statement_pdf(struct ctx *cx, const struct invoice *invoice,
    enum statement_kind kind, struct text *ret_pdf);

#endif
