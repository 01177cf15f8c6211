/*
 * Streaming JSON writer. Reading JSON is jansson's, checking it is
 * http/field.c's.
 */
#include "base/json.h"

#include <string.h>

#include "base/day.h"

void json_start(struct json_out *json, struct text *out)
{
	json->out = out;
	json->comma = false;
}

/* Eight bytes at once: is one of them below a blank, a quote or a backslash?
 * Also true for some words that hold none, never false for one that does. */
static bool has_escape(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101, highs = ones << 7;
	uint64_t quote = word ^ ones * '"';
	uint64_t slash = word ^ ones * '\\';

	return ((((word - ones * ' ') & ~word) | ((quote - ones) & ~quote) |
		    ((slash - ones) & ~slash)) &
		   highs) != 0;
}

/* How many bytes from the start stand for themselves. */
static size_t plain_length(const char *bytes, size_t length)
{
	size_t n = 0;
	uint64_t word;

	for (; n + sizeof(word) <= length; n += sizeof(word)) {
		memcpy(&word, bytes + n, sizeof(word));
		if (has_escape(word))
			break;
	}
	while (n < length && (unsigned char)bytes[n] >= ' ' &&
	       bytes[n] != '"' && bytes[n] != '\\')
		n++;
	return n;
}

static void add_escape(struct text *out, unsigned char c)
{
	if (c == '"' || c == '\\')
		text_addf(out, "\\%c", c);
	else if (c == '\n')
		text_add(out, "\\n");
	else
		text_addf(out, "\\u%04x", c);
}

static void add_string(struct text *out, const char *bytes, size_t length)
{
	size_t plain = plain_length(bytes, length);
	char *at;

	if (plain == length) { /* nearly all: in one go */
		at = text_extend(out, length + 2);
		at[0] = at[length + 1] = '"';
		memcpy(at + 1, bytes, length);
		return;
	}
	text_add_char(out, '"');
	while (plain < length) {
		text_add_n(out, bytes, plain);
		add_escape(out, (unsigned char)bytes[plain]);
		bytes += plain + 1;
		length -= plain + 1;
		plain = plain_length(bytes, length);
	}
	text_add_n(out, bytes, length);
	text_add_char(out, '"');
}

static void begin(struct json_out *json, const char *key)
{
	if (json->comma)
		text_add_char(json->out, ',');
	if (key != NULL) {
		add_string(json->out, key, strlen(key));
		text_add_char(json->out, ':');
	}
	json->comma = true;
}

void json_object_begin(struct json_out *json, const char *key)
{
	begin(json, key);
	text_add_char(json->out, '{');
	json->comma = false;
}

void json_object_end(struct json_out *json)
{
	text_add_char(json->out, '}');
	json->comma = true;
}

void json_array_begin(struct json_out *json, const char *key)
{
	begin(json, key);
	text_add_char(json->out, '[');
	json->comma = false;
}

void json_array_end(struct json_out *json)
{
	text_add_char(json->out, ']');
	json->comma = true;
}

void json_text_n(
    struct json_out *json, const char *key, const char *value, size_t length)
{
	begin(json, key);
	add_string(json->out, value, length);
}

void json_text(struct json_out *json, const char *key, const char *value)
{
	if (value != NULL)
		json_text_n(json, key, value, strlen(value));
}

void json_int(struct json_out *json, const char *key, int64_t value)
{
	begin(json, key);
	text_add_int(json->out, value);
}

void json_bool(struct json_out *json, const char *key, bool value)
{
	begin(json, key);
	text_add(json->out, value ? "true" : "false");
}

void json_null_value(struct json_out *json, const char *key)
{
	begin(json, key);
	text_add(json->out, "null");
}

void json_money(struct json_out *json, const char *key, struct money value)
{
	char decimal[32];

	money_decimal(value.minor, currency_exponent(value.currency), decimal,
	    sizeof(decimal));
	begin(json, key);
	text_add(json->out, decimal);
}

void json_instant(struct json_out *json, const char *key, int64_t instant)
{
	char text[INSTANT_TEXT];

	instant_text(instant, text);
	json_text(json, key, text);
}
