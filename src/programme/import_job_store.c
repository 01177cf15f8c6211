/*
 * Rows of files that operators send.
 */
#include "accounts/principal.h"
#include "base/text.h"
#include "db/db.h"
#include "programme/import_job_rows.h"

static const char *const kinds[] = {
	[JOB_CATALOGUE] = "catalogue", [JOB_PRICES] = "prices"
};
static const char *const states[] = { [JOB_CHECKING] = "checking",
	[JOB_CHECKED] = "checked",
	[JOB_REFUSED] = "refused",
	[JOB_APPLYING] = "applying",
	[JOB_APPLIED] = "applied",
	[JOB_FAILED] = "failed",
	[JOB_DISCARDED] = "discarded" };

const char *job_kind_id(enum job_kind kind)
{
	return kinds[kind];
}

const char *job_state_id(enum job_state state)
{
	return states[state];
}

enum job_kind job_kind_find(const char *id)
{
	for (size_t i = 1; i < COUNT(kinds); i++)
		if (text_same(kinds[i], id))
			return (enum job_kind)i;
	return 0;
}

static enum job_state state_find(const char *id)
{
	for (size_t i = 1; i < COUNT(states); i++)
		if (text_same(states[i], id))
			return (enum job_state)i;
	return JOB_FAILED;
}

static struct import_job job_read(struct rows *rows)
{
	return (struct import_job){
		.job_id = rows_int(rows, 0),
		.kind = job_kind_find(rows_text(rows, 1)),
		.state = state_find(rows_text(rows, 2)),
		.name = rows_text(rows, 3),
		.sha256 = rows_text(rows, 4),
		.size = rows_int(rows, 5),
		.path = rows_text(rows, 6),
		.done = rows_int(rows, 7),
		.total = rows_int(rows, 8),
		.bad = rows_int(rows, 9),
		.report = rows_text(rows, 10),
		.version = rows_int(rows, 11),
		.created_at = rows_int(rows, 12),
		.created_by_name = rows_text(rows, 13),
		.applied_at = rows_null(rows, 14) ? 0 : rows_int(rows, 14),
		.applied_by_name = rows_text(rows, 15),
	};
}

struct error import_job_list(struct ctx *cx, int64_t before, int64_t limit,
    struct import_job_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_import_job_list,
	    ARGS(I(before > 0 ? before : INT64_MAX), I(limit + 1)));
	struct import_job_list list = { 0 };
	size_t room = 0;

	while (rows_next(rows)) {
		list.more = list.count == (size_t)limit;
		if (list.more)
			break;
		ARENA_ROOM(cx->arena, list.items, list.count, room);
		list.items[list.count++] = job_read(rows);
	}
	*ret_list = list;
	return rows_close(rows);
}

static struct error job_one(
    struct rows *rows, struct import_job *ret_job, bool *ret_found)
{
	if ((*ret_found = rows_next(rows)))
		*ret_job = job_read(rows);
	return rows_close(rows);
}

struct error import_job_load(
    struct ctx *cx, int64_t job_id, struct import_job *ret_job)
{
	bool found;
	struct error e =
	    job_one(sql_open(cx, SQL_import_job_load, ARGS(I(job_id))), ret_job,
		&found);

	if (e.code)
		return e;
	return found ? OK : fail(ERR_IMPORT_UNKNOWN, NULL);
}

struct error import_job_next(
    struct ctx *cx, struct import_job *ret_job, bool *ret_found)
{
	return job_one(
	    sql_open(cx, SQL_import_job_next, NO_ARGS), ret_job, ret_found);
}

struct error import_job_add(
    struct ctx *cx, const struct import_job *job, int64_t *ret_job_id)
{
	struct error e =
	    sql_int(cx, SQL_import_job_number, NO_ARGS, ret_job_id, NULL);

	if (e.code)
		return e;
	return sql_run(cx, SQL_import_job_add,
	    ARGS(I(*ret_job_id), T(job_kind_id(job->kind)), T(job->name),
		T(job->sha256), I(job->size), T(job->path), I(cx->wall),
		T(cx->who->user_id), T(cx->who->user_name)),
	    NULL);
}

struct error import_job_record(struct ctx *cx, const struct import_job *job)
{
	int64_t job_id;
	struct error e =
	    sql_int(cx, SQL_import_job_number, NO_ARGS, &job_id, NULL);

	if (e.code)
		return e;
	return sql_run(cx, SQL_import_job_record,
	    ARGS(I(job_id), T(job_kind_id(job->kind)), T(job->name),
		T(job->sha256), I(job->size), I(cx->wall),
		T(job->created_by_name)),
	    NULL);
}

struct error import_job_set_applying(
    struct ctx *cx, int64_t job_id, bool *ret_changed)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_import_job_apply,
	    ARGS(I(job_id), I(cx->wall), T(cx->who->user_id),
		T(cx->who->user_name)),
	    &changed);

	*ret_changed = changed > 0;
	return e;
}

struct error import_job_set_discarded(
    struct ctx *cx, int64_t job_id, bool *ret_changed)
{
	int64_t changed = 0;
	struct error e =
	    sql_run(cx, SQL_import_job_discard, ARGS(I(job_id)), &changed);

	*ret_changed = changed > 0;
	return e;
}

struct error import_job_progress(
    struct ctx *cx, int64_t job_id, int64_t done, int64_t total)
{
	return sql_run(cx, SQL_import_job_progress,
	    ARGS(I(job_id), I(done), I(total)), NULL);
}

struct error import_job_end(struct ctx *cx, int64_t job_id, enum job_state from,
    enum job_state to, int64_t bad, const char *report, bool keep)
{
	if (report == NULL)
		return sql_run(cx, SQL_import_job_end_short,
		    ARGS(I(job_id), T(states[from]), T(states[to])), NULL);
	return sql_run(cx, SQL_import_job_end,
	    ARGS(I(job_id), T(states[from]), T(states[to]), I(bad), T(report),
		I(keep)),
	    NULL);
}

struct error import_job_needs(
    struct ctx *cx, const char *path, bool *ret_needed)
{
	int64_t count = 0;
	struct error e =
	    sql_int(cx, SQL_import_job_needs, ARGS(T(path)), &count, NULL);

	*ret_needed = count > 0;
	return e;
}
