/*
 * Which bytes a Range header means, and names that are safe to send.
 */
#include "web/transfer.h"

#include "base/arena.h"
#include "check.h"

static enum transfer_part part_of(
    const char *header, int64_t size, int64_t *start, int64_t *length)
{
	struct transfer_range range = transfer_range(header);

	return transfer_part(&range, size, start, length);
}

TEST(one_range_is_served_and_cut_to_the_file)
{
	static const struct {
		const char *header;
		int64_t start, length;
	} cases[] = {
		{ "bytes=0-99", 0, 100 },
		{ "bytes=100-", 100, 900 },
		{ "bytes=999-999", 999, 1 },
		{ "bytes=900-5000", 900, 100 },
		{ "bytes=-1", 999, 1 },
		{ "bytes=-5000", 0, 1000 },
	};
	int64_t start, length;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(TRANSFER_PART,
		    part_of(cases[i].header, 1000, &start, &length));
		CHECK_INT(cases[i].start, start);
		CHECK_INT(cases[i].length, length);
	}
}

TEST(several_ranges_and_nonsense_get_the_whole_file)
{
	static const char *const cases[] = { NULL, "", "bytes=", "bytes=-",
		"bytes=0-1,5-6", "bytes=-5,0-1", "bytes=9-3", "items=0-1",
		"bytes=a-", "bytes=1-b", "bytes=99999999999999999999-",
		"bytes 0-1" };
	int64_t start, length;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(
		    TRANSFER_WHOLE, part_of(cases[i], 1000, &start, &length));
		CHECK_INT(0, start);
		CHECK_INT(1000, length);
	}
}

TEST(a_range_outside_the_file_is_not_satisfiable)
{
	int64_t start, length;

	CHECK_INT(
	    TRANSFER_NOTHING, part_of("bytes=1000-", 1000, &start, &length));
	CHECK_INT(TRANSFER_NOTHING, part_of("bytes=-0", 1000, &start, &length));
	CHECK_INT(TRANSFER_NOTHING, part_of("bytes=0-", 0, &start, &length));
}

TEST(a_file_name_cannot_leave_its_quotes_or_its_folder)
{
	struct arena arena;

	arena_init(&arena);
	CHECK_TEXT("a_b_c_.iso", transfer_file_name(&arena, "a\"b\\c\n.iso"));
	CHECK_TEXT(
	    "___etc_passwd", transfer_file_name(&arena, "../etc/passwd"));
	CHECK_TEXT("download", transfer_file_name(&arena, ""));
	CHECK_TEXT("SW_DVD9_Std_64.iso",
	    transfer_file_name(&arena, "SW_DVD9_Std_64.iso"));
	arena_done(&arena);
}

RUN_TESTS(TEST_1(one_range_is_served_and_cut_to_the_file),
    TEST_1(several_ranges_and_nonsense_get_the_whole_file),
    TEST_1(a_range_outside_the_file_is_not_satisfiable),
    TEST_1(a_file_name_cannot_leave_its_quotes_or_its_folder))
