/*
 * PostgreSQL's side of a copy, on a connection of its own: COPY in binary, one
 * snapshot of a source, one transaction at a target.
 */
#include "db/copy_private.h"

#include <libpq-fe.h>
#include <string.h>

#include "base/text.h"
#include "db/engine_private.h"

#define PIECE_BYTES 65536
#define HEAD_BYTES 19 /* signature, flags, length of what else is there */

struct postgres_end {
	struct copy_end end;
	PGconn *conn;
	struct copy_bytes piece; /* what waits to be sent */
};

static const char signature[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
_Static_assert(sizeof(signature) == HEAD_BYTES + 1, "the head of COPY");

/* Not the whole message: its detail holds values of people. */
static bool refused(struct postgres_end *own, const PGresult *result)
{
	const char *primary =
	    PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
	char *said;

	if (PQstatus(own->conn) != CONNECTION_OK)
		return copy_fail(own->end.copy, COPY_FAILED,
		    "PostgreSQL: the connection was lost");
	said = arena_dup(own->end.copy->cx->arena,
	    primary != NULL ? primary : PQerrorMessage(own->conn));
	said[strcspn(said, "\n")] = '\0';
	/* values and constraints are the rows' fault */
	return copy_fail(own->end.copy,
	    state != NULL && (state[0] == '2') ? COPY_UNFIT : COPY_FAILED,
	    "PostgreSQL: %s%s%s", table != NULL ? table : "",
	    table != NULL ? ": " : "", said);
}

static bool taken(struct postgres_end *own, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

	if (!fine)
		refused(own, result);
	PQclear(result);
	return fine;
}

static bool script(struct postgres_end *own, const char *text)
{
	return taken(own, PQexec(own->conn, text));
}

/* NULL, said, when it fails. */
static PGresult *rows_of(struct postgres_end *own, enum sql name)
{
	PGresult *result = PQexec(own->conn, sql_texts[name].postgres);

	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		return result;
	refused(own, result);
	PQclear(result);
	return NULL;
}

/* ---- tables ---- */

static bool columns_read(struct postgres_end *own, struct copy_schema *schema)
{
	PGresult *rows = rows_of(own, SQL_copy_columns);
	bool fine = rows != NULL;
	int64_t key;

	for (int i = 0; fine && i < PQntuples(rows); i++)
		fine = text_to_int(PQgetvalue(rows, i, 3), &key) &&
		       copy_schema_add(own->end.copy, schema,
			   PQgetvalue(rows, i, 0), PQgetvalue(rows, i, 1),
			   PQgetvalue(rows, i, 2), (int)key);
	PQclear(rows);
	return fine;
}

static bool parents_read(struct postgres_end *own, struct copy_schema *schema)
{
	PGresult *rows = rows_of(own, SQL_copy_parents);
	bool fine = rows != NULL;

	for (int i = 0; fine && i < PQntuples(rows); i++) {
		struct copy_table *table =
		    copy_schema_find(schema, PQgetvalue(rows, i, 0));

		ARENA_ROOM(schema->arena, table->parents, table->parent_count,
		    table->parent_room);
		table->parents[table->parent_count++] =
		    arena_dup(schema->arena, PQgetvalue(rows, i, 1));
	}
	PQclear(rows);
	return fine;
}

static bool strangers_none(struct postgres_end *own)
{
	PGresult *rows = rows_of(own, SQL_copy_strangers);
	bool fine = rows != NULL && PQntuples(rows) == 0;

	if (rows != NULL && !fine)
		copy_fail(own->end.copy, COPY_UNFIT,
		    "%s is no table, and not copied", PQgetvalue(rows, 0, 0));
	PQclear(rows);
	return fine;
}

static bool schema_read(struct copy_end *end, struct copy_schema *schema)
{
	struct postgres_end *own = (struct postgres_end *)end;

	return strangers_none(own) && columns_read(own, schema) &&
	       parents_read(own, schema);
}

/* ---- reading ---- */

/* How many of these bytes are one row; 0: it is not whole. */
static size_t row_length(const uint8_t *bytes, size_t length)
{
	struct copy_values values;
	struct copy_value value;

	if (!copy_values_open(&values, bytes, length))
		return 0;
	while (values.left > 0)
		if (!copy_values_next(&values, &value))
			return 0;
	return (size_t)(values.at - bytes);
}

/* The end of COPY is a row of -1 values. */
static bool rows_give(struct postgres_end *own, const uint8_t *bytes,
    size_t length, copy_row_fn *row, void *what)
{
	while (length > 0 && !(length == 2 && bytes[0] == 0xff)) {
		size_t one = row_length(bytes, length);

		if (one == 0)
			return copy_fail(own->end.copy, COPY_FAILED,
			    "PostgreSQL: a row is not whole");
		if (!row(what, bytes, one))
			return false;
		bytes += one;
		length -= one;
	}
	return true;
}

static bool stream_read(struct postgres_end *own, copy_row_fn *row, void *what)
{
	size_t head = HEAD_BYTES;
	bool fine = true;
	char *bytes;
	int length;

	while (fine && (length = PQgetCopyData(own->conn, &bytes, 0)) > 0) {
		if ((size_t)length < head)
			fine = copy_fail(own->end.copy, COPY_FAILED,
			    "PostgreSQL: this is no COPY");
		else
			fine = rows_give(own, (uint8_t *)bytes + head,
			    (size_t)length - head, row, what);
		head = 0;
		PQfreemem(bytes);
	}
	return fine && length == -1;
}

static bool table_read(struct copy_end *end, const struct copy_table *table,
    copy_row_fn *row, void *what)
{
	struct postgres_end *own = (struct postgres_end *)end;
	struct arena arena;
	PGresult *result;
	bool fine;

	arena_init(&arena);
	result = PQexec(own->conn,
	    arena_printf(&arena,
		"COPY (SELECT %s FROM \"%s\" ORDER BY %s) TO STDOUT "
		"(FORMAT binary)",
		copy_columns(&arena, table), table->name,
		copy_order(&arena, table, " COLLATE \"C\"", " NULLS FIRST")));
	arena_done(&arena);
	fine = PQresultStatus(result) == PGRES_COPY_OUT;
	if (!fine)
		refused(own, result);
	PQclear(result);
	if (!fine)
		return false;
	fine = stream_read(own, row, what);
	/* what is left after a reason of ours is the end's to close */
	if (own->end.copy->problem != NULL)
		return false;
	result = PQgetResult(own->conn);
	fine = taken(own, result) && fine;
	while ((result = PQgetResult(own->conn)) != NULL)
		PQclear(result);
	return fine ||
	       copy_fail(own->end.copy, COPY_FAILED,
		   "PostgreSQL: %s cannot be read to its end", table->name);
}

/* ---- writing ---- */

static bool clear(struct copy_end *end, const struct copy_table *table)
{
	struct postgres_end *own = (struct postgres_end *)end;

	return script(own, arena_printf(end->copy->cx->arena,
			       "DELETE FROM \"%s\"", table->name));
}

static bool write_open(struct copy_end *end, const struct copy_table *table)
{
	struct postgres_end *own = (struct postgres_end *)end;
	struct arena arena;
	PGresult *result;
	bool fine;

	arena_init(&arena);
	result = PQexec(own->conn,
	    arena_printf(&arena, "COPY \"%s\" (%s) FROM STDIN (FORMAT binary)",
		table->name, copy_columns(&arena, table)));
	arena_done(&arena);
	fine = PQresultStatus(result) == PGRES_COPY_IN;
	if (!fine)
		refused(own, result);
	PQclear(result);
	own->piece.length = 0;
	copy_bytes_add(&own->piece, signature, HEAD_BYTES);
	return fine;
}

static bool piece_send(struct postgres_end *own)
{
	bool fine = PQputCopyData(own->conn, (const char *)own->piece.bytes,
			(int)own->piece.length) == 1;

	own->piece.length = 0;
	return fine || copy_fail(own->end.copy, COPY_FAILED,
			   "PostgreSQL: the connection was lost");
}

static bool write_row(void *what, const uint8_t *row, size_t length)
{
	struct postgres_end *own = what;

	copy_bytes_add(&own->piece, row, length);
	return own->piece.length < PIECE_BYTES || piece_send(own);
}

static bool write_close(struct copy_end *end)
{
	struct postgres_end *own = (struct postgres_end *)end;
	PGresult *result;
	bool fine;

	copy_bytes_int16(&own->piece, -1);
	if (!piece_send(own) || PQputCopyEnd(own->conn, NULL) != 1)
		return copy_fail(end->copy, COPY_FAILED,
		    "PostgreSQL: the connection was lost");
	fine = taken(own, PQgetResult(own->conn));
	while ((result = PQgetResult(own->conn)) != NULL)
		PQclear(result);
	return fine;
}

/* New tables have no statistics: without them each plan would be a guess. */
static bool written(struct copy_end *end, const struct copy_schema *schema)
{
	struct postgres_end *own = (struct postgres_end *)end;

	for (size_t i = 0; i < schema->count; i++)
		if (!script(own, arena_printf(end->copy->cx->arena,
				     "ANALYZE \"%s\"", schema->tables[i].name)))
			return false;
	return true;
}

/* When the connection breaks here, nobody knows. */
static bool keep(struct copy_end *end)
{
	struct postgres_end *own = (struct postgres_end *)end;

	if (script(own, "COMMIT"))
		return true;
	if (PQstatus(own->conn) != CONNECTION_OK)
		end->copy->problem = "PostgreSQL: the connection was lost at "
				     "the very end: look whether the database "
				     "holds tables";
	return false;
}

/* ---- beginning and end ---- */

static void close_end(struct copy_end *end)
{
	/* the server rolls back what was not committed */
	PQfinish(((struct postgres_end *)end)->conn);
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

static void ignore_notice(void *nothing, const PGresult *result)
{
	(void)nothing;
	(void)result;
}

static bool encoding_fits(struct postgres_end *own)
{
	PGresult *rows = rows_of(own, SQL_copy_encoding);
	bool fine = rows != NULL && text_same(PQgetvalue(rows, 0, 0), "UTF8");

	if (rows != NULL && !fine)
		copy_fail(own->end.copy, COPY_UNFIT,
		    "the database has the encoding %s: make it with UTF8",
		    PQgetvalue(rows, 0, 0));
	PQclear(rows);
	return fine;
}

static struct postgres_end *connect_to(struct copy *copy, const char *begin)
{
	struct postgres_end *own =
	    ARENA_NEW(copy->cx->arena, struct postgres_end);

	own->end = (struct copy_end){ .engine = &engine, .copy = copy };
	own->piece.arena = copy->cx->arena;
	own->conn = PQconnectdb(copy->postgres);
	if (PQstatus(own->conn) != CONNECTION_OK) {
		/* it names host and user, never the password */
		copy_fail(copy, COPY_FAILED, "PostgreSQL: %s",
		    PQerrorMessage(own->conn));
	} else {
		PQsetNoticeReceiver(own->conn, ignore_notice, NULL);
		PQsetClientEncoding(own->conn, "UTF8");
		if (encoding_fits(own) && script(own, begin))
			return own;
	}
	PQfinish(own->conn);
	return NULL;
}

struct copy_end *copy_postgres_source(struct copy *copy)
{
	return (struct copy_end *)connect_to(
	    copy, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

static bool is_empty(struct postgres_end *own)
{
	PGresult *rows = rows_of(own, SQL_tables_count);
	bool fine = rows != NULL && text_same(PQgetvalue(rows, 0, 0), "0");

	if (rows != NULL && !fine)
		copy_fail(own->end.copy, COPY_NOT_EMPTY,
		    "the PostgreSQL database is not empty");
	PQclear(rows);
	return fine;
}

/* All of them in our transaction: with it they come, or not at all. */
static bool migrate(struct postgres_end *own)
{
	struct arena *arena = own->end.copy->cx->arena;
	struct migration *list;
	size_t count;

	if (migrations_list(arena, &list, &count).code != 0)
		return copy_fail(own->end.copy, COPY_FAILED,
		    "this program's migrations are not in order");
	if (!script(own, migration_table))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!script(
			own, migration_text(arena, list[i].text, "postgres")))
			return false;
	return true;
}

/* It takes as long as it takes, whatever the role's limits are. */
#define BEGIN_TARGET                                                           \
	"BEGIN; SET LOCAL statement_timeout = 0;"                              \
	"SET LOCAL idle_in_transaction_session_timeout = 0"

struct copy_end *copy_postgres_target(struct copy *copy)
{
	struct postgres_end *own = connect_to(copy, BEGIN_TARGET);

	if (own == NULL)
		return NULL;
	if (is_empty(own) && migrate(own))
		return &own->end;
	PQfinish(own->conn);
	return NULL;
}
