/*
 * JSON out: a streaming writer straight into a text buffer. Compact, no BOM,
 * absent values left out (api.md 1.5). JSON in is jansson.
 */
#ifndef KONTOR_BASE_JSON_H
#define KONTOR_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/money.h"
#include "base/text.h"

struct json_out {
	struct text *out;
	bool comma; /* the next value needs one before it */
};

void json_start(struct json_out *json, struct text *out);
/* key is NULL inside arrays and at the top. */
void json_object_begin(struct json_out *json, const char *key);
void json_object_end(struct json_out *json);
void json_array_begin(struct json_out *json, const char *key);
void json_array_end(struct json_out *json);
void json_text(struct json_out *json, const char *key, const char *value);
void json_text_n(
    struct json_out *json, const char *key, const char *value, size_t length);
void json_int(struct json_out *json, const char *key, int64_t value);
void json_bool(struct json_out *json, const char *key, bool value);
void json_null_value(struct json_out *json, const char *key);
/* An exact decimal number, by the exponent of its currency: 1200.50 */
void json_money(struct json_out *json, const char *key, struct money value);
/* "2021-06-18T09:24:00Z" */
void json_instant(struct json_out *json, const char *key, int64_t instant);
/* json_text leaves a NULL value out. Names keep clear of jansson's. */

#endif
