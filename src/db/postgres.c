/*
 * PostgreSQL through libpq: connections, transactions and statements. What
 * returns nothing is sent and not waited for while tx.pipelined; a read, a
 * count of changes and COMMIT wait for all answers (postgres_pipe.c).
 */
#include "db/postgres_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* So many unread answers are a few kilobytes. */
#define SENT_MAX 256

/* Among the advisory locks of the database: "kontor" and the tenant's id. */
#define TENANT_LOCKS INT64_C(0x6b6f6e746f720000)

static struct postgres_db *postgres_of(struct db *db)
{
	return (struct postgres_db *)db;
}

/* ---- asked ahead ---- */

static void ahead_end(struct ahead *ahead)
{
	PQclear(ahead->result);
	free(ahead->key);
	*ahead = (struct ahead){ .used = false };
}

/* What was asked ahead may be old now. Answers under way go nowhere. */
static void aheads_end(struct postgres_db *own)
{
	if (!own->has_ahead)
		return;
	for (size_t i = 0; i < own->sent_count; i++)
		own->sent[i].ahead = -1;
	for (int i = 0; i < AHEAD_MAX; i++)
		if (own->aheads[i].used)
			ahead_end(&own->aheads[i]);
	own->has_ahead = false;
}

static int ahead_find(
    const struct postgres_db *own, size_t name, const struct values *values)
{
	for (int i = 0; own->has_ahead && i < AHEAD_MAX; i++) {
		const struct ahead *ahead = &own->aheads[i];

		if (ahead->used && ahead->name == name &&
		    values_same(values, ahead->key, ahead->key_length))
			return i;
	}
	return -1;
}

static int ahead_free(const struct postgres_db *own)
{
	for (int i = 0; i < AHEAD_MAX; i++)
		if (!own->aheads[i].used)
			return i;
	return -1;
}

/* ---- connecting ---- */

static void disconnect(struct postgres_db *own)
{
	aheads_end(own);
	own->sent_count = 0;
	own->tenant = 0;
	PQfinish(own->conn);
	own->conn = NULL;
	free(own->known);
	own->known = NULL;
}

/* Has it ended while nobody looked? What came in meanwhile says so. */
static bool connection_ended(struct postgres_db *own)
{
	/* the first finds the server's last words, the second the end */
	return own->unusable || PQconsumeInput(own->conn) != 1 ||
	       PQconsumeInput(own->conn) != 1 ||
	       PQstatus(own->conn) != CONNECTION_OK;
}

static struct error connection_check(struct postgres_db *own)
{
	if (own->conn != NULL && !connection_ended(own))
		return OK;
	disconnect(own);
	/* a server that went away comes back; why is in the log */
	return postgres_connect(own).code ? fail(ERR_BUSY, NULL) : OK;
}

/* ---- transactions ---- */

/* libpq could not take it: there is no hope for this connection. */
static struct error send_failed(struct postgres_db *own)
{
	own->unusable = true;
	own->db.tx.lost = true;
	return fail(ERR_BUSY, NULL);
}

static struct error control(struct postgres_db *own, const char *text)
{
	size_t from = own->sent_count;

	if (!pipe_control(own, text))
		return send_failed(own);
	if (own->db.tx.pipelined && own->sent_count < SENT_MAX)
		return OK;
	return pipe_gather(own, NULL, from, NULL, NULL);
}

/*
 * Commands of one tenant would be in each other's way (the next event's number,
 * pages of indexes): they wait here instead, before their snapshot is taken.
 */
static bool tenant_hold(struct postgres_db *own)
{
	if (own->db.tx.tenant == 0 || own->db.mode != DB_WRITE)
		return true;
	if (!pipe_number(own, "SELECT pg_advisory_lock($1)",
		TENANT_LOCKS + own->db.tx.tenant) ||
	    !pipe_sync(own))
		return false;
	own->tenant = own->db.tx.tenant;
	return true;
}

/* Behind the transaction's end, without waiting. */
static bool tenant_free(struct postgres_db *own)
{
	int64_t tenant = own->tenant;

	own->tenant = 0;
	return tenant == 0 || (pipe_number(own, "SELECT pg_advisory_unlock($1)",
				   TENANT_LOCKS + tenant) &&
				  pipe_sync(own));
}

/* Goes out with the first statement. */
static struct error begin(struct db *db)
{
	struct postgres_db *own = postgres_of(db);
	struct error e = connection_check(own);

	if (e.code)
		return e;
	own->talked = false;
	if (tenant_hold(own) &&
	    pipe_control(own, db->mode == DB_WRITE
				  ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
				  : "BEGIN ISOLATION LEVEL REPEATABLE READ "
				    "READ ONLY"))
		return OK;
	own->unusable = true;
	return fail(ERR_BUSY, NULL);
}

/*
 * A connection that ended long ago is found out before COMMIT is sent on it: as
 * long as that has not happened, it can all be done again.
 */
static struct error commit_prepare(struct postgres_db *own)
{
	aheads_end(own);
	if (own->db.tx.lost)
		return fail(ERR_BUSY, NULL);
	return own->talked ? OK : pipe_gather(own, NULL, SIZE_MAX, NULL, NULL);
}

static struct error commit_send(struct postgres_db *own, bool *ret_skipped)
{
	size_t from = own->sent_count, end;
	int64_t tenant = own->tenant;
	PGresult *result = NULL;
	struct error e;

	if (!pipe_control(own, "COMMIT") || !pipe_sync(own))
		return send_failed(own);
	end = own->sent_count;
	if (!tenant_free(own))
		own->unusable = true;
	e = pipe_read(own, NULL, from, end, &result, ret_skipped);
	if (!e.code && strcmp(PQcmdStatus(result), "COMMIT") != 0)
		e = fail(ERR_BUSY, NULL);
	PQclear(result);
	/* refused in a transaction that had failed; said again after ROLLBACK
	 */
	if (e.code)
		own->tenant = tenant;
	return e;
}

/*
 * COMMIT of a transaction that failed on the way says ROLLBACK. As long as the
 * server answers, a failure means that nothing is in; when the connection broke
 * nobody knows, and that is not a lost transaction.
 */
static struct error commit(struct db *db)
{
	struct postgres_db *own = postgres_of(db);
	struct error e = commit_prepare(own);
	bool skipped = false;

	if (e.code) {
		db->tx.lost = true;
		return e;
	}
	if (!(e = commit_send(own, &skipped)).code)
		return OK;
	db->tx.lost = skipped || !own->unusable;
	if (db->tx.lost)
		return e;
	log_event(LOG_ERROR, "commit_in_doubt",
	    LOG_T("reason", "the connection broke during COMMIT"));
	return fail(ERR_IN_DOUBT, NULL);
}

/* Of a reader nobody waits for: what it says is read with the next. */
static void rollback(struct db *db)
{
	struct postgres_db *own = postgres_of(db);

	aheads_end(own);
	if (own->conn != NULL && own->unusable && own->tenant != 0)
		disconnect(own); /* who waits for the tenant waits for this */
	if (own->unusable || own->conn == NULL)
		return;
	pipe_forget(own);
	if ((own->sent_count > 0 && !pipe_sync(own)) ||
	    !pipe_control(own, "ROLLBACK") || !pipe_sync(own) ||
	    !tenant_free(own))
		own->unusable = true;
	else if (db->mode == DB_WRITE)
		pipe_gather(own, NULL, 0, NULL, NULL);
}

static struct error savepoint(struct db *db)
{
	return control(postgres_of(db), "SAVEPOINT command");
}

static struct error release(struct db *db)
{
	return control(postgres_of(db), "RELEASE command");
}

static struct error rollback_to(struct db *db)
{
	aheads_end(postgres_of(db));
	return control(postgres_of(db), "ROLLBACK TO command");
}

/* ---- statements ---- */

static struct error script_run(struct postgres_db *own, const char *text)
{
	PGresult *result = PQexec(own->conn, text);
	struct error e = postgres_good(result)
			     ? OK
			     : postgres_fail(own, NULL, "script", result);

	PQclear(result);
	return e;
}

/* Several statements in one text: not in a pipeline. */
static struct error script(struct db *db, const char *text)
{
	struct postgres_db *own = postgres_of(db);
	struct error e = db->tx.open ? OK : connection_check(own);

	if (!e.code && own->sent_count > 0)
		e = pipe_gather(own, NULL, own->sent_count, NULL, NULL);
	if (e.code)
		return e;
	if (own->unusable || PQexitPipelineMode(own->conn) != 1)
		return send_failed(own);
	e = script_run(own, text);
	if (PQenterPipelineMode(own->conn) != 1)
		own->unusable = true;
	return e;
}

static struct error prepare(struct db *db, size_t name)
{
	struct postgres_db *own = postgres_of(db);
	size_t from = own->sent_count;

	if (!pipe_prepare(own, name))
		return send_failed(own);
	return own->sent_count == from
		   ? OK
		   : pipe_gather(own, NULL, from, NULL, NULL);
}

/*
 * A reader whose connection broke before it had seen anything has seen no
 * snapshot either: it begins anew, once.
 */
static struct error read_again(struct postgres_db *own, size_t name,
    const struct values *values, struct arena *arena, PGresult **ret_result)
{
	struct error e = connection_check(own);

	if (e.code)
		return e;
	own->db.tx.lost = false;
	if ((e = begin(&own->db)).code)
		own->db.tx.lost = true;
	else if (!pipe_statement(own, name, values, -1))
		e = send_failed(own);
	else
		e = pipe_gather(own, arena, 0, ret_result, NULL);
	return e;
}

/* Waits for its answer. */
static struct error execute(struct db *db, struct arena *arena, size_t name,
    const struct values *values, PGresult **ret_result)
{
	struct postgres_db *own = postgres_of(db);
	size_t from = own->sent_count;
	struct error e;

	if (!pipe_statement(own, name, values, -1))
		e = send_failed(own);
	else
		e = pipe_gather(own, arena, from, ret_result, NULL);
	if (e.code && own->unusable && db->mode == DB_READ && !own->talked)
		return read_again(own, name, values, arena, ret_result);
	return e;
}

static struct error run(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, int64_t *ret_changed)
{
	struct postgres_db *own = postgres_of(db);
	struct values values;
	PGresult *result;
	struct error e;

	if (!values_set(&values, args))
		return fail(ERR_INTERNAL, NULL);
	aheads_end(own);
	if (db->tx.pipelined && ret_changed == NULL &&
	    own->sent_count < SENT_MAX)
		return pipe_statement(own, name, &values, -1)
			   ? OK
			   : send_failed(own);
	e = execute(db, arena, name, &values, &result);
	if (e.code)
		return e;
	if (ret_changed != NULL)
		*ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return OK;
}

static struct error run_one(
    struct db *db, struct arena *arena, size_t name, const struct sql_arg *args)
{
	struct postgres_db *own = postgres_of(db);
	struct error e = OK;

	if (own->sent_count >= SENT_MAX)
		e = pipe_gather(own, arena, SIZE_MAX, NULL, NULL);
	if (!e.code && !(e = run(db, arena, name, args, NULL)).code)
		own->sent[own->sent_count - 1].one = true;
	return e;
}

static void ahead(struct db *db, size_t name, const struct sql_arg *args)
{
	struct postgres_db *own = postgres_of(db);
	int at = ahead_free(own);
	struct values values;
	struct ahead made = { .used = true, .name = name };

	if (at < 0 || !values_set(&values, args) ||
	    ahead_find(own, name, &values) >= 0)
		return;
	made.key = values_key(&values, &made.key_length);
	if (made.key == NULL)
		return;
	own->aheads[at] = made;
	own->has_ahead = true;
	if (!pipe_statement(own, name, &values, at))
		send_failed(own);
}

/* True when it was asked ahead: its rows, or what went wrong instead. */
static bool ahead_take(struct postgres_db *own, struct arena *arena,
    size_t name, const struct values *values, PGresult **ret_result,
    struct error *ret_error)
{
	int at = ahead_find(own, name, values);

	if (at < 0)
		return false;
	*ret_error = OK;
	if (own->aheads[at].result == NULL)
		*ret_error = pipe_gather(own, arena, SIZE_MAX, NULL, NULL);
	*ret_result = NULL;
	if (ret_error->code == 0) {
		*ret_result = own->aheads[at].result;
		own->aheads[at].result = NULL;
	}
	ahead_end(&own->aheads[at]); /* clears what nobody takes */
	/* a reader may ask anew, and execute() does */
	return ret_error->code == 0 || own->db.mode == DB_WRITE;
}

static struct error rows_open(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, struct rows **ret_rows)
{
	struct postgres_db *own = postgres_of(db);
	struct values values;
	PGresult *result;
	struct error e;

	if (!values_set(&values, args))
		return fail(ERR_INTERNAL, NULL);
	if (!ahead_take(own, arena, name, &values, &result, &e))
		e = execute(db, arena, name, &values, &result);
	if (e.code)
		return e;
	*ret_rows = postgres_rows(arena, result);
	return OK;
}
static void close_postgres(struct db *db)
{
	struct postgres_db *own = postgres_of(db);

	disconnect(own);
	free(own->sent);
	free(own->url);
	free(own);
}

static const struct engine postgres_engine = {
	.name = "postgres",
	.many_writers = true,
	.close = close_postgres,
	.script = script,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.savepoint = savepoint,
	.release = release,
	.rollback_to = rollback_to,
	.prepare = prepare,
	.run = run,
	.run_one = run_one,
	.ahead = ahead,
	.open = rows_open,
	.next = postgres_next,
	.get_int = postgres_get_int,
	.get_null = postgres_get_null,
	.get_text = postgres_get_text,
	.get_blob = postgres_get_blob,
	.rows_close = postgres_rows_end,
};

struct error postgres_open(
    const char *url, enum db_mode mode, struct db **ret_db)
{
	struct postgres_db *own = calloc(1, sizeof(*own));
	struct error e;

	if (own == NULL)
		return fail(ERR_INTERNAL, NULL);
	own->db.engine = &postgres_engine;
	own->db.mode = mode;
	own->url = strdup(url);
	e = own->url == NULL ? fail(ERR_INTERNAL, NULL) : postgres_connect(own);
	if (e.code) {
		close_postgres(&own->db);
		return e;
	}
	*ret_db = &own->db;
	return OK;
}
