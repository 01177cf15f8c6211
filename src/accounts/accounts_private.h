/*
 * What struct accounts holds, for the files of this folder and their tests.
 */
#ifndef KONTOR_ACCOUNTS_ACCOUNTS_PRIVATE_H
#define KONTOR_ACCOUNTS_ACCOUNTS_PRIVATE_H

#include <semaphore.h>

#include "accounts/accounts.h"
#include "accounts/throttle.h"
#include "accounts/token_cache.h"
#include "accounts/token_keys.h"
#include "accounts/tries.h"

/* NULL without memory; free takes NULL. */
struct uses;
struct uses *uses_new(void);
void uses_free(struct uses *uses);

struct accounts {
	struct token_keys *keys;
	struct token_cache *cache;
	struct throttle *throttle;
	struct uses *uses; /* last use of programs, not yet written */
	sem_t gate;        /* passwords hashed at the same moment */
};

#endif
