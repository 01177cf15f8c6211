/*
 * Files that must be there after a power cut: all bytes, and the entry of the
 * folder that leads to them. Names and contents are the callers'.
 */
#ifndef KONTOR_BASE_DISK_H
#define KONTOR_BASE_DISK_H

#include <stdbool.h>
#include <stddef.h>

/* All of them, however many calls it takes; errno says why not. */
bool disk_write(int fd, const void *bytes, size_t length);
/* What was made, renamed or taken away in a folder lasts from then on. */
bool disk_sync_folder(const char *folder);
/* The folder that holds path. */
bool disk_sync_entry(const char *path);
/* No room, no right to write, no quota: people may try again when the
 * operator has mended it. */
bool disk_is_full(int why);

#endif
