/*
 * Sends installation files by descriptor. Links and their counts are
 * fulfilment's, ending a running transfer is the server's.
 */
#include "web/transfer.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

/* Digits from *at on; false when there are none or too many. */
static bool number(const char **at, int64_t *ret_value)
{
	const char *from = *at;
	int64_t value = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++) {
		if (*at - from >= 18)
			return false;
		value = value * 10 + (**at - '0');
	}
	*ret_value = value;
	return *at > from;
}

struct transfer_range transfer_range(const char *header)
{
	const struct transfer_range whole = { 0 };
	struct transfer_range range = { .given = true, .last = -1 };

	if (header == NULL || strncmp(header, "bytes=", 6) != 0)
		return whole;
	header += 6;
	if (*header == '-') {
		header++;
		range.suffix = true;
		return number(&header, &range.first) && *header == '\0' ? range
									: whole;
	}
	if (!number(&header, &range.first) || *header++ != '-')
		return whole;
	if (*header == '\0')
		return range;
	if (!number(&header, &range.last) || *header != '\0' ||
	    range.last < range.first)
		return whole;
	return range;
}

enum transfer_part transfer_part(const struct transfer_range *range,
    int64_t size, int64_t *ret_start, int64_t *ret_length)
{
	int64_t start = range->first, end = range->last;

	*ret_start = 0;
	*ret_length = size;
	if (!range->given)
		return TRANSFER_WHOLE;
	if (range->suffix) {
		if (range->first == 0 || size == 0)
			return TRANSFER_NOTHING;
		start = range->first >= size ? 0 : size - range->first;
		end = size - 1;
	}
	if (start >= size)
		return TRANSFER_NOTHING;
	if (end < 0 || end >= size)
		end = size - 1;
	*ret_start = start;
	*ret_length = end - start + 1;
	return TRANSFER_PART;
}

struct transfer_range transfer_asked(const struct request *rq, const char *etag)
{
	const char *if_range = request_header(rq, "If-Range");

	if (rq->method != GET && rq->method != HEAD)
		return transfer_range(NULL);
	if (etag != NULL && if_range != NULL && !text_same(if_range, etag))
		return transfer_range(NULL);
	return transfer_range(request_header(rq, "Range"));
}

const char *transfer_file_name(struct arena *arena, const char *name)
{
	char *clean = arena_dup(arena, name);
	char *at;

	for (at = clean; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || (unsigned char)*at > '~' ||
		    strchr("\"\\/:*?<>|%;", *at) != NULL)
			*at = '_';
	for (at = clean; *at == '.' || *at == ' '; at++)
		*at = '_';
	return clean[0] == '\0' ? "download" : clean;
}

static void file_headers(struct request *rq, const struct download *download)
{
	response_header(rq, "ETag", download->etag);
	response_header(rq, "Accept-Ranges", "bytes");
	response_header(rq, "Content-Disposition",
	    arena_printf(rq->cx.arena, "attachment; filename=\"%s\"",
		transfer_file_name(rq->cx.arena, download->file.name)));
}

static void range_header(
    struct request *rq, int64_t start, int64_t length, int64_t size)
{
	response_header(rq, "Content-Range",
	    arena_printf(rq->cx.arena, "bytes %" PRId64 "-%" PRId64 "/%" PRId64,
		start, start + length - 1, size));
}

struct error transfer_answer(
    struct request *rq, const struct download *download)
{
	struct transfer_range range = transfer_asked(rq, download->etag);
	int64_t size = download->file.size, start, length;
	enum transfer_part part;
	struct error e;
	int fd;

	part = transfer_part(&range, size, &start, &length);
	if (part == TRANSFER_NOTHING) {
		response_status(rq, 416, NULL);
		response_header(rq, "Content-Range",
		    arena_printf(rq->cx.arena, "bytes */%" PRId64, size));
		return OK;
	}
	if ((e = file_open(&rq->cx, &download->file, &fd)).code)
		return e;
	response_status(
	    rq, part == TRANSFER_PART ? 206 : 200, "application/octet-stream");
	file_headers(rq, download);
	if (part == TRANSFER_PART)
		range_header(rq, start, length, size);
	rq->response.file = fd;
	rq->response.file_offset = start;
	rq->response.file_length = length;
	rq->response.transfer_tag = download->transfer_tag;
	return OK;
}
