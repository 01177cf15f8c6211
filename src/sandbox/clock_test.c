/*
 * The test clock: set, stepped, refused.
 */
#include "fixture.h"
#include "check.h"

#include "accounts/partner.h"
#include "activity/activity.h"
#include "base/day.h"
#include "sandbox/clock.h"

static int64_t at(const char *text)
{
	int64_t instant = 0;

	CHECK(instant_parse(text, &instant));
	return instant;
}

TEST(a_clock_is_set_and_runs_on_with_real_time)
{
	struct fixture f;
	struct clock_state clock;

	fixture_open(&f);
	CHECK_OK(clock_set(&f.cx, at("2020-02-29T23:59:59Z"), &clock));
	CHECK_INT(at("2020-02-29T23:59:59Z"), clock.now);
	f.cx.wall += 3600;
	CHECK_OK(clock_read(&f.cx, &clock));
	CHECK_INT(at("2020-03-01T00:59:59Z"), clock.now);
	CHECK_OK(clock_step(&f.cx, -3600, &clock));
	CHECK_INT(at("2020-02-29T23:59:59Z"), clock.now);
	CHECK_OK(clock_step(&f.cx, 60 * DAY_SECONDS, &clock));
	CHECK_INT(at("2020-04-29T23:59:59Z"), clock.now);
	fixture_close(&f);
}

TEST(the_clock_runs_from_2015_to_2099)
{
	static const struct {
		const char *instant;
		int want;
	} cases[] = {
		{ "2014-12-31T23:59:59Z", ERR_CLOCK_RANGE },
		{ "2015-01-01T00:00:00Z", 0 },
		{ "2099-12-31T23:59:59Z", 0 },
		{ "2100-01-01T00:00:00Z", ERR_CLOCK_RANGE },
	};
	struct fixture f;
	struct clock_state clock;

	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_FAILS(cases[i].want,
		    clock_set(&f.cx, at(cases[i].instant), &clock));
	CHECK_FAILS(ERR_CLOCK_RANGE, clock_step(&f.cx, INT64_MAX, &clock));
	CHECK_FAILS(ERR_CLOCK_RANGE, clock_step(&f.cx, INT64_MIN, &clock));
	fixture_close(&f);
}

TEST(a_tenant_without_a_test_clock_has_none_to_set)
{
	static const struct partner plain = { .name = "Plain",
		.country = "US",
		.domain = "plain.example",
		.city = "Reno",
		.currency = "USD",
		.culture = "en-US",
		.mpn_id = "1000000",
		.csp_enrolled = true };
	struct fixture f;
	struct partner partner;
	struct principal who;
	struct clock_state clock;
	struct clock_event event;

	fixture_open(&f);
	CHECK_OK(partner_create(&f.cx, &plain, &partner));
	who = f.who;
	who.partner = &partner;
	f.cx.who = &who;
	CHECK_FAILS(ERR_CLOCK_OFF, clock_read(&f.cx, &clock));
	CHECK_FAILS(ERR_CLOCK_OFF, clock_set(&f.cx, FIXTURE_NOW, &clock));
	CHECK_FAILS(ERR_CLOCK_OFF, clock_step(&f.cx, 1, &clock));
	CHECK_FAILS(ERR_CLOCK_OFF, clock_run(&f.cx, &clock, &event));
	fixture_close(&f);
}

TEST(setting_the_clock_is_in_the_log)
{
	struct fixture f;
	struct clock_state clock;
	struct activity_filter filter = {
		.from_day = 0, .to_day = 60000, .action = ACTIVITY_SET_CLOCK
	};
	struct activity_list list;

	fixture_open(&f);
	CHECK_OK(clock_set(&f.cx, at("2021-07-18T09:24:00Z"), &clock));
	CHECK_OK(activity_list(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK(strstr(list.rows[0].details, "2021-06-18T09:24:00Z") != NULL);
	CHECK(strstr(list.rows[0].details, "2021-07-18T09:24:00Z") != NULL);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_clock_is_set_and_runs_on_with_real_time),
    TEST_1(the_clock_runs_from_2015_to_2099),
    TEST_1(a_tenant_without_a_test_clock_has_none_to_set),
    TEST_1(setting_the_clock_is_in_the_log))
