/*
 * Memory that the system refuses ends the process, whoever asked for it. Of
 * the libraries below the program some end it themselves then, by a signal and
 * without a word in the log, some go on with half an answer, and hardly any has
 * a test for either. Here are the functions they all call; the memory itself
 * is the C library's, under the names by which it says it may be wrapped.
 *
 * The sanitizers bring functions of their own: there these are left out.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/stop.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||     \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

#ifndef SANITIZED

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

/* More than this is a length that somebody sent and nobody checked: who asks
 * is told no, and has to look. */
#define SANE_BYTES ((size_t)1 << 40)

static void *given(void *memory, size_t size)
{
	if (memory == NULL && size != 0 && size < SANE_BYTES)
		stop_memory(size);
	return memory;
}

void *malloc(size_t size)
{
	return given(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size)
{
	size_t all =
	    size != 0 && count > SIZE_MAX / size ? SIZE_MAX : count * size;

	return given(__libc_calloc(count, size), all);
}

void *realloc(void *old, size_t size)
{
	return given(__libc_realloc(old, size), size);
}

void *memalign(size_t alignment, size_t size);

void *memalign(size_t alignment, size_t size)
{
	return given(__libc_memalign(alignment, size), size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return given(__libc_memalign(alignment, size), size);
}

int posix_memalign(void **ret_memory, size_t alignment, size_t size)
{
	if (alignment % sizeof(void *) != 0 ||
	    (alignment & (alignment - 1)) != 0 || alignment == 0)
		return EINVAL;
	*ret_memory = given(__libc_memalign(alignment, size), size);
	return *ret_memory == NULL && size != 0 ? ENOMEM : 0;
}

#endif
