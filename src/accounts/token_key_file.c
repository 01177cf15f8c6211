/*
 * Where the key pairs of tokens lie: one file beside the database, sealed
 * under the process's secrets and readable by its owner only. An older
 * installation has one plain PEM file: it is taken in and removed.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/token_keys_private.h"
#include "base/crypto.h"
#include "base/disk.h"
#include "base/json.h"
#include "base/log.h"

#define FILE_MAX 65536
#define PLACE "keys of tokens"

struct error token_keys_complain(const char *path, const char *problem)
{
	log_event(LOG_ERROR, "token_key", LOG_T("path", path),
	    LOG_T("problem", problem));
	return fail(ERR_INTERNAL, NULL);
}

static const char *path_of(
    struct arena *arena, const struct token_keys *keys, const char *name)
{
	return arena_printf(arena, "%s/%s", keys->folder, name);
}

int token_keys_lock(const struct token_keys *keys)
{
	struct arena arena;
	const char *path;
	int fd;

	arena_init(&arena);
	path = path_of(&arena, keys, "signing.lock");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	while (fd >= 0 && flock(fd, LOCK_EX) != 0)
		if (errno != EINTR) {
			close(fd);
			fd = -1;
		}
	if (fd < 0)
		(void)token_keys_complain(path, strerror(errno));
	arena_done(&arena);
	return fd;
}

bool token_keys_changed(const struct token_keys *keys)
{
	const struct stat *before = &keys->stamp;
	struct arena arena;
	struct stat now;
	bool there;

	arena_init(&arena);
	there = stat(path_of(&arena, keys, "signing.keys"), &now) == 0;
	arena_done(&arena);
	return there && (now.st_ino != before->st_ino ||
			    now.st_size != before->st_size ||
			    now.st_mtim.tv_sec != before->st_mtim.tv_sec ||
			    now.st_mtim.tv_nsec != before->st_mtim.tv_nsec);
}

/* NULL bytes: there is no such file. */
static struct error file_read(struct arena *arena, const char *path,
    struct stat *ret_about, uint8_t **ret_bytes, size_t *ret_n)
{
	FILE *file = fopen(path, "re");
	struct error e = OK;
	struct stat about;

	*ret_bytes = NULL;
	if (file == NULL)
		return errno == ENOENT
			   ? OK
			   : token_keys_complain(path, strerror(errno));
	if (fstat(fileno(file), &about) != 0)
		e = token_keys_complain(path, strerror(errno));
	else if ((about.st_mode & 077) != 0)
		e = token_keys_complain(
		    path, "others may read it; its mode must be 0600");
	else {
		*ret_bytes = arena_alloc(arena, FILE_MAX + 1);
		*ret_n = fread(*ret_bytes, 1, FILE_MAX, file);
		*ret_about = about;
	}
	fclose(file);
	return e;
}

/* Beside its place, then renamed: a half-written file is never read. */
static bool file_write(struct arena *arena, const char *path,
    struct stat *ret_about, const uint8_t *bytes, size_t length)
{
	const char *draft = arena_printf(arena, "%s.new", path);
	int fd;
	bool good;

	unlink(draft);
	fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	good = disk_write(fd, bytes, length) && fsync(fd) == 0 &&
	       fstat(fd, ret_about) == 0;
	good = close(fd) == 0 && good;
	return good && rename(draft, path) == 0 && disk_sync_entry(path);
}

static struct error key_read(struct token_keys *keys, const json_t *entry)
{
	const char *pem = json_string_value(json_object_get(entry, "pem"));
	struct token_key *key = &keys->keys[keys->count];
	struct error e;

	if (pem == NULL || keys->count == KEYS_MAX)
		return token_keys_complain(PLACE, "the file is damaged");
	if ((e = token_key_from_pem(pem, key)).code)
		return e;
	key->signs_from =
	    json_integer_value(json_object_get(entry, "signs_from"));
	key->until = json_integer_value(json_object_get(entry, "until"));
	keys->count++;
	return OK;
}

static struct error list_read(
    struct token_keys *keys, const uint8_t *bytes, size_t length)
{
	json_t *list = json_loadb((const char *)bytes, length, 0, NULL);
	struct error e = OK;
	json_t *entry;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) == 0)
		e = token_keys_complain(PLACE, "the file is damaged");
	else
		json_array_foreach(list, i, entry)
		{
			if (!e.code)
				e = key_read(keys, entry);
		}
	json_decref(list);
	return e;
}

static struct error sealed_read(struct arena *arena, struct token_keys *keys,
    const char *path, const uint8_t *sealed, size_t sealed_length)
{
	uint8_t *bytes;
	size_t length;
	struct error e;

	if (!secrets_unseal(keys->secrets, PURPOSE_TOKEN, arena, PLACE, sealed,
		sealed_length, &bytes, &length))
		return token_keys_complain(
		    path, "it was sealed with another master key, or damaged");
	e = list_read(keys, bytes, length);
	OPENSSL_cleanse(bytes, length);
	return e;
}

/* signing.pem of before */
static struct error plain_read(struct arena *arena, struct token_keys *keys)
{
	const char *path = path_of(arena, keys, "signing.pem");
	uint8_t *bytes;
	size_t length;
	struct stat about;
	struct error e = file_read(arena, path, &about, &bytes, &length);

	if (e.code || bytes == NULL)
		return e;
	e = token_key_from_pem((const char *)bytes, &keys->keys[0]);
	OPENSSL_cleanse(bytes, length);
	if (e.code)
		return e;
	keys->count = 1;
	if ((e = token_keys_write(keys)).code)
		return e;
	unlink(path);
	return OK;
}

struct error token_keys_read(struct token_keys *keys)
{
	struct arena arena;
	const char *path;
	uint8_t *bytes;
	size_t length;
	struct error e;

	arena_init(&arena);
	path = path_of(&arena, keys, "signing.keys");
	e = file_read(&arena, path, &keys->stamp, &bytes, &length);
	if (!e.code)
		e = bytes ? sealed_read(&arena, keys, path, bytes, length)
			  : plain_read(&arena, keys);
	arena_done(&arena);
	return e;
}

static void list_write(const struct token_keys *keys, struct text *out)
{
	struct json_out json;

	json_start(&json, out);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < keys->count; i++) {
		json_object_begin(&json, NULL);
		json_text(&json, "pem", keys->keys[i].pem);
		json_int(&json, "signs_from", keys->keys[i].signs_from);
		json_int(&json, "until", keys->keys[i].until);
		json_object_end(&json);
	}
	json_array_end(&json);
}

struct error token_keys_write(struct token_keys *keys)
{
	struct arena arena;
	const char *path;
	uint8_t *sealed;
	struct text out;
	size_t length;
	struct error e = OK;

	arena_init(&arena);
	text_init(&out, &arena);
	list_write(keys, &out);
	secrets_seal(keys->secrets, PURPOSE_TOKEN, &arena, PLACE, out.bytes,
	    out.length, &sealed, &length);
	OPENSSL_cleanse(out.bytes, out.length);
	path = path_of(&arena, keys, "signing.keys");
	if (!file_write(&arena, path, &keys->stamp, sealed, length))
		e = token_keys_complain(path, strerror(errno));
	arena_done(&arena);
	return e;
}
