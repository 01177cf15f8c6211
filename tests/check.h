/*
 * Unit tests on cmocka, in sentences:
 *
 *   TEST(a_half_cent_rounds_to_the_even_cent) { CHECK_INT(2, ...); }
 *   TESTS(a_half_cent_rounds_to_the_even_cent, ...)
 */
#ifndef KONTOR_TEST_CHECK_H
#define KONTOR_TEST_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is base/error.h */

#define TEST(name) static void name(void **state __attribute__((unused)))
#define CHECK(condition) assert_true(condition)
#define CHECK_INT(want, got) assert_int_equal((intmax_t)(want), (intmax_t)(got))
#define CHECK_TEXT(want, got) assert_string_equal((want), (got))
#define CHECK_NO_TEXT(got) assert_null(got)
#define CHECK_OK(error) assert_int_equal(0, (error).code)
#define CHECK_FAILS(want, error) assert_int_equal((want), (error).code)

/* Ends the test with a line that says why, as printf does it. */
#define FAIL(...)                                                              \
	do {                                                                   \
		print_error(__VA_ARGS__);                                      \
		print_error("\n");                                             \
		_fail(__FILE__, __LINE__);                                     \
	} while (0)

#define TEST_1(t) cmocka_unit_test(t)
#define RUN_TESTS(...)                                                         \
	int main(void)                                                         \
	{                                                                      \
		const struct CMUnitTest tests[] = { __VA_ARGS__ };             \
		return cmocka_run_group_tests(tests, NULL, NULL);              \
	}

#endif
