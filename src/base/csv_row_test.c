/*
 * Cells of an export, as a spreadsheet reads them.
 */
#include "base/csv_row.h"

#include "check.h"

static void row_is(const char *want, const char *cell)
{
	const char *const cells[] = { cell, "x" };
	struct arena arena;
	struct text text;

	arena_init(&arena);
	text_init(&text, &arena);
	csv_row(&text, cells, 2);
	CHECK_TEXT(want, text.bytes);
	arena_done(&arena);
}

TEST(a_cell_is_quoted_only_when_it_must_be)
{
	row_is("plain,x\r\n", "plain");
	row_is(",x\r\n", NULL);
	row_is("\"a,b\",x\r\n", "a,b");
	row_is("\"say \"\"no\"\"\",x\r\n", "say \"no\"");
	row_is("\"two\nlines\",x\r\n", "two\nlines");
}

TEST(a_cell_is_never_a_formula)
{
	row_is("'=1+1,x\r\n", "=1+1");
	row_is("'+1,x\r\n", "+1");
	row_is("'-1,x\r\n", "-1");
	row_is("'@SUM(A1),x\r\n", "@SUM(A1)");
	row_is("'\tx,x\r\n", "\tx");
	row_is("\"'=HYPERLINK(\"\"http://x\"\",1)\",x\r\n",
	    "=HYPERLINK(\"http://x\",1)");
}

TEST(a_number_of_ours_stays_a_number)
{
	struct arena arena;
	struct text text;

	arena_init(&arena);
	text_init(&text, &arena);
	csv_cell(&text, "-12.50", true);
	csv_row_end(&text);
	CHECK_TEXT("-12.50\r\n", text.bytes);
	arena_done(&arena);
}

RUN_TESTS(TEST_1(a_cell_is_quoted_only_when_it_must_be),
    TEST_1(a_cell_is_never_a_formula), TEST_1(a_number_of_ours_stays_a_number))
