/*
 * One key pair of tokens: made, and taken from the text that is stored.
 */
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/token_keys_private.h"
#include "base/crypto.h"

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

static char *pem_of(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	char *bytes, *copy = NULL;
	long length;

	if (bio != NULL && PEM_write_bio_PrivateKey(
			       bio, key, NULL, NULL, 0, NULL, NULL) == 1) {
		/* what it writes ends with no NUL */
		length = BIO_get_mem_data(bio, &bytes);
		copy = length > 0 ? calloc(1, (size_t)length + 1) : NULL;
		if (copy != NULL)
			memcpy(copy, bytes, (size_t)length);
	}
	BIO_free(bio);
	return copy;
}

static struct error key_fill(EVP_PKEY *pair, struct token_key *key)
{
	char *n = NULL, *e = NULL;
	struct arena arena;
	cjose_err problem;
	bool good;

	arena_init(&arena);
	key->jwk = jwk_from(pair, &arena, &n, &e);
	if (key->jwk != NULL) {
		kid_of(&arena, n, e, key->kid);
		key->n = strdup(n);
		key->e = strdup(e);
		key->pem = pem_of(pair);
	}
	arena_done(&arena);
	good =
	    key->jwk && key->n && key->e && key->pem &&
	    cjose_jwk_set_kid(key->jwk, key->kid, strlen(key->kid), &problem);
	return good ? OK
		    : token_keys_complain(
			  "a key of tokens", "its numbers cannot be used");
}

static struct error key_take(EVP_PKEY *pair, struct token_key *ret_key)
{
	struct token_key key = { 0 };
	struct error e = key_fill(pair, &key);

	EVP_PKEY_free(pair);
	if (e.code)
		token_key_drop(&key);
	else
		*ret_key = key;
	return e;
}

struct error token_key_make(struct token_key *ret_key)
{
	EVP_PKEY *pair = EVP_RSA_gen(KEY_BITS);

	if (pair == NULL)
		return token_keys_complain(
		    "a key of tokens", "no key could be made");
	return key_take(pair, ret_key);
}

struct error token_key_from_pem(const char *pem, struct token_key *ret_key)
{
	BIO *bio = BIO_new_mem_buf(pem, (int)strlen(pem));
	EVP_PKEY *pair =
	    bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	if (pair == NULL || EVP_PKEY_get_base_id(pair) != EVP_PKEY_RSA ||
	    EVP_PKEY_get_bits(pair) < KEY_BITS) {
		EVP_PKEY_free(pair);
		return token_keys_complain(
		    "a key of tokens", "not an RSA key of 2048 bits or more");
	}
	return key_take(pair, ret_key);
}

void token_key_drop(struct token_key *key)
{
	if (key->jwk != NULL)
		cjose_jwk_release(key->jwk);
	if (key->pem != NULL)
		OPENSSL_cleanse(key->pem, strlen(key->pem));
	free(key->pem);
	free(key->n);
	free(key->e);
	*key = (struct token_key){ 0 };
}
