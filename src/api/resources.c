/*
 * Reads data/resources.json, which is compiled in, and follows its names. What
 * is made of it, openapi.c and reference.c know.
 */
#include "api/resources.h"

#include <string.h>

#include "base/embedded.h"

static void close_json(void *value)
{
	json_decref(value);
}

const json_t *resources_open(struct arena *arena)
{
	const struct embedded *file = embedded_find("data/resources.json");
	json_t *resources = file == NULL ? NULL
					 : json_loadb(file->bytes, file->length,
					       JSON_REJECT_DUPLICATES, NULL);

	if (resources != NULL)
		arena_defer(arena, close_json, resources);
	return resources;
}

const json_t *resource_find(const json_t *resources, const char *name)
{
	return name == NULL ? NULL : json_object_get(resources, name);
}

const char *resource_item(struct arena *arena, const char *type)
{
	size_t n = strlen(type);

	if (n > 2 && strcmp(type + n - 2, "[]") == 0)
		n -= 2;
	return arena_dup_n(arena, type, n);
}

/* ---- those in use ---- */

struct used {
	struct arena *arena;
	const json_t *resources;
	json_t *seen;
};

static void use(struct used *used, const char *name)
{
	const json_t *resource = resource_find(used->resources, name);
	const char *key;
	json_t *field;

	if (resource == NULL || json_object_get(used->seen, name) != NULL)
		return;
	json_object_set_new(used->seen, name, json_true());
	json_object_foreach(json_object_get(resource, "fields"), key, field)
	    use(used, resource_item(used->arena,
			  json_string_value(json_object_get(field, "type"))));
}

const char **resources_used(struct arena *arena, const json_t *resources,
    const struct api_area *areas, const char *const *more)
{
	struct used used = { arena, resources, json_object() };
	const char **names =
	    ARENA_ARRAY(arena, const char *, json_object_size(resources) + 1);
	const char *name;
	const json_t *resource;
	size_t n = 0;

	arena_defer(arena, close_json, used.seen);
	for (; *more != NULL; more++)
		use(&used, *more);
	for (const struct api_area *area = areas; area->id; area++)
		for (const struct route *r = area->routes; r->method; r++)
			use(&used, ((const struct api_route_info *)r->more)
				       ->answer.resource);
	json_object_foreach((json_t *)resources, name, resource)
	{
		(void)resource;
		if (json_object_get(used.seen, name) != NULL)
			names[n++] = name;
	}
	names[n] = NULL;
	return names;
}
