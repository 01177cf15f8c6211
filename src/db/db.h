/*
 * Statements inside a transaction, the same for both engines. Statements are
 * named in .sql files and prepared on first use per connection; parameters
 * are always bound. SQLite has no statistics and takes the key of a tenant's
 * table where an index of two columns would do: such a statement says so,
 * sqlite: INDEXED BY orders_by_alternate, in a comment behind its table, which
 * PostgreSQL does not see. Opening, committing and waiting are the dispatcher's
 * and the writer's, never a service's.
 */
#ifndef KONTOR_DB_DB_H
#define KONTOR_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "sql_names.h" /* generated: enum sql { SQL_order_load, ... } */

struct sql_arg {
	enum { ARG_END = 0, ARG_INT, ARG_TEXT, ARG_BLOB, ARG_NULL } type;
	int64_t number;    /* ARG_INT, and the length of a blob */
	const void *bytes; /* ARG_TEXT (NULL: SQL NULL), ARG_BLOB */
};
/* clang-format off */
#define I(value) { ARG_INT, (int64_t)(value), NULL }
#define T(value) { ARG_TEXT, 0, (value) }
#define B(value, length) { ARG_BLOB, (int64_t)(length), (value) }
#define NIL { ARG_NULL, 0, NULL }
/* sql_run(cx, SQL_order_save, ARGS(I(partner), T(order_id))) */
#define ARGS(...) ((const struct sql_arg[]){ __VA_ARGS__, { ARG_END, 0, NULL } })
/* clang-format on */
#define NO_ARGS ((const struct sql_arg[]){ { ARG_END, 0, NULL } })

/*
 * A statement without rows. ret_changed may be NULL. A broken constraint is
 * ERR_CONFLICT, its field "table.column, table.column" for a unique one, else
 * the constraint's name (a trigger's own words, NULL for a foreign key).
 * ERR_BUSY: the engine dropped the whole transaction, or somebody holds a
 * lock; the writer does it all again. Everything else is logged and
 * ERR_INTERNAL. Hand every error on: after one, PostgreSQL runs nothing more
 * until the savepoint is rolled back. A collision that is expected is asked
 * for with ON CONFLICT.
 */
struct error sql_run(struct ctx *cx, enum sql name, const struct sql_arg *args,
    int64_t *ret_changed);
/*
 * In the writer a sql_run with ret_changed NULL need not wait for PostgreSQL:
 * OK means sent, and an error comes out of a later call. No service has to
 * care: the writer then takes all back and runs the command again, waiting for
 * each statement, so that the error is where it belongs (writer.h).
 */

/* The same for exactly one row. Another number is ERR_BUSY, so that the writer
 * does it all again: for what was read before and holds. */
struct error sql_run_one(
    struct ctx *cx, enum sql name, const struct sql_arg *args);

/*
 * The same query with the same arguments will be opened soon, before anything
 * is written: PostgreSQL may be asked now and answer several at once. Changes
 * nothing else; SQLite does nothing.
 */
void sql_ahead(struct ctx *cx, enum sql name, const struct sql_arg *args);

/*
 * A query. Never NULL: a failure shows in rows_close, and rows_next is then
 * false. At most one open query per statement and transaction; closing is
 * needed. Texts and blobs are copied into the arena. The other functions are
 * for a row that rows_next gave.
 */
struct rows *sql_open(
    struct ctx *cx, enum sql name, const struct sql_arg *args);
bool rows_next(struct rows *rows);
int64_t rows_int(struct rows *rows, int column);
bool rows_null(struct rows *rows, int column);
const char *rows_text(struct rows *rows, int column); /* NULL for NULL */
const void *rows_blob(struct rows *rows, int column, size_t *ret_length);
struct error rows_close(struct rows *rows);

/* The first row's first column as integer; ret_found may be NULL. */
struct error sql_int(struct ctx *cx, enum sql name, const struct sql_arg *args,
    int64_t *ret_value, bool *ret_found);

#endif
