/*
 * Digits of product keys: Luhn, separators, garbage.
 */
#include "policy/key_digits.h"

#include "base/arena.h"
#include "check.h"

/* By hand: 0 .. 0 1 at the last place is doubled to 2, so the check is 8. */
TEST(the_check_digit_is_luhns)
{
	CHECK_INT('0', key_check_digit("0000000000000000000000000000000"));
	CHECK_INT('8', key_check_digit("0000000000000000000000000000001"));
	CHECK_INT('9', key_check_digit("0000000000000000000000000000010"));
	/* 7992739871 with check digit 3 is the textbook's example */
	CHECK_INT('3', key_check_digit("0000000000000000000007992739871"));
	CHECK_INT('\0', key_check_digit("123"));
	CHECK_INT('\0', key_check_digit("000000000000000000000799273987x"));
}

TEST(r_045_separators_do_not_count)
{
	CHECK(key_is_valid("00000000000000000000079927398713"));
	CHECK(key_is_valid("0000-0000-0000-0000-0000-0799-2739-8713"));
	CHECK(key_is_valid("0000 0000 0000 0000 0000 0799 2739 8713"));
	CHECK(key_is_valid(" 000000000000000000000799-27398713 "));
}

TEST(what_is_no_key_is_refused)
{
	static const char *const texts[] = { "", " ", "-",
		"00000000000000000000079927398710",
		"0000000000000000000007992739871",
		"000000000000000000000799273987130",
		"0000000000000000000007992739871O",
		"0000_0000_0000_0000_0000_0799_2739_8713",
		"00000000000000000000079927398713\xC3\xA9" };

	for (size_t i = 0; i < COUNT(texts); i++)
		CHECK(!key_is_valid(texts[i]));
	CHECK(!key_is_valid(NULL));
}

TEST(e_56_a_key_is_shown_in_eight_groups_of_four)
{
	char plain[KEY_PLAIN_TEXT];
	char groups[KEY_GROUPS_TEXT];

	CHECK(key_parse("0000-0000000000000000-0799-2739-8713", plain));
	CHECK_TEXT("00000000000000000000079927398713", plain);
	key_groups(plain, groups);
	CHECK_TEXT("0000 0000 0000 0000 0000 0799 2739 8713", groups);
	CHECK(key_is_valid(groups));
}

TEST(any_one_wrong_digit_is_noticed)
{
	char key[] = "31415926535897932384626433832790";

	key[31] = key_check_digit(key);
	CHECK(key_is_valid(key));
	for (size_t i = 0; i < KEY_DIGITS; i++) {
		char right = key[i];

		for (char digit = '0'; digit <= '9'; digit++) {
			key[i] = digit;
			CHECK_INT(digit == right, key_is_valid(key));
		}
		key[i] = right;
	}
}

TEST(any_bytes_do_no_harm)
{
	uint32_t seed = 1;

	for (int i = 0; i < 20000; i++) {
		char text[80];

		for (size_t k = 0; k < sizeof(text) - 1; k++) {
			seed = seed * 1664525u + 1013904223u;
			text[k] = (char)('-' + (seed >> 24) % 13);
		}
		text[seed % 79] = '\0';
		key_is_valid(text);
	}
}

RUN_TESTS(TEST_1(the_check_digit_is_luhns),
    TEST_1(r_045_separators_do_not_count), TEST_1(what_is_no_key_is_refused),
    TEST_1(e_56_a_key_is_shown_in_eight_groups_of_four),
    TEST_1(any_one_wrong_digit_is_noticed), TEST_1(any_bytes_do_no_harm))
