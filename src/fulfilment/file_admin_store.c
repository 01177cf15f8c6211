/*
 * Rows of files of all products.
 */
#include "base/text.h"
#include "db/db.h"
#include "fulfilment/file_admin_rows.h"

#define LIMIT_MAX 20000 /* ruling 11 */

static void offered_read(struct rows *rows, struct offered_file *ret)
{
	*ret = (struct offered_file){
		.file = { .file_id = rows_text(rows, 0),
		    .version = rows_text(rows, 1),
		    .language = rows_text(rows, 2),
		    .os = rows_text(rows, 3),
		    .file_type = rows_text(rows, 4),
		    .bits = rows_int(rows, 5),
		    .name = rows_text(rows, 6),
		    .size = rows_int(rows, 7),
		    .sha256 = rows_text(rows, 8),
		    .path = rows_text(rows, 9),
		    .withdrawn_at = rows_int(rows, 10) },
		.product_id = rows_text(rows, 11),
		.sku_id = rows_text(rows, 12),
		.product_title = rows_text(rows, 13),
		.sku_title = rows_text(rows, 14),
		.title_folded = rows_text(rows, 15),
	};
}

/* For LIKE ... ESCAPE '!'. */
static const char *like(struct ctx *cx, const char *words)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (; *words != '\0'; words++) {
		if (*words == '%' || *words == '_' || *words == '!')
			text_add_char(&out, '!');
		text_add_char(&out, *words);
	}
	return out.bytes;
}

struct error file_admin_list(struct ctx *cx, const struct file_search *search,
    struct files_found *ret_found)
{
	const char *words = search->words ? search->words : "";
	int64_t limit = search->limit > 0 ? search->limit : LIMIT_MAX;
	struct rows *rows = sql_open(cx, SQL_file_admin_list,
	    ARGS(T(search->after_title ? search->after_title : ""),
		T(search->after_id ? search->after_id : ""),
		T(like(cx, text_fold(cx->arena, words))),
		T(like(cx, text_lower(cx->arena, words))),
		T(text_upper(cx->arena, words)), I(limit + 1)));
	struct files_found found = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, found.files, found.count, room);
		offered_read(rows, &found.files[found.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	found.more = (int64_t)found.count > limit;
	found.count -= found.more;
	*ret_found = found;
	return OK;
}

struct error file_admin_load(
    struct ctx *cx, const char *file_id, struct offered_file *ret_file)
{
	struct rows *rows = sql_open(cx, SQL_file_admin_load, ARGS(T(file_id)));
	struct offered_file file;
	bool there = rows_next(rows);
	struct error e;

	if (there)
		offered_read(rows, &file);
	if ((e = rows_close(rows)).code)
		return e;
	if (!there)
		return fail(ERR_FILE_UNKNOWN, NULL);
	*ret_file = file;
	return OK;
}

struct error file_admin_goods(struct ctx *cx, struct goods_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_file_admin_goods, NO_ARGS);
	struct goods_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.goods, list.count, room);
		list.goods[list.count++] =
		    (struct goods){ rows_text(rows, 0), rows_text(rows, 1),
			    rows_text(rows, 2), rows_text(rows, 3) };
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

struct error file_put(struct ctx *cx, const char *file_id,
    const struct file_new *new, const struct kept_file *kept)
{
	return sql_run(cx, SQL_file_admin_put,
	    ARGS(T(file_id), T(new->product_id),
		T(text_empty(new->sku_id) ? NULL : new->sku_id),
		T(new->version), T(new->language), T(new->os),
		T(new->file_type), I(text_same(new->bits, "32") ? 32 : 64),
		T(new->name), I(kept->size), T(kept->sha256), T(kept->path)),
	    NULL);
}

struct error file_set_withdrawn(
    struct ctx *cx, const char *file_id, int64_t withdrawn_at)
{
	return sql_run(cx, SQL_file_admin_withdraw,
	    ARGS(T(file_id), I(withdrawn_at)), NULL);
}
