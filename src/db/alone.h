/*
 * One process at a time makes a database ready: migrates it, fills it. The
 * others wait. A SQLite file has one process anyway.
 */
#ifndef KONTOR_DB_ALONE_H
#define KONTOR_DB_ALONE_H

#include "db/engine.h"

/*
 * Waits until no other process is between here and db_close(*ret_db); one that
 * dies is no longer. The connection serves nothing else. NULL for a SQLite
 * file, which db_close takes.
 */
struct error db_alone(
    const char *where, const struct settings *settings, struct db **ret_db);

/* Migrations that this database has and this program does not know: somebody
 * upgraded. Any transaction; 0 none, else the highest number. */
struct error db_newer(struct ctx *cx, int64_t *ret_number);

#endif
