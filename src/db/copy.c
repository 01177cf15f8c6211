/*
 * A copy from one engine to the other: read once to be written, then both
 * sides are read again, each for itself, and compared before the target is
 * there for anybody.
 */
#include "db/copy_private.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/text.h"
#include "db/engine_private.h"

struct sides {
	struct copy *copy;
	struct copy_end *from, *to;
	struct copy_schema schema; /* PostgreSQL's; SQLite's is the same */
	struct copy_table **order;
};

/* ---- versions ---- */

static bool version_check(struct copy *copy)
{
	const char *where = copy->to_postgres ? copy->sqlite : copy->postgres;
	size_t known = 0;
	struct db *db;
	struct error e = db_open(where, DB_READ, copy->cx->settings, &db);

	if (e.code == 0) {
		e = migrations_applied(db, &copy->migrations, &known);
		db_close(db);
	}
	if (e.code != 0)
		return copy_fail(copy, COPY_NO_SOURCE,
		    "the source is no database of this version of kontor");
	if (copy->migrations == known)
		return true;
	return copy_fail(copy, COPY_NO_SOURCE,
	    "the source has %zu of %zu migrations: serve it once with this "
	    "program",
	    copy->migrations, known);
}

/* ---- writing ---- */

static bool schema_of(struct copy_end *end, struct copy_schema *ret_schema)
{
	*ret_schema = (struct copy_schema){ .arena = end->copy->cx->arena };
	return end->engine->schema(end, ret_schema);
}

static bool schemas_read(struct sides *sides)
{
	struct copy *copy = sides->copy;
	struct copy_schema other;

	if (!schema_of(
		copy->to_postgres ? sides->to : sides->from, &sides->schema) ||
	    !schema_of(copy->to_postgres ? sides->from : sides->to, &other) ||
	    !copy_schema_same(copy, &other, &sides->schema))
		return false;
	sides->order = copy_schema_order(copy, &sides->schema);
	return sides->order != NULL;
}

static bool table_write(struct sides *sides, const struct copy_table *table)
{
	const struct copy_engine *to = sides->to->engine;

	return to->write_open(sides->to, table) &&
	       sides->from->engine->read(
		   sides->from, table, to->write_row, sides->to) &&
	       to->write_close(sides->to);
}

static bool all_write(struct sides *sides)
{
	size_t count = sides->schema.count;

	for (size_t i = count; i > 0; i--)
		if (!sides->to->engine->clear(sides->to, sides->order[i - 1]))
			return false;
	for (size_t i = 0; i < count; i++)
		if (!table_write(sides, sides->order[i]))
			return false;
	return sides->to->engine->written(sides->to, &sides->schema);
}

/* ---- comparing ---- */

struct summing {
	EVP_MD_CTX *md;
	int64_t rows;
};

static bool row_sum(void *what, const uint8_t *row, size_t length)
{
	struct summing *summing = what;

	summing->rows++;
	return EVP_DigestUpdate(summing->md, row, length) == 1;
}

static bool table_sum(struct copy_end *end, const struct copy_table *table,
    struct copy_sum *ret_sum)
{
	struct summing summing = { .md = EVP_MD_CTX_new() };
	uint8_t digest[SHA256_BYTES];
	bool fine = summing.md != NULL &&
		    EVP_DigestInit_ex(summing.md, EVP_sha256(), NULL) == 1 &&
		    end->engine->read(end, table, row_sum, &summing) &&
		    EVP_DigestFinal_ex(summing.md, digest, NULL) == 1;

	EVP_MD_CTX_free(summing.md);
	if (!fine)
		return copy_fail(end->copy, COPY_FAILED,
		    "%s cannot be read again", table->name);
	ret_sum->rows = summing.rows;
	hex_encode(digest, sizeof(digest), ret_sum->sha256);
	return true;
}

static bool table_compare(struct sides *sides, const struct copy_table *table)
{
	struct copy *copy = sides->copy;
	struct copy_sum from, to;

	if (!table_sum(sides->from, table, &from) ||
	    !table_sum(sides->to, table, &to))
		return false;
	if (from.rows != to.rows || !text_same(from.sha256, to.sha256))
		return copy_fail(copy, COPY_DIFFERENT,
		    "%s is not the same: %lld rows, SHA-256 %s at the source, "
		    "%lld rows, %s at the target",
		    table->name, (long long)from.rows, from.sha256,
		    (long long)to.rows, to.sha256);
	copy->tables++;
	copy->rows += from.rows;
	copy->said(copy, table->name, &from);
	return true;
}

static bool all_compare(struct sides *sides)
{
	for (size_t i = 0; i < sides->schema.count; i++)
		if (!table_compare(sides, &sides->schema.tables[i]))
			return false;
	return true;
}

/* ---- all of it ---- */

static bool sides_open(struct sides *sides)
{
	struct copy *copy = sides->copy;

	sides->to = copy->to_postgres ? copy_postgres_target(copy)
				      : copy_sqlite_target(copy);
	if (sides->to != NULL)
		sides->from = copy->to_postgres ? copy_sqlite_source(copy)
						: copy_postgres_source(copy);
	return sides->from != NULL;
}

bool db_copy(struct copy *copy)
{
	struct sides sides = { .copy = copy };
	bool fine = version_check(copy) && sides_open(&sides) &&
		    schemas_read(&sides) && all_write(&sides) &&
		    all_compare(&sides) && sides.to->engine->keep(sides.to);

	if (sides.from != NULL)
		sides.from->engine->close(sides.from);
	if (sides.to != NULL)
		sides.to->engine->close(sides.to);
	return fine;
}
