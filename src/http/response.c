/*
 * Answers: filling them in, and handing them to the library without a copy.
 * How an error looks is the door's.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "http/exchange.h"
#include "http/gzip.h"

static bool header_safe(const char *value)
{
	for (; *value != '\0'; value++)
		if (((unsigned char)*value < ' ' && *value != '\t') ||
		    *value == 0x7f)
			return false;
	return true;
}

void response_header(struct request *rq, const char *name, const char *value)
{
	struct response *response = &rq->response;

	if (value == NULL)
		return;
	if (!header_safe(value) ||
	    response->header_count == COUNT(response->headers)) {
		log_event(LOG_ERROR, "response header refused",
		    LOG_T("name", name), LOG_T("request", rq->cx.request_id));
		return;
	}
	response->headers[response->header_count].name = name;
	response->headers[response->header_count++].value =
	    arena_dup(rq->cx.arena, value);
}

void response_status(struct request *rq, int status, const char *content_type)
{
	rq->response.status = status;
	rq->response.content_type = content_type;
}

/* "//host" and "/\host" are other hosts to a browser, and so is "/", a tab and
 * "/host": it drops tabs. */
static bool path_is_ours(const char *path)
{
	if (path[0] != '/' || path[1] == '/' || path[1] == '\\')
		return false;
	for (; *path != '\0'; path++)
		if ((unsigned char)*path <= ' ' || *path == 0x7f)
			return false;
	return true;
}

void response_redirect(struct request *rq, const char *path)
{
	if (path == NULL || !path_is_ours(path)) {
		log_event(LOG_WARN, "redirect refused",
		    LOG_T("request", rq->cx.request_id));
		path = "/";
	}
	response_status(rq, 303, NULL);
	response_header(rq, "Location", path);
}

/* Throws away what was answered so far. */
void response_reset(struct exchange *ex)
{
	struct response *response = &ex->rq.response;

	if (response->file >= 0)
		close(response->file);
	memset(response, 0, sizeof *response);
	response->file = -1;
	text_init(&response->body, &ex->arena);
}

/* Kept answers come compressed already. */
static void compress(struct request *rq)
{
	if (!gzip_fits(rq))
		return;
	response_header(rq, "Vary", "Accept-Encoding");
	if (gzip_asked(request_header(rq, "Accept-Encoding")))
		gzip_body(rq, 1);
}

static struct MHD_Response *response_make(struct exchange *ex)
{
	struct response *response = &ex->rq.response;
	struct MHD_Response *made;

	if (response->file >= 0) {
		made = MHD_create_response_from_fd_at_offset64(
		    (uint64_t)response->file_length, response->file,
		    (uint64_t)response->file_offset);
		if (made != NULL)
			response->file = -1; /* the library closes it */
		return made;
	}
	/* the bytes live until the library says the request is complete */
	if (response->static_bytes != NULL)
		return MHD_create_response_from_buffer(response->static_length,
		    (void *)(uintptr_t)response->static_bytes,
		    MHD_RESPMEM_PERSISTENT);
	return MHD_create_response_from_buffer(response->body.length,
	    response->body.bytes, MHD_RESPMEM_PERSISTENT);
}

static void response_log(const struct exchange *ex, int64_t microseconds)
{
	const struct request *rq = &ex->rq;

	/* what supervisors ask every second is for whoever looks closely */
	enum log_level level =
	    rq->door != NULL && rq->door->quiet ? LOG_DEBUG : LOG_INFO;

	if (log_get_level() < level || !rq->cx.settings->access_log)
		return;
	/* the route's pattern, never the path: it holds ids and tokens */
	log_event(level, "request",
	    LOG_T("method", http_method_name(rq->method)),
	    LOG_T("route", rq->route == NULL ? "" : rq->route->path),
	    LOG_I("status", rq->response.status), LOG_I("us", microseconds),
	    LOG_T("request", rq->cx.request_id), LOG_T("door", rq->door->name));
}

/* "name;dur=1.3", in tenths of a millisecond, rounded up. */
static void timing_part(struct text *text, const char *name, int64_t us)
{
	int64_t tenths = (us + 99) / 100;

	text_addf(text, "%s%s;dur=%" PRId64 ".%d",
	    text->length == 0 ? "" : ", ", name, tenths / 10,
	    (int)(tenths % 10));
}

/*
 * Times tell how much was looked through. Who is not signed in, and who is
 * refused, learns whole milliseconds only: a thing of somebody else must look
 * like one that never was.
 */
static void timing_add(
    struct request *rq, struct MHD_Response *made, int64_t us)
{
	struct text text;

	text_init(&text, rq->cx.arena);
	if (rq->cx.who == NULL || rq->response.status >= 400) {
		timing_part(&text, "total", (us + 999) / 1000 * 1000);
	} else {
		timing_part(&text, "total", us);
		timing_part(&text, "db", rq->db_us);
		if (rq->render_us > 0)
			timing_part(&text, "render", rq->render_us);
	}
	MHD_add_response_header(made, "Server-Timing", text.bytes);
}

static void headers_add(struct exchange *ex, struct MHD_Response *made)
{
	const struct response *response = &ex->rq.response;
	int64_t us = clock_steady_us() - ex->rq.started_us;

	if (response->content_type != NULL)
		MHD_add_response_header(
		    made, "Content-Type", response->content_type);
	if (response->encoding != NULL)
		MHD_add_response_header(
		    made, "Content-Encoding", response->encoding);
	for (size_t i = 0; i < response->header_count; i++)
		MHD_add_response_header(made, response->headers[i].name,
		    response->headers[i].value);
	timing_add(&ex->rq, made, us);
	if (ex->close || atomic_load(&ex->server->stopping))
		MHD_add_response_header(made, "Connection", "close");
	meter_request(ex->server->meter, ex->rq.route, response->status, us);
	response_log(ex, us);
}

enum MHD_Result response_send(struct exchange *ex)
{
	const char *tag = ex->rq.response.transfer_tag;
	struct MHD_Response *made;
	enum MHD_Result result;

	ex->answered = true;
	if (tag != NULL && !conn_tag(ex->conn, tag, ex->rq.started_us))
		return MHD_NO;
	compress(&ex->rq);
	made = response_make(ex);
	if (made == NULL)
		return MHD_NO;
	headers_add(ex, made);
	conn_phase(ex->conn, PHASE_ANSWER);
	result =
	    MHD_queue_response(ex->mhd, (unsigned)ex->rq.response.status, made);
	MHD_destroy_response(made);
	return result;
}

enum MHD_Result response_bad_request(struct exchange *ex, const char *reason)
{
	struct MHD_Response *made;
	enum MHD_Result result;

	ex->answered = true;
	log_event(LOG_WARN, "request refused by the guard",
	    LOG_T("why", reason), LOG_T("address", ex->conn->address));
	text_addf(&ex->rq.response.body, "Bad request: %s.\n", reason);
	made = MHD_create_response_from_buffer(ex->rq.response.body.length,
	    ex->rq.response.body.bytes, MHD_RESPMEM_PERSISTENT);
	if (made == NULL)
		return MHD_NO;
	MHD_add_response_header(
	    made, "Content-Type", "text/plain; charset=utf-8");
	MHD_add_response_header(made, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(made, "Cache-Control", "no-store");
	MHD_add_response_header(made, "Content-Security-Policy",
	    "default-src 'none'; frame-ancestors 'none'");
	MHD_add_response_header(made, "Connection", "close");
	conn_phase(ex->conn, PHASE_ANSWER);
	result = MHD_queue_response(ex->mhd, 400, made);
	MHD_destroy_response(made);
	return result;
}
