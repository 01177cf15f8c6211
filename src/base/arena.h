/*
 * Memory of one request, one CLI verb or one job: everything is freed at its
 * end, so domain code has no free(). Leaves sharing between threads to others.
 */
#ifndef KONTOR_BASE_ARENA_H
#define KONTOR_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;
struct arena_closer;

struct arena {
	struct arena_block *blocks;
	struct arena_closer *closers; /* run by arena_done, last first */
};

void arena_init(struct arena *arena);
/* Runs the deferred calls, last first, then frees all memory. */
void arena_done(struct arena *arena);

/* Zeroed, aligned for anything. Never NULL: without memory the process says
 * so and stops, because no half-done request may be answered. */
void *arena_alloc(struct arena *arena, size_t size);
/* A larger copy of old_size bytes at old; the last allocation grows in place */
void *arena_grow(
    struct arena *arena, void *old, size_t old_size, size_t new_size);
/*
 * For lists that grow one by one: items with room for at least one more than
 * count. Doubles; room starts at 0, items at NULL.
 */
void *arena_room(struct arena *arena, void *items, size_t count, size_t *room,
    size_t item_size);
#define ARENA_ROOM(arena, items, count, room)                                  \
	((items) = arena_room(                                                 \
	     (arena), (items), (count), &(room), sizeof(*(items))))
/* NULL gives NULL. */
char *arena_dup(struct arena *arena, const char *text);
char *arena_dup_n(struct arena *arena, const char *bytes, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args);
/* Calls fn(ptr) in arena_done: for statements, files, library handles. */
void arena_defer(struct arena *arena, void (*fn)(void *), void *ptr);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n)                                            \
	((type *)arena_alloc((arena), sizeof(type) * (size_t)(n)))

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
