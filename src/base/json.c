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

static void add_string(struct text *out, const char *bytes, size_t length)
{
	size_t plain = 0;

	text_add_char(out, '"');
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		text_add_n(out, bytes + plain, i - plain);
		plain = i + 1;
		if (c == '"' || c == '\\')
			text_addf(out, "\\%c", c);
		else if (c == '\n')
			text_add(out, "\\n");
		else
			text_addf(out, "\\u%04x", c);
	}
	text_add_n(out, bytes + plain, length - plain);
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

void json_text_n(struct json_out *json, const char *key, const char *value,
    size_t length)
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
