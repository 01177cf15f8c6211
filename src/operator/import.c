/*
 * What pages with imports share: what was sent, what an import said, and the
 * sealed list between check and act.
 */
#include "operator/import.h"

#include <string.h>
#include <unistd.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/text.h"
#include "i18n/i18n.h"

static struct error in_place(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	return work(import->cx, what);
}

/* In the language of the page, which stands beside the form. */
static void keep_line(
    struct import *import, int64_t line, const char *place, const char *reason)
{
	struct import_said *said = import->listener;
	struct ctx *cx = import->cx;
	const struct hole *holes = HOLES({ "line", show_int(cx, line) },
	    { "column", place }, { "reason", message_kept(cx, reason) });

	if (said->count == IMPORT_SAID_MAX)
		said->left_out++;
	else
		said->lines[said->count++] = message_with(cx,
		    place == NULL ? N_("Line {line}: {reason}")
				  : N_("Line {line}, {column}: {reason}"),
		    holes);
}

static void say(struct import *import __attribute__((unused)),
    bool bad __attribute__((unused)), const char *text __attribute__((unused)))
{
}

void operator_import_begin(struct request *rq, bool check_only,
    struct import *ret_import, struct import_said *said)
{
	*said = (struct import_said){ .count = 0 };
	*ret_import = (struct import){ .cx = &rq->cx,
		.slice = in_place,
		.say = say,
		.problem = keep_line,
		.listener = said,
		.check_only = check_only };
}

struct view_list operator_import_lines(const struct import_said *said)
{
	return (struct view_list){ said->count, said->lines };
}

static struct error file_read(
    struct request *rq, const char *field, int64_t max, struct sent *sent)
{
	size_t length = (size_t)rq->upload.size, at = 0;
	char *bytes;

	if (rq->upload.size > max)
		return fail_with(rq->cx.arena, ERR_UPLOAD_SIZE, field,
		    HOLES({ "max",
			arena_printf(rq->cx.arena, "%lld", (long long)max) }));
	bytes = arena_alloc(rq->cx.arena, length + 1);
	while (at < length) {
		ssize_t got =
		    pread(rq->upload.fd, bytes + at, length - at, (off_t)at);

		if (got <= 0)
			return fail(ERR_INTERNAL, NULL);
		at += (size_t)got;
	}
	bytes[length] = '\0';
	*sent = (struct sent){ bytes, length, rq->upload.name };
	return OK;
}

struct error operator_import_sent(struct request *rq, const char *field,
    const char *typed_text, int64_t max, struct sent *ret_sent)
{
	struct ctx *cx = &rq->cx;

	if (rq->upload.fd >= 0 && rq->upload.size > 0)
		return file_read(rq, field, max, ret_sent);
	if (text_empty(typed_text))
		return fail(ERR_FIELD_MISSING, field);
	*ret_sent =
	    (struct sent){ typed_text, strlen(typed_text), _("typed list") };
	return OK;
}

static void close_file(void *file)
{
	fclose(file);
}

struct error operator_import_open(
    struct ctx *cx, const struct sent *sent, FILE **ret_in)
{
	FILE *in = fmemopen(arena_dup_n(cx->arena, sent->bytes, sent->length),
	    sent->length, "r");

	if (in == NULL)
		return fail(ERR_INTERNAL, NULL);
	arena_defer(cx->arena, close_file, in);
	*ret_in = in;
	return OK;
}

static const char *place_of(struct ctx *cx, const char *what)
{
	return arena_printf(
	    cx->arena, "operator/%s/%s", what, cx->who->session_id);
}

/* The name goes before the bytes, ended by a NUL. */
const char *operator_import_seal(
    struct ctx *cx, const char *what, const struct sent *sent)
{
	size_t name = strlen(sent->name) + 1, length;
	char *whole = arena_alloc(cx->arena, name + sent->length);
	uint8_t *sealed;

	memcpy(whole, sent->name, name);
	memcpy(whole + name, sent->bytes, sent->length);
	secrets_seal(cx->secrets, PURPOSE_UPLOAD, cx->arena, place_of(cx, what),
	    whole, name + sent->length, &sealed, &length);
	return base64url_encode(cx->arena, sealed, length);
}

struct error operator_import_unseal(
    struct ctx *cx, const char *what, const char *sealed, struct sent *ret_sent)
{
	uint8_t *bytes = NULL, *plain;
	size_t length = 0, name;

	if (!base64url_decode(cx->arena, sealed, &bytes, &length) ||
	    !secrets_unseal(cx->secrets, PURPOSE_UPLOAD, cx->arena,
		place_of(cx, what), bytes, length, &plain, &length))
		return fail(ERR_FORM_EXPIRED, NULL);
	name = strnlen((const char *)plain, length);
	if (name == length)
		return fail(ERR_FORM_EXPIRED, NULL);
	*ret_sent = (struct sent){ (const char *)plain + name + 1,
		length - name - 1, (const char *)plain };
	return OK;
}
