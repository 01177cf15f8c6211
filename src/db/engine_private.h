/*
 * What the two engines share, and the doors their tests use. Nobody outside
 * src/db/ includes this; the contract is in db.h, engine.h and writer.h.
 */
#ifndef KONTOR_DB_ENGINE_PRIVATE_H
#define KONTOR_DB_ENGINE_PRIVATE_H

#include "db/engine.h"
#include "db/writer.h"

#define PARAMETERS_MAX 64

struct sql_text {
	const char *name;
	const char *sqlite;
	const char *postgres;
};
extern const struct sql_text sql_texts[SQL_COUNT + 1]; /* sql_texts.c */

struct tx {
	struct db *db;
	bool open;
	bool lost; /* the engine dropped all of it: nothing may run any more */
	bool late; /* because of a statement that nobody had waited for */
	int64_t tenant;
	bool pipelined;   /* who returns nothing need not wait */
	int64_t spent_us; /* in statements */
};

/* Each engine's db and rows begin with these. */
struct db {
	const struct engine *engine;
	enum db_mode mode;
	const struct sql_text *texts;
	size_t text_count;
	struct tx tx;
	struct rows *open_rows; /* closed by the end of the transaction */
};

struct rows {
	struct db *db; /* NULL: never opened, error says why */
	struct arena *arena;
	struct error error;
	struct rows *next_open;
	bool ended; /* the last row was given */
	bool closed;
};

struct engine {
	const char *name;
	bool many_writers; /* several connections may write at once */
	void (*close)(struct db *db);
	/* Several statements without parameters or rows, for migrations. */
	struct error (*script)(struct db *db, const char *text);
	struct error (*begin)(struct db *db);
	struct error (*commit)(struct db *db); /* sets tx.lost: nothing is in */
	void (*rollback)(struct db *db);
	struct error (*savepoint)(struct db *db);
	struct error (*release)(struct db *db);
	struct error (*rollback_to)(struct db *db);
	/* After answers are out: what the engine may do in its own time. */
	void (*rest)(struct db *db);
	struct error (*prepare)(struct db *db, size_t name);
	struct error (*run)(struct db *db, struct arena *arena, size_t name,
	    const struct sql_arg *args, int64_t *ret_changed);
	/* May be NULL: run() and its count do. */
	struct error (*run_one)(struct db *db, struct arena *arena, size_t name,
	    const struct sql_arg *args);
	/* May be NULL: that a query will be asked, db.h. */
	void (*ahead)(struct db *db, size_t name, const struct sql_arg *args);
	/* Gives rows on success only. */
	struct error (*open)(struct db *db, struct arena *arena, size_t name,
	    const struct sql_arg *args, struct rows **ret_rows);
	bool (*next)(struct rows *rows); /* failure goes into rows->error */
	int64_t (*get_int)(struct rows *rows, int column);
	bool (*get_null)(struct rows *rows, int column);
	const char *(*get_text)(struct rows *rows, int column);
	const void *(*get_blob)(
	    struct rows *rows, int column, size_t *ret_length);
	void (*rows_close)(struct rows *rows);
};

struct error sqlite_open(const char *path, enum db_mode mode,
    const struct settings *settings, struct db **ret_db);
struct error postgres_open(
    const char *url, enum db_mode mode, struct db **ret_db);

/* The number of arguments before ARG_END. */
int sql_arg_count(const struct sql_arg *args);

/* Before the first statement: other texts than the program's, for tests. */
void db_use_texts(
    struct db *db, const struct sql_text *texts, size_t text_count);
/* Lets the engine do its housekeeping; outside transactions only. */
void db_rest(struct db *db);

struct migration {
	int64_t number;
	const char *name; /* "0001_init.sql" */
	const char *text;
};
/* list in ascending order. */
struct error db_migrate_with(
    struct db *db, const struct migration *list, size_t count);
/* The program's own, in the arena. */
struct error migrations_list(
    struct arena *arena, struct migration **ret_list, size_t *ret_count);
extern const char migration_table[]; /* the statement that makes it */
/*
 * How many of the program's are in: what is in must be a beginning of them,
 * else ERR_DATABASE_UNFIT, logged.
 */
struct error migrations_applied(
    struct db *db, size_t *ret_applied, size_t *ret_known);
/* What follows the mark of this engine in C comments comes out of them. */
char *migration_text(
    struct arena *arena, const char *text, const char *engine_name);

/* Take the connections over, also when they fail. One thread for each. */
struct error writer_start_on(
    struct db *db, const struct settings *settings, struct writer **ret_writer);
struct error writer_start_many(struct db *const *list, int64_t count,
    const struct settings *settings, struct writer **ret_writer);

#endif
