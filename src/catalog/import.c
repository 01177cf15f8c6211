/*
 * Said lines and the verdict of imports. Leaves formats and rows to
 * the import of each thing.
 */
#include "catalog/import.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include <unicode/uloc.h>

#include "base/text.h"
#include "i18n/i18n.h"

bool import_must_stop(struct import *import)
{
	return import->stopping != NULL && import->stopping(import);
}

struct error import_slice(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	if (import_must_stop(import))
		return fail(ERR_STOPPING, NULL);
	return import->slice(import, work, what);
}

/* To be read by problem, and in English by say. */
static void told(struct import *import, struct arena *arena, int64_t line,
    const char *place, const char *head, const char *const *parts)
{
	const char *kept = message_keep(arena, parts);

	import->bad++;
	if (import->problem != NULL)
		import->problem(import, line, place, kept);
	import->say(import, true,
	    arena_printf(arena, "%s%s", head, message_kept_plain(arena, kept)));
}

void import_bad_line_parts(struct import *import, int64_t line,
    const char *column, const char *const *parts)
{
	struct arena arena;

	arena_init(&arena);
	told(import, &arena, line, column,
	    arena_printf(&arena, "line %" PRId64 ": %s%s", line,
		column ? column : "", column ? ": " : ""),
	    parts);
	arena_done(&arena);
}

void import_bad_place_parts(
    struct import *import, const char *place, const char *const *parts)
{
	struct arena arena;

	arena_init(&arena);
	told(import, &arena, 0, place, arena_printf(&arena, "%s: ", place),
	    parts);
	arena_done(&arena);
}

const char *import_number(struct import *import, int64_t number)
{
	return arena_printf(import->cx->arena, "%" PRId64, number);
}

void import_say(struct import *import, const char *format, ...)
{
	char text[700];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	import->say(import, false, text);
}

struct error import_verdict(struct import *import)
{
	char count[24];

	if (import->bad == 0)
		return OK;
	snprintf(count, sizeof(count), "%" PRId64, import->bad);
	return fail_with(import->cx->arena, ERR_IMPORT_LINES, NULL,
	    HOLES({ "count", count }));
}

bool country_is_known(const char *code)
{
	/* markets without an ISO code of their own, Kosovo */
	static const char *const own[] = { "XE", "XJ", "XK", "XS", NULL };

	if (code == NULL || strlen(code) != 2)
		return false;
	for (size_t i = 0; own[i] != NULL; i++)
		if (strcmp(own[i], code) == 0)
			return true;
	for (const char *const *iso = uloc_getISOCountries(); *iso; iso++)
		if (strcmp(*iso, code) == 0)
			return true;
	return false;
}
