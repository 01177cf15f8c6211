/*
 * Text: a growing buffer inside an arena, and the small questions about UTF-8
 * strings that every folder asks. Language and locale are i18n's.
 */
#ifndef KONTOR_BASE_TEXT_H
#define KONTOR_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Bytes are always NUL-terminated, so bytes may be used as a string. */
struct text {
	struct arena *arena;
	char *bytes;
	size_t length;
	size_t room;
};

/* Where secrets stand in what was written: in order, none inside another. */
struct secret_span {
	size_t from, to;
};
struct secret_spans {
	size_t count, room;
	struct secret_span *list; /* in the arena of what is written */
};

void text_init(struct text *text, struct arena *arena);
void text_add(struct text *text, const char *string);
/* Longer by that many bytes, which the caller fills: where they are. */
char *text_extend(struct text *text, size_t more);
void text_add_n(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_add_int(struct text *text, int64_t value);
void text_addf(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* & < > " ' as entities: safe in HTML text and in quoted attributes. */
void text_add_html(struct text *text, const char *string);
void text_add_html_n(struct text *text, const char *bytes, size_t length);
/* Percent-encoded for one path segment or query value. */
void text_add_url(struct text *text, const char *string);

bool text_is_utf8(const char *bytes, size_t length);
/* Characters, not bytes, of valid UTF-8. */
size_t text_width(const char *string);
bool text_empty(const char *string);          /* NULL, "" or only blanks */
bool text_same(const char *a, const char *b); /* NULL-safe strcmp == 0 */
bool text_same_nocase(const char *a, const char *b); /* ASCII letters only */
/* Enum texts of the REST API: without case and without '_' (api.md 1.1). */
bool text_same_loose(const char *a, const char *b);
bool text_starts(const char *string, const char *prefix);
char *text_lower(struct arena *arena, const char *string); /* ASCII */
char *text_upper(struct arena *arena, const char *string); /* ASCII */
/* Without blanks at both ends; control characters are left for checks. */
char *text_trim(struct arena *arena, const char *string);
/*
 * The stored folded form that lists are searched and sorted by: lower case,
 * accents taken off (ICU), blanks joined.  "Åland  Öl" -> "aland ol"
 */
char *text_fold(struct arena *arena, const char *string);
bool text_is_guid(const char *string); /* 8-4-4-4-12 hex digits, any case */
/* Whole decimal integer with optional '-': no blanks, no overflow. */
bool text_to_int(const char *string, int64_t *ret_value);

#endif
