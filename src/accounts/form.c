/*
 * Tokens of forms, with a session and before one. Cookies are the door's.
 */
#include <string.h>

#include "accounts/sign_in.h"
#include "base/crypto.h"
#include "base/text.h"

#define NONCE_BYTES 16

struct error csrf_check(const struct principal *who, const char *token)
{
	size_t length;

	if (who == NULL || who->csrf == NULL || token == NULL)
		return fail(ERR_FORM_EXPIRED, NULL);
	length = strlen(who->csrf);
	if (length == 0 || strlen(token) != length ||
	    !crypto_same(who->csrf, token, length))
		return fail(ERR_FORM_EXPIRED, NULL);
	return OK;
}

const char *form_nonce(struct ctx *cx)
{
	uint8_t bytes[NONCE_BYTES];

	crypto_random(bytes, sizeof(bytes));
	return base64url_encode(cx->arena, bytes, sizeof(bytes));
}

const char *form_token(struct ctx *cx, const char *nonce)
{
	const char *bound = arena_printf(cx->arena, "form %s", nonce);
	uint8_t digest[SHA256_BYTES];

	secrets_digest(
	    cx->secrets, PURPOSE_COOKIE, bound, strlen(bound), digest);
	return base64url_encode(cx->arena, digest, sizeof(digest));
}

struct error form_check(struct ctx *cx, const char *nonce, const char *token)
{
	const char *wanted;

	if (text_empty(nonce) || token == NULL)
		return fail(ERR_FORM_EXPIRED, NULL);
	wanted = form_token(cx, nonce);
	if (strlen(token) != strlen(wanted) ||
	    !crypto_same(wanted, token, strlen(wanted)))
		return fail(ERR_FORM_EXPIRED, NULL);
	return OK;
}
