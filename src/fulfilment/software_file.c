/*
 * Rows of installation files and the store their bytes lie in. Who may have a
 * file is download.c's, sending it the server's.
 */
#include "fulfilment/software_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/settings.h"
#include "db/db.h"

static void file_read(struct rows *rows, struct software_file *file)
{
	file->file_id = rows_text(rows, 0);
	file->version = rows_text(rows, 1);
	file->language = rows_text(rows, 2);
	file->os = rows_text(rows, 3);
	file->file_type = rows_text(rows, 4);
	file->bits = rows_int(rows, 5);
	file->name = rows_text(rows, 6);
	file->size = rows_int(rows, 7);
	file->sha256 = rows_text(rows, 8);
	file->path = rows_text(rows, 9);
	file->withdrawn_at = rows_int(rows, 10);
}

struct error file_list(struct ctx *cx, const char *product_id,
    const char *sku_id, struct file_list *ret_list)
{
	struct file_list list = { 0 };
	struct rows *rows =
	    sql_open(cx, SQL_file_list, ARGS(T(product_id), T(sku_id)));
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.files, list.count, room);
		file_read(rows, &list.files[list.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

static struct error file_first(struct rows *rows, struct software_file *ret)
{
	struct software_file file = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found)
		file_read(rows, &file);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_FILE_UNKNOWN, NULL);
	*ret = file;
	return OK;
}

struct error file_load(
    struct ctx *cx, const char *file_id, struct software_file *ret_file)
{
	return file_first(
	    sql_open(cx, SQL_file_load, ARGS(T(file_id))), ret_file);
}

struct error file_of(struct ctx *cx, const char *file_id,
    const char *product_id, const char *sku_id, struct software_file *ret_file)
{
	return file_first(sql_open(cx, SQL_file_of,
			      ARGS(T(file_id), T(product_id), T(sku_id))),
	    ret_file);
}

struct error file_add(struct ctx *cx, const char *product_id,
    const char *sku_id, const struct software_file *file)
{
	return sql_run(cx, SQL_file_add,
	    ARGS(T(file->file_id), T(product_id), T(sku_id), T(file->version),
		T(file->language), T(file->os), T(file->file_type),
		I(file->bits), T(file->name), I(file->size), T(file->sha256),
		T(file->path)),
	    NULL);
}

const char *file_etag(struct ctx *cx, const struct software_file *file)
{
	return arena_printf(cx->arena, "\"%.32s\"", file->sha256);
}

/* One step down, never up, never through a link. */
static int step_open(int dir, const char *name, int flags)
{
	if (name[0] == '\0' || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0)
		return -1;
	return openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC | O_RDONLY);
}

static int path_open(struct ctx *cx, const char *path)
{
	const char *root =
	    arena_printf(cx->arena, "%s/files", cx->settings->data_dir);
	char *rest = arena_dup(cx->arena, path), *slash;
	int dir = open(root, O_DIRECTORY | O_CLOEXEC | O_RDONLY), next;

	while (dir >= 0 && (slash = strchr(rest, '/')) != NULL) {
		*slash = '\0';
		next = step_open(dir, rest, O_DIRECTORY);
		close(dir);
		dir = next;
		rest = slash + 1;
	}
	if (dir < 0)
		return -1;
	/* not to wait for the writer of a pipe somebody left there */
	next = step_open(dir, rest, O_NONBLOCK);
	close(dir);
	return next;
}

struct error file_open(
    struct ctx *cx, const struct software_file *file, int *ret_fd)
{
	struct stat status;
	int fd = path_open(cx, file->path);

	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size == file->size) {
		*ret_fd = fd;
		return OK;
	}
	log_event(LOG_ERROR, "a file of the store is missing or damaged",
	    LOG_T("file", file->file_id), LOG_T("path", file->path));
	if (fd >= 0)
		close(fd);
	return fail(ERR_INTERNAL, NULL);
}
