/*
 * Rows of the directory. Names are lower case; that a name is taken is found
 * by the insert itself, so that two at the same moment cannot both have it.
 */
#include "accounts/directory.h"

#include "base/text.h"
#include "db/db.h"

struct error directory_find(struct ctx *cx, const char *kind, const char *name,
    struct directory_entry *ret_entry, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_directory_find,
	    ARGS(T(kind), T(text_lower(cx->arena, name))));
	struct directory_entry entry;
	bool found = rows_next(rows);
	struct error e;

	if (found) {
		entry.partner_id = rows_int(rows, 0);
		entry.subject = rows_text(rows, 1);
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_entry = entry;
	*ret_found = found;
	return OK;
}

struct error directory_add(struct ctx *cx, const char *kind, const char *name,
    int64_t partner_id, const char *subject, bool *ret_taken)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_directory_add,
	    ARGS(T(kind), T(text_lower(cx->arena, name)), I(partner_id),
		T(subject)),
	    &changed);

	if (e.code)
		return e;
	*ret_taken = changed == 0;
	return OK;
}

struct error directory_remove(
    struct ctx *cx, const char *kind, const char *name)
{
	return sql_run(cx, SQL_directory_remove,
	    ARGS(T(kind), T(text_lower(cx->arena, name))), NULL);
}
