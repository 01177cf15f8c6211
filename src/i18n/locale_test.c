/*
 * The choice of a language, and the plural rules of the six languages.
 * Expected forms are those of the Unicode plural rules (CLDR).
 */
#include "i18n/i18n.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/text.h"
#include "check.h"
#include "i18n/plural.h"

TEST(the_menu_has_six_languages_and_american_english_first)
{
	static const char *const tags[] = { "en-US", "pt-BR", "ru-RU", "zh-CN",
		"es-ES", "sv-SE" };

	for (size_t i = 0; i < COUNT(tags); i++)
		CHECK_TEXT(tags[i], locales()[i]->tag);
	CHECK(locales()[COUNT(tags)] == NULL);
}

TEST(a_language_is_found_by_tag_or_by_its_language_alone)
{
	static const char *const cases[][2] = { { "en-US", "en-US" },
		{ "EN-us", "en-US" }, { "en_US", "en-US" }, { "en", "en-US" },
		{ "en-GB", "en-US" }, { "en-XA", "en-XA" },
		{ "en-xa", "en-XA" }, { "pt", "pt-BR" }, { "pt-PT", "pt-BR" },
		{ "ru", "ru-RU" }, { "zh-Hans-CN", "zh-CN" },
		{ "es_MX", "es-ES" }, { "SV-fi", "sv-SE" } };
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
		{ "sv-FI,sv;q=0.9,en;q=0.8", "sv-SE" },
		{ "de, ru;q=0.5", "ru-RU" },
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

/* ---- the same rules as the catalogues name them ---- */

/* A reader of the expressions of Plural-Forms: C over n, without arithmetic
 * but %. */
struct reader {
	const char *at;
	uint64_t n;
};
static uint64_t choice(struct reader *reader);

static bool skips(struct reader *reader, const char *what)
{
	while (*reader->at == ' ')
		reader->at++;
	if (strncmp(reader->at, what, strlen(what)) != 0)
		return false;
	reader->at += strlen(what);
	return true;
}

static uint64_t value(struct reader *reader)
{
	uint64_t result;
	char *end;

	if (skips(reader, "(")) {
		result = choice(reader);
		CHECK(skips(reader, ")"));
		return result;
	}
	if (skips(reader, "n"))
		return reader->n;
	result = strtoull(reader->at, &end, 10);
	CHECK(end != reader->at);
	reader->at = end;
	return result;
}

static uint64_t rest(struct reader *reader)
{
	uint64_t left = value(reader);

	return skips(reader, "%") ? left % value(reader) : left;
}

static uint64_t compared(struct reader *reader)
{
	uint64_t left = rest(reader);

	if (skips(reader, "=="))
		return left == rest(reader);
	if (skips(reader, "!="))
		return left != rest(reader);
	if (skips(reader, "<="))
		return left <= rest(reader);
	if (skips(reader, ">="))
		return left >= rest(reader);
	if (skips(reader, "<"))
		return left < rest(reader);
	return skips(reader, ">") ? left > rest(reader) : left;
}

static uint64_t both(struct reader *reader)
{
	uint64_t left = compared(reader);

	while (skips(reader, "&&")) {
		uint64_t right = compared(reader);

		left = left && right;
	}
	return left;
}

static uint64_t either(struct reader *reader)
{
	uint64_t left = both(reader);

	while (skips(reader, "||")) {
		uint64_t right = both(reader);

		left = left || right;
	}
	return left;
}

static uint64_t choice(struct reader *reader)
{
	uint64_t first, condition = either(reader), second;

	if (!skips(reader, "?"))
		return condition;
	first = choice(reader);
	CHECK(skips(reader, ":"));
	second = choice(reader);
	return condition ? first : second;
}

/* The header of a catalogue is the translation of "", so its first. */
static const char *plural_forms(const struct locale *locale)
{
	const struct embedded *file = embedded_find(locale->catalogue);
	uint32_t table, at;
	const char *line;

	CHECK(file != NULL);
	memcpy(&table, file->bytes + 16, sizeof(table));
	memcpy(&at, file->bytes + table + 4, sizeof(at));
	line = strstr(file->bytes + at, "plural=");
	CHECK(line != NULL);
	return line + strlen("plural=");
}

static void check_form(
    const struct locale *locale, const char *expression, int64_t n)
{
	struct reader reader = { expression,
		n < 0 ? -(uint64_t)n : (uint64_t)n };
	uint64_t wanted = choice(&reader);

	CHECK(skips(&reader, ";"));
	CHECK_INT((int64_t)wanted, locale->plural(n));
}

TEST(each_catalogue_names_the_plural_rule_that_is_used)
{
	static const int64_t far[] = { 1000, 1001, 1002, 1011, 1000000, 1000001,
		INT64_MAX, INT64_MIN, INT64_MIN + 1 };
	size_t seen = 0;

	for (size_t i = 0; locales()[i] != NULL; i++) {
		const struct locale *locale = locales()[i];
		const char *expression;

		if (locale->catalogue == NULL)
			continue;
		seen++;
		expression = plural_forms(locale);
		for (int64_t n = -200; n <= 200; n++)
			check_form(locale, expression, n);
		for (size_t k = 0; k < COUNT(far); k++)
			check_form(locale, expression, far[k]);
	}
	CHECK_INT(5, seen);
}

RUN_TESTS(TEST_1(the_menu_has_six_languages_and_american_english_first),
    TEST_1(each_catalogue_names_the_plural_rule_that_is_used),
    TEST_1(a_language_is_found_by_tag_or_by_its_language_alone),
    TEST_1(a_browser_gets_the_language_it_likes_best),
    TEST_1(each_language_has_its_plural_rule))
