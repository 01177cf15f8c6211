/*
 * Comma-separated values, RFC 4180, that a spreadsheet will not take for
 * formulas.
 */
#ifndef KONTOR_WEB_CSV_H
#define KONTOR_WEB_CSV_H

#include <stddef.h>

#include "base/text.h"

/* NULL is an empty cell. A cell that begins like a formula (= + - @, tab,
 * return) gets an apostrophe in front; quotes where they are needed. */
void csv_row(struct text *out, const char *const *cells, size_t count);

#endif
