/*
 * What fuzz targets share. A target is one function over foreign bytes; it
 * must not crash, and what it says about a good answer must hold (NEED).
 * Each input gets an arena of its own; nothing is written anywhere.
 */
#ifndef KONTOR_FUZZ_FUZZ_H
#define KONTOR_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "base/log.h"
#include "base/text.h"
#include "catalog/import.h"
#include "i18n/i18n.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define NEED(truth) ((truth) ? (void)0 : fuzz_fault(#truth, __FILE__, __LINE__))

static inline void fuzz_fault(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: this must hold: %s\n", file, line, what);
	abort();
}

/* A ctx with an arena and English; nothing of the process. */
struct fuzz {
	struct arena arena;
	struct ctx cx;
};

static inline void fuzz_begin(struct fuzz *fuzz)
{
	memset(fuzz, 0, sizeof(*fuzz));
	arena_init(&fuzz->arena);
	fuzz->cx.arena = &fuzz->arena;
	fuzz->cx.locale = locales()[0];
	fuzz->cx.now = fuzz->cx.wall = INT64_C(1624008240);
	fuzz->cx.request_id = fuzz->cx.correlation_id = "";
	fuzz->cx.address = "127.0.0.1";
	log_set_level((enum log_level) - 1); /* faults are no news here */
}

static inline void fuzz_end(struct fuzz *fuzz)
{
	arena_done(&fuzz->arena);
}

/* On the heap, for the sanitizer to guard its end. */
static inline char *fuzz_text(const uint8_t *bytes, size_t length)
{
	char *text = malloc(length + 1);

	if (text == NULL)
		abort();
	if (length > 0)
		memcpy(text, bytes, length);
	text[length] = '\0';
	return text;
}

static inline void fuzz_say(struct import *import, bool bad, const char *text)
{
	(void)import;
	(void)bad;
	NEED(text != NULL);
}

/* An import that reads and never stores. */
static inline struct import fuzz_import(struct fuzz *fuzz)
{
	return (struct import){ .cx = &fuzz->cx, .say = fuzz_say };
}

static inline FILE *fuzz_file(const uint8_t *bytes, size_t length)
{
	FILE *in = length == 0
		       ? fopen("/dev/null", "r")
		       : fmemopen((void *)(uintptr_t)bytes, length, "r");

	if (in == NULL)
		abort();
	return in;
}

#endif
