/*
 * CSV as files really are.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "catalog/csv.h"

static FILE *file_of(const char *bytes, size_t length)
{
	FILE *in = tmpfile();

	CHECK(in != NULL);
	CHECK_INT(length, fwrite(bytes, 1, length, in));
	rewind(in);
	return in;
}

/* All rows as "line:field|field;" and faults as "line!reason;". */
static void read_all(const char *bytes, size_t length, char *ret_text)
{
	FILE *in = file_of(bytes, length);
	struct csv_file *csv = csv_file_open(in);
	struct csv_row row;
	const char *reason;
	enum csv_result result;
	char *at = ret_text;

	*at = '\0';
	while ((result = csv_file_next(csv, &row, &reason)) != CSV_END) {
		CHECK(result == CSV_ROW || result == CSV_BAD);
		at += sprintf(
		    at, "%d%c", (int)row.line, result == CSV_ROW ? ':' : '!');
		if (result == CSV_BAD)
			at += sprintf(at, "%s", reason);
		for (size_t i = 0; result == CSV_ROW && i < row.count; i++)
			at += sprintf(at, "%s%s", i ? "|" : "", row.fields[i]);
		at += sprintf(at, ";");
	}
	csv_file_close(csv);
	fclose(in);
}

#define BYTES(text) (text), sizeof(text) - 1

TEST(rows_know_their_lines)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *want;
	} cases[] = {
		{ BYTES("a,b\nc,d\n"), "1:a|b;2:c|d;" },
		{ BYTES("a,b\r\nc,d\r\n"), "1:a|b;2:c|d;" },
		{ BYTES("a,b\nc,d"), "1:a|b;2:c|d;" },
		{ BYTES("\xef\xbb\xbf"
			"a,b\n"),
		    "1:a|b;" },
		{ BYTES("\n\r\n  \na,b\n\n\nc,d\n"), "4:a|b;7:c|d;" },
		{ BYTES("\"a,1\",\"say \"\"hi\"\"\"\n"), "1:a,1|say \"hi\";" },
		{ BYTES("\"two\nlines\",x\ny,z\n"), "1:two\nlines|x;3:y|z;" },
		{ BYTES("\"two\r\nlines\",x\r\ny,z\r\n"),
		    "1:two\r\nlines|x;3:y|z;" },
		{ BYTES(" a , b \n"), "1:a|b;" },
		{ BYTES("a,,\n,\n"), "1:a||;2:|;" },
		{ BYTES("ключ,值\n"), "1:ключ|值;" },
		{ BYTES(""), "" },
		{ BYTES("\xef\xbb\xbf"), "" },
	};
	char got[500];

	for (size_t i = 0; i < COUNT(cases); i++) {
		read_all(cases[i].bytes, cases[i].length, got);
		CHECK_TEXT(cases[i].want, got);
	}
}

TEST(a_broken_row_is_named_and_the_next_one_read)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *want;
	} cases[] = {
		{ BYTES("a,b\nc,d\"e\nf,g\n"),
		    "1:a|b;2!a quote in the wrong place;3:f|g;" },
		{ BYTES("a,\"b\"c\nx,y\n"),
		    "1!a quote in the wrong place;2:x|y;" },
		{ BYTES("a,b\n\"c,d\ne,f\n"),
		    "1:a|b;2!the last field has no closing quote;" },
		{ BYTES("a,\xff\nc,d\n"), "1!not UTF-8 text;2:c|d;" },
		{ BYTES("a,\"\xff\n\",b\nc,d\n"), "1!not UTF-8 text;3:c|d;" },
		{ BYTES("a,b\0\nc,d\n"), "1!a zero byte;2:c|d;" },
		{ BYTES("a,b\rc,d\ne,f\n"),
		    "1!a carriage return without a line feed;2:e|f;" },
	};
	char got[500];

	for (size_t i = 0; i < COUNT(cases); i++) {
		read_all(cases[i].bytes, cases[i].length, got);
		CHECK_TEXT(cases[i].want, got);
	}
}

TEST(a_missing_quote_does_not_swallow_a_large_file)
{
	size_t size = 1 << 20;
	char *bytes = malloc(size), *got = malloc(1 << 22);

	memset(bytes, 'x', size);
	memcpy(bytes, "a,\"b", 4);
	for (size_t i = 99; i < size; i += 100)
		bytes[i] = '\n';
	read_all(bytes, size, got);
	CHECK(strncmp(got, "1!a field is too long; is a quote missing?;", 40) ==
	      0);
	CHECK(strlen(got) > 100000); /* the rest is read */
	free(bytes);
	free(got);
}

TEST(a_line_longer_than_a_piece_is_one_row)
{
	size_t size = 150000;
	char *bytes = malloc(size + 6), *got = malloc(400000);

	memset(bytes, 'x', size);
	memcpy(bytes + size, ",y\na,b", 6);
	read_all(bytes, size + 6, got);
	CHECK_INT('x', got[2]);
	CHECK_TEXT("|y;2:a|b;", got + 2 + size);
	free(bytes);
	free(got);
}

TEST(too_many_columns_are_refused)
{
	char bytes[400], got[600];

	memset(bytes, ',', 200);
	memcpy(bytes + 200, "\na,b\n", 5);
	read_all(bytes, 205, got);
	CHECK_TEXT("1!too many columns;2:a|b;", got);
}

RUN_TESTS(TEST_1(rows_know_their_lines),
    TEST_1(a_broken_row_is_named_and_the_next_one_read),
    TEST_1(a_missing_quote_does_not_swallow_a_large_file),
    TEST_1(a_line_longer_than_a_piece_is_one_row),
    TEST_1(too_many_columns_are_refused))
