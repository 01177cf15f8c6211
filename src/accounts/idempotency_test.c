/*
 * Answers given before: found by the same call, and by nothing else.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/idempotency.h"

static struct idempotency_key call(void)
{
	return (struct idempotency_key){
		.method = "POST",
		.path = "/v1/customers/1/orders",
		.query = "",
		.request_id = "AAAAAAAA-1111-4111-8111-111111111111",
		.body = "{\"a\":1}",
		.body_length = 7,
	};
}

static const struct stored_answer first = {
	.status = 201, .bytes = "{\"id\":\"1\"}", .length = 10, .location = "/x"
};

static bool finds(struct fixture *f, const struct idempotency_key *key)
{
	struct stored_answer answer;
	bool found;

	CHECK_OK(idempotency_find(&f->cx, key, &answer, &found));
	return found;
}

TEST(the_same_call_gets_the_first_answer_again)
{
	struct fixture f;
	struct idempotency_key key = call();
	struct stored_answer answer;
	bool found;

	fixture_open(&f);
	CHECK(!finds(&f, &key));
	CHECK_OK(idempotency_keep(&f.cx, &key, &first, false));
	fixture_commit(&f);
	key.request_id = "aaaaaaaa-1111-4111-8111-111111111111";
	CHECK_OK(idempotency_find(&f.cx, &key, &answer, &found));
	CHECK(found);
	CHECK_INT(201, answer.status);
	CHECK_INT(10, answer.length);
	assert_memory_equal(first.bytes, answer.bytes, 10);
	CHECK_TEXT("/x", answer.location);
	fixture_close(&f);
}

TEST(any_other_part_is_another_call)
{
	struct fixture f;
	struct idempotency_key key = call();
	struct principal other;

	fixture_open(&f);
	CHECK_OK(idempotency_keep(&f.cx, &key, &first, false));
#define OTHER(change)                                                          \
	do {                                                                   \
		key = call();                                                  \
		change;                                                        \
		CHECK(!finds(&f, &key));                                       \
	} while (0)
	OTHER(key.method = "PATCH");
	OTHER(key.path = "/v1/customers/2/orders");
	OTHER(key.query = "a=1");
	OTHER(key.request_id = "bbbbbbbb-1111-4111-8111-111111111111");
	OTHER(key.body = "{\"a\":2}");
	OTHER(key.body_length = 6);
	OTHER((key.path = "/v1/customers/1/order", key.query = "s"));
	key = call();
	other = f.who;
	other.user_id = "55555555-5555-4555-8555-555555555555";
	f.cx.who = &other;
	CHECK(!finds(&f, &key));
	other = f.who;
	other.client_id = "66666666-6666-4666-8666-666666666666";
	CHECK(!finds(&f, &key));
	f.cx.who = &f.who;
	CHECK(finds(&f, &key));
	fixture_close(&f);
}

TEST(the_answer_to_another_body_replaces_the_row)
{
	struct fixture f;
	struct idempotency_key key = call(), second = call();
	struct stored_answer answer;
	struct stored_answer refusal = {
		.status = 409, .bytes = "{}", .length = 2
	};
	bool found;

	fixture_open(&f);
	second.body = "{\"a\":2}";
	CHECK_OK(idempotency_keep(&f.cx, &key, &first, false));
	CHECK_OK(idempotency_keep(&f.cx, &second, &refusal, false));
	CHECK(!finds(&f, &key));
	CHECK_OK(idempotency_find(&f.cx, &second, &answer, &found));
	CHECK(found);
	CHECK_INT(409, answer.status);
	CHECK_NO_TEXT(answer.location);
	fixture_close(&f);
}

TEST(an_answer_with_a_secret_is_stored_sealed_and_comes_back_open)
{
	struct fixture f;
	struct idempotency_key key = call(), plain = call();
	struct stored_answer answer;
	struct secrets *others;
	bool found;

	fixture_open(&f);
	plain.path = "/plain";
	CHECK_OK(idempotency_keep(&f.cx, &key, &first, true));
	CHECK_OK(idempotency_keep(&f.cx, &plain, &first, false));
	CHECK_OK(idempotency_find(&f.cx, &key, &answer, &found));
	CHECK(found);
	CHECK_INT(10, answer.length);
	assert_memory_equal(first.bytes, answer.bytes, 10);
	/* who has the database and not the secrets has no answer */
	others = secrets_open(arena_printf(&f.arena, "%s/other.key", f.dir));
	f.cx.secrets = others;
	CHECK(!finds(&f, &key));
	CHECK(finds(&f, &plain));
	secrets_close(others);
	fixture_close(&f);
}

TEST(an_act_can_be_recorded_without_its_answer)
{
	struct fixture f;
	struct idempotency_key key = call();
	struct stored_answer recorded = { .status = 200 };
	struct stored_answer answer;
	bool found;

	fixture_open(&f);
	CHECK_OK(idempotency_keep(&f.cx, &key, &recorded, false));
	CHECK_OK(idempotency_find(&f.cx, &key, &answer, &found));
	CHECK(found);
	CHECK(answer.bytes == NULL);
	CHECK_INT(200, answer.status);
	fixture_close(&f);
}

TEST(answers_live_a_day_of_real_time_and_are_purged_in_slices)
{
	struct fixture f;
	struct idempotency_key key = call();
	int64_t count;

	fixture_open(&f);
	for (int i = 0; i < 3; i++) {
		key.path = arena_printf(&f.arena, "/%d", i);
		CHECK_OK(idempotency_keep(&f.cx, &key, &first, false));
	}
	fixture_now(&f, FIXTURE_NOW + 365 * 86400);
	CHECK(finds(&f, &key));
	fixture_wall(&f, FIXTURE_NOW + 86400);
	CHECK(finds(&f, &key));
	CHECK_OK(idempotency_purge(&f.cx, 10, &count));
	CHECK_INT(0, count);
	fixture_wall(&f, FIXTURE_NOW + 86400 + 3600);
	CHECK(!finds(&f, &key));
	CHECK_OK(idempotency_purge(&f.cx, 2, &count));
	CHECK_INT(2, count);
	CHECK_OK(idempotency_purge(&f.cx, 2, &count));
	CHECK_INT(1, count);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(the_same_call_gets_the_first_answer_again),
    TEST_1(any_other_part_is_another_call),
    TEST_1(the_answer_to_another_body_replaces_the_row),
    TEST_1(an_answer_with_a_secret_is_stored_sealed_and_comes_back_open),
    TEST_1(an_act_can_be_recorded_without_its_answer),
    TEST_1(answers_live_a_day_of_real_time_and_are_purged_in_slices))
