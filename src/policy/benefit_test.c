/*
 * Azure Hybrid Benefit: E-79 to E-81 and the edges of domain.md 8.
 */
#include "check.h"

#include "base/day.h"
#include "base/text.h"
#include "policy/benefit.h"

enum { DATACENTER, STANDARD, ESSENTIALS, SQL };

/* E-79's licence and machine; tests change what they are about. */
static struct benefit_question question(void)
{
	return (struct benefit_question){
		.edition = &benefit_editions[DATACENTER],
		.cores = 16,
		.assured = true,
		.from_day = day_from_date(2021, 1, 1),
		.to_day = day_from_date(2021, 12, 31),
		.day = day_from_date(2021, 6, 10),
		.machine_cores = 8,
		.machines = 1,
		.hours = 730,
		.windows_rate = 1920,
		.base_rate = 1160,
		.currency = "EUR",
	};
}

static struct benefit_answer answer_of(struct benefit_question q)
{
	struct benefit_answer answer;

	benefit_calculate(&q, &answer);
	return answer;
}

TEST(e_79_datacenter_with_coverage_saves_55_48)
{
	struct benefit_answer a = answer_of(question());

	CHECK_INT(ERR_NONE, a.refused);
	CHECK_INT(BENEFIT_REUSE, a.mode);
	CHECK_INT(14016, a.without.minor);
	CHECK_INT(8468, a.with.minor);
	CHECK_INT(5548, a.saving.minor);
	CHECK_INT(3958, a.saving_bp);
	CHECK(!a.above_published);
	CHECK_INT(1, a.covered);
	CHECK_INT(8, a.covered_cores);
}

TEST(e_80_forty_percent_is_plain_and_more_has_the_note)
{
	struct benefit_question q = question();
	struct benefit_answer a;

	q.windows_rate = 2000;
	q.base_rate = 1200;
	a = answer_of(q);
	CHECK_INT(4000, a.saving_bp);
	CHECK(!a.above_published);
	q.base_rate = 1100;
	a = answer_of(q);
	CHECK_INT(4500, a.saving_bp);
	CHECK(a.above_published);
}

TEST(e_81_without_coverage_or_of_another_edition_there_is_no_benefit)
{
	struct benefit_question q = question();

	q.edition = &benefit_editions[STANDARD];
	q.assured = false;
	CHECK_INT(ERR_BENEFIT_COVERAGE, answer_of(q).refused);
	q.assured = true;
	CHECK_INT(ERR_NONE, answer_of(q).refused);
	CHECK_INT(BENEFIT_CONVERT, answer_of(q).mode);
	q.edition = &benefit_editions[ESSENTIALS];
	CHECK_INT(ERR_BENEFIT_EDITION, answer_of(q).refused);
	q.edition = &benefit_editions[SQL];
	CHECK_INT(ERR_BENEFIT_EDITION, answer_of(q).refused);
	CHECK_INT(0, answer_of(q).saving.minor);
	CHECK_INT(14016, answer_of(q).with.minor);
}

TEST(coverage_holds_on_its_first_and_its_last_day)
{
	struct benefit_question q = question();

	q.day = q.from_day;
	CHECK_INT(ERR_NONE, answer_of(q).refused);
	q.day = q.to_day;
	CHECK_INT(ERR_NONE, answer_of(q).refused);
	q.day = q.from_day - 1;
	CHECK_INT(ERR_BENEFIT_COVERAGE, answer_of(q).refused);
	q.day = q.to_day + 1;
	CHECK_INT(ERR_BENEFIT_COVERAGE, answer_of(q).refused);
}

TEST(sixteen_cores_cover_two_small_machines_or_one_of_sixteen)
{
	static const struct {
		int64_t cores, machine_cores, machines, covered;
	} cases[] = {
		{ 16, 8, 3, 2 },
		{ 16, 4, 3, 2 },
		{ 16, 1, 1, 1 },
		{ 16, 9, 3, 1 },
		{ 16, 16, 2, 1 },
		{ 32, 16, 5, 2 },
		{ 32, 20, 5, 1 },
		{ 24, 8, 5, 3 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct benefit_question q = question();

		q.cores = cases[i].cores;
		q.machine_cores = cases[i].machine_cores;
		q.machines = cases[i].machines;
		CHECK_INT(cases[i].covered, answer_of(q).covered);
	}
}

TEST(too_few_cores_and_linux_machines_are_refused)
{
	struct benefit_question q = question();

	q.machine_cores = 17;
	CHECK_INT(ERR_BENEFIT_CORES, answer_of(q).refused);
	q = question();
	q.cores = 7;
	q.machine_cores = 1;
	CHECK_INT(ERR_BENEFIT_CORES, answer_of(q).refused);
	q = question();
	q.linux_machines = true;
	CHECK_INT(ERR_BENEFIT_LINUX, answer_of(q).refused);
}

TEST(machines_that_are_not_covered_cost_what_they_did)
{
	struct benefit_question q = question();
	struct benefit_answer a;

	q.machines = 3; /* two covered: 140.16 + 2 * 84.68 */
	a = answer_of(q);
	CHECK_INT(42048, a.without.minor);
	CHECK_INT(30952, a.with.minor);
	CHECK_INT(11096, a.saving.minor);
}

TEST(a_base_rate_above_the_windows_rate_saves_nothing)
{
	struct benefit_question q = question();

	q.base_rate = 2000;
	CHECK_INT(0, answer_of(q).saving.minor);
	CHECK_INT(0, answer_of(q).saving_bp);
}

TEST(totals_are_rounded_once_half_to_even_in_the_currency)
{
	struct benefit_question q = question();

	q.hours = 1;
	q.windows_rate = 250; /* 0.025: 2.5 cents */
	q.base_rate = 150;    /* 0.015: 1.5 cents */
	CHECK_INT(2, answer_of(q).without.minor);
	CHECK_INT(2, answer_of(q).with.minor);
	q.machines = 2; /* 5 and 3 cents: not twice a rounded one */
	CHECK_INT(5, answer_of(q).without.minor);
	CHECK_INT(3, answer_of(q).with.minor);
	q.currency = "JPY";
	q.hours = 100; /* 5 and 3 yen */
	CHECK_INT(5, answer_of(q).without.minor);
	q.currency = "KWD";
	CHECK_INT(5000, answer_of(q).without.minor);
}

TEST(the_largest_question_does_not_overflow)
{
	struct benefit_question q = question();
	struct benefit_answer a;

	q.cores = BENEFIT_CORES_MAX;
	q.machines = BENEFIT_MACHINES_MAX;
	q.hours = BENEFIT_HOURS_MAX;
	q.windows_rate = BENEFIT_RATE_MAX;
	q.base_rate = 0;
	a = answer_of(q);
	CHECK_INT(INT64_C(87840000000000), a.without.minor);
	CHECK_INT(12500, a.covered);
	CHECK_INT(1250, a.saving_bp);
}

TEST(ids_of_editions_stand_in_the_order_of_the_editions)
{
	size_t i = 0;

	for (; benefit_editions[i].id != NULL; i++)
		CHECK_TEXT(benefit_editions[i].id, benefit_edition_ids[i]);
	CHECK(benefit_edition_ids[i] == NULL);
}

TEST(a_rate_has_four_digits_after_the_point_at_most)
{
	int64_t rate = 0;

	CHECK(benefit_rate_parse("0.192", &rate));
	CHECK_INT(1920, rate);
	CHECK(!benefit_rate_parse("0.19201", &rate));
	CHECK(!benefit_rate_parse("-0.1", &rate));
	CHECK(!benefit_rate_parse("1000.0001", &rate));
	CHECK(benefit_rate_parse("1000", &rate));
	CHECK_INT(BENEFIT_RATE_MAX, rate);
}

TEST(currencies_of_four_digits_are_too_fine)
{
	CHECK(benefit_currency_good("JPY"));
	CHECK(benefit_currency_good("KWD"));
	CHECK(!benefit_currency_good("CLF"));
	CHECK(!benefit_currency_good("XYZ"));
}

RUN_TESTS(TEST_1(ids_of_editions_stand_in_the_order_of_the_editions),
    TEST_1(a_rate_has_four_digits_after_the_point_at_most),
    TEST_1(currencies_of_four_digits_are_too_fine),
    TEST_1(e_79_datacenter_with_coverage_saves_55_48),
    TEST_1(e_80_forty_percent_is_plain_and_more_has_the_note),
    TEST_1(e_81_without_coverage_or_of_another_edition_there_is_no_benefit),
    TEST_1(coverage_holds_on_its_first_and_its_last_day),
    TEST_1(sixteen_cores_cover_two_small_machines_or_one_of_sixteen),
    TEST_1(too_few_cores_and_linux_machines_are_refused),
    TEST_1(machines_that_are_not_covered_cost_what_they_did),
    TEST_1(a_base_rate_above_the_windows_rate_saves_nothing),
    TEST_1(totals_are_rounded_once_half_to_even_in_the_currency),
    TEST_1(the_largest_question_does_not_overflow))
