/*
 * Tokens of forms, with a session and before one. Cookies are the door's.
 *
 * Pages are compressed, and show what the asker wrote into the address: of a
 * text that stays the same, somebody else could learn a letter at a time by
 * the length of answers. So a token is masked with fresh random bytes each
 * time it is shown.
 */
#include <string.h>

#include "accounts/sign_in.h"
#include "base/crypto.h"
#include "base/text.h"

#define NONCE_BYTES 16

/* base64url of: as many random bytes as the secret has, and it XOR these. */
static const char *mask(struct ctx *cx, const char *secret)
{
	size_t n = strlen(secret);
	uint8_t *bytes = arena_alloc(cx->arena, 2 * n + 1);

	crypto_random(bytes, n);
	for (size_t i = 0; i < n; i++)
		bytes[n + i] = (uint8_t)(bytes[i] ^ (uint8_t)secret[i]);
	return base64url_encode(cx->arena, bytes, 2 * n);
}

static bool mask_fits(struct ctx *cx, const char *secret, const char *token)
{
	size_t n = strlen(secret), length = 0;
	uint8_t *bytes = NULL;

	if (n == 0 || !base64url_decode(cx->arena, token, &bytes, &length) ||
	    length != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++)
		bytes[n + i] ^= bytes[i];
	return crypto_same(secret, bytes + n, n);
}

const char *csrf_token(struct ctx *cx)
{
	return cx->who == NULL || text_empty(cx->who->csrf)
		   ? ""
		   : mask(cx, cx->who->csrf);
}

struct error csrf_check(struct ctx *cx, const char *token)
{
	if (cx->who == NULL || text_empty(cx->who->csrf) || token == NULL ||
	    !mask_fits(cx, cx->who->csrf, token))
		return fail(ERR_FORM_EXPIRED, NULL);
	return OK;
}

const char *form_nonce(struct ctx *cx)
{
	uint8_t bytes[NONCE_BYTES];

	crypto_random(bytes, sizeof(bytes));
	return base64url_encode(cx->arena, bytes, sizeof(bytes));
}

static const char *bound_to(struct ctx *cx, const char *nonce)
{
	const char *bound = arena_printf(cx->arena, "form %s", nonce);
	uint8_t digest[SHA256_BYTES];

	secrets_digest(
	    cx->secrets, PURPOSE_COOKIE, bound, strlen(bound), digest);
	return base64url_encode(cx->arena, digest, sizeof(digest));
}

const char *form_token(struct ctx *cx, const char *nonce)
{
	return mask(cx, bound_to(cx, nonce));
}

struct error form_check(struct ctx *cx, const char *nonce, const char *token)
{
	if (text_empty(nonce) || token == NULL ||
	    !mask_fits(cx, bound_to(cx, nonce), token))
		return fail(ERR_FORM_EXPIRED, NULL);
	return OK;
}
