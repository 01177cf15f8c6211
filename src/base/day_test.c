/*
 * Days and instants as text: what the strict forms refuse, and what clients
 * send at the ends of time.
 */
#include "base/day.h"

#include "base/arena.h"
#include "check.h"

TEST(an_instant_of_ours_has_seconds_and_ends_with_z)
{
	static const char *const refused[] = { "2021-06-18T09:24Z",
		"2021-06-18T09:24:00", "2021-06-18T09:24:00.0Z", "2021-06-18",
		"2021-06-18 09:24:00Z", "2021-02-29T09:24:00Z",
		"2021-06-18T24:00:00Z", "" };
	int64_t instant = 7;

	for (size_t i = 0; i < COUNT(refused); i++)
		CHECK(!instant_parse(refused[i], &instant));
	CHECK_INT(7, instant);
	CHECK(instant_parse("2021-06-18T09:24:00Z", &instant));
	CHECK_INT(INT64_C(1624008240), instant);
}

TEST(the_ends_of_time_stay_inside_the_years_whatever_the_offset)
{
	static const struct {
		const char *sent, *want;
	} cases[] = {
		{ "9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59Z" },
		{ "9999-12-31T23:59-01", "9999-12-31T23:59:59Z" },
		{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
		{ "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z" },
		{ "2021-06-18T01:00:00+02:00", "2021-06-17T23:00:00Z" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[INSTANT_TEXT];
		int64_t instant;

		CHECK(instant_parse_wire(cases[i].sent, &instant));
		instant_text(instant, text);
		CHECK_TEXT(cases[i].want, text);
	}
}

RUN_TESTS(TEST_1(an_instant_of_ours_has_seconds_and_ends_with_z),
    TEST_1(the_ends_of_time_stay_inside_the_years_whatever_the_offset))
