/*
 * Editions that operators add: written, read, and put behind the others
 * (R-128).
 */
#include "policy/edition_rules.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "policy/policy_fixture.h"

static struct edition_added added_of(struct arena *arena,
    const struct edition *base, const char *id, const char *from, int64_t days,
    struct edition *draft)
{
	struct json_out json;
	struct text out;

	*draft = *base;
	draft->cancellation_window_days = days;
	(void)edition_mark(arena, base, draft);
	text_init(&out, arena);
	json_start(&json, &out);
	edition_parameters_json(draft, true, &json, NULL);
	return (struct edition_added){ .id = id,
		.effective_from = at(from),
		.source = "Terms of 2027",
		.document_date = "2026-12-01",
		.published = "2026-12-02",
		.parameters = out.bytes };
}

static const struct edition *latest(const struct policy *policy)
{
	size_t count;
	const struct edition *list = policy_editions(policy, &count);

	return &list[count - 1];
}

TEST(an_edition_is_written_as_it_was_read)
{
	struct policy *policy = POLICY(0);
	struct arena arena;
	struct edition draft;
	struct edition_added row;
	size_t count;
	const struct parameter *list = edition_parameters(&count);
	const struct edition *got;

	arena_init(&arena);
	row = added_of(&arena, latest(policy), "2027-01-01",
	    "2027-01-01T00:00:00Z", 45, &draft);
	CHECK_OK(policy_renew(policy, 1, &row, 1));
	got = latest(policy_newest(policy));
	CHECK(got->added);
	CHECK_TEXT("2027-01-01", got->id);
	CHECK_INT(45, got->cancellation_window_days);
	for (size_t i = 0; i < count; i++) {
		bool window = list[i].offset == offsetof(struct edition,
						    cancellation_window_days);

		CHECK(parameter_same(&list[i], &draft, got));
		CHECK_INT(
		    !window, parameter_same(&list[i], latest(policy), got));
		CHECK_INT(window ? PROVENANCE_OPERATOR : PROVENANCE_INHERITED,
		    got->provenance[i]);
	}
	arena_done(&arena);
	policy_close(policy);
}

TEST(r_128_an_added_edition_follows_without_gap_or_overlap)
{
	struct policy *policy = POLICY(0);
	const struct policy *newest;
	struct arena arena;
	struct edition a, b;
	struct edition_added rows[2];

	arena_init(&arena);
	rows[0] = added_of(&arena, latest(policy), "2027-01-01",
	    "2027-01-01T00:00:00Z", 45, &a);
	rows[1] = added_of(&arena, latest(policy), "2027-06-01",
	    "2027-06-01T00:00:00Z", 20, &b);
	CHECK_OK(policy_renew(policy, 7, rows, 2));
	newest = policy_newest(policy);
	CHECK(newest != policy);
	CHECK_INT(7, policy_version(newest));
	CHECK_TEXT("2021-06-02",
	    policy_edition_at(newest, at("2026-12-31T23:59:59Z"))->id);
	CHECK_AT("2027-01-01T00:00:00Z",
	    policy_edition_at(newest, at("2026-12-31T23:59:59Z"))
		->effective_to);
	CHECK_TEXT("2027-01-01",
	    policy_edition_at(newest, at("2027-01-01T00:00:00Z"))->id);
	CHECK_TEXT("2027-06-01",
	    policy_edition_at(newest, at("2027-06-01T00:00:00Z"))->id);
	CHECK_INT(EDITION_END, latest(newest)->effective_to);
	/* who holds the older one goes on with it */
	CHECK_TEXT("2021-06-02",
	    policy_edition_at(policy, at("2027-01-01T00:00:00Z"))->id);
	/* the same version is the same state */
	CHECK_OK(policy_renew(policy, 7, NULL, 0));
	CHECK(newest == policy_newest(newest));
	arena_done(&arena);
	policy_close(policy);
}

TEST(a_withdrawn_edition_is_found_and_never_in_force)
{
	struct policy *policy = POLICY(0);
	struct arena arena;
	struct edition draft;
	struct edition_added row;
	const struct policy *newest;

	arena_init(&arena);
	row = added_of(&arena, latest(policy), "2027-01-01",
	    "2027-01-01T00:00:00Z", 45, &draft);
	row.withdrawn = true;
	CHECK_OK(policy_renew(policy, 1, &row, 1));
	newest = policy_newest(policy);
	CHECK_TEXT("2021-06-02", latest(newest)->id);
	CHECK_INT(45, policy_edition_find(newest, "2027-01-01")
			  ->cancellation_window_days);
	arena_done(&arena);
	policy_close(policy);
}

TEST(the_overlay_ends_where_an_operators_edition_begins)
{
	struct policy *policy = POLICY(.announced_dates = true);
	struct arena arena;
	struct edition draft;
	struct edition_added row;
	const struct edition *before, *got;

	arena_init(&arena);
	before = policy_edition_at(policy, at("2027-01-01T00:00:00Z"));
	CHECK_INT(5, before->link_lifetime_days);
	row = added_of(&arena, policy_edition_find(policy, "2021-06-02"),
	    "2027-01-01", "2027-01-01T00:00:00Z", 45, &draft);
	CHECK_OK(policy_renew(policy, 1, &row, 1));
	got = policy_edition_at(
	    policy_newest(policy), at("2027-01-01T00:00:00Z"));
	CHECK_TEXT("2027-01-01", got->id);
	CHECK_NO_TEXT(got->overlay);
	CHECK_INT(14, got->link_lifetime_days);
	arena_done(&arena);
	policy_close(policy);
}

TEST(an_added_edition_that_cannot_be_is_refused_and_nothing_changes)
{
	static const char *const bad[] = { "{", "{}", "[]",
		("{\"cancellation_window_days\": {\"value\": 3, "
		 "\"basis\": \"purchase\", \"provenance\": \"operator\"}}") };
	struct policy *policy = POLICY(0);
	struct arena arena;
	struct edition a, b;
	struct edition_added rows[2];

	arena_init(&arena);
	rows[0] = added_of(&arena, latest(policy), "2027-01-01",
	    "2027-01-01T00:00:00Z", 45, &a);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct edition_added row = rows[0];

		row.parameters = bad[i];
		CHECK_FAILS(ERR_INTERNAL, policy_renew(policy, 1, &row, 1));
	}
	/* before a compiled-in one, or two at once: an overlap */
	rows[1] = rows[0];
	rows[1].id = "2027-01-01.2";
	CHECK_FAILS(ERR_INTERNAL, policy_renew(policy, 1, rows, 2));
	rows[0] = added_of(&arena, latest(policy), "2021-05-01",
	    "2021-05-01T00:00:00Z", 45, &b);
	CHECK_FAILS(ERR_INTERNAL, policy_renew(policy, 1, rows, 1));
	CHECK(policy_newest(policy) == policy);
	arena_done(&arena);
	policy_close(policy);
}

RUN_TESTS(TEST_1(an_edition_is_written_as_it_was_read),
    TEST_1(r_128_an_added_edition_follows_without_gap_or_overlap),
    TEST_1(a_withdrawn_edition_is_found_and_never_in_force),
    TEST_1(the_overlay_ends_where_an_operators_edition_begins),
    TEST_1(an_added_edition_that_cannot_be_is_refused_and_nothing_changes))
