/*
 * Embedded static files: types, ETags, caching. Which door mounts them and
 * under which headers is left to the doors.
 */
#include <string.h>

#include "base/embedded.h"
#include "http/http.h"

#define ROOT "web/static/"

static const struct {
	const char *suffix;
	const char *type;
} types[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".json", "application/json; charset=utf-8" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".html", "text/html; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json" },
};

static const char *type_of(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < COUNT(types); i++) {
		size_t n = strlen(types[i].suffix);

		if (length > n &&
		    strcmp(name + length - n, types[i].suffix) == 0)
			return types[i].type;
	}
	return "application/octet-stream";
}

static const struct embedded *file_find(struct arena *arena, const char *name)
{
	return embedded_find(arena_printf(arena, ROOT "%s", name));
}

/* "{hash}/name", or the name alone. */
static const struct embedded *file_of(
    struct request *rq, const char *rest, bool *ret_dated)
{
	const char *slash = strchr(rest, '/');
	const struct embedded *file = NULL;

	if (slash != NULL)
		file = file_find(rq->cx.arena, slash + 1);
	/* an address with an older hash still gets the file, not for ever */
	*ret_dated = file != NULL &&
		     strncmp(rest, file->hash, strlen(file->hash)) == 0 &&
		     strlen(file->hash) == (size_t)(slash - rest);
	if (file == NULL)
		file = file_find(rq->cx.arena, rest);
	if (file != NULL && !*ret_dated)
		*ret_dated = text_same(rq->raw_query,
		    arena_printf(rq->cx.arena, "v=%s", file->hash));
	return file;
}

struct error http_static_read(struct request *rq)
{
	const char *rest = request_param(rq, "rest");
	const struct embedded *file = NULL;
	const char *tag, *known;
	bool dated = false;

	if (rest != NULL)
		file = file_of(rq, rest, &dated);
	if (file == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	tag = arena_printf(rq->cx.arena, "\"%s\"", file->hash);
	known = request_header(rq, "If-None-Match");
	response_status(rq,
	    known != NULL && strstr(known, tag) != NULL ? 304 : 200,
	    type_of(file->name));
	response_header(rq, "ETag", tag);
	response_header(rq, "Cache-Control",
	    dated ? "public, max-age=31536000, immutable" : "public, no-cache");
	rq->response.static_bytes = file->bytes;
	rq->response.static_length = file->length;
	return OK;
}

const char *http_static_url(struct arena *arena, const char *name)
{
	const struct embedded *file = file_find(arena, name);

	return file == NULL
		   ? arena_printf(arena, "/static/%s", name)
		   : arena_printf(arena, "/static/%s/%s", file->hash, name);
}
