/*
 * Requests answered before (ruling 4): the first answer of a write with
 * MS-RequestId, found again by who, method, path, query and id, for 24 hours
 * at least. What is kept and how it is answered is the API door's.
 */
#ifndef KONTOR_ACCOUNTS_IDEMPOTENCY_H
#define KONTOR_ACCOUNTS_IDEMPOTENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

#define IDEMPOTENCY_SECONDS 86400

/* Who comes from cx->who: partner, user and program. */
struct idempotency_key {
	const char *method;
	const char *path;       /* raw */
	const char *query;      /* raw, "" none */
	const char *request_id; /* GUID, any case */
	const char *body;       /* raw */
	size_t body_length;
};

struct stored_answer {
	int status;
	const char *bytes; /* NULL: only that it was recorded; render anew */
	size_t length;
	const char *location; /* header, or NULL */
};

/* In the writer, before effects. Found only with the same body. */
struct error idempotency_find(struct ctx *cx, const struct idempotency_key *key,
    struct stored_answer *ret_answer, bool *ret_found);
/* In the writer, after effects; replaces the row of another body. sealed:
 * the answer holds a secret and is stored encrypted. */
struct error idempotency_keep(struct ctx *cx, const struct idempotency_key *key,
    const struct stored_answer *answer, bool sealed);
/* In the writer, background: deletes up to limit rows older than a day. */
struct error idempotency_purge(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
