/*
 * The choice of a language, and the plural rules of the six languages.
 * Expected forms are those of the Unicode plural rules (CLDR).
 */
#include "i18n/i18n.h"

#include "base/arena.h"
#include "check.h"
#include "i18n/plural.h"

TEST(the_first_language_is_american_english)
{
	CHECK_TEXT("en-US", locales()[0]->tag);
	CHECK_TEXT("en-XA", locales()[1]->tag);
	CHECK(locales()[2] == NULL);
}

TEST(a_language_is_found_by_tag_or_by_its_language_alone)
{
	static const char *const cases[][2] = { { "en-US", "en-US" },
		{ "EN-us", "en-US" }, { "en_US", "en-US" }, { "en", "en-US" },
		{ "en-GB", "en-US" }, { "en-XA", "en-XA" },
		{ "en-xa", "en-XA" } };
	static const char *const unknown[] = { "", "tlh", "e", "english", "-",
		"xa" };

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_TEXT(cases[i][1], locale_find(cases[i][0])->tag);
	for (size_t i = 0; i < COUNT(unknown); i++)
		CHECK(locale_find(unknown[i]) == NULL);
	CHECK(locale_find(NULL) == NULL);
}

TEST(a_browser_gets_the_language_it_likes_best)
{
	static const char *const cases[][2] = {
		{ "en-XA", "en-XA" },
		{ "tlh, en-XA;q=0.8, en;q=0.7", "en-XA" },
		{ "en;q=0.7,en-XA;q=0.8", "en-XA" },
		{ "en-XA;q=0.5 , en-US;q=0.501", "en-US" },
		{ "en-XA;q=0, *;q=0.1", "en-US" },
		{ "en-XA;q=0", "en-US" },
		{ "*", "en-US" },
		{ "tlh", "en-US" },
		{ "", "en-US" },
		{ ",,;q=,;;q=1,en-XA", "en-XA" },
		{ "en-XA;q=banana", "en-US" },
		{ "a-very-long-tag-that-nobody-has-and-that-goes-on-and-on,"
		  "en-XA;q=0.1",
		    "en-XA" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_TEXT(cases[i][1], locale_from_header(cases[i][0])->tag);
	CHECK_TEXT("en-US", locale_from_header(NULL)->tag);
}

TEST(each_language_has_its_plural_rule)
{
	static const struct {
		int64_t n;
		int english, portuguese, russian;
	} cases[] = {
		{ 0, 1, 0, 2 },
		{ 1, 0, 0, 0 },
		{ 2, 1, 1, 1 },
		{ 4, 1, 1, 1 },
		{ 5, 1, 1, 2 },
		{ 11, 1, 1, 2 },
		{ 12, 1, 1, 2 },
		{ 14, 1, 1, 2 },
		{ 19, 1, 1, 2 },
		{ 20, 1, 1, 2 },
		{ 21, 1, 1, 0 },
		{ 22, 1, 1, 1 },
		{ 25, 1, 1, 2 },
		{ 101, 1, 1, 0 },
		{ 111, 1, 1, 2 },
		{ 112, 1, 1, 2 },
		{ 1001, 1, 1, 0 },
		{ -1, 0, 0, 0 },
		{ INT64_MIN, 1, 1, 2 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(cases[i].english, plural_english(cases[i].n));
		CHECK_INT(cases[i].portuguese, plural_portuguese(cases[i].n));
		CHECK_INT(cases[i].russian, plural_russian(cases[i].n));
		CHECK_INT(0, plural_chinese(cases[i].n));
	}
}

RUN_TESTS(TEST_1(the_first_language_is_american_english),
    TEST_1(a_language_is_found_by_tag_or_by_its_language_alone),
    TEST_1(a_browser_gets_the_language_it_likes_best),
    TEST_1(each_language_has_its_plural_rule))
