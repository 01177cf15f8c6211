/*
 * Reads products that have a window of their own.
 */
#include "catalog/own_window.h"
#include "db/db.h"

struct error own_window_list(struct ctx *cx, struct own_window_list *ret_list)
{
	struct own_window *items =
	    ARENA_ARRAY(cx->arena, struct own_window, OWN_WINDOWS_MAX);
	struct own_window_list list = { .items = items };
	struct rows *rows =
	    sql_open(cx, SQL_catalog_own_windows, ARGS(I(OWN_WINDOWS_MAX + 1)));

	while (rows_next(rows)) {
		list.more = list.count == OWN_WINDOWS_MAX;
		if (list.more)
			break;
		items[list.count++] = (struct own_window){
			.product_id = rows_text(rows, 0),
			.title = rows_text(rows, 1),
			.days = rows_int(rows, 2),
		};
	}
	*ret_list = list;
	return rows_close(rows);
}
