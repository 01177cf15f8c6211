/*
 * SQLite's own backup, on a connection whose read transaction is open: so the
 * copy does not begin anew whenever somebody commits.
 */
#include "db/snapshot.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "db/sqlite_private.h"

#define PIECE_PAGES 512
#define PAUSE_NS 500000L

static int pieces_copy(sqlite3 *to, sqlite3 *from)
{
	const struct timespec pause = { 0, PAUSE_NS };
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int rc;

	if (backup == NULL)
		return sqlite3_errcode(to);
	while ((rc = sqlite3_backup_step(backup, PIECE_PAGES)) == SQLITE_OK)
		nanosleep(&pause, NULL);
	sqlite3_backup_finish(backup);
	/* one file: a copy is not written to any more */
	if (rc == SQLITE_DONE)
		rc = sqlite3_exec(
		    to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	return rc;
}

struct error db_snapshot(struct db *db, const char *path)
{
	struct sqlite_db *own = (struct sqlite_db *)db;
	sqlite3 *to = NULL;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int rc = SQLITE_CANTOPEN;

	if (fd >= 0) {
		close(fd);
		rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL);
	}
	if (rc == SQLITE_OK)
		rc = pieces_copy(to, own->handle);
	sqlite3_close(to);
	if (rc == SQLITE_OK)
		return OK;
	log_event(LOG_ERROR, "database_copy", LOG_T("file", path),
	    LOG_T("reason", sqlite3_errstr(rc)));
	return fail(ERR_INTERNAL, NULL);
}
