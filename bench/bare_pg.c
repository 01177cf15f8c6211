/*
 * The limit of checkout on PostgreSQL: one connection in pipeline mode,
 * prepared statements, the rows that a race left behind, a commit every K
 * orders. A batch is sent whole and waited for, then the next.
 *
 *   bare_pg [-n ORDERS] BEFORE AFTER SINCE K
 *
 * AFTER is the address of the database of a race that began at the UTC second
 * SINCE, BEFORE of a copy from just before it, which the rows are put into.
 */
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "latency.h"

#define COLUMNS_MAX 64
#define CART "cart"
#define SUM "charge_sum"

/* Which rows belong to an order, in the order in which checkout writes. */
static const struct {
	const char *table;
	const char *order_column;
} tables[] = {
	{ "entitlement", "order_id" },
	{ "product_key", "order_id" },
	{ "orders", "order_id" },
	{ "order_line", "order_id" },
	{ "charge", "order_id" },
	{ "activity", "order_id" },
	{ "event", "subject_id" },
	{ "outbox", "subject_id" },
};
#define TABLES (sizeof(tables) / sizeof(*tables))
#define CHARGE 4

struct bare {
	PGconn *before, *after;
	PGresult *carts;        /* cart, at, by: one row an order */
	PGresult *rows[TABLES]; /* by order */
	PGresult *sums;         /* of the charges, in their order */
	int at[TABLES];         /* the next row to write */
	int columns[TABLES];
	int count;              /* orders */
	int64_t written, sent;  /* rows; statements of this batch */
	struct latency latency; /* of a commit with its rows */
};

static void stop(PGconn *conn, const char *what)
{
	fprintf(stderr, "bare_pg: %s: %s\n", what, PQerrorMessage(conn));
	exit(EX_SOFTWARE);
}

static PGconn *connected(const char *where)
{
	PGconn *conn = PQconnectdb(where);

	if (PQstatus(conn) != CONNECTION_OK)
		stop(conn, where);
	return conn;
}

static PGresult *asked(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		stop(conn, sql);
	return result;
}

static void done(PGconn *conn, const char *sql)
{
	PQclear(asked(conn, sql));
}

/* ---- reading what the race wrote ---- */

static void rows_read(struct bare *bare, const char *since, long max)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
	    "CREATE TEMP TABLE raced AS SELECT partner_id, order_id, cart_id,"
	    " ordered_at, ordered_by,"
	    " row_number() OVER (ORDER BY ordered_at, order_id) AS nr"
	    " FROM orders WHERE partner_id = 1 AND ordered_at >= %s"
	    " AND cart_id IS NOT NULL ORDER BY nr LIMIT %ld;"
	    "CREATE INDEX ON raced (order_id); ANALYZE raced",
	    since, max);
	done(bare->after, sql);
	bare->carts = asked(bare->after,
	    "SELECT partner_id, cart_id, ordered_at, ordered_by, order_id"
	    " FROM raced ORDER BY nr");
	bare->count = PQntuples(bare->carts);
	for (size_t i = 0; i < TABLES; i++) {
		snprintf(sql, sizeof(sql),
		    "SELECT t.*, r.order_id FROM %s t JOIN raced r"
		    " ON t.partner_id = r.partner_id AND t.%s = r.order_id"
		    " ORDER BY r.nr",
		    tables[i].table, tables[i].order_column);
		bare->rows[i] = asked(bare->after, sql);
		bare->columns[i] = PQnfields(bare->rows[i]) - 1;
	}
	bare->sums = asked(bare->after,
	    "SELECT t.partner_id, t.month, t.currency, t.gross_minor"
	    " FROM charge t JOIN raced r ON t.partner_id = r.partner_id"
	    " AND t.order_id = r.order_id ORDER BY r.nr");
}

/* ---- writing it again ---- */

static void prepare(struct bare *bare, const char *name, const char *sql)
{
	PGresult *result = PQprepare(bare->before, name, sql, 0, NULL);

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		stop(bare->before, sql);
	PQclear(result);
}

static void all_prepare(struct bare *bare)
{
	char sql[64 + COLUMNS_MAX * 5];

	prepare(bare, "begin", "BEGIN");
	prepare(bare, "commit", "COMMIT");
	prepare(bare, CART,
	    "UPDATE cart SET state = 'ordered', modified_at = $3,"
	    " modified_by = $4, version = version + 1"
	    " WHERE partner_id = $1 AND cart_id = $2 AND state = 'active'");
	prepare(bare, SUM,
	    "UPDATE charge_sum SET charges = charges + 1,"
	    " charges_minor = charges_minor + $4 WHERE partner_id = $1"
	    " AND month = $2 AND currency = $3 AND slot ="
	    " (SELECT min(slot) FROM charge_sum WHERE partner_id = $1"
	    " AND month = $2 AND currency = $3)");
	for (size_t i = 0; i < TABLES; i++) {
		int length = snprintf(sql, sizeof(sql),
		    "INSERT INTO %s VALUES (", tables[i].table);

		for (int c = 1; c <= bare->columns[i]; c++)
			length +=
			    snprintf(sql + length, sizeof(sql) - (size_t)length,
				"%s$%d", c == 1 ? "" : ",", c);
		snprintf(sql + length, sizeof(sql) - (size_t)length, ")");
		prepare(bare, tables[i].table, sql);
	}
}

static void send(struct bare *bare, const char *name, const PGresult *from,
    int row, int columns)
{
	const char *values[COLUMNS_MAX];

	for (int c = 0; c < columns; c++)
		values[c] =
		    PQgetisnull(from, row, c) ? NULL : PQgetvalue(from, row, c);
	if (!PQsendQueryPrepared(
		bare->before, name, columns, values, NULL, NULL, 0))
		stop(bare->before, name);
	bare->sent++;
}

static void order_send(struct bare *bare, int order)
{
	const char *id = PQgetvalue(bare->carts, order, 4);

	send(bare, CART, bare->carts, order, 4);
	for (size_t i = 0; i < TABLES; i++) {
		const PGresult *rows = bare->rows[i];

		while (bare->at[i] < PQntuples(rows) &&
		       strcmp(PQgetvalue(rows, bare->at[i], bare->columns[i]),
			   id) == 0) {
			if (i == CHARGE)
				send(bare, SUM, bare->sums, bare->at[i], 4);
			send(bare, tables[i].table, rows, bare->at[i]++,
			    bare->columns[i]);
			bare->written++;
		}
	}
}

static void batch_wait(struct bare *bare)
{
	PGresult *result;

	if (!PQpipelineSync(bare->before))
		stop(bare->before, "sync");
	for (;; PQclear(result)) {
		ExecStatusType status;

		if ((result = PQgetResult(bare->before)) == NULL)
			continue;
		status = PQresultStatus(result);
		if (status == PGRES_PIPELINE_SYNC)
			break;
		if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
			stop(bare->before, PQresultErrorMessage(result));
	}
	PQclear(result);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* K need not be whole: after n orders there were n / K commits. */
static double orders_write(struct bare *bare, double k)
{
	double began = now(), batch_began = began, commits = 0;
	bool open = false;

	for (int i = 0; i < bare->count; i++) {
		if (!open)
			send(bare, "begin", NULL, 0, 0);
		open = true;
		order_send(bare, i);
		if ((double)(i + 1) < (commits + 1) * k && i + 1 < bare->count)
			continue;
		send(bare, "commit", NULL, 0, 0);
		batch_wait(bare);
		open = false;
		commits++;
		latency_add(
		    &bare->latency, (int64_t)((now() - batch_began) * 1e6));
		batch_began = now();
	}
	return now() - began;
}

int main(int argc, char **argv)
{
	static struct bare bare;
	long max = 1000000;
	double k, took;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		max = strtol(argv[2], NULL, 10);
		argc -= 2;
		argv += 2;
	}
	k = argc == 5 ? strtod(argv[4], NULL) : 0;
	if (k < 1) {
		fputs("usage: bare_pg [-n ORDERS] BEFORE AFTER SINCE K\n",
		    stderr);
		return EX_USAGE;
	}
	bare.after = connected(argv[2]);
	bare.before = connected(argv[1]);
	rows_read(&bare, argv[3], max);
	all_prepare(&bare);
	if (!PQenterPipelineMode(bare.before))
		stop(bare.before, "pipeline");
	took = bare.count > 0 ? orders_write(&bare, k) : 1;
	printf("{\"orders\":%d,\"k\":%.2f,\"seconds\":%.3f,\"rate\":%.1f,"
	       "\"commit_p50_us\":%lld,\"rows_per_order\":%.2f}\n",
	    bare.count, k, took, bare.count / took,
	    (long long)latency_at(&bare.latency, 500),
	    bare.count > 0 ? (double)bare.written / bare.count + 1 : 0);
	PQfinish(bare.before);
	PQfinish(bare.after);
	return bare.count > 0 ? EX_OK : EX_DATAERR;
}
