/*
 * Wrong passwords by name and by address: the second limit, for names nobody
 * has and for one address that tries many. Rows in the database, so that all
 * processes count together and a restart forgets nothing; names themselves
 * are not kept.
 */
#ifndef KONTOR_ACCOUNTS_TRIES_H
#define KONTOR_ACCOUNTS_TRIES_H

#include <stdint.h>

#include "base/ctx.h"

#define RESET_NAME_TRIES 5     /* links for one name in that time */
#define RESET_ADDRESS_TRIES 30 /* and from one address */

enum tries_of {
	TRIES_NAME = 'n',
	TRIES_ADDRESS = 'a',
	TRIES_DEVICE = 'd',
	TRIES_RESET_NAME = 'r', /* links asked for, not wrong passwords */
	TRIES_RESET_ADDRESS = 'R',
};

/* In the writer: one more wrong password, now. It counts when the transaction
 * is committed, so the act must not fail for it. "" and NULL are nobody. */
struct error tries_add(struct ctx *cx, enum tries_of of, const char *who);
/* Seconds until it may try again; 0 now. Counts are forgotten
 * SIGN_IN_LOCK_SECONDS after the last one. */
struct error tries_wait(
    struct ctx *cx, enum tries_of of, const char *who, int64_t *ret_seconds);
/* In the writer: deletes up to limit that are forgotten. */
struct error tries_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
