/*
 * Maps of texts to and from JSON. What the keys mean, the cart's rules say.
 */
#include "orders/map_json.h"

#include <jansson.h>

#include "base/json.h"
#include "base/text.h"

const char *map_to_json(struct arena *arena, const struct field_map *map)
{
	struct text text;
	struct json_out json;

	if (map->count == 0)
		return NULL;
	text_init(&text, arena);
	json_start(&json, &text);
	json_object_begin(&json, NULL);
	for (size_t i = 0; i < map->count; i++)
		json_text(&json, map->pairs[i].key, map->pairs[i].value);
	json_object_end(&json);
	return text.bytes;
}

struct field_map map_from_json(struct arena *arena, const char *json)
{
	struct field_map map = { 0, NULL };
	json_t *object;
	json_t *value;
	const char *key;

	if (json == NULL)
		return map;
	object = json_loads(json, 0, NULL);
	map.pairs =
	    ARENA_ARRAY(arena, struct field_pair, json_object_size(object) + 1);
	json_object_foreach(object, key, value)
	{
		if (!json_is_string(value))
			continue;
		map.pairs[map.count].key = arena_dup(arena, key);
		map.pairs[map.count++].value =
		    arena_dup(arena, json_string_value(value));
	}
	json_decref(object);
	return map;
}

struct field_map map_with(struct arena *arena, const struct field_map *map,
    const char *key, const char *value)
{
	struct field_map with = {
		.pairs = ARENA_ARRAY(arena, struct field_pair, map->count + 1),
	};

	for (size_t i = 0; i < map->count; i++)
		if (!text_same_nocase(map->pairs[i].key, key))
			with.pairs[with.count++] = map->pairs[i];
	with.pairs[with.count++] = (struct field_pair){ key, value };
	return with;
}
