/*
 * A whole copy of a SQLite database, made while others write to it.
 */
#ifndef KONTOR_DB_SNAPSHOT_H
#define KONTOR_DB_SNAPSHOT_H

#include "db/engine.h"

/*
 * Copies what the read transaction of db sees into a new file (mode 0600), in
 * small pieces with pauses, so that nobody is held up. ERR_INTERNAL, logged,
 * for any failure; what was written then is of no use.
 */
struct error db_snapshot(struct db *db, const char *path);

#endif
