/*
 * Comma-separated values, RFC 4180, that a spreadsheet will not take for
 * formulas.
 */
#ifndef KONTOR_BASE_CSV_ROW_H
#define KONTOR_BASE_CSV_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* NULL is an empty cell. A cell that begins like a formula (= + - @, tab,
 * return) gets an apostrophe in front; quotes where they are needed. */
void csv_row(struct text *out, const char *const *cells, size_t count);
/* One cell, for rows with numbers of our own making among them: those are not
 * words, and -12.50 stays what it is. */
void csv_cell(struct text *out, const char *cell, bool is_number);
void csv_row_end(struct text *out);

#endif
