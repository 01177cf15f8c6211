/*
 * The few uses of libcrypto: random bytes, digests, sealing. Password hashes
 * (argon2id) are in accounts/, tokens (JWT) in accounts/token.
 */
#ifndef KONTOR_BASE_CRYPTO_H
#define KONTOR_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define SHA256_BYTES 32
#define SHA256_HEX 65
#define GUID_TEXT 37
#define MASTER_KEY_BYTES 32

void crypto_random(void *ret_bytes, size_t length);
void guid_random(char ret_guid[GUID_TEXT]); /* version 4, lower case */
/* Version 7: begins with the time, so that rows of one hour lie together and
 * not all over an index. Not for what others must not guess the age of. */
void guid_ordered(int64_t wall_us, char ret_guid[GUID_TEXT]);
/* n characters of the alphabet, unbiased; room n + 1. */
void crypto_random_text(const char *alphabet, size_t n, char *ret_text);

void sha256(const void *bytes, size_t length, uint8_t ret[SHA256_BYTES]);
void sha256_hex(const void *bytes, size_t length, char ret[SHA256_HEX]);
/* Of a file from its start, in pieces; its place does not move. False when it
 * cannot be read, errno says why. */
bool sha256_file(int fd, char ret[SHA256_HEX]);
void hmac_sha256(const void *key, size_t key_length, const void *bytes,
    size_t length, uint8_t ret[SHA256_BYTES]);
bool crypto_same(const void *a, const void *b, size_t length); /* const time */

/* Lower case; room 2 * length + 1. */
void hex_encode(const void *bytes, size_t length, char *ret_text);
/* length counts digits, of either case, and is even; room length / 2. */
bool hex_decode(const char *text, size_t length, uint8_t *ret_bytes);
/* URL-safe alphabet, no padding. */
char *base64url_encode(struct arena *arena, const void *bytes, size_t length);
bool base64url_decode(struct arena *arena, const char *text,
    uint8_t **ret_bytes, size_t *ret_length);
/* Standard alphabet with padding, for mail. */
char *base64_encode(struct arena *arena, const void *bytes, size_t length);

/*
 * The process's secrets, from a file outside the database (mode 0600). Each
 * use has a key of its own, derived by purpose.
 */
struct secrets;
/*
 * Reads path, or makes it (mode 0600) when it is not there. NULL on failure,
 * logged: also when others may read the file, or when it is damaged.
 */
struct secrets *secrets_open(const char *path);
void secrets_close(struct secrets *secrets);

/* Numbers are stored in what was sealed: add at the end, never renumber. */
enum purpose {
	PURPOSE_PRODUCT_KEY = 1, /* sealing keys at rest */
	PURPOSE_KEY_DIGEST,      /* uniqueness of keys */
	PURPOSE_LINK,            /* download link tokens */
	PURPOSE_ANSWER,          /* stored answers that hold a secret */
	PURPOSE_COOKIE,          /* CSRF and sign-in forms */
	PURPOSE_CONTINUATION,    /* paging tokens */
	PURPOSE_TOKEN,           /* signature of access tokens */
	PURPOSE_SECOND_FACTOR,   /* sealed TOTP seeds */
	PURPOSE_WEBHOOK,         /* sealed secrets and key of webhooks */
	PURPOSE_MAIL,            /* sealed tokens of mail that waits */
	PURPOSE_UNSUBSCRIBE,     /* links that end a kind of mail */
	PURPOSE_UPLOAD,          /* files that a form carries on to its act */
	PURPOSE_ATTACHMENT,      /* files that came with support requests */
	PURPOSE_COUNT
};

/* HMAC-SHA256 under the key of that purpose. */
void secrets_digest(const struct secrets *secrets, enum purpose purpose,
    const void *bytes, size_t length, uint8_t ret[SHA256_BYTES]);
/*
 * AES-256-GCM: version byte, nonce, ciphertext, tag (SEAL_OVERHEAD bytes more
 * than the input). aad names the place the bytes belong to; NULL is "".
 * unseal gives false, and writes nothing, on any change of bytes, purpose,
 * aad or secrets.
 */
#define SEAL_OVERHEAD 29
void secrets_seal(const struct secrets *secrets, enum purpose purpose,
    struct arena *arena, const char *aad, const void *bytes, size_t length,
    uint8_t **ret_sealed, size_t *ret_length);
bool secrets_unseal(const struct secrets *secrets, enum purpose purpose,
    struct arena *arena, const char *aad, const uint8_t *sealed,
    size_t sealed_length, uint8_t **ret_bytes, size_t *ret_length);

#endif
