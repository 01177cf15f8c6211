/*
 * Compiled templates, shared by mustache_parse.c and mustache_set.c, which
 * make them, and mustache.c, which renders them. Of no use to anybody else.
 */
#ifndef KONTOR_BASE_MUSTACHE_PRIVATE_H
#define KONTOR_BASE_MUSTACHE_PRIVATE_H

#include "base/mustache.h"

enum node_kind {
	NODE_TEXT,
	NODE_VALUE,
	NODE_SECTION,
	NODE_INVERTED,
	NODE_PARTIAL,
	NODE_DYNAMIC, /* the partial whose name is a value */
	NODE_MESSAGE,
};

/* Parts are interned: within a set the same name is the same pointer. */
struct mustache_name {
	size_t count;
	const char **parts;
};

struct mustache_hole {
	const char *text; /* between the braces */
	size_t length;
	const struct mustache_name *name;
};

struct mustache_template;

struct mustache_node {
	enum node_kind kind;
	bool line_start;  /* of text: a partial's indentation goes before it */
	bool raw;         /* of values: not escaped */
	bool standalone;  /* of partials: alone on their line */
	size_t end;       /* of sections: the node after the last inside */
	const char *text; /* text, message; of partials: indentation */
	size_t length;
	const struct mustache_name *name;
	struct mustache_template *partial;
	size_t hole_count; /* of messages */
	const struct mustache_hole *holes;
};

struct mustache_template {
	struct mustache_template *next;
	const char *name;
	bool defined; /* false: only named by others */
	bool raw;     /* has something unescaped */
	struct mustache_node *nodes;
	size_t count;
};

struct arena *mustache_arena(struct mustache_set *set);
const char *mustache_intern(
    struct mustache_set *set, const char *name, size_t length);
/* The one of that name; made, not yet defined, when it is new: partials may
 * be named before they are added. */
struct mustache_template *mustache_template_of(
    struct mustache_set *set, const char *name, size_t length);
bool mustache_parse(struct mustache_set *set,
    struct mustache_template *template, const char *bytes, size_t length,
    const char **ret_problem);
/* NULL when nobody added or named it. */
const struct mustache_template *mustache_set_find(
    const struct mustache_set *set, const char *name);

#endif
