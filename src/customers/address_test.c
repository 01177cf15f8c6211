/*
 * Addresses by the rules of their countries (api.md 2.14), and how long
 * looking at a qualification takes. Pure.
 */
#include "check.h"

#include "base/day.h"
#include "base/text.h"
#include "customers/address.h"
#include "customers/qualification.h"

struct rules {
	struct arena arena;
	struct policy *policy;
};

static void rules_open(struct rules *r)
{
	struct policy_switches switches = { 0 };

	arena_init(&r->arena);
	CHECK_OK(policy_open(NULL, &switches, &r->policy));
}

static void rules_close(struct rules *r)
{
	policy_close(r->policy);
	arena_done(&r->arena);
}

TEST(each_status_has_an_address)
{
	static const struct {
		struct address address;
		enum address_status want;
	} cases[] = {
		{ { "1 Way", "", "Redmond", "WA", "98052", "US" },
		    ADDRESS_VERIFIED_SHIPPABLE },
		{ { "One Way", "", "Redmond", "WA", "98052", "us" },
		    ADDRESS_VERIFIED_SHIPPABLE },
		{ { "浦东新区１号", "", "上海", "SH", "200120", "CN" },
		    ADDRESS_VERIFIED_SHIPPABLE },
		{ { "1 Way", "", "Redmond", "Washington", "98052", "US" },
		    ADDRESS_INTERACTION_REQUIRED },
		{ { "1  Way", "", "Redmond", "WA", "98052", "US" },
		    ADDRESS_INTERACTION_REQUIRED },
		{ { "1 Way", NULL, "Dubai", NULL, NULL, "AE" },
		    ADDRESS_VERIFIED },
		{ { "Way", "", "Redmond", "WA", "98052", "US" },
		    ADDRESS_STREET_PARTIAL },
		{ { "1 Way Apt", "", "Redmond", "WA", "98052", "US" },
		    ADDRESS_PREMISES_PARTIAL },
		{ { "1 Way", "", "Redmond", "", "98052", "US" }, ADDRESS_NONE },
		{ { "1 Way", "", "Redmond", "WA", "9805", "US" },
		    ADDRESS_NONE },
		{ { "1 Way", "", "", "", "10115", "DE" }, ADDRESS_NONE },
		{ { "1 Way", "", "Nowhere", "", "", "QQ" },
		    ADDRESS_NOT_VALIDATED },
	};
	struct rules r;

	rules_open(&r);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address_verdict v =
		    address_judge(r.policy, &r.arena, &cases[i].address);

		if (v.status != cases[i].want)
			print_error("case %zu\n", i);
		CHECK_INT(cases[i].want, v.status);
		CHECK_INT(
		    cases[i].want == ADDRESS_INTERACTION_REQUIRED, v.suggests);
	}
	rules_close(&r);
}

TEST(a_suggestion_is_shippable_itself)
{
	struct address sent = { "1 Quay", "", "Kingston", "Ontario", "k7l-1a1",
		"CA" };
	struct rules r;
	struct address_verdict v;

	rules_open(&r);
	v = address_judge(r.policy, &r.arena, &sent);
	CHECK(v.suggests);
	CHECK_TEXT("ON", v.suggestion.state);
	CHECK_TEXT("K7L 1A1", v.suggestion.postal_code);
	v = address_judge(r.policy, &r.arena, &v.suggestion);
	CHECK_INT(ADDRESS_VERIFIED_SHIPPABLE, v.status);
	rules_close(&r);
}

/* A form that does not compile matches nothing: every one must match
 * something, and nothing may match a line of nonsense. */
TEST(every_form_of_the_data_can_be_read)
{
	struct rules r;
	size_t count;
	const struct country *list;

	rules_open(&r);
	list = country_list(r.policy, &count);
	CHECK(count >= 249);
	for (size_t i = 0; i < count; i++) {
		const char *const forms[] = { list[i].postal_form,
			list[i].registration_form, list[i].vat_form };

		CHECK(form_matches(list[i].phone_form, "+49 451 0000000"));
		CHECK(form_matches(list[i].registration_form,
		    form_example(&r.arena, list[i].registration_form)));
		for (size_t f = 0; f < COUNT(forms); f++)
			CHECK(forms[f][0] == '\0' ||
			      !form_matches(forms[f], "no such thing"));
		CHECK(list[i].calling[0] != NULL);
	}
	CHECK(country_find(r.policy, "xk") != NULL);
	CHECK(country_find(r.policy, "QQ") == NULL);
	CHECK(country_same_region(r.policy, "DE", "SE"));
	CHECK(!country_same_region(r.policy, "DE", "AU"));
	rules_close(&r);
}

TEST(a_business_day_skips_the_weekend)
{
	static const struct {
		const char *asked, *due;
	} cases[] = {
		{ "2026-11-16T08:30:00Z", "2026-11-17T08:30:00Z" },
		{ "2026-11-19T23:59:59Z", "2026-11-20T23:59:59Z" },
		{ "2026-11-20T10:00:00Z", "2026-11-23T10:00:00Z" },
		{ "2026-11-21T10:00:00Z", "2026-11-23T10:00:00Z" },
		{ "2026-11-22T10:00:00Z", "2026-11-23T10:00:00Z" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t asked, due;

		CHECK(instant_parse(cases[i].asked, &asked));
		CHECK(instant_parse(cases[i].due, &due));
		CHECK_INT(due, qualification_due(asked, false));
		CHECK_INT(asked, qualification_due(asked, true));
	}
}

RUN_TESTS(TEST_1(each_status_has_an_address),
    TEST_1(a_suggestion_is_shippable_itself),
    TEST_1(every_form_of_the_data_can_be_read),
    TEST_1(a_business_day_skips_the_weekend))
