/*
 * SKUs of a product with where they are sold.
 */
#include "base/text.h"
#include "catalog/inventory.h"
#include "db/db.h"

struct error inventory_sku_list(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *country,
    struct inventory_sku_list *ret_list)
{
	struct inventory_sku_list list = { 0 };
	size_t room = 0;
	struct rows *rows = sql_open(cx, SQL_inventory_sku_list,
	    ARGS(T(text_upper(cx->arena, product_id)),
		T(sku_id == NULL ? "" : text_upper(cx->arena, sku_id)),
		T(country)));
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.skus, list.count, room);
		list.skus[list.count++] = (struct inventory_sku){
			.product_id = rows_text(rows, 0),
			.sku_id = rows_text(rows, 1),
			.kind = product_kind_find(rows_text(rows, 2)),
			.variables = rows_text(rows, 3),
			.attributes = rows_text(rows, 4),
			.sold = rows_int(rows, 5) > 0,
		};
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}
