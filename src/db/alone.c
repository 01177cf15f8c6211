/*
 * A lock of the server's that goes with its connection. It is asked for again
 * and again instead of waited for, so that the log can tell why nothing
 * happens, and no time limit of the server's ends the waiting.
 */
#include "db/alone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/embedded.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"

#define PAUSE_NS 100000000L
#define FOLDER "db/migrations/"

/* The lock outlives the transaction that asked for it. */
static struct error lock_try(struct db *db, bool *ret_ours)
{
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	int64_t ours = 0;
	struct error e = tx_begin(db, &cx.tx);

	if (e.code)
		return e;
	arena_init(&arena);
	e = sql_int(&cx, SQL_alone_try, NO_ARGS, &ours, NULL);
	tx_rollback(cx.tx);
	arena_done(&arena);
	*ret_ours = ours != 0;
	return fail((enum error_code)e.code, NULL);
}

static struct error lock_wait(struct db *db)
{
	const struct timespec pause = { 0, PAUSE_NS };
	bool ours = false, said = false;

	for (;;) {
		struct error e = lock_try(db, &ours);

		if (e.code || ours)
			return e;
		if (!said)
			log_event(LOG_INFO, "another process makes ready",
			    LOG_T("waits_for", "the database"));
		said = true;
		nanosleep(&pause, NULL);
	}
}

struct error db_alone(
    const char *where, const struct settings *settings, struct db **ret_db)
{
	struct db *db = NULL;
	struct error e = OK;

	if (settings_share_database(where)) {
		if ((e = db_open(where, DB_WRITE, settings, &db)).code)
			return e;
		if ((e = lock_wait(db)).code) {
			db_close(db);
			return e;
		}
	}
	*ret_db = db;
	return OK;
}

static int64_t newest_known(void)
{
	size_t count;
	const struct embedded *file = embedded_list(&count);
	int64_t newest = 0;

	for (; count > 0; count--, file++)
		if (text_starts(file->name, FOLDER) &&
		    strtol(file->name + strlen(FOLDER), NULL, 10) > newest)
			newest = strtol(file->name + strlen(FOLDER), NULL, 10);
	return newest;
}

struct error db_newer(struct ctx *cx, int64_t *ret_number)
{
	int64_t number = 0;
	struct error e =
	    sql_int(cx, SQL_migration_newest, NO_ARGS, &number, NULL);

	if (e.code)
		return e;
	*ret_number = number > newest_known() ? number : 0;
	return OK;
}
