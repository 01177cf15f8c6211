/*
 * kontor backup: what a running service has, whole and of one moment, in a new
 * folder. The database first: files that its rows name are there already, and
 * stay.
 */
#include "cli/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/day.h"
#include "base/settings.h"
#include "cli/backup_index.h"
#include "cli/house.h"
#include "cli/postgres_tool.h"
#include "cli/verb.h"
#include "db/db.h"
#include "db/snapshot.h"

static const char *const folders[] = { "keys", "files", "requests", "imports" };

struct backup {
	struct ctx *cx;
	const char *to;
	struct backup_index index;
};

/* A folder that is not there yet, or is empty. */
static bool folder_new(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return true;
	if (errno != EEXIST)
		return false;
	/* an empty one may be used: removing it shows that it is */
	return rmdir(path) == 0 && mkdir(path, 0700) == 0;
}

static struct error database_write(struct backup *backup, const char *path)
{
	struct ctx *cx = backup->cx;
	struct rows *rows = sql_open(cx, SQL_snapshot_name, NO_ARGS);
	const char *name = rows_next(rows) ? rows_text(rows, 0) : "";
	struct error e = rows_close(rows);

	if (e.code)
		return e;
	if (!postgres_dump(cx->arena, cx->settings->database, name, path))
		return fail(ERR_INTERNAL, NULL);
	return OK;
}

/* Counts are of the same snapshot. */
static struct error database_copy(struct backup *backup)
{
	struct ctx *cx = backup->cx;
	bool postgres = cx->settings->database[0] != '\0';
	const char *path;
	struct db *db;
	struct error e =
	    db_open(house_database(cx), DB_READ, cx->settings, &db);

	if (e.code)
		return e;
	backup->index.database = postgres ? BACKUP_POSTGRES : BACKUP_SQLITE;
	path = arena_printf(
	    cx->arena, "%s/%s", backup->to, backup->index.database);
	e = tx_begin(db, &cx->tx);
	if (e.code == 0) {
		e = proof_count(cx, &backup->index.counts);
		if (e.code == 0)
			e = postgres ? database_write(backup, path)
				     : db_snapshot(db, path);
		tx_rollback(cx->tx);
	}
	cx->tx = NULL;
	db_close(db);
	return e;
}

/* Files that are gone again were not named by a row of the snapshot; if one
 * was, verify says so. */
static bool files_copy(struct backup *backup, struct parts *found)
{
	struct arena *arena = backup->cx->arena;
	struct part part;

	for (size_t i = 0; i < found->count; i++) {
		const char *path = found->items[i].path;

		if (part_copy(arena, backup->cx->settings->data_dir, path,
			backup->to, path, &part))
			parts_add(&backup->index.parts, &part);
		else if (errno != ENOENT)
			return verb_failed_file(path, 0) != 0;
	}
	return true;
}

static bool folders_copy(struct backup *backup)
{
	struct ctx *cx = backup->cx;
	struct parts found = { .arena = cx->arena };
	const struct part demo = { .path = "demo.json" };

	for (size_t i = 0; i < COUNT(folders); i++)
		if (!parts_walk(
			cx->arena, cx->settings->data_dir, folders[i], &found))
			return verb_failed_file(folders[i], 0) != 0;
	parts_add(&found, &demo);
	return files_copy(backup, &found);
}

/* The settings file is kept to be read; where it belongs only people know. */
static bool settings_copy(struct backup *backup)
{
	const char *config = backup->cx->settings->config;
	struct part part;

	if (config == NULL)
		return true;
	if (!part_copy(backup->cx->arena, config[0] == '/' ? "/" : ".",
		config[0] == '/' ? config + 1 : config, backup->to,
		"kontor.conf", &part))
		return verb_failed_file(config, 0) != 0;
	parts_add(&backup->index.parts, &part);
	return true;
}

static int backup_make(struct backup *backup)
{
	struct ctx *cx = backup->cx;
	struct part database;
	struct error e = database_copy(backup);

	if (e.code)
		return verb_failed(cx, e);
	if (!part_measure(backup->to, backup->index.database, &database))
		return verb_failed_file(backup->to, EX_IOERR);
	parts_add(&backup->index.parts, &database);
	if (!folders_copy(backup) || !settings_copy(backup))
		return EX_IOERR;
	if (!backup_index_write(cx->arena, backup->to, &backup->index))
		return verb_failed_file(backup->to, EX_IOERR);
	printf("%s: %zu parts, migration %" PRId64 ", taken %s\n", backup->to,
	    backup->index.parts.count, backup->index.counts.migration,
	    backup->index.taken_at);
	for (size_t i = 0; i < backup->index.counts.count; i++)
		printf("%s: %" PRId64 "\n", backup->index.counts.items[i].name,
		    backup->index.counts.items[i].count);
	return EX_OK;
}

int cli_backup(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	struct backup backup = { .cx = cx, .to = operands[0] };
	char taken[INSTANT_TEXT];
	const char *key =
	    arena_printf(cx->arena, "%s/keys", cx->settings->data_dir);

	if (access(key, R_OK | X_OK) != 0)
		return verb_failed_file(key, EX_NOINPUT);
	if (!folder_new(backup.to))
		return verb_failed_file(backup.to, EX_CANTCREAT);
	instant_text(cx->wall, taken);
	backup.index.taken_at = taken;
	backup.index.version = KONTOR_VERSION;
	backup.index.parts.arena = cx->arena;
	return backup_make(&backup);
}
