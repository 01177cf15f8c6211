/*
 * Rows that PostgreSQL answered with: all of them are here when the first is
 * read.
 */
#include <stdlib.h>

#include "db/postgres_private.h"

struct postgres_rows {
	struct rows rows;
	PGresult *result;
	int row;
};

struct rows *postgres_rows(struct arena *arena, PGresult *result)
{
	struct postgres_rows *rows = ARENA_NEW(arena, struct postgres_rows);

	rows->result = result;
	rows->row = -1;
	return &rows->rows;
}

static struct postgres_rows *own_rows(struct rows *rows)
{
	return (struct postgres_rows *)rows;
}

bool postgres_next(struct rows *rows)
{
	return ++own_rows(rows)->row < PQntuples(own_rows(rows)->result);
}

bool postgres_get_null(struct rows *rows, int column)
{
	return PQgetisnull(own_rows(rows)->result, own_rows(rows)->row, column);
}

static const char *value_of(struct rows *rows, int column)
{
	return PQgetvalue(own_rows(rows)->result, own_rows(rows)->row, column);
}

/* "t": a comparison is a number on SQLite and a boolean here */
int64_t postgres_get_int(struct rows *rows, int column)
{
	const char *value = value_of(rows, column);

	return value[0] == 't' ? 1 : strtoll(value, NULL, 10);
}

const char *postgres_get_text(struct rows *rows, int column)
{
	return postgres_get_null(rows, column)
		   ? NULL
		   : arena_dup(rows->arena, value_of(rows, column));
}

const void *postgres_get_blob(struct rows *rows, int column, size_t *ret_length)
{
	unsigned char *bytes;
	const void *copy;

	*ret_length = 0;
	if (postgres_get_null(rows, column))
		return NULL;
	bytes = PQunescapeBytea(
	    (const unsigned char *)value_of(rows, column), ret_length);
	copy = arena_dup_n(rows->arena, (const char *)bytes, *ret_length);
	PQfreemem(bytes);
	return copy;
}

void postgres_rows_end(struct rows *rows)
{
	PQclear(own_rows(rows)->result);
}
