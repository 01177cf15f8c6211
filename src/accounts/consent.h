/*
 * Which programs a person lets act in their name, and ending it.
 */
#ifndef KONTOR_ACCOUNTS_CONSENT_H
#define KONTOR_ACCOUNTS_CONSENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "accounts/application.h"

struct consent {
	const char *client_id;
	const char *program; /* its name */
	int64_t given_at;    /* real time, the last yes */
};

struct consent_list {
	size_t count;
	struct consent *consents; /* newest first */
};

/* All of cx->who's own. */
struct error consent_list(struct ctx *cx, struct consent_list *ret_list);
struct error consent_find(
    struct ctx *cx, const char *client_id, bool *ret_found);
/* In the writer: a yes is remembered, with a row in the log. */
struct error consent_give(
    struct ctx *cx, const struct application *application);
/* In the writer: codes, refresh and access tokens of this person for this
 * program are worth nothing. Unknown ones are ended already. */
struct error consent_end(struct ctx *cx, const char *client_id);

#endif
