/*
 * Text to text, in order: forms, query strings, provisioning contexts.
 */
#ifndef KONTOR_BASE_PAIRS_H
#define KONTOR_BASE_PAIRS_H

#include <stddef.h>

struct field_pair {
	const char *key;
	const char *value;
};

struct field_map {
	size_t count;
	struct field_pair *pairs;
};

#endif
