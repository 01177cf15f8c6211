/*
 * Input through field tables: JSON and forms give the same values and the
 * same complaints (api.md 1.1 and 1.5, client-quirks 5, ruling 11).
 */
#include "http/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"

static const char *const cycles[] = { "unknown", "monthly", "annual",
	"one_time", NULL };

struct line {
	const char *item;
	int64_t quantity;
	int cycle;
};
static const struct field line_fields[] = {
	FIELD_AS("catalogItemId", TEXT, struct line, item, .required = true),
	FIELD(INT, struct line, quantity, .min = 1, .max = 100),
	FIELD_AS("billingCycle", CHOICE, struct line, cycle, .choices = cycles),
	FIELD_END,
};
struct address {
	const char *country;
};
static const struct field address_fields[] = {
	FIELD(TEXT, struct address, country, .required = true, .max = 2),
	FIELD_END,
};
struct tag {
	const char *text;
};
static const struct field tag_fields[] = {
	FIELD_ITSELF(TEXT, struct tag, text, .max = 3),
	FIELD_END,
};
struct input {
	const char *id;
	const char *secret;
	const char *price;
	int64_t at, day;
	bool has_at, has_flag, flag;
	struct address address;
	struct field_list lines, tags;
	struct field_map more;
};
static const struct field fields[] = {
	FIELD(GUID, struct input, id, .alias = "identifier"),
	FIELD_AS("Password", SECRET, struct input, secret, .max = 8),
	FIELD(DECIMAL, struct input, price),
	FIELD_AS("startDate", INSTANT, struct input, at,
	    .has_offset = offsetof(struct input, has_at)),
	FIELD(DAY, struct input, day),
	FIELD(BOOL, struct input, flag,
	    .has_offset = offsetof(struct input, has_flag)),
	FIELD_AS("links", OBJECT, struct input, address,
	    .fields = address_fields, .read_only = true),
	FIELD_AS("lineItems", LIST, struct input, lines, .max = 3,
	    .fields = line_fields, .item_size = sizeof(struct line)),
	FIELD(LIST, struct input, tags, .fields = tag_fields,
	    .item_size = sizeof(struct tag)),
	FIELD(MAP, struct input, more),
	FIELD_END,
};
static const struct field outer_fields[] = {
	FIELD(OBJECT, struct input, address, .fields = address_fields,
	    .required = true),
	FIELD_END,
};

static struct arena arena;
static struct ctx cx = { .arena = &arena };
static struct input in;
static struct field_errors errors;

static struct error json_by(const struct field *table, const char *text)
{
	memset(&in, 0, sizeof in);
	return fields_from_json(&cx, text, strlen(text), table, &in, &errors);
}

static struct error json(const char *text)
{
	return json_by(fields, text);
}

static struct error form(const char *text)
{
	struct field_map pairs;
	struct error e = pairs_decode(&cx, text, strlen(text), &pairs);

	memset(&in, 0, sizeof in);
	if (e.code)
		return e;
	return fields_from_pairs(&cx, &pairs, fields, &in, &errors);
}

static const char *hole(struct error error, const char *name)
{
	for (const struct hole *h = error.holes; h && h->name; h++)
		if (strcmp(h->name, name) == 0)
			return h->value;
	return "";
}

static const struct line *line(size_t i)
{
	return (const struct line *)in.lines.items + i;
}

TEST(keys_match_in_any_case_and_the_last_of_two_casings_wins)
{
	CHECK_OK(json("{\"PASSWORD\":\"a\",\"password\":\"b\"}"));
	CHECK_TEXT("b", in.secret);
	CHECK_OK(json("{\"password\":\"b\",\"Password\":\"a\"}"));
	CHECK_TEXT("a", in.secret);
	CHECK_OK(json("{\"IDENTIFIER\":"
		      "\"0F8B7F6E-5D0C-4A3B-9A21-6F1E2D3C4B5A\"}"));
	CHECK_TEXT("0f8b7f6e-5d0c-4a3b-9a21-6f1e2d3c4b5a", in.id);
}

TEST(null_is_absent_and_unknown_and_read_only_keys_are_ignored)
{
	CHECK_OK(json("{\"id\":null,\"flag\":null,\"startDate\":null,"
		      "\"lineItems\":null,\"other\":{\"a\":[1.5]},"
		      "\"links\":7}"));
	CHECK(in.id == NULL && !in.has_at && !in.has_flag);
	CHECK_INT(0, in.lines.count);
	CHECK_OK(json("\xef\xbb\xbf{}")); /* with a BOM */
}

TEST(malformed_json_is_told_by_line_and_column)
{
	static const struct {
		const char *text, *line;
	} cases[] = {
		{ "", "1" },
		{ "{", "1" },
		{ "{\n\"a\":1,\n}", "3" },
		{ "{\"a\":1 /* no */}", "1" },
		{ "{a:1}", "1" },
		{ "{\"a\":1}\n{", "2" },
		{ "{\"a\":01}", "1" },
		{ "{\n\"a\":1,\n\"a\":2}", "3" },
		{ "{\"a\":\"\xff\"}", "1" },
		{ "{\"a\":\"\\u0000\"}", "1" },
		{ "{\"a\":NaN}", "1" },
		{ "{\"a\":'b'}", "1" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error e = json(cases[i].text);

		if (e.code != ERR_BODY_MALFORMED)
			fprintf(stderr, "%s\n", cases[i].text);
		CHECK_FAILS(ERR_BODY_MALFORMED, e);
		CHECK_TEXT(cases[i].line, hole(e, "line"));
		CHECK(atoi(hole(e, "column")) >= 1);
		CHECK(hole(e, "reason")[0] != '\0');
		CHECK(
		    text_is_utf8(hole(e, "reason"), strlen(hole(e, "reason"))));
	}
	CHECK_FAILS(ERR_BODY_NOT_OBJECT, json("[]"));
	CHECK_FAILS(ERR_BODY_NOT_OBJECT, json("\"success\""));
}

TEST(json_deeper_than_the_limit_is_refused)
{
	char text[FIELD_DEPTH_MAX * 2 + 16] = "{\"x\":";

	memset(text + 5, '[', FIELD_DEPTH_MAX - 1);
	memset(text + 5 + FIELD_DEPTH_MAX - 1, ']', FIELD_DEPTH_MAX - 1);
	strcat(text, "}");
	CHECK_OK(json(text));
	memset(text, 0, sizeof text);
	strcpy(text, "{\"x\":");
	memset(text + 5, '[', FIELD_DEPTH_MAX);
	memset(text + 5 + FIELD_DEPTH_MAX, ']', FIELD_DEPTH_MAX);
	strcat(text, "}");
	CHECK_FAILS(ERR_BODY_MALFORMED, json(text));
	CHECK_OK(
	    json("{\"x\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"}"));
}

TEST(errors_name_the_place_in_lists)
{
	CHECK_FAILS(ERR_FIELD_RANGE,
	    json("{\"LineItems\":[{\"catalogItemId\":\"a\",\"quantity\":0},"
		 "{\"quantity\":5},7]}"));
	CHECK_INT(3, errors.count);
	CHECK_TEXT("lineItems[0].quantity", errors.list[0].field);
	CHECK_TEXT("1", hole(errors.list[0], "min"));
	CHECK_TEXT("100", hole(errors.list[0], "max"));
	CHECK_INT(ERR_FIELD_MISSING, errors.list[1].code);
	CHECK_TEXT("lineItems[1].catalogItemId", errors.list[1].field);
	CHECK_INT(ERR_FIELD_TYPE, errors.list[2].code);
	CHECK_TEXT("lineItems[2]", errors.list[2].field);
	CHECK_FAILS(ERR_LINES_TOO_MANY, json("{\"lineItems\":[{},{},{},{}]}"));
	CHECK_FAILS(ERR_FIELD_TOO_LONG, json("{\"tags\":[\"abc\",\"abcd\"]}"));
	CHECK_TEXT("tags[1]", errors.list[0].field);
	CHECK_FAILS(ERR_FIELD_MISSING, json_by(outer_fields, "{}"));
	CHECK_TEXT("address", errors.list[0].field);
	CHECK_FAILS(
	    ERR_FIELD_MISSING, json_by(outer_fields, "{\"address\":{}}"));
	CHECK_TEXT("address.country", errors.list[0].field);
}

TEST(choices_compare_loosely_or_by_position)
{
	static const struct {
		const char *value;
		int want;
	} cases[] = {
		{ "\"one_time\"", 3 },
		{ "\"OneTime\"", 3 },
		{ "\"onetime\"", 3 },
		{ "\"ANNUAL\"", 2 },
		{ "2", 2 },
		{ "\"1\"", 1 },
		{ "\"unknown\"", 0 },
	};
	char text[128];

	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(text, sizeof text,
		    "{\"lineItems\":[{\"catalogItemId\":"
		    "\"a\",\"billingCycle\":%s}]}",
		    cases[i].value);
		CHECK_OK(json(text));
		CHECK_INT(cases[i].want, line(0)->cycle);
	}
	CHECK_FAILS(
	    ERR_FIELD_CHOICE, json("{\"lineItems\":[{\"catalogItemId\":"
				   "\"a\",\"billingCycle\":\"weekly\"}]}"));
	CHECK_TEXT("weekly", hole(errors.list[0], "value"));
	CHECK_TEXT("unknown, monthly, annual, one_time",
	    hole(errors.list[0], "choices"));
	CHECK_FAILS(ERR_FIELD_CHOICE, json("{\"lineItems\":[{\"catalogItemId\":"
					   "\"a\",\"billingCycle\":4}]}"));
	CHECK_TEXT("4", hole(errors.list[0], "value"));
}

TEST(numbers_and_texts_stand_in_for_each_other)
{
	CHECK_OK(json("{\"lineItems\":[{\"catalogItemId\":12,"
		      "\"quantity\":\"7\"}],\"flag\":\"true\"}"));
	CHECK_TEXT("12", line(0)->item);
	CHECK_INT(7, line(0)->quantity);
	CHECK(in.flag && in.has_flag);
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"lineItems\":[{\"catalogItemId\":"
					 "\"a\",\"quantity\":7.5}]}"));
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"lineItems\":[{\"catalogItemId\":"
					 "\"a\",\"quantity\":true}]}"));
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"flag\":1}"));
}

TEST(a_decimal_keeps_its_digits_and_a_json_real_is_refused)
{
	CHECK_OK(json("{\"price\":\"1200.50\"}"));
	CHECK_TEXT("1200.50", in.price);
	CHECK_OK(json("{\"price\":12}"));
	CHECK_TEXT("12", in.price);
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"price\":1200.50}"));
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"price\":\"1e3\"}"));
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"price\":\"1.\"}"));
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"price\":\"1,5\"}"));
}

TEST(dates_are_taken_as_clients_write_them_and_the_zero_date_is_absent)
{
	CHECK_OK(json("{\"startDate\":\"2018-06-14T00:00:00.000Z\","
		      "\"day\":\"1970-01-03\"}"));
	CHECK(in.has_at);
	CHECK_INT(1528934400, in.at);
	CHECK_INT(2, in.day);
	CHECK_OK(json("{\"startDate\":\"0001-01-01T00:00:00\"}"));
	CHECK(!in.has_at);
	CHECK_OK(json("{\"startDate\":\"0001-01-01T00:00:00Z\"}"));
	CHECK(!in.has_at);
	CHECK_OK(json("{\"startDate\":\"\"}"));
	CHECK(!in.has_at);
	CHECK_FAILS(ERR_FIELD_DATE, json("{\"startDate\":\"yesterday\"}"));
	CHECK_TEXT("yesterday", hole(errors.list[0], "value"));
	CHECK_FAILS(ERR_FIELD_GUID, json("{\"id\":\"x\"}"));
}

TEST(texts_are_trimmed_measured_in_characters_and_free_of_controls)
{
	CHECK_OK(json("{\"lineItems\":[{\"catalogItemId\":\"  a b \"}],"
		      "\"tags\":[\"\xc3\xa5\xc3\xa5\xc3\xa5\"]}"));
	CHECK_TEXT("a b", line(0)->item);
	CHECK_FAILS(ERR_FIELD_MISSING,
	    json("{\"lineItems\":[{\"catalogItemId\":\"   \"}]}"));
	CHECK_FAILS(ERR_FIELD_ENCODING,
	    json("{\"lineItems\":[{\"catalogItemId\":\"a\\u0007\"}]}"));
	CHECK_OK(json("{\"password\":\" a \"}"));
	CHECK_TEXT(" a ", in.secret);
	CHECK_FAILS(ERR_FIELD_TOO_LONG, json("{\"password\":\"123456789\"}"));
	CHECK_TEXT("8", hole(errors.list[0], "max"));
}

TEST(a_map_holds_texts)
{
	CHECK_OK(
	    json("{\"more\":{\"b\":1,\"a\":\"x\",\"n\":null,\"t\":true}}"));
	CHECK_INT(3, in.more.count);
	CHECK_TEXT("b", in.more.pairs[0].key);
	CHECK_TEXT("1", in.more.pairs[0].value);
	CHECK_TEXT("true", in.more.pairs[2].value);
	CHECK_FAILS(ERR_FIELD_TYPE, json("{\"more\":{\"a\":[]}}"));
	CHECK_TEXT("more.a", errors.list[0].field);
}

TEST(a_bare_value_may_be_the_whole_body)
{
	struct tag tag = { NULL };
	struct input list = { 0 };
	static const struct field many[] = {
		FIELD_ITSELF(LIST, struct input, tags, .fields = tag_fields,
		    .item_size = sizeof(struct tag)),
		FIELD_END,
	};

	CHECK_OK(
	    fields_from_json(&cx, "\"abc\"", 5, tag_fields, &tag, &errors));
	CHECK_TEXT("abc", tag.text);
	CHECK_OK(
	    fields_from_json(&cx, "[\"a\",\"b\"]", 9, many, &list, &errors));
	CHECK_INT(2, list.tags.count);
	CHECK_TEXT("b", ((const struct tag *)list.tags.items)[1].text);
}

TEST(forms_fill_the_same_struct)
{
	CHECK_OK(form("ID=0F8B7F6E-5D0C-4A3B-9A21-6F1E2D3C4B5A&flag=on&flag=0"
		      "&lineItems.7.catalogItemId=a+b&lineItems.7.quantity=3"
		      "&lineItems.2.catalogItemId=%C3%A5&lineItems.x.quantity=0"
		      "&tags=a&tags=b&more.Key=v&startDate="));
	CHECK_TEXT("0f8b7f6e-5d0c-4a3b-9a21-6f1e2d3c4b5a", in.id);
	CHECK(in.has_flag && !in.flag && !in.has_at);
	CHECK_INT(2, in.lines.count);
	CHECK_TEXT("å", line(0)->item);
	CHECK_TEXT("a b", line(1)->item);
	CHECK_INT(3, line(1)->quantity);
	CHECK_INT(2, in.tags.count);
	CHECK_TEXT("Key", in.more.pairs[0].key);
	CHECK_FAILS(ERR_FIELD_RANGE, form("lineItems.0.catalogItemId=a"
					  "&lineItems.0.quantity=101"));
	CHECK_TEXT("lineItems[0].quantity", errors.list[0].field);
	CHECK_FAILS(ERR_FIELD_TYPE, form("flag=perhaps"));
}

TEST(pairs_are_decoded_and_bad_ones_refused)
{
	struct field_map pairs;

	CHECK_OK(pairs_decode(&cx, "&a=1&&b+c=%26&d&=e", 18, &pairs));
	CHECK_INT(4, pairs.count);
	CHECK_TEXT("b c", pairs.pairs[1].key);
	CHECK_TEXT("&", pairs.pairs[1].value);
	CHECK_TEXT("", pairs.pairs[2].value);
	CHECK_OK(pairs_decode(&cx, "", 0, &pairs));
	CHECK_INT(0, pairs.count);
	CHECK_FAILS(ERR_FIELD_ENCODING, form("a=%"));
	CHECK_FAILS(ERR_FIELD_ENCODING, form("a=%00"));
	CHECK_FAILS(ERR_FIELD_ENCODING, form("a=%ff"));
	CHECK_FAILS(ERR_FIELD_ENCODING, pairs_decode(&cx, "a=\0b", 4, &pairs));
}

static int start(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_1(keys_match_in_any_case_and_the_last_of_two_casings_wins),
		TEST_1(
		    null_is_absent_and_unknown_and_read_only_keys_are_ignored),
		TEST_1(malformed_json_is_told_by_line_and_column),
		TEST_1(json_deeper_than_the_limit_is_refused),
		TEST_1(errors_name_the_place_in_lists),
		TEST_1(choices_compare_loosely_or_by_position),
		TEST_1(numbers_and_texts_stand_in_for_each_other),
		TEST_1(a_decimal_keeps_its_digits_and_a_json_real_is_refused),
		TEST_1(
		    dates_are_taken_as_clients_write_them_and_the_zero_date_is_absent),
		TEST_1(
		    texts_are_trimmed_measured_in_characters_and_free_of_controls),
		TEST_1(a_map_holds_texts),
		TEST_1(a_bare_value_may_be_the_whole_body),
		TEST_1(forms_fill_the_same_struct),
		TEST_1(pairs_are_decoded_and_bad_ones_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
