/*
 * Rows of a reconciliation file between those who fill and who write them. For
 * billing/ only.
 */
#ifndef KONTOR_BILLING_RECONCILIATION_PRIVATE_H
#define KONTOR_BILLING_RECONCILIATION_PRIVATE_H

#include <stdio.h>

#include "base/text.h"
#include "billing/reconciliation.h"

enum cell_kind {
	CELL_TEXT = 0, /* somebody's words, or an id */
	CELL_NUMBER,   /* digits of our own */
	CELL_MONEY,    /* the same, with the digits of its currency */
};
struct recon_column {
	const char *name; /* as published */
	enum cell_kind kind;
};
#define RECON_COLUMNS 47
enum { RECON_SUBTOTAL = 18, RECON_TAX_TOTAL = 19, RECON_TOTAL = 20 };
extern const struct recon_column recon_columns[RECON_COLUMNS];

/* Cells as text; NULL is empty. invoice_number as on the invoice. */
struct recon_row {
	const char *cells[RECON_COLUMNS];
};
struct recon_row recon_row_of(
    struct ctx *cx, const struct invoice_line *line, const char *number);

/* Gives each row of an invoice to fn; adds up what fn was given. */
struct recon_writer {
	const struct invoice *invoice;
	struct error (*row)(struct recon_writer *writer, struct ctx *cx,
	    const char *const *cells);
	void *file; /* of row */
	struct reconciliation made;
};
struct error recon_rows(struct ctx *cx, struct recon_writer *writer);
/* The sums of the rows are the invoice's: OK, or ERR_RECONCILIATION_SUMS. */
struct error recon_check(const struct recon_writer *writer);

/* The workbook, written into that descriptor. */
struct error recon_workbook(
    struct ctx *cx, struct recon_writer *writer, int file);

#endif
