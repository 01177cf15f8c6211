/*
 * Reading and making the key pair, signing and checking by cjose. One lock
 * around cjose: its objects count references without atomics.
 */
#include "accounts/token_keys.h"

#include <cjose/cjose.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"

#define KEY_BITS 2048
#define TOKEN_MAX 8192

struct token_keys {
	pthread_mutex_t lock;
	cjose_jwk_t *jwk;
	char kid[64];
	char *n; /* base64url, of the public key */
	char *e;
};

static struct error complain(const char *path, const char *problem)
{
	log_event(LOG_ERROR, "token_key", LOG_T("path", path),
	    LOG_T("problem", problem));
	return fail(ERR_INTERNAL, NULL);
}

/* Beside its place, then renamed: a half-written key is never read. */
static bool key_write(const char *path, EVP_PKEY *key)
{
	char draft[4096];
	bool good;
	FILE *file;
	int fd;

	snprintf(draft, sizeof(draft), "%s.new", path);
	unlink(draft);
	fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	file = fdopen(fd, "w");
	if (file == NULL) {
		close(fd);
		return false;
	}
	good = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
	good = fflush(file) == 0 && fsync(fd) == 0 && good;
	good = fclose(file) == 0 && good;
	return good && rename(draft, path) == 0;
}

static struct error key_make(const char *path, EVP_PKEY **ret_key)
{
	EVP_PKEY *key = EVP_RSA_gen(KEY_BITS);

	if (key == NULL)
		return complain(path, "no key could be made");
	if (!key_write(path, key)) {
		EVP_PKEY_free(key);
		return complain(path, strerror(errno));
	}
	*ret_key = key;
	return OK;
}

static struct error key_read(const char *path, FILE *file, EVP_PKEY **ret_key)
{
	struct stat about;
	EVP_PKEY *key;

	if (fstat(fileno(file), &about) != 0)
		return complain(path, strerror(errno));
	if ((about.st_mode & 077) != 0)
		return complain(
		    path, "others may read it; its mode must be 0600");
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA ||
	    EVP_PKEY_get_bits(key) < KEY_BITS) {
		EVP_PKEY_free(key);
		return complain(path, "not an RSA key of 2048 bits or more");
	}
	*ret_key = key;
	return OK;
}

static struct error key_load(const char *data_dir, EVP_PKEY **ret_key)
{
	char path[2048];
	struct error e;
	FILE *file;

	if (snprintf(path, sizeof(path), "%s/keys", data_dir) > 2000)
		return complain(data_dir, "its name is too long");
	if (mkdir(data_dir, 0700) != 0 && errno != EEXIST)
		return complain(data_dir, strerror(errno));
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return complain(path, strerror(errno));
	snprintf(
	    path + strlen(path), sizeof(path) - strlen(path), "/signing.pem");
	file = fopen(path, "re");
	if (file == NULL)
		return errno == ENOENT ? key_make(path, ret_key)
				       : complain(path, strerror(errno));
	e = key_read(path, file, ret_key);
	fclose(file);
	return e;
}

/* The number's bytes, to be freed. */
static uint8_t *number_get(
    const EVP_PKEY *key, const char *name, size_t *ret_length)
{
	BIGNUM *number = NULL;
	uint8_t *bytes = NULL;

	if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
		return NULL;
	bytes = calloc(1, (size_t)BN_num_bytes(number) + 1);
	if (bytes != NULL)
		*ret_length = (size_t)BN_bn2bin(number, bytes);
	BN_clear_free(number);
	return bytes;
}

static void number_drop(uint8_t *bytes, size_t length)
{
	if (bytes == NULL)
		return;
	OPENSSL_cleanse(bytes, length);
	free(bytes);
}

static cjose_jwk_t *jwk_from(
    const EVP_PKEY *key, struct arena *arena, char **ret_n, char **ret_e)
{
	cjose_jwk_rsa_keyspec spec = { 0 };
	cjose_jwk_t *jwk = NULL;
	cjose_err problem;

	spec.n = number_get(key, OSSL_PKEY_PARAM_RSA_N, &spec.nlen);
	spec.e = number_get(key, OSSL_PKEY_PARAM_RSA_E, &spec.elen);
	spec.d = number_get(key, OSSL_PKEY_PARAM_RSA_D, &spec.dlen);
	spec.p = number_get(key, OSSL_PKEY_PARAM_RSA_FACTOR1, &spec.plen);
	spec.q = number_get(key, OSSL_PKEY_PARAM_RSA_FACTOR2, &spec.qlen);
	spec.dp = number_get(key, OSSL_PKEY_PARAM_RSA_EXPONENT1, &spec.dplen);
	spec.dq = number_get(key, OSSL_PKEY_PARAM_RSA_EXPONENT2, &spec.dqlen);
	spec.qi =
	    number_get(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, &spec.qilen);
	if (spec.n && spec.e && spec.d && spec.p && spec.q && spec.dp &&
	    spec.dq && spec.qi) {
		jwk = cjose_jwk_create_RSA_spec(&spec, &problem);
		*ret_n = base64url_encode(arena, spec.n, spec.nlen);
		*ret_e = base64url_encode(arena, spec.e, spec.elen);
	}
	number_drop(spec.n, spec.nlen);
	number_drop(spec.e, spec.elen);
	number_drop(spec.d, spec.dlen);
	number_drop(spec.p, spec.plen);
	number_drop(spec.q, spec.qlen);
	number_drop(spec.dp, spec.dplen);
	number_drop(spec.dq, spec.dqlen);
	number_drop(spec.qi, spec.qilen);
	return jwk;
}

/* RFC 7638: the same key always has the same name. */
static void kid_of(
    struct arena *arena, const char *n, const char *e, char ret_kid[64])
{
	const char *form = arena_printf(
	    arena, "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}", e, n);
	uint8_t hash[SHA256_BYTES];

	sha256(form, strlen(form), hash);
	snprintf(
	    ret_kid, 64, "%s", base64url_encode(arena, hash, sizeof(hash)));
}

static struct error keys_fill(
    struct token_keys *keys, const EVP_PKEY *key, struct arena *arena)
{
	cjose_err problem;
	char *n = NULL, *e = NULL;

	keys->jwk = jwk_from(key, arena, &n, &e);
	if (keys->jwk == NULL)
		return complain("signing.pem", "its numbers cannot be used");
	kid_of(arena, n, e, keys->kid);
	keys->n = strdup(n);
	keys->e = strdup(e);
	if (keys->n == NULL || keys->e == NULL ||
	    !cjose_jwk_set_kid(
		keys->jwk, keys->kid, strlen(keys->kid), &problem))
		return complain("signing.pem", "no memory");
	return OK;
}

struct error token_keys_open(const char *data_dir, struct token_keys **ret_keys)
{
	struct token_keys *keys = calloc(1, sizeof(*keys));
	EVP_PKEY *key = NULL;
	struct arena arena;
	struct error e;

	if (keys == NULL)
		return complain(data_dir, "no memory");
	pthread_mutex_init(&keys->lock, NULL);
	arena_init(&arena);
	e = key_load(data_dir, &key);
	if (!e.code)
		e = keys_fill(keys, key, &arena);
	EVP_PKEY_free(key);
	arena_done(&arena);
	if (e.code) {
		token_keys_close(keys);
		return e;
	}
	*ret_keys = keys;
	return OK;
}

void token_keys_close(struct token_keys *keys)
{
	if (keys == NULL)
		return;
	if (keys->jwk != NULL)
		cjose_jwk_release(keys->jwk);
	pthread_mutex_destroy(&keys->lock);
	free(keys->n);
	free(keys->e);
	free(keys);
}

static char *sign_locked(struct token_keys *keys, struct arena *arena,
    const char *claims, cjose_header_t *header)
{
	const char *compact = NULL;
	char *copy = NULL;
	cjose_err problem;
	cjose_jws_t *jws;

	if (!cjose_header_set(header, "alg", "RS256", &problem) ||
	    !cjose_header_set(header, "typ", "JWT", &problem) ||
	    !cjose_header_set(header, "kid", keys->kid, &problem))
		return NULL;
	jws = cjose_jws_sign(keys->jwk, header, (const uint8_t *)claims,
	    strlen(claims), &problem);
	if (jws == NULL)
		return NULL;
	if (cjose_jws_export(jws, &compact, &problem))
		copy = arena_dup(arena, compact);
	cjose_jws_release(jws);
	return copy;
}

const char *token_sign(
    struct token_keys *keys, struct arena *arena, const char *claims)
{
	cjose_header_t *header;
	cjose_err problem;
	char *token = NULL;

	pthread_mutex_lock(&keys->lock);
	header = cjose_header_new(&problem);
	if (header != NULL) {
		token = sign_locked(keys, arena, claims, header);
		cjose_header_release(header);
	}
	pthread_mutex_unlock(&keys->lock);
	if (token == NULL)
		log_event(LOG_ERROR, "token_sign", LOG_T("kid", keys->kid));
	return token;
}

/* The header is judged by us before the library sees the token: it must not
 * be the token that chooses how it is checked. */
static bool header_good(
    const struct token_keys *keys, struct arena *arena, const char *token)
{
	const char *dot = strchr(token, '.');
	const char *alg, *kid;
	uint8_t *bytes;
	size_t length;
	json_t *header;
	bool good;

	if (dot == NULL || !base64url_decode(arena,
			       arena_dup_n(arena, token, (size_t)(dot - token)),
			       &bytes, &length))
		return false;
	header = json_loadb(
	    (const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
	alg = json_string_value(json_object_get(header, "alg"));
	kid = json_string_value(json_object_get(header, "kid"));
	good = text_same(alg, "RS256") && text_same(kid, keys->kid) &&
	       json_object_get(header, "crit") == NULL;
	json_decref(header);
	return good;
}

static const char *open_locked(
    struct token_keys *keys, struct arena *arena, const char *token)
{
	uint8_t *plain = NULL;
	const char *claims = NULL;
	size_t length = 0;
	cjose_err problem;
	cjose_jws_t *jws = cjose_jws_import(token, strlen(token), &problem);

	if (jws == NULL)
		return NULL;
	if (cjose_jws_verify(jws, keys->jwk, &problem) &&
	    cjose_jws_get_plaintext(jws, &plain, &length, &problem))
		claims = arena_dup_n(arena, (const char *)plain, length);
	cjose_jws_release(jws);
	return claims;
}

const char *token_open(
    struct token_keys *keys, struct arena *arena, const char *token)
{
	const char *claims;

	if (strlen(token) > TOKEN_MAX || !header_good(keys, arena, token))
		return NULL;
	pthread_mutex_lock(&keys->lock);
	claims = open_locked(keys, arena, token);
	pthread_mutex_unlock(&keys->lock);
	return claims;
}

void token_keys_jwks(const struct token_keys *keys, struct text *out)
{
	struct json_out json;

	json_start(&json, out);
	json_object_begin(&json, NULL);
	json_array_begin(&json, "keys");
	json_object_begin(&json, NULL);
	json_text(&json, "kty", "RSA");
	json_text(&json, "use", "sig");
	json_text(&json, "alg", "RS256");
	json_text(&json, "kid", keys->kid);
	json_text(&json, "n", keys->n);
	json_text(&json, "e", keys->e);
	json_object_end(&json);
	json_array_end(&json);
	json_object_end(&json);
}
