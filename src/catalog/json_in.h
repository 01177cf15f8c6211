/*
 * A JSON document with the place of each value, so that every fault can be
 * said with its path. What values mean is the caller's.
 */
#ifndef KONTOR_CATALOG_JSON_IN_H
#define KONTOR_CATALOG_JSON_IN_H

#include <jansson.h>

#include "catalog/import.h"

struct json_in {
	struct import *import;
	const json_t *value; /* NULL: absent */
	const char *path;    /* "products[3].skus[0]" */
};

/* The member; absent ones have value NULL. */
struct json_in json_in_get(const struct json_in *in, const char *key);
struct json_in json_in_at(const struct json_in *in, size_t index);
/* Says members that are not in known (ended by NULL); false when it is no
 * object. */
bool json_in_object(const struct json_in *in, const char *const *known);
/* 0 unless it is an array; says so when it is something else, or absent but
 * needed. */
size_t json_in_array(const struct json_in *in, bool needed);
/* Text of at most max bytes without control characters; absent gives
 * otherwise, which NULL makes a fault. Never NULL. */
const char *json_in_text(
    const struct json_in *in, size_t max, const char *otherwise);
/* One of the choices (ended by NULL). */
const char *json_in_choice(const struct json_in *in, const char *const *choices,
    const char *otherwise);
int64_t json_in_int(
    const struct json_in *in, int64_t min, int64_t max, int64_t otherwise);

#endif
