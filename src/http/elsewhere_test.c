/*
 * What is long, and what is small beside it: reads that leave the event loop,
 * and queries of many pairs.
 */
#include "http/server_test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#define HOST "Host: kontor.test\r\n"

static struct fixture fixture;
static struct answer got;

static _Thread_local int on_this_thread;
static _Atomic int long_begun, long_gate, threads_seen;

/* Every thread that runs reads has a number of its own. */
static int thread_number(void)
{
	if (on_this_thread == 0)
		on_this_thread = ++threads_seen;
	return on_this_thread;
}

struct long_query {
	int64_t fail;
};
static const struct field long_query[] = {
	FIELD(INT, struct long_query, fail),
	FIELD_END,
};

static struct error read_long(struct request *rq)
{
	const struct long_query *query = rq->query;

	if (request_elsewhere(rq)) {
		rq->state = ARENA_NEW(rq->cx.arena, int);
		*(int *)rq->state = thread_number();
		return OK;
	}
	long_begun++;
	while (atomic_load(&long_gate) != 0)
		usleep(1000);
	response_status(rq, 200, "text/plain; charset=utf-8");
	text_addf(&rq->response.body, "%s thread, entered %d",
	    rq->state != NULL && *(int *)rq->state != thread_number()
		? "other"
		: "the same",
	    *(int *)rq->door_state);
	return query->fail != 0 ? fail(ERR_ROUTE_UNKNOWN, NULL) : OK;
}

static struct error read_short(struct request *rq)
{
	response_status(rq, 200, "text/plain; charset=utf-8");
	return OK;
}

static struct error enter(struct request *rq)
{
	if (rq->door_state == NULL) {
		rq->door_state = ARENA_NEW(rq->cx.arena, int);
		*(int *)rq->door_state = 0;
	}
	++*(int *)rq->door_state;
	return OK;
}

static void refuse(struct request *rq, struct error error)
{
	response_status(rq, error_info(error.code)->rest_status, "text/plain");
}

static void leave(struct request *rq)
{
	response_header(rq, "X-Door", rq->door->name);
}

static const struct route routes[] = {
	{ GET, "/v1/short", .needs = 1, .read = read_short },
	{ GET, "/v1/long", .needs = 1, .read = read_long, .query = long_query,
	    .query_size = sizeof(struct long_query) },
	ROUTE_END,
};
static const struct door api = { .name = "api",
	.loose_paths = true,
	.json = true,
	.enter = enter,
	.refuse = refuse,
	.leave = leave };
static const struct door_routes doors[] = {
	{ &api, "/v1", (const struct route *const[]){ routes, NULL } },
	{ 0 },
};

static int asked(const char *bytes)
{
	return ask(&fixture, bytes, &got);
}

/* Each pair costs the library more than it is long. */
TEST(a_query_of_a_thousand_pairs_is_answered)
{
	char sent[8192];
	size_t n = (size_t)snprintf(sent, sizeof sent, "GET /v1/short?a=b");

	for (int i = 0; i < 1000; i++)
		n += (size_t)snprintf(sent + n, sizeof sent - n, "&c%d", i);
	snprintf(sent + n, sizeof sent - n, " HTTP/1.1\r\n" HOST "\r\n");
	CHECK_INT(200, asked(sent));
}

/* The answer tells where the read ran, first and last. */
TEST(a_long_read_goes_on_off_the_loop_with_who_asked)
{
	CHECK_INT(200, asked("GET /v1/long HTTP/1.1\r\n" HOST "\r\n"));
	CHECK_TEXT("other thread, entered 1", got.body);
	CHECK_TEXT("api", answer_header(&got, "X-Door"));
	CHECK_INT(404, asked("GET /v1/long?fail=1 HTTP/1.1\r\n" HOST "\r\n"));
}

/* More than there are loops: on one of them they would wait for each other. */
TEST(long_reads_that_wait_leave_the_loops_to_small_requests)
{
	int waiting[4];

	atomic_store(&long_gate, 1);
	for (size_t i = 0; i < COUNT(waiting); i++) {
		waiting[i] = client_open(&fixture);
		client_send(
		    waiting[i], "GET /v1/long HTTP/1.1\r\n" HOST "\r\n");
	}
	while (atomic_load(&long_begun) < 2)
		usleep(1000);
	for (int i = 0; i < 20; i++)
		CHECK_INT(200, asked("GET /v1/short HTTP/1.1\r\n" HOST "\r\n"));
	atomic_store(&long_gate, 0);
	for (size_t i = 0; i < COUNT(waiting); i++) {
		CHECK_INT(200, client_read(waiting[i], false, &got));
		close(waiting[i]);
	}
}

static int start(void **state)
{
	(void)state;
	fixture_init(&fixture);
	fixture.options.doors = doors;
	fixture_start(&fixture);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_1(a_long_read_goes_on_off_the_loop_with_who_asked),
		TEST_1(long_reads_that_wait_leave_the_loops_to_small_requests),
		TEST_1(a_query_of_a_thousand_pairs_is_answered),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
