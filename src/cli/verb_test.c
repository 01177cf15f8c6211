/*
 * Finding verbs, their operands, and the status a failure ends with.
 */
#include "check.h"

#include <sysexits.h>

#include "cli/verb.h"
#include "i18n/i18n.h"

static const char *found(int argc, char **argv, int *ret_words)
{
	const struct verb *verb = verb_find(argc, argv, ret_words);

	return verb ? verb->name : NULL;
}

#define WORD(text) ((char[]){ text })

TEST(a_verb_of_one_word_or_two_is_found)
{
	char *one[] = { WORD("kontor"), WORD("serve"), WORD("x"), NULL };
	char *two[] = { WORD("kontor"), WORD("import"), WORD("prices"),
		WORD("x"), NULL };
	int words = 0;

	CHECK_TEXT("serve", found(3, one, &words));
	CHECK_INT(1, words);
	CHECK_TEXT("import prices", found(4, two, &words));
	CHECK_INT(2, words);
}

TEST(half_a_name_or_no_name_is_no_verb)
{
	char *half[] = { WORD("kontor"), WORD("import"), NULL };
	char *begin[] = { WORD("kontor"), WORD("serv"), NULL };
	char *longer[] = { WORD("kontor"), WORD("serves"), NULL };
	char *wrong[] = { WORD("kontor"), WORD("import"), WORD("price"), NULL };
	int words = 7;

	CHECK_NO_TEXT(found(2, half, &words));
	CHECK_NO_TEXT(found(2, begin, &words));
	CHECK_NO_TEXT(found(2, longer, &words));
	CHECK_NO_TEXT(found(3, wrong, &words));
	CHECK_NO_TEXT(found(1, half, &words));
	CHECK_INT(7, words);
}

TEST(every_verb_of_the_table_is_found_by_its_name_and_can_run)
{
	int count = 0;

	for (const struct verb *verb = verbs(); verb->name; verb++) {
		CHECK(verb->help && verb->help[0]);
		CHECK(verb->usage != NULL);
		CHECK(verb->run != NULL);
		CHECK(verb->operands_min <= verb->operands_max);
		count++;
	}
	CHECK(count >= 7);
}

TEST(a_wrong_number_of_operands_is_a_usage_error)
{
	char *words[] = { WORD("kontor"), WORD("import"), WORD("keys"),
		WORD("a"), WORD("b"), NULL };
	int taken = 0;
	const struct verb *verb = verb_find(5, words, &taken);
	struct ctx cx = { 0 };

	CHECK_INT(EX_USAGE, verb_run(&cx, verb, 0, words + 5));
	CHECK_INT(EX_USAGE, verb_run(&cx, verb, 2, words + 3));
}

TEST(a_failure_ends_with_the_status_that_fits)
{
	static const struct {
		enum error_code code;
		int status;
	} cases[] = {
		{ ERR_USAGE, EX_USAGE },
		{ ERR_IMPORT_LINES, EX_DATAERR },
		{ ERR_INTERNAL, EX_SOFTWARE },
		{ ERR_BUSY, EX_TEMPFAIL },
		{ ERR_FIELD_DATE, EX_DATAERR },
		{ ERR_NONE, EX_OK },
	};
	struct arena arena;
	struct ctx cx = { .arena = &arena, .locale = locales()[0] };

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(cases[i].status,
		    verb_failed(&cx, fail(cases[i].code, NULL)));
	arena_done(&arena);
}

RUN_TESTS(TEST_1(a_verb_of_one_word_or_two_is_found),
    TEST_1(half_a_name_or_no_name_is_no_verb),
    TEST_1(every_verb_of_the_table_is_found_by_its_name_and_can_run),
    TEST_1(a_wrong_number_of_operands_is_a_usage_error),
    TEST_1(a_failure_ends_with_the_status_that_fits))
