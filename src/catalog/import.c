/*
 * Slices, said lines and the verdict of imports. Leaves formats and rows to
 * the import of each thing.
 */
#include "catalog/import.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include <unicode/uloc.h>

#include "base/text.h"
#include "db/engine.h"

struct slice {
	struct command command; /* first: the writer gives it back */
	struct ctx cx;
	struct error (*work)(struct ctx *cx, void *what);
	void *what;
};

static bool must_stop(struct import *import)
{
	return import->stopping != NULL && import->stopping(import);
}

static struct error slice_effects(struct command *command, struct tx *tx)
{
	struct slice *slice = (struct slice *)command;

	slice->cx.tx = tx;
	return slice->work(&slice->cx, slice->what);
}

/* Holes of an error live in the slice's arena, which goes: keep them. */
static struct error error_keep(struct arena *arena, struct error e)
{
	if (e.code && e.holes != NULL)
		e = fail_with(arena, (enum error_code)e.code, e.field, e.holes);
	e.field = arena_dup(arena, e.field);
	return e;
}

struct error import_slice_writer(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct slice slice = { .cx = *import->cx, .work = work, .what = what };
	struct arena arena;
	struct error e;

	if (must_stop(import))
		return fail(ERR_STOPPING, NULL);
	arena_init(&arena);
	slice.cx.arena = &arena;
	slice.command.effects = slice_effects;
	slice.command.lane = LANE_BACKGROUND;
	e = error_keep(
	    import->cx->arena, writer_call(import->writer, &slice.command));
	arena_done(&arena);
	return e;
}

struct error import_slice_here(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct ctx cx = *import->cx;
	struct arena arena;
	struct error e;

	if (must_stop(import))
		return fail(ERR_STOPPING, NULL);
	if ((e = tx_savepoint(cx.tx)).code)
		return e;
	arena_init(&arena);
	cx.arena = &arena;
	e = work(&cx, what);
	if (e.code)
		(void)tx_rollback_to(cx.tx);
	e = error_keep(import->cx->arena, e);
	arena_done(&arena);
	if (!e.code)
		return tx_release(cx.tx);
	(void)tx_release(cx.tx);
	return e;
}

void import_bad_line(struct import *import, int64_t line, const char *column,
    const char *format, ...)
{
	char reason[512], text[700];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	snprintf(text, sizeof(text), "line %" PRId64 ": %s%s%s", line,
	    column ? column : "", column ? ": " : "", reason);
	import->bad++;
	import->say(import, true, text);
}

void import_bad_place(
    struct import *import, const char *place, const char *format, ...)
{
	char reason[512], text[1200];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	snprintf(text, sizeof(text), "%s: %s", place, reason);
	import->bad++;
	import->say(import, true, text);
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
