/*
 * Keys, certificates and signatures of webhooks, over libcrypto. Where they
 * are kept, webhook_store.c knows.
 */
#include "outbox/webhook_sign.h"

#include <curl/curl.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"

#define KEY_BITS 2048
#define LIFE_DAYS 3650
#define SERIAL_BITS 127
#define NAME_DIGITS 16

static void key_free(void *key)
{
	EVP_PKEY_free(key);
}

static void certificate_free(void *certificate)
{
	X509_free(certificate);
}

static void bio_free(void *bio)
{
	BIO_free(bio);
}

static struct error complain(const char *what)
{
	log_event(LOG_ERROR, "webhooks cannot be signed", LOG_T("what", what));
	return fail(ERR_INTERNAL, NULL);
}

/* ---- the certificate ---- */

static const char *common_name(struct ctx *cx)
{
	CURLU *url = curl_url();
	char *host = NULL;
	const char *name = "kontor";

	if (url != NULL &&
	    curl_url_set(url, CURLUPART_URL, cx->settings->public_url, 0) ==
		CURLUE_OK &&
	    curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    strlen(host) <= 64)
		name = arena_dup(cx->arena, host);
	curl_free(host);
	curl_url_cleanup(url);
	return name;
}

static bool name_set(struct ctx *cx, X509 *certificate)
{
	X509_NAME *name = X509_get_subject_name(certificate);

	return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
		   (const unsigned char *)"Kontor", -1, -1, 0) == 1 &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
		   (const unsigned char *)common_name(cx), -1, -1, 0) == 1 &&
	       X509_set_issuer_name(certificate, name) == 1;
}

static bool serial_set(X509 *certificate)
{
	BIGNUM *serial = BN_new();
	bool good = serial != NULL &&
		    BN_rand(serial, SERIAL_BITS, BN_RAND_TOP_ANY,
			BN_RAND_BOTTOM_ANY) == 1 &&
		    BN_to_ASN1_INTEGER(
			serial, X509_get_serialNumber(certificate)) != NULL;

	BN_free(serial);
	return good;
}

static bool extension_add(X509 *certificate, int id, const char *value)
{
	X509V3_CTX about;
	X509_EXTENSION *extension;
	bool good;

	X509V3_set_ctx_nodb(&about);
	X509V3_set_ctx(&about, certificate, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &about, id, value);
	good =
	    extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

static bool certificate_fill(struct ctx *cx, X509 *certificate, EVP_PKEY *key)
{
	return X509_set_version(certificate, X509_VERSION_3) == 1 &&
	       serial_set(certificate) &&
	       X509_gmtime_adj(X509_getm_notBefore(certificate),
		   -(long)DAY_SECONDS) != NULL &&
	       X509_time_adj_ex(X509_getm_notAfter(certificate), LIFE_DAYS, 0,
		   NULL) != NULL &&
	       X509_set_pubkey(certificate, key) == 1 &&
	       name_set(cx, certificate) &&
	       extension_add(
		   certificate, NID_basic_constraints, "critical,CA:FALSE") &&
	       extension_add(
		   certificate, NID_key_usage, "critical,digitalSignature") &&
	       extension_add(certificate, NID_subject_key_identifier, "hash") &&
	       X509_sign(certificate, key, EVP_sha256()) > 0;
}

static const char *certificate_pem(struct ctx *cx, X509 *certificate)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *bytes;
	long length;

	if (out == NULL)
		return NULL;
	arena_defer(cx->arena, bio_free, out);
	if (PEM_write_bio_X509(out, certificate) != 1 ||
	    (length = BIO_get_mem_data(out, &bytes)) <= 0)
		return NULL;
	return arena_dup_n(cx->arena, bytes, (size_t)length);
}

static bool key_bytes(
    struct ctx *cx, EVP_PKEY *key, struct webhook_certificate *certificate)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	unsigned char *der = NULL;
	int length = info == NULL ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info, &der);

	PKCS8_PRIV_KEY_INFO_free(info);
	if (length <= 0)
		return false;
	certificate->key_length = (size_t)length;
	certificate->key = (const uint8_t *)arena_dup_n(
	    cx->arena, (const char *)der, (size_t)length);
	OPENSSL_clear_free(der, (size_t)length);
	return true;
}

struct error certificate_make(
    struct ctx *cx, struct webhook_certificate *ret_certificate)
{
	struct webhook_certificate made = { 0 };
	char digest[SHA256_HEX];
	EVP_PKEY *key = EVP_RSA_gen(KEY_BITS);
	X509 *certificate = X509_new();

	arena_defer(cx->arena, key_free, key);
	arena_defer(cx->arena, certificate_free, certificate);
	if (key == NULL || certificate == NULL ||
	    !certificate_fill(cx, certificate, key) ||
	    (made.pem = certificate_pem(cx, certificate)) == NULL ||
	    !key_bytes(cx, key, &made))
		return complain("no certificate could be made");
	sha256_hex(made.pem, strlen(made.pem), digest);
	made.name = arena_dup_n(cx->arena, digest, NAME_DIGITS);
	*ret_certificate = made;
	return OK;
}

struct error certificate_der(struct ctx *cx, const char *pem,
    const uint8_t **ret_bytes, size_t *ret_length)
{
	BIO *in = BIO_new_mem_buf(pem, -1);
	X509 *certificate =
	    in == NULL ? NULL : PEM_read_bio_X509(in, NULL, NULL, NULL);
	unsigned char *der = NULL;
	int length = certificate == NULL ? -1 : i2d_X509(certificate, &der);

	X509_free(certificate);
	BIO_free(in);
	if (length <= 0)
		return complain("the certificate cannot be read");
	*ret_bytes = (const uint8_t *)arena_dup_n(
	    cx->arena, (const char *)der, (size_t)length);
	*ret_length = (size_t)length;
	OPENSSL_free(der);
	return OK;
}

/* ---- the key ---- */

struct webhook_key *webhook_key_open(const uint8_t *der, size_t length)
{
	return (struct webhook_key *)d2i_AutoPrivateKey(
	    NULL, &der, (long)length);
}

void webhook_key_close(struct webhook_key *key)
{
	EVP_PKEY_free((EVP_PKEY *)key);
}

const char *webhook_key_sign(
    struct ctx *cx, struct webhook_key *key, const char *body)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *how = NULL; /* md's */
	uint8_t bytes[KEY_BITS / 8 * 2];
	size_t length = sizeof(bytes);
	bool good = md != NULL &&
		    EVP_DigestSignInit(
			md, &how, EVP_sha256(), NULL, (EVP_PKEY *)key) == 1 &&
		    EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PADDING) == 1 &&
		    EVP_DigestSign(md, bytes, &length,
			(const unsigned char *)body, strlen(body)) == 1;

	EVP_MD_CTX_free(md);
	if (good)
		return base64_encode(cx->arena, bytes, length);
	(void)complain("the key does not sign");
	return NULL;
}

/* ---- the secret ---- */

const char *webhook_hmac(struct ctx *cx,
    const uint8_t secret[WEBHOOK_SECRET_BYTES], const char *id,
    int64_t timestamp, const char *body)
{
	const char *text = arena_printf(
	    cx->arena, "%s.%lld.%s", id, (long long)timestamp, body);
	uint8_t mac[SHA256_BYTES];

	hmac_sha256(secret, WEBHOOK_SECRET_BYTES, text, strlen(text), mac);
	return arena_printf(
	    cx->arena, "v1,%s", base64_encode(cx->arena, mac, sizeof(mac)));
}

const char *webhook_secret_text(
    struct ctx *cx, const uint8_t secret[WEBHOOK_SECRET_BYTES])
{
	return arena_printf(cx->arena, "whsec_%s",
	    base64_encode(cx->arena, secret, WEBHOOK_SECRET_BYTES));
}
