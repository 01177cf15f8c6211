/*
 * Kept answers: found by their whole key, bounded, safe between threads.
 */
#include "check.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "http/kept.h"

struct asked {
	struct arena arena;
	struct request rq;
};

static void ask(struct asked *asked)
{
	memset(asked, 0, sizeof(*asked));
	arena_init(&asked->arena);
	asked->rq.cx.arena = &asked->arena;
	asked->rq.response.file = -1;
	text_init(&asked->rq.response.body, &asked->arena);
}

static void done(struct asked *asked)
{
	if (asked->rq.response.file >= 0)
		close(asked->rq.response.file);
	arena_done(&asked->arena);
}

static void put(
    struct kept *kept, const char *key, int status, char byte, size_t length)
{
	struct asked asked;

	ask(&asked);
	response_status(&asked.rq, status, "text/plain");
	for (size_t i = 0; i < length; i++)
		text_add_char(&asked.rq.response.body, byte);
	kept_put(kept, &asked.rq, key);
	done(&asked);
}

/* The first byte of what is kept, 0 when nothing is. */
static char first_of(struct kept *kept, const char *key, size_t *ret_length)
{
	struct asked asked;
	char byte = 0;

	ask(&asked);
	if (kept_find(kept, &asked.rq, key)) {
		const struct response *response = &asked.rq.response;

		CHECK_INT(200, response->status);
		CHECK_TEXT("text/plain", response->content_type);
		*ret_length = response->file >= 0
				  ? (size_t)response->file_length
				  : response->body.length;
		if (response->file >= 0)
			CHECK_INT(1, pread(response->file, &byte, 1, 0));
		else
			byte = response->body.bytes[0];
	}
	done(&asked);
	return byte;
}

TEST(an_answer_is_found_by_its_whole_key_only)
{
	struct kept *kept = kept_new(1024 * 1024);
	size_t length;

	put(kept, "order 1 abc 1", 200, 'a', 100);
	CHECK_INT('a', first_of(kept, "order 1 abc 1", &length));
	CHECK_INT(100, length);
	CHECK_INT(0, first_of(kept, "order 1 abc 2", &length));
	CHECK_INT(0, first_of(kept, "order 2 abc 1", &length));
	put(kept, "order 1 abc 2", 200, 'b', 50);
	CHECK_INT('b', first_of(kept, "order 1 abc 2", &length));
	CHECK_INT('a', first_of(kept, "order 1 abc 1", &length));
	kept_free(kept);
}

TEST(a_big_answer_comes_from_a_file_each_time_anew)
{
	struct kept *kept = kept_new(16 * 1024 * 1024);
	size_t length;

	put(kept, "list", 200, 'z', 300000);
	for (int i = 0; i < 3; i++) {
		CHECK_INT('z', first_of(kept, "list", &length));
		CHECK_INT(300000, length);
	}
	kept_free(kept);
}

TEST(a_part_is_added_to_what_stands_there_already)
{
	struct kept *kept = kept_new(1024 * 1024);
	struct arena arena;
	struct text out;

	arena_init(&arena);
	text_init(&out, &arena);
	text_add(&out, "<main>");
	CHECK(!kept_part_find(kept, "list 1", &out));
	kept_part_put(kept, "list 1", "one", 3);
	kept_part_put(kept, "list 2", "two", 3);
	CHECK(kept_part_find(kept, "list 1", &out));
	CHECK_TEXT("<main>one", out.bytes);
	kept_part_put(kept, "list 1", "three", 5);
	CHECK(kept_part_find(kept, "list 1", &out));
	CHECK_TEXT("<main>onethree", out.bytes);
	arena_done(&arena);
	kept_free(kept);
}

TEST(refusals_and_what_is_larger_than_the_budget_are_not_kept)
{
	struct kept *kept = kept_new(16 * 1024);
	size_t length;

	put(kept, "refused", 404, 'n', 10);
	CHECK_INT(0, first_of(kept, "refused", &length));
	put(kept, "large", 200, 'l', 2000);
	CHECK_INT(0, first_of(kept, "large", &length));
	CHECK_INT(0, kept_bytes(kept));
	kept_free(kept);
}

TEST(the_oldest_go_when_the_budget_is_full)
{
	struct kept *kept = kept_new(160 * 1024);
	char key[32];
	size_t length;

	for (int i = 0; i < 2000; i++) {
		snprintf(key, sizeof(key), "key %d", i);
		put(kept, key, 200, 'x', 1000);
	}
	CHECK(kept_bytes(kept) <= 160 * 1024);
	CHECK_INT(0, first_of(kept, "key 0", &length));
	CHECK_INT('x', first_of(kept, "key 1999", &length));
	put(kept, "key 1999", 200, 'y', 10);
	CHECK_INT('y', first_of(kept, "key 1999", &length));
	kept_free(kept);
}

static void *busy(void *arg)
{
	struct kept *kept = arg;
	char key[32];
	size_t length;

	for (int i = 0; i < 3000; i++) {
		int n = i % 40;
		char found;

		snprintf(key, sizeof(key), "key %d", n);
		found = first_of(kept, key, &length);
		if (found != 0 && found != (char)('A' + n))
			return arg;
		put(kept, key, 200, (char)('A' + n), 400);
	}
	return NULL;
}

TEST(many_threads_find_what_was_put_under_the_key)
{
	struct kept *kept = kept_new(256 * 1024);
	pthread_t threads[4];

	for (size_t i = 0; i < COUNT(threads); i++)
		CHECK_INT(0, pthread_create(&threads[i], NULL, busy, kept));
	for (size_t i = 0; i < COUNT(threads); i++) {
		void *wrong;

		CHECK_INT(0, pthread_join(threads[i], &wrong));
		CHECK(wrong == NULL);
	}
	kept_free(kept);
}

RUN_TESTS(TEST_1(an_answer_is_found_by_its_whole_key_only),
    TEST_1(a_big_answer_comes_from_a_file_each_time_anew),
    TEST_1(a_part_is_added_to_what_stands_there_already),
    TEST_1(refusals_and_what_is_larger_than_the_budget_are_not_kept),
    TEST_1(the_oldest_go_when_the_budget_is_full),
    TEST_1(many_threads_find_what_was_put_under_the_key))
