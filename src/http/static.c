/*
 * Embedded static files: types, ETags, caching. Which door mounts them and
 * under which headers is left to the doors.
 */
#include <string.h>

#include "base/embedded.h"
#include "http/gzip.h"
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

static bool is_hash(const char *text, size_t length)
{
	return length == 16 && strspn(text, "0123456789abcdef") >= length;
}

/* Of a program before or after this one: to the address of today. */
static struct error lead_on(struct request *rq, const char *name)
{
	response_redirect(rq, http_static_url(rq->cx.arena, name));
	response_header(rq, "Cache-Control", "no-store");
	return OK;
}

/* Each of the two forms has a tag of its own. */
static void answer(
    struct request *rq, const struct embedded *file, const char *cache_control)
{
	const char *known = request_header(rq, "If-None-Match");
	bool gzip = file->gzip != NULL &&
		    gzip_asked(request_header(rq, "Accept-Encoding"));
	const char *tag = arena_printf(
	    rq->cx.arena, "\"%s%s\"", file->hash, gzip ? "-gzip" : "");

	response_status(rq,
	    known != NULL && strstr(known, tag) != NULL ? 304 : 200,
	    type_of(file->name));
	response_header(rq, "ETag", tag);
	response_header(rq, "Cache-Control", cache_control);
	if (file->gzip != NULL)
		response_header(rq, "Vary", "Accept-Encoding");
	rq->response.encoding = gzip ? "gzip" : NULL;
	rq->response.static_bytes = gzip ? file->gzip : file->bytes;
	rq->response.static_length = gzip ? file->gzip_length : file->length;
}

/* "{hash}/name", or the name alone. */
struct error http_static_read(struct request *rq)
{
	const char *rest = request_param(rq, "rest"), *slash, *name;
	const struct embedded *file;

	if (rest == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	slash = strchr(rest, '/');
	name = slash != NULL && is_hash(rest, (size_t)(slash - rest))
		   ? slash + 1
		   : rest;
	file = file_find(rq->cx.arena, name);
	if (file == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	if (name != rest && strncmp(rest, file->hash, 16) != 0)
		return lead_on(rq, name);
	answer(rq, file,
	    name == rest ? "public, max-age=300"
			 : "public, max-age=31536000, immutable");
	return OK;
}

const char *http_static_url(struct arena *arena, const char *name)
{
	const struct embedded *file = file_find(arena, name);

	return file == NULL
		   ? arena_printf(arena, "/static/%s", name)
		   : arena_printf(arena, "/static/%s/%s", file->hash, name);
}
