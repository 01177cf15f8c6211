/*
 * The parts of a backup: files with their size and SHA-256, and the index of
 * them. What is in them is backup.c's and proof.c's.
 */
#ifndef KONTOR_CLI_PARTS_H
#define KONTOR_CLI_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/error.h"

struct part {
	const char *path; /* below the folder: "files/ab/cd" */
	int64_t size;
	char sha256[SHA256_HEX];
};

struct parts {
	struct arena *arena;
	struct part *items;
	size_t count, room;
};

/* Reads it through. False with errno. */
bool part_measure(const char *folder, const char *path, struct part *ret_part);
/* Copies one and makes the folders above it (mode 0700; the file 0600), synced;
 * what was copied is measured. False with errno. */
bool part_copy(struct arena *arena, const char *from_folder, const char *from,
    const char *to_folder, const char *to, struct part *ret_part);
void parts_add(struct parts *parts, const struct part *part);
const struct part *parts_find(const struct parts *parts, const char *path);
/*
 * The paths of all regular files below folder/below, sorted; none when it is
 * not there. Links and pipes are no files. False with errno.
 */
bool parts_walk(struct arena *arena, const char *folder, const char *below,
    struct parts *parts);
/* Writes a whole new file (mode 0600), synced. */
bool whole_write(const char *path, const char *bytes, size_t length);

#endif
