/*
 * Reads a list of keys, fills pools in slices, then serves who waits. Leaves
 * sealing to key_pool.c, delivering to entitlement.c.
 */
#include "fulfilment/key_import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "catalog/import_csv.h"
#include "db/db.h"
#include "fulfilment/entitlement.h"
#include "fulfilment/key_pool.h"
#include "i18n/i18n.h"

#define SLICE_KEYS 200
#define SLICE_ENTITLEMENTS 50

static const struct list_column columns[] = { { "ProductId", true },
	{ "SkuId", true }, { "Key", true }, { NULL, false } };

struct pool {
	const char *product_id;
	const char *sku_id;
	bool known, takes_keys;
	int64_t keys, fresh;
};

struct key {
	int64_t line;
	size_t pool;
	char plain[KEY_PLAIN_TEXT];
};

struct keys {
	struct import *import;
	struct key *list;
	size_t count, room;
	struct pool *pools;
	size_t pool_count, pool_room;
	/* the slice in hand */
	struct pool *asked;
	size_t from, upto;
	int64_t added, filled;
	int64_t max; /* keys; 0: any number */
};

static struct error pool_ask(struct ctx *cx, void *what)
{
	struct pool *pool = ((struct keys *)what)->asked;
	struct rows *rows = sql_open(cx, SQL_key_import_source,
	    ARGS(T(pool->product_id), T(pool->sku_id)));

	pool->known = rows_next(rows);
	pool->takes_keys = pool->known && text_same(rows_text(rows, 0), "pool");
	return rows_close(rows);
}

static struct error pool_add(struct keys *keys, const struct list_row *row)
{
	struct arena *arena = keys->import->cx->arena;
	struct pool *pool;

	ARENA_ROOM(arena, keys->pools, keys->pool_count, keys->pool_room);
	pool = &keys->pools[keys->pool_count++];
	*pool = (struct pool){ .product_id = text_upper(arena, row->values[0]),
		.sku_id = text_upper(arena, row->values[1]) };
	keys->asked = pool;
	return import_slice(keys->import, pool_ask, keys);
}

/* The pool of this line; asks the catalogue when it is seen first. */
static struct error pool_of(
    struct keys *keys, const struct list_row *row, size_t *ret_pool)
{
	struct error e;
	size_t i;

	for (i = 0; i < keys->pool_count; i++)
		if (text_same_nocase(
			keys->pools[i].product_id, row->values[0]) &&
		    text_same_nocase(keys->pools[i].sku_id, row->values[1]))
			break;
	if (i == keys->pool_count && (e = pool_add(keys, row)).code)
		return e;
	if (!keys->pools[i].takes_keys)
		import_bad_line(keys->import, row->line, "SkuId",
		    keys->pools[i].known
			? N_("{product}:{sku} has no pool of keys")
			: N_("there is no SKU {product}:{sku}"),
		    row->values[0], row->values[1]);
	*ret_pool = i;
	return OK;
}

static struct error key_take(void *what, const struct list_row *row)
{
	struct keys *keys = what;
	struct key key = { .line = row->line };
	struct error e;

	if ((e = pool_of(keys, row, &key.pool)).code)
		return e;
	if (!key_parse(row->values[2], key.plain))
		import_bad_line(keys->import, row->line, "Key",
		    N_("this is not 32 digits with the right last one"));
	if (keys->max > 0 && (int64_t)keys->count == keys->max) {
		import_bad_line(keys->import, row->line, NULL,
		    N_("a page takes {max} keys at a time; send more in parts, "
		       "or with kontor import keys"),
		    import_number(keys->import, keys->max));
		return fail(ERR_IMPORT_LINES, NULL);
	}
	ARENA_ROOM(
	    keys->import->cx->arena, keys->list, keys->count, keys->room);
	keys->list[keys->count++] = key;
	keys->pools[key.pool].keys++;
	return OK;
}

static int by_digits(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = strcmp(x->plain, y->plain);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int by_line(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static void twice_check(struct keys *keys)
{
	if (keys->count == 0)
		return;
	qsort(keys->list, keys->count, sizeof(*keys->list), by_digits);
	for (size_t i = 1; i < keys->count; i++)
		if (keys->list[i].plain[0] &&
		    strcmp(keys->list[i].plain, keys->list[i - 1].plain) == 0)
			import_bad_line(keys->import, keys->list[i].line, "Key",
			    N_("line {line} has the same key"),
			    import_number(
				keys->import, keys->list[i - 1].line));
	qsort(keys->list, keys->count, sizeof(*keys->list), by_line);
}

static struct error keys_add(struct ctx *cx, void *what)
{
	struct keys *keys = what;

	keys->added = 0;
	for (size_t i = keys->from; i < keys->upto; i++) {
		const struct key *key = &keys->list[i];
		const struct pool *pool = &keys->pools[key->pool];
		struct error e = key_pool_add(
		    cx, pool->product_id, pool->sku_id, key->plain);

		if (e.code && e.code != ERR_CONFLICT)
			return e;
		keys->added += e.code == 0;
	}
	return OK;
}

static struct error waiting_fill(struct ctx *cx, void *what)
{
	struct keys *keys = what;

	return entitlement_fill_waiting(cx, keys->asked->product_id,
	    keys->asked->sku_id, SLICE_ENTITLEMENTS, &keys->filled);
}

static struct error waiting_serve(struct keys *keys, int64_t *ret_filled)
{
	for (size_t i = 0; i < keys->pool_count; i++) {
		keys->asked = &keys->pools[i];
		do {
			struct error e =
			    import_slice(keys->import, waiting_fill, keys);

			if (e.code)
				return e;
			*ret_filled += keys->filled;
		} while (keys->filled > 0);
	}
	return OK;
}

static struct error pools_fill(struct keys *keys, int64_t *ret_added)
{
	for (; keys->from < keys->count; keys->from = keys->upto) {
		struct error e;

		keys->upto = keys->from + SLICE_KEYS;
		if (keys->upto > keys->count)
			keys->upto = keys->count;
		if ((e = import_slice(keys->import, keys_add, keys)).code)
			return e;
		*ret_added += keys->added;
	}
	return OK;
}

/* How many of the slice are new to us. */
static struct error keys_compare(struct ctx *cx, void *what)
{
	struct keys *keys = what;

	for (size_t i = keys->from; i < keys->upto; i++) {
		const struct key *key = &keys->list[i];
		bool here;
		struct error e = key_pool_knows(cx, key->plain, &here);

		if (e.code)
			return e;
		keys->pools[key->pool].fresh += !here;
	}
	return OK;
}

static struct error pools_compare(struct keys *keys)
{
	for (; keys->from < keys->count; keys->from = keys->upto) {
		struct error e;

		keys->upto = keys->from + SLICE_KEYS;
		if (keys->upto > keys->count)
			keys->upto = keys->count;
		if ((e = import_slice(keys->import, keys_compare, keys)).code)
			return e;
	}
	return OK;
}

static struct error import_rest(
    struct keys *keys, struct key_import_result *result)
{
	struct error e;

	twice_check(keys);
	if ((e = import_verdict(keys->import)).code)
		return e;
	if (keys->import->check_only)
		return pools_compare(keys);
	if ((e = pools_fill(keys, &result->added)).code)
		return e;
	result->here = (int64_t)keys->count - result->added;
	return waiting_serve(keys, &result->served);
}

static void result_pools(
    const struct keys *keys, struct key_import_result *result)
{
	result->count = keys->pool_count;
	result->pools = ARENA_ARRAY(keys->import->cx->arena,
	    struct key_import_pool, keys->pool_count + 1);
	for (size_t i = 0; i < keys->pool_count; i++)
		result->pools[i] =
		    (struct key_import_pool){ keys->pools[i].product_id,
			    keys->pools[i].sku_id, keys->pools[i].keys,
			    keys->pools[i].fresh };
}

/* One key a line; empty lines do not count. */
static struct error lines_read(
    struct keys *keys, FILE *in, const char *product_id, const char *sku_id)
{
	struct list_row row = { .values = { product_id, sku_id, NULL } };
	char *line = NULL;
	size_t room = 0;
	struct error e = OK;

	while (!e.code && getline(&line, &room, in) >= 0) {
		row.line++;
		line[strcspn(line, "\r\n")] = '\0';
		row.values[2] = line + strspn(line, " \t");
		if (*row.values[2] != '\0')
			e = key_take(keys, &row);
	}
	if (line != NULL)
		explicit_bzero(line, room);
	free(line);
	if (!e.code && keys->count == 0 && keys->import->bad == 0)
		import_bad_line(keys->import, 1, NULL, N_("there is no key"));
	return e;
}

static struct error import_keys(struct keys *keys, FILE *in, const char *name,
    const char *product_id, const char *sku_id,
    struct key_import_result *ret_result)
{
	struct key_import_result result = { 0 };
	struct error e;

	rewind(in);
	e = product_id != NULL
		? lines_read(keys, in, product_id, sku_id)
		: list_read(keys->import, in, name, columns, key_take, keys);
	if (e.code == 0)
		e = import_rest(keys, &result);
	/* the digits do not outlive the import */
	if (keys->list != NULL)
		explicit_bzero(keys->list, keys->room * sizeof(*keys->list));
	if (e.code)
		return e;
	result_pools(keys, &result);
	*ret_result = result;
	return OK;
}

struct error key_import(struct import *import, FILE *in, const char *name)
{
	struct keys keys = { .import = import };
	struct key_import_result result;
	struct error e = import_keys(&keys, in, name, NULL, NULL, &result);

	if (e.code)
		return e;
	import_say(import,
	    "%s: %" PRId64 " keys added, %" PRId64
	    " were here already, %" PRId64 " waiting purchases served",
	    name, result.added, result.here, result.served);
	return OK;
}

struct error key_import_page(struct import *import, FILE *in, const char *name,
    const char *product_id, const char *sku_id, int64_t max,
    struct key_import_result *ret_result)
{
	struct keys keys = { .import = import, .max = max };

	return import_keys(&keys, in, name, product_id, sku_id, ret_result);
}
