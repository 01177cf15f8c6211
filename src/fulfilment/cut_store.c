/*
 * Rows of downloads that must end.
 */
#include "fulfilment/cut.h"

#include "base/settings.h"
#include "db/db.h"

#define KEPT_SECONDS 600

struct error cut_add(struct ctx *cx, const char *tag)
{
	if (cx->settings == NULL ||
	    !settings_share_database(cx->settings->database))
		return OK;
	return sql_run(cx, SQL_cut_add, ARGS(T(tag), I(cx->wall)), NULL);
}

struct error cut_list(struct ctx *cx, int64_t since, struct cut_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_cut_list, ARGS(I(since)));
	struct cut_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.tags, list.count, room);
		list.tags[list.count++] = rows_text(rows, 0);
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error cut_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_cut_purge,
	    ARGS(I(cx->wall - KEPT_SECONDS), I(limit)), ret_count);
}
