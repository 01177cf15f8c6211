/*
 * Compresses bodies with zlib. When, response.c and kept.c say.
 */
#include "http/gzip.h"

#include <string.h>
#include <strings.h>

#include <zlib.h>

#define SMALLEST 1024           /* below, one packet holds it anyway */
#define WINDOW (MAX_WBITS + 16) /* the gzip form */

/* "gzip;q=0.5" -> whether it is the name, and its weight not 0. */
static bool names(const char *token, size_t n, const char *name, bool *ret_zero)
{
	size_t length = strcspn(token, " \t;,");
	const char *weight;

	if (length != strlen(name) || strncasecmp(token, name, length) != 0)
		return false;
	*ret_zero = false;
	weight = memchr(token, '=', n);
	if (weight != NULL && weight[1] == '0')
		*ret_zero = strspn(weight + 1, "0. \t") ==
			    n - (size_t)(weight + 1 - token);
	return true;
}

bool gzip_asked(const char *accept_encoding)
{
	const char *at = accept_encoding == NULL ? "" : accept_encoding;
	bool asked = false, zero;

	while (*at != '\0') {
		size_t n;

		at += strspn(at, " \t,");
		n = strcspn(at, ",");
		if (names(at, n, "gzip", &zero) ||
		    names(at, n, "x-gzip", &zero))
			return !zero;
		if (names(at, n, "*", &zero))
			asked = !zero;
		at += n;
	}
	return asked;
}

bool gzip_fits(const struct request *rq)
{
	const struct response *response = &rq->response;

	return response->encoding == NULL && response->file < 0 &&
	       response->static_bytes == NULL &&
	       response->content_type != NULL &&
	       response->body.length >= SMALLEST &&
	       (text_starts(response->content_type, "application/json") ||
		   text_starts(response->content_type, "text/"));
}

/* Of an answer's body, up to there; false when there is no room for it. */
static bool piece(
    z_stream *stream, const struct text *body, size_t to, int level, int flush)
{
	size_t from = (size_t)(stream->next_in - (unsigned char *)body->bytes);
	int rc;

	if (to == from && flush != Z_FINISH)
		return true;
	if (deflateParams(stream, level, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	stream->avail_in = (uInt)(to - from);
	rc = deflate(stream, flush);
	return flush == Z_FINISH ? rc == Z_STREAM_END
				 : rc == Z_OK && stream->avail_in == 0 &&
				       stream->avail_out > 0;
}

/* A full flush forgets what was before, level 0 stores. */
static bool deflate_all(z_stream *stream, const struct response *response,
    int level, unsigned char *out, size_t room)
{
	const struct text *body = &response->body;

	stream->next_in = (unsigned char *)body->bytes;
	stream->avail_in = 0;
	stream->next_out = out;
	stream->avail_out = (uInt)room;
	for (size_t i = 0; i < response->secrets.count; i++) {
		const struct secret_span *span = &response->secrets.list[i];

		if (!piece(stream, body, span->from, level, Z_FULL_FLUSH) ||
		    !piece(stream, body, span->to, 0, Z_FULL_FLUSH))
			return false;
	}
	return piece(stream, body, body->length, level, Z_FINISH);
}

bool gzip_body(struct request *rq, int level)
{
	struct text *body = &rq->response.body;
	size_t room = body->length - 1;
	unsigned char *out;
	z_stream stream = { 0 };
	bool smaller;

	if (body->length > INT32_MAX ||
	    deflateInit2(&stream, level, Z_DEFLATED, WINDOW, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	out = arena_alloc(rq->cx.arena, room);
	smaller = deflate_all(&stream, &rq->response, level, out, room);
	if (smaller) {
		text_init(body, rq->cx.arena);
		text_add_n(body, (char *)out, stream.total_out);
		rq->response.encoding = "gzip";
	}
	deflateEnd(&stream);
	return smaller;
}
