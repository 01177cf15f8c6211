/*
 * The REST API's door and its tables of routes; serve mounts them. What routes
 * do is in one file per domain, how answers are written in answer.h.
 */
#ifndef KONTOR_API_API_H
#define KONTOR_API_API_H

#include <stdbool.h>

#include "http/http.h"

/* Prefix "/v1": JSON bodies, bearer tokens. */
extern const struct door api_door;
extern const struct route *const api_tables[]; /* ended by NULL */

/* Prefix "", asked after the pages: /{tenant}/oauth2/token and what belongs
 * to it. Forms in, JSON out, nobody is signed in. */
extern const struct door api_token_door;
extern const struct route *const api_token_tables[];

/*
 * What the door must know of a route, behind route->more; NULL is all false.
 *
 * An API write prepares, then answers in effects: the first answer is stored
 * with the act (ruling 4). A refusal is returned by effects; record renders
 * and stores it. A route whose answer may never be stored (anew) does its act
 * in effects without answering and renders in finish; finish checks state
 * again when rq->replayed, because then effects did not run.
 */
struct api_route_info {
	bool user_only; /* a program alone never may: keys and links */
	bool app_user;  /* marked app+user (U): programs alone may not in a
			   strict tenant (ruling 12) */
	bool sealed;    /* the answer holds a secret: stored encrypted */
	bool anew;      /* only that it was recorded is stored */
	const char *object_type; /* of the answer, for the reference */
	const int *errors;       /* enum error_code, ended by 0: likewise */
};
#define API_INFO(...) (&(const struct api_route_info){ __VA_ARGS__ })
#define API_ERRORS(...) ((const int[]){ __VA_ARGS__, 0 })

#endif
