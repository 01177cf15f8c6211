/*
 * The parts of connections and statements that are the same for both engines:
 * choosing the engine, transaction state, refusing what may not run any more.
 */
#include "db/engine_private.h"

#include <string.h>

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"

static bool is_postgres(const char *where)
{
	return text_starts(where, "postgresql://") ||
	       text_starts(where, "postgres://");
}

struct error db_open(const char *where, enum db_mode mode,
    const struct settings *settings, struct db **ret_db)
{
	struct db *db;
	struct error e = is_postgres(where)
			     ? postgres_open(where, mode, &db)
			     : sqlite_open(where, mode, settings, &db);

	if (e.code)
		return e;
	db->tx.db = db;
	db_use_texts(db, sql_texts, SQL_COUNT);
	*ret_db = db;
	return OK;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	tx_rollback(&db->tx);
	db->engine->close(db);
}

void db_use_texts(
    struct db *db, const struct sql_text *texts, size_t text_count)
{
	db->texts = texts;
	db->text_count = text_count;
}

void db_rest(struct db *db)
{
	if (db->engine->rest != NULL && !db->tx.open)
		db->engine->rest(db);
}

struct error db_prepare_all(struct db *db)
{
	int bad = 0;

	for (size_t i = 0; i < db->text_count; i++)
		bad += db->engine->prepare(db, i).code != 0;
	return bad ? fail(ERR_INTERNAL, NULL) : OK;
}

/* A query left open would keep its snapshot or refuse its next opening. */
static void close_rows(struct db *db)
{
	while (db->open_rows != NULL) {
		log_event(LOG_WARN, "query_left_open",
		    LOG_T("engine", db->engine->name));
		rows_close(db->open_rows);
	}
}

struct error tx_begin_of(struct db *db, int64_t tenant, struct tx **ret_tx)
{
	struct error e;

	if (db->tx.open) {
		log_event(LOG_ERROR, "transaction_in_transaction",
		    LOG_T("engine", db->engine->name));
		return fail(ERR_INTERNAL, NULL);
	}
	db->tx.tenant = tenant;
	if ((e = db->engine->begin(db)).code)
		return e;
	db->tx.open = true;
	db->tx.lost = db->tx.late = db->tx.pipelined = false;
	db->tx.spent_us = 0;
	*ret_tx = &db->tx;
	return OK;
}

struct error tx_begin(struct db *db, struct tx **ret_tx)
{
	return tx_begin_of(db, 0, ret_tx);
}

struct error tx_commit(struct tx *tx)
{
	struct error e;

	close_rows(tx->db);
	if (tx->lost) {
		tx_rollback(tx);
		return fail(ERR_BUSY, NULL);
	}
	e = tx->db->engine->commit(tx->db);
	if (e.code)
		tx_rollback(tx);
	tx->open = false;
	return e;
}

void tx_rollback(struct tx *tx)
{
	if (!tx->open)
		return;
	close_rows(tx->db);
	tx->db->engine->rollback(tx->db);
	tx->open = false;
}

static struct error step(struct tx *tx, struct error (*fn)(struct db *))
{
	return tx->lost ? fail(ERR_BUSY, NULL) : fn(tx->db);
}

struct error tx_savepoint(struct tx *tx)
{
	return step(tx, tx->db->engine->savepoint);
}

struct error tx_release(struct tx *tx)
{
	return step(tx, tx->db->engine->release);
}

struct error tx_rollback_to(struct tx *tx)
{
	close_rows(tx->db);
	return step(tx, tx->db->engine->rollback_to);
}

void tx_pipeline(struct tx *tx)
{
	tx->pipelined = true;
}

bool tx_late(const struct tx *tx)
{
	return tx->late;
}

bool tx_lost(const struct tx *tx)
{
	return tx->lost;
}

int64_t tx_spent_us(const struct tx *tx)
{
	return tx->spent_us;
}

int sql_arg_count(const struct sql_arg *args)
{
	int n = 0;

	while (args[n].type != ARG_END)
		n++;
	return n;
}

/* After the engine dropped a transaction, the next statement would commit
 * by itself: nothing may run then. */
static struct error may_run(const struct ctx *cx, size_t name)
{
	const struct tx *tx = cx->tx;

	if (tx != NULL && tx->open && !tx->lost && name < tx->db->text_count)
		return OK;
	if (tx != NULL && tx->lost)
		return fail(ERR_BUSY, NULL);
	log_event(
	    LOG_ERROR, "statement_without_transaction", LOG_I("number", name));
	return fail(ERR_INTERNAL, NULL);
}

struct error sql_run(struct ctx *cx, enum sql name, const struct sql_arg *args,
    int64_t *ret_changed)
{
	struct error e = may_run(cx, name);
	int64_t begun;

	if (e.code)
		return e;
	begun = clock_steady_us();
	e = cx->tx->db->engine->run(
	    cx->tx->db, cx->arena, name, args, ret_changed);
	cx->tx->spent_us += clock_steady_us() - begun;
	return e;
}

static struct error run_one(
    struct ctx *cx, size_t name, const struct sql_arg *args)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, (enum sql)name, args, &changed);

	return e.code == 0 && changed != 1 ? fail(ERR_BUSY, NULL) : e;
}

struct error sql_run_one(
    struct ctx *cx, enum sql name, const struct sql_arg *args)
{
	struct error e = may_run(cx, name);
	struct db *db;
	int64_t begun;

	if (e.code)
		return e;
	db = cx->tx->db;
	if (db->engine->run_one == NULL || !db->tx.pipelined)
		return run_one(cx, name, args);
	begun = clock_steady_us();
	e = db->engine->run_one(db, cx->arena, name, args);
	db->tx.spent_us += clock_steady_us() - begun;
	return e;
}

void sql_ahead(struct ctx *cx, enum sql name, const struct sql_arg *args)
{
	struct tx *tx = cx->tx;

	if (tx != NULL && tx->open && !tx->lost && name < tx->db->text_count &&
	    tx->db->engine->ahead != NULL)
		tx->db->engine->ahead(tx->db, name, args);
}

static struct rows *rows_failed(struct arena *arena, struct error error)
{
	struct rows *rows = ARENA_NEW(arena, struct rows);

	rows->error = error;
	return rows;
}

struct rows *sql_open(struct ctx *cx, enum sql name, const struct sql_arg *args)
{
	struct error e = may_run(cx, name);
	struct rows *rows;
	struct db *db;
	int64_t begun;

	if (e.code)
		return rows_failed(cx->arena, e);
	db = cx->tx->db;
	begun = clock_steady_us();
	e = db->engine->open(db, cx->arena, name, args, &rows);
	db->tx.spent_us += clock_steady_us() - begun;
	if (e.code)
		return rows_failed(cx->arena, e);
	rows->db = db;
	rows->arena = cx->arena;
	rows->error = OK;
	rows->ended = rows->closed = false;
	rows->next_open = db->open_rows;
	db->open_rows = rows;
	return rows;
}

bool rows_next(struct rows *rows)
{
	int64_t begun;

	if (rows->error.code || rows->closed || rows->ended)
		return false;
	begun = clock_steady_us();
	rows->ended = !rows->db->engine->next(rows);
	rows->db->tx.spent_us += clock_steady_us() - begun;
	return !rows->ended;
}

int64_t rows_int(struct rows *rows, int column)
{
	return rows->db->engine->get_int(rows, column);
}

bool rows_null(struct rows *rows, int column)
{
	return rows->db->engine->get_null(rows, column);
}

const char *rows_text(struct rows *rows, int column)
{
	return rows->db->engine->get_text(rows, column);
}

const void *rows_blob(struct rows *rows, int column, size_t *ret_length)
{
	return rows->db->engine->get_blob(rows, column, ret_length);
}

struct error rows_close(struct rows *rows)
{
	struct error e = rows->error;
	struct rows **at;

	if (rows->db == NULL || rows->closed)
		return e;
	for (at = &rows->db->open_rows; *at != NULL; at = &(*at)->next_open)
		if (*at == rows) {
			*at = rows->next_open;
			break;
		}
	rows->closed = true;
	rows->db->engine->rows_close(rows); /* the last use of rows */
	return e;
}

struct error sql_int(struct ctx *cx, enum sql name, const struct sql_arg *args,
    int64_t *ret_value, bool *ret_found)
{
	struct rows *rows = sql_open(cx, name, args);
	bool found = rows_next(rows);
	int64_t value = found ? rows_int(rows, 0) : 0;
	struct error e = rows_close(rows);

	if (e.code)
		return e;
	if (found)
		*ret_value = value;
	if (ret_found != NULL)
		*ret_found = found;
	return OK;
}
