/*
 * Writes through the real writer on SQLite: answered after the commit, with
 * what stays of a refused act; and the drain with writes under way. Rows go
 * into the table of migrations, which every database has.
 */
#include "http/server_test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "check.h"

#define HOST "Host: kontor.test\r\n"
#define RECORDS 100000 /* rows of the record, beside those of effects */

static struct fixture fixture;
static char dir[] = "/tmp/kontor-write-XXXXXX";
static char path[64];
static atomic_int next_row;
static atomic_bool hold; /* effects of /hold wait while set */
static atomic_int held;
static atomic_int effects_ran;

static struct error row_add(struct request *rq, int64_t number)
{
	return sql_run(&rq->cx, SQL_migration_add,
	    ARGS(I(number), T("row"), T("-")), NULL);
}

static int64_t rows_between(struct ctx *cx, int64_t low, int64_t high)
{
	struct rows *rows = sql_open(cx, SQL_migration_list, NO_ARGS);
	int64_t count = 0;

	while (rows_next(rows))
		count += rows_int(rows, 0) >= low && rows_int(rows, 0) < high;
	CHECK_OK(rows_close(rows));
	return count;
}

static struct error effects_add(struct request *rq)
{
	effects_ran++;
	text_add(&rq->response.body, "added");
	response_status(rq, 200, "text/plain");
	return row_add(rq, 1000 + next_row++);
}

static struct error effects_refused(struct request *rq)
{
	struct error e = row_add(rq, 1000 + next_row++);

	text_add(&rq->response.body, "half");
	response_status(rq, 200, "text/plain");
	return e.code ? e : fail(ERR_CART_EMPTY, NULL);
}

static struct error effects_hold(struct request *rq)
{
	held++;
	while (hold)
		usleep(1000);
	return effects_add(rq);
}

static struct error prepare_answers(struct request *rq)
{
	response_status(rq, 200, "text/plain");
	text_add(&rq->response.body, "asked");
	return OK;
}

static struct error prepare_slow(struct request *rq)
{
	(void)rq;
	usleep(300 * 1000);
	return OK;
}

static struct error finish(struct request *rq, struct error outcome)
{
	response_status(rq, outcome.code ? 409 : 200, "text/plain");
	rq->response.body.length = 0;
	text_addf(&rq->response.body, "finish %s %lld",
	    outcome.code ? error_info(outcome.code)->name : "ok",
	    rq->cx.tx == NULL
		? -1
		: (long long)rows_between(&rq->cx, 1000, RECORDS));
	return OK;
}

static struct error read_count(struct request *rq)
{
	response_status(rq, 200, "text/plain");
	text_addf(&rq->response.body, "%lld %lld",
	    (long long)rows_between(&rq->cx, 1000, RECORDS),
	    (long long)rows_between(&rq->cx, RECORDS, 2 * RECORDS));
	return OK;
}

static struct error again(struct request *rq, bool *ret_replayed)
{
	const char *how = request_header(rq, "X-Again");

	if (how != NULL && strcmp(how, "refuse") == 0)
		return fail(ERR_SIGN_IN_NEEDED, NULL);
	if (how == NULL)
		return OK;
	response_status(rq, 202, "text/plain");
	text_add(&rq->response.body, "stored");
	*ret_replayed = true;
	return OK;
}

static void refuse(struct request *rq, struct error error)
{
	const struct error_info *info = error_info(error.code);

	response_status(rq, info->rest_status, "text/plain");
	text_addf(&rq->response.body, "%s", info->name);
}

static struct error record(struct request *rq, struct error outcome)
{
	if (request_header(rq, "X-No-Record") != NULL)
		return fail(ERR_INTERNAL, NULL);
	if (outcome.code) {
		refuse(rq, outcome);
		text_add(&rq->response.body, " recorded");
	}
	return row_add(rq, RECORDS + next_row++);
}

static struct error record_silent(struct request *rq, struct error outcome)
{
	(void)outcome;
	return row_add(rq, RECORDS + next_row++);
}

static const struct route routes[] = {
	{ POST, "/v1/add", .needs = 1, .effects = effects_add },
	{ POST, "/v1/refused", .needs = 1, .effects = effects_refused },
	{ POST, "/v1/hold", .needs = 1, .effects = effects_hold },
	{ POST, "/v1/asked", .needs = 1, .prepare = prepare_answers,
	    .effects = effects_add },
	{ POST, "/v1/slow", .needs = 1, .prepare = prepare_slow,
	    .effects = effects_add, .slow = true },
	{ GET, "/v1/count", .needs = 1, .read = read_count },
	ROUTE_END,
};
static const struct route pages[] = {
	{ POST, "/add", .needs = 1, .effects = effects_add, .finish = finish },
	{ POST, "/refused", .needs = 1, .effects = effects_refused,
	    .finish = finish },
	ROUTE_END,
};
static const struct door api = { .name = "api",
	.loose_paths = true,
	.json = true,
	.again = again,
	.record = record,
	.refuse = refuse };
static const struct door web = {
	.name = "web", .record = record_silent, .refuse = refuse
};
static const struct door_routes doors[] = {
	{ &api, "/v1", (const struct route *const[]){ routes, NULL } },
	{ &web, "", (const struct route *const[]){ pages, NULL } },
	{ 0 },
};

static struct answer got;

static int post(const char *target, const char *headers)
{
	char bytes[512];

	snprintf(bytes, sizeof bytes,
	    "POST %s HTTP/1.1\r\n" HOST "Content-Length: 0\r\n%s\r\n", target,
	    headers);
	return ask(&fixture, bytes, &got);
}

/* How many rows of effects and of records there are. */
static void count(int *ret_effects, int *ret_records)
{
	struct answer answer;

	CHECK_INT(200,
	    ask(&fixture, "GET /v1/count HTTP/1.1\r\n" HOST "\r\n", &answer));
	CHECK_INT(2, sscanf(answer.body, "%d %d", ret_effects, ret_records));
}

static void check_grew(int effects, int records, int by_effects, int by_records)
{
	int e, r;

	count(&e, &r);
	CHECK_INT(effects + by_effects, e);
	CHECK_INT(records + by_records, r);
}

TEST(a_write_is_committed_when_it_is_answered)
{
	int e, r;

	count(&e, &r);
	CHECK_INT(200, post("/v1/add", ""));
	CHECK_TEXT("added", got.body);
	check_grew(e, r, 1, 1);
}

TEST(of_a_refused_act_only_the_record_stays_and_its_answer_is_sent)
{
	int e, r;

	count(&e, &r);
	CHECK_INT(400, post("/v1/refused", ""));
	CHECK_TEXT("CART_EMPTY recorded", got.body);
	check_grew(e, r, 0, 1);
}

TEST(an_act_that_cannot_be_recorded_did_not_happen)
{
	int e, r;

	count(&e, &r);
	CHECK_INT(500, post("/v1/add", "X-No-Record: 1\r\n"));
	CHECK_TEXT("INTERNAL", got.body);
	check_grew(e, r, 0, 0);
}

TEST(a_repeated_request_gets_the_stored_answer_and_does_nothing)
{
	int e, r;

	count(&e, &r);
	CHECK_INT(202, post("/v1/add", "X-Again: yes\r\n"));
	CHECK_TEXT("stored", got.body);
	CHECK_INT(401, post("/v1/add", "X-Again: refuse\r\n"));
	check_grew(e, r, 0, 0);
}

TEST(a_prepare_that_answers_ends_the_request)
{
	int e, r;

	count(&e, &r);
	CHECK_INT(200, post("/v1/asked", ""));
	CHECK_TEXT("asked", got.body);
	check_grew(e, r, 0, 0);
}

TEST(finish_sees_the_commit_and_the_outcome)
{
	int e, r;
	char want[64];

	count(&e, &r);
	CHECK_INT(200, post("/add", ""));
	snprintf(want, sizeof want, "finish ok %d", e + 1);
	CHECK_TEXT(want, got.body);
	CHECK_INT(409, post("/refused", ""));
	snprintf(want, sizeof want, "finish CART_EMPTY %d", e + 1);
	CHECK_TEXT(want, got.body);
	check_grew(e, r, 1, 2);
}

TEST(a_slow_prepare_goes_from_the_worker_to_the_writer)
{
	int e, r;

	count(&e, &r);
	CHECK_INT(200, post("/v1/slow", ""));
	CHECK_TEXT("added", got.body);
	check_grew(e, r, 1, 1);
}

#define THREADS 8
#define EACH 50

static void *hammer(void *arg)
{
	struct answer *answer = malloc(sizeof *answer);
	int fd = client_open(&fixture);
	atomic_int *good = arg;

	for (int i = 0; i < EACH; i++) {
		client_send(fd, "POST /v1/add HTTP/1.1\r\n" HOST
				"Content-Length: 0\r\n\r\n");
		*good += client_read(fd, false, answer) == 200;
	}
	close(fd);
	free(answer);
	return NULL;
}

TEST(many_writers_at_once_are_all_answered_once)
{
	pthread_t threads[THREADS];
	atomic_int good = 0;
	int e, r;

	count(&e, &r);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, hammer, &good);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(THREADS * EACH, good);
	check_grew(e, r, THREADS * EACH, THREADS * EACH);
}

/* ---- the drain ---- */

static int open_and_post(const char *target)
{
	char bytes[256];
	int fd = client_open(&fixture);

	snprintf(bytes, sizeof bytes,
	    "POST %s HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", target);
	client_send(fd, bytes);
	return fd;
}

static void *drain(void *arg)
{
	(void)arg;
	server_drain(fixture.server);
	return NULL;
}

static void wait_held(int wanted)
{
	for (int i = 0; i < 3000 && held < wanted; i++)
		usleep(1000);
	CHECK(held >= wanted);
}

TEST(the_drain_finishes_what_runs_and_says_close)
{
	int slow = open_and_post("/v1/slow"), idle = client_open(&fixture);
	pthread_t thread;

	usleep(100 * 1000); /* it is with the worker now */
	pthread_create(&thread, NULL, drain, NULL);
	CHECK(client_ended(idle));
	CHECK_INT(200, client_read(slow, false, &got));
	CHECK_TEXT("close", answer_header(&got, "Connection"));
	pthread_join(thread, NULL);
	close(slow);
	close(idle);
	fixture_start(&fixture);
}

TEST(the_drain_answers_503_to_what_waits_and_that_never_happens)
{
	int waiting[5], e, r, ran, last;
	pthread_t thread;

	count(&e, &r);
	hold = true;
	last = open_and_post("/v1/hold");
	wait_held(1);
	for (int i = 0; i < 5; i++)
		waiting[i] = open_and_post("/v1/add");
	usleep(100 * 1000);
	ran = effects_ran;
	pthread_create(&thread, NULL, drain, NULL);
	for (int i = 0; i < 5; i++) {
		CHECK_INT(503, client_read(waiting[i], false, &got));
		CHECK_TEXT("STOPPING", got.body);
		CHECK_TEXT("close", answer_header(&got, "Connection"));
		close(waiting[i]);
	}
	hold = false; /* within the second chance of what is being applied */
	CHECK_INT(200, client_read(last, false, &got));
	pthread_join(thread, NULL);
	close(last);
	CHECK_INT(ran + 1, effects_ran);
	fixture_start(&fixture);
	check_grew(e, r, 1, 1);
}

TEST(a_writer_that_hangs_does_not_stop_the_drain_from_answering)
{
	pthread_t thread;
	int stuck;

	hold = true;
	held = 0;
	stuck = open_and_post("/v1/hold");
	wait_held(1);
	pthread_create(&thread, NULL, drain, NULL);
	CHECK_INT(503, client_read(stuck, false, &got));
	hold = false;
	pthread_join(thread, NULL);
	close(stuck);
	fixture_start(&fixture);
}

TEST(a_client_that_goes_away_while_it_waits_harms_nobody)
{
	int e, r;

	count(&e, &r);
	hold = true;
	held = 0;
	close(open_and_post("/v1/hold"));
	wait_held(1);
	close(open_and_post("/v1/add"));
	usleep(50 * 1000);
	hold = false;
	for (int i = 0; i < 20; i++)
		CHECK_INT(200, post("/v1/add", ""));
	check_grew(e, r, 22, 22);
	server_drain(fixture.server); /* finds nobody waiting */
	fixture_start(&fixture);
}

static void *hammer_until_closed(void *arg)
{
	struct answer *answer = malloc(sizeof *answer);
	atomic_int *wrong = arg;
	bool open = true;

	while (open) {
		int fd = client_open(&fixture), status = 200;

		open = fd >= 0;
		for (int i = 0; open && i < 20 && status == 200; i++) {
			client_send(fd, "POST /v1/add HTTP/1.1\r\n" HOST
					"Content-Length: 0\r\n\r\n");
			status = client_read(fd, false, answer);
			*wrong += status != 200 && status != 0;
		}
		if (fd >= 0)
			close(fd);
	}
	free(answer);
	return NULL;
}

TEST(the_drain_under_load_loses_no_answer_and_does_not_abort)
{
	pthread_t threads[THREADS];
	atomic_int wrong = 0;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, hammer_until_closed, &wrong);
	usleep(300 * 1000);
	server_drain(fixture.server);
	fixture.server = NULL;
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(0, wrong);
	fixture_start(&fixture);
}

static int start(void **state)
{
	struct db *db;

	(void)state;
	fixture_init(&fixture);
	log_set_level(LOG_ERROR);
	CHECK(mkdtemp(dir) != NULL);
	snprintf(path, sizeof path, "%s/kontor.db", dir);
	CHECK_OK(db_open(path, DB_WRITE, &fixture.settings, &db));
	CHECK_OK(db_migrate(db));
	db_close(db);
	CHECK_OK(
	    writer_start(path, &fixture.settings, &fixture.options.writer));
	CHECK_OK(
	    readers_open(path, &fixture.settings, &fixture.options.readers));
	fixture.options.doors = doors;
	fixture_start(&fixture);
	return 0;
}

static int stop(void **state)
{
	char command[96];

	(void)state;
	fixture_stop(&fixture);
	writer_stop(fixture.options.writer);
	readers_close(fixture.options.readers);
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_1(a_write_is_committed_when_it_is_answered),
		TEST_1(
		    of_a_refused_act_only_the_record_stays_and_its_answer_is_sent),
		TEST_1(an_act_that_cannot_be_recorded_did_not_happen),
		TEST_1(
		    a_repeated_request_gets_the_stored_answer_and_does_nothing),
		TEST_1(a_prepare_that_answers_ends_the_request),
		TEST_1(finish_sees_the_commit_and_the_outcome),
		TEST_1(a_slow_prepare_goes_from_the_worker_to_the_writer),
		TEST_1(many_writers_at_once_are_all_answered_once),
		TEST_1(the_drain_finishes_what_runs_and_says_close),
		TEST_1(
		    the_drain_answers_503_to_what_waits_and_that_never_happens),
		TEST_1(
		    a_writer_that_hangs_does_not_stop_the_drain_from_answering),
		TEST_1(a_client_that_goes_away_while_it_waits_harms_nobody),
		TEST_1(the_drain_under_load_loses_no_answer_and_does_not_abort),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
