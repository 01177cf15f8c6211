/*
 * The file of secrets, keys by purpose, and sealing with them, over libcrypto.
 * Leaves plain digests and random bytes to crypto.c.
 */
#include "base/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/disk.h"
#include "base/log.h"
#include "base/stop.h"

#define SEAL_VERSION 1
#define NONCE_BYTES 12
#define TAG_BYTES 16

_Static_assert(SEAL_OVERHEAD == 1 + NONCE_BYTES + TAG_BYTES, "overhead");

/* Two keys for each purpose: no key serves two algorithms. */
struct secrets {
	uint8_t digest_keys[PURPOSE_COUNT][SHA256_BYTES];
	uint8_t seal_keys[PURPOSE_COUNT][SHA256_BYTES];
};

/* Without a working generator or cipher nothing may be answered. */
static _Noreturn void secrets_stop(const char *what)
{
	stop_fault("crypto_failed", what);
}

/* The file: this word, the master key in hex, a newline. */
static const char secrets_word[] = "kontor-secrets-1 ";
#define SECRETS_LENGTH (sizeof(secrets_word) - 1 + 2 * MASTER_KEY_BYTES + 1)

static void secrets_derive(struct secrets *secrets, const uint8_t *master)
{
	char label[64];

	for (int p = 0; p < PURPOSE_COUNT; p++) {
		int n = snprintf(label, sizeof(label), "kontor digest %d", p);

		hmac_sha256(master, MASTER_KEY_BYTES, label, (size_t)n,
		    secrets->digest_keys[p]);
		n = snprintf(label, sizeof(label), "kontor seal %d", p);
		hmac_sha256(master, MASTER_KEY_BYTES, label, (size_t)n,
		    secrets->seal_keys[p]);
	}
}

/*
 * Writes a whole file beside path first, then links it: no reader ever sees
 * half a key, and of two processes that start at once one key stays.
 */
static bool secrets_make(const char *path)
{
	char beside[PATH_MAX];
	char line[SECRETS_LENGTH + 1];
	uint8_t master[MASTER_KEY_BYTES];
	char own[GUID_TEXT];
	int n, fd;
	bool fine;

	guid_random(own); /* in two containers processes have one number */
	n = snprintf(beside, sizeof(beside), "%s.%s", path, own);
	if (n < 0 || (size_t)n >= sizeof(beside))
		return false;
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	crypto_random(master, sizeof(master));
	memcpy(line, secrets_word, sizeof(secrets_word) - 1);
	hex_encode(master, sizeof(master), line + sizeof(secrets_word) - 1);
	line[SECRETS_LENGTH - 1] = '\n';
	fine = disk_write(fd, line, SECRETS_LENGTH) && fsync(fd) == 0;
	fine = close(fd) == 0 && fine;
	fine = fine && (link(beside, path) == 0 || errno == EEXIST);
	unlink(beside);
	OPENSSL_cleanse(master, sizeof(master));
	OPENSSL_cleanse(line, sizeof(line));
	return fine && disk_sync_entry(path);
}

/* NULL when all is well, else what is wrong with the file. */
static const char *secrets_read(int fd, uint8_t master[MASTER_KEY_BYTES])
{
	char line[SECRETS_LENGTH + 1];
	struct stat status;
	size_t got = 0;
	bool fine;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return "not a file";
	if (status.st_mode & 077)
		return "others may read it; set its mode to 0600";
	while (got < sizeof(line)) {
		ssize_t n = read(fd, line + got, sizeof(line) - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return "cannot be read";
		if (n == 0)
			break;
		got += (size_t)n;
	}
	fine = got == SECRETS_LENGTH && line[SECRETS_LENGTH - 1] == '\n' &&
	       memcmp(line, secrets_word, sizeof(secrets_word) - 1) == 0 &&
	       hex_decode(line + sizeof(secrets_word) - 1, 2 * MASTER_KEY_BYTES,
		   master);
	OPENSSL_cleanse(line, sizeof(line));
	return fine ? NULL : "damaged";
}

struct secrets *secrets_open(const char *path)
{
	uint8_t master[MASTER_KEY_BYTES];
	struct secrets *secrets;
	const char *problem;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 && errno == ENOENT && secrets_make(path))
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) {
		log_event(LOG_ERROR, "secrets_unusable", LOG_T("file", path),
		    LOG_T("why", strerror(errno)));
		return NULL;
	}
	problem = secrets_read(fd, master);
	close(fd);
	if (problem) {
		log_event(LOG_ERROR, "secrets_unusable", LOG_T("file", path),
		    LOG_T("why", problem));
		return NULL;
	}
	secrets = calloc(1, sizeof(*secrets));
	if (!secrets)
		secrets_stop("memory");
	secrets_derive(secrets, master);
	OPENSSL_cleanse(master, sizeof(master));
	return secrets;
}

void secrets_close(struct secrets *secrets)
{
	if (!secrets)
		return;
	OPENSSL_cleanse(secrets, sizeof(*secrets));
	free(secrets);
}

void secrets_digest(const struct secrets *secrets, enum purpose purpose,
    const void *bytes, size_t length, uint8_t ret[SHA256_BYTES])
{
	hmac_sha256(
	    secrets->digest_keys[purpose], SHA256_BYTES, bytes, length, ret);
}

/* ---- sealing ---- */

/*
 * One pass of the cipher, either way. The version byte is bound with the aad,
 * so that a later format cannot be passed off as this one.
 */
static bool gcm_run(EVP_CIPHER_CTX *gcm, bool seal, const uint8_t *key,
    const uint8_t *head, const char *aad, const uint8_t *from, int length,
    uint8_t *to)
{
	size_t aad_length = aad ? strlen(aad) : 0;
	int n;

	return aad_length <= INT_MAX &&
	       EVP_CipherInit_ex(
		   gcm, EVP_aes_256_gcm(), NULL, key, head + 1, seal) == 1 &&
	       EVP_CipherUpdate(gcm, NULL, &n, head, 1) == 1 &&
	       (aad_length == 0 ||
		   EVP_CipherUpdate(gcm, NULL, &n, (const uint8_t *)aad,
		       (int)aad_length) == 1) &&
	       (length == 0 ||
		   EVP_CipherUpdate(gcm, to, &n, from, length) == 1);
}

void secrets_seal(const struct secrets *secrets, enum purpose purpose,
    struct arena *arena, const char *aad, const void *bytes, size_t length,
    uint8_t **ret_sealed, size_t *ret_length)
{
	EVP_CIPHER_CTX *gcm = EVP_CIPHER_CTX_new();
	uint8_t *sealed;
	uint8_t *body;
	int n;

	if (!gcm || length > INT_MAX - SEAL_OVERHEAD)
		secrets_stop("seal");
	sealed = arena_alloc(arena, length + SEAL_OVERHEAD);
	body = sealed + 1 + NONCE_BYTES;
	sealed[0] = SEAL_VERSION;
	crypto_random(sealed + 1, NONCE_BYTES);
	if (!gcm_run(gcm, true, secrets->seal_keys[purpose], sealed, aad, bytes,
		(int)length, body) ||
	    EVP_CipherFinal_ex(gcm, body + length, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(
		gcm, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, body + length) != 1)
		secrets_stop("seal");
	EVP_CIPHER_CTX_free(gcm);
	*ret_sealed = sealed;
	*ret_length = length + SEAL_OVERHEAD;
}

bool secrets_unseal(const struct secrets *secrets, enum purpose purpose,
    struct arena *arena, const char *aad, const uint8_t *sealed,
    size_t sealed_length, uint8_t **ret_bytes, size_t *ret_length)
{
	EVP_CIPHER_CTX *gcm;
	uint8_t tag[TAG_BYTES];
	uint8_t *bytes;
	size_t length;
	bool fine;
	int n;

	if (sealed_length < SEAL_OVERHEAD || sealed_length > INT_MAX ||
	    sealed[0] != SEAL_VERSION)
		return false;
	length = sealed_length - SEAL_OVERHEAD;
	bytes = arena_alloc(arena, length + 1); /* NUL after it, for texts */
	memcpy(tag, sealed + sealed_length - TAG_BYTES, TAG_BYTES);
	gcm = EVP_CIPHER_CTX_new();
	if (!gcm)
		secrets_stop("unseal");
	fine = gcm_run(gcm, false, secrets->seal_keys[purpose], sealed, aad,
		   sealed + 1 + NONCE_BYTES, (int)length, bytes) &&
	       EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) ==
		   1 &&
	       EVP_CipherFinal_ex(gcm, bytes + length, &n) == 1;
	EVP_CIPHER_CTX_free(gcm);
	if (!fine) {
		OPENSSL_cleanse(bytes, length);
		return false;
	}
	*ret_bytes = bytes;
	*ret_length = length;
	return true;
}
