/*
 * Mustache templates over plain structs and field tables: compiled in,
 * escaped by default. Passes the public Mustache test data. Besides the
 * specification: {{_ text with {hole}s}} is a message, translated and escaped,
 * its holes filled from the view; {{{ is refused in our templates by lint.
 */
#ifndef KONTOR_BASE_MUSTACHE_H
#define KONTOR_BASE_MUSTACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum view_kind {
	VIEW_END = 0,
	VIEW_TEXT,   /* const char *; NULL and "" are false */
	VIEW_INT,    /* int64_t, written plainly */
	VIEW_BOOL,   /* bool */
	VIEW_OBJECT, /* pointer to a struct, by view; NULL is false */
	VIEW_LIST,   /* struct view_list: a section repeats, empty is false */
	VIEW_INLINE, /* a struct inside this struct, by view */
};

struct view_list {
	size_t count;
	const void *items;
};

struct view_field {
	enum view_kind kind;
	const char *name;
	size_t offset;
	const struct view_field *view; /* of objects and list items */
	size_t item_size;              /* of list items */
};
#define VIEW_FIELD_END { .kind = VIEW_END }
#define VIEW(kind_, type_, member_) \
	{ .kind = VIEW_##kind_, .name = #member_, .offset = offsetof(type_, member_) }
#define VIEW_OF(kind_, type_, member_, view_, item_) \
	{ .kind = VIEW_##kind_, .name = #member_, .offset = offsetof(type_, member_), \
	  .view = (view_), .item_size = sizeof(item_) }

/* A value with its table; a stack of these is the context. */
struct view {
	const struct view_field *fields;
	const void *data;
};

struct mustache_host {
	/* Source of a template or partial by name, NULL when unknown. */
	const char *(*source)(void *host, const char *name, size_t *ret_length);
	/* The translation of a message. */
	const char *(*message)(void *host, const char *text);
	void *host;
};

/*
 * Renders a named template. Outer views stay visible in inner sections.
 * False when the template or a partial is missing or malformed; *ret_problem
 * then says what and where.
 */
bool mustache_render(const struct mustache_host *host, const char *name,
    const struct view *stack, size_t depth, struct text *out,
    const char **ret_problem);

#endif
