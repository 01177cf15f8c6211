/*
 * Mustache templates over plain structs and field tables: compiled once,
 * escaped by default. Passes the public Mustache test data. Texts to
 * translate and views are the host's.
 *
 * For authors of templates
 *
 *   names        src/web/templates/orders/show.mustache is "orders/show",
 *                src/portal/templates/software.mustache "portal/software",
 *                src/operator/templates/keys.mustache "operator/keys".
 *   {{name}}     a value, escaped: safe in text and in quoted attributes. The
 *                innermost view that has the name answers; {{a.b}} goes into
 *                objects. A name nobody has writes nothing.
 *   {{#rows}} …  a list repeats, once for each row; rows see outer names too.
 *   {{/rows}}    A list of texts: VIEW_LIST of view_text, each is {{.}}.
 *   {{#order}}   an object is entered when it is there; a text when it is not
 *                empty ({{.}} is the text); a number when not 0; a bool.
 *   {{^rows}}    the opposite: nothing there, empty, 0, false, unknown.
 *   {{> parts/badge}}  another template with the same views. Alone on a
 *                line, its lines are indented like the tag.
 *   {{> *page}}  the partial whose name is the text "page" of the view: a
 *                frame can hold any page.
 *   {{! note }}  a comment.
 *   {{_ At most {max} seats.}}  a message: whole sentences, no markup inside,
 *                may go over several lines. It is translated, escaped, and
 *                its holes are filled from the view ({a.b} works). A
 *                hole nobody has stays as it is, so that it is seen.
 *                Plurals: let the view carry ready text of message_plural.
 *   {{_(verb) Open}}  the same with a context: one English text that other
 *                languages say in two ways ("verb\004Open" in the catalogue).
 *   {{{name}}}, {{&name}}  unescaped, only for the public test data: a test
 *                refuses them in our templates.
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
	VIEW_SECRET, /* the same; the host learns where it was written */
	VIEW_CHARS,  /* char [n], a string inside the struct; "" is false */
	VIEW_INT,    /* int64_t, written plainly; 0 is false */
	VIEW_BOOL,   /* bool; written as nothing */
	VIEW_OBJECT, /* pointer to a struct, by view; NULL is false */
	VIEW_LIST,   /* struct view_list: a section repeats, empty is false */
	VIEW_INLINE, /* a struct inside this struct, by view */
	VIEW_CALL,   /* first in its table: get() answers every name */
};

struct view_list {
	size_t count;
	const void *items; /* structs one after the other */
};

/* A value with its table; a stack of these is the context. */
struct view {
	const struct view_field *fields;
	const void *data;
};

/* What a name stands for. */
struct view_value {
	enum view_kind kind;   /* VIEW_END: nothing of that name */
	const char *text;      /* of VIEW_TEXT, VIEW_SECRET and VIEW_CHARS */
	int64_t number;        /* of VIEW_INT and VIEW_BOOL */
	struct view view;      /* of VIEW_OBJECT and VIEW_INLINE */
	struct view_list list; /* of VIEW_LIST, and of its items: */
	const struct view_field *item_view;
	size_t item_size;
};

struct view_field {
	enum view_kind kind;
	const char *name;
	size_t offset;
	const struct view_field *view; /* of objects and list items */
	size_t item_size;              /* of list items */
	/* of VIEW_CALL; name is "." for the value itself */
	struct view_value (*get)(const void *data, const char *name);
};

/*
 * static const struct view_field row_view[] = {
 *	VIEW(TEXT, struct row, title),
 *	VIEW(BOOL, struct row, passed),
 *	VIEW_FIELD_END
 * };
 * static const struct view_field page_view[] = {
 *	VIEW_OF(LIST, struct page, rows, row_view, struct row),
 *	VIEW_OF(OBJECT, struct page, order, order_view, struct order),
 *	VIEW_FIELD_END
 * };
 * A member of another type than its kind does not compile.
 */
#define VIEW_FIELD_END                                                         \
	{                                                                      \
		.kind = VIEW_END                                               \
	}
#define VIEW(kind_, type_, member_)                                            \
	{                                                                      \
		.kind = VIEW_##kind_, .name = #member_,                        \
		.offset = VIEW_OFFSET(kind_, type_, member_)                   \
	}
#define VIEW_OF(kind_, type_, member_, view_, item_)                           \
	{                                                                      \
		.kind = VIEW_##kind_, .name = #member_,                        \
		.offset = VIEW_OFFSET(kind_, type_, member_), .view = (view_), \
		.item_size = sizeof(item_)                                     \
	}
#define VIEW_OFFSET(kind_, type_, member_)                                     \
	(offsetof(type_, member_) + VIEW_IS_##kind_(((type_ *)0)->member_))
/* 0 when the type fits, else an error */
#define VIEW_IS_TEXT(m) _Generic((m), const char * : 0, char * : 0)
#define VIEW_IS_SECRET(m) VIEW_IS_TEXT(m)
#define VIEW_IS_CHARS(m)                                                       \
	(0 * sizeof(char[_Generic(&(m), char **: -1, const char **: -1, \
	    default: 1)]))
#define VIEW_IS_INT(m) _Generic((m), int64_t : 0)
#define VIEW_IS_BOOL(m) _Generic((m), bool : 0)
#define VIEW_IS_LIST(m) _Generic((m), struct view_list : 0)
#define VIEW_IS_OBJECT(m)                                                      \
	(0 * sizeof(char[sizeof(m) == sizeof(void *) ? 1 : -1]))
#define VIEW_IS_INLINE(m) (0 * sizeof(m))

/* Of the items of a list of texts (const char *): {{.}} is the text. */
extern const struct view_field view_text[];
extern const struct view_field view_secret[]; /* of secret texts */

/*
 * Templates, compiled. Filled at start by one thread, then read only and
 * shared by all threads.
 */
struct mustache_set;
struct mustache_set *mustache_set_new(void);
void mustache_set_free(struct mustache_set *set); /* NULL is fine */
/* Copies what it keeps. False when malformed; *ret_problem (memory of the
 * set) then says what and in which line. */
bool mustache_set_add(struct mustache_set *set, const char *name,
    const char *bytes, size_t length, const char **ret_problem);
/* All embedded templates; NULL when one is malformed or names a partial that
 * does not exist; *ret_problem (in the arena) then says which. */
struct mustache_set *mustache_set_embedded(
    struct arena *arena, const char **ret_problem);
/* A partial that is named but was not added; NULL when there is none. */
const char *mustache_set_missing(const struct mustache_set *set);
bool mustache_set_has(const struct mustache_set *set, const char *name);
/* Calls fn for each message, for tests of catalogues. */
void mustache_set_messages(const struct mustache_set *set,
    void (*fn)(void *data, const char *template_name, const char *text),
    void *data);
/* A template with {{{ or {{&; NULL when there is none. */
const char *mustache_set_unescaped(const struct mustache_set *set);

struct mustache_host {
	const struct mustache_set *set;
	/* The translation of a message (with its context); NULL leaves it as
	 * it is. */
	const char *(*message)(void *data, const char *text);
	void *data;
	struct secret_spans *secrets; /* each VIEW_SECRET adds one; or NULL */
	/* A partial that is rendered already: its name and what came out. */
	const char *ready_name;
	const struct text *ready;
};

/*
 * Renders a named template. stack[0] is the outermost view; outer views stay
 * visible in inner sections. A missing partial writes nothing
 * (mustache_set_embedded refuses it before). False when the template is
 * missing or partials never end; *ret_problem (out's arena) then says so,
 * and out holds what was written until then.
 */
bool mustache_render(const struct mustache_host *host, const char *name,
    const struct view *stack, size_t depth, struct text *out,
    const char **ret_problem);

#endif
