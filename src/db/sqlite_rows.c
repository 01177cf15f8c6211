/*
 * SQLite: binding parameters, reading rows, and what its error codes mean.
 * Connections and transactions are in sqlite.c.
 */
#include "db/sqlite_private.h"

#include <string.h>

#include "base/log.h"

/* "UNIQUE constraint failed: customer.domain": the part behind the colon. A
 * trigger's own words are all of the message. */
static const char *conflict_field(
    struct arena *arena, const char *message, int rc)
{
	const char *colon = strstr(message, " constraint failed: ");

	if (arena == NULL || rc == SQLITE_CONSTRAINT_FOREIGNKEY)
		return NULL;
	if (colon != NULL)
		message = colon + strlen(" constraint failed: ");
	return arena_dup(arena, message);
}

struct error sqlite_fail(
    struct sqlite_db *own, struct arena *arena, const char *what, int rc)
{
	const char *reason = own->handle != NULL ? sqlite3_errmsg(own->handle)
						 : sqlite3_errstr(rc);
	struct db *db = &own->db;
	bool unique = rc == SQLITE_CONSTRAINT_UNIQUE ||
		      rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
		      rc == SQLITE_CONSTRAINT_TRIGGER;

	if (db->tx.open && sqlite3_get_autocommit(own->handle))
		db->tx.lost = true;
	/* the other constraints are broken by our own mistakes */
	if (!unique)
		log_event(LOG_ERROR, "sql_failed", LOG_T("what", what),
		    LOG_I("code", rc), LOG_T("reason", reason));
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
		return fail(ERR_CONFLICT, conflict_field(arena, reason, rc));
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(ERR_BUSY, NULL);
	default:
		return fail(ERR_INTERNAL, NULL);
	}
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct sql_arg *arg,
    sqlite3_destructor_type life)
{
	static const char nothing[] = "";

	switch (arg->type) {
	case ARG_INT:
		return sqlite3_bind_int64(stmt, at, arg->number);
	case ARG_TEXT:
		return sqlite3_bind_text(stmt, at, arg->bytes, -1, life);
	case ARG_BLOB:
		return sqlite3_bind_blob64(stmt, at,
		    arg->bytes == NULL && arg->number == 0 ? nothing
							   : arg->bytes,
		    (sqlite3_uint64)arg->number, life);
	default:
		return sqlite3_bind_null(stmt, at);
	}
}

static struct error misuse(struct db *db, size_t name, const char *reason)
{
	log_event(LOG_ERROR, "sql_misuse",
	    LOG_T("statement", db->texts[name].name), LOG_T("reason", reason));
	return fail(ERR_INTERNAL, NULL);
}

static struct error bind(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, sqlite3_destructor_type life)
{
	struct sqlite_db *own = (struct sqlite_db *)db;
	struct error e = sqlite_prepare(db, name);
	struct sqlite_statement *statement;

	if (e.code)
		return e;
	statement = &own->statements[name];
	if (statement->in_use)
		return misuse(db, name, "is open already");
	if (sql_arg_count(args) != statement->parameters)
		return misuse(db, name, "other number of arguments");
	for (int i = 0; i < statement->parameters; i++) {
		int rc = bind_one(
		    statement->stmt, statement->index[i], &args[i], life);

		if (rc != SQLITE_OK)
			return sqlite_fail(
			    own, arena, db->texts[name].name, rc);
	}
	return OK;
}

/* Arguments outlive the call, so nothing is copied. */
struct error sqlite_run(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, int64_t *ret_changed)
{
	struct sqlite_db *own = (struct sqlite_db *)db;
	struct error e = bind(db, arena, name, args, SQLITE_STATIC);
	sqlite3_stmt *stmt;
	int rc;

	if (e.code)
		return e;
	stmt = own->statements[name].stmt;
	do
		rc = sqlite3_step(stmt);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		e = sqlite_fail(own, arena, db->texts[name].name, rc);
	else if (ret_changed != NULL)
		*ret_changed = sqlite3_changes64(own->handle);
	sqlite3_reset(stmt);
	return e;
}

/* The caller's texts may be gone before the last row: SQLite copies them. */
struct error sqlite_rows_open(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, struct rows **ret_rows)
{
	struct sqlite_db *own = (struct sqlite_db *)db;
	struct error e = bind(db, arena, name, args, SQLITE_TRANSIENT);

	if (e.code)
		return e;
	own->statements[name].in_use = true;
	*ret_rows = &own->statements[name].rows;
	return OK;
}

static struct sqlite_statement *statement_of(struct rows *rows)
{
	return (struct sqlite_statement *)rows;
}

bool sqlite_next(struct rows *rows)
{
	struct sqlite_db *own = (struct sqlite_db *)rows->db;
	struct sqlite_statement *statement = statement_of(rows);
	size_t name = (size_t)(statement - own->statements);
	int rc = sqlite3_step(statement->stmt);

	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		rows->error = sqlite_fail(
		    own, rows->arena, rows->db->texts[name].name, rc);
	return false;
}

int64_t sqlite_get_int(struct rows *rows, int column)
{
	return sqlite3_column_int64(statement_of(rows)->stmt, column);
}

bool sqlite_get_null(struct rows *rows, int column)
{
	return sqlite3_column_type(statement_of(rows)->stmt, column) ==
	       SQLITE_NULL;
}

const char *sqlite_get_text(struct rows *rows, int column)
{
	sqlite3_stmt *stmt = statement_of(rows)->stmt;
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return text == NULL ? NULL
			    : arena_dup_n(rows->arena, text,
				  (size_t)sqlite3_column_bytes(stmt, column));
}

const void *sqlite_get_blob(struct rows *rows, int column, size_t *ret_length)
{
	sqlite3_stmt *stmt = statement_of(rows)->stmt;
	const void *bytes;

	*ret_length = 0;
	if (sqlite_get_null(rows, column))
		return NULL;
	bytes = sqlite3_column_blob(stmt, column);
	*ret_length = (size_t)sqlite3_column_bytes(stmt, column);
	return arena_dup_n(rows->arena, *ret_length ? bytes : "", *ret_length);
}

void sqlite_rows_close(struct rows *rows)
{
	struct sqlite_statement *statement = statement_of(rows);

	sqlite3_reset(statement->stmt);
	statement->in_use = false;
}
