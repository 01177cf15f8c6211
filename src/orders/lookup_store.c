/*
 * Finding by id. What may be seen of what was found, the doors ask.
 */
#include "orders/lookup.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/text.h"
#include "db/db.h"
#include "orders/order.h"

#define TEXT_MAX 64         /* no id is longer */
#define ALTERNATE_LENGTH 12 /* hex digits */
#define LINES_LOOKED 500    /* orders looked through for a title */

static struct found found_read(struct rows *rows)
{
	return (struct found){ .kind = (enum found_kind)rows_int(rows, 0),
		.customer_id = rows_text(rows, 1),
		.customer_name = rows_text(rows, 2),
		.order_id = rows_text(rows, 3),
		.line_number = rows_int(rows, 4),
		.title = rows_text(rows, 5),
		.subscription_id = rows_text(rows, 6),
		.ordered_at = rows_int(rows, 7) };
}

/* "{order}-{line}"; orders' own letters hold dashes, too. */
static bool line_id(
    struct ctx *cx, const char *text, const char **ret_order, int64_t *ret_line)
{
	size_t length = ORDER_ID_TEXT - 1;

	if (strlen(text) <= length + 1 || text[length] != '-' ||
	    text[length + 1] == '-' ||
	    !text_to_int(text + length + 1, ret_line))
		return false;
	*ret_order = arena_dup_n(cx->arena, text, length);
	return true;
}

struct error found_by_id(struct ctx *cx, const char *customer_id,
    const char *text, struct found_list *ret_list)
{
	const char *lower, *order = "";
	int64_t line = -1;
	struct found_list list = { 0 };
	struct rows *rows;
	struct error e;

	*ret_list = list;
	if (strlen(text) < ALTERNATE_LENGTH || strlen(text) > TEXT_MAX)
		return OK;
	lower = text_lower(cx->arena, text);
	line_id(cx, text, &order, &line);
	rows = sql_open(cx, SQL_found_by_id,
	    ARGS(I(cx->who->partner->partner_id), T(text), T(lower), T(order),
		I(line), T(lower), T(customer_id == NULL ? "" : customer_id)));
	while (rows_next(rows))
		if (list.count < FOUND_MAX)
			list.items[list.count++] = found_read(rows);
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error found_by_title(struct ctx *cx, const char *customer_id,
    enum found_kind kind, const char *words, size_t limit,
    struct found_lines *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_found_lines,
	    ARGS(I(cx->who->partner->partner_id), T(customer_id),
		I(LINES_LOOKED)));
	const char *sought = text_fold(cx->arena, words);
	struct found_lines list = { .items = ARENA_ARRAY(
					cx->arena, struct found, limit + 1) };
	struct error e;

	while (rows_next(rows)) {
		struct found found;

		if (list.more)
			continue;
		found = found_read(rows);
		if (found.kind != kind ||
		    strstr(text_fold(cx->arena, found.title), sought) == NULL)
			continue;
		list.more = list.count == limit;
		if (!list.more)
			list.items[list.count++] = found;
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}
