/*
 * Answers of the REST API as api.md 1.4 to 1.6 want them: resources,
 * links, collections, paging tokens, and what single clients need. Errors are
 * the door's.
 */
#ifndef KONTOR_API_ANSWER_H
#define KONTOR_API_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "http/http.h"

/* Sets status and type; json writes into the response. */
void answer_begin(struct request *rq, int status, struct json_out *ret_json);
/* Status without a body: 202, 204, HEAD. */
void answer_empty(struct request *rq, int status);

/*
 * A resource is resource_begin, its fields, links, resource_end. key NULL at
 * the top and inside of arrays. etag NULL: none.
 */
void resource_begin(struct json_out *json, const char *key);
void resource_end(
    struct json_out *json, const char *object_type, const char *etag);

/*
 * Etags (api.md 1.10): opaque, temporary, in attributes.etag; sent back there
 * or in If-Match, with or without quotes. A body that takes one has
 *	struct attributes_input attributes;
 *	FIELD_AS("attributes", OBJECT, struct x, attributes,
 *	    .fields = attributes_fields),
 */
struct attributes_input {
	const char *etag;
};
extern const struct field attributes_fields[];
/* Base64url of id and version, as subscriptions have them. */
const char *etag_of(struct arena *arena, const char *id, int64_t version);
/* In effects, against the row as it is there: ERR_ETAG_STALE when one is sent
 * that is not now; ERR_ETAG_MISSING when needed and none is sent. */
struct error etag_check(struct request *rq,
    const struct attributes_input *attributes, const char *now, bool needed);

/*
 * A path of ours for links, relative to /v1, each segment percent-encoded:
 * URI_OF(arena, "customers", customer_id, "carts", cart_id)
 */
#define URI_OF(arena, ...)                                                     \
	uri_of((arena), (const char *const[]){ __VA_ARGS__, NULL })
char *uri_of(struct arena *arena, const char *const *segments);
/* "links":{...}: links_begin, links_add for each, links_end. */
void links_begin(struct json_out *json);
void links_add(struct json_out *json, const char *name, const char *method,
    const char *uri);
/* The same with a continuation token in its headers. */
void links_add_token(struct json_out *json, const char *name, const char *uri,
    const char *token);
void links_end(struct json_out *json);
/* links with self (GET) alone. */
void links_self(struct json_out *json, const char *uri);

/* {"totalCount":n,"items":[ ... ],"links":{"self"},"attributes":...}
 * self NULL: no links. */
void collection_begin(struct json_out *json, size_t count);
void collection_end(struct json_out *json, const char *self);
/*
 * Paging tokens hold the whole query: sealed, URL-safe, of this route and
 * partner only. values: {name, value} pairs, NULL values are left out.
 */
const char *continuation_make(struct request *rq, const struct hole *values);
/*
 * From the header MS-ContinuationToken or the query parameter of that name;
 * the map stays empty when neither came. ERR_FIELD_FORMAT when it is not ours.
 */
struct error continuation_read(
    struct request *rq, struct field_map *ret_values);
/* NULL when absent. */
const char *map_text(const struct field_map *map, const char *name);
int64_t map_int(const struct field_map *map, const char *name); /* 0 absent */

/* Compares and writes enum texts: "OneTime" -> "one_time" (api.md 1.5). */
void json_enum(struct json_out *json, const char *key, const char *value);
/* Left out when NULL or empty. */
void json_some(struct json_out *json, const char *key, const char *value);
/* Stored JSON once more: an array of texts; an object, flat, all its values as
 * texts (client-quirks 4.1). What is not such a thing is written empty. */
void json_stored_texts(
    struct json_out *json, const char *key, const char *source);
void json_stored_flat(
    struct json_out *json, const char *key, const char *source);
/* An array of plain texts, ended by NULL. */
void json_texts(
    struct json_out *json, const char *key, const char *const *texts);

/* The client that fails on enum texts it does not know (client-quirks 4.1). */
bool client_is_java(const struct request *rq);
/* MS-SdkVersion below 2.0: wants a boolean of the address validation. */
bool client_is_old(const struct request *rq);

/* The customer of the path's {customer}: ERR_CUSTOMER_UNKNOWN, the same for
 * another partner's (ruling 10). */
struct customer;
struct error path_customer(struct request *rq, struct customer *ret_customer);
/* Its id as services take it: lower case, without blanks. */
const char *path_customer_id(const struct request *rq);

#endif
