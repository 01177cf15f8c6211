/*
 * What every call carries: memory, database view, language, time and who
 * acts. First parameter everywhere; nothing else is global.
 */
#ifndef KONTOR_BASE_CTX_H
#define KONTOR_BASE_CTX_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct tx;        /* db/db.h: a read snapshot, or the writer's transaction */
struct locale;    /* i18n/i18n.h */
struct principal; /* accounts/principal.h: tenant, person or program, roles */
struct settings;  /* base/settings.h */
struct secrets;   /* base/crypto.h */
struct policy;    /* policy/policy.h: editions, tax, markets */
struct activity;  /* activity/activity.h: what is being tried */
struct mustache_set;
struct accounts; /* accounts/accounts.h: keys of tokens, limits of sign-in */

struct ctx {
	struct arena *arena;
	struct tx *tx;
	const struct locale *locale;
	const struct principal *who; /* NULL before sign-in */
	int64_t now;  /* business time of the tenant, UTC seconds (ruling 16) */
	int64_t wall; /* real time, UTC seconds */

	/* of the process, read only */
	const struct settings *settings;
	const struct secrets *secrets;
	const struct policy *policy;
	struct accounts *accounts;            /* locks itself */
	const struct mustache_set *templates; /* base/mustache.h */

	/* of the request, for log and activity; never NULL in a request */
	const char *request_id;
	const char *correlation_id;
	const char *address; /* the caller's, as text */

	/* What the act is, left by the service that tries it: the row is
	 * written with the outcome when that is known (activity_record). */
	struct activity *act;
};

#endif
