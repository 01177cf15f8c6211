/*
 * Order by language: what stands behind z in one is an a in another.
 */
#include "check.h"

#include <string.h>

#include "i18n/i18n.h"

static bool before(const char *icu, const char *a, const char *b)
{
	struct locale locale = { .tag = icu, .icu = icu };
	struct arena arena;
	struct ctx cx = { .arena = &arena, .locale = &locale };
	bool result;

	arena_init(&arena);
	result = strcmp(sort_key(&cx, a), sort_key(&cx, b)) < 0;
	arena_done(&arena);
	return result;
}

TEST(r_016_each_language_has_an_order_of_its_own)
{
	/* aa ring: an a in English, behind z in Swedish */
	CHECK(before("en_US", "Åland Islands", "Zambia"));
	CHECK(before("sv_SE", "Zambia", "Åland"));
	CHECK(before("es_ES", "Islas Åland", "Islas Cook"));
	CHECK(before("ru_RU", "Албания", "Ямайка"));
	/* by sound: a-er-ba-ni-ya before zan-bi-ya */
	CHECK(before("zh_CN", "阿尔巴尼亚", "赞比亚"));
	CHECK(before("zh_CN", "赞比亚", "直布罗陀"));
	CHECK(!before("zh_CN", "直布罗陀", "赞比亚"));
}

TEST(case_and_marks_count_last)
{
	CHECK(before("en_US", "reunion", "Réunion island"));
	CHECK(before("en_US", "a", "B"));
	CHECK(before("en_US", "B", "c"));
	CHECK(!before("en_US", "same", "same"));
}

TEST(long_and_broken_texts_do_no_harm)
{
	char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CHECK(before("en_US", "w", text));
	CHECK(!before("en_US", text, "w"));
	CHECK(!before("en_US", "\xFF\xFE", "\xFF\xFE"));
}

RUN_TESTS(TEST_1(r_016_each_language_has_an_order_of_its_own),
    TEST_1(case_and_marks_count_last), TEST_1(long_and_broken_texts_do_no_harm))
