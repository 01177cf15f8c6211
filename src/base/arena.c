/*
 * Blocks of memory that die together. Sharing between threads and giving
 * memory back early are left out on purpose.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"

#define BLOCK_BYTES ((size_t)16 * 1024)
#define ALIGN alignof(max_align_t)

struct arena_block {
	struct arena_block *older;
	size_t used;
	size_t room;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena_closer {
	struct arena_closer *older;
	void (*fn)(void *);
	void *ptr;
};

void arena_init(struct arena *arena)
{
	arena->blocks = NULL;
	arena->closers = NULL;
}

void arena_done(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (arena->closers != NULL) {
		struct arena_closer *closer = arena->closers;

		arena->closers = closer->older;
		closer->fn(closer->ptr);
	}
	while (block != NULL) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
	arena->blocks = NULL;
}

static struct arena_block *block_add(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_BYTES / 4 ? size : BLOCK_BYTES;
	struct arena_block *block;

	if (room > SIZE_MAX - sizeof(*block))
		stop_memory(size);
	block = malloc(sizeof(*block) + room);
	if (block == NULL)
		stop_memory(size);
	block->used = 0;
	block->room = room;
	/* a block made for one big thing goes behind the current one, so that
	 * the space left there is still used */
	if (room != BLOCK_BYTES && arena->blocks != NULL) {
		block->older = arena->blocks->older;
		arena->blocks->older = block;
	} else {
		block->older = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

static void *take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t rounded;
	void *ptr;

	if (size > SIZE_MAX - ALIGN)
		stop_memory(size);
	rounded = (size + ALIGN - 1) & ~(ALIGN - 1);
	if (block == NULL || block->room - block->used < rounded)
		block = block_add(arena, rounded);
	ptr = block->bytes + block->used;
	block->used += rounded;
	return ptr;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

void *arena_grow(
    struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	void *fresh = take(arena, new_size);

	if (old_size > 0)
		memcpy(fresh, old, old_size < new_size ? old_size : new_size);
	return fresh;
}

void *arena_room(struct arena *arena, void *items, size_t count, size_t *room,
    size_t item_size)
{
	size_t more = *room == 0 ? 8 : *room * 2;

	if (count < *room)
		return items;
	if (more > SIZE_MAX / item_size)
		stop_memory(item_size);
	items = arena_grow(arena, items, count * item_size, more * item_size);
	*room = more;
	return items;
}

char *arena_dup_n(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = take(arena, length + 1);

	if (length > 0)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *arena_dup(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_dup_n(arena, text, strlen(text));
}

/* Printed into what is left of the block; again only when that is too little.
 */
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	struct arena_block *block = arena->blocks;
	size_t room = block == NULL ? 0 : block->room - block->used;
	char *at = room == 0 ? NULL : (char *)block->bytes + block->used;
	va_list again;
	int length;
	char *text;

	va_copy(again, args);
	length = vsnprintf(at, room, format, again);
	va_end(again);
	if (length < 0)
		return arena_dup(arena, "");
	text = take(arena, (size_t)length + 1);
	if (text != at || (size_t)length >= room)
		vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_defer(struct arena *arena, void (*fn)(void *), void *ptr)
{
	struct arena_closer *closer = ARENA_NEW(arena, struct arena_closer);

	closer->fn = fn;
	closer->ptr = ptr;
	closer->older = arena->closers;
	arena->closers = closer;
}
