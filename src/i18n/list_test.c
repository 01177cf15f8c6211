/*
 * Lists and typed numbers in the six languages. Lists as the Unicode rules
 * (CLDR) join them.
 */
#include "i18n/i18n.h"

#include <string.h>

#include "base/arena.h"
#include "check.h"

static struct arena arena;

static int open_arena(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

TEST(things_are_joined_as_the_language_joins_them)
{
	static const char *const items[] = { "A", "B", "C" };
	static const char *const cases[][3] = {
		{ "en-US", "A and B", "A, B, and C" },
		{ "pt-BR", "A e B", "A, B e C" },
		{ "ru-RU", "A и B", "A, B и C" },
		{ "zh-CN", "A和B", "A、B和C" },
		{ "es-ES", "A y B", "A, B y C" },
		{ "sv-SE", "A och B", "A, B och C" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ctx cx = { .arena = &arena,
			.locale = locale_find(cases[i][0]) };

		CHECK_TEXT("", show_list(&cx, items, 0));
		CHECK_TEXT("A", show_list(&cx, items, 1));
		CHECK_TEXT(cases[i][1], show_list(&cx, items, 2));
		CHECK_TEXT(cases[i][2], show_list(&cx, items, 3));
	}
}

TEST(a_list_may_be_as_long_as_it_likes)
{
	const char *items[40];
	struct ctx cx = { .arena = &arena, .locale = locale_find("sv") };
	char *long_one = arena_alloc(&arena, 2001);

	memset(long_one, 'x', 2000);
	long_one[2000] = '\0';
	for (size_t i = 0; i < COUNT(items); i++)
		items[i] = long_one;
	CHECK_INT(40 * 2000 + 38 * 2 + (int)strlen(" och "),
	    (int)strlen(show_list(&cx, items, COUNT(items))));
}

TEST(a_typed_number_is_read_or_refused_never_mistaken)
{
	static const struct {
		const char *tag, *typed, *want;
	} cases[] = {
		{ "en-US", "0.1920", "0.1920" },
		{ "en-US", " 12 ", "12" },
		{ "en-US", "1.250", "1.250" },
		{ "en-US", "0,192", "0.192" },
		{ "en-US", "1,250", NULL }, /* a thousand, in English */
		{ "en-US", "1,25", "1.25" },
		{ "pt-BR", "0,1920", "0.1920" },
		{ "pt-BR", "1,250", "1.250" },
		{ "pt-BR", "1.250", NULL },
		{ "ru-RU", "1,5", "1.5" },
		{ "es-ES", "0.116", "0.116" },
		{ "sv-SE", "1 250", NULL },
		{ "zh-CN", "1.250", "1.250" },
		{ "zh-CN", "1,250", NULL },
		{ "sv-SE", "1.2,5", NULL },
		{ "sv-SE", ",5", NULL },
		{ "sv-SE", "5,", NULL },
		{ "sv-SE", "-5", NULL },
		{ "sv-SE", "", NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ctx cx = { .arena = &arena,
			.locale = locale_find(cases[i].tag) };
		const char *got = read_decimal(&cx, cases[i].typed);

		if (cases[i].want == NULL)
			CHECK(got == NULL);
		else
			CHECK_TEXT(cases[i].want, got == NULL ? "" : got);
	}
}

TEST(a_number_is_shown_with_the_sign_of_the_language)
{
	struct ctx russian = { .arena = &arena, .locale = locale_find("ru") };
	struct ctx english = { .arena = &arena, .locale = locale_find("en") };

	CHECK_TEXT("0,1920", show_decimal_text(&russian, "0.1920"));
	CHECK_TEXT("0.1920", show_decimal_text(&english, "0.1920"));
	CHECK_TEXT("7", show_decimal_text(&russian, "7"));
}

#define WITH_ARENA(t)                                                          \
	cmocka_unit_test_setup_teardown(t, open_arena, close_arena)
RUN_TESTS(WITH_ARENA(things_are_joined_as_the_language_joins_them),
    WITH_ARENA(a_list_may_be_as_long_as_it_likes),
    WITH_ARENA(a_typed_number_is_read_or_refused_never_mistaken),
    WITH_ARENA(a_number_is_shown_with_the_sign_of_the_language))
