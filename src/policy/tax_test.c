/*
 * Tax by the partner's country: E-36 to E-40, and rates as data.
 */
#include "policy/tax.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "base/money.h"
#include "policy/policy_fixture.h"

static struct tax tax_in(const char *country, int64_t shown)
{
	struct policy *policy = POLICY(0);
	int64_t now = at("2021-06-10T00:00:00Z");
	struct tax tax = { 0 };

	CHECK_OK(tax_of_line(policy, policy_edition_at(policy, now), country,
	    day_of(now), shown, &tax));
	CHECK_INT(tax.gross_minor, tax.net_minor + tax.tax_minor);
	policy_close(policy);
	return tax;
}

static void check_tax(
    struct tax tax, bool included, int64_t net, int64_t minor, int64_t gross)
{
	CHECK_INT(included, tax.included);
	CHECK_INT(net, tax.net_minor);
	CHECK_INT(minor, tax.tax_minor);
	CHECK_INT(gross, tax.gross_minor);
}

TEST(e_36_australia_110_includes_10_of_tax)
{
	struct tax tax = tax_in("AU", 11000);

	check_tax(tax, true, 10000, 1000, 11000);
	CHECK_INT(1000, tax.rate_bp);
	CHECK(!tax.sample);
}

TEST(e_37_australia_100_includes_9_09)
{
	check_tax(tax_in("AU", 10000), true, 9091, 909, 10000);
}

TEST(e_38_germany_100_excludes_20_at_the_test_rate)
{
	struct tax tax = tax_in("DE", 10000);

	check_tax(tax, false, 10000, 2000, 12000);
	CHECK(tax.sample);
}

TEST(e_39_brazil_115_includes_15_at_the_test_rate)
{
	struct tax tax = tax_in("BR", 11500);

	check_tax(tax, true, 10000, 1500, 11500);
	CHECK(tax.sample);
}

/* The customer's country, Fiji, is no input at all. */
TEST(e_40_the_country_is_the_partners)
{
	struct tax tax = tax_in("au", 11000);

	check_tax(tax, true, 10000, 1000, 11000);
	CHECK_TEXT("au", tax.country);
	check_tax(tax_in("FJ", 11000), false, 11000, 0, 11000);
}

TEST(a_country_without_a_rate_has_no_tax)
{
	check_tax(tax_in("XX", 12345), false, 12345, 0, 12345);
	check_tax(tax_in("", 12345), false, 12345, 0, 12345);
}

TEST(only_australia_and_brazil_include_tax_in_every_edition)
{
	struct policy *policy = POLICY(0);
	size_t count;
	const struct edition *list = policy_editions(policy, &count);

	for (size_t i = 0; i < count; i++) {
		CHECK(tax_is_included(&list[i], "AU"));
		CHECK(tax_is_included(&list[i], "BR"));
		CHECK(!tax_is_included(&list[i], "DE"));
		CHECK(!tax_is_included(&list[i], "NZ"));
	}
	policy_close(policy);
}

TEST(amounts_beyond_the_limit_are_refused)
{
	struct policy *policy = POLICY(0);
	const struct edition *edition = policy_edition_at(policy, 0);
	struct tax tax;

	CHECK_FAILS(
	    ERR_AMOUNT_TOO_LARGE, tax_of_line(policy, edition, "US",
				      on("2021-06-10"), MONEY_MAX + 1, &tax));
	CHECK_FAILS(
	    ERR_AMOUNT_TOO_LARGE, tax_of_line(policy, edition, "DE",
				      on("2021-06-10"), MONEY_MAX, &tax));
	policy_close(policy);
}

static struct error open_with_rates(const char *rates, struct policy **policy)
{
	struct policy_data data = { embedded_find("data/editions.json")->bytes,
		embedded_find("data/markets.tsv")->bytes, rates };
	struct policy_switches switches = { 0 };

	return policy_open(&data, &switches, policy);
}
#define NAMES "country\tfrom\tto\trate_bp\tkind\tname\n"

TEST(rates_change_by_day)
{
	struct policy *policy = NULL;

	CHECK_OK(open_with_rates(NAMES
	    "DE\t2007-01-01\t2020-06-30\t1900\treal\tUSt\n"
	    "DE\t2020-07-01\t2020-12-31\t1600\treal\tUSt\n"
	    "DE\t2021-01-01\t-\t1900\treal\tUSt\n",
	    &policy));
	CHECK(tax_rate_find(policy, "DE", on("2006-12-31")) == NULL);
	CHECK_INT(1900, tax_rate_find(policy, "DE", on("2020-06-30"))->rate_bp);
	CHECK_INT(1600, tax_rate_find(policy, "DE", on("2020-07-01"))->rate_bp);
	CHECK_INT(1600, tax_rate_find(policy, "DE", on("2020-12-31"))->rate_bp);
	CHECK_INT(1900, tax_rate_find(policy, "DE", on("2021-01-01"))->rate_bp);
	policy_close(policy);
}

TEST(faulty_rates_are_refused)
{
	static const char *const texts[] = {
		"",
		"country\tfrom\n",
		NAMES "DE\t2021-01-01\t-\t19%\treal\tUSt\n",
		NAMES "DE\t2021-01-01\t-\t-1\treal\tUSt\n",
		NAMES "DE\t2021-01-01\t-\t10001\treal\tUSt\n",
		NAMES "DE\t1 January\t-\t1900\treal\tUSt\n",
		NAMES "DE\t2021-01-01\t2020-01-01\t1900\treal\tUSt\n",
		NAMES "DE\t2021-01-01\t-\t1900\tguess\tUSt\n",
		NAMES "DE\t2021-01-01\t-\t1900\treal\n",
		NAMES "DE\t2021-01-01\t-\t1900\treal\tUSt\n"
		      "DE\t2022-01-01\t-\t1900\treal\tUSt\n",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct policy *policy = NULL;

		CHECK_FAILS(ERR_INTERNAL, open_with_rates(texts[i], &policy));
		CHECK(policy == NULL);
	}
}

TEST(net_and_tax_always_sum_to_gross)
{
	static const char *const countries[] = { "AU", "BR", "DE", "US" };
	struct policy *policy = POLICY(0);
	const struct edition *edition = policy_edition_at(policy, 0);

	for (int64_t shown = 0; shown < 30000; shown++) {
		struct tax tax;

		CHECK_OK(tax_of_line(policy, edition, countries[shown % 4],
		    on("2021-06-10"), shown, &tax));
		CHECK_INT(tax.gross_minor, tax.net_minor + tax.tax_minor);
		CHECK_INT(
		    shown, tax.included ? tax.gross_minor : tax.net_minor);
		CHECK(tax.tax_minor >= 0 && tax.net_minor >= 0);
	}
	policy_close(policy);
}

RUN_TESTS(TEST_1(e_36_australia_110_includes_10_of_tax),
    TEST_1(e_37_australia_100_includes_9_09),
    TEST_1(e_38_germany_100_excludes_20_at_the_test_rate),
    TEST_1(e_39_brazil_115_includes_15_at_the_test_rate),
    TEST_1(e_40_the_country_is_the_partners),
    TEST_1(a_country_without_a_rate_has_no_tax),
    TEST_1(only_australia_and_brazil_include_tax_in_every_edition),
    TEST_1(amounts_beyond_the_limit_are_refused), TEST_1(rates_change_by_day),
    TEST_1(faulty_rates_are_refused), TEST_1(net_and_tax_always_sum_to_gross))
