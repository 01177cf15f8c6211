/*
 * The key pairs in memory, shared by the two files about them.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_KEYS_PRIVATE_H
#define KONTOR_ACCOUNTS_TOKEN_KEYS_PRIVATE_H

#include <cjose/cjose.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/stat.h>

#include "accounts/token_keys.h"

#define KEYS_MAX 8
#define KEY_BITS 2048

struct token_key {
	cjose_jwk_t *jwk;
	char kid[64];
	char *n; /* base64url, of the public key */
	char *e;
	char *pem;          /* all of it, for the file */
	int64_t signs_from; /* real time */
	int64_t until;      /* its last token is over; 0 open */
};

struct token_keys {
	pthread_mutex_t lock;
	const struct secrets *secrets;
	char *folder;
	struct stat stamp; /* of the file they were read from */
	int64_t looked_us; /* when it was last compared with that */
	size_t count;
	struct token_key keys[KEYS_MAX]; /* oldest first */
};

struct error token_keys_complain(const char *path, const char *problem);
/* ret_key is to be emptied by token_key_drop. */
struct error token_key_make(struct token_key *ret_key);
struct error token_key_from_pem(const char *pem, struct token_key *ret_key);
void token_key_drop(struct token_key *key);

/* None of them is there: count stays 0. */
struct error token_keys_read(struct token_keys *keys);
struct error token_keys_write(struct token_keys *keys);
/* Whether the file is another one than that read or written last. */
bool token_keys_changed(const struct token_keys *keys);
/* Over reading, changing and writing: nobody else does. -1 when that fails;
 * else to be closed. */
int token_keys_lock(const struct token_keys *keys);

#endif
