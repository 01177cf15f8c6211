/*
 * Reads the catalogue for operators.
 */
#include "catalog/browse.h"

#include "base/text.h"
#include "db/db.h"

static struct browse_product product_read(struct rows *rows)
{
	return (struct browse_product){
		.product_id = rows_text(rows, 0),
		.title = rows_text(rows, 1),
		.kind = rows_text(rows, 2),
		.publisher_name = rows_text(rows, 3),
		.folded = rows_text(rows, 4),
		.window_days = rows_null(rows, 5) ? 0 : rows_int(rows, 5),
		.skus = rows_int(rows, 6),
	};
}

/* '%' and '_' stand for themselves nowhere in titles worth finding: they are
 * taken out. */
static const char *like_of(struct arena *arena, const char *words)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "%");
	for (; *words != '\0'; words++)
		if (*words != '%' && *words != '_')
			text_add_char(&out, *words);
	text_add(&out, "%");
	return out.bytes;
}

struct error browse_products(struct ctx *cx, const char *words,
    const char *after_folded, const char *after_id, int64_t limit,
    struct browse_products *ret_list)
{
	const char *sought = words == NULL ? "" : words;
	struct browse_products list = { 0 };
	size_t room = 0;
	struct rows *rows = sql_open(cx, SQL_browse_products,
	    ARGS(T(after_folded), T(after_id),
		T(like_of(cx->arena, text_fold(cx->arena, sought))),
		T(like_of(cx->arena, text_upper(cx->arena, sought))),
		I(limit + 1)));

	while (rows_next(rows)) {
		list.more = list.count == (size_t)limit;
		if (list.more)
			break;
		ARENA_ROOM(cx->arena, list.items, list.count, room);
		list.items[list.count++] = product_read(rows);
	}
	*ret_list = list;
	return rows_close(rows);
}

struct error browse_product_load(
    struct ctx *cx, const char *product_id, struct browse_product *ret_product)
{
	struct rows *rows =
	    sql_open(cx, SQL_browse_product, ARGS(T(product_id)));
	bool found = rows_next(rows);
	struct error e;

	if (found)
		*ret_product = product_read(rows);
	e = rows_close(rows);
	return e.code || found ? e : fail(ERR_PRODUCT_UNKNOWN, NULL);
}

struct error browse_skus(
    struct ctx *cx, const char *product_id, struct browse_skus *ret_list)
{
	struct rows *rows = sql_open(
	    cx, SQL_browse_skus, ARGS(T(product_id), I(BROWSE_SKUS_MAX)));
	struct browse_skus list = { 0 };
	size_t room = 0;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.items, list.count, room);
		list.items[list.count++] = (struct browse_sku){
			.sku_id = rows_text(rows, 0),
			.title = rows_text(rows, 1),
			.term = rows_text(rows, 2),
			.billing_cycle = rows_text(rows, 3),
			.key_source = rows_text(rows, 4),
			.countries = rows_int(rows, 5),
			.priced = rows_int(rows, 6),
		};
	}
	*ret_list = list;
	return rows_close(rows);
}

struct error browse_markets(
    struct ctx *cx, const char *product_id, struct browse_markets *ret_list)
{
	struct rows *rows =
	    sql_open(cx, SQL_browse_markets, ARGS(T(product_id)));
	struct browse_markets list = { 0 };
	size_t room = 0;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.countries, list.count, room);
		list.countries[list.count++] = rows_text(rows, 0);
	}
	*ret_list = list;
	return rows_close(rows);
}

static struct browse_price price_read(struct rows *rows)
{
	return (struct browse_price){
		.sku_id = rows_text(rows, 0),
		.segment = rows_text(rows, 1),
		.currency = rows_text(rows, 2),
		.unit_minor = rows_int(rows, 3),
		.has_erp = !rows_null(rows, 4),
		.erp_minor = rows_null(rows, 4) ? 0 : rows_int(rows, 4),
		.tier_min = rows_int(rows, 5),
		.tier_max = rows_int(rows, 6),
		.valid_from = rows_int(rows, 7),
		.valid_to = rows_int(rows, 8),
		.sheet = rows_text(rows, 9),
		.sheet_id = rows_int(rows, 10),
		.imported_at = rows_int(rows, 11),
		.holds = rows_int(rows, 12) != 0,
	};
}

struct error browse_prices(struct ctx *cx, const char *product_id,
    const char *country, struct browse_prices *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_browse_prices,
	    ARGS(T(product_id), T(country), I(cx->wall),
		I(BROWSE_PRICES_MAX + 1)));
	struct browse_prices list = { 0 };
	size_t room = 0;

	while (rows_next(rows)) {
		list.more = list.count == BROWSE_PRICES_MAX;
		if (list.more)
			break;
		ARENA_ROOM(cx->arena, list.items, list.count, room);
		list.items[list.count++] = price_read(rows);
	}
	*ret_list = list;
	return rows_close(rows);
}
