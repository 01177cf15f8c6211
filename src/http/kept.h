/*
 * Answers that are kept, rendered, for the next who asks the same. The key
 * must name everything the answer depends on: the tenant, what was asked, and
 * the version of what it shows, read in the request's own snapshot. So a kept
 * answer is never stale; it is only never asked for again. Who may ask is
 * decided before, as always.
 */
#ifndef KONTOR_HTTP_KEPT_H
#define KONTOR_HTTP_KEPT_H

#include "http/http.h"

struct kept;

/* NULL without memory. budget: bytes of all answers; the oldest go first. */
struct kept *kept_new(size_t budget);
void kept_free(struct kept *kept); /* NULL is fine */
/* Bytes held now, for tests and metrics. */
size_t kept_bytes(struct kept *kept);

/* True: rq is answered, compressed when it asked for that and it was kept so.
 */
bool kept_find(struct kept *kept, struct request *rq, const char *key);
/* Keeps the body that rq answers with, when its status is 200, and compresses
 * it before when rq asked for that. The next gets a
 * big one from a file in memory, which the system sends without a copy. */
void kept_put(struct kept *kept, struct request *rq, const char *key);

/* A part of a page, which others may stand around; the same promises. */
bool kept_part_find(struct kept *kept, const char *key, struct text *out);
void kept_part_put(
    struct kept *kept, const char *key, const char *bytes, size_t length);

#endif
