/*
 * Typed input from field tables: JSON bodies, forms and query strings come in
 * through the same checks, so nothing reads raw input by hand. The same tables
 * print the API reference and drive generated tests.
 */
#ifndef KONTOR_HTTP_FIELD_H
#define KONTOR_HTTP_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/error.h"
#include "base/pairs.h"

enum field_kind {
	FIELD_KIND_END = 0,
	FIELD_KIND_TEXT,   /* const char *: valid UTF-8, trimmed, max characters
			      (0: 1024); JSON whole numbers are taken as text */
	FIELD_KIND_SECRET, /* const char *: as typed, never logged or echoed */
	FIELD_KIND_INT,    /* int64_t: min..max (both 0: any); numbers in text
			      are taken too */
	FIELD_KIND_BOOL,   /* bool: true/false; forms: "on", "1", "true" */
	FIELD_KIND_GUID,   /* const char *: lower case */
	FIELD_KIND_INSTANT, /* int64_t UTC seconds; has-flag beside it; the zero
			       date 0001-01-01 is absent */
	FIELD_KIND_DAY,     /* int64_t days since 1970; likewise */
	FIELD_KIND_CHOICE,  /* int: index into choices; compared loosely, or the
			       whole number of its position */
	FIELD_KIND_DECIMAL, /* const char *: exact decimal text, a JSON real is
			       refused (design.md 4) */
	FIELD_KIND_OBJECT,  /* struct at offset, by fields */
	FIELD_KIND_LIST,    /* struct field_list at offset, items by fields */
	FIELD_KIND_MAP,     /* struct field_map at offset: text to text */
};

struct field_list {
	size_t count;
	void *items; /* count structs of item_size */
};

struct field {
	enum field_kind kind;
	const char *name;  /* camelCase, as it is answered; read in any case */
	const char *alias; /* a second accepted name, or NULL */
	size_t offset;
	size_t has_offset; /* of a bool that tells "given"; 0: none */
	int64_t min, max;  /* numbers; text: max characters; list: max items */
	bool required;     /* and not "" */
	bool read_only;    /* accepted and ignored (ids, links, attributes) */
	const char *const *choices; /* ended by NULL */
	const struct field *fields;
	size_t item_size;
	bool lone_item;   /* LIST in JSON: what is no list is its only item */
	const char *help; /* N_() text for the reference page */
};
#define FIELD_END                                                              \
	{                                                                      \
		.kind = FIELD_KIND_END                                         \
	}
#define FIELD(kind_, type_, member_, ...)                                      \
	{                                                                      \
		.kind = FIELD_KIND_##kind_,                                    \
		.offset = offsetof(type_, member_), .name = #member_,          \
		__VA_ARGS__                                                    \
	}
/* The same under another name on the wire: FIELD_AS("cartId", TEXT, ...) */
#define FIELD_AS(name_, kind_, type_, member_, ...)                            \
	{                                                                      \
		.kind = FIELD_KIND_##kind_,                                    \
		.offset = offsetof(type_, member_), .name = (name_),           \
		__VA_ARGS__                                                    \
	}
/* The only entry of a table: the value itself, not a member of an object.
 * For bodies that are a bare text or list, and for lists of plain values. */
#define FIELD_ITSELF(kind_, type_, member_, ...)                               \
	FIELD_AS("", kind_, type_, member_, __VA_ARGS__)
#define FIELD_LIST_MAX 1000 /* items, when max is 0 */
#define FIELD_TEXT_MAX 1024 /* characters, when max is 0 */
#define FIELD_DEPTH_MAX 32  /* of JSON values in each other */

/* What is wrong, in the order of the table. */
struct field_errors {
	size_t count;
	struct error *list; /* field is a path: lineItems[0].quantity */
};

/*
 * Fills ret_input (zeroed by the caller, field offsets into it). Null and
 * absent are the same, and so is "" but for texts; unknown keys are ignored;
 * keys match in any case, of one key in two casings the last counts; the same
 * key twice is refused (ruling 11).
 * Everything wrong is in ret_errors; returns the first, or OK.
 */
struct error fields_from_json(struct ctx *cx, const char *bytes, size_t length,
    const struct field *fields, void *ret_input,
    struct field_errors *ret_errors);
/* pairs: decoded names and values, repeated names: the last wins, but for a
 * LIST: of structs, which forms write as name.0.member, or of plain values,
 * written as name repeated. A MAP is name.key. */
struct error fields_from_pairs(struct ctx *cx, const struct field_map *pairs,
    const struct field *fields, void *ret_input,
    struct field_errors *ret_errors);
/* application/x-www-form-urlencoded, also query strings; '+' is a blank.
 * Refuses bad escapes and NUL (ERR_FIELD_ENCODING). */
struct error pairs_decode(struct ctx *cx, const char *bytes, size_t length,
    struct field_map *ret_pairs);

#endif
