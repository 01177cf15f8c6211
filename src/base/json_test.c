/*
 * What strings look like in JSON and in addresses, whatever their length and
 * wherever the byte stands that needs an escape.
 */
#include "base/json.h"

#include <jansson.h>
#include <string.h>

#include "check.h"

static struct text written(
    struct arena *arena, const char *key, const char *bytes, size_t length)
{
	struct text out;
	struct json_out json;

	text_init(&out, arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text_n(&json, key, bytes, length);
	json_object_end(&json);
	return out;
}

TEST(every_byte_comes_back_from_every_place)
{
	static const char bytes[] = { 1, '\t', '\n', 0x1f, ' ', '!', '"', '#',
		'[', '\\', ']', 0x7f };
	struct arena arena;

	arena_init(&arena);
	for (size_t length = 1; length < 20; length++)
		for (size_t at = 0; at < length; at++)
			for (size_t i = 0; i < sizeof(bytes); i++) {
				char sent[20];
				struct text out;
				json_t *back;

				memset(sent, 'x', length);
				sent[length] = '\0';
				sent[at] = bytes[i];
				out = written(&arena, sent, sent, length);
				back =
				    json_loadb(out.bytes, out.length, 0, NULL);
				CHECK_TEXT(
				    sent, json_string_value(
					      json_object_get(back, sent)));
				json_decref(back);
			}
	arena_done(&arena);
}

TEST(strings_look_as_the_standard_says)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{ "", "{\"k\":\"\"}" },
		{ "a \"b\" \\c", "{\"k\":\"a \\\"b\\\" \\\\c\"}" },
		{ "two\nlines\t", "{\"k\":\"two\\nlines\\u0009\"}" },
		{ "Müller & Söhne 東京", "{\"k\":\"Müller & Söhne 東京\"}" },
	};
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_TEXT(cases[i].want,
		    written(&arena, "k", cases[i].value, strlen(cases[i].value))
			.bytes);
	arena_done(&arena);
}

TEST(addresses_keep_what_needs_no_escape)
{
	struct arena arena;
	struct text out;

	arena_init(&arena);
	text_init(&out, &arena);
	text_add_url(&out, "");
	text_add_url(&out, NULL);
	CHECK_TEXT("", out.bytes);
	text_add_url(&out, "a-b._~9/Z é?");
	CHECK_TEXT("a-b._~9%2FZ%20%C3%A9%3F", out.bytes);
	arena_done(&arena);
}

TEST(whole_numbers_are_written_from_least_to_greatest)
{
	static const struct {
		int64_t value;
		const char *want;
	} cases[] = {
		{ 0, "0" },
		{ -1, "-1" },
		{ 10, "10" },
		{ 9007199254740993, "9007199254740993" },
		{ INT64_MAX, "9223372036854775807" },
		{ INT64_MIN, "-9223372036854775808" },
	};
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text out;

		text_init(&out, &arena);
		text_add_int(&out, cases[i].value);
		CHECK_TEXT(cases[i].want, out.bytes);
	}
	arena_done(&arena);
}

RUN_TESTS(TEST_1(whole_numbers_are_written_from_least_to_greatest),
    TEST_1(every_byte_comes_back_from_every_place),
    TEST_1(strings_look_as_the_standard_says),
    TEST_1(addresses_keep_what_needs_no_escape))
