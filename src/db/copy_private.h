/*
 * What copy.c asks of each engine. A row travels as PostgreSQL's binary COPY
 * writes it: the number of values (16 bits), and of each its length (32 bits,
 * -1 for NULL) and bytes, numbers in 64 bits; all of them high byte first.
 */
#ifndef KONTOR_DB_COPY_PRIVATE_H
#define KONTOR_DB_COPY_PRIVATE_H

#include "db/copy.h"

enum copy_type { COPY_INT, COPY_TEXT, COPY_BYTES };

struct copy_column {
	const char *name;
	enum copy_type type;
	int key; /* place in the primary key, from 1; 0: none */
};

struct copy_table {
	const char *name;
	struct copy_column *columns;
	size_t count, room;
	const char **parents; /* tables that its rows name */
	size_t parent_count, parent_room;
	bool placed; /* in the order of writing */
};

struct copy_schema {
	struct arena *arena;
	struct copy_table *tables; /* in the order of names */
	size_t count, room;
};

struct copy_bytes {
	struct arena *arena;
	uint8_t *bytes;
	size_t length, room;
};

/* False ends the reading. */
typedef bool copy_row_fn(void *what, const uint8_t *row, size_t length);

/* One side; each engine's own begins with it. */
struct copy_end {
	const struct copy_engine *engine;
	struct copy *copy;
};

struct copy_engine {
	bool (*schema)(struct copy_end *end, struct copy_schema *ret_schema);
	/* All rows, in the order of the key. */
	bool (*read)(struct copy_end *end, const struct copy_table *table,
	    copy_row_fn *row, void *what);
	/* The target alone: what the migrations put in goes. */
	bool (*clear)(struct copy_end *end, const struct copy_table *table);
	bool (*write_open)(
	    struct copy_end *end, const struct copy_table *table);
	copy_row_fn *write_row; /* what is the end */
	bool (*write_close)(struct copy_end *end);
	/* All was written: from now on it is read. */
	bool (*written)(struct copy_end *end, const struct copy_schema *schema);
	/* Now it is there for everybody. */
	bool (*keep)(struct copy_end *end);
	/* What was not kept is gone. */
	void (*close)(struct copy_end *end);
};

/* NULL: the copy says why. */
struct copy_end *copy_sqlite_source(struct copy *copy);
struct copy_end *copy_sqlite_target(struct copy *copy);
struct copy_end *copy_postgres_source(struct copy *copy);
struct copy_end *copy_postgres_target(struct copy *copy);

/* Keeps the first reason; always false. */
__attribute__((format(printf, 3, 4))) bool copy_fail(
    struct copy *copy, enum copy_outcome outcome, const char *format, ...);

/* A row of copy_columns; false for a type that is none of ours. */
bool copy_schema_add(struct copy *copy, struct copy_schema *schema,
    const char *table, const char *column, const char *type, int key);
struct copy_table *copy_schema_find(
    const struct copy_schema *schema, const char *table);
/* The same tables, columns, types and keys; names what is not. */
bool copy_schema_same(struct copy *copy, const struct copy_schema *of_sqlite,
    const struct copy_schema *of_postgres);
/* Tables after those that their rows name; NULL, said, when there is a ring. */
struct copy_table **copy_schema_order(
    struct copy *copy, struct copy_schema *schema);

/* "a", "b": of all columns; of the key, or of all when there is none, each
 * with the words behind it: texts get of_text. */
const char *copy_columns(struct arena *arena, const struct copy_table *table);
const char *copy_order(struct arena *arena, const struct copy_table *table,
    const char *of_text, const char *of_all);

void copy_bytes_add(struct copy_bytes *to, const void *bytes, size_t length);
void copy_bytes_int16(struct copy_bytes *to, int value);
void copy_bytes_int32(struct copy_bytes *to, int64_t value);
void copy_bytes_int64(struct copy_bytes *to, int64_t value);

/* Walks the values of a row. */
struct copy_value {
	const uint8_t *bytes; /* NULL for NULL */
	size_t length;
};
struct copy_values {
	const uint8_t *at, *end;
	int left;
};
/* False: it is no row. */
bool copy_values_open(
    struct copy_values *values, const uint8_t *row, size_t length);
bool copy_values_next(struct copy_values *values, struct copy_value *ret);
int64_t copy_value_int(const struct copy_value *value);

#endif
