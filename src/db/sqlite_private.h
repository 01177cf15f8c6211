/*
 * What sqlite.c and sqlite_rows.c share. Nobody else includes this.
 */
#ifndef KONTOR_DB_SQLITE_PRIVATE_H
#define KONTOR_DB_SQLITE_PRIVATE_H

#include <sqlite3.h>

#include "db/engine_private.h"

struct sqlite_statement {
	struct rows rows; /* at most one open query per statement */
	bool in_use;
	sqlite3_stmt *stmt;
	int parameters;
	uint8_t index[PARAMETERS_MAX]; /* of $n at n - 1 */
};

enum verb {
	VERB_BEGIN_READ,
	VERB_BEGIN_WRITE,
	VERB_COMMIT,
	VERB_ROLLBACK,
	VERB_SAVEPOINT,
	VERB_RELEASE,
	VERB_ROLLBACK_TO,
	VERBS
};

struct sqlite_db {
	struct db db;
	sqlite3 *handle;
	int lock; /* -1 on read connections */
	int checkpoint_pages;
	int why;       /* errno of the last BEGIN, COMMIT and so on */
	int log_pages; /* after the last commit, see rest() */
	struct sqlite_statement *statements; /* by name */
	sqlite3_stmt *verbs[VERBS];
};

/*
 * What the result code means, logged when it is our fault. arena holds the
 * field of a conflict; without it there is none. Notes a lost transaction.
 */
struct error sqlite_fail(
    struct sqlite_db *own, struct arena *arena, const char *what, int rc);

/*
 * DIR/kontor.db is owned through DIR/kontor.lock. A file of its own, because
 * closing any handle of the database file drops SQLite's own locks. Closing
 * *ret_lock gives it back; ERR_BUSY, logged, when another process has it.
 */
struct error sqlite_own(const char *path, int *ret_lock);

struct error sqlite_script(struct db *db, const char *text);
struct error sqlite_prepare(struct db *db, size_t name);
struct error sqlite_run(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, int64_t *ret_changed);
struct error sqlite_rows_open(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, struct rows **ret_rows);
bool sqlite_next(struct rows *rows);
int64_t sqlite_get_int(struct rows *rows, int column);
bool sqlite_get_null(struct rows *rows, int column);
const char *sqlite_get_text(struct rows *rows, int column);
const void *sqlite_get_blob(struct rows *rows, int column, size_t *ret_length);
void sqlite_rows_close(struct rows *rows);

#endif
