/*
 * SQLite's side of a copy. A target is written beside its place, without the
 * log that a crash would need, and moved there when it is whole and on the
 * disk.
 */
#include "db/copy_private.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "db/sqlite_private.h"

struct sqlite_end {
	struct copy_end end;
	sqlite3 *handle;
	int lock;           /* of the target, -1 */
	const char *beside; /* NULL at a source */
	bool kept;
	const struct copy_table *table; /* that is written */
	sqlite3_stmt *insert;
	struct copy_bytes row;
};

static struct sqlite_end *sqlite_of(struct copy_end *end)
{
	return (struct sqlite_end *)end;
}

static bool refused(struct sqlite_end *own, const char *what)
{
	bool constraint =
	    (sqlite3_errcode(own->handle) & 0xff) == SQLITE_CONSTRAINT;

	return copy_fail(own->end.copy, constraint ? COPY_UNFIT : COPY_FAILED,
	    "SQLite: %s: %s", what, sqlite3_errmsg(own->handle));
}

static bool script(struct sqlite_end *own, const char *text)
{
	return sqlite3_exec(own->handle, text, NULL, NULL, NULL) == SQLITE_OK ||
	       refused(own, text);
}

static bool statement(
    struct sqlite_end *own, const char *text, sqlite3_stmt **ret_stmt)
{
	return sqlite3_prepare_v2(own->handle, text, -1, ret_stmt, NULL) ==
		   SQLITE_OK ||
	       refused(own, text);
}

/* ---- tables ---- */

static const char *column_text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

static bool columns_read(struct sqlite_end *own, struct copy_schema *schema)
{
	sqlite3_stmt *stmt;
	bool fine = true;

	if (!statement(own, sql_texts[SQL_copy_columns].sqlite, &stmt))
		return false;
	while (fine && sqlite3_step(stmt) == SQLITE_ROW)
		fine = copy_schema_add(own->end.copy, schema,
		    column_text(stmt, 0), column_text(stmt, 1),
		    column_text(stmt, 2), sqlite3_column_int(stmt, 3));
	if (sqlite3_finalize(stmt) != SQLITE_OK)
		fine = refused(own, "its tables");
	return fine;
}

/* Nothing may come out of this statement. */
static bool nothing_in(
    struct sqlite_end *own, enum sql name, const char *format)
{
	sqlite3_stmt *stmt;
	bool fine;

	if (!statement(own, sql_texts[name].sqlite, &stmt))
		return false;
	fine = sqlite3_step(stmt) == SQLITE_DONE;
	if (!fine)
		copy_fail(own->end.copy, COPY_UNFIT, "%s %s",
		    column_text(stmt, 0), format);
	sqlite3_finalize(stmt);
	return fine;
}

static bool schema_read(struct copy_end *end, struct copy_schema *schema)
{
	struct sqlite_end *own = sqlite_of(end);

	return nothing_in(
		   own, SQL_copy_strangers, "is no table, and not copied") &&
	       columns_read(own, schema);
}

/* ---- reading ---- */

/* SQLite keeps in any column what it is given; PostgreSQL does not. */
static const char *misfit(
    sqlite3_stmt *stmt, int at, const struct copy_column *column)
{
	static const int kinds[] = { [COPY_INT] = SQLITE_INTEGER,
		[COPY_TEXT] = SQLITE_TEXT,
		[COPY_BYTES] = SQLITE_BLOB };
	const char *text;
	size_t length;

	if (sqlite3_column_type(stmt, at) != kinds[column->type])
		return "a value of another type";
	if (column->type != COPY_TEXT)
		return NULL;
	text = column_text(stmt, at);
	length = (size_t)sqlite3_column_bytes(stmt, at);
	if (memchr(text, '\0', length) != NULL)
		return "a text with a NUL, which PostgreSQL cannot keep";
	return text_is_utf8(text, length) ? NULL : "a text that is not UTF-8";
}

static bool value_add(struct sqlite_end *own, sqlite3_stmt *stmt, int at,
    const struct copy_table *table)
{
	const struct copy_column *column = &table->columns[at];
	const char *wrong;
	int length;

	if (sqlite3_column_type(stmt, at) == SQLITE_NULL) {
		copy_bytes_int32(&own->row, -1);
		return true;
	}
	if ((wrong = misfit(stmt, at, column)) != NULL)
		return copy_fail(own->end.copy, COPY_UNFIT, "%s.%s holds %s",
		    table->name, column->name, wrong);
	if (column->type == COPY_INT) {
		copy_bytes_int32(&own->row, 8);
		copy_bytes_int64(&own->row, sqlite3_column_int64(stmt, at));
		return true;
	}
	/* the bytes before their number: a text may be turned into UTF-8 */
	const void *bytes = column->type == COPY_TEXT
				? (const void *)column_text(stmt, at)
				: sqlite3_column_blob(stmt, at);

	length = sqlite3_column_bytes(stmt, at);
	copy_bytes_int32(&own->row, length);
	copy_bytes_add(&own->row, bytes, (size_t)length);
	return true;
}

static bool row_give(struct sqlite_end *own, sqlite3_stmt *stmt,
    const struct copy_table *table, copy_row_fn *row, void *what)
{
	own->row.length = 0;
	copy_bytes_int16(&own->row, (int)table->count);
	for (int i = 0; i < (int)table->count; i++)
		if (!value_add(own, stmt, i, table))
			return false;
	return row(what, own->row.bytes, own->row.length);
}

static bool table_read(struct copy_end *end, const struct copy_table *table,
    copy_row_fn *row, void *what)
{
	struct sqlite_end *own = sqlite_of(end);
	struct arena arena;
	sqlite3_stmt *stmt;
	bool fine;
	int rc = SQLITE_ROW;

	arena_init(&arena);
	fine = statement(own,
	    arena_printf(&arena, "SELECT %s FROM \"%s\" ORDER BY %s",
		copy_columns(&arena, table), table->name,
		copy_order(&arena, table, "", "")),
	    &stmt);
	arena_done(&arena);
	if (!fine)
		return false;
	while (fine && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		fine = row_give(own, stmt, table, row, what);
	if (fine && rc != SQLITE_DONE)
		fine = refused(own, table->name);
	sqlite3_finalize(stmt);
	return fine;
}

/* ---- writing ---- */

static bool clear(struct copy_end *end, const struct copy_table *table)
{
	return script(sqlite_of(end), arena_printf(end->copy->cx->arena,
					  "DELETE FROM \"%s\"", table->name));
}

static bool write_open(struct copy_end *end, const struct copy_table *table)
{
	struct sqlite_end *own = sqlite_of(end);
	struct arena *arena = end->copy->cx->arena;
	struct text holes;

	text_init(&holes, arena);
	for (size_t i = 0; i < table->count; i++)
		text_add(&holes, i > 0 ? ", ?" : "?");
	own->table = table;
	return statement(own,
	    arena_printf(arena, "INSERT INTO \"%s\" (%s) VALUES (%s)",
		table->name, copy_columns(arena, table), holes.bytes),
	    &own->insert);
}

static int value_bind(sqlite3_stmt *stmt, int at, enum copy_type type,
    const struct copy_value *value)
{
	if (value->bytes == NULL)
		return sqlite3_bind_null(stmt, at);
	if (type == COPY_INT)
		return sqlite3_bind_int64(stmt, at, copy_value_int(value));
	if (type == COPY_TEXT)
		return sqlite3_bind_text64(stmt, at, (const char *)value->bytes,
		    value->length, SQLITE_STATIC, SQLITE_UTF8);
	return sqlite3_bind_blob64(
	    stmt, at, value->bytes, value->length, SQLITE_STATIC);
}

static bool write_row(void *what, const uint8_t *row, size_t length)
{
	struct sqlite_end *own = what;
	struct copy_values values;
	struct copy_value value;
	size_t at = 0;
	int rc = SQLITE_OK;

	if (!copy_values_open(&values, row, length))
		return refused(own, own->table->name);
	for (; rc == SQLITE_OK && copy_values_next(&values, &value); at++)
		rc = value_bind(own->insert, (int)at + 1,
		    own->table->columns[at].type, &value);
	if (rc != SQLITE_OK || at != own->table->count)
		return refused(own, own->table->name);
	rc = sqlite3_step(own->insert);
	sqlite3_reset(own->insert);
	return rc == SQLITE_DONE || refused(own, own->table->name);
}

static bool write_close(struct copy_end *end)
{
	struct sqlite_end *own = sqlite_of(end);

	sqlite3_finalize(own->insert);
	own->insert = NULL;
	return true;
}

static bool file_open(struct sqlite_end *own, const char *path, int flags)
{
	if (sqlite3_open_v2(path, &own->handle, flags, NULL) == SQLITE_OK)
		return true;
	return refused(own, path);
}

/* Read by a new connection: what it finds is in the file. */
static bool written(struct copy_end *end,
    const struct copy_schema *schema __attribute__((unused)))
{
	struct sqlite_end *own = sqlite_of(end);

	if (!script(own, "COMMIT") ||
	    !nothing_in(
		own, SQL_copy_foreign, "has rows that name what is not there"))
		return false;
	sqlite3_close(own->handle);
	own->handle = NULL;
	return file_open(own, own->beside, SQLITE_OPEN_READONLY) &&
	       script(own, "BEGIN");
}

static bool synced(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool fine = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return fine;
}

static bool keep(struct copy_end *end)
{
	struct sqlite_end *own = sqlite_of(end);
	const char *place = end->copy->sqlite;
	const char *folder = dirname(arena_dup(end->copy->cx->arena, place));

	sqlite3_close(own->handle);
	own->handle = NULL;
	own->kept =
	    synced(own->beside, O_RDWR) && rename(own->beside, place) == 0;
	if (own->kept && synced(folder, O_RDONLY | O_DIRECTORY))
		return true;
	return copy_fail(
	    end->copy, COPY_FAILED, "%s: %s", place, strerror(errno));
}

/* ---- beginning and end ---- */

static void beside_remove(struct sqlite_end *own)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal",
		".lock" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (!own->kept || ends[i][0] != '\0')
			unlink(arena_printf(own->end.copy->cx->arena, "%s%s",
			    own->beside, ends[i]));
}

static void close_end(struct copy_end *end)
{
	struct sqlite_end *own = sqlite_of(end);

	sqlite3_finalize(own->insert);
	sqlite3_close(own->handle);
	if (own->beside != NULL)
		beside_remove(own);
	if (own->lock >= 0)
		close(own->lock);
}

static const struct copy_engine engine = {
	.schema = schema_read,
	.read = table_read,
	.clear = clear,
	.write_open = write_open,
	.write_row = write_row,
	.write_close = write_close,
	.written = written,
	.keep = keep,
	.close = close_end,
};

static struct sqlite_end *end_new(struct copy *copy)
{
	struct sqlite_end *own = ARENA_NEW(copy->cx->arena, struct sqlite_end);

	own->end = (struct copy_end){ .engine = &engine, .copy = copy };
	own->row.arena = copy->cx->arena;
	own->lock = -1;
	return own;
}

struct copy_end *copy_sqlite_source(struct copy *copy)
{
	struct sqlite_end *own = end_new(copy);

	/* for writing, because its log may want to be taken in first */
	if (file_open(own, copy->sqlite, SQLITE_OPEN_READWRITE) &&
	    script(own, "PRAGMA query_only=ON; PRAGMA busy_timeout=10000;"
			"PRAGMA mmap_size=268435456; BEGIN"))
		return &own->end;
	close_end(&own->end);
	return NULL;
}

/* A log that stays behind would be taken for the new file's own. */
static bool place_free(struct copy *copy)
{
	static const char *const ends[] = { "", "-wal", "-journal" };

	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *path = arena_printf(
		    copy->cx->arena, "%s%s", copy->sqlite, ends[i]);

		if (access(path, F_OK) == 0)
			return copy_fail(
			    copy, COPY_NOT_EMPTY, "%s is there already", path);
	}
	return true;
}

static bool owned(struct sqlite_end *own)
{
	struct copy *copy = own->end.copy;
	struct error e = sqlite_own(copy->sqlite, &own->lock);

	if (e.code == 0)
		return true;
	return copy_fail(copy, e.code == ERR_BUSY ? COPY_IN_USE : COPY_FAILED,
	    e.code == ERR_BUSY ? "another process serves %s"
			       : "%s: its lock cannot be taken",
	    copy->sqlite);
}

static bool migrate(struct sqlite_end *own)
{
	struct copy *copy = own->end.copy;
	struct db *db;
	struct error e =
	    db_open(own->beside, DB_WRITE, copy->cx->settings, &db);

	if (e.code == 0) {
		e = db_migrate(db);
		db_close(db);
	}
	return e.code == 0 ||
	       copy_fail(copy, COPY_FAILED, "%s cannot be made", own->beside);
}

struct copy_end *copy_sqlite_target(struct copy *copy)
{
	struct sqlite_end *own = end_new(copy);

	if (!owned(own) || !place_free(copy)) {
		close_end(&own->end);
		return NULL;
	}
	own->beside = arena_printf(copy->cx->arena, "%s.copying", copy->sqlite);
	beside_remove(own);
	if (migrate(own) &&
	    file_open(own, own->beside, SQLITE_OPEN_READWRITE) &&
	    script(own, "PRAGMA locking_mode=EXCLUSIVE;"
			"PRAGMA journal_mode=DELETE; PRAGMA journal_mode=OFF;"
			"PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;"
			"PRAGMA cache_size=-65536; BEGIN"))
		return &own->end;
	close_end(&own->end);
	return NULL;
}
