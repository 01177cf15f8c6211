/*
 * pg_dump and pg_restore of the PostgreSQL client package: who else could know
 * all that a server of some version keeps of a table.
 */
#ifndef KONTOR_CLI_POSTGRES_TOOL_H
#define KONTOR_CLI_POSTGRES_TOOL_H

#include <stdbool.h>

#include "base/arena.h"

/* Dumps what the exported snapshot sees. They say on stderr what failed. */
bool postgres_dump(struct arena *arena, const char *database,
    const char *snapshot, const char *path);
/* Into an empty database, in one transaction. */
bool postgres_restore(
    struct arena *arena, const char *database, const char *path);
/* The dump can be read to its end. */
bool postgres_dump_reads(struct arena *arena, const char *path);

#endif
