/*
 * SQLite: connections, the statement cache and the transaction calls. Binding,
 * rows and the meaning of error codes are in sqlite_rows.c.
 */
#include "db/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/stop.h"
#include "base/text.h"

#define BUSY_MS 5000
#define CHECKPOINT_PAGES 4000 /* without settings */

static struct sqlite_db *sqlite_of(struct db *db)
{
	return (struct sqlite_db *)db;
}

struct error sqlite_script(struct db *db, const char *text)
{
	struct sqlite_db *own = sqlite_of(db);
	int rc = sqlite3_exec(own->handle, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : sqlite_fail(own, NULL, "script", rc);
}

/* "$1" is a name in SQLite, numbered by where it stands: map it once. */
static bool parameters_map(struct sqlite_statement *statement)
{
	int count = sqlite3_bind_parameter_count(statement->stmt);
	int64_t number;

	statement->parameters = 0;
	memset(statement->index, 0, sizeof(statement->index));
	for (int i = 1; i <= count; i++) {
		const char *name =
		    sqlite3_bind_parameter_name(statement->stmt, i);

		if (name == NULL || name[0] != '$' ||
		    !text_to_int(name + 1, &number) || number < 1 ||
		    number > PARAMETERS_MAX)
			return false;
		statement->index[number - 1] = (uint8_t)i;
		if (number > statement->parameters)
			statement->parameters = (int)number;
	}
	return statement->parameters == count; /* no gaps */
}

/*
 * A statement may say which index SQLite takes, as the migrations say what is
 * SQLite's alone: without statistics it thinks that a tenant has ten rows, and
 * reads all of them.
 */
static int statement_make(struct sqlite_db *own, const char *text,
    sqlite3_stmt **ret_stmt, bool *ret_whole)
{
	struct arena arena;
	const char *tail = NULL;
	int rc;

	arena_init(&arena);
	rc = sqlite3_prepare_v3(own->handle,
	    migration_text(&arena, text, "sqlite"), -1,
	    SQLITE_PREPARE_PERSISTENT, ret_stmt, &tail);
	*ret_whole = text_empty(tail);
	arena_done(&arena);
	return rc;
}

struct error sqlite_prepare(struct db *db, size_t name)
{
	struct sqlite_db *own = sqlite_of(db);
	const struct sql_text *text = &db->texts[name];
	struct sqlite_statement *statement;
	bool whole;
	int rc;

	if (own->statements == NULL)
		own->statements = calloc(db->text_count, sizeof(*statement));
	if (own->statements == NULL)
		return fail(ERR_INTERNAL, NULL);
	statement = &own->statements[name];
	if (statement->stmt != NULL)
		return OK;
	rc = statement_make(own, text->sqlite, &statement->stmt, &whole);
	if (rc != SQLITE_OK)
		return sqlite_fail(own, NULL, text->name, rc);
	if (whole && parameters_map(statement))
		return OK;
	log_event(LOG_ERROR, "sql_statement", LOG_T("statement", text->name),
	    LOG_T("reason", "one statement with parameters $1 to $n"));
	sqlite3_finalize(statement->stmt);
	statement->stmt = NULL;
	return fail(ERR_INTERNAL, NULL);
}

/* BEGIN, SAVEPOINT and the like come by the thousand: prepared once. */
static struct error verb_run(struct db *db, enum verb verb)
{
	static const char *const texts[VERBS] = {
		[VERB_BEGIN_READ] = "BEGIN",
		[VERB_BEGIN_WRITE] = "BEGIN IMMEDIATE",
		[VERB_COMMIT] = "COMMIT",
		[VERB_ROLLBACK] = "ROLLBACK",
		[VERB_SAVEPOINT] = "SAVEPOINT command",
		[VERB_RELEASE] = "RELEASE command",
		[VERB_ROLLBACK_TO] = "ROLLBACK TO command",
	};
	struct sqlite_db *own = sqlite_of(db);
	sqlite3_stmt **stmt = &own->verbs[verb];
	int rc = SQLITE_OK;

	if (*stmt == NULL)
		rc = sqlite3_prepare_v3(own->handle, texts[verb], -1,
		    SQLITE_PREPARE_PERSISTENT, stmt, NULL);
	if (rc == SQLITE_OK) {
		errno = 0;
		rc = sqlite3_step(*stmt);
		own->why = errno;
		sqlite3_reset(*stmt);
	}
	return rc == SQLITE_DONE ? OK : sqlite_fail(own, NULL, texts[verb], rc);
}

static struct error begin(struct db *db)
{
	return verb_run(
	    db, db->mode == DB_WRITE ? VERB_BEGIN_WRITE : VERB_BEGIN_READ);
}

/* SQLite knows ENOSPC alone, and of a COMMIT it does not keep the cause. */
static bool is_full(const struct sqlite_db *own, int rc)
{
	return (rc & 0xff) == SQLITE_FULL ||
	       (rc == SQLITE_IOERR_WRITE && disk_is_full(own->why));
}

/*
 * A full or read-only disk, a lock of somebody else's and a constraint deferred
 * to the end leave the file as it was, so that is a lost transaction and people
 * can go on. Whatever else stops a commit is the caller's end.
 */
static struct error commit(struct db *db)
{
	struct error e = verb_run(db, VERB_COMMIT);
	const struct sqlite_db *own = sqlite_of(db);
	int rc = sqlite3_extended_errcode(own->handle);

	if (e.code)
		db->tx.lost = is_full(own, rc) || (rc & 0xff) == SQLITE_BUSY ||
			      (rc & 0xff) == SQLITE_CONSTRAINT;
	return e;
}

static void rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(sqlite_of(db)->handle))
		verb_run(db, VERB_ROLLBACK);
}

static struct error savepoint(struct db *db)
{
	return verb_run(db, VERB_SAVEPOINT);
}

static struct error release(struct db *db)
{
	return verb_run(db, VERB_RELEASE);
}

static struct error rollback_to(struct db *db)
{
	return verb_run(db, VERB_ROLLBACK_TO);
}

static int count_log_pages(
    void *own, sqlite3 *handle, const char *schema, int pages)
{
	(void)handle;
	(void)schema;
	((struct sqlite_db *)own)->log_pages = pages;
	return SQLITE_OK;
}

/*
 * Commits stay in the log until they are in the file and synced there, so a
 * full disk costs nothing but room: after the next commits it is tried again.
 * After a sync that failed nobody knows what the disk holds.
 */
static int checkpoint(struct sqlite_db *own, int mode)
{
	int rc = sqlite3_wal_checkpoint_v2(own->handle, NULL, mode, NULL, NULL);

	if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC)
		stop_disk("sync_failed",
		    "the database file cannot be synced: what it holds is "
		    "uncertain");
	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
		log_event(LOG_ERROR, "checkpoint_failed", LOG_I("code", rc),
		    LOG_T("reason", sqlite3_errmsg(own->handle)),
		    LOG_T("commits", "stay in the log until it can be done"));
	return rc;
}

/*
 * The first call takes checkpoints out of COMMIT: from then on they come here,
 * after the answers. Passive, so that no reader is waited for.
 */
static void rest(struct db *db)
{
	struct sqlite_db *own = sqlite_of(db);

	sqlite3_wal_hook(own->handle, count_log_pages, own);
	if (own->log_pages < own->checkpoint_pages)
		return;
	own->log_pages = 0;
	checkpoint(own, SQLITE_CHECKPOINT_PASSIVE);
}

static void close_sqlite(struct db *db)
{
	struct sqlite_db *own = sqlite_of(db);

	for (size_t i = 0; own->statements != NULL && i < db->text_count; i++)
		sqlite3_finalize(own->statements[i].stmt);
	for (int i = 0; i < VERBS; i++)
		sqlite3_finalize(own->verbs[i]);
	sqlite3_close(own->handle);
	if (own->lock >= 0)
		close(own->lock);
	free(own->statements);
	free(own);
}

static const struct engine sqlite_engine = {
	.name = "sqlite",
	.close = close_sqlite,
	.script = sqlite_script,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.savepoint = savepoint,
	.release = release,
	.rollback_to = rollback_to,
	.rest = rest,
	.prepare = sqlite_prepare,
	.run = sqlite_run,
	.open = sqlite_rows_open,
	.next = sqlite_next,
	.get_int = sqlite_get_int,
	.get_null = sqlite_get_null,
	.get_text = sqlite_get_text,
	.get_blob = sqlite_get_blob,
	.rows_close = sqlite_rows_close,
};

struct error sqlite_own(const char *path, int *ret_lock)
{
	char lock[4096];
	size_t length = strlen(path);
	int fd;

	if (length > 3 && strcmp(path + length - 3, ".db") == 0)
		length -= 3;
	snprintf(lock, sizeof(lock), "%.*s.lock", (int)length, path);
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		log_event(LOG_ERROR, "database_lock", LOG_T("file", path),
		    LOG_T("reason", strerror(errno)));
		return fail(ERR_INTERNAL, NULL);
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*ret_lock = fd;
		return OK;
	}
	close(fd);
	log_event(LOG_ERROR, "database_in_use", LOG_T("file", path),
	    LOG_T("reason", "another process has this database open"));
	return fail(ERR_BUSY, NULL);
}

/* The log and its index take their rights from the database file. */
static void make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
}

/*
 * What an earlier process left in the log is read, written to the file and
 * synced there before anything is added to it: when its last sync failed, some
 * of the log may be in memory alone, and what came behind would be lost with
 * it.
 */
static struct error log_empty(struct sqlite_db *own)
{
	int rc = checkpoint(own, SQLITE_CHECKPOINT_TRUNCATE);

	/* somebody reads, as a backup does: the next checkpoint does it */
	return rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY
		   ? OK
		   : fail(ERR_INTERNAL, NULL);
}

static struct error settle(
    struct sqlite_db *own, const struct settings *settings)
{
	static const char both[] = "PRAGMA foreign_keys=ON;"
				   "PRAGMA trusted_schema=OFF;";
	struct error e;

	own->checkpoint_pages = settings && settings->checkpoint_pages > 0
				    ? (int)settings->checkpoint_pages
				    : CHECKPOINT_PAGES;
	sqlite3_extended_result_codes(own->handle, 1);
	sqlite3_busy_timeout(own->handle, BUSY_MS);
	/* "text" in double quotes must mean the same on both engines */
	sqlite3_db_config(own->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(own->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(own->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if ((e = sqlite_script(&own->db, both)).code)
		return e;
	if (own->db.mode == DB_READ)
		return sqlite_script(&own->db,
		    "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;"
		    "PRAGMA cache_size=-4096; PRAGMA mmap_size=0;");
	if ((e = sqlite_script(&own->db,
		 "PRAGMA journal_mode=WAL;"
		 "PRAGMA synchronous=FULL; PRAGMA cache_size=-24576;"
		 "PRAGMA journal_size_limit=268435456;"))
		.code)
		return e;
	sqlite3_wal_autocheckpoint(own->handle, own->checkpoint_pages);
	return log_empty(own);
}

/*
 * Counting memory puts one lock around every allocation of all threads. And a
 * savepoint keeps the pages of its command in memory, however many: on its way
 * to a file SQLite 3.40 writes what it kept in one piece, of which only the
 * lower 17 bits of the length count, so that 128 KiB and more ended as
 * "database or disk is full".
 */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
}

static struct error handle_open(struct sqlite_db *own, const char *path)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int rc;

	pthread_once(&once, configure);
	rc = sqlite3_open_v2(path, &own->handle,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK) /* small values of a row from memory of its own */
		sqlite3_db_config(
		    own->handle, SQLITE_DBCONFIG_LOOKASIDE, NULL, 512, 512);

	return rc == SQLITE_OK ? OK : sqlite_fail(own, NULL, path, rc);
}

static struct error writer_file(struct sqlite_db *own, const char *path)
{
	struct error e;

	if (own->db.mode == DB_READ)
		return OK;
	e = sqlite_own(path, &own->lock);
	if (!e.code)
		make_private(path);
	return e;
}

struct error sqlite_open(const char *path, enum db_mode mode,
    const struct settings *settings, struct db **ret_db)
{
	struct sqlite_db *own = calloc(1, sizeof(*own));
	struct error e = fail(ERR_INTERNAL, NULL);

	if (own == NULL)
		return e;
	own->lock = -1;
	own->db.engine = &sqlite_engine;
	own->db.mode = mode;
	if (!(e = writer_file(own, path)).code &&
	    !(e = handle_open(own, path)).code &&
	    !(e = settle(own, settings)).code) {
		*ret_db = &own->db;
		return OK;
	}
	close_sqlite(&own->db);
	return e;
}
