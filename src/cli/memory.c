/*
 * Settings of the C library's allocator. What is allocated, the arenas say.
 */
#include "cli/memory.h"

#include <malloc.h>

/*
 * The library makes a heap for nearly every thread, and none of them takes
 * what another has freed: a dozen threads that each once made a long list
 * hold a dozen long lists. And each time something large is freed, it raises
 * the size from which on it asks the system, until all of it stays.
 */
#define HEAPS 2
#define LARGE_BYTES (256 * 1024)
#define KEPT_FREE_BYTES (1024 * 1024)

void memory_settle(void)
{
	mallopt(M_ARENA_MAX, HEAPS);
	mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
	mallopt(M_TRIM_THRESHOLD, KEPT_FREE_BYTES);
}

void memory_give_back(void)
{
	malloc_trim(0);
}
