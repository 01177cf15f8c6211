/*
 * The server from outside, byte by byte: framing, limits, keep-alive, doors.
 * Writes and the drain are in write_test.c.
 */
#include "http/server_test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/embedded.h"
#include "check.h"

#define HOST "Host: kontor.test\r\n"

static struct fixture fixture;
static _Atomic int handled;
static char file_name[] = "/tmp/kontor-http-XXXXXX";
#define FILE_BYTES ((int64_t)64 * 1024 * 1024)

struct echo {
	const char *name;
	int64_t number;
};
static const struct field echo_fields[] = {
	FIELD(TEXT, struct echo, name, .required = true, .max = 20),
	FIELD(INT, struct echo, number, .min = 1, .max = 9),
	FIELD_END,
};

static struct error read_hello(struct request *rq)
{
	handled++;
	response_status(rq, 200, "text/plain; charset=utf-8");
	text_add(&rq->response.body, "hello ");
	text_add(&rq->response.body, request_param(rq, "name"));
	return OK;
}

static struct error read_echo(struct request *rq)
{
	const struct echo *echo = rq->input;

	response_status(rq, 200, "text/plain; charset=utf-8");
	text_addf(
	    &rq->response.body, "%s %lld", echo->name, (long long)echo->number);
	return OK;
}

static struct error read_size(struct request *rq)
{
	response_status(rq, 200, "text/plain; charset=utf-8");
	text_addf(&rq->response.body, "%zu", rq->body_length);
	return OK;
}

static struct error read_ids(struct request *rq)
{
	response_status(rq, 200, "text/plain; charset=utf-8");
	text_addf(&rq->response.body, "%s %s %s %s", rq->cx.request_id,
	    rq->cx.correlation_id, rq->cx.address,
	    request_cookie(rq, "session") ? request_cookie(rq, "session")
					  : "none");
	return OK;
}

static struct error read_file(struct request *rq)
{
	FILE *file = fopen(file_name, "r");

	response_status(rq, 200, "application/octet-stream");
	rq->response.file = dup(fileno(file));
	rq->response.file_offset = 10;
	rq->response.file_length = FILE_BYTES - 10;
	rq->response.transfer_tag = "link-1";
	fclose(file);
	return OK;
}

static struct error read_hop(struct request *rq)
{
	response_redirect(rq, request_param(rq, "to"));
	return OK;
}

static struct error read_refused(struct request *rq)
{
	text_add(&rq->response.body, "half an answer");
	response_status(rq, 200, "text/plain");
	return fail(ERR_CART_EMPTY, NULL);
}

static struct error enter(struct request *rq)
{
	if (request_header(rq, "X-Nobody") != NULL)
		return fail(ERR_SIGN_IN_NEEDED, NULL);
	return OK;
}

static void refuse(struct request *rq, struct error error)
{
	const struct error_info *info = error_info(error.code);

	response_status(rq,
	    rq->door->json ? info->rest_status : info->page_status,
	    "text/plain; charset=utf-8");
	text_addf(&rq->response.body, "%s:%s:%s", rq->door->name, info->name,
	    error.field == NULL ? "" : error.field);
}

static void leave(struct request *rq)
{
	response_header(rq, "X-Door", rq->door->name);
}

static const struct route api_routes[] = {
	{ GET, "/v1/hello/{name}", .needs = 1, .read = read_hello },
	{ GET, "/v1/ids", .needs = 1, .read = read_ids },
	{ GET, "/v1/refused", .needs = 1, .read = read_refused },
	{ POST, "/v1/echo", .needs = 1, .read = read_echo, .body = echo_fields,
	    .body_size = sizeof(struct echo) },
	{ POST, "/v1/slow", .needs = 1, .read = read_echo, .slow = true,
	    .body = echo_fields, .body_size = sizeof(struct echo) },
	{ POST, "/v1/size", .needs = 1, .read = read_size,
	    .body_ignored = true },
	{ GET, "/v1/file", .needs = 1, .read = read_file },
	ROUTE_END,
};
static const struct route web_routes[] = {
	{ GET, "/", .needs = 1, .read = read_ids },
	{ GET, "/page/{name}", .needs = 1, .read = read_hello },
	{ GET, "/hop/{to*}", .needs = 1, .read = read_hop },
	{ POST, "/form", .needs = 1, .read = read_echo, .body = echo_fields,
	    .body_size = sizeof(struct echo) },
	{ GET, "/static/{rest*}", .needs = 1, .read = http_static_read,
	    .plain = true },
	ROUTE_END,
};
static const struct door api = { .name = "api",
	.loose_paths = true,
	.json = true,
	.enter = enter,
	.refuse = refuse,
	.leave = leave };
static const struct door web = {
	.name = "web", .enter = enter, .refuse = refuse, .leave = leave
};
static const struct door_routes doors[] = {
	{ &api, "/v1", (const struct route *const[]){ api_routes, NULL } },
	{ &web, "", (const struct route *const[]){ web_routes, NULL } },
	{ 0 },
};

static struct answer got;

static int asked(const char *bytes)
{
	return ask(&fixture, bytes, &got);
}

TEST(a_page_is_read_with_length_type_and_the_headers_of_its_door)
{
	CHECK_INT(200, asked("GET /page/you HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("hello you", got.body);
	CHECK_TEXT("9", answer_header(&got, "Content-Length"));
	CHECK_TEXT(
	    "text/plain; charset=utf-8", answer_header(&got, "Content-Type"));
	CHECK_TEXT("web", answer_header(&got, "X-Door"));
}

TEST(head_has_the_length_of_get_and_no_body)
{
	int fd = client_open(&fixture);

	client_send(fd, "HEAD /page/you HTTP/1.1\r\n" HOST "\r\n"
			"GET /page/me HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, client_read(fd, true, &got));
	CHECK_TEXT("9", answer_header(&got, "Content-Length"));
	CHECK_INT(200, client_read(fd, false, &got));
	CHECK_TEXT("hello me", got.body);
	close(fd);
}

TEST(what_could_be_framed_in_two_ways_is_refused_and_the_connection_ended)
{
	static const char *const cases[] = {
		"POST /form HTTP/1.1\r\n" HOST "Content-Length: 3\r\n"
		"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST /form HTTP/1.1\r\n" HOST
		"Transfer-Encoding: gzip\r\n\r\n",
		"POST /form HTTP/1.1\r\n" HOST
		"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
		"POST /form HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
		"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST /form HTTP/1.1\r\n" HOST
		"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
		"GET / HTTP/1.1\r\n" HOST HOST "\r\n",
		"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n",
		"GET / HTTP/1.1\r\n" HOST "Content-Length : 3\r\n\r\nabc",
		"GET / HTTP/1.1\r\n" HOST "Bad name: 3\r\n\r\n",
		"GET / HTTP/1.1\r\n" HOST "X-A: one\r\n two\r\n\r\n",
		"GET / HTTP/1.1\r\n" HOST
		"Transfer-Encoding: chunked\r\n folded\r\nX-B: 1\r\n\r\n",
		"GET /page/%00 HTTP/1.1\r\n" HOST "\r\n",
		"GET /page/%zz HTTP/1.1\r\n" HOST "\r\n",
		"GET /page/%4 HTTP/1.1\r\n" HOST "\r\n",
		"GET /page/a b HTTP/1.1\r\n" HOST "\r\n",
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int fd = client_open(&fixture), before = handled;
		int status;

		client_send(fd, cases[i]);
		status = client_read(fd, false, &got);
		if (status != 400)
			fprintf(stderr, "%d: %s\n", status, cases[i]);
		CHECK_INT(400, status);
		CHECK_TEXT("close", answer_header(&got, "Connection"));
		CHECK(client_ended(fd));
		CHECK_INT(before, handled);
		close(fd);
	}
}

/* These the library refuses before the guard sees them. */
TEST(a_length_that_is_no_number_is_refused_and_the_connection_ended)
{
	static const char *const lengths[] = { "+3", "3, 3", "-1", "0x3", "3a",
		"99999999999999999999" };

	for (size_t i = 0; i < COUNT(lengths); i++) {
		int fd = client_open(&fixture), before = handled;
		char bytes[256], rest[4096];
		ssize_t n;

		snprintf(bytes, sizeof bytes,
		    "POST /form HTTP/1.1\r\n" HOST
		    "Content-Length: %s\r\n\r\nabc",
		    lengths[i]);
		client_send(fd, bytes);
		client_read(fd, false, &got);
		CHECK(got.status == 400 || got.status == 413);
		CHECK_TEXT("close", answer_header(&got, "Connection"));
		while ((n = recv(fd, rest, sizeof rest, 0)) > 0)
			;
		CHECK(n == 0 || errno == ECONNRESET);
		CHECK_INT(before, handled);
		close(fd);
	}
}

TEST(a_nul_in_target_or_header_is_refused)
{
	static const char target[] = "GET /page/a\0b HTTP/1.1\r\n" HOST "\r\n";
	static const char header[] =
	    "GET / HTTP/1.1\r\n" HOST "X-A: a\0b\r\nX-B: 1\r\n\r\n";
	static const char last[] =
	    "GET / HTTP/1.1\r\n" HOST "X-A: a\0b\r\n\r\n";
	static const struct {
		const char *bytes;
		size_t length;
	} cases[] = {
		{ target, sizeof target - 1 },
		{ header, sizeof header - 1 },
		{ last, sizeof last - 1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int fd = client_open(&fixture);

		client_send_n(fd, cases[i].bytes, cases[i].length);
		CHECK_INT(400, client_read(fd, false, &got));
		close(fd);
	}
}

TEST(ordinary_requests_of_clients_pass_the_guard)
{
	static const char *const cases[] = {
		"GET /v1/ids HTTP/1.1\r\nhost:x\r\nAccept:\t*/*\r\nX-E:\r\n\r\n",
		"GET /v1/ids HTTP/1.0\r\n\r\n",
		"GET /v1/ids?a=%41&b=c+d&e HTTP/1.1\r\n" HOST
		"Cookie: a=1; session=2\r\nCookie: b=3\r\n\r\n",
		"GET http://kontor.test/v1/ids HTTP/1.1\r\n" HOST "\r\n",
		"GET /v1/ids HTTP/1.1\n"
		"Host: x\n\n",
		"POST /v1/size HTTP/1.1\r\n" HOST
		"Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(200, asked(cases[i]));
}

TEST(api_paths_match_loosely_and_pages_exactly)
{
	CHECK_INT(
	    200, asked("GET /V1//Hello/you%20/ HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("hello you", got.body);
	CHECK_INT(404, asked("GET /Page/you HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("web:ROUTE_UNKNOWN:", got.body);
	CHECK_INT(404, asked("GET /page/you/ HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_INT(404, asked("GET /v1/none HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("api:ROUTE_UNKNOWN:", got.body);
	CHECK_INT(404, asked("DELETE /v1/ids HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_INT(404, asked("BREW /v1/ids HTTP/1.1\r\n" HOST "\r\n"));
}

TEST(a_connection_serves_many_requests_also_pipelined)
{
	int fd = client_open(&fixture);

	for (int i = 0; i < 3; i++)
		client_send(fd, "GET /page/a HTTP/1.1\r\n" HOST "\r\n"
				"POST /v1/echo HTTP/1.1\r\n" HOST
				"Content-Length: 12\r\n\r\n{\"name\":\"b\"}"
				"GET /page/c HTTP/1.1\r\n" HOST "\r\n");
	for (int i = 0; i < 3; i++) {
		CHECK_INT(200, client_read(fd, false, &got));
		CHECK_TEXT("hello a", got.body);
		CHECK_INT(200, client_read(fd, false, &got));
		CHECK_TEXT("b 0", got.body);
		CHECK_INT(200, client_read(fd, false, &got));
		CHECK_TEXT("hello c", got.body);
	}
	close(fd);
}

TEST(expect_100_continue_is_answered_before_the_body_comes)
{
	int fd = client_open(&fixture);

	client_send(fd, "POST /v1/echo HTTP/1.1\r\n" HOST
			"Expect: 100-continue\r\nContent-Length: 12\r\n\r\n");
	CHECK_INT(100, client_read(fd, false, &got));
	client_send(fd, "{\"name\":\"b\"}");
	CHECK_INT(200, client_read(fd, false, &got));
	CHECK_TEXT("b 0", got.body);
	close(fd);
	fd = client_open(&fixture);
	client_send(fd, "POST /v1/none HTTP/1.1\r\n" HOST
			"Expect: 100-continue\r\nContent-Length: 12\r\n\r\n");
	CHECK_INT(404, client_read(fd, false, &got));
	close(fd);
}

TEST(a_refused_request_with_a_body_keeps_the_connection)
{
	int fd = client_open(&fixture);

	client_send(fd,
	    "POST /v1/none HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabcde"
	    "GET /page/c HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(404, client_read(fd, false, &got));
	CHECK_INT(200, client_read(fd, false, &got));
	close(fd);
}

TEST(a_chunked_body_arrives_whole)
{
	CHECK_INT(
	    200, asked("POST /v1/size HTTP/1.1\r\n" HOST
		       "Transfer-Encoding: chunked\r\n\r\n"
		       "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nT: 1\r\n\r\n"));
	CHECK_TEXT("8", got.body);
}

TEST(a_body_above_the_limit_is_refused)
{
	char *bytes = calloc(1, 20200);
	int fd;

	strcpy(bytes,
	    "POST /v1/size HTTP/1.1\r\n" HOST "Content-Length: 10001\r\n\r\n");
	memset(bytes + strlen(bytes), 'x', 10001);
	CHECK_INT(400, asked(bytes));
	CHECK_TEXT("api:BODY_TOO_LARGE:", got.body);
	strcpy(bytes, "POST /form HTTP/1.1\r\n" HOST
		      "Transfer-Encoding: chunked\r\n\r\n2711\r\n");
	memset(bytes + strlen(bytes), 'x', 10001);
	strcat(bytes, "\r\n0\r\n\r\n");
	CHECK_INT(413, asked(bytes));
	CHECK_TEXT("web:BODY_TOO_LARGE:", got.body);
	free(bytes);
	fd = client_open(&fixture);
	client_send(fd, "POST /form HTTP/1.1\r\n" HOST
			"Content-Length: 999999999999\r\n\r\n");
	CHECK_INT(413, client_read(fd, false, &got));
	CHECK(client_ended(fd));
	close(fd);
}

TEST(a_header_above_the_limit_is_refused)
{
	char *bytes = calloc(1, 40000);
	int status;

	strcpy(bytes, "GET / HTTP/1.1\r\n" HOST "X-Long: ");
	memset(bytes + strlen(bytes), 'x', 30000);
	strcat(bytes, "\r\n\r\n");
	status = asked(bytes);
	CHECK(status == 431 || status == 0);
	strcpy(bytes, "GET / HTTP/1.1\r\n" HOST);
	for (int i = 0; i < 100; i++)
		strcat(bytes, "X: 1\r\n");
	strcat(bytes, "\r\n");
	CHECK_INT(400, asked(bytes));
	free(bytes);
}

/* Sends one byte each 200 ms; true when the server ends it within ms. */
static bool ended_while_dripping(const char *bytes, int ms)
{
	int fd = client_open(&fixture);
	bool ended = false;

	client_send(fd, bytes);
	for (int i = 0; i < ms && !ended; i += 200) {
		struct timeval wait = { 0, 200000 };
		char byte;

		client_send(fd, "x");
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
		ended = recv(fd, &byte, 1, 0) == 0 ||
			(errno != EAGAIN && errno != EWOULDBLOCK);
	}
	close(fd);
	return ended;
}

TEST(who_drips_a_header_or_a_body_is_ended)
{
	CHECK(ended_while_dripping("", 3000));
	CHECK(ended_while_dripping("GET / HTTP/1.1\r\n" HOST "X-A: ", 3000));
	CHECK(ended_while_dripping("POST /v1/size HTTP/1.1\r\n" HOST
				   "Content-Length: 500\r\n\r\n",
	    3000));
}

TEST(an_idle_connection_is_ended_after_its_own_limit)
{
	int fd = client_open(&fixture);

	client_send(fd, "GET /page/a HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, client_read(fd, false, &got));
	usleep(1500 * 1000); /* longer than header_seconds */
	client_send(fd, "GET /page/a HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, client_read(fd, false, &got));
	CHECK(client_ended(fd));
	close(fd);
}

TEST(a_field_error_is_told_only_to_those_who_may_come_in)
{
	CHECK_INT(400, asked("POST /v1/echo HTTP/1.1\r\n" HOST
			     "Content-Length: 12\r\n\r\n{\"number\":1}"));
	CHECK_TEXT("api:FIELD_MISSING:name", got.body);
	CHECK_INT(401, asked("POST /v1/echo HTTP/1.1\r\n" HOST "X-Nobody: 1\r\n"
			     "Content-Length: 12\r\n\r\n{\"number\":1}"));
	CHECK_TEXT("api:SIGN_IN_NEEDED:", got.body);
	CHECK_INT(400, asked("POST /v1/echo HTTP/1.1\r\n" HOST
			     "Content-Length: 3\r\n\r\n{x}"));
	CHECK_TEXT("api:BODY_MALFORMED:", got.body);
}

TEST(forms_are_taken_in_their_own_type_alone)
{
	CHECK_INT(
	    200, asked("POST /form HTTP/1.1\r\n" HOST
		       "Content-Type: application/x-www-form-urlencoded\r\n"
		       "Content-Length: 17\r\n\r\nname=a+b&number=3"));
	CHECK_TEXT("a b 3", got.body);
	CHECK_INT(400,
	    asked("POST /form HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\n"
		  "Content-Length: 17\r\n\r\nname=a+b&number=3"));
	CHECK_TEXT("web:CONTENT_TYPE:", got.body);
}

TEST(a_slow_route_answers_from_a_worker)
{
	CHECK_INT(200, asked("POST /v1/slow HTTP/1.1\r\n" HOST
			     "Content-Length: 12\r\n\r\n{\"name\":\"b\"}"));
	CHECK_TEXT("b 0", got.body);
	CHECK_TEXT("api", answer_header(&got, "X-Door"));
}

TEST(a_refusal_replaces_what_was_answered_before)
{
	CHECK_INT(400, asked("GET /v1/refused HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("api:CART_EMPTY:", got.body);
}

TEST(ids_are_taken_over_when_they_are_guids_else_made)
{
	CHECK_INT(
	    200, asked("GET /v1/ids HTTP/1.1\r\n" HOST
		       "MS-RequestId: 0F8B7F6E-5D0C-4A3B-9A21-6F1E2D3C4B5A\r\n"
		       "MS-CorrelationId: no\r\nX-Forwarded-For: 9.9.9.9\r\n"
		       "Cookie: a=b; session=abc; c=d\r\n\r\n"));
	CHECK_INT(
	    0, strncmp("0f8b7f6e-5d0c-4a3b-9a21-6f1e2d3c4b5a ", got.body, 37));
	CHECK_TEXT(" 127.0.0.1 abc", got.body + 73);
}

TEST(redirects_stay_here)
{
	CHECK_INT(303, asked("GET /hop///evil HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("/", answer_header(&got, "Location"));
	/* browsers drop the tab */
	CHECK_INT(
	    303, asked("GET /hop/%2F%09%2Fevil HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("/", answer_header(&got, "Location"));
	CHECK_INT(303, asked("GET /hop/%2Fok?x HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("/ok", answer_header(&got, "Location"));
}

TEST(a_file_goes_out_from_its_offset_and_is_cut_by_its_tag)
{
	static char bytes[1 << 20];
	int64_t total = 0;
	ssize_t n;
	int fd = client_open(&fixture);

	client_send(fd, "GET /v1/file HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, client_read(fd, true, &got));
	CHECK_TEXT("67108854", answer_header(&got, "Content-Length"));
	while (total < FILE_BYTES - 10 &&
	       (n = recv(fd, bytes, sizeof bytes, 0)) > 0) {
		if (total == 0)
			CHECK_INT('A' + 10, bytes[0]);
		total += n;
	}
	CHECK_INT(FILE_BYTES - 10, total);
	client_send(fd, "GET /v1/file HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, client_read(fd, true, &got));
	server_cut(fixture.server, "another");
	CHECK(recv(fd, bytes, 1, 0) == 1);
	server_cut(fixture.server, "link-1");
	for (total = 1; (n = recv(fd, bytes, sizeof bytes, 0)) > 0;)
		total += n;
	CHECK(total < FILE_BYTES - 10);
	close(fd);
	/* a transfer that starts later is another one */
	fd = client_open(&fixture);
	client_send(fd, "GET /v1/file HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, client_read(fd, true, &got));
	close(fd);
}

TEST(who_does_not_read_the_answer_is_ended)
{
	static char bytes[1 << 20];
	int64_t total = 0;
	ssize_t n;
	int fd = client_open(&fixture);

	client_send(fd, "GET /v1/file HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, client_read(fd, true, &got));
	usleep(5500 * 1000); /* two looks, idle_seconds apart */
	while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0)
		total += n;
	CHECK(total < FILE_BYTES - 10);
	close(fd);
}

static const char *address_behind(const char *trusted, const char *headers)
{
	static char ask_text[512], address[64];

	fixture.settings.behind_proxy = true;
	fixture.settings.trusted_proxies = trusted;
	snprintf(ask_text, sizeof ask_text,
	    "GET /v1/ids HTTP/1.1\r\n" HOST "%s\r\n", headers);
	CHECK_INT(200, asked(ask_text));
	fixture.settings.behind_proxy = false;
	CHECK(sscanf(got.body, "%*s %*s %63s", address) == 1);
	return address;
}

TEST(behind_a_proxy_the_last_hop_is_the_address)
{
	CHECK_TEXT("8.8.8.8", address_behind("127.0.0.1",
				  "X-Forwarded-For: 1.1.1.1\r\n"
				  "X-Forwarded-For: 9.9.9.9, 8.8.8.8 \r\n"));
}

TEST(only_proxies_of_ours_say_who_calls)
{
	static const struct {
		const char *trusted, *headers, *address;
	} cases[] = {
		{ "10.0.0.0/8", "X-Forwarded-For: 8.8.8.8\r\n", "127.0.0.1" },
		{ "", "X-Forwarded-For: 8.8.8.8\r\n", "127.0.0.1" },
		{ "127.0.0.1 10.0.0.0/8",
		    "X-Forwarded-For: 1.1.1.1, 8.8.8.8, 10.1.1.1\r\n",
		    "8.8.8.8" },
		{ "127.0.0.1", "X-Forwarded-For: 8.8.8.8, nobody\r\n",
		    "127.0.0.1" },
		{ "127.0.0.1", "", "127.0.0.1" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_TEXT(cases[i].address,
		    address_behind(cases[i].trusted, cases[i].headers));
}

TEST(more_connections_than_allowed_are_turned_away)
{
	int many[200], one;

	usleep(200 * 1000); /* those of other tests are gone */
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = client_open(&fixture);
	usleep(200 * 1000);
	one = client_open(&fixture);
	CHECK(one < 0 || client_ended(one));
	close(one);
	for (size_t i = 0; i < COUNT(many); i++)
		close(many[i]);
	usleep(200 * 1000);
	CHECK_INT(200, asked("GET /v1/ids HTTP/1.1\r\n" HOST "\r\n"));
}

TEST(a_static_file_has_a_tag_and_is_not_sent_twice)
{
	size_t count;
	const struct embedded *files = embedded_list(&count);
	const char *name = NULL;
	char request[512], tag[64];

	for (size_t i = 0; i < count && name == NULL; i++)
		if (strncmp(files[i].name, "web/static/", 11) == 0)
			name = files[i].name;
	CHECK_INT(404, asked("GET /static/none.css HTTP/1.1\r\n" HOST "\r\n"));
	if (name == NULL)
		return;
	snprintf(request, sizeof request,
	    "GET /static/%s HTTP/1.1\r\n" HOST "\r\n", name + 11);
	CHECK_INT(200, asked(request));
	CHECK_TEXT("public, max-age=300", answer_header(&got, "Cache-Control"));
	snprintf(tag, sizeof tag, "%s", answer_header(&got, "ETag"));
	snprintf(request, sizeof request,
	    "GET /static/%.16s/%s HTTP/1.1\r\n" HOST
	    "If-None-Match: %s\r\n\r\n",
	    tag + 1, name + 11, tag);
	CHECK_INT(304, asked(request));
	CHECK_TEXT("public, max-age=31536000, immutable",
	    answer_header(&got, "Cache-Control"));
	/* the hash of another program leads to today's address */
	snprintf(request, sizeof request,
	    "GET /static/0123456789abcdef/%s HTTP/1.1\r\n" HOST "\r\n",
	    name + 11);
	CHECK_INT(303, asked(request));
	snprintf(
	    request, sizeof request, "/static/%.16s/%s", tag + 1, name + 11);
	CHECK_TEXT(request, answer_header(&got, "Location"));
	CHECK_TEXT("no-store", answer_header(&got, "Cache-Control"));
	CHECK_INT(
	    404, asked("GET /static/0123456789abcdef/none.css HTTP/1.1\r\n" HOST
		       "\r\n"));
}

TEST(a_static_file_comes_compressed_to_who_asks_so)
{
	const struct embedded *css = embedded_find("web/static/kontor.css");
	char request[512], tag[64];

	assert_non_null(css);
	assert_non_null(css->gzip);
	snprintf(request, sizeof request,
	    "GET /static/%s/kontor.css HTTP/1.1\r\n" HOST
	    "Accept-Encoding: br, gzip\r\n\r\n",
	    css->hash);
	CHECK_INT(200, asked(request));
	CHECK_TEXT("gzip", answer_header(&got, "Content-Encoding"));
	CHECK_TEXT("Accept-Encoding", answer_header(&got, "Vary"));
	snprintf(tag, sizeof tag, "%zu", css->gzip_length);
	CHECK_TEXT(tag, answer_header(&got, "Content-Length"));
	CHECK(css->gzip_length < css->length / 2);
	snprintf(tag, sizeof tag, "\"%s-gzip\"", css->hash);
	CHECK_TEXT(tag, answer_header(&got, "ETag"));
	snprintf(request, sizeof request,
	    "GET /static/%s/kontor.css HTTP/1.1\r\n" HOST
	    "If-None-Match: %s\r\n\r\n",
	    css->hash, tag);
	CHECK_INT(200, asked(request)); /* not the form that it has */
	CHECK_TEXT("", answer_header(&got, "Content-Encoding"));
}

static int start(void **state)
{
	FILE *file;
	int fd = mkstemp(file_name);

	(void)state;
	file = fdopen(fd, "w");
	for (int64_t i = 0; i < 26; i++)
		fputc('A' + (int)i, file);
	fflush(file);
	CHECK_INT(0, ftruncate(fd, FILE_BYTES));
	fclose(file);
	fixture_init(&fixture);
	fixture.options.doors = doors;
	fixture_start(&fixture);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	unlink(file_name);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_1(
		    a_page_is_read_with_length_type_and_the_headers_of_its_door),
		TEST_1(head_has_the_length_of_get_and_no_body),
		TEST_1(
		    what_could_be_framed_in_two_ways_is_refused_and_the_connection_ended),
		TEST_1(
		    a_length_that_is_no_number_is_refused_and_the_connection_ended),
		TEST_1(a_nul_in_target_or_header_is_refused),
		TEST_1(ordinary_requests_of_clients_pass_the_guard),
		TEST_1(api_paths_match_loosely_and_pages_exactly),
		TEST_1(a_connection_serves_many_requests_also_pipelined),
		TEST_1(expect_100_continue_is_answered_before_the_body_comes),
		TEST_1(a_refused_request_with_a_body_keeps_the_connection),
		TEST_1(a_chunked_body_arrives_whole),
		TEST_1(a_body_above_the_limit_is_refused),
		TEST_1(a_header_above_the_limit_is_refused),
		TEST_1(who_drips_a_header_or_a_body_is_ended),
		TEST_1(an_idle_connection_is_ended_after_its_own_limit),
		TEST_1(a_field_error_is_told_only_to_those_who_may_come_in),
		TEST_1(forms_are_taken_in_their_own_type_alone),
		TEST_1(a_slow_route_answers_from_a_worker),
		TEST_1(a_refusal_replaces_what_was_answered_before),
		TEST_1(ids_are_taken_over_when_they_are_guids_else_made),
		TEST_1(redirects_stay_here),
		TEST_1(a_file_goes_out_from_its_offset_and_is_cut_by_its_tag),
		TEST_1(who_does_not_read_the_answer_is_ended),
		TEST_1(behind_a_proxy_the_last_hop_is_the_address),
		TEST_1(only_proxies_of_ours_say_who_calls),
		TEST_1(more_connections_than_allowed_are_turned_away),
		TEST_1(a_static_file_has_a_tag_and_is_not_sent_twice),
		TEST_1(a_static_file_comes_compressed_to_who_asks_so),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
