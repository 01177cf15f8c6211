/*
 * Messages that are stored and read later, each time in the reader's language:
 * the English text and what fills its holes. The lookup is message.c's.
 */
#include "i18n/i18n.h"

#include <string.h>

#include "base/text.h"

/* Between the text and the values; in no message and no value. */
#define SPLIT '\x1f'
#define HOLES_MAX 8

const char *message_keep(struct arena *arena, const char *const *parts)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, parts[0]);
	for (size_t i = 1; parts[i] != NULL; i++) {
		text_add_char(&out, SPLIT);
		for (const char *c = parts[i]; *c != '\0'; c++)
			text_add_char(&out, *c == SPLIT ? ' ' : *c);
	}
	return out.bytes;
}

/* The names of the holes of a text, in their order; how many. */
static size_t hole_names(
    struct arena *arena, const char *text, const char **names)
{
	size_t count = 0;

	while (count < HOLES_MAX && (text = strchr(text, '{')) != NULL) {
		size_t length = strcspn(++text, "{}");

		if (text[length] == '}' && length > 0)
			names[count++] = arena_dup_n(arena, text, length);
	}
	return count;
}

const char *message_keep_error(struct arena *arena, struct error error)
{
	const char *text = error_info(error.code)->message;
	const char *names[HOLES_MAX], *parts[HOLES_MAX + 2] = { text };
	size_t count = hole_names(arena, text, names);

	for (size_t i = 0; i < count; i++) {
		const struct hole *hole = error.holes;

		while (hole != NULL && hole->name != NULL &&
		       strcmp(hole->name, names[i]) != 0)
			hole++;
		parts[i + 1] =
		    hole == NULL || hole->name == NULL || hole->value == NULL
			? ""
			: hole->value;
	}
	return message_keep(arena, parts);
}

const char *message_kept(struct ctx *cx, const char *kept)
{
	struct hole holes[HOLES_MAX + 1] = { 0 };
	const char *names[HOLES_MAX];
	char *text, *rest;
	size_t count;

	if (kept == NULL)
		return NULL;
	text = rest = arena_dup(cx->arena, kept);
	strsep(&rest, "\x1f");
	count = hole_names(cx->arena, text, names);
	for (size_t i = 0; i < count && rest != NULL; i++) {
		holes[i] = (struct hole){ names[i], strsep(&rest, "\x1f") };
	}
	return message_said(cx, text, holes);
}

const char *message_kept_plain(struct arena *arena, const char *kept)
{
	struct ctx english = { .arena = arena, .locale = locales()[0] };

	return message_kept(&english, kept);
}
