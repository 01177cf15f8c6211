/*
 * Signing and checking by cjose, and which of the key pairs. One lock around
 * cjose: its objects count references without atomics.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/token_keys_private.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/json.h"
#include "base/log.h"

#define TOKEN_MAX 8192
#define PUBLISHED_SECONDS 300 /* before it signs: others keep the list */
#define SKEW_SECONDS 300      /* after its last token is over */
#define LOOK_US 1000000       /* between looks at the file */

static struct error folder_make(const char *path)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return OK;
	return token_keys_complain(path, strerror(errno));
}

static struct error folders_make(struct token_keys *keys, const char *data_dir)
{
	struct error e;

	if (asprintf(&keys->folder, "%s/keys", data_dir) < 0) {
		keys->folder = NULL;
		return fail(ERR_INTERNAL, NULL);
	}
	if ((e = folder_make(data_dir)).code)
		return e;
	return folder_make(keys->folder);
}

static struct error first_key(struct token_keys *keys)
{
	struct error e;

	if ((e = token_key_make(&keys->keys[0])).code)
		return e;
	keys->count = 1;
	return token_keys_write(keys);
}

/* Of processes that start at once in an empty folder, one makes it. */
static struct error read_or_make(struct token_keys *keys)
{
	int lock;
	struct error e;

	if (token_keys_changed(keys))
		return token_keys_read(keys);
	if ((lock = token_keys_lock(keys)) < 0)
		return fail(ERR_INTERNAL, NULL);
	e = token_keys_read(keys);
	if (!e.code && keys->count == 0)
		e = first_key(keys);
	close(lock);
	return e;
}

struct error token_keys_open(const char *data_dir,
    const struct secrets *secrets, struct token_keys **ret_keys)
{
	struct token_keys *keys = calloc(1, sizeof(*keys));
	struct error e;

	if (keys == NULL)
		return token_keys_complain(data_dir, "no memory");
	pthread_mutex_init(&keys->lock, NULL);
	keys->secrets = secrets;
	e = folders_make(keys, data_dir);
	if (!e.code)
		e = read_or_make(keys);
	if (e.code) {
		token_keys_close(keys);
		return e;
	}
	*ret_keys = keys;
	return OK;
}

static void drop_all(struct token_keys *keys)
{
	for (size_t i = 0; i < KEYS_MAX; i++) {
		token_key_drop(&keys->keys[i]);
		keys->keys[i] = (struct token_key){ 0 };
	}
	keys->count = 0;
}

void token_keys_close(struct token_keys *keys)
{
	if (keys == NULL)
		return;
	drop_all(keys);
	pthread_mutex_destroy(&keys->lock);
	free(keys->folder);
	free(keys);
}

/* ---- what other processes did ---- */

/*
 * Under the lock. Reads the file again when another process wrote it: looked
 * for once a second, or now. What cannot be read changes nothing.
 */
static void renew(struct token_keys *keys, bool now)
{
	struct token_keys fresh = { .secrets = keys->secrets,
		.folder = keys->folder };
	int64_t steady = clock_steady_us();

	if (!now && steady - keys->looked_us < LOOK_US)
		return;
	keys->looked_us = steady;
	if (!token_keys_changed(keys))
		return;
	if (token_keys_read(&fresh).code || fresh.count == 0) {
		drop_all(&fresh);
		return;
	}
	drop_all(keys);
	memcpy(keys->keys, fresh.keys, sizeof(keys->keys));
	keys->count = fresh.count;
	keys->stamp = fresh.stamp;
}

/* ---- which one ---- */

static bool key_over(const struct token_key *key, int64_t wall)
{
	return key->until != 0 && key->until <= wall;
}

/* The newest whose time has come; the oldest before any. */
static const struct token_key *key_signing(
    const struct token_keys *keys, int64_t wall)
{
	const struct token_key *found = &keys->keys[0];

	for (size_t i = 1; i < keys->count; i++)
		if (keys->keys[i].signs_from <= wall &&
		    keys->keys[i].signs_from >= found->signs_from)
			found = &keys->keys[i];
	return found;
}

static const struct token_key *key_named(
    const struct token_keys *keys, const char *kid, int64_t wall)
{
	for (size_t i = 0; kid != NULL && i < keys->count; i++)
		if (strcmp(keys->keys[i].kid, kid) == 0 &&
		    !key_over(&keys->keys[i], wall))
			return &keys->keys[i];
	return NULL;
}

static bool any_over(const struct token_keys *keys, int64_t wall)
{
	for (size_t i = 0; i < keys->count; i++)
		if (key_over(&keys->keys[i], wall))
			return true;
	return false;
}

static bool drop_over(struct token_keys *keys, int64_t wall)
{
	size_t kept = 0;

	for (size_t i = 0; i < keys->count; i++) {
		struct token_key key = keys->keys[i];

		keys->keys[i] = (struct token_key){ 0 };
		if (key_over(&key, wall))
			token_key_drop(&key);
		else
			keys->keys[kept++] = key;
	}
	if (kept == keys->count)
		return false;
	keys->count = kept;
	return true;
}

static struct error rotate_locked(struct token_keys *keys,
    struct token_key *fresh, int64_t wall, int64_t token_seconds)
{
	int64_t ends[KEYS_MAX];
	struct error e;

	drop_over(keys, wall);
	if (keys->count == KEYS_MAX)
		return fail(ERR_CONFLICT, NULL);
	for (size_t i = 0; i < keys->count; i++) {
		ends[i] = keys->keys[i].until;
		if (ends[i] == 0)
			keys->keys[i].until =
			    fresh->signs_from + token_seconds + SKEW_SECONDS;
	}
	keys->keys[keys->count++] = *fresh;
	e = token_keys_write(keys);
	if (!e.code)
		return OK;
	keys->keys[--keys->count] = (struct token_key){ 0 };
	for (size_t i = 0; i < keys->count; i++)
		keys->keys[i].until = ends[i];
	return e;
}

struct error token_keys_rotate(struct token_keys *keys, int64_t wall,
    bool at_once, int64_t token_seconds, struct token_key_news *ret_news)
{
	struct token_key fresh;
	struct error e = token_key_make(&fresh);
	int lock;

	if (e.code)
		return e;
	if ((lock = token_keys_lock(keys)) < 0) {
		token_key_drop(&fresh);
		return fail(ERR_INTERNAL, NULL);
	}
	fresh.signs_from = at_once ? wall : wall + PUBLISHED_SECONDS;
	memcpy(ret_news->kid, fresh.kid, sizeof(fresh.kid));
	ret_news->signs_from = fresh.signs_from;
	ret_news->old_until = fresh.signs_from + token_seconds + SKEW_SECONDS;
	pthread_mutex_lock(&keys->lock);
	renew(keys, true);
	e = rotate_locked(keys, &fresh, wall, token_seconds);
	pthread_mutex_unlock(&keys->lock);
	close(lock);
	if (e.code)
		token_key_drop(&fresh);
	else
		log_event(LOG_INFO, "key of tokens made",
		    LOG_T("kid", ret_news->kid));
	return e;
}

void token_keys_tidy(struct token_keys *keys, int64_t wall)
{
	int lock;

	pthread_mutex_lock(&keys->lock);
	renew(keys, true);
	if (any_over(keys, wall) && (lock = token_keys_lock(keys)) >= 0) {
		renew(keys, true);
		if (drop_over(keys, wall))
			(void)token_keys_write(keys);
		close(lock);
	}
	pthread_mutex_unlock(&keys->lock);
}

/* ---- signing and checking ---- */

static char *sign_locked(const struct token_key *key, struct arena *arena,
    const char *claims, cjose_header_t *header)
{
	const char *compact = NULL;
	char *copy = NULL;
	cjose_err problem;
	cjose_jws_t *jws;

	if (!cjose_header_set(header, "alg", "RS256", &problem) ||
	    !cjose_header_set(header, "typ", "JWT", &problem) ||
	    !cjose_header_set(header, "kid", key->kid, &problem))
		return NULL;
	jws = cjose_jws_sign(key->jwk, header, (const uint8_t *)claims,
	    strlen(claims), &problem);
	if (jws == NULL)
		return NULL;
	if (cjose_jws_export(jws, &compact, &problem))
		copy = arena_dup(arena, compact);
	cjose_jws_release(jws);
	return copy;
}

const char *token_sign(struct token_keys *keys, struct arena *arena,
    const char *claims, int64_t wall)
{
	cjose_header_t *header;
	cjose_err problem;
	char *token = NULL;

	pthread_mutex_lock(&keys->lock);
	renew(keys, false);
	header = cjose_header_new(&problem);
	if (header != NULL) {
		token =
		    sign_locked(key_signing(keys, wall), arena, claims, header);
		cjose_header_release(header);
	}
	pthread_mutex_unlock(&keys->lock);
	if (token == NULL)
		log_event(LOG_ERROR, "token_sign", LOG_T("problem", "cjose"));
	return token;
}

/* The header is judged by us before the library sees the token: it must not
 * be the token that chooses how it is checked. NULL, or its key id. */
static const char *header_kid(struct arena *arena, const char *token)
{
	const char *dot = strchr(token, '.');
	const char *kid = NULL;
	uint8_t *bytes;
	size_t length;
	json_t *header;

	if (dot == NULL || !base64url_decode(arena,
			       arena_dup_n(arena, token, (size_t)(dot - token)),
			       &bytes, &length))
		return NULL;
	header = json_loadb(
	    (const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
	if (text_same(
		json_string_value(json_object_get(header, "alg")), "RS256") &&
	    json_is_string(json_object_get(header, "kid")) &&
	    json_object_get(header, "crit") == NULL)
		kid = arena_dup(
		    arena, json_string_value(json_object_get(header, "kid")));
	json_decref(header);
	return kid;
}

/* Three parts of base64url that can be one: the library stops the process on
 * others. */
static bool form_good(const char *token)
{
	int parts = 0;

	for (; parts < 3; parts++) {
		size_t length = strspn(token, "abcdefghijklmnopqrstuvwxyz"
					      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					      "0123456789-_");

		if (length == 0 || length % 4 == 1)
			return false;
		token += length;
		if (*token != (parts < 2 ? '.' : '\0'))
			return false;
		token++;
	}
	return true;
}

static const char *open_locked(
    const struct token_key *key, struct arena *arena, const char *token)
{
	uint8_t *plain = NULL;
	const char *claims = NULL;
	size_t length = 0;
	cjose_err problem;
	cjose_jws_t *jws = cjose_jws_import(token, strlen(token), &problem);

	if (jws == NULL)
		return NULL;
	if (cjose_jws_verify(jws, key->jwk, &problem) &&
	    cjose_jws_get_plaintext(jws, &plain, &length, &problem))
		claims = arena_dup_n(arena, (const char *)plain, length);
	cjose_jws_release(jws);
	return claims;
}

const char *token_open(struct token_keys *keys, struct arena *arena,
    const char *token, int64_t wall)
{
	const struct token_key *key;
	const char *claims = NULL;
	const char *kid;

	if (strlen(token) > TOKEN_MAX || !form_good(token))
		return NULL;
	kid = header_kid(arena, token);
	pthread_mutex_lock(&keys->lock);
	key = key_named(keys, kid, wall);
	if (key == NULL && kid != NULL) { /* another process made it just now */
		renew(keys, true);
		key = key_named(keys, kid, wall);
	}
	if (key != NULL)
		claims = open_locked(key, arena, token);
	pthread_mutex_unlock(&keys->lock);
	return claims;
}

static void key_json(struct json_out *json, const struct token_key *key)
{
	json_object_begin(json, NULL);
	json_text(json, "kty", "RSA");
	json_text(json, "use", "sig");
	json_text(json, "alg", "RS256");
	json_text(json, "kid", key->kid);
	json_text(json, "n", key->n);
	json_text(json, "e", key->e);
	json_object_end(json);
}

void token_keys_jwks(struct token_keys *keys, int64_t wall, struct text *out)
{
	struct json_out json;

	json_start(&json, out);
	json_object_begin(&json, NULL);
	json_array_begin(&json, "keys");
	pthread_mutex_lock(&keys->lock);
	renew(keys, true);
	for (size_t i = 0; i < keys->count; i++)
		if (!key_over(&keys->keys[i], wall))
			key_json(&json, &keys->keys[i]);
	pthread_mutex_unlock(&keys->lock);
	json_array_end(&json);
	json_object_end(&json);
}
