/*
 * The lines of an invoice as a file to reconcile with: one row a
 * charge or credit under the published column names, as comma-separated values
 * or as a workbook. What was written is added up again, from its own text;
 * when that is not the invoice to the last minor unit, there is no file.
 */
#ifndef KONTOR_BILLING_RECONCILIATION_H
#define KONTOR_BILLING_RECONCILIATION_H

#include <stdint.h>

#include "base/crypto.h"
#include "billing/invoice.h"

enum reconciliation_form { RECONCILIATION_CSV, RECONCILIATION_XLSX };

/* The sums of the rows; they are the invoice's, else there is no file. */
struct reconciliation {
	int file; /* open at its start, without a name; the caller closes */
	int64_t length;
	int64_t row_count;
	struct money net, tax, gross;
	char sha256[SHA256_HEX]; /* of the file */
};

/*
 * Slow: on a worker, in a read snapshot. Rows are read and written a page at a
 * time. ERR_RECONCILIATION_SUMS (logged), ERR_RECONCILIATION_ROWS when they are
 * more than a worksheet holds.
 */
struct error reconciliation_make(struct ctx *cx, const struct invoice *invoice,
    enum reconciliation_form form, struct reconciliation *ret_made);

/* "text/csv; charset=utf-8", and the name to save it by. */
const char *reconciliation_type(enum reconciliation_form form);
const char *reconciliation_name(struct arena *arena,
    const struct invoice *invoice, enum reconciliation_form form);

#endif
