/*
 * Which route serves a path: tables compiled once into tries. Knows nothing
 * of requests beyond method and raw path.
 */
#ifndef KONTOR_HTTP_ROUTER_H
#define KONTOR_HTTP_ROUTER_H

#include "http/http.h"

struct router;

struct match {
	const struct door *door;   /* of the longest prefix that fits */
	const struct route *route; /* NULL: nothing here */
	size_t param_count;
	struct field_pair params[8];
};

/*
 * Checks the tables and compiles them. A route without needs, without
 * functions or with functions that do not fit together, a malformed path, or
 * the same path twice: logged, ERR_INTERNAL.
 */
struct error router_make(
    const struct door_routes *doors, struct router **ret_router);
void router_free(struct router *router);
/* raw_path: as sent, without query, escapes valid. Values go into arena. */
void router_match(const struct router *router, struct arena *arena,
    enum http_method method, const char *raw_path, struct match *ret_match);
enum http_method http_method_of(const char *name);     /* 0 when unknown */
const char *http_method_name(enum http_method method); /* "?" */

/* Decodes %XX of n bytes into the arena; NULL when an escape is bad or gives
 * NUL. plus: '+' is a blank. */
char *url_decode(struct arena *arena, const char *bytes, size_t n, bool plus);

#endif
