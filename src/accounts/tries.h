/*
 * Wrong passwords by name and by address, in memory: the second limit, for
 * names nobody has and for one address that tries many. A fixed table; who
 * fills it pushes out the oldest. Locks itself.
 */
#ifndef KONTOR_ACCOUNTS_TRIES_H
#define KONTOR_ACCOUNTS_TRIES_H

#include <stdint.h>

#define RESET_NAME_TRIES 5     /* links for one name in that time */
#define RESET_ADDRESS_TRIES 30 /* and from one address */

struct tries;
struct tries *tries_new(void);        /* NULL without memory */
void tries_free(struct tries *tries); /* NULL is fine */

enum tries_of {
	TRIES_NAME = 'n',
	TRIES_ADDRESS = 'a',
	TRIES_DEVICE = 'd',
	TRIES_RESET_NAME = 'r', /* links asked for, not wrong passwords */
	TRIES_RESET_ADDRESS = 'R',
};

/* One more wrong password, at that real time. */
void tries_add(
    struct tries *tries, enum tries_of of, const char *who, int64_t wall);
/* Seconds until it may try again; 0 now. Counts are forgotten
 * SIGN_IN_LOCK_SECONDS after the last one. */
int64_t tries_wait(
    struct tries *tries, enum tries_of of, const char *who, int64_t wall);

#endif
