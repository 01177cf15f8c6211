/*
 * The framing guard: what two programs in a row could read differently is
 * refused before anything is done with it. Limits of size and time are left
 * to server.c and conn.c.
 */
#include <string.h>
#include <strings.h>

#include "http/exchange.h"

struct collecting {
	struct arena *arena;
	struct http_header *headers;
	size_t count;
	const char *end; /* where the value before ended, in the buffer */
	bool odd;        /* folded lines or a NUL: not adjacent as sent */
};

/*
 * Headers stand one behind the other in the read buffer, the line ends made
 * NUL. A name or value that is not where it should be was folded by the
 * library (it joins lines in a way that changes the name) or holds a NUL.
 */
static bool adjacent(const struct collecting *all, const char *name,
    size_t name_length, const char *value)
{
	const char *at = name + name_length + 1;

	if (name != all->end + 1 && name != all->end + 2)
		return false;
	if (value < at || value > at + CONNECTION_BYTES)
		return false;
	for (; at < value; at++)
		if (*at != ' ' && *at != '\t')
			return false;
	return true;
}

static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind,
    const char *name, size_t name_length, const char *value,
    size_t value_length)
{
	struct collecting *all = cls;
	struct http_header *header = &all->headers[all->count];

	(void)kind;
	if (value == NULL) {
		all->odd = true;
		return MHD_NO;
	}
	if (!adjacent(all, name, name_length, value))
		all->odd = true;
	all->end = value + value_length;
	header->name = arena_dup_n(all->arena, name, name_length);
	header->value = arena_dup_n(all->arena, value, value_length);
	return ++all->count < HTTP_HEADERS_MAX ? MHD_YES : MHD_NO;
}

/* False when the header block is not what it was on the wire. */
bool headers_collect(struct exchange *ex, const char *version)
{
	struct collecting all = { .arena = &ex->arena,
		.end = version + strlen(version) };

	all.headers =
	    ARENA_ARRAY(&ex->arena, struct http_header, HTTP_HEADERS_MAX);
	MHD_get_connection_values_n(ex->mhd, MHD_HEADER_KIND, collect, &all);
	ex->rq.headers = all.headers;
	ex->rq.header_count = all.count;
	/* behind the last one, the empty line: two NULs at least */
	return !all.odd && (all.count == 0 || all.end[1] == '\0');
}

static const char *check_target(const struct exchange *ex, const char *version)
{
	const struct conn *conn = ex->conn;
	const char *uri = conn->uri;
	size_t length = strlen(uri);

	/* the library put a NUL where the blank before the version was; an
	 * earlier NUL came from outside */
	if (version[0] != '\0' && conn->uri_place + length + 1 != version)
		return "NUL in the request target";
	if (length == 0 || length > HTTP_PATH_MAX)
		return "no request target, or too long";
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)uri[i] <= ' ' || uri[i] == 0x7f)
			return "blank or control character in the target";
	if (url_decode(ex->rq.cx.arena, uri, strcspn(uri, "?"), false) == NULL)
		return "bad escape in the path";
	return NULL;
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool name_is_token(const char *name)
{
	if (*name == '\0')
		return false;
	while (name_char(*name))
		name++;
	return *name == '\0';
}

struct counts {
	int hosts, lengths, codings;
	bool chunked;
};

static const char *check_header(
    const struct http_header *header, struct counts *counts)
{
	if (!name_is_token(header->name))
		return "malformed header name";
	for (const char *c = header->value; *c != '\0'; c++)
		if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f)
			return "control character in a header";
	if (strcasecmp(header->name, "Host") == 0)
		counts->hosts++;
	if (strcasecmp(header->name, "Content-Length") == 0)
		counts->lengths++;
	if (strcasecmp(header->name, "Transfer-Encoding") == 0) {
		counts->codings++;
		counts->chunked = strcasecmp(header->value, "chunked") == 0;
	}
	return NULL;
}

const char *guard_check(const struct exchange *ex, const char *version)
{
	struct counts counts = { 0 };
	const char *reason = check_target(ex, version);

	if (ex->rq.header_count >= HTTP_HEADERS_MAX)
		return "too many headers";
	for (size_t i = 0; reason == NULL && i < ex->rq.header_count; i++)
		reason = check_header(&ex->rq.headers[i], &counts);
	if (reason != NULL)
		return reason;
	if (counts.lengths > 1)
		return "repeated Content-Length";
	if (counts.hosts > 1)
		return "repeated Host";
	if (counts.hosts == 0 && strcmp(version, "HTTP/1.0") != 0)
		return "missing Host";
	if (counts.codings > 0 && counts.lengths > 0)
		return "Transfer-Encoding together with Content-Length";
	if (counts.codings > 1 || (counts.codings == 1 && !counts.chunked))
		return "only the coding chunked is understood";
	if (counts.codings > 0 && strcmp(version, "HTTP/1.0") == 0)
		return "Transfer-Encoding in HTTP/1.0";
	return NULL;
}
