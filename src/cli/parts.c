/*
 * Copies, measures and lists files. Descriptors are closed here, errno says
 * what failed.
 */
#include "cli/parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/disk.h"

#define PIECE_BYTES ((size_t)256 * 1024)

static bool pieces_read(
    int from, int to, EVP_MD_CTX *md, char *piece, struct part *part)
{
	ssize_t got;

	part->size = 0;
	while ((got = read(from, piece, PIECE_BYTES)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (EVP_DigestUpdate(md, piece, (size_t)got) != 1 ||
		    (to >= 0 && !disk_write(to, piece, (size_t)got)))
			return false;
		part->size += got;
	}
	return to < 0 || fsync(to) == 0;
}

static bool through(int from, int to, struct part *part)
{
	uint8_t digest[SHA256_BYTES];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	char *piece = malloc(PIECE_BYTES);
	bool fine = md != NULL && piece != NULL &&
		    EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
		    pieces_read(from, to, md, piece, part) &&
		    EVP_DigestFinal_ex(md, digest, NULL) == 1;
	int why = errno;

	if (fine)
		hex_encode(digest, sizeof(digest), part->sha256);
	EVP_MD_CTX_free(md);
	free(piece);
	errno = why;
	return fine;
}

static int part_open(const char *folder, const char *path)
{
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd, why;

	if (dir < 0)
		return -1;
	fd = openat(dir, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	why = errno;
	close(dir);
	errno = why;
	return fd;
}

bool part_measure(const char *folder, const char *path, struct part *ret_part)
{
	struct part part = { .path = path };
	int fd = part_open(folder, path), why;
	bool fine;

	if (fd < 0)
		return false;
	fine = through(fd, -1, &part);
	why = errno;
	close(fd);
	errno = why;
	if (fine)
		*ret_part = part;
	return fine;
}

/* Folders above a file; those that are there stay as they are. */
static void folders_make(
    struct arena *arena, const char *folder, const char *path)
{
	char *whole = arena_printf(arena, "%s/%s", folder, path);

	for (char *slash = whole + strlen(folder) + 1;
	     (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		if (mkdir(whole, 0700) == 0)
			(void)disk_sync_entry(whole);
		*slash = '/';
	}
}

bool part_copy(struct arena *arena, const char *from_folder, const char *from,
    const char *to_folder, const char *to, struct part *ret_part)
{
	const char *target = arena_printf(arena, "%s/%s", to_folder, to);
	struct part part = { .path = to };
	int in = part_open(from_folder, from), out, why;
	bool fine;

	if (in < 0)
		return false;
	folders_make(arena, to_folder, to);
	out = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	fine = out >= 0 && through(in, out, &part);
	why = errno;
	close(in);
	if (out >= 0 && close(out) != 0)
		fine = false;
	errno = why;
	fine = fine && disk_sync_entry(target);
	if (fine)
		*ret_part = part;
	return fine;
}

void parts_add(struct parts *parts, const struct part *part)
{
	ARENA_ROOM(parts->arena, parts->items, parts->count, parts->room);
	parts->items[parts->count++] = *part;
}

const struct part *parts_find(const struct parts *parts, const char *path)
{
	for (size_t i = 0; i < parts->count; i++)
		if (strcmp(parts->items[i].path, path) == 0)
			return &parts->items[i];
	return NULL;
}

static bool entry_walk(struct arena *arena, const char *folder,
    const char *path, struct parts *parts)
{
	struct part part = { .path = path };
	struct stat st;

	if (lstat(arena_printf(arena, "%s/%s", folder, path), &st) != 0)
		return errno == ENOENT; /* gone meanwhile */
	if (S_ISDIR(st.st_mode))
		return parts_walk(arena, folder, path, parts);
	if (S_ISREG(st.st_mode))
		parts_add(parts, &part);
	return true;
}

bool parts_walk(struct arena *arena, const char *folder, const char *below,
    struct parts *parts)
{
	const char *whole = arena_printf(arena, "%s/%s", folder, below);
	struct dirent **entries;
	int count = scandir(whole, &entries, NULL, alphasort);
	bool fine = true;

	if (count < 0)
		return errno == ENOENT;
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			fine = fine &&
			       entry_walk(arena, folder,
				   below[0] == '\0' ? arena_dup(arena, name)
						    : arena_printf(arena,
							  "%s/%s", below, name),
				   parts);
		free(entries[i]);
	}
	free(entries);
	return fine;
}

bool whole_write(const char *path, const char *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool fine;

	if (fd < 0)
		return false;
	fine = disk_write(fd, bytes, length) && fsync(fd) == 0;
	return close(fd) == 0 && fine;
}
