/*
 * Lists as CSV: header, columns, rows. Leaves values to the imports.
 */
#include "catalog/import_csv.h"
#include "i18n/i18n.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

bool column_same(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, " _");
		b += strspn(b, " _");
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (*a == '\0')
			return true;
	}
}

struct error import_unreadable(struct import *import, const char *name)
{
	const char *reason = arena_printf(import->cx->arena, "%s: %s", name,
	    errno ? strerror(errno) : "it cannot be read");

	return fail_with(
	    import->cx->arena, ERR_USAGE, NULL, HOLES({ "reason", reason }));
}

struct header {
	int at[LIST_COLUMNS_MAX];
	size_t count;
};

static bool header_read(struct import *import, const struct csv_row *row,
    const struct list_column *columns, struct header *header)
{
	int64_t bad = import->bad;

	header->count = row->count;
	for (size_t c = 0; columns[c].name != NULL; c++) {
		header->at[c] = -1;
		for (size_t i = 0; i < row->count; i++) {
			if (!column_same(columns[c].name, row->fields[i]))
				continue;
			if (header->at[c] >= 0)
				import_bad_line(import, row->line,
				    columns[c].name,
				    N_("the column stands twice"));
			header->at[c] = (int)i;
		}
		if (header->at[c] < 0 && columns[c].needed)
			import_bad_line(import, row->line, columns[c].name,
			    N_("the column is missing"));
	}
	return import->bad == bad;
}

static bool row_take(struct import *import, const struct csv_row *row,
    const struct list_column *columns, const struct header *header,
    struct list_row *ret_row)
{
	int64_t bad = import->bad;

	ret_row->line = row->line;
	if (row->count != header->count) {
		import_bad_line(import, row->line, NULL,
		    N_("{count} columns instead of {wanted_count}"),
		    import_number(import, (int64_t)row->count),
		    import_number(import, (int64_t)header->count));
		return false;
	}
	for (size_t c = 0; columns[c].name != NULL; c++) {
		ret_row->values[c] =
		    header->at[c] < 0 ? "" : row->fields[header->at[c]];
		if (columns[c].needed && !*ret_row->values[c])
			import_bad_line(import, row->line, columns[c].name,
			    N_("this is empty"));
	}
	return import->bad == bad;
}

struct error list_read(struct import *import, FILE *in, const char *name,
    const struct list_column *columns,
    struct error (*each)(void *what, const struct list_row *row), void *what)
{
	struct csv_file *csv = csv_file_open(in);
	struct header header = { .count = 0 };
	struct csv_row row;
	struct list_row list_row;
	const char *reason = NULL;
	enum csv_result result;
	bool headed = false;
	struct error e = csv ? OK : fail(ERR_INTERNAL, NULL);

	while (!e.code &&
	       (result = csv_file_next(csv, &row, &reason)) != CSV_END) {
		if (result == CSV_FAILED)
			e = import_unreadable(import, name);
		else if (result == CSV_BAD)
			import_bad_line(import, row.line, NULL, reason);
		else if (headed &&
			 row_take(import, &row, columns, &header, &list_row))
			e = each(what, &list_row);
		if (headed || e.code)
			continue;
		headed = result == CSV_ROW &&
			 header_read(import, &row, columns, &header);
		if (!headed)
			break;
	}
	csv_file_close(csv);
	if (!e.code && !headed && import->bad == 0)
		import_bad_line(import, 1, NULL, N_("the file is empty"));
	return e;
}
