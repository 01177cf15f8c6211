/*
 * What every import shares: lines said to a person, bad lines counted, and
 * work done in slices, each a transaction of its own on the writer's
 * background lane, so that orders never wait for an import (R-004 and on).
 */
#ifndef KONTOR_CATALOG_IMPORT_H
#define KONTOR_CATALOG_IMPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/ctx.h"

/* What a file would change; counted, and the first of each kind shown. */
enum import_kind {
	/* prices: at the moment they begin to hold, or now if they have begun
	 */
	IMPORT_PRICE_NEW = 0, /* there is none */
	IMPORT_PRICE_CHANGED, /* there is another */
	IMPORT_PRICE_SAME,
	IMPORT_PRICE_ENDED,  /* its end has passed: it holds never */
	IMPORT_PRICE_ENDING, /* of the first three: it has an end */
	/* catalogue */
	IMPORT_PRODUCT_NEW,
	IMPORT_PRODUCT_CHANGED,
	IMPORT_PRODUCT_SAME,
	IMPORT_PRODUCT_ABSENT, /* not in the file: stays on sale */
	IMPORT_SKU_NEW,
	IMPORT_SKU_CHANGED,
	IMPORT_SKU_SAME,
	IMPORT_MARKET_NEW, /* availabilities */
	IMPORT_MARKET_CHANGED,
	IMPORT_KIND_COUNT
};
/* "price_new": as reports name it. */
const char *import_kind_id(enum import_kind kind);

#define IMPORT_SAMPLES 15 /* of each kind that is shown */

struct import_sample {
	enum import_kind kind;
	int64_t line; /* 0: none */
	const char *subject;
	const char *before, *after; /* NULL: nothing */
};
struct import_preview {
	int64_t counts[IMPORT_KIND_COUNT];
	size_t shown[IMPORT_KIND_COUNT];
	size_t sample_count;
	struct import_sample samples[IMPORT_SAMPLES * IMPORT_KIND_COUNT];
};

struct import {
	struct ctx *cx; /* arena, settings, secrets, policy, wall; no tx */
	/*
	 * Runs work as a transaction of its own (db/slice.h); call it by
	 * import_slice.
	 */
	struct error (*slice)(struct import *import,
	    struct error (*work)(struct ctx *cx, void *what), void *what);
	void *slicer; /* of slice */
	/* A line of text for the person, English; bad ones go to stderr. */
	void (*say)(struct import *import, bool bad, const char *text);
	void *listener; /* of say */
	/* NULL, or says that the process is stopping: ERR_STOPPING. */
	bool (*stopping)(struct import *import);
	bool check_only; /* all is read and judged, nothing is changed */
	/* With check_only: filled when the file is good. Or NULL. */
	struct import_preview *preview;
	/* NULL, or each mistake by its parts, besides say; line 0: none; the
	 * reason is for message_kept. */
	void (*problem)(struct import *import, int64_t line, const char *place,
	    const char *reason);
	/* NULL, or how far the reading in hand is. */
	void (*progress)(struct import *import, int64_t done, int64_t total);
	int64_t bad; /* lines refused so far */
};

/* ERR_STOPPING, or the slice. */
struct error import_slice(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what);

/* Asked now and then in long readings too. */
bool import_must_stop(struct import *import);

/*
 * "line N: column: reason"; column NULL leaves it out. Counts. parts: the
 * reason as i18n keeps it, an English N_() text and a value for each of its
 * holes in their order, ended by NULL.
 */
void import_bad_line_parts(struct import *import, int64_t line,
    const char *column, const char *const *parts);
#define import_bad_line(import, line, column, ...)                             \
	import_bad_line_parts((import), (line), (column),                      \
	    (const char *const[]){ __VA_ARGS__, NULL })
/* "place: reason", for JSON paths. Counts. */
void import_bad_place_parts(
    struct import *import, const char *place, const char *const *parts);
#define import_bad_place(import, place, ...)                                   \
	import_bad_place_parts(                                                \
	    (import), (place), (const char *const[]){ __VA_ARGS__, NULL })
/* A number for a hole, in the import's arena. */
const char *import_number(struct import *import, int64_t number);
void import_progress(struct import *import, int64_t done, int64_t total);
/* Counts; true when the caller shall add a sample of it. */
bool import_count(struct import *import, enum import_kind kind);
/* Texts are copied. */
void import_sample(struct import *import, const struct import_sample *sample);
/* Says the counts, a line each. */
void import_preview_say(struct import *import, const char *name);
void import_say(struct import *import, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* OK, or ERR_IMPORT_LINES with {count} when lines were refused. */
struct error import_verdict(struct import *import);

/*
 * The imports. in is a file at its start that can be rewound; name is its
 * name for people. Every bad line is said, then the import refused whole
 * (ERR_IMPORT_LINES); ERR_USAGE with {reason} when the file as a whole cannot
 * be read.
 */
struct error price_import(struct import *import, FILE *in, const char *name);
struct error catalogue_import(
    struct import *import, FILE *in, const char *name);
/* Files named in the list are opened below folder (a descriptor). */
struct error file_import(
    struct import *import, FILE *in, const char *name, int folder);

/* An ISO 3166 code or one of the partner centre's own (XE, XJ, XK, XS). */
bool country_is_known(const char *code);

#endif
