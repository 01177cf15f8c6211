/*
 * Takes product keys into the pools: checked, sealed, never twice. Leaves
 * waiting entitlements to fulfilment.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "catalog/catalog_private.h"
#include "catalog/import_csv.h"
#include "db/db.h"
#include "policy/key_digits.h"

#define SLICE_KEYS 200

static const struct list_column columns[] = { { "ProductId", true },
	{ "SkuId", true }, { "Key", true }, { NULL, false } };

struct key {
	int64_t line;
	size_t stock; /* index into stocks */
	uint8_t digest[SHA256_BYTES];
	uint8_t sealed[KEY_DIGITS + SEAL_OVERHEAD];
};

struct keys {
	struct import *import;
	struct key *list;
	size_t count, room;
	struct key_stock *stocks;
	size_t stock_count, stock_room;
	bool pool; /* answer of sku_is_pool */
	const struct key_stock *asked;
	bool asked_known;
	/* the slice in hand */
	size_t from, upto;
	int64_t added;
};

static struct error sku_ask(struct ctx *cx, void *what)
{
	struct keys *keys = what;
	struct rows *rows = sql_open(cx, SQL_stock_sku,
	    ARGS(T(keys->asked->product_id), T(keys->asked->sku_id)));

	keys->asked_known = rows_next(rows);
	keys->pool =
	    keys->asked_known && strcmp(rows_text(rows, 0), "pool") == 0;
	return rows_close(rows);
}

/* The stock of this SKU; asks the catalogue when it is seen first. */
static struct error stock_of(
    struct keys *keys, const struct list_row *row, size_t *ret_stock)
{
	struct arena *arena = keys->import->cx->arena;
	struct key_stock stock = { .product_id =
				       text_upper(arena, row->values[0]),
		.sku_id = row->values[1] };
	struct error e;

	for (size_t i = 0; i < keys->stock_count; i++)
		if (text_same(keys->stocks[i].product_id, stock.product_id) &&
		    text_same_nocase(keys->stocks[i].sku_id, stock.sku_id)) {
			*ret_stock = i;
			return OK;
		}
	stock.sku_id = text_upper(arena, stock.sku_id);
	keys->asked = &stock;
	if ((e = keys->import->slice(keys->import, sku_ask, keys)).code)
		return e;
	if (!keys->pool) {
		*ret_stock = SIZE_MAX;
		import_bad_line(keys->import, row->line, "SkuId",
		    keys->asked_known ? "%s:%s takes no keys from a pool"
				      : "there is no SKU %s:%s",
		    stock.product_id, stock.sku_id);
		return OK;
	}
	if (keys->stock_count == keys->stock_room) {
		size_t more = keys->stock_room ? keys->stock_room * 2 : 8;

		keys->stocks = arena_grow(arena, keys->stocks,
		    keys->stock_room * sizeof(stock), more * sizeof(stock));
		keys->stock_room = more;
	}
	*ret_stock = keys->stock_count;
	keys->stocks[keys->stock_count++] = stock;
	return OK;
}

/* The digits are gone when this returns: only seal and digest stay. */
static void key_hide(
    struct keys *keys, const char plain[KEY_PLAIN_TEXT], struct key *key)
{
	const struct secrets *secrets = keys->import->cx->secrets;
	struct arena arena;
	uint8_t *sealed;
	size_t length;

	arena_init(&arena);
	secrets_digest(
	    secrets, PURPOSE_KEY_DIGEST, plain, KEY_DIGITS, key->digest);
	secrets_seal(secrets, PURPOSE_PRODUCT_KEY, &arena, "pool", plain,
	    KEY_DIGITS, &sealed, &length);
	memcpy(key->sealed, sealed, sizeof(key->sealed));
	arena_done(&arena);
}

static struct error key_take(void *what, const struct list_row *row)
{
	struct keys *keys = what;
	char plain[KEY_PLAIN_TEXT];
	struct key key = { .line = row->line };
	struct error e;

	if ((e = stock_of(keys, row, &key.stock)).code)
		return e;
	if (!key_parse(row->values[2], plain)) {
		import_bad_line(keys->import, row->line, "Key",
		    "this is not 32 digits with the right last one");
		return OK;
	}
	if (key.stock == SIZE_MAX)
		return OK;
	key_hide(keys, plain, &key);
	explicit_bzero(plain, sizeof(plain));
	if (keys->count == keys->room) {
		size_t more = keys->room ? keys->room * 2 : 256;

		keys->list = arena_grow(keys->import->cx->arena, keys->list,
		    keys->room * sizeof(key), more * sizeof(key));
		keys->room = more;
	}
	keys->list[keys->count++] = key;
	return OK;
}

static int by_digest(const void *a, const void *b)
{
	const struct key *const *x = a, *const *y = b;
	int order = memcmp((*x)->digest, (*y)->digest, SHA256_BYTES);

	return order ? order
		     : ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static void twice_check(struct keys *keys)
{
	const struct key **sorted = ARENA_ARRAY(
	    keys->import->cx->arena, const struct key *, keys->count + 1);

	for (size_t i = 0; i < keys->count; i++)
		sorted[i] = &keys->list[i];
	qsort(sorted, keys->count, sizeof(*sorted), by_digest);
	for (size_t i = 1; i < keys->count; i++)
		if (memcmp(sorted[i]->digest, sorted[i - 1]->digest,
			SHA256_BYTES) == 0)
			import_bad_line(keys->import, sorted[i]->line, "Key",
			    "line %" PRId64 " has the same key",
			    sorted[i - 1]->line);
}

static struct error key_write(struct ctx *cx, struct keys *keys,
    const struct key *key, int64_t *ret_added)
{
	const struct key_stock *stock = &keys->stocks[key->stock];
	int64_t last;
	struct error e;
	bool known;

	/* keys that are in already are passed over: a list may be sent again */
	if ((e = sql_int(cx, SQL_stock_key_known,
		 ARGS(B(key->digest, SHA256_BYTES)), &last, &known))
		.code ||
	    known)
		return e;
	if ((e = sql_int(cx, SQL_stock_key_last,
		 ARGS(T(stock->product_id), T(stock->sku_id)), &last, NULL))
		.code)
		return e;
	*ret_added += 1;
	return sql_run(cx, SQL_stock_key_add,
	    ARGS(T(stock->product_id), T(stock->sku_id),
		B(key->digest, SHA256_BYTES),
		B(key->sealed, sizeof(key->sealed)), I(last + 1)),
	    NULL);
}

static struct error keys_write(struct ctx *cx, void *what)
{
	struct keys *keys = what;
	struct error e = OK;

	keys->added = 0;
	for (size_t i = keys->from; i < keys->upto && !e.code; i++)
		e = key_write(cx, keys, &keys->list[i], &keys->added);
	return e;
}

struct error key_import(struct import *import, FILE *in, const char *name,
    struct key_stock **ret_stock, size_t *ret_count)
{
	struct keys keys = { .import = import };
	int64_t added = 0;
	struct error e;

	rewind(in);
	if ((e = list_read(import, in, name, columns, key_take, &keys)).code)
		return e;
	twice_check(&keys);
	if ((e = import_verdict(import)).code)
		return e;
	for (keys.from = 0; keys.from < keys.count; keys.from = keys.upto) {
		keys.upto = keys.from + SLICE_KEYS < keys.count
				? keys.from + SLICE_KEYS
				: keys.count;
		if ((e = import->slice(import, keys_write, &keys)).code)
			return e;
		added += keys.added;
	}
	import_say(import,
	    "%s: %" PRId64 " keys added, %" PRId64 " were here already", name,
	    added, (int64_t)keys.count - added);
	*ret_stock = keys.stocks;
	*ret_count = keys.stock_count;
	return OK;
}
