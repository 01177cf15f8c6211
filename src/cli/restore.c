/*
 * kontor restore: a backup that was proved becomes a data folder, all of it or
 * nothing: it is put together beside its place and moved there at the end.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/settings.h"
#include "cli/backup.h"
#include "cli/postgres_tool.h"
#include "cli/verb.h"
#include "cli/verify.h"
#include "db/db.h"
#include "db/engine.h"

/* Where it will be in the end: links of folders above are followed. */
static const char *target_of(struct ctx *cx)
{
	const char *given = cx->settings->data_dir;
	char *real = realpath(given, NULL);
	const char *target = arena_dup(cx->arena, real != NULL ? real : given);

	free(real);
	return target;
}

/* Not there, or empty. */
static bool target_free(const char *target)
{
	if (rmdir(target) == 0)
		return mkdir(target, 0700) == 0;
	return errno == ENOENT;
}

static int parts_copy(struct ctx *cx, const char *from, const char *beside,
    const struct backup_index *index)
{
	for (size_t i = 0; i < index->parts.count; i++) {
		const struct part *want = &index->parts.items[i];
		struct part part;

		if (strcmp(want->path, BACKUP_POSTGRES) == 0 ||
		    strcmp(want->path, "kontor.conf") == 0)
			continue;
		if (!part_copy(
			cx->arena, from, want->path, beside, want->path, &part))
			return verb_failed_file(want->path, EX_IOERR);
		if (strcmp(part.sha256, want->sha256) != 0) {
			fprintf(stderr, "kontor: %s changed meanwhile\n",
			    want->path);
			return EX_DATAERR;
		}
	}
	return EX_OK;
}

/* ---- PostgreSQL ---- */

static struct error tables_count(struct ctx *cx, int64_t *ret_count)
{
	struct db *db;
	struct error e =
	    db_open(cx->settings->database, DB_READ, cx->settings, &db);

	if (e.code)
		return e;
	e = tx_begin(db, &cx->tx);
	if (e.code == 0) {
		e = sql_int(cx, SQL_tables_count, NO_ARGS, ret_count, NULL);
		tx_rollback(cx->tx);
	}
	cx->tx = NULL;
	db_close(db);
	return e;
}

static int database_free(struct ctx *cx)
{
	int64_t count = 0;
	struct error e = tables_count(cx, &count);

	if (e.code)
		return verb_failed(cx, e);
	if (count == 0)
		return EX_OK;
	fputs("kontor: the database is not empty\n", stderr);
	return EX_CANTCREAT;
}

/* Which of the two the backup holds must be what the settings name. */
static int engine_fits(struct ctx *cx, const struct backup_index *index)
{
	bool postgres = strcmp(index->database, BACKUP_POSTGRES) == 0;

	if (postgres == (cx->settings->database[0] != '\0'))
		return postgres ? database_free(cx) : EX_OK;
	fputs(postgres ? "kontor: this is a backup of PostgreSQL: name an "
			 "empty database with --database\n"
		       : "kontor: this is a backup of SQLite: leave --database "
			 "away; kontor copy moves it to PostgreSQL\n",
	    stderr);
	return EX_USAGE;
}

/* ---- the verb ---- */

static int place_take(struct ctx *cx, const char *from, const char *beside,
    const char *target, const struct backup_index *index)
{
	int status = parts_copy(cx, from, beside, index);

	if (status != EX_OK)
		return status;
	if (strcmp(index->database, BACKUP_POSTGRES) == 0 &&
	    !postgres_restore(cx->arena, cx->settings->database,
		arena_printf(cx->arena, "%s/" BACKUP_POSTGRES, from)))
		return EX_DATAERR;
	if (!disk_sync_folder(beside) || rename(beside, target) != 0 ||
	    !disk_sync_entry(target))
		return verb_failed_file(target, EX_CANTCREAT);
	printf("%s: restored what was taken %s\n", target, index->taken_at);
	if (parts_find(&index->parts, "kontor.conf") != NULL)
		printf("the settings of then are in %s/kontor.conf\n", from);
	return EX_OK;
}

int cli_restore(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	const char *from = operands[0], *target = target_of(cx), *beside;
	struct backup_index index;
	int status;

	if (!target_free(target)) {
		fprintf(
		    stderr, "kontor: %s is not empty, or not ours\n", target);
		return EX_CANTCREAT;
	}
	if (!backup_verify(cx, from, &index))
		return EX_DATAERR;
	if ((status = engine_fits(cx, &index)) != EX_OK)
		return status;
	beside = arena_printf(cx->arena, "%s.restoring", target);
	if (mkdir(beside, 0700) != 0)
		return verb_failed_file(beside, EX_CANTCREAT);
	status = place_take(cx, from, beside, target, &index);
	if (status != EX_OK)
		fprintf(stderr, "kontor: what was copied is in %s\n", beside);
	return status;
}
