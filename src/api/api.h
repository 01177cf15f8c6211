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

/* Prefix "/openapi.json", behind api_door too: public. */
extern const struct route *const api_openapi_tables[];

/* Prefix "", asked after the pages: /{tenant}/oauth2/token and what belongs
 * to it. Forms in, JSON out, nobody is signed in. */
extern const struct door api_token_door;
extern const struct route *const api_token_tables[];

/*
 * Every route is one row of one kind: method, path, permission, fields and
 * functions (http.h), and behind API(...) the rest that callers rely on. All
 * rows together are api_areas; out of them come routing, validation,
 * permission, idempotency, /openapi.json, the reference page, `kontor routes`
 * and the generated tests. A row that leaves something out does not build:
 * API() takes all four, and api_table_check (run by the build) does the rest.
 *
 *	{ GET, "/v1/customers/{customer}", .needs = MAY_SEE_CUSTOMERS,
 *	    .read = customer_read_one, .summary = N_("One customer."),
 *	    API(1, ANY_CALLER, ONE(200, "Customer"),
 *		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
 *
 * An API write prepares, then answers in effects: the first answer is stored
 * with the act (ruling 4). A refusal is returned by effects; record renders
 * and stores it. A route whose answer may never be stored (anew) does its act
 * in effects without answering and renders in finish; finish checks state
 * again when rq->replayed, because then effects did not run. Every write takes
 * ?validateOnly=true: effects run and are undone, nothing is recorded, and the
 * answer is that of the act (rq->dry_run; http.h).
 */
enum api_caller {
	ANY_CALLER = 1, /* a program alone, or a user */
	APP_USER,       /* marked app+user (U): programs alone may not in a
			   strict tenant (ruling 12) */
	USER_ONLY,      /* a program alone never may: keys and links */
};

enum api_shape {
	SHAPE_ONE = 1, /* the resource */
	SHAPE_LIST,    /* Collection of it: all there is */
	SHAPE_PAGES,   /* SeekBasedCollection of it: by continuation token */
	SHAPE_ARRAY,   /* bare array of it */
	SHAPE_VALUE,   /* bare JSON text */
	SHAPE_NOTHING, /* no body */
	SHAPE_BYTES,   /* resource is the media type */
};

struct api_answer {
	enum api_shape shape;
	int status;           /* of success */
	const char *resource; /* of data/resources.json */
};

struct api_route_info {
	int tier; /* of the reference: 1 to 3; OURS: an extension (ruling 9) */
	enum api_caller caller;
	struct api_answer answer;
	const int *errors; /* enum error_code that only this route gives, ended
			      by 0; never NULL */
	bool sealed;       /* the answer holds a secret: stored encrypted */
	bool anew;         /* only that it was recorded is stored */
	bool free;         /* not throttled, though a customer's */
};

#define OURS 9
/* In brackets, so that they pass through other macros whole. */
#define ONE(status_, resource_) (SHAPE_ONE, status_, resource_)
#define LIST_OF(resource_) (SHAPE_LIST, 200, resource_)
#define PAGES_OF(resource_) (SHAPE_PAGES, 200, resource_)
#define API_TEXTS "string" /* of ARRAY_OF: plain texts */
#define ARRAY_OF(resource_) (SHAPE_ARRAY, 200, resource_)
#define VALUE(status_) (SHAPE_VALUE, status_, NULL)
#define NOTHING(status_) (SHAPE_NOTHING, status_, NULL)
#define BYTES(media_type_) (SHAPE_BYTES, 200, media_type_)
#define API_OPEN(...) __VA_ARGS__
#define ERRORS(...) ((const int[]){ __VA_ARGS__, 0 })
#define NO_ERRORS ((const int[]){ 0 })
/* The last place of a row; flags behind: .sealed = true */
#define API(tier_, caller_, answer_, errors_, ...)                             \
	.more = &(const struct api_route_info)                                 \
	{                                                                      \
		.tier = tier_, .caller = caller_,                              \
		.answer = { API_OPEN answer_ }, .errors = errors_, __VA_ARGS__ \
	}

/* A page of the reference: what belongs together. Ended by a NULL id. */
struct api_area {
	const char *id;   /* "customers": address and tag */
	const char *name; /* N_() */
	const struct route *routes;
};
extern const struct api_area api_areas[];

#endif
