/*
 * Slices of long jobs. The lanes are the writer's.
 */
#include "db/slice.h"

#include "db/engine.h"

struct slice {
	struct command command; /* first: the writer gives it back */
	struct ctx cx;
	struct error (*work)(struct ctx *cx, void *what);
	void *what;
};

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

struct error slice_in_writer(struct writer *writer, struct ctx *cx,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct slice slice = { .cx = *cx, .work = work, .what = what };
	struct arena arena;
	struct error e;

	arena_init(&arena);
	slice.cx.arena = &arena;
	slice.command.effects = slice_effects;
	slice.command.lane = LANE_BACKGROUND;
	e = error_keep(cx->arena, writer_call(writer, &slice.command));
	arena_done(&arena);
	return e;
}

struct error slice_in_reader(struct db_readers *readers, struct ctx *cx,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct ctx inner = *cx;
	struct arena arena;
	struct error e = readers_begin(readers, &inner.tx);

	if (e.code)
		return e;
	arena_init(&arena);
	inner.arena = &arena;
	e = error_keep(cx->arena, work(&inner, what));
	readers_end(readers, inner.tx);
	arena_done(&arena);
	return e;
}

struct error slice_here(struct ctx *cx,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct ctx inner = *cx;
	struct arena arena;
	struct error e, released;

	if ((e = tx_savepoint(cx->tx)).code)
		return e;
	arena_init(&arena);
	inner.arena = &arena;
	e = work(&inner, what);
	if (e.code)
		tx_rollback_to(cx->tx);
	e = error_keep(cx->arena, e);
	arena_done(&arena);
	released = tx_release(cx->tx);
	return e.code ? e : released;
}
