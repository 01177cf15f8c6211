/*
 * Random bytes, digests and texts of bytes, over libcrypto. Leaves the
 * process's secrets and sealing to secrets.c.
 */
#include "base/crypto.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/stop.h"

/* Without a working generator or cipher nothing may be answered. */
static _Noreturn void crypto_stop(const char *what)
{
	stop_fault("crypto_failed", what);
}

static void generate(void *ret_bytes, size_t length)
{
	if (RAND_priv_bytes_ex(NULL, ret_bytes, length, 0) != 1)
		crypto_stop("random bytes");
}

/*
 * Ids come by the thousand and the generator costs as much for one byte as
 * for many: a thread draws ahead. Bytes are wiped when given out. The program
 * never forks, so nobody else holds the same.
 */
void crypto_random(void *ret_bytes, size_t length)
{
	static _Thread_local uint8_t ahead[512];
	static _Thread_local size_t left;

	if (length > sizeof(ahead) / 4) {
		generate(ret_bytes, length);
		return;
	}
	if (left < length) {
		generate(ahead, sizeof(ahead));
		left = sizeof(ahead);
	}
	left -= length;
	memcpy(ret_bytes, ahead + left, length);
	explicit_bzero(ahead + left, length);
}

static void guid_write(
    uint8_t bytes[16], uint8_t version, char ret_guid[GUID_TEXT])
{
	static const size_t ends[] = { 4, 6, 8, 10, 16 };
	size_t from = 0;

	bytes[6] = (uint8_t)((bytes[6] & 0x0f) | version << 4);
	bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80); /* RFC 9562 variant */
	for (size_t i = 0; i < COUNT(ends); i++) {
		hex_encode(bytes + from, ends[i] - from, ret_guid);
		ret_guid += 2 * (ends[i] - from);
		*ret_guid++ = '-';
		from = ends[i];
	}
	ret_guid[-1] = '\0';
}

void guid_random(char ret_guid[GUID_TEXT])
{
	uint8_t bytes[16];

	crypto_random(bytes, sizeof(bytes));
	guid_write(bytes, 4, ret_guid);
}

void guid_ordered(int64_t wall_us, char ret_guid[GUID_TEXT])
{
	uint64_t time = (uint64_t)wall_us / 1000;
	uint8_t bytes[16];

	crypto_random(bytes, sizeof(bytes));
	for (int i = 5; i >= 0; i--, time >>= 8)
		bytes[i] = (uint8_t)time;
	guid_write(bytes, 7, ret_guid);
}

void crypto_random_text(const char *alphabet, size_t n, char *ret_text)
{
	size_t letters = strlen(alphabet);
	/* the largest multiple of letters in a byte: above it is a bias */
	size_t fair;
	uint8_t pool[16];
	size_t left = 0;

	if (letters == 0 || letters > 256)
		crypto_stop("alphabet");
	fair = 256 - 256 % letters;
	for (size_t i = 0; i < n;) {
		if (left == 0) {
			crypto_random(pool, sizeof(pool));
			left = sizeof(pool);
		}
		left--;
		if (pool[left] < fair)
			ret_text[i++] = alphabet[pool[left] % letters];
	}
	ret_text[n] = '\0';
}

/* Looking an algorithm up costs more than digesting a line: once is enough. */
static EVP_MD *sha256_md;
static EVP_MAC_CTX *hmac_form; /* copied for each use */
static pthread_once_t looked_up = PTHREAD_ONCE_INIT;

static void look_up(void)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(
				    OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end() };
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	sha256_md = EVP_MD_fetch(NULL, "SHA256", NULL);
	hmac_form = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (sha256_md == NULL || hmac_form == NULL ||
	    EVP_MAC_CTX_set_params(hmac_form, params) != 1)
		crypto_stop("sha256");
}

void sha256(const void *bytes, size_t length, uint8_t ret[SHA256_BYTES])
{
	pthread_once(&looked_up, look_up);
	if (EVP_Digest(bytes, length, ret, NULL, sha256_md, NULL) != 1)
		crypto_stop("sha256");
}

void sha256_hex(const void *bytes, size_t length, char ret[SHA256_HEX])
{
	uint8_t digest[SHA256_BYTES];

	sha256(bytes, length, digest);
	hex_encode(digest, sizeof(digest), ret);
}

bool sha256_file(int fd, char ret[SHA256_HEX])
{
	static const size_t piece_bytes = (size_t)256 * 1024;
	uint8_t digest[SHA256_BYTES];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	char *piece = malloc(piece_bytes);
	ssize_t got = -1;
	off_t at = 0;

	pthread_once(&looked_up, look_up);
	if (md == NULL || piece == NULL ||
	    EVP_DigestInit_ex(md, sha256_md, NULL) != 1)
		crypto_stop("sha256");
	while ((got = pread(fd, piece, piece_bytes, at)) != 0) {
		if (got < 0 && errno != EINTR)
			break;
		if (got > 0 && EVP_DigestUpdate(md, piece, (size_t)got) != 1)
			crypto_stop("sha256");
		at += got > 0 ? got : 0;
	}
	if (EVP_DigestFinal_ex(md, digest, NULL) != 1)
		crypto_stop("sha256");
	hex_encode(digest, sizeof(digest), ret);
	EVP_MD_CTX_free(md);
	free(piece);
	return got == 0;
}

void hmac_sha256(const void *key, size_t key_length, const void *bytes,
    size_t length, uint8_t ret[SHA256_BYTES])
{
	static const uint8_t none[1];
	EVP_MAC_CTX *mac;
	size_t made = 0;

	pthread_once(&looked_up, look_up);
	mac = EVP_MAC_CTX_dup(hmac_form);
	if (mac == NULL ||
	    EVP_MAC_init(mac, key ? key : none, key_length, NULL) != 1 ||
	    EVP_MAC_update(mac, bytes, length) != 1 ||
	    EVP_MAC_final(mac, ret, &made, SHA256_BYTES) != 1)
		crypto_stop("hmac");
	EVP_MAC_CTX_free(mac);
}

bool crypto_same(const void *a, const void *b, size_t length)
{
	return CRYPTO_memcmp(a, b, length) == 0;
}

/* ---- texts of bytes ---- */

void hex_encode(const void *bytes, size_t length, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *from = bytes;

	for (size_t i = 0; i < length; i++) {
		ret_text[2 * i] = digits[from[i] >> 4];
		ret_text[2 * i + 1] = digits[from[i] & 15];
	}
	ret_text[2 * length] = '\0';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool hex_decode(const char *text, size_t length, uint8_t *ret_bytes)
{
	if (length % 2 != 0)
		return false;
	for (size_t i = 0; i < length; i++)
		if (hex_digit(text[i]) < 0)
			return false;
	for (size_t i = 0; i < length; i += 2)
		ret_bytes[i / 2] =
		    (uint8_t)(hex_digit(text[i]) << 4 | hex_digit(text[i + 1]));
	return true;
}

static const char base64_standard[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64_url[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *base64_with(struct arena *arena, const char *alphabet, bool padded,
    const uint8_t *bytes, size_t length)
{
	char *text = arena_alloc(arena, (length + 2) / 3 * 4 + 1);
	char *to = text;

	for (size_t i = 0; i < length; i += 3) {
		size_t have = length - i < 3 ? length - i : 3;
		uint32_t bits = (uint32_t)bytes[i] << 16;

		if (have > 1)
			bits |= (uint32_t)bytes[i + 1] << 8;
		if (have > 2)
			bits |= bytes[i + 2];
		for (size_t n = 0; n < 4; n++) {
			if (n <= have)
				*to++ = alphabet[bits >> (18 - 6 * n) & 63];
			else if (padded)
				*to++ = '=';
		}
	}
	*to = '\0';
	return text;
}

char *base64url_encode(struct arena *arena, const void *bytes, size_t length)
{
	return base64_with(arena, base64_url, false, bytes, length);
}

char *base64_encode(struct arena *arena, const void *bytes, size_t length)
{
	return base64_with(arena, base64_standard, true, bytes, length);
}

static int base64url_digit(char c)
{
	const char *at = c ? strchr(base64_url, c) : NULL;

	return at ? (int)(at - base64_url) : -1;
}

bool base64url_decode(struct arena *arena, const char *text,
    uint8_t **ret_bytes, size_t *ret_length)
{
	size_t length = strlen(text);
	uint8_t *bytes = arena_alloc(arena, length / 4 * 3 + 3);
	uint32_t bits = 0;
	size_t made = 0;
	int have = 0;

	if (length % 4 == 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		int digit = base64url_digit(text[i]);

		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		if (have >= 8) {
			have -= 8;
			bytes[made++] = (uint8_t)(bits >> have);
			bits &= (1U << have) - 1;
		}
	}
	/* One text for one value: left-over bits must be zero. */
	if (bits != 0)
		return false;
	*ret_bytes = bytes;
	*ret_length = made;
	return true;
}
