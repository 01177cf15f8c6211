/*
 * Compressing answers, for callers that ask. Only text is worth it, and only
 * from some size on.
 */
#ifndef KONTOR_HTTP_GZIP_H
#define KONTOR_HTTP_GZIP_H

#include <stdbool.h>

#include "http/http.h"

/* By Accept-Encoding: gzip (or *) with a weight above 0. header may be NULL. */
bool gzip_asked(const char *accept_encoding);
/* May this answer be compressed at all: text in memory, big enough. */
bool gzip_fits(const struct request *rq);
/*
 * Replaces the body; false, and nothing changed, when it did not get smaller.
 * level: 1 (for one answer) to 9 (for many).
 *
 * Secrets of the body stay as they are, and nothing refers to them or over
 * them: else what the asker wrote into the address, standing beside a secret,
 * would make a shorter answer whenever it guesses a piece of it.
 */
bool gzip_body(struct request *rq, int level);

#endif
