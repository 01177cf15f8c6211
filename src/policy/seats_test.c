/*
 * Seats in the middle of a billing period, to the minor unit. The sums are
 * worked out by hand from domain.md 6.
 */
#include "policy/seats.h"

#include "policy/policy_fixture.h"

static struct seat_change change_of(struct seat_change_input input,
    const char *start, int months, const char *now)
{
	struct policy *policy = POLICY(0);
	struct seat_change change = { 0 };

	input.ordered_at = at("2021-06-10T09:00:00Z");
	input.currency = "USD";
	input.period = billing_period(on(start), months, day_of(at(now)));
	CHECK_OK(seat_change_decide(policy, &input, at(now), &change));
	CHECK_INT(change.gross_minor, change.net_minor + change.tax_minor);
	change.edition_id = NULL; /* dies with the policy */
	policy_close(policy);
	return change;
}

TEST(the_day_of_purchase_counts_in_full_and_the_next_is_one_less)
{
	/* June has 30 days: 5 x 8.00, 30 of 30; a day later 29 of 30:
	 * 40.00 x 29 / 30 = 38.666.. */
	struct seat_change_input add = { .unit_minor = 800, .seats = 5 };

	CHECK_INT(4000,
	    change_of(add, "2021-06-10", 1, "2021-06-10T23:59:59Z").net_minor);
	CHECK_INT(3867,
	    change_of(add, "2021-06-10", 1, "2021-06-11T00:00:00Z").net_minor);
}

TEST(seats_taken_off_give_back_the_unused_days)
{
	/* 2021-06-10 to 2021-07-09, 30 days; on the 25th 15 are used: 3 x
	 * 8.00 x 15 / 30 = 12.00 */
	struct seat_change c =
	    change_of((struct seat_change_input){ .unit_minor = 800,
			  .seats = -3,
			  .paid_net_minor = 8000,
			  .paid_gross_minor = 8000 },
		"2021-06-10", 1, "2021-06-25T12:00:00Z");

	CHECK_INT(30, c.period_days);
	CHECK_INT(15, c.used_days);
	CHECK_INT(-1200, c.net_minor);
	CHECK_INT(0, c.tax_minor);
	CHECK(!c.capped);
}

TEST(a_year_paid_at_once_is_shared_by_its_365_days)
{
	/* 2021-06-10 to 2022-06-09: 365 days; on 2021-07-10 30 are used:
	 * 2 x 150.00 x 335 / 365 = 275.342.. */
	struct seat_change c = change_of(
	    (struct seat_change_input){ .unit_minor = 15000, .seats = 2 },
	    "2021-06-10", 12, "2021-07-10T08:00:00Z");

	CHECK_INT(365, c.period_days);
	CHECK_INT(335, c.unused_days);
	CHECK_INT(27534, c.net_minor);
}

TEST(the_second_month_is_a_period_of_its_own)
{
	/* begun 31 January: 28 February to 30 March, 31 days; on 10 March 10
	 * are used: 31.00 x 21 / 31 = 21.00 */
	struct period period =
	    billing_period(on("2021-01-31"), 1, on("2021-03-10"));

	CHECK_DAY("2021-02-28", period.start_day);
	CHECK_DAY("2021-03-30", period.end_day);
	CHECK_INT(2100,
	    change_of(
		(struct seat_change_input){ .unit_minor = 3100, .seats = 1 },
		"2021-01-31", 1, "2021-03-10T00:00:00Z")
		.net_minor);
	/* its first day, and the last of the month before */
	period = billing_period(on("2021-01-31"), 1, on("2021-02-27"));
	CHECK_DAY("2021-01-31", period.start_day);
	CHECK_DAY("2021-02-27", period.end_day);
	period = billing_period(on("2021-01-31"), 1, on("2021-03-31"));
	CHECK_DAY("2021-03-31", period.start_day);
}

TEST(a_clock_that_went_back_is_in_the_first_period)
{
	struct period period =
	    billing_period(on("2021-06-10"), 1, on("2021-04-01"));

	CHECK_DAY("2021-06-10", period.start_day);
	CHECK_INT(800, change_of((struct seat_change_input){ .unit_minor = 800,
				     .seats = 1 },
			   "2021-06-10", 1, "2021-04-01T00:00:00Z")
			   .net_minor);
}

TEST(tax_is_shared_on_its_own_and_the_third_by_subtraction)
{
	/* added: 3 x 33.33 = 99.99, 19 % = 18.9981 -> 19.00; 7 of 30:
	 * 23.331 -> 23.33 and 4.4333 -> 4.43 */
	struct seat_change c = change_of(
	    (struct seat_change_input){
		.unit_minor = 3333, .seats = 3, .tax_rate_bp = 1900 },
	    "2021-06-10", 1, "2021-07-03T00:00:00Z");

	CHECK_INT(7, c.unused_days);
	CHECK_INT(2333, c.net_minor);
	CHECK_INT(443, c.tax_minor);
	CHECK_INT(2776, c.gross_minor);
	/* in the price: 110.00 of which 10.00; 15 of 30: 55.00 and 5.00 */
	c = change_of((struct seat_change_input){ .unit_minor = 11000,
			  .seats = 1,
			  .tax_included = true,
			  .tax_rate_bp = 1000 },
	    "2021-06-10", 1, "2021-06-25T00:00:00Z");
	CHECK_INT(5500, c.gross_minor);
	CHECK_INT(500, c.tax_minor);
	CHECK_INT(5000, c.net_minor);
}

TEST(an_exact_half_goes_to_the_even_unit)
{
	/* 0.01 x 15 / 30 = half a cent: 0; 0.03: a cent and a half: 2 */
	CHECK_INT(0,
	    change_of((struct seat_change_input){ .unit_minor = 1, .seats = 1 },
		"2021-06-10", 1, "2021-06-25T00:00:00Z")
		.net_minor);
	CHECK_INT(2,
	    change_of((struct seat_change_input){ .unit_minor = 3, .seats = 1 },
		"2021-06-10", 1, "2021-06-25T00:00:00Z")
		.net_minor);
}

TEST(nobody_gets_back_more_than_was_paid)
{
	struct seat_change c =
	    change_of((struct seat_change_input){ .unit_minor = 800,
			  .seats = -5,
			  .tax_rate_bp = 2000,
			  .paid_net_minor = 3000,
			  .paid_tax_minor = 600,
			  .paid_gross_minor = 3600 },
		"2021-06-10", 1, "2021-06-10T09:00:00Z");

	CHECK(c.capped);
	CHECK_INT(-3000, c.net_minor);
	CHECK_INT(-600, c.tax_minor);
	CHECK_INT(-3600, c.gross_minor);
}

/* 0.06 with a tenth in it is 0.05 and 0.01, twice; 0.12 at once would be 0.11
 * and 0.01, more net than was ever paid. */
TEST(seats_paid_for_apart_give_back_no_more_net_than_was_paid)
{
	struct seat_change c =
	    change_of((struct seat_change_input){ .unit_minor = 6,
			  .seats = -2,
			  .tax_included = true,
			  .tax_rate_bp = 1000,
			  .paid_net_minor = 10,
			  .paid_tax_minor = 2,
			  .paid_gross_minor = 12 },
		"2021-06-10", 1, "2021-06-10T09:00:00Z");

	CHECK_INT(-10, c.net_minor);
	CHECK_INT(-2, c.tax_minor);
	CHECK_INT(-12, c.gross_minor);
	CHECK(c.capped);
}

TEST(where_more_was_granted_than_paid_nothing_is_given_back_nor_charged)
{
	for (int included = 0; included < 2; included++) {
		struct seat_change c =
		    change_of((struct seat_change_input){ .unit_minor = 800,
				  .seats = -2,
				  .tax_included = included == 1,
				  .tax_rate_bp = 2000,
				  .paid_net_minor = -500,
				  .paid_tax_minor = -100,
				  .paid_gross_minor = -600 },
			"2021-06-10", 1, "2021-06-10T09:00:00Z");

		CHECK_INT(0, c.net_minor);
		CHECK_INT(0, c.tax_minor);
		CHECK_INT(0, c.gross_minor);
		CHECK(c.capped);
	}
}

TEST(what_is_paid_monthly_has_months_whatever_its_term)
{
	CHECK_INT(1, billing_months("monthly", "P1Y"));
	CHECK_INT(1, billing_months("monthly", ""));
	CHECK_INT(12, billing_months("annual", "P3Y"));
	CHECK_INT(12, billing_months("annual", "P1Y"));
	CHECK_INT(36, billing_months("one_time", "P3Y"));
	CHECK_INT(0, billing_months("one_time", ""));
}

TEST(amounts_beyond_all_measure_are_refused)
{
	struct policy *policy = POLICY(0);
	struct seat_change change;
	struct seat_change_input input = {
		.ordered_at = at("2021-06-10T09:00:00Z"),
		.currency = "USD",
		.unit_minor = INT64_C(1000000000000),
		.seats = 100000,
		.period = { on("2021-06-10"), on("2021-07-09") },
	};

	CHECK_FAILS(
	    ERR_AMOUNT_TOO_LARGE, seat_change_decide(policy, &input,
				      at("2021-06-10T09:00:00Z"), &change));
	policy_close(policy);
}

RUN_TESTS(TEST_1(the_day_of_purchase_counts_in_full_and_the_next_is_one_less),
    TEST_1(seats_taken_off_give_back_the_unused_days),
    TEST_1(a_year_paid_at_once_is_shared_by_its_365_days),
    TEST_1(the_second_month_is_a_period_of_its_own),
    TEST_1(a_clock_that_went_back_is_in_the_first_period),
    TEST_1(tax_is_shared_on_its_own_and_the_third_by_subtraction),
    TEST_1(an_exact_half_goes_to_the_even_unit),
    TEST_1(nobody_gets_back_more_than_was_paid),
    TEST_1(seats_paid_for_apart_give_back_no_more_net_than_was_paid),
    TEST_1(where_more_was_granted_than_paid_nothing_is_given_back_nor_charged),
    TEST_1(what_is_paid_monthly_has_months_whatever_its_term),
    TEST_1(amounts_beyond_all_measure_are_refused))
