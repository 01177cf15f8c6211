/*
 * index.json of a backup, and index.sha256 over it. Written last: without it
 * a backup is none.
 */
#ifndef KONTOR_CLI_BACKUP_INDEX_H
#define KONTOR_CLI_BACKUP_INDEX_H

#include "cli/parts.h"
#include "cli/proof.h"

#define BACKUP_FORMAT 1
#define BACKUP_SQLITE "kontor.db"
#define BACKUP_POSTGRES "database.dump"

struct backup_index {
	const char *version;  /* of the program that made it */
	const char *database; /* BACKUP_SQLITE or BACKUP_POSTGRES */
	const char *taken_at;
	struct proof_counts counts;
	struct parts parts;
};

/* False with errno. */
bool backup_index_write(
    struct arena *arena, const char *folder, const struct backup_index *index);
/* NULL, or why it cannot be read, in English. */
const char *backup_index_read(
    struct arena *arena, const char *folder, struct backup_index *ret_index);

#endif
