/*
 * Single values of editions out of parsed JSON; for edition_read.c and
 * overlay.c only.
 */
#ifndef KONTOR_POLICY_EDITION_READ_H
#define KONTOR_POLICY_EDITION_READ_H

#include <jansson.h>

#include "policy/policy_private.h"

/* A stretch of an overlay that changes some parameters. */
struct change {
	int64_t from;
	int64_t to;
	json_t *change; /* as_edition and parameters, or set */
};

/* Writes one value into its field. */
bool parameter_read(struct arena *arena, const struct parameter *parameter,
    json_t *value, struct edition *edition);
/* All parameters; values the program has no rules for are refused. */
bool edition_values_read(
    struct arena *arena, json_t *parameters, struct edition *edition);
void json_drop(void *root); /* for arena_defer */
/* "2021-06-02T00:00:00Z"; null gives what open stands for. */
bool instant_read(json_t *value, int64_t open, int64_t *ret_instant);

/* The plain editions, cut and changed by the overlay. */
bool overlay_apply(struct arena *arena, json_t *overlay,
    const struct timeline *plain, struct timeline *ret_announced);
/* Half-open intervals that touch, ids that differ. */
bool timeline_check(const struct timeline *timeline);

#endif
