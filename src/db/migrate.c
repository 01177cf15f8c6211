/*
 * Brings a database to the program's schema: numbered migrations, each in its
 * own transaction, remembered with the digest of its text. The texts
 * themselves are in migrations/.
 */
#include "db/engine_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/text.h"

#define FOLDER "db/migrations/"

const char migration_table[] = "CREATE TABLE IF NOT EXISTS migration ("
			       "number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
			       "sha256 TEXT NOT NULL, at BIGINT NOT NULL)";

static struct error refuse(const struct migration *m, const char *reason)
{
	log_event(LOG_ERROR, "migration_refused", LOG_I("number", m->number),
	    LOG_T("name", m->name), LOG_T("reason", reason));
	return fail(ERR_DATABASE_UNFIT, NULL);
}

/* The word behind the opening of a comment is an engine's name. */
char *migration_text(
    struct arena *arena, const char *text, const char *engine_name)
{
	const char *mark = arena_printf(arena, "/*%s:", engine_name);
	struct text out;
	const char *open, *close;

	text_init(&out, arena);
	while ((open = strstr(text, mark)) != NULL &&
	       (close = strstr(open, "*/")) != NULL) {
		text_add_n(&out, text, (size_t)(open - text));
		open += strlen(mark);
		text_add_n(&out, open, (size_t)(close - open));
		text = close + strlen("*/");
	}
	text_add(&out, text);
	return out.bytes;
}

static struct error migration_apply(
    struct ctx *cx, struct db *db, const struct migration *m)
{
	char digest[SHA256_HEX];
	struct error e;

	sha256_hex(m->text, strlen(m->text), digest);
	if ((e = tx_begin(db, &cx->tx)).code)
		return e;
	e = db->engine->script(
	    db, migration_text(cx->arena, m->text, db->engine->name));
	if (!e.code)
		e = sql_run(cx, SQL_migration_add,
		    ARGS(I(m->number), T(m->name), T(digest)), NULL);
	if (!e.code && !(e = tx_commit(cx->tx)).code) {
		log_event(LOG_INFO, "migrated", LOG_T("name", m->name));
		return OK;
	}
	tx_rollback(cx->tx);
	return refuse(m, "it failed; the database is as it was before it");
}

/* What is in must be a beginning of what we have, text for text. */
static struct error applied_check(struct rows *rows,
    const struct migration *list, size_t count, size_t *ret_applied)
{
	char digest[SHA256_HEX];
	struct migration row;
	size_t n = 0;

	while (rows_next(rows)) {
		row.number = rows_int(rows, 0);
		row.name = rows_text(rows, 1);
		if (n >= count)
			return refuse(&row, "the database is newer than this "
					    "program");
		sha256_hex(list[n].text, strlen(list[n].text), digest);
		if (row.number != list[n].number)
			return refuse(&row, "this program does not know it");
		if (!text_same(rows_text(rows, 2), digest))
			return refuse(&row, "its text was changed after it "
					    "was applied");
		n++;
	}
	*ret_applied = n;
	return OK;
}

static struct error applied_count(struct ctx *cx, struct db *db,
    const struct migration *list, size_t count, size_t *ret_applied)
{
	struct rows *rows;
	struct error e, closed;

	if ((e = tx_begin(db, &cx->tx)).code)
		return e;
	rows = sql_open(cx, SQL_migration_list, NO_ARGS);
	e = applied_check(rows, list, count, ret_applied);
	closed = rows_close(rows);
	tx_rollback(cx->tx);
	return e.code ? e : closed;
}

static struct error migrate_all(
    struct ctx *cx, struct db *db, const struct migration *list, size_t count)
{
	size_t applied = 0;
	struct error e;

	if ((e = db->engine->script(db, migration_table)).code)
		return e;
	if ((e = applied_count(cx, db, list, count, &applied)).code)
		return e;
	for (size_t i = applied; i < count; i++)
		if ((e = migration_apply(cx, db, &list[i])).code)
			return e;
	return OK;
}

struct error db_migrate_with(
    struct db *db, const struct migration *list, size_t count)
{
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	struct error e;

	arena_init(&arena);
	e = migrate_all(&cx, db, list, count);
	arena_done(&arena);
	return fail((enum error_code)e.code, NULL); /* no arena text */
}

struct error migrations_list(
    struct arena *arena, struct migration **ret_list, size_t *ret_count)
{
	size_t files, count = 0;
	const struct embedded *file = embedded_list(&files);
	struct migration *list = ARENA_ARRAY(arena, struct migration, files);

	/* sorted by name, and names begin with four digits */
	for (size_t i = 0; i < files; i++, file++) {
		if (!text_starts(file->name, FOLDER))
			continue;
		list[count].name = file->name + strlen(FOLDER);
		list[count].number = strtol(list[count].name, NULL, 10);
		list[count].text = file->bytes;
		if (count > 0 && list[count].number <= list[count - 1].number)
			return refuse(&list[count], "numbers do not rise");
		count++;
	}
	*ret_list = list;
	*ret_count = count;
	return OK;
}

struct error db_migrate(struct db *db)
{
	struct migration *list;
	struct arena arena;
	struct error e;
	size_t count;

	arena_init(&arena);
	if ((e = migrations_list(&arena, &list, &count)).code == 0)
		e = db_migrate_with(db, list, count);
	arena_done(&arena);
	return e;
}

struct error migrations_applied(
    struct db *db, size_t *ret_applied, size_t *ret_known)
{
	struct migration *list;
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	struct error e;

	arena_init(&arena);
	if ((e = migrations_list(&arena, &list, ret_known)).code == 0)
		e = applied_count(&cx, db, list, *ret_known, ret_applied);
	arena_done(&arena);
	return fail((enum error_code)e.code, NULL); /* no arena text */
}
