/*
 * The history of imports, and the form that sends a file. A file is kept in
 * DIR/imports; a thread of the process checks it.
 */
#include "operator/imports.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/crypto.h"
#include "base/disk.h"
#include "base/log.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "web/views.h"

#define PAGE_ROWS 25

struct row_view {
	const char *href, *name, *kind, *state, *tone, *size;
	const char *sent, *sent_iso, *by, *applied;
};
static const struct view_field row_view[] = {
	VIEW(TEXT, struct row_view, href),
	VIEW(TEXT, struct row_view, name),
	VIEW(TEXT, struct row_view, kind),
	VIEW(TEXT, struct row_view, state),
	VIEW(TEXT, struct row_view, tone),
	VIEW(TEXT, struct row_view, size),
	VIEW(TEXT, struct row_view, sent),
	VIEW(TEXT, struct row_view, sent_iso),
	VIEW(TEXT, struct row_view, by),
	VIEW(TEXT, struct row_view, applied),
	VIEW_FIELD_END,
};

struct list_view {
	struct view_list rows, problems;
	const char *more, *done, *file_error;
	bool wrong, catalogue, paged;
};
static const struct view_field list_view[] = {
	VIEW_OF(LIST, struct list_view, rows, row_view, struct row_view),
	VIEW_OF(LIST, struct list_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(TEXT, struct list_view, more),
	VIEW(TEXT, struct list_view, done),
	VIEW(TEXT, struct list_view, file_error),
	VIEW(BOOL, struct list_view, wrong),
	VIEW(BOOL, struct list_view, catalogue),
	VIEW(BOOL, struct list_view, paged),
	VIEW_FIELD_END,
};

const char *import_kind_words(struct ctx *cx, enum job_kind kind)
{
	return kind == JOB_PRICES ? _("Price sheet") : _("Catalogue");
}

const char *import_state_words(
    struct ctx *cx, enum job_state state, const char **ret_tone)
{
	static const struct {
		const char *words, *tone;
	} states[] = {
		[JOB_CHECKING] = { N_("Being checked"), "info" },
		[JOB_CHECKED] = { N_("Checked"), "soon" },
		[JOB_REFUSED] = { N_("Has mistakes"), "bad" },
		[JOB_APPLYING] = { N_("Being applied"), "info" },
		[JOB_APPLIED] = { N_("Applied"), "done" },
		[JOB_FAILED] = { N_("Failed"), "bad" },
		[JOB_DISCARDED] = { N_("Discarded"), "" },
	};

	*ret_tone = states[state].tone;
	return _(states[state].words);
}

static struct row_view row_of(struct ctx *cx, const struct import_job *job)
{
	struct row_view row = {
		.href = arena_printf(
		    cx->arena, IMPORTS_PATH "/%" PRId64, job->job_id),
		.name = job->name,
		.kind = import_kind_words(cx, job->kind),
		.size = show_bytes(cx, job->size),
		.sent = show_instant(cx, job->created_at),
		.sent_iso = iso_text(cx, job->created_at),
		.by = job->created_by_name,
	};

	row.state = import_state_words(cx, job->state, &row.tone);
	if (job->applied_at != 0)
		row.applied = message_with(cx, N_("applied {when} by {name}"),
		    HOLES({ "when", show_instant(cx, job->applied_at) },
			{ "name", job->applied_by_name }));
	return row;
}

struct list_query {
	int64_t before;
};
static const struct field list_query[] = {
	FIELD(INT, struct list_query, before, .min = 0, .max = INT64_MAX),
	FIELD_END,
};

struct error imports_answer(struct request *rq, struct error outcome)
{
	static const struct field_pair labels[] = { { "file", N_("File") },
		{ "kind", N_("What it holds") }, { NULL, NULL } };
	struct ctx *cx = &rq->cx;
	const struct list_query *query = rq->query;
	int64_t before = query == NULL ? 0 : query->before;
	struct import_job_list list;
	struct list_view view = { .paged = before > 0 };
	struct page page = { .title = _("Imports"),
		.body = "operator/imports",
		.fields = list_view,
		.data = &view };
	struct row_view *rows;
	struct error e = import_job_list(cx, before, PAGE_ROWS, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct row_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = row_of(cx, &list.items[i]);
	view.rows = (struct view_list){ list.count, rows };
	if (list.more)
		view.more =
		    arena_printf(cx->arena, IMPORTS_PATH "?before=%" PRId64,
			list.items[list.count - 1].job_id);
	if (text_same(query_value(rq, "done"), "discarded"))
		view.done = _("The file was discarded.");
	view.catalogue = text_same(typed(rq, "kind"), "catalogue");
	if (outcome.code != 0) {
		view.wrong = true;
		view.problems = page_problems(rq, outcome, labels);
		view.file_error = problem_of(&view.problems, "file");
		page.status = error_info(outcome.code)->page_status;
	}
	return operator_page(rq, &page);
}

static struct error list_read(struct request *rq)
{
	return imports_answer(rq, OK);
}

/* ---- sending ---- */

struct send_input {
	const char *kind;
};
static const struct field send_fields[] = {
	FIELD(TEXT, struct send_input, kind, .required = true, .max = 20),
	FIELD_END,
};

struct sending {
	struct import_job job;
	int64_t job_id;
};

/* Copies the upload to out with its digest. */
static bool copy(int in, int out, char ret_sha256[SHA256_HEX])
{
	uint8_t digest[SHA256_BYTES];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	char *piece = malloc(1 << 18);
	bool fine =
	    md && piece && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	ssize_t got = 0;
	off_t at = 0;

	while (fine && (got = pread(in, piece, 1 << 18, at)) > 0) {
		fine = EVP_DigestUpdate(md, piece, (size_t)got) == 1 &&
		       disk_write(out, piece, (size_t)got);
		at += got;
	}
	fine = fine && got == 0 && fsync(out) == 0 &&
	       EVP_DigestFinal_ex(md, digest, NULL) == 1;
	EVP_MD_CTX_free(md);
	free(piece);
	if (fine)
		hex_encode(digest, sizeof(digest), ret_sha256);
	return fine;
}

static struct error not_kept(void)
{
	int why = errno;

	log_event(LOG_ERROR, "a file to import cannot be kept",
	    LOG_T("reason", strerror(why)));
	return fail(disk_is_full(why) ? ERR_BUSY : ERR_INTERNAL, NULL);
}

static struct error keep(struct request *rq, struct sending *sending)
{
	struct ctx *cx = &rq->cx;
	char *sha256 = arena_alloc(cx->arena, SHA256_HEX);
	char *name = arena_alloc(cx->arena, GUID_TEXT);
	const char *path;
	struct error e;
	bool fine;
	int out;

	guid_random(name);
	path = arena_printf(
	    cx->arena, "%s/imports/%s", cx->settings->data_dir, name);
	out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return not_kept();
	fine = copy(rq->upload.fd, out, sha256) && disk_sync_entry(path);
	if (!fine)
		e = not_kept();
	close(out);
	if (!fine) {
		unlink(path);
		return e;
	}
	sending->job.path = name;
	sending->job.sha256 = sha256;
	return OK;
}

static struct error send_prepare(struct request *rq)
{
	const struct send_input *input = rq->input;
	struct sending *sending = ARENA_NEW(rq->cx.arena, struct sending);

	rq->state = sending;
	sending->job.kind = job_kind_find(input->kind);
	if (sending->job.kind == 0)
		return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "kind",
		    HOLES({ "value", input->kind },
			{ "choices", "prices, catalogue" }));
	if (rq->upload.fd < 0 || rq->upload.size == 0)
		return fail(ERR_FIELD_MISSING, "file");
	sending->job.name = rq->upload.name;
	sending->job.size = rq->upload.size;
	return keep(rq, sending);
}

static struct error send_effects(struct request *rq)
{
	struct sending *sending = rq->state;

	return import_job_add(&rq->cx, &sending->job, &sending->job_id);
}

static struct error send_finish(struct request *rq, struct error outcome)
{
	const struct sending *sending = rq->state;
	int status = error_info(outcome.code)->page_status;

	if (outcome.code != 0)
		return status == 422 || status == 413
			   ? imports_answer(rq, outcome)
			   : outcome;
	response_redirect(rq, arena_printf(rq->cx.arena,
				  IMPORTS_PATH "/%" PRId64, sending->job_id));
	return OK;
}

const struct route operator_imports_routes[] = {
	{ GET, IMPORTS_PATH, .needs = MAY_OPERATE, .query = list_query,
	    .query_size = sizeof(struct list_query), .read = list_read },
	{ POST, IMPORTS_PATH, .needs = MAY_OPERATE, .upload = true,
	    .slow = true, .body = send_fields,
	    .body_size = sizeof(struct send_input), .prepare = send_prepare,
	    .effects = send_effects, .finish = send_finish },
	ROUTE_END,
};
