/*
 * data/resources.json: what the fields of an answer are.
 *
 *	"Cart": {"objectType": "Cart", "ours": true, "fields": {
 *	 "id": {"type": "string", "enum": [...], "note": "..."}}}
 *
 * type is string, integer, number, boolean, datetime, object, a resource's
 * name, one of these with [] behind, or map<string,string>. objectType is
 * absent where answers have none; ours marks what the reference has not.
 */
#ifndef KONTOR_API_RESOURCES_H
#define KONTOR_API_RESOURCES_H

#include <jansson.h>

#include "api/api.h"

/* All of them, by name; lives as long as the arena. NULL: the file is no JSON
 * (the build looks at that). */
const json_t *resources_open(struct arena *arena);
/* NULL when there is none. */
const json_t *resource_find(const json_t *resources, const char *name);
/* "Order" of "Order[]", in the arena. */
const char *resource_item(struct arena *arena, const char *type);

/*
 * Those that the rows of these areas answer with, and what they hold, each
 * once, in the order of the file: names ended by NULL. more: further names to
 * begin with, ended by NULL.
 */
const char **resources_used(struct arena *arena, const json_t *resources,
    const struct api_area *areas, const char *const *more);

#endif
