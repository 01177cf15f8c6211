/*
 * Rows of things found anywhere.
 */
#include "programme/anywhere.h"

#include "base/text.h"
#include "db/db.h"

struct error anywhere_find(struct ctx *cx, enum anywhere_kind kind,
    const char *id, struct anywhere_list *ret_list)
{
	static const enum sql statements[] = {
		[ANYWHERE_ORDER] = SQL_anywhere_order,
		[ANYWHERE_REQUEST] = SQL_anywhere_request,
		[ANYWHERE_INVOICE] = SQL_anywhere_invoice,
	};
	struct rows *rows = sql_open(cx, statements[kind], ARGS(T(id)));
	struct anywhere_list list = { 0 };
	struct error e;

	while (rows_next(rows))
		if (list.count < ANYWHERE_MAX)
			list.items[list.count++] = (struct anywhere){
				.kind = kind,
				.partner_id = rows_int(rows, 0),
				.partner_name = rows_text(rows, 1),
				.title = rows_text(rows, 2),
				.month = (int)rows_int(rows, 3),
				.gross = money_of(
				    rows_int(rows, 4), rows_text(rows, 5)),
			};
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}
