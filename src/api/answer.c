/*
 * Writes what all answers of the REST API share, straight into the response.
 * What the fields of a resource are is each route's.
 */
#include "api/answer.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "customers/customer.h"

#define CONTINUATION "MS-ContinuationToken"

void answer_begin(struct request *rq, int status, struct json_out *ret_json)
{
	response_status(rq, status, "application/json; charset=utf-8");
	json_start(ret_json, &rq->response.body);
}

void answer_empty(struct request *rq, int status)
{
	response_status(rq, status, NULL);
}

/* ---- resources and links ---- */

void resource_begin(struct json_out *json, const char *key)
{
	json_object_begin(json, key);
}

static void attributes(
    struct json_out *json, const char *object_type, const char *etag)
{
	json_object_begin(json, "attributes");
	json_text(json, "etag", etag);
	json_text(json, "objectType", object_type);
	json_object_end(json);
}

void resource_end(
    struct json_out *json, const char *object_type, const char *etag)
{
	attributes(json, object_type, etag);
	json_object_end(json);
}

/* ---- etags ---- */

const struct field attributes_fields[] = {
	FIELD(TEXT, struct attributes_input, etag),
	FIELD_END,
};

const char *etag_of(struct arena *arena, const char *id, int64_t version)
{
	const char *plain =
	    arena_printf(arena, "%s %lld", id, (long long)version);

	return base64url_encode(arena, plain, strlen(plain));
}

/* "W/" and quotes are not part of it. */
static const char *etag_bare(struct arena *arena, const char *sent)
{
	size_t n;

	sent = text_trim(arena, sent);
	if (text_starts(sent, "W/"))
		sent += 2;
	n = strlen(sent);
	if (n >= 2 && sent[0] == '"' && sent[n - 1] == '"')
		return arena_printf(arena, "%.*s", (int)(n - 2), sent + 1);
	return sent;
}

struct error etag_check(struct request *rq,
    const struct attributes_input *attributes, const char *now, bool needed)
{
	const char *sent = request_header(rq, "If-Match");

	if (text_empty(sent))
		sent = attributes->etag;
	if (text_empty(sent))
		return needed ? fail(ERR_ETAG_MISSING, "attributes.etag") : OK;
	sent = etag_bare(rq->cx.arena, sent);
	if (strcmp(sent, "*") == 0 || strcmp(sent, now) == 0)
		return OK;
	return fail(ERR_ETAG_STALE, "attributes.etag");
}

char *uri_of(struct arena *arena, const char *const *segments)
{
	struct text uri;

	text_init(&uri, arena);
	for (; *segments != NULL; segments++) {
		text_add_char(&uri, '/');
		text_add_url(&uri, *segments);
	}
	return uri.bytes;
}

void links_begin(struct json_out *json)
{
	json_object_begin(json, "links");
}

static void link_begin(struct json_out *json, const char *name,
    const char *method, const char *uri)
{
	json_object_begin(json, name);
	json_text(json, "uri", uri);
	json_text(json, "method", method);
	json_array_begin(json, "headers");
}

static void link_end(struct json_out *json)
{
	json_array_end(json);
	json_object_end(json);
}

void links_add(struct json_out *json, const char *name, const char *method,
    const char *uri)
{
	link_begin(json, name, method, uri);
	link_end(json);
}

void links_add_token(
    struct json_out *json, const char *name, const char *uri, const char *token)
{
	link_begin(json, name, "GET", uri);
	json_object_begin(json, NULL);
	json_text(json, "key", CONTINUATION);
	json_text(json, "value", token);
	json_object_end(json);
	link_end(json);
}

void links_end(struct json_out *json)
{
	json_object_end(json);
}

void links_self(struct json_out *json, const char *uri)
{
	links_begin(json);
	links_add(json, "self", "GET", uri);
	links_end(json);
}

/* ---- collections ---- */

void collection_begin(struct json_out *json, size_t count)
{
	json_object_begin(json, NULL);
	json_int(json, "totalCount", (int64_t)count);
	json_array_begin(json, "items");
}

void collection_end(struct json_out *json, const char *self)
{
	json_array_end(json);
	if (self != NULL)
		links_self(json, self);
	resource_end(json, "Collection", NULL);
}

/* ---- paging tokens ---- */

/* A token of one route or partner opens nowhere else. */
static const char *place_of(const struct request *rq)
{
	return arena_printf(rq->cx.arena, "%lld %s",
	    (long long)rq->cx.who->partner->partner_id, rq->route->path);
}

const char *continuation_make(struct request *rq, const struct hole *values)
{
	struct arena *arena = rq->cx.arena;
	struct text plain;
	uint8_t *sealed;
	size_t length;

	text_init(&plain, arena);
	for (; values->name != NULL; values++) {
		if (values->value == NULL)
			continue;
		if (plain.length > 0)
			text_add_char(&plain, '&');
		text_add_url(&plain, values->name);
		text_add_char(&plain, '=');
		text_add_url(&plain, values->value);
	}
	secrets_seal(rq->cx.secrets, PURPOSE_CONTINUATION, arena, place_of(rq),
	    plain.bytes, plain.length, &sealed, &length);
	return base64url_encode(arena, sealed, length);
}

static struct error token_of(struct request *rq, const char **ret_token)
{
	struct field_map query = { 0 };
	struct error e;

	*ret_token = request_header(rq, CONTINUATION);
	if (!text_empty(*ret_token))
		return OK;
	*ret_token = NULL;
	e = pairs_decode(&rq->cx, rq->raw_query, strlen(rq->raw_query), &query);
	for (size_t i = 0; e.code == 0 && i < query.count; i++)
		if (text_same_nocase(query.pairs[i].key, CONTINUATION) &&
		    !text_empty(query.pairs[i].value))
			*ret_token = query.pairs[i].value;
	return e;
}

struct error continuation_read(struct request *rq, struct field_map *ret_values)
{
	struct arena *arena = rq->cx.arena;
	const char *token;
	uint8_t *sealed, *plain;
	size_t sealed_length, length;
	struct error e = token_of(rq, &token);

	if (e.code)
		return e;
	if (token == NULL)
		return OK;
	token = text_trim(arena, token);
	if (!base64url_decode(arena, token, &sealed, &sealed_length) ||
	    !secrets_unseal(rq->cx.secrets, PURPOSE_CONTINUATION, arena,
		place_of(rq), sealed, sealed_length, &plain, &length))
		return fail_with(arena, ERR_FIELD_FORMAT, CONTINUATION,
		    HOLES({ "wanted", N_("the token of the page before") }));
	return pairs_decode(&rq->cx, (const char *)plain, length, ret_values);
}

const char *map_text(const struct field_map *map, const char *name)
{
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->pairs[i].key, name) == 0)
			return map->pairs[i].value;
	return NULL;
}

int64_t map_int(const struct field_map *map, const char *name)
{
	const char *text = map_text(map, name);
	int64_t value = 0;

	return text != NULL && text_to_int(text, &value) ? value : 0;
}

/* ---- values ---- */

void json_enum(struct json_out *json, const char *key, const char *value)
{
	struct text out;

	if (value == NULL)
		return;
	text_init(&out, json->out->arena);
	for (const char *c = value; *c != '\0'; c++) {
		bool upper = *c >= 'A' && *c <= 'Z';

		if (upper && c > value && c[-1] >= 'a' && c[-1] <= 'z')
			text_add_char(&out, '_');
		text_add_char(&out, upper ? (char)(*c + 32) : *c);
	}
	json_text_n(json, key, out.bytes, out.length);
}

void json_texts(
    struct json_out *json, const char *key, const char *const *texts)
{
	json_array_begin(json, key);
	for (; *texts != NULL; texts++)
		json_text(json, NULL, *texts);
	json_array_end(json);
}

void json_some(struct json_out *json, const char *key, const char *value)
{
	if (!text_empty(value))
		json_text(json, key, value);
}

static void close_json(void *value)
{
	json_decref(value);
}

static json_t *stored(struct json_out *json, const char *source)
{
	json_t *value = source == NULL ? NULL : json_loads(source, 0, NULL);

	if (value != NULL)
		arena_defer(json->out->arena, close_json, value);
	return value;
}

void json_stored_texts(
    struct json_out *json, const char *key, const char *source)
{
	json_t *list = stored(json, source), *item;
	size_t i;

	json_array_begin(json, key);
	json_array_foreach(list, i, item)
	    json_text(json, NULL, json_string_value(item));
	json_array_end(json);
}

static void flat_value(
    struct json_out *json, const char *name, const json_t *value)
{
	if (json_is_integer(value))
		json_text(json, name,
		    arena_printf(json->out->arena, "%lld",
			(long long)json_integer_value(value)));
	else if (json_is_boolean(value))
		json_text(json, name, json_is_true(value) ? "true" : "false");
	else
		json_text(json, name, json_string_value(value));
}

void json_stored_flat(
    struct json_out *json, const char *key, const char *source)
{
	json_t *map = stored(json, source), *value;
	const char *name;

	json_object_begin(json, key);
	json_object_foreach(map, name, value) flat_value(json, name, value);
	json_object_end(json);
}

/* ---- single clients ---- */

bool client_is_java(const struct request *rq)
{
	return text_same_nocase(request_header(rq, "MS-PartnerCenter-Client"),
	    "Partner Center Java SDK");
}

bool client_is_old(const struct request *rq)
{
	const char *version = request_header(rq, "MS-SdkVersion");

	if (version == NULL)
		return false;
	version += *version == 'v' || *version == 'V';
	return *version >= '0' && *version <= '9' &&
	       strtol(version, NULL, 10) < 2;
}

/* ---- paths ---- */

struct error path_customer(struct request *rq, struct customer *ret_customer)
{
	return customer_load(&rq->cx, path_customer_id(rq), ret_customer);
}

const char *path_customer_id(const struct request *rq)
{
	const char *id = request_param(rq, "customer");

	return text_lower(
	    rq->cx.arena, text_trim(rq->cx.arena, id == NULL ? "" : id));
}
