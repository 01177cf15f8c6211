/*
 * A fresh database for one test of the db folder: a SQLite file in a folder of
 * its own, or an emptied PostgreSQL database. Included by tests only.
 */
#ifndef KONTOR_DB_STORE_TEST_H
#define KONTOR_DB_STORE_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/engine_private.h"

#define ENGINES 2 /* SQLite, PostgreSQL */

/* Statements of these tests, behind the program's own. */
#define ITEM_ADD ((enum sql)(SQL_COUNT + 0))
#define ITEM_ADD_MIXED ((enum sql)(SQL_COUNT + 1))
#define ITEM_ADD_ALL ((enum sql)(SQL_COUNT + 2))
#define ITEM_ADD_RETURNING ((enum sql)(SQL_COUNT + 3))
#define ITEM_LOAD ((enum sql)(SQL_COUNT + 4))
#define ITEM_LIST ((enum sql)(SQL_COUNT + 5))
#define ITEM_COUNT ((enum sql)(SQL_COUNT + 6))
#define ITEM_ID_BY_NAME ((enum sql)(SQL_COUNT + 7))
#define PAIR_ADD ((enum sql)(SQL_COUNT + 8))
#define NOTE_ADD ((enum sql)(SQL_COUNT + 9))
#define NOTE_COUNT ((enum sql)(SQL_COUNT + 10))
#define LATE_ADD ((enum sql)(SQL_COUNT + 11))
#define ITEM_RENAME ((enum sql)(SQL_COUNT + 12))
#define TEST_SQL_COUNT (SQL_COUNT + 13)

struct store {
	char dir[64];
	char schema[32]; /* of PostgreSQL */
	char where[512];
	struct db *db;
	struct arena arena;
	struct ctx cx;
};

#define BOTH(text)                                                             \
	{                                                                      \
		"test", (text), (text)                                         \
	}

/* The program's texts with ours behind them; made once, kept to the end. */
static inline void store_texts(struct db *db)
{
	static const struct sql_text ours[] = {
		BOTH("INSERT INTO item (id, name) VALUES ($1, $2)"),
		BOTH("INSERT INTO item (id, name, twin, note) "
		     "VALUES ($3, $1, $1, $2)"),
		BOTH("INSERT INTO item (id, name, note, bytes, free) "
		     "VALUES ($1, $2, $3, $4, 1)"),
		BOTH("INSERT INTO item (id, name) VALUES ($1, $2) "
		     "RETURNING id"),
		BOTH("SELECT name, twin, note, bytes FROM item "
		     "WHERE id = $1"),
		BOTH("SELECT id, name, note, bytes FROM item ORDER BY id"),
		BOTH("SELECT count(*) FROM item"),
		BOTH("SELECT id FROM item WHERE name = $1"),
		BOTH("INSERT INTO pair (a, b) VALUES ($1, $2)"),
		BOTH("INSERT INTO note (id, outcome) VALUES ($1, $2)"),
		BOTH("SELECT count(*) FROM note WHERE outcome = $1"),
		BOTH("INSERT INTO late (id) VALUES ($1)"),
		BOTH("UPDATE item SET name = $2 WHERE id = $1"),
	};
	static struct sql_text all[TEST_SQL_COUNT];

	if (all[ITEM_ADD].name == NULL) {
		memcpy(all, sql_texts, sizeof(*all) * SQL_COUNT);
		memcpy(all + SQL_COUNT, ours, sizeof(ours));
	}
	db_use_texts(db, all, TEST_SQL_COUNT);
}

static inline bool store_place(struct store *s, int engine)
{
	const char *url = getenv("KONTOR_TEST_POSTGRES");

	if (engine == 1 && (url == NULL || url[0] == '\0'))
		return false;
	memset(s, 0, sizeof(*s));
	arena_init(&s->arena);
	s->cx.arena = &s->arena;
	if (engine == 1) {
		/* a schema of its own: other tests run in the same database */
		snprintf(s->schema, sizeof(s->schema), "kontor_db_%d",
		    (int)getpid());
		snprintf(s->where, sizeof(s->where),
		    "%s%coptions=-csearch_path%%3D%s", url,
		    strchr(url, '?') != NULL ? '&' : '?', s->schema);
		return true;
	}
	snprintf(s->dir, sizeof(s->dir), "/tmp/kontor-db-XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		return false;
	snprintf(s->where, sizeof(s->where), "%s/kontor.db", s->dir);
	return true;
}

static inline void store_schema(struct store *s, const char *format)
{
	const char *at, *word;
	char script[200];
	size_t n = 0;

	/* %s may stand there more than once */
	for (at = format; (word = strstr(at, "%s")) != NULL; at = word + 2)
		n += (size_t)snprintf(script + n, sizeof(script) - n, "%.*s%s",
		    (int)(word - at), at, s->schema);
	snprintf(script + n, sizeof(script) - n, "%s", at);
	CHECK_OK(s->db->engine->script(s->db, script));
}

static inline void store_connect(struct store *s, int engine)
{
	CHECK_OK(db_open(s->where, DB_WRITE, NULL, &s->db));
	if (engine == 1)
		store_schema(s, "DROP SCHEMA IF EXISTS %s CASCADE;"
				"CREATE SCHEMA %s;");
}

/* False: this engine is not there to be tested. */
static inline bool store_open(struct store *s, int engine)
{
	if (!store_place(s, engine))
		return false;
	store_connect(s, engine);
	return true;
}

static inline void store_tables(struct store *s, int engine)
{
	store_texts(s->db);
	CHECK_OK(s->db->engine->script(s->db,
	    "CREATE TABLE item (id BIGINT PRIMARY KEY,"
	    " name TEXT NOT NULL UNIQUE, twin TEXT, note TEXT,"
	    " bytes BYTEA, free BIGINT,"
	    " CONSTRAINT item_id_positive CHECK (id > 0 OR free IS NOT NULL));"
	    "CREATE TABLE pair (a BIGINT, b BIGINT, PRIMARY KEY (a, b));"
	    "CREATE TABLE note (id BIGINT, outcome BIGINT,"
	    " CONSTRAINT note_outcome CHECK (outcome >= 0));"
	    "CREATE TABLE late (id BIGINT REFERENCES item (id)"
	    " DEFERRABLE INITIALLY DEFERRED);"));
	/* either engine's way to drop a whole transaction */
	CHECK_OK(s->db->engine->script(s->db,
	    engine == 0
		? "CREATE TRIGGER bomb BEFORE INSERT ON item"
		  " WHEN new.name = 'bomb'"
		  " BEGIN SELECT RAISE(ROLLBACK, 'bomb'); END;"
		: "CREATE FUNCTION bomb() RETURNS trigger LANGUAGE plpgsql AS"
		  " 'BEGIN RAISE ''bomb'' USING ERRCODE = ''40001''; END';"
		  "CREATE TRIGGER bomb BEFORE INSERT ON item FOR EACH ROW"
		  " WHEN (new.name = 'bomb') EXECUTE FUNCTION bomb();"));
}

/* With the tables of these statements, inside a transaction. */
static inline bool store_with_item(struct store *s, int engine)
{
	if (!store_open(s, engine))
		return false;
	store_tables(s, engine);
	CHECK_OK(tx_begin(s->db, &s->cx.tx));
	return true;
}

static inline void store_close(struct store *s)
{
	char path[300];
	static const char *const ends[] = { ".db", ".db-wal", ".db-shm",
		".lock" };

	if (s->db != NULL) {
		tx_rollback(&s->db->tx);
		if (s->schema[0])
			store_schema(s, "DROP SCHEMA %s CASCADE;");
	}
	db_close(s->db);
	arena_done(&s->arena);
	for (size_t i = 0; s->dir[0] && i < COUNT(ends); i++) {
		snprintf(path, sizeof(path), "%s/kontor%s", s->dir, ends[i]);
		unlink(path);
	}
	if (s->dir[0])
		rmdir(s->dir);
}

#endif
