/*
 * Forms with a file (multipart/form-data): the file goes into a nameless
 * temporary file as it comes, the other fields into the form. Who may send
 * one is asked before its bytes are taken. What it holds is the route's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/log.h"
#include "http/exchange.h"

#define PARTS_MAX 100
#define BUFFER_BYTES ((size_t)64 * 1024)

struct part {
	const char *key;
	struct text value;
};

struct receiving {
	struct MHD_PostProcessor *post;
	struct part parts[PARTS_MAX];
	size_t count;
	int64_t text_bytes;
	struct upload *file; /* the part under way, when it is kept */
};

/* Gone when it is closed, whatever ends the process. */
static int file_without_name(struct exchange *ex)
{
	const char *dir =
	    arena_printf(&ex->arena, "%s/files", ex->rq.cx.settings->data_dir);
	char *name = arena_printf(&ex->arena, "%s/.upload-XXXXXX", dir);
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	if ((fd = mkostemp(name, O_CLOEXEC)) >= 0)
		unlink(name);
	return fd;
}

static enum MHD_Result refuse_with(struct exchange *ex, enum error_code code)
{
	if (ex->early.code == 0)
		ex->early = fail(code, NULL);
	ex->discard = true;
	return MHD_NO;
}

static enum MHD_Result broken(struct exchange *ex)
{
	int why = errno;

	log_event(LOG_ERROR, "an upload cannot be kept",
	    LOG_T("reason", strerror(why)));
	return refuse_with(ex, disk_is_full(why) ? ERR_BUSY : ERR_INTERNAL);
}

static enum MHD_Result file_take(
    struct exchange *ex, const char *bytes, size_t length)
{
	struct upload *upload = ex->receiving->file;
	int64_t most = ex->rq.cx.settings->request_file_bytes;

	if (ex->rq.route->many && upload->size + (int64_t)length > most) {
		upload->too_large = true;
		upload->size += (int64_t)length;
		return MHD_YES;
	}
	while (length > 0) {
		ssize_t wrote = write(upload->fd, bytes, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return broken(ex);
		bytes += wrote;
		length -= (size_t)wrote;
		upload->size += wrote;
	}
	return MHD_YES;
}

/* The last step of what some browsers send as a whole path. */
static const char *name_of(struct exchange *ex, const char *file_name)
{
	const char *slash = strrchr(file_name, '/');
	const char *back = strrchr(file_name, '\\');

	if (slash != NULL)
		file_name = slash + 1;
	if (back != NULL && back >= file_name)
		file_name = back + 1;
	if (!text_is_utf8(file_name, strlen(file_name)))
		return "";
	return arena_dup_n(
	    &ex->arena, file_name, strnlen(file_name, UPLOAD_NAME_MAX));
}

/* NULL when there are as many as may be. */
static struct upload *one_of_many(struct exchange *ex)
{
	struct request *rq = &ex->rq;
	size_t most = (size_t)rq->cx.settings->request_files_max;
	struct upload *upload;

	if (rq->uploads == NULL)
		rq->uploads = ARENA_ARRAY(&ex->arena, struct upload, most + 1);
	rq->uploads_beyond = rq->upload_count >= most;
	if (rq->uploads_beyond)
		return NULL;
	upload = &rq->uploads[rq->upload_count++];
	upload->fd = -1;
	return upload;
}

static enum MHD_Result file_begin(
    struct exchange *ex, const char *key, const char *file_name)
{
	struct upload *upload = &ex->rq.upload;

	if (file_name[0] == '\0') /* none was chosen */
		return MHD_YES;
	if (ex->rq.route->many && (upload = one_of_many(ex)) == NULL)
		return MHD_YES;
	if (upload->fd >= 0)
		return refuse_with(ex, ERR_UPLOAD_ONE);
	upload->field = arena_dup(&ex->arena, key);
	upload->name = name_of(ex, file_name);
	upload->fd = file_without_name(ex);
	ex->receiving->file = upload;
	return upload->fd < 0 ? broken(ex) : MHD_YES;
}

static enum MHD_Result text_take(struct exchange *ex, const char *key,
    const char *bytes, uint64_t offset, size_t length)
{
	struct receiving *in = ex->receiving;

	in->text_bytes += (int64_t)length;
	if (in->text_bytes > ex->rq.cx.settings->max_body_bytes)
		return refuse_with(ex, ERR_UPLOAD_TEXT);
	if (offset == 0) {
		if (in->count == PARTS_MAX)
			return refuse_with(ex, ERR_FIELD_ENCODING);
		in->parts[in->count].key = arena_dup(&ex->arena, key);
		text_init(&in->parts[in->count].value, &ex->arena);
		text_add(&in->parts[in->count++].value, "");
	}
	if (in->count > 0)
		text_add_n(&in->parts[in->count - 1].value, bytes, length);
	return MHD_YES;
}

static enum MHD_Result part_take(void *cls,
    enum MHD_ValueKind kind __attribute__((unused)), const char *key,
    const char *file_name, const char *type __attribute__((unused)),
    const char *coding __attribute__((unused)), const char *bytes,
    uint64_t offset, size_t length)
{
	struct exchange *ex = cls;

	if (key == NULL)
		return refuse_with(ex, ERR_FIELD_ENCODING);
	if (file_name == NULL)
		return text_take(ex, key, bytes, offset, length);
	if (offset == 0) {
		ex->receiving->file = NULL;
		if (file_begin(ex, key, file_name) != MHD_YES)
			return MHD_NO;
	}
	return ex->receiving->file != NULL ? file_take(ex, bytes, length)
					   : MHD_YES;
}

static void begin(struct exchange *ex)
{
	struct receiving *in = ARENA_NEW(&ex->arena, struct receiving);

	in->post =
	    MHD_create_post_processor(ex->mhd, BUFFER_BYTES, part_take, ex);
	ex->receiving = in;
	if (in->post == NULL)
		ex->early = fail_with(&ex->arena, ERR_CONTENT_TYPE, NULL,
		    HOLES({ "wanted", "multipart/form-data" }));
	ex->discard = ex->early.code != 0;
}

/* Whoever may not send a file must not fill the disk with one. */
void upload_ask(struct exchange *ex)
{
	struct request *rq = &ex->rq;
	struct error e = snapshot_begin(ex);

	rq->unread = true;
	if (e.code == 0 && rq->door->enter != NULL)
		e = rq->door->enter(rq);
	rq->unread = false;
	snapshot_end(ex);
	ex->early = e;
	if (e.code == 0)
		begin(ex);
	ex->discard = ex->early.code != 0;
}

void upload_take(struct exchange *ex, const char *bytes, size_t length)
{
	if (ex->receiving->post != NULL &&
	    MHD_post_process(ex->receiving->post, bytes, length) != MHD_YES)
		(void)refuse_with(ex, ERR_FIELD_ENCODING);
}

static bool is_text(const struct part *part)
{
	return memchr(part->value.bytes, '\0', part->value.length) == NULL &&
	       text_is_utf8(part->key, strlen(part->key)) &&
	       text_is_utf8(part->value.bytes, part->value.length);
}

void upload_end(struct exchange *ex)
{
	struct receiving *in = ex->receiving;
	struct field_map *form = &ex->rq.form;

	upload_drop(ex);
	form->pairs = ARENA_ARRAY(&ex->arena, struct field_pair, PARTS_MAX);
	for (size_t i = 0; i < in->count; i++) {
		if (!is_text(&in->parts[i])) {
			(void)refuse_with(ex, ERR_FIELD_ENCODING);
			return;
		}
		form->pairs[form->count++] =
		    (struct field_pair){ in->parts[i].key,
			    in->parts[i].value.bytes };
	}
	if (ex->rq.upload.fd >= 0 && lseek(ex->rq.upload.fd, 0, SEEK_SET) != 0)
		(void)broken(ex);
	for (size_t i = 0; i < ex->rq.upload_count; i++)
		if (lseek(ex->rq.uploads[i].fd, 0, SEEK_SET) != 0)
			(void)broken(ex);
}

void upload_drop(struct exchange *ex)
{
	if (ex->receiving == NULL || ex->receiving->post == NULL)
		return;
	MHD_destroy_post_processor(ex->receiving->post);
	ex->receiving->post = NULL;
}
