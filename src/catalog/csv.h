/*
 * CSV as a stream of rows, RFC 4180: quoted fields, newlines and doubled
 * quotes inside them, CRLF or LF, a leading byte order mark. Never more than
 * one row is in memory. What columns mean is the importer's.
 */
#ifndef KONTOR_CATALOG_CSV_H
#define KONTOR_CATALOG_CSV_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CSV_FIELDS_MAX 128
#define CSV_ROW_BYTES_MAX (256 * 1024)

struct csv_file;

struct csv_row {
	int64_t line; /* where the row begins, from 1 */
	size_t count;
	const char *fields[CSV_FIELDS_MAX]; /* trimmed; until the next call */
};

enum csv_result {
	CSV_ROW = 1,
	CSV_BAD, /* row.line and the reason; reading may go on */
	CSV_END,
	CSV_FAILED, /* errno says why */
};

/* in stays the caller's, at its start. NULL without memory. */
struct csv_file *csv_file_open(FILE *in);
void csv_file_close(struct csv_file *file); /* NULL is fine */
/* Empty lines are passed over. ret_reason (English) is written when bad. */
enum csv_result csv_file_next(
    struct csv_file *file, struct csv_row *ret_row, const char **ret_reason);

#endif
