/*
 * Rows of editions that operators add. Whether one may be adopted is the
 * service's.
 */
#include <string.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"
#include "programme/adoption_rows.h"

static enum adoption_state state_read(const char *name)
{
	if (text_same(name, "adopted"))
		return ADOPTION_ADOPTED;
	return text_same(name, "withdrawn") ? ADOPTION_WITHDRAWN
					    : ADOPTION_DRAFT;
}

static struct adoption adoption_read(struct rows *rows)
{
	return (struct adoption){
		.serial = rows_int(rows, 0),
		.state = state_read(rows_text(rows, 1)),
		.edition_id = rows_text(rows, 2),
		.base_id = rows_text(rows, 3),
		.effective_from = rows_int(rows, 4),
		.source = rows_text(rows, 5),
		.source_url = rows_text(rows, 6),
		.document_date = rows_text(rows, 7),
		.reason = rows_text(rows, 8),
		.parameters = rows_text(rows, 9),
		.version = rows_int(rows, 10),
		.written_at = rows_int(rows, 11),
		.written_by_name = rows_text(rows, 12),
		.adopted_at = rows_null(rows, 13) ? 0 : rows_int(rows, 13),
		.adopted_by_name = rows_text(rows, 14),
		.withdrawn_at = rows_null(rows, 15) ? 0 : rows_int(rows, 15),
		.withdrawn_by_name = rows_text(rows, 16),
	};
}

struct error adoption_list(struct ctx *cx, struct adoption_list *ret_list)
{
	struct rows *rows =
	    sql_open(cx, SQL_adoption_list, ARGS(I(ADOPTIONS_MAX)));
	struct adoption *items = NULL;
	size_t count = 0, room = 0;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, items, count, room);
		items[count++] = adoption_read(rows);
	}
	*ret_list = (struct adoption_list){ count, items };
	return rows_close(rows);
}

struct error adoption_load(
    struct ctx *cx, int64_t serial, struct adoption *ret_adoption)
{
	struct rows *rows = sql_open(cx, SQL_adoption_load, ARGS(I(serial)));
	struct adoption adoption = { 0 };
	struct error e;

	if (rows_next(rows))
		adoption = adoption_read(rows);
	if ((e = rows_close(rows)).code)
		return e;
	if (adoption.serial == 0)
		return fail(ERR_EDITION_UNKNOWN, NULL);
	*ret_adoption = adoption;
	return OK;
}

struct error adoption_add(
    struct ctx *cx, const struct adoption *draft, int64_t *ret_serial)
{
	int64_t serial;
	struct error e = sql_int(cx, SQL_adoption_next, NO_ARGS, &serial, NULL);

	if (e.code)
		return e;
	*ret_serial = serial;
	return sql_run(cx, SQL_adoption_add,
	    ARGS(I(serial), T(draft->base_id), I(draft->effective_from),
		T(draft->source), T(draft->source_url), T(draft->document_date),
		T(draft->reason), T(draft->parameters), I(cx->wall),
		T(cx->who->user_id), T(cx->who->user_name)),
	    NULL);
}

struct error adoption_change(
    struct ctx *cx, const struct adoption *draft, bool *ret_changed)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_adoption_change,
	    ARGS(I(draft->serial), I(draft->version), I(draft->effective_from),
		T(draft->source), T(draft->source_url), T(draft->document_date),
		T(draft->reason), T(draft->parameters), I(cx->wall),
		T(cx->who->user_id), T(cx->who->user_name)),
	    &changed);

	*ret_changed = changed > 0;
	return e;
}

struct error adoption_set_adopted(
    struct ctx *cx, int64_t serial, const char *edition_id)
{
	return sql_run(cx, SQL_adoption_set_adopted,
	    ARGS(I(serial), T(edition_id), I(cx->wall), T(cx->who->user_id),
		T(cx->who->user_name)),
	    NULL);
}

struct error adoption_set_withdrawn(struct ctx *cx, int64_t serial)
{
	return sql_run(cx, SQL_adoption_set_withdrawn,
	    ARGS(I(serial), I(cx->wall), T(cx->who->user_id),
		T(cx->who->user_name)),
	    NULL);
}

struct error adoption_drop(struct ctx *cx, int64_t serial)
{
	return sql_run(cx, SQL_adoption_drop, ARGS(I(serial)), NULL);
}

struct error adoption_day_taken(
    struct ctx *cx, int64_t effective_from, bool *ret_taken)
{
	int64_t count = 0;
	struct error e = sql_int(
	    cx, SQL_adoption_day_taken, ARGS(I(effective_from)), &count, NULL);

	*ret_taken = count > 0;
	return e;
}

struct error adoption_names_used(
    struct ctx *cx, int64_t effective_from, int64_t *ret_count)
{
	return sql_int(cx, SQL_adoption_names_used, ARGS(I(effective_from)),
	    ret_count, NULL);
}

struct error policy_version_load(struct ctx *cx, int64_t *ret_version)
{
	return sql_int(cx, SQL_policy_version_load, NO_ARGS, ret_version, NULL);
}

struct error policy_version_raise(struct ctx *cx)
{
	return sql_run(cx, SQL_policy_version_raise, NO_ARGS, NULL);
}

struct error edition_rows_load(struct ctx *cx, struct edition_rows *ret_rows)
{
	struct rows *rows = sql_open(cx, SQL_adoption_in_use, NO_ARGS);
	struct edition_added *list = NULL;
	size_t count = 0, room = 0;

	while (rows_next(rows)) {
		char *day = arena_alloc(cx->arena, DAY_TEXT);

		day_text(day_of(rows_int(rows, 5)), day);
		ARENA_ROOM(cx->arena, list, count, room);
		list[count++] = (struct edition_added){
			.id = rows_text(rows, 0),
			.effective_from = rows_int(rows, 1),
			.source = rows_text(rows, 2),
			.source_url = rows_text(rows, 3),
			.document_date = rows_text(rows, 4),
			.published = day,
			.parameters = rows_text(rows, 6),
			.withdrawn = text_same(rows_text(rows, 7), "withdrawn"),
		};
	}
	*ret_rows = (struct edition_rows){ count, list };
	return rows_close(rows);
}
