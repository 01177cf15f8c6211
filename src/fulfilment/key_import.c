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

#define SLICE_KEYS 200
#define SLICE_ENTITLEMENTS 50

static const struct list_column columns[] = { { "ProductId", true },
	{ "SkuId", true }, { "Key", true }, { NULL, false } };

struct pool {
	const char *product_id;
	const char *sku_id;
	bool known, takes_keys;
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
		    keys->pools[i].known ? "%s:%s has no pool of keys"
					 : "there is no SKU %s:%s",
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
		    "this is not 32 digits with the right last one");
	ARENA_ROOM(
	    keys->import->cx->arena, keys->list, keys->count, keys->room);
	keys->list[keys->count++] = key;
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
			    "line %" PRId64 " has the same key",
			    keys->list[i - 1].line);
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

static struct error import_all(struct keys *keys, FILE *in, const char *name)
{
	int64_t added = 0, filled = 0;
	struct error e;

	e = list_read(keys->import, in, name, columns, key_take, keys);
	if (e.code)
		return e;
	twice_check(keys);
	if ((e = import_verdict(keys->import)).code ||
	    (e = pools_fill(keys, &added)).code ||
	    (e = waiting_serve(keys, &filled)).code)
		return e;
	import_say(keys->import,
	    "%s: %" PRId64 " keys added, %" PRId64
	    " were here already, %" PRId64 " waiting purchases served",
	    name, added, (int64_t)keys->count - added, filled);
	return OK;
}

struct error key_import(struct import *import, FILE *in, const char *name)
{
	struct keys keys = { .import = import };
	struct error e;

	rewind(in);
	e = import_all(&keys, in, name);
	/* the digits do not outlive the import */
	if (keys.list != NULL)
		explicit_bzero(keys.list, keys.room * sizeof(*keys.list));
	return e;
}
