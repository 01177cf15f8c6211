/*
 * Files with support requests: in from a form, out as downloads. What is kept
 * how, support/attachment.h says.
 */
#include "web/support_files.h"

#include "base/settings.h"
#include "i18n/i18n.h"
#include "web/transfer.h"

#define MIB INT64_C(1048576)

const struct view_field request_file_view[] = {
	VIEW(TEXT, struct request_file_view, href),
	VIEW(TEXT, struct request_file_view, name),
	VIEW(TEXT, struct request_file_view, size),
	VIEW_FIELD_END,
};

/* Limits are set in whole MiB mostly, and are said so. */
static const char *limit_text(struct ctx *cx)
{
	int64_t bytes = cx->settings->request_file_bytes;

	if (bytes % MIB != 0)
		return show_bytes(cx, bytes);
	return message_with(
	    cx, N_("{n} MiB"), HOLES({ "n", show_int(cx, bytes / MIB) }));
}

struct error files_check(struct request *rq, struct error **ret_errors)
{
	struct ctx *cx = &rq->cx;
	struct error *errors =
	    ARENA_ARRAY(cx->arena, struct error, rq->upload_count + 2);
	size_t count = 0;

	if (rq->uploads_beyond)
		errors[count++] =
		    fail_with(cx->arena, ERR_ATTACHMENT_COUNT, "files",
			HOLES({ "max",
			    show_int(cx, cx->settings->request_files_max) }));
	for (size_t i = 0; i < rq->upload_count; i++)
		if (rq->uploads[i].too_large)
			errors[count++] =
			    fail_with(cx->arena, ERR_ATTACHMENT_SIZE, "files",
				HOLES({ "name", rq->uploads[i].name },
				    { "max", limit_text(cx) }));
	*ret_errors = errors;
	return errors[0];
}

struct error files_take(struct request *rq, struct files_taken *ret_taken)
{
	struct files_taken taken = { 0,
		ARENA_ARRAY(
		    rq->cx.arena, struct request_file, rq->upload_count + 1) };
	struct error e = OK;

	for (size_t i = 0; i < rq->upload_count; i++) {
		const struct upload *upload = &rq->uploads[i];
		struct attachment_source source = { upload->fd, upload->name,
			upload->size };

		e = attachment_keep(
		    &rq->cx, &source, &taken.files[taken.count]);
		if (e.code) {
			files_drop(rq, &taken);
			return e;
		}
		taken.count++;
	}
	*ret_taken = taken;
	return OK;
}

void files_drop(struct request *rq, const struct files_taken *taken)
{
	for (size_t i = 0; i < taken->count; i++)
		attachment_drop(&rq->cx, &taken->files[i]);
}

static const char *whole_name(struct ctx *cx, const struct request_file *file)
{
	return arena_printf(cx->arena, "%s.%s", file->name, file->extension);
}

struct view_list file_views(struct ctx *cx,
    const struct service_request *request, int64_t note_position,
    const char *base)
{
	struct request_file_view *views = ARENA_ARRAY(
	    cx->arena, struct request_file_view, request->file_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < request->file_count; i++) {
		const struct request_file *file = &request->files[i];

		if (file->stored_as == NULL ||
		    file->note_position != note_position)
			continue;
		views[count++] = (struct request_file_view){
			arena_printf(cx->arena, "%s/files/%s", base, file->id),
			whole_name(cx, file), show_bytes(cx, file->size)
		};
	}
	return (struct view_list){ count, views };
}

const char *files_hint(struct ctx *cx)
{
	return message_plural(cx,
	    "Up to {n} file of {size}. Programs are not taken.",
	    "Up to {n} files of {size} each. Programs are not taken.",
	    cx->settings->request_files_max, HOLES({ "size", limit_text(cx) }));
}

const char *files_again(struct request *rq)
{
	const char **names;

	if (rq->upload_count == 0)
		return NULL;
	names = ARENA_ARRAY(rq->cx.arena, const char *, rq->upload_count);
	for (size_t i = 0; i < rq->upload_count; i++)
		names[i] = rq->uploads[i].name;
	return message_with(&rq->cx,
	    N_("Choose the files again, they were not kept: {names}"),
	    HOLES({ "names", show_list(&rq->cx, names, rq->upload_count) }));
}

/* RFC 6266: a plain name for old ones, the real one for all others. */
static const char *disposition(struct ctx *cx, const struct request_file *file)
{
	const char *name = whole_name(cx, file);
	struct text out;

	text_init(&out, cx->arena);
	text_addf(&out, "attachment; filename=\"%s\"; filename*=UTF-8''",
	    transfer_file_name(cx->arena, name));
	text_add_url(&out, name);
	return out.bytes;
}

struct error file_answer(
    struct request *rq, const struct service_request *request)
{
	const struct request_file *file;
	uint8_t *bytes;
	size_t length;
	struct error e =
	    attachment_find(request, request_param(rq, "file"), &file);

	if (e.code == 0)
		e = attachment_read(&rq->cx, file, &bytes, &length);
	if (e.code)
		return e;
	response_status(rq, 200, file->media_type);
	response_header(rq, "Content-Disposition", disposition(&rq->cx, file));
	response_header(rq, "Content-Security-Policy", "sandbox");
	text_add_n(&rq->response.body, (const char *)bytes, length);
	return OK;
}
