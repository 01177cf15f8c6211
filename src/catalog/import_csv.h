/*
 * CSV lists with named columns, for the imports that are simpler than price
 * sheets: reading rows, columns by name. What they mean is the import's.
 */
#ifndef KONTOR_CATALOG_IMPORT_CSV_H
#define KONTOR_CATALOG_IMPORT_CSV_H

#include "catalog/csv.h"
#include "catalog/import.h"

#define LIST_COLUMNS_MAX 16

struct list_column {
	const char *name;
	bool needed;
};

struct list_row {
	int64_t line;
	const char *values[LIST_COLUMNS_MAX]; /* "" when absent */
};

/* Column names are compared without case, blanks and '_'. */
bool column_same(const char *a, const char *b);

/*
 * Calls each for every row; bad rows, missing and repeated columns are said.
 * columns end with a NULL name. each stops the reading by an error.
 */
struct error list_read(struct import *import, FILE *in, const char *name,
    const struct list_column *columns,
    struct error (*each)(void *what, const struct list_row *row), void *what);

/* ERR_USAGE "name: why" by errno. */
struct error import_unreadable(struct import *import, const char *name);

#endif
