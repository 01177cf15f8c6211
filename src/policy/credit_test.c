/*
 * Credits to the minor unit: E-19 to E-35, E-41, and what holds for all sums.
 */
#include "policy/credit.h"

#include "base/json.h"
#include "policy/policy_fixture.h"
#include "policy/tax.h"
#include "policy/term.h"

static struct credit_input line(
    const char *term, int64_t net, int64_t tax, const char *ordered)
{
	struct credit_input input = {
		.kind = term == NULL ? PRODUCT_PERPETUAL_SOFTWARE
				     : PRODUCT_SOFTWARE_SUBSCRIPTION,
		.ordered_at = at(ordered),
		.currency = "USD",
		.net_minor = net,
		.tax_minor = tax,
		.gross_minor = net + tax,
	};

	if (term != NULL)
		CHECK(term_of(term, input.ordered_at, &input.term_start_day,
		    &input.term_end_day));
	return input;
}

static struct credit credit_of(struct credit_input input, const char *cancelled)
{
	struct policy *policy = POLICY(0);
	struct credit credit = { 0 };

	CHECK_OK(credit_decide(policy, &input, at(cancelled), &credit));
	CHECK_INT(credit.gross_minor, credit.net_minor + credit.tax_minor);
	CHECK_INT(0, credit.fee_minor);
	credit.edition_id = NULL; /* dies with the policy */
	policy_close(policy);
	return credit;
}

static void check_days(
    struct credit credit, int64_t unused, int64_t term, int64_t minor)
{
	CHECK_INT(term, credit.term_days);
	CHECK_INT(unused, credit.unused_days);
	CHECK_INT(term - unused, credit.used_days);
	CHECK_INT(-minor, credit.gross_minor);
	CHECK_TEXT("unused_days", credit.formula);
	CHECK_TEXT("R-113", credit.rule);
}

TEST(e_19_perpetual_software_comes_back_in_full)
{
	struct credit c =
	    credit_of(line(NULL, 100000, 0, "2021-03-10T00:00:00Z"),
		"2021-05-09T12:00:00Z");

	CHECK_INT(-100000, c.gross_minor);
	CHECK_TEXT("full", c.formula);
	CHECK_TEXT("R-112", c.rule);
	c = credit_of(line(NULL, 10001, 2003, "2021-03-10T00:00:00Z"),
	    "2021-05-09T12:00:00Z");
	CHECK_INT(-10001, c.net_minor);
	CHECK_INT(-2003, c.tax_minor);
	CHECK_INT(-12004, c.gross_minor);
}

TEST(e_20_a_subscription_cancelled_on_its_first_day_comes_back_in_full)
{
	check_days(credit_of(line("P1Y", 120000, 0, "2021-03-10T08:00:00Z"),
		       "2021-03-10T23:59:59Z"),
	    365, 365, 120000);
}

TEST(e_21_a_subscription_cancelled_after_1_day)
{
	check_days(credit_of(line("P1Y", 120000, 0, "2021-03-10T08:00:00Z"),
		       "2021-03-11T00:00:00Z"),
	    364, 365, 119671);
}

TEST(e_22_a_subscription_cancelled_after_30_days)
{
	check_days(credit_of(line("P1Y", 120000, 0, "2021-03-10T08:00:00Z"),
		       "2021-04-09T12:00:00Z"),
	    335, 365, 110137);
}

TEST(e_23_a_subscription_cancelled_after_60_days)
{
	check_days(credit_of(line("P1Y", 120000, 0, "2021-03-10T08:00:00Z"),
		       "2021-05-09T12:00:00Z"),
	    305, 365, 100274);
}

TEST(e_24_three_years_of_1096_days)
{
	check_days(credit_of(line("P3Y", 999999, 0, "2021-06-10T00:00:00Z"),
		       "2021-07-10T00:00:00Z"),
	    1066, 1096, 972627);
}

TEST(e_25_three_years_cancelled_after_60_days)
{
	check_days(credit_of(line("P3Y", 999999, 0, "2021-03-10T00:00:00Z"),
		       "2021-05-09T00:00:00Z"),
	    1036, 1096, 945255);
}

TEST(e_26_half_a_cent_goes_to_the_even_cent_below)
{
	check_days(credit_of(line("P1Y", 183, 0, "2019-12-20T00:00:00Z"),
		       "2019-12-21T00:00:00Z"),
	    365, 366, 182);
}

TEST(e_27_half_a_cent_goes_to_the_even_cent_above)
{
	check_days(credit_of(line("P1Y", 549, 0, "2019-12-20T00:00:00Z"),
		       "2019-12-21T00:00:00Z"),
	    365, 366, 548);
}

TEST(e_28_a_year_from_29_february_ends_on_27_february)
{
	struct credit_input input =
	    line("P1Y", 36500, 0, "2020-02-29T10:00:00Z");

	CHECK_DAY("2021-02-27", input.term_end_day);
	check_days(credit_of(input, "2020-03-30T00:00:00Z"), 335, 365, 33500);
}

TEST(e_29_the_last_day_of_60_in_a_leap_year)
{
	check_days(credit_of(line("P1Y", 10000, 0, "2019-12-20T00:00:00Z"),
		       "2020-02-18T23:59:59Z"),
	    306, 366, 8361);
}

TEST(e_30_one_cent_stays_one_cent)
{
	check_days(credit_of(line("P1Y", 1, 0, "2021-06-10T00:00:00Z"),
		       "2021-07-10T00:00:00Z"),
	    335, 365, 1);
}

TEST(e_31_yen_have_no_minor_unit)
{
	struct credit_input input =
	    line("P1Y", 120000, 0, "2021-06-10T00:00:00Z");
	struct credit c;

	input.currency = "JPY";
	c = credit_of(input, "2021-07-10T00:00:00Z");
	check_days(c, 335, 365, 110137);
	CHECK_TEXT("JPY", c.currency);
}

TEST(e_32_the_line_total_is_rounded_not_the_unit)
{
	check_days(credit_of(line("P1Y", 3 * 3300, 0, "2021-06-10T00:00:00Z"),
		       "2021-07-10T00:00:00Z"),
	    335, 365, 9086);
}

TEST(e_33_the_credit_belongs_to_the_utc_month_of_cancelling)
{
	CHECK_INT(2021 * 12 + 5, credit_month(at("2021-06-30T23:59:59Z")));
	CHECK_INT(2021 * 12 + 6, credit_month(at("2021-07-01T00:00:00Z")));
	CHECK_INT(
	    2021 * 12 + 5, credit_of(line(NULL, 100, 0, "2021-06-10T00:00:00Z"),
			       "2021-06-30T23:59:59Z")
			       .month);
}

TEST(e_34_purchase_and_credit_of_one_month_sum_to_nothing)
{
	struct credit_input input =
	    line(NULL, 50000, 0, "2021-06-10T00:00:00Z");
	struct credit c = credit_of(input, "2021-06-20T00:00:00Z");

	CHECK_INT(-50000, c.gross_minor);
	CHECK_INT(0, input.gross_minor + c.gross_minor);
}

TEST(e_35_a_granted_credit_is_at_most_what_was_paid)
{
	struct arena arena;
	struct error e;

	arena_init(&arena);
	CHECK_OK(credit_check_grant(&arena, 10000, 10000, "USD"));
	e = credit_check_grant(&arena, 10000, 10001, "USD");
	CHECK_FAILS(ERR_FIELD_RANGE, e);
	CHECK_TEXT("amount", e.field);
	CHECK_TEXT("0.01", e.holes[0].value);
	CHECK_TEXT("100.00", e.holes[1].value);
	CHECK_FAILS(
	    ERR_FIELD_RANGE, credit_check_grant(&arena, 10000, 0, "USD"));
	CHECK_FAILS(
	    ERR_FIELD_RANGE, credit_check_grant(&arena, 10000, -1, "USD"));
	arena_done(&arena);
}

TEST(e_41_an_inclusive_price_prorates_gross_and_tax)
{
	struct credit_input input =
	    line("P1Y", 10000, 1000, "2021-06-10T00:00:00Z");
	struct credit c;

	input.currency = "AUD";
	input.tax_included = true;
	c = credit_of(input, "2021-06-20T00:00:00Z");
	CHECK_INT(-10699, c.gross_minor);
	CHECK_INT(-973, c.tax_minor);
	CHECK_INT(-9726, c.net_minor);
}

TEST(an_exclusive_price_prorates_net_and_tax)
{
	/* 1,200.00 + 240.00: 364/365 of each is 1,196.71 and 239.34 */
	struct credit c =
	    credit_of(line("P1Y", 120000, 24000, "2021-03-10T00:00:00Z"),
		"2021-03-11T00:00:00Z");

	CHECK_INT(-119671, c.net_minor);
	CHECK_INT(-23934, c.tax_minor);
	CHECK_INT(-143605, c.gross_minor);
}

TEST(a_clock_that_went_back_gives_the_full_amount_and_no_more)
{
	check_days(credit_of(line("P1Y", 120000, 0, "2021-03-10T08:00:00Z"),
		       "2021-01-01T00:00:00Z"),
	    365, 365, 120000);
}

TEST(after_the_term_nothing_is_unused)
{
	check_days(credit_of(line("P1M", 1000, 0, "2021-01-10T00:00:00Z"),
		       "2021-03-01T00:00:00Z"),
	    0, 31, 0);
}

TEST(a_line_that_contradicts_itself_gives_no_credit)
{
	struct policy *policy = POLICY(0);
	struct credit_input input =
	    line("P1Y", 1000, 200, "2021-06-10T00:00:00Z");
	struct credit credit;

	input.gross_minor = 1201;
	CHECK_FAILS(ERR_INTERNAL,
	    credit_decide(policy, &input, at("2021-06-11T00:00:00Z"), &credit));
	input.gross_minor = 1200;
	input.term_end_day = input.term_start_day - 1;
	CHECK_FAILS(ERR_INTERNAL,
	    credit_decide(policy, &input, at("2021-06-11T00:00:00Z"), &credit));
	policy_close(policy);
}

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 4;
}

/* A line as checkout makes it: any term, price and tax mode. */
static struct credit_input any_line(uint32_t *seed, const struct policy *policy)
{
	static const char *const terms[] = { "P1M", "P1Y", "P3Y" };
	static const char *const countries[] = { "AU", "BR", "DE", "US" };
	const char *country = countries[next(seed) % 4];
	const char *term = terms[next(seed) % 3];
	int64_t ordered =
	    at("2019-12-18T00:00:00Z") + next(seed) % (86400 * 900);
	struct credit_input in = line("P1M", 0, 0, "2021-01-01T00:00:00Z");
	struct tax tax;

	CHECK_OK(tax_of_line(policy, policy_edition_at(policy, ordered),
	    country, day_of(ordered),
	    next(seed) % (next(seed) % 2 ? 1000 : 100000000), &tax));
	in.ordered_at = ordered;
	in.net_minor = tax.net_minor;
	in.tax_minor = tax.tax_minor;
	in.gross_minor = tax.gross_minor;
	in.tax_included = tax.included;
	CHECK(term_of(term, ordered, &in.term_start_day, &in.term_end_day));
	return in;
}

TEST(no_credit_exceeds_its_line_and_none_grows_with_the_days)
{
	struct policy *policy = POLICY(0);
	uint32_t seed = 20210602;

	for (int i = 0; i < 2000; i++) {
		struct credit_input in = any_line(&seed, policy);
		int64_t before = -in.gross_minor;

		for (int64_t day = 0; day <= 62; day++) {
			struct credit c;

			CHECK_OK(credit_decide(policy, &in,
			    in.ordered_at + day * DAY_SECONDS, &c));
			CHECK_INT(c.gross_minor, c.net_minor + c.tax_minor);
			CHECK(c.net_minor <= 0 && c.tax_minor <= 0);
			CHECK(-c.net_minor <= in.net_minor);
			CHECK(-c.tax_minor <= in.tax_minor);
			CHECK(-c.gross_minor <= in.gross_minor);
			CHECK(c.gross_minor >= before);
			before = c.gross_minor;
		}
	}
	policy_close(policy);
}

TEST(the_explanation_shows_formula_days_and_fee)
{
	struct policy *policy = POLICY(0);
	struct credit_input input =
	    line("P1Y", 120000, 0, "2021-03-10T08:00:00Z");
	struct arena arena;
	struct credit credit;
	struct json_out json;
	struct text text;

	arena_init(&arena);
	text_init(&text, &arena);
	json_start(&json, &text);
	CHECK_OK(
	    credit_decide(policy, &input, at("2021-05-09T12:00:00Z"), &credit));
	credit_json(&credit, &json, NULL);
	CHECK_TEXT("{\"formula\":\"unused_days\",\"rule\":\"R-113\","
		   "\"edition\":\"2021-03-08\",\"currency\":\"USD\","
		   "\"termDays\":365,\"usedDays\":60,\"unusedDays\":305,"
		   "\"fee\":0.00,\"net\":-1002.74,\"tax\":0.00,"
		   "\"gross\":-1002.74,\"of\":{"
		   "\"kind\":\"software_subscription\",\"net\":1200.00,"
		   "\"tax\":0.00,\"gross\":1200.00,\"taxIncluded\":false,"
		   "\"termStartDay\":\"2021-03-10\","
		   "\"termEndDay\":\"2022-03-09\"}}",
	    text.bytes);
	arena_done(&arena);
	policy_close(policy);
}

TEST(terms_are_three_and_nothing_else)
{
	CHECK_INT(1, term_months("P1M"));
	CHECK_INT(12, term_months("p1y"));
	CHECK_INT(36, term_months("P3Y"));
	CHECK_INT(0, term_months(""));
	CHECK_INT(0, term_months(NULL));
	CHECK_INT(0, term_months("P1Y "));
	CHECK_DAY("2021-02-27", term_end_day(on("2021-01-31"), 1));
	CHECK_INT(28, term_days(on("2021-01-31"), on("2021-02-27")));
}

RUN_TESTS(TEST_1(e_19_perpetual_software_comes_back_in_full),
    TEST_1(e_20_a_subscription_cancelled_on_its_first_day_comes_back_in_full),
    TEST_1(e_21_a_subscription_cancelled_after_1_day),
    TEST_1(e_22_a_subscription_cancelled_after_30_days),
    TEST_1(e_23_a_subscription_cancelled_after_60_days),
    TEST_1(e_24_three_years_of_1096_days),
    TEST_1(e_25_three_years_cancelled_after_60_days),
    TEST_1(e_26_half_a_cent_goes_to_the_even_cent_below),
    TEST_1(e_27_half_a_cent_goes_to_the_even_cent_above),
    TEST_1(e_28_a_year_from_29_february_ends_on_27_february),
    TEST_1(e_29_the_last_day_of_60_in_a_leap_year),
    TEST_1(e_30_one_cent_stays_one_cent), TEST_1(e_31_yen_have_no_minor_unit),
    TEST_1(e_32_the_line_total_is_rounded_not_the_unit),
    TEST_1(e_33_the_credit_belongs_to_the_utc_month_of_cancelling),
    TEST_1(e_34_purchase_and_credit_of_one_month_sum_to_nothing),
    TEST_1(e_35_a_granted_credit_is_at_most_what_was_paid),
    TEST_1(e_41_an_inclusive_price_prorates_gross_and_tax),
    TEST_1(an_exclusive_price_prorates_net_and_tax),
    TEST_1(a_clock_that_went_back_gives_the_full_amount_and_no_more),
    TEST_1(after_the_term_nothing_is_unused),
    TEST_1(a_line_that_contradicts_itself_gives_no_credit),
    TEST_1(no_credit_exceeds_its_line_and_none_grows_with_the_days),
    TEST_1(the_explanation_shows_formula_days_and_fee),
    TEST_1(terms_are_three_and_nothing_else))
