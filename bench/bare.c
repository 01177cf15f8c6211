/*
 * The limit of checkout: one thread, prepared statements, the rows that a race
 * left behind, a commit every K orders. No HTTP, no rules, nothing read.
 *
 *   bare [-n ORDERS] BEFORE.db AFTER.db K
 *
 * AFTER is the database of a race, BEFORE a copy from just before it, which
 * the rows are put into: the same schema, indexes and neighbours.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "latency.h"

#define COLUMNS_MAX 64

/* Which rows belong to an order, in the order in which checkout writes. */
static const struct {
	const char *table;
	const char *order_column;
	const char *at_column; /* of those without an index by order */
} tables[] = {
	{ "entitlement", "order_id", NULL },
	{ "product_key", "order_id", NULL },
	{ "orders", "order_id", NULL },
	{ "order_line", "order_id", NULL },
	{ "charge", "order_id", NULL },
	{ "activity", "order_id", "at" },
	{ "event", "subject_id", "created_at" },
	{ "outbox", "subject_id", "created_at" },
};
#define TABLES (sizeof(tables) / sizeof(*tables))
#define CHARGE 4 /* whose month and currency have a sum */
#define CHARGE_SUM                                                             \
	"UPDATE charge_sum SET charges = charges + 1,"                         \
	" charges_minor = charges_minor + ?13 WHERE partner_id = ?1"           \
	" AND month = ?7 AND currency = ?9 AND slot = 0"

struct value {
	int type;
	sqlite3_int64 number; /* or length */
	void *bytes;
};

struct row {
	size_t table;
	int count;
	struct value *values;
};

struct order {
	struct value partner, id, cart, at, by;
	struct row *rows;
	size_t count;
};

struct bare {
	sqlite3 *before, *after;
	struct order *orders;
	size_t count;
	size_t rows;
	struct latency latency; /* of a commit with its rows */
};

static void check(sqlite3 *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	fprintf(stderr, "bare: %s\n", sqlite3_errmsg(db));
	exit(EX_SOFTWARE);
}

static void *grown(void *list, size_t count, size_t size)
{
	/* whenever the count is a power of two */
	if ((count & (count - 1)) == 0)
		list = realloc(list, size * (count == 0 ? 1 : count * 2));
	if (list == NULL)
		abort();
	return list;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	check(db, sqlite3_prepare_v3(
		      db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL));
	return stmt;
}

static void script(sqlite3 *db, const char *sql)
{
	check(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

/* ---- reading what the race wrote ---- */

static struct value value_read(sqlite3_stmt *stmt, int column)
{
	struct value value = { .type = sqlite3_column_type(stmt, column) };
	const void *bytes;

	if (value.type == SQLITE_INTEGER) {
		value.number = sqlite3_column_int64(stmt, column);
		return value;
	}
	bytes = sqlite3_column_blob(stmt, column);
	value.number = sqlite3_column_bytes(stmt, column);
	value.bytes = malloc((size_t)value.number + 1);
	if (value.bytes == NULL)
		abort();
	if (value.number > 0)
		memcpy(value.bytes, bytes, (size_t)value.number);
	return value;
}

static void value_bind(sqlite3_stmt *stmt, int at, const struct value *value)
{
	switch (value->type) {
	case SQLITE_INTEGER:
		sqlite3_bind_int64(stmt, at, value->number);
		break;
	case SQLITE_TEXT:
		sqlite3_bind_text(
		    stmt, at, value->bytes, (int)value->number, SQLITE_STATIC);
		break;
	case SQLITE_BLOB:
		sqlite3_bind_blob(
		    stmt, at, value->bytes, (int)value->number, SQLITE_STATIC);
		break;
	default:
		sqlite3_bind_null(stmt, at);
	}
}

static void rows_read(struct bare *bare, struct order *order, size_t table)
{
	static sqlite3_stmt *stmts[TABLES];
	char sql[256];

	if (stmts[table] == NULL) {
		snprintf(sql, sizeof(sql),
		    "SELECT * FROM %s WHERE partner_id = ?1 AND %s = ?2",
		    tables[table].table, tables[table].order_column);
		stmts[table] = prepare(bare->after, sql);
	}
	value_bind(stmts[table], 1, &order->partner);
	value_bind(stmts[table], 2, &order->id);
	while (sqlite3_step(stmts[table]) == SQLITE_ROW) {
		struct row row = { .table = table,
			.count = sqlite3_column_count(stmts[table]) };

		row.values = calloc((size_t)row.count, sizeof(struct value));
		for (int i = 0; i < row.count; i++)
			row.values[i] = value_read(stmts[table], i);
		order->rows = grown(order->rows, order->count, sizeof(row));
		order->rows[order->count++] = row;
	}
	check(bare->after, sqlite3_reset(stmts[table]));
}

/* Nobody else asks for these by the order: copies of the newest, with an index.
 */
static void copies_make(struct bare *bare)
{
	char sql[512];

	for (size_t i = 0; i < TABLES; i++) {
		const char *name = tables[i].table;

		if (tables[i].at_column == NULL)
			continue;
		snprintf(sql, sizeof(sql),
		    "CREATE TEMP TABLE %s AS SELECT * FROM main.%s"
		    " WHERE partner_id = 1 AND %s >= (SELECT began FROM span);"
		    "CREATE INDEX temp.%s_by_order ON %s (partner_id, %s)",
		    name, name, tables[i].at_column, name, name,
		    tables[i].order_column);
		script(bare->after, sql);
	}
}

/* Their carts as they were before, unless the copy has them. */
static void carts_put(struct bare *bare, const char *before)
{
	char sql[4400];

	snprintf(sql, sizeof(sql), "ATTACH '%s' AS earlier", before);
	script(bare->after, sql);
	script(bare->after,
	    "PRAGMA temp_store=MEMORY;"
	    "CREATE TEMP TABLE raced AS SELECT partner_id, order_id, cart_id"
	    " FROM main.orders o WHERE partner_id = 1 AND ordered_at >="
	    "  (SELECT max(ordered_at) - 3600 FROM main.orders)"
	    " AND cart_id IS NOT NULL AND NOT EXISTS (SELECT 1"
	    "  FROM earlier.orders e WHERE e.partner_id = o.partner_id"
	    "  AND e.order_id = o.order_id);"
	    "CREATE TEMP TABLE span AS SELECT min(ordered_at) - 1 AS began"
	    " FROM raced JOIN main.orders USING (partner_id, order_id);"
	    "INSERT OR IGNORE INTO earlier.cart SELECT c.* FROM main.cart c"
	    " JOIN raced USING (partner_id, cart_id);"
	    "INSERT OR IGNORE INTO earlier.cart_line SELECT l.*"
	    " FROM main.cart_line l JOIN raced USING (partner_id, cart_id);"
	    "UPDATE earlier.cart SET state = 'active' WHERE partner_id = 1 AND"
	    " cart_id IN (SELECT cart_id FROM raced);"
	    "DETACH earlier");
}

/* Orders that are in AFTER alone, with what belongs to them. */
static void orders_read(struct bare *bare, const char *before, long max)
{
	sqlite3_stmt *stmt;
	char sql[400];

	carts_put(bare, before);
	copies_make(bare);
	snprintf(sql, sizeof(sql),
	    "SELECT o.partner_id, o.order_id, o.cart_id, o.ordered_at,"
	    " o.ordered_by FROM raced JOIN main.orders o"
	    " USING (partner_id, order_id)"
	    " ORDER BY ordered_at, o.order_id LIMIT %ld",
	    max);
	stmt = prepare(bare->after, sql);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		struct order order = {
			.partner = value_read(stmt, 0),
			.id = value_read(stmt, 1),
			.cart = value_read(stmt, 2),
			.at = value_read(stmt, 3),
			.by = value_read(stmt, 4),
		};

		for (size_t table = 0; table < TABLES; table++)
			rows_read(bare, &order, table);
		bare->orders = grown(bare->orders, bare->count, sizeof(order));
		bare->orders[bare->count++] = order;
		bare->rows += order.count + 1;
	}
	check(bare->after, sqlite3_finalize(stmt));
}

/* ---- writing it again ---- */

static void step(struct bare *bare, sqlite3_stmt *stmt)
{
	check(bare->before, sqlite3_step(stmt));
	check(bare->before, sqlite3_reset(stmt));
}

static sqlite3_stmt *insert_of(struct bare *bare, const struct row *row)
{
	static sqlite3_stmt *stmts[TABLES];
	char sql[64 + COLUMNS_MAX * 2];
	int length;

	if (stmts[row->table] != NULL)
		return stmts[row->table];
	if (row->count > COLUMNS_MAX)
		abort();
	length = snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES (?",
	    tables[row->table].table);
	for (int i = 1; i < row->count; i++)
		length +=
		    snprintf(sql + length, sizeof(sql) - (size_t)length, ",?");
	snprintf(sql + length, sizeof(sql) - (size_t)length, ")");
	return stmts[row->table] = prepare(bare->before, sql);
}

static void charge_sum(struct bare *bare, const struct row *charge)
{
	static const int columns[] = { 1, 7, 9, 13 };
	static sqlite3_stmt *stmt;

	if (stmt == NULL)
		stmt = prepare(bare->before, CHARGE_SUM);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		value_bind(stmt, columns[i], &charge->values[columns[i] - 1]);
	step(bare, stmt);
}

static void order_write(
    struct bare *bare, sqlite3_stmt *cart, const struct order *order)
{
	value_bind(cart, 1, &order->partner);
	value_bind(cart, 2, &order->cart);
	value_bind(cart, 3, &order->at);
	value_bind(cart, 4, &order->by);
	step(bare, cart);
	for (size_t i = 0; i < order->count; i++) {
		const struct row *row = &order->rows[i];
		sqlite3_stmt *insert = insert_of(bare, row);

		for (int k = 0; k < row->count; k++)
			value_bind(insert, k + 1, &row->values[k]);
		step(bare, insert);
		if (row->table == CHARGE)
			charge_sum(bare, row);
	}
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
	sqlite3_stmt *begin = prepare(bare->before, "BEGIN IMMEDIATE");
	sqlite3_stmt *commit = prepare(bare->before, "COMMIT");
	sqlite3_stmt *cart = prepare(bare->before,
	    "UPDATE cart SET state = 'ordered', modified_at = ?3,"
	    " modified_by = ?4, version = version + 1"
	    " WHERE partner_id = ?1 AND cart_id = ?2 AND state = 'active'");
	double began = now(), commit_began = began;
	double commits = 0;

	for (size_t i = 0; i < bare->count; i++) {
		if (sqlite3_get_autocommit(bare->before))
			step(bare, begin);
		order_write(bare, cart, &bare->orders[i]);
		if ((double)(i + 1) < (commits + 1) * k && i + 1 < bare->count)
			continue;
		step(bare, commit);
		commits++;
		latency_add(
		    &bare->latency, (int64_t)((now() - commit_began) * 1e6));
		commit_began = now();
	}
	return now() - began;
}

int main(int argc, char **argv)
{
	static struct bare bare;
	long max = -1;
	double k, took;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		max = strtol(argv[2], NULL, 10);
		argc -= 2;
		argv += 2;
	}
	k = argc == 4 ? strtod(argv[3], NULL) : 0;
	if (k < 1) {
		fputs("usage: bare [-n ORDERS] BEFORE.db AFTER.db K\n", stderr);
		return EX_USAGE;
	}
	check(bare.after, sqlite3_open(argv[2], &bare.after));
	orders_read(&bare, argv[1], max);
	sqlite3_close(bare.after);
	check(bare.before, sqlite3_open(argv[1], &bare.before));
	script(bare.before, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
			    "PRAGMA cache_size=-65536;"
			    "PRAGMA foreign_keys=ON;"
			    "PRAGMA wal_autocheckpoint=4000;");
	took = bare.count > 0 ? orders_write(&bare, k) : 1;
	printf("{\"orders\":%zu,\"k\":%.2f,\"seconds\":%.3f,\"rate\":%.1f,"
	       "\"commit_p50_us\":%lld,\"rows_per_order\":%.2f}\n",
	    bare.count, k, took, (double)bare.count / took,
	    (long long)latency_at(&bare.latency, 500),
	    bare.count > 0 ? (double)bare.rows / (double)bare.count : 0);
	return bare.count > 0 ? EX_OK : EX_DATAERR;
}
