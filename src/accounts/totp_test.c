/*
 * One-time codes against the vectors of their standards.
 */
#include "check.h"

#include <stdbool.h>

#include "accounts/totp.h"
#include "base/arena.h"

/* RFC 6238, appendix B; 20 bytes of ASCII. */
#define SECRET ((const uint8_t *)"12345678901234567890")

TEST(codes_are_those_of_rfc_6238_in_six_digits)
{
	/* the last six of the eight digits printed there */
	static const struct {
		int64_t at;
		const char *code;
	} vectors[] = { { 59, "287082" }, { 1111111109, "081804" },
		{ 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { INT64_C(20000000000), "353130" } };

	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		char code[TOTP_DIGITS + 1];

		CHECK(totp_code(SECRET, 20, vectors[i].at / 30, code));
		CHECK_TEXT(vectors[i].code, code);
		CHECK_INT(vectors[i].at / 30,
		    totp_match(SECRET, 20, vectors[i].code, vectors[i].at, 0));
	}
}

TEST(a_code_is_taken_one_step_early_and_one_late_and_no_further)
{
	/* 081804 is of step 37037036, from 1111111080 to 1111111109 */
	static const struct {
		int64_t wall;
		bool taken;
	} cases[] = { { 1111111049, false }, { 1111111050, true },
		{ 1111111080, true }, { 1111111109, true },
		{ 1111111139, true }, { 1111111140, false } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_INT(cases[i].taken ? 37037036 : 0,
		    totp_match(SECRET, 20, "081804", cases[i].wall, 0));
}

TEST(a_step_counts_once_and_none_before_it)
{
	CHECK_INT(
	    37037036, totp_match(SECRET, 20, "081804", 1111111109, 37037035));
	CHECK_INT(0, totp_match(SECRET, 20, "081804", 1111111109, 37037036));
	CHECK_INT(0, totp_match(SECRET, 20, "081804", 1111111109, 37037037));
}

TEST(what_is_no_code_matches_nothing)
{
	static const char *const typed[] = { NULL, "", "08180", "0818040",
		"......", "08180x", "081805" };

	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		CHECK_INT(0, totp_match(SECRET, 20, typed[i], 1111111109, 0));
}

TEST(the_secret_is_base32_as_rfc_4648_has_it)
{
	static const struct {
		const char *bytes, *text;
	} vectors[] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" },
		{ "foo", "MZXW6" }, { "foob", "MZXW6YQ" },
		{ "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const char *text =
		    totp_secret_text(&arena, (const uint8_t *)vectors[i].bytes,
			strlen(vectors[i].bytes));

		CHECK_TEXT(vectors[i].text, text ? text : "");
	}
	CHECK_TEXT("otpauth://totp/Kontor:ada%40contoso.example"
		   "?secret=GEZDGNBV&issuer=Kontor"
		   "&algorithm=SHA1&digits=6&period=30",
	    totp_address(&arena, "Kontor", "ada@contoso.example", "GEZDGNBV"));
	arena_done(&arena);
}

RUN_TESTS(TEST_1(codes_are_those_of_rfc_6238_in_six_digits),
    TEST_1(a_code_is_taken_one_step_early_and_one_late_and_no_further),
    TEST_1(a_step_counts_once_and_none_before_it),
    TEST_1(what_is_no_code_matches_nothing),
    TEST_1(the_secret_is_base32_as_rfc_4648_has_it))
