/*
 * Provisioning contexts as stored: a JSON object of texts.
 */
#ifndef KONTOR_ORDERS_MAP_JSON_H
#define KONTOR_ORDERS_MAP_JSON_H

#include "base/arena.h"
#include "base/pairs.h"

/* NULL for an empty map. */
const char *map_to_json(struct arena *arena, const struct field_map *map);
/* json NULL gives an empty map. */
struct field_map map_from_json(struct arena *arena, const char *json);
/* The map with that key set anew; keys compare without case. */
struct field_map map_with(struct arena *arena, const struct field_map *map,
    const char *key, const char *value);

#endif
