/*
 * One type for everything that can fail. Zero is success. Internal causes
 * are logged once at their source; people see the registry's message with its
 * holes filled. The registry is error.def; statuses are api.md 1.8, ruling 2.
 */
#ifndef KONTOR_BASE_ERROR_H
#define KONTOR_BASE_ERROR_H

#include <stdint.h>

struct arena;

/* Marks a text for translation where it stands; looked up when shown. */
#define N_(text) text
/* As N_, where the number in a hole, named by count, chooses between singular
 * and plural: NP_("days", "{days} day", "{days} days"). */
#define NP_(count, one, many) one "\005" many "\005" count

enum error_code {
	ERR_NONE = 0,
#define X(name, page, rest, code, message) ERR_##name,
#include "base/error.def"
#undef X
	ERR_COUNT
};

/* A named hole of a message: {min} -> "1". Ends with a NULL name. */
struct hole {
	const char *name;
	const char *value;
};

struct error {
	int code;          /* enum error_code */
	const char *field; /* the input it is about, as the caller named it */
	const struct hole *holes; /* NULL or ended by {NULL, NULL} */
};

#define OK ((struct error){ 0, NULL, NULL })

struct error_info {
	const char *name;
	int page_status; /* 0: never reaches a page */
	int rest_status;
	int rest_code;
	const char *message; /* msgid */
};

const struct error_info *error_info(int code);

/* field must live as long as the request (a literal or arena text). */
struct error fail(enum error_code code, const char *field);
/* Copies the holes, names and values, into the arena. */
struct error fail_with(struct arena *arena, enum error_code code,
    const char *field, const struct hole *holes);
#define HOLES(...) ((const struct hole[]){ __VA_ARGS__, { 0 } })

#endif
