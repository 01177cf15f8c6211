/*
 * Bytes of attachments: sealed files in DATA_DIR/requests, named by chance.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/disk.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"
#include "support/attachment.h"

#define NAME_LENGTH 32
#define NAME_ALPHABET "abcdefghijklmnopqrstuvwxyz0123456789"
#define ORPHAN_DAYS 30 /* older ones were looked at before */
#define SIZE_MAX_BYTES (INT64_C(128) * 1024 * 1024)

static const char *folder(const struct ctx *cx)
{
	return arena_printf(cx->arena, "%s/requests", cx->settings->data_dir);
}

static const char *path_of(const struct ctx *cx, const char *stored_as)
{
	return arena_printf(cx->arena, "%s/%s", folder(cx), stored_as);
}

/* Where the sealed bytes belong: nobody can put them elsewhere. */
static const char *place(const struct ctx *cx, const char *stored_as)
{
	return arena_printf(cx->arena, "request_file %lld %s",
	    (long long)cx->who->partner->partner_id, stored_as);
}

static struct error broken(const char *what)
{
	int why = errno;

	log_event(LOG_ERROR, "an attachment cannot be kept or read",
	    LOG_T("step", what), LOG_T("reason", strerror(why)));
	return fail(disk_is_full(why) ? ERR_BUSY : ERR_INTERNAL, NULL);
}

static bool read_all(int fd, uint8_t *bytes, size_t length)
{
	size_t at = 0;

	while (at < length) {
		ssize_t n = pread(fd, bytes + at, length - at, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/* Made once, and there from then on. */
static bool folder_make(struct ctx *cx)
{
	if (mkdir(folder(cx), 0700) == 0)
		return disk_sync_entry(folder(cx));
	return errno == EEXIST;
}

static struct error store(
    struct ctx *cx, const char *path, const uint8_t *bytes, size_t length)
{
	struct error e;
	int fd;
	bool whole;

	if (!folder_make(cx))
		return broken("folder");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return broken("open");
	whole = disk_write(fd, bytes, length) && fsync(fd) == 0;
	whole = close(fd) == 0 && whole;
	/* the row that names it may not outlive it in a power cut */
	if (whole && disk_sync_entry(path))
		return OK;
	e = broken("write");
	unlink(path);
	return e;
}

/* With an arena of its own: ten large files are never there at once. */
static struct error keep_inside(struct ctx *cx, struct ctx *own,
    const struct attachment_source *source, struct request_file *file)
{
	size_t length = (size_t)source->size, sealed_length;
	uint8_t *bytes = arena_alloc(own->arena, length + 1), *sealed;
	char *digest = arena_alloc(cx->arena, SHA256_HEX);
	char *name = arena_alloc(cx->arena, NAME_LENGTH + 1);
	char *id = arena_alloc(cx->arena, GUID_TEXT);
	bool program;

	if (!read_all(source->fd, bytes, length))
		return broken("read");
	file->media_type = attachment_type(bytes, length, &program);
	attachment_name(cx->arena, source->name, file->media_type, &file->name,
	    &file->extension);
	if (program)
		return fail_with(cx->arena, ERR_ATTACHMENT_PROGRAM, "files",
		    HOLES({ "name", file->name }));
	sha256_hex(bytes, length, digest);
	crypto_random_text(NAME_ALPHABET, NAME_LENGTH, name);
	guid_random(id);
	secrets_seal(cx->secrets, PURPOSE_ATTACHMENT, own->arena,
	    place(own, name), bytes, length, &sealed, &sealed_length);
	file->id = id;
	file->stored_as = name;
	file->digest = digest;
	file->size = source->size;
	file->note_position = -1;
	return store(own, path_of(own, name), sealed, sealed_length);
}

struct error attachment_keep(struct ctx *cx,
    const struct attachment_source *source, struct request_file *ret_file)
{
	struct request_file file = { 0 };
	struct arena arena;
	struct ctx own = *cx;
	struct error e;

	arena_init(&arena);
	own.arena = &arena;
	e = keep_inside(cx, &own, source, &file);
	arena_done(&arena);
	if (e.code == 0)
		*ret_file = file;
	return e;
}

void attachment_drop(struct ctx *cx, const struct request_file *file)
{
	if (file->stored_as != NULL)
		unlink(path_of(cx, file->stored_as));
}

struct error attachment_read(struct ctx *cx, const struct request_file *file,
    uint8_t **ret_bytes, size_t *ret_length)
{
	int fd = open(path_of(cx, file->stored_as), O_RDONLY | O_CLOEXEC);
	char digest[SHA256_HEX];
	struct stat facts;
	uint8_t *sealed;
	bool whole;

	if (fd < 0)
		return broken("open");
	if (fstat(fd, &facts) != 0 || facts.st_size > SIZE_MAX_BYTES) {
		close(fd);
		return broken("size");
	}
	sealed = arena_alloc(cx->arena, (size_t)facts.st_size + 1);
	whole = read_all(fd, sealed, (size_t)facts.st_size);
	close(fd);
	if (!whole || !secrets_unseal(cx->secrets, PURPOSE_ATTACHMENT,
			  cx->arena, place(cx, file->stored_as), sealed,
			  (size_t)facts.st_size, ret_bytes, ret_length))
		return broken("unseal");
	sha256_hex(*ret_bytes, *ret_length, digest);
	return text_same(digest, file->digest) ? OK : broken("digest");
}

/* ---- what no row names ---- */

static bool is_orphan(struct ctx *cx, int fd, const char *name)
{
	struct stat facts;
	int64_t count = 0;
	struct error e;

	if (strlen(name) != NAME_LENGTH ||
	    strspn(name, NAME_ALPHABET) != NAME_LENGTH ||
	    fstatat(fd, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(facts.st_mode) ||
	    facts.st_mtim.tv_sec > cx->wall - DAY_SECONDS ||
	    facts.st_mtim.tv_sec < cx->wall - ORPHAN_DAYS * DAY_SECONDS)
		return false;
	e = sql_int(
	    cx, SQL_service_request_file_stored, ARGS(T(name)), &count, NULL);
	return e.code == 0 && count == 0;
}

struct error attachment_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	DIR *dir = opendir(folder(cx));
	struct dirent *entry;

	*ret_count = 0;
	if (dir == NULL)
		return errno == ENOENT ? OK : broken("folder");
	while (*ret_count < limit && (entry = readdir(dir)) != NULL)
		if (is_orphan(cx, dirfd(dir), entry->d_name) &&
		    unlinkat(dirfd(dir), entry->d_name, 0) == 0)
			(*ret_count)++;
	closedir(dir);
	return OK;
}
