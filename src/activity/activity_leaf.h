/*
 * The leaf of a row: a digest that a later sealing job puts into a tree (RFC
 * 6962). For activity/ only.
 */
#ifndef KONTOR_ACTIVITY_ACTIVITY_LEAF_H
#define KONTOR_ACTIVITY_ACTIVITY_LEAF_H

#include <stdint.h>

#include "base/arena.h"
#include "base/crypto.h"

#define SALT_BYTES 16
#define LEAF_TEXTS 13

struct leaf {
	uint8_t salt[SALT_BYTES];
	int64_t partner_id, at, activity_id, actor_kind;
	int64_t line_number; /* -1: none */
	/* tab, action, result, reason, actor id, client id, customer id,
	 * order id, product id, SKU id, title, file id, details */
	const char *texts[LEAF_TEXTS];
};

/*
 * SHA-256 of a zero byte and the canonical form: the version with its NUL, the
 * salt, the numbers above in that order (8 bytes each, big-endian), then each
 * text as one byte that says whether it is there, its length (a number) and
 * its bytes. Names, addresses and request ids stay out: persons are named by
 * id, so that a name may be erased without breaking the proof.
 */
void leaf_digest(
    struct arena *arena, const struct leaf *leaf, uint8_t ret[SHA256_BYTES]);

#endif
