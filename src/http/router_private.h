/*
 * Inside of router*.c: the tries, one per prefix.
 */
#ifndef KONTOR_HTTP_ROUTER_PRIVATE_H
#define KONTOR_HTTP_ROUTER_PRIVATE_H

#include "http/router.h"

#define METHODS 7

struct node {
	char *literal; /* NULL: hole or rest */
	size_t count, room;
	struct node **children; /* literals, sorted after compiling */
	struct node *hole;
	struct node *rest;
	const struct route *routes[METHODS];
};

struct group {
	const struct door *door;
	const char *prefix;
	size_t order;
	struct node *root;
};

struct router {
	size_t count;
	struct group *groups; /* longest prefix first */
};

int literal_compare(const char *a, const char *b, bool loose);

#endif
