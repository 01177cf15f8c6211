/*
 * What the files of the PostgreSQL engine share: a connection, and what was
 * sent on it without waiting for the answer.
 */
#ifndef KONTOR_DB_POSTGRES_PRIVATE_H
#define KONTOR_DB_POSTGRES_PRIVATE_H

#include <libpq-fe.h>

#include "db/engine_private.h"

#define AHEAD_MAX 32

/* A prepared statement on the server's side. */
enum known { KNOWN_NOT, KNOWN_SENT, KNOWN };

/* Something that was sent, whose answer was not read yet. */
struct sent {
	enum { SENT_STATEMENT, SENT_PREPARE, SENT_SYNC } kind;
	const char *what; /* for the log */
	size_t name;      /* of SENT_PREPARE */
	bool one;         /* must change exactly one row */
	int ahead;        /* its rows go there; -1: to nobody */
	bool forgotten;   /* rolled back behind it: its error is no news */
};

/* A query that was asked before its rows are needed. */
struct ahead {
	bool used;
	size_t name;
	char *key; /* its arguments */
	size_t key_length;
	PGresult *result; /* NULL: not there yet */
};

struct postgres_db {
	struct db db;
	char *url;
	PGconn *conn;
	unsigned char *known; /* by name: enum known */
	struct sent *sent;
	size_t sent_count, sent_room;
	struct ahead aheads[AHEAD_MAX];
	int64_t tenant; /* whose lock is held; 0: nobody's */
	bool has_ahead;
	bool talked;   /* the server answered in this transaction */
	bool unusable; /* to be connected anew before the next transaction */
};

/* The values of a statement as libpq wants them. */
struct values {
	const char *text[PARAMETERS_MAX];
	int length[PARAMETERS_MAX];
	int format[PARAMETERS_MAX];
	char digits[PARAMETERS_MAX][24];
	int count;
};

/* False: too many. */
bool values_set(struct values *values, const struct sql_arg *args);
/* All of them in one piece, to be freed; NULL: out of memory. */
char *values_key(const struct values *values, size_t *ret_length);
bool values_same(const struct values *values, const char *key, size_t length);

/*
 * Each sends without waiting. False: out of memory, or libpq refused; then
 * the connection is unusable.
 */
bool pipe_control(struct postgres_db *own, const char *text);
/* The same with a number as $1. */
bool pipe_number(struct postgres_db *own, const char *text, int64_t number);
bool pipe_statement(struct postgres_db *own, size_t name,
    const struct values *values, int ahead);
bool pipe_sync(struct postgres_db *own);
bool pipe_prepare(struct postgres_db *own, size_t name);
/* What was sent so far belongs to a transaction that is given up. */
void pipe_forget(struct postgres_db *own);
/*
 * Reads every answer that is due; the first error comes out. from: the first
 * that belongs to this call; an error before it sets tx.lost, and tx.late when
 * it was a statement's own. ret_result, when not NULL, gets the last one's
 * answer on success. ret_skipped may be NULL: the server said why it stopped
 * before the last one, which did not happen.
 */
struct error pipe_gather(struct postgres_db *own, struct arena *arena,
    size_t from, PGresult **ret_result, bool *ret_skipped);
/* The same as far as end, behind a sync that was sent; the rest stays. */
struct error pipe_read(struct postgres_db *own, struct arena *arena,
    size_t from, size_t end, PGresult **ret_result, bool *ret_skipped);

/* Of a failed statement: sets tx.lost when nothing of the transaction stays,
 * own->unusable when the connection is of no more use. */
struct error postgres_fail(struct postgres_db *own, struct arena *arena,
    const char *what, const PGresult *result);
bool postgres_good(const PGresult *result);

/* Takes the result over; the others are the engine's. */
struct rows *postgres_rows(struct arena *arena, PGresult *result);
bool postgres_next(struct rows *rows);
bool postgres_get_null(struct rows *rows, int column);
int64_t postgres_get_int(struct rows *rows, int column);
const char *postgres_get_text(struct rows *rows, int column);
const void *postgres_get_blob(
    struct rows *rows, int column, size_t *ret_length);
void postgres_rows_end(struct rows *rows);

/* Opens own->conn, in pipeline mode, or logs why not. */
struct error postgres_connect(struct postgres_db *own);

#endif
