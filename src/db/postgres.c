/*
 * PostgreSQL through libpq, one statement after the other: enough to run every
 * store test on both engines. Leaves pipelining and a pool of writers to later.
 */
#include "db/engine_private.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct postgres_db {
	struct db db;
	PGconn *conn;
	bool *prepared; /* by name */
};

struct postgres_rows {
	struct rows rows;
	PGresult *result;
	int row;
};

/* One list for the three arrays that libpq wants. */
struct values {
	const char *text[PARAMETERS_MAX];
	int length[PARAMETERS_MAX];
	int format[PARAMETERS_MAX];
	char digits[PARAMETERS_MAX][24];
	int count;
};

static struct postgres_db *postgres_of(struct db *db)
{
	return (struct postgres_db *)db;
}

/*
 * "Key (partner_id, domain)=(…) already exists." as SQLite says it:
 * "customer.partner_id, customer.domain". The words around it vary with the
 * server's language, the brackets do not.
 */
static const char *unique_field(
    struct arena *arena, const char *table, const char *detail)
{
	const char *open = strchr(detail, '(');
	const char *close = strstr(detail, ")=(");
	char *field = arena_dup(arena, "");

	if (open == NULL || close == NULL || close < open)
		return table;
	for (open++; open < close; open += strspn(open, ", ")) {
		size_t length = strcspn(open, ",)");

		field = arena_printf(arena, "%s%s%s.%.*s", field,
		    field[0] ? ", " : "", table, (int)length, open);
		open += length;
		if (*open == ')')
			break;
	}
	return field;
}

static const char *part(const PGresult *result, int which)
{
	const char *text = PQresultErrorField(result, which);

	return text != NULL ? text : "";
}

static const char *conflict_field(
    struct arena *arena, const PGresult *result, const char *state)
{
	const char *table = part(result, PG_DIAG_TABLE_NAME);

	if (strcmp(state, "23505") == 0)
		return unique_field(arena, arena_dup(arena, table),
		    part(result, PG_DIAG_MESSAGE_DETAIL));
	if (strcmp(state, "23502") == 0)
		return arena_printf(
		    arena, "%s.%s", table, part(result, PG_DIAG_COLUMN_NAME));
	if (strcmp(state, "23503") == 0)
		return NULL;             /* SQLite cannot name it either */
	if (strcmp(state, "P0001") == 0) /* a trigger's own words */
		return arena_dup(arena, part(result, PG_DIAG_MESSAGE_PRIMARY));
	return arena_dup(arena, part(result, PG_DIAG_CONSTRAINT_NAME));
}

/* Serialization failures and deadlocks: the server wants all of it again. */
static bool drops_all(const char *state)
{
	return strncmp(state, "40", 2) == 0;
}

static struct error postgres_fail(struct postgres_db *own, struct arena *arena,
    const char *what, const PGresult *result)
{
	const char *state = part(result, PG_DIAG_SQLSTATE);
	/* not the whole message: its detail holds values of people */
	const char *primary = part(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *reason = *primary ? primary : PQerrorMessage(own->conn);
	bool conflict =
	    strncmp(state, "23", 2) == 0 || strcmp(state, "P0001") == 0;

	/* what the library says itself has no state: the server is gone, also
	 * where the connection does not know yet */
	if (drops_all(state) || *state == '\0' ||
	    PQstatus(own->conn) != CONNECTION_OK) {
		own->db.tx.lost = true;
		log_event(LOG_WARN, "transaction_lost", LOG_T("what", what),
		    LOG_T("state", state), LOG_T("reason", reason));
		return fail(ERR_BUSY, NULL);
	}
	if (strcmp(state, "23505") != 0 && strcmp(state, "P0001") != 0)
		log_event(LOG_ERROR, "sql_failed", LOG_T("what", what),
		    LOG_T("state", state), LOG_T("reason", reason));
	if (!conflict)
		return fail(ERR_INTERNAL, NULL);
	return fail(
	    ERR_CONFLICT, arena ? conflict_field(arena, result, state) : NULL);
}

static bool result_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static struct error script(struct db *db, const char *text)
{
	struct postgres_db *own = postgres_of(db);
	PGresult *result = PQexec(own->conn, text);
	struct error e = result_good(result)
			     ? OK
			     : postgres_fail(own, NULL, "script", result);

	PQclear(result);
	return e;
}

/* A connection that broke is made anew between transactions. */
static void reconnect(struct postgres_db *own)
{
	if (PQstatus(own->conn) == CONNECTION_OK)
		return;
	PQreset(own->conn);
	free(own->prepared);
	own->prepared = NULL;
}

static struct error begin(struct db *db)
{
	reconnect(postgres_of(db));
	return script(
	    db, db->mode == DB_WRITE
		    ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
		    : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/*
 * COMMIT of a transaction that failed on the way says ROLLBACK. As long as the
 * server answers, a failure means that nothing is in; when the connection
 * broke nobody knows, and that is not a lost transaction.
 */
static struct error commit(struct db *db)
{
	struct postgres_db *own = postgres_of(db);
	PGresult *result = PQexec(own->conn, "COMMIT");
	struct error e = OK;

	if (!result_good(result))
		e = postgres_fail(own, NULL, "COMMIT", result);
	else if (strcmp(PQcmdStatus(result), "COMMIT") != 0)
		e = fail(ERR_BUSY, NULL);
	if (e.code)
		db->tx.lost = PQstatus(own->conn) == CONNECTION_OK;
	PQclear(result);
	return e;
}

static void rollback(struct db *db)
{
	script(db, "ROLLBACK");
}

static struct error savepoint(struct db *db)
{
	return script(db, "SAVEPOINT command");
}

static struct error release(struct db *db)
{
	return script(db, "RELEASE command");
}

static struct error rollback_to(struct db *db)
{
	return script(db, "ROLLBACK TO command");
}

static void name_write(size_t name, char ret_text[24])
{
	snprintf(ret_text, 24, "s%zu", name);
}

static struct error prepare(struct db *db, size_t name)
{
	struct postgres_db *own = postgres_of(db);
	PGresult *result;
	struct error e;
	char handle[24];

	if (own->prepared == NULL)
		own->prepared = calloc(db->text_count, sizeof(bool));
	if (own->prepared == NULL)
		return fail(ERR_INTERNAL, NULL);
	if (own->prepared[name])
		return OK;
	name_write(name, handle);
	result =
	    PQprepare(own->conn, handle, db->texts[name].postgres, 0, NULL);
	own->prepared[name] = result_good(result);
	e = own->prepared[name]
		? OK
		: postgres_fail(own, NULL, db->texts[name].name, result);
	PQclear(result);
	return e;
}

static bool values_set(struct values *values, const struct sql_arg *args)
{
	values->count = sql_arg_count(args);
	if (values->count > PARAMETERS_MAX)
		return false;
	for (int i = 0; i < values->count; i++) {
		values->text[i] = NULL;
		values->length[i] = 0;
		values->format[i] = args[i].type == ARG_BLOB;
		if (args[i].type == ARG_INT) {
			snprintf(values->digits[i], sizeof(values->digits[i]),
			    "%lld", (long long)args[i].number);
			values->text[i] = values->digits[i];
		} else if (args[i].type == ARG_TEXT) {
			values->text[i] = args[i].bytes;
		} else if (args[i].type == ARG_BLOB) {
			values->text[i] = args[i].bytes ? args[i].bytes : "";
			values->length[i] = (int)args[i].number;
		}
	}
	return true;
}

static struct error execute(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, PGresult **ret_result)
{
	struct postgres_db *own = postgres_of(db);
	struct error e = prepare(db, name);
	struct values values;
	PGresult *result;
	char handle[24];

	if (e.code)
		return e;
	if (!values_set(&values, args))
		return fail(ERR_INTERNAL, NULL);
	name_write(name, handle);
	result = PQexecPrepared(own->conn, handle, values.count, values.text,
	    values.length, values.format, 0);
	if (result_good(result)) {
		*ret_result = result;
		return OK;
	}
	e = postgres_fail(own, arena, db->texts[name].name, result);
	PQclear(result);
	return e;
}

static struct error run(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, int64_t *ret_changed)
{
	PGresult *result;
	struct error e = execute(db, arena, name, args, &result);

	if (e.code)
		return e;
	if (ret_changed != NULL)
		*ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return OK;
}

static struct error rows_open(struct db *db, struct arena *arena, size_t name,
    const struct sql_arg *args, struct rows **ret_rows)
{
	PGresult *result;
	struct error e = execute(db, arena, name, args, &result);
	struct postgres_rows *rows;

	if (e.code)
		return e;
	rows = ARENA_NEW(arena, struct postgres_rows);
	rows->result = result;
	rows->row = -1;
	*ret_rows = &rows->rows;
	return OK;
}

static struct postgres_rows *own_rows(struct rows *rows)
{
	return (struct postgres_rows *)rows;
}

static bool next(struct rows *rows)
{
	return ++own_rows(rows)->row < PQntuples(own_rows(rows)->result);
}

static bool get_null(struct rows *rows, int column)
{
	return PQgetisnull(own_rows(rows)->result, own_rows(rows)->row, column);
}

static const char *value_of(struct rows *rows, int column)
{
	return PQgetvalue(own_rows(rows)->result, own_rows(rows)->row, column);
}

/* "t": a comparison is a number on SQLite and a boolean here */
static int64_t get_int(struct rows *rows, int column)
{
	const char *value = value_of(rows, column);

	return value[0] == 't' ? 1 : strtoll(value, NULL, 10);
}

static const char *get_text(struct rows *rows, int column)
{
	return get_null(rows, column)
		   ? NULL
		   : arena_dup(rows->arena, value_of(rows, column));
}

static const void *get_blob(struct rows *rows, int column, size_t *ret_length)
{
	unsigned char *bytes;
	const void *copy;

	*ret_length = 0;
	if (get_null(rows, column))
		return NULL;
	bytes = PQunescapeBytea(
	    (const unsigned char *)value_of(rows, column), ret_length);
	copy = arena_dup_n(rows->arena, (const char *)bytes, *ret_length);
	PQfreemem(bytes);
	return copy;
}

static void rows_end(struct rows *rows)
{
	PQclear(own_rows(rows)->result);
}

static void close_postgres(struct db *db)
{
	PQfinish(postgres_of(db)->conn);
	free(postgres_of(db)->prepared);
	free(db);
}

static const struct engine postgres_engine = {
	.name = "postgres",
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
	.open = rows_open,
	.next = next,
	.get_int = get_int,
	.get_null = get_null,
	.get_text = get_text,
	.get_blob = get_blob,
	.rows_close = rows_end,
};

static void ignore_notice(void *nothing, const PGresult *result)
{
	(void)nothing;
	(void)result;
}

struct error postgres_open(
    const char *url, enum db_mode mode, struct db **ret_db)
{
	struct postgres_db *own = calloc(1, sizeof(*own));

	if (own == NULL)
		return fail(ERR_INTERNAL, NULL);
	own->db.engine = &postgres_engine;
	own->db.mode = mode;
	own->conn = PQconnectdb(url);
	if (PQstatus(own->conn) != CONNECTION_OK) {
		/* the message names host and user, never the password */
		log_event(LOG_ERROR, "database_open",
		    LOG_T("reason", PQerrorMessage(own->conn)));
		close_postgres(&own->db);
		return fail(ERR_INTERNAL, NULL);
	}
	PQsetNoticeReceiver(own->conn, ignore_notice, NULL);
	PQsetClientEncoding(own->conn, "UTF8");
	*ret_db = &own->db;
	return OK;
}
