/*
 * A form that comes too late: its session is over, or its token is of a
 * session before. Nothing is done, but what was typed comes back on a page
 * that can send it again (WCAG 2.2.1). Only to who typed it into a page of
 * ours: another site's form would get a token that it never had.
 */
#include "web/kept.h"

#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"

struct kept_field {
	const char *name, *value;
};
static const struct view_field kept_field_view[] = {
	VIEW(TEXT, struct kept_field, name),
	VIEW(SECRET, struct kept_field, value),
	VIEW_FIELD_END,
};

struct kept_view {
	const char *action, *sign_in, *back;
	struct view_list fields; /* struct kept_field */
	bool signed_out, secrets, files;
};
static const struct view_field kept_view[] = {
	VIEW(TEXT, struct kept_view, action),
	VIEW(TEXT, struct kept_view, sign_in),
	VIEW(TEXT, struct kept_view, back),
	VIEW_OF(
	    LIST, struct kept_view, fields, kept_field_view, struct kept_field),
	VIEW(BOOL, struct kept_view, signed_out),
	VIEW(BOOL, struct kept_view, secrets),
	VIEW(BOOL, struct kept_view, files),
	VIEW_FIELD_END,
};

/* What follows "://host" of an address of this host, else NULL. */
static const char *after_host(const struct request *rq, const char *url)
{
	const char *host = request_header(rq, "Host");
	const char *at = url == NULL ? NULL : strstr(url, "://");

	if (at == NULL || text_empty(host) ||
	    strncmp(at + 3, host, strlen(host)) != 0)
		return NULL;
	at += 3 + strlen(host);
	return *at == '\0' || *at == '/' ? at : NULL;
}

const char *kept_from(const struct request *rq)
{
	const char *path = after_host(rq, request_header(rq, "Referer"));

	if (rq->method != POST || text_empty(path) || path[1] == '/')
		return NULL;
	return path;
}

static bool one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static void fields_fill(struct request *rq, struct kept_view *view)
{
	static const char *const tokens[] = { "_csrf", "_form", NULL };
	static const char *const secrets[] = { "password", "again", "old",
		"code", NULL };
	struct kept_field *fields =
	    ARENA_ARRAY(rq->cx.arena, struct kept_field, rq->form.count + 1);
	size_t count = 0;

	for (size_t i = 0; i < rq->form.count; i++) {
		const struct field_pair *pair = &rq->form.pairs[i];

		if (one_of(pair->key, tokens))
			continue;
		if (one_of(pair->key, secrets))
			view->secrets = true;
		else
			fields[count++] =
			    (struct kept_field){ pair->key, pair->value };
	}
	view->fields = (struct view_list){ count, fields };
}

static bool late(const struct request *rq, struct error error)
{
	const char *origin = after_host(rq, request_header(rq, "Origin"));

	if (rq->method != POST || rq->route == NULL || rq->form.count == 0 ||
	    origin == NULL || *origin != '\0')
		return false;
	return error.code == ERR_SIGN_IN_NEEDED ||
	       (error.code == ERR_FORM_EXPIRED && rq->cx.who != NULL);
}

bool kept_page(struct request *rq, struct error error, const char *sign_in,
    struct page *ret_page)
{
	struct ctx *cx = &rq->cx;
	struct kept_view *view;
	const char *type = request_header(rq, "Content-Type");

	if (!late(rq, error))
		return false;
	view = ARENA_NEW(cx->arena, struct kept_view);
	view->action =
	    rq->raw_query[0] == '\0'
		? rq->raw_path
		: arena_printf(cx->arena, "%s?%s", rq->raw_path, rq->raw_query);
	view->signed_out = error.code == ERR_SIGN_IN_NEEDED;
	view->sign_in = sign_in;
	view->back = kept_from(rq);
	view->files = type != NULL && text_starts(type, "multipart/");
	fields_fill(rq, view);
	*ret_page =
	    (struct page){ .body = view->signed_out ? "kept_bare" : "kept",
		    .title = view->signed_out ? _("You are signed out")
					      : _("Send it again"),
		    .fields = kept_view,
		    .data = view,
		    .status = error_info(error.code)->page_status };
	return true;
}
