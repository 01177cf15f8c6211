/*
 * Windows, editions by instant, ranges of days: E-01 to E-18, E-74.
 */
#include "policy/window.h"

#include <stdio.h>

#include "policy/cancel.h"
#include "policy/policy_fixture.h"

/* What a screen says of software ordered then, looked at then. */
static struct decision look(
    struct policy_switches switches, const char *ordered, const char *now)
{
	struct policy *policy = policy_with(switches);
	struct cancel_input input = { .may_cancel = true,
		.kind = PRODUCT_PERPETUAL_SOFTWARE,
		.publisher = "microsoft",
		.family = "windows_server",
		.ordered_at = at(ordered) };
	struct decision decision;
	static char id[64];

	cancel_decide(policy, &input, at(now), &decision);
	snprintf(id, sizeof(id), "%s", decision.edition_id);
	decision.edition_id = id;
	policy_close(policy);
	return decision;
}
#define PLAIN ((struct policy_switches){ 0 })

static void check_refused(struct decision decision, const char *last_day)
{
	CHECK(!decision.allowed);
	CHECK_INT(ERR_CANCEL_WINDOW_PASSED, decision.error);
	CHECK_INT(DAYS_ABSENT, decision.days_remaining);
	CHECK_DAY(last_day, decision.last_day);
	CHECK_TEXT("R-073", decision.rule);
}

TEST(e_01_the_last_second_of_day_60_is_inside)
{
	struct decision d =
	    look(PLAIN, "2019-12-18T10:00:00Z", "2020-02-16T23:59:59Z");

	CHECK(d.allowed);
	CHECK_INT(0, d.days_remaining);
	CHECK_INT(60, d.window_days);
	CHECK_INT(60, d.elapsed_days);
	CHECK_TEXT("2019-12-18", d.edition_id);
	CHECK_AT("2020-02-17T00:00:00Z", d.deadline);
}

TEST(e_02_the_midnight_after_day_60_is_outside)
{
	check_refused(
	    look(PLAIN, "2019-12-18T10:00:00Z", "2020-02-17T00:00:00Z"),
	    "2020-02-16");
}

TEST(e_03_a_leap_day_is_a_day)
{
	struct decision d =
	    look(PLAIN, "2020-01-01T00:00:00Z", "2020-02-29T12:00:00Z");

	CHECK_INT(1, d.days_remaining);
	CHECK_DAY("2020-03-01", d.last_day);
}

static void check_look(struct policy_switches switches, const char *ordered,
    const char *edition, int64_t days, const char *last_day)
{
	struct decision d = look(switches, ordered, ordered);

	if (edition != NULL)
		CHECK_TEXT(edition, d.edition_id);
	CHECK_INT(days, d.window_days);
	CHECK_INT(days, d.days_remaining);
	CHECK_DAY(last_day, d.last_day);
}

TEST(e_04_sixty_days_from_new_year_end_on_2_march)
{
	check_look(PLAIN, "2021-01-01T12:00:00Z", NULL, 60, "2021-03-02");
}

TEST(e_05_the_last_second_of_the_first_edition)
{
	check_look(
	    PLAIN, "2021-01-28T23:59:59Z", "2019-12-18", 60, "2021-03-29");
}

TEST(e_06_the_first_second_of_the_second_edition)
{
	check_look(
	    PLAIN, "2021-01-29T00:00:00Z", "2021-01-29", 60, "2021-03-30");
}

TEST(e_07_calendar_days_end_later_than_60_times_24_hours)
{
	struct decision d =
	    look(PLAIN, "2021-03-10T00:00:00Z", "2021-05-09T23:59:59Z");

	CHECK(d.allowed);
	CHECK_TEXT("2021-03-08", d.edition_id);
}

TEST(e_08_and_the_next_second_is_refused)
{
	check_refused(
	    look(PLAIN, "2021-03-10T00:00:00Z", "2021-05-10T00:00:00Z"),
	    "2021-05-09");
}

TEST(e_09_elapsed_24h_ends_after_60_times_24_hours)
{
	struct policy_switches elapsed = { .elapsed_24h = true };
	struct decision d =
	    look(elapsed, "2021-03-10T00:00:00Z", "2021-05-08T23:59:59Z");

	CHECK(d.allowed);
	CHECK_INT(0, d.days_remaining);
	CHECK_TEXT("elapsed_24h", d.window_rule);
	check_refused(
	    look(elapsed, "2021-03-10T00:00:00Z", "2021-05-09T00:00:00Z"),
	    "2021-05-08");
}

TEST(e_10_the_last_second_of_60_days)
{
	check_look(
	    PLAIN, "2021-06-01T23:59:59Z", "2021-03-08", 60, "2021-07-31");
}

TEST(e_11_the_first_second_of_30_days)
{
	check_look(
	    PLAIN, "2021-06-02T00:00:00Z", "2021-06-02", 30, "2021-07-02");
}

TEST(e_12_the_overlay_has_30_days_from_1_june)
{
	struct policy_switches overlay = { .announced_dates = true };

	check_look(overlay, "2021-06-01T12:00:00Z", NULL, 30, "2021-07-01");
	check_look(
	    overlay, "2021-05-31T23:59:59Z", "2021-03-08", 60, "2021-07-30");
	check_look(
	    PLAIN, "2021-06-01T12:00:00Z", "2021-03-08", 60, "2021-07-31");
}

TEST(e_13_a_purchase_keeps_its_60_days_when_the_edition_changes)
{
	struct decision d =
	    look(PLAIN, "2021-05-31T12:00:00Z", "2021-07-20T00:00:00Z");

	CHECK(d.allowed);
	CHECK_INT(60, d.window_days);
	CHECK_DAY("2021-07-30", d.last_day);
}

TEST(e_14_all_days_remain_on_the_day_of_purchase)
{
	CHECK_INT(
	    30, look(PLAIN, "2021-06-10T09:00:00Z", "2021-06-10T23:59:59Z")
		    .days_remaining);
}

TEST(e_15_to_16_windows_cross_years_and_leap_months)
{
	check_look(PLAIN, "2021-12-15T08:00:00Z", NULL, 30, "2022-01-14");
	check_look(PLAIN, "2024-01-31T08:00:00Z", NULL, 30, "2024-03-01");
}

TEST(e_17_the_purchase_date_is_the_utc_date)
{
	int64_t ordered;
	char text[INSTANT_TEXT];

	CHECK(instant_parse_wire("2021-06-09T22:30:00-03:00", &ordered));
	CHECK_DAY("2021-06-10", day_of(ordered));
	instant_text(ordered, text);
	check_look(PLAIN, text, NULL, 30, "2021-07-10");
}

TEST(e_18_the_first_edition_reaches_back_without_limit)
{
	check_look(
	    PLAIN, "2019-11-30T00:00:00Z", "2019-12-18", 60, "2020-01-29");
	check_look(
	    PLAIN, "1999-01-01T00:00:00Z", "2019-12-18", 60, "1999-03-02");
}

TEST(days_remaining_falls_by_one_a_day_and_is_then_absent)
{
	int64_t start = at("2021-06-10T09:00:00Z");

	for (int64_t day = 0; day <= 40; day++) {
		struct window w = window_of(
		    WINDOW_CALENDAR_DAYS, start, 30, start + day * DAY_SECONDS);

		CHECK_INT(day <= 30 ? 30 - day : -1, w.days_remaining);
		CHECK_INT(day <= 30, w.inside);
		CHECK_INT(day, w.elapsed_days);
	}
}

TEST(a_clock_that_went_back_has_no_negative_days)
{
	int64_t start = at("2021-06-10T09:00:00Z");
	struct window w = window_of(
	    WINDOW_CALENDAR_DAYS, start, 30, start - 10 * DAY_SECONDS);

	CHECK_INT(0, w.elapsed_days);
	CHECK_INT(30, w.days_remaining);
	w = window_of(WINDOW_ELAPSED_24H, start, 30, start - 10 * DAY_SECONDS);
	CHECK_INT(30, w.days_remaining);
}

TEST(calendar_days_never_refuse_what_24_hours_would_grant)
{
	uint32_t seed = 20210602;

	for (int i = 0; i < 20000; i++) {
		int64_t start;
		int64_t now;

		seed = seed * 1664525u + 1013904223u;
		start = 1600000000 + (int64_t)(seed >> 4);
		seed = seed * 1664525u + 1013904223u;
		now = start + (int64_t)(seed % (70u * 86400u));
		if (window_of(WINDOW_ELAPSED_24H, start, 60, now).inside)
			CHECK(window_of(WINDOW_CALENDAR_DAYS, start, 60, now)
				  .inside);
	}
}

TEST(e_74_a_range_of_days_holds_both_its_days)
{
	int64_t from = on("2021-06-01");
	int64_t to = on("2021-06-30");
	int64_t from_at;
	int64_t before_at;

	CHECK(range_holds(from, to, at("2021-06-30T23:59:59Z")));
	CHECK(!range_holds(from, to, at("2021-07-01T00:00:00Z")));
	CHECK(range_holds(from, to, at("2021-06-01T00:00:00Z")));
	CHECK(!range_holds(from, to, at("2021-05-31T23:59:59Z")));
	range_instants(from, to, &from_at, &before_at);
	CHECK_AT("2021-06-01T00:00:00Z", from_at);
	CHECK_AT("2021-07-01T00:00:00Z", before_at);
}

RUN_TESTS(TEST_1(e_01_the_last_second_of_day_60_is_inside),
    TEST_1(e_02_the_midnight_after_day_60_is_outside),
    TEST_1(e_03_a_leap_day_is_a_day),
    TEST_1(e_04_sixty_days_from_new_year_end_on_2_march),
    TEST_1(e_05_the_last_second_of_the_first_edition),
    TEST_1(e_06_the_first_second_of_the_second_edition),
    TEST_1(e_07_calendar_days_end_later_than_60_times_24_hours),
    TEST_1(e_08_and_the_next_second_is_refused),
    TEST_1(e_09_elapsed_24h_ends_after_60_times_24_hours),
    TEST_1(e_10_the_last_second_of_60_days),
    TEST_1(e_11_the_first_second_of_30_days),
    TEST_1(e_12_the_overlay_has_30_days_from_1_june),
    TEST_1(e_13_a_purchase_keeps_its_60_days_when_the_edition_changes),
    TEST_1(e_14_all_days_remain_on_the_day_of_purchase),
    TEST_1(e_15_to_16_windows_cross_years_and_leap_months),
    TEST_1(e_17_the_purchase_date_is_the_utc_date),
    TEST_1(e_18_the_first_edition_reaches_back_without_limit),
    TEST_1(days_remaining_falls_by_one_a_day_and_is_then_absent),
    TEST_1(a_clock_that_went_back_has_no_negative_days),
    TEST_1(calendar_days_never_refuse_what_24_hours_would_grant),
    TEST_1(e_74_a_range_of_days_holds_both_its_days))
