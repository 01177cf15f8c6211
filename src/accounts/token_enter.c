/*
 * From a bearer token to who acts: checked once, remembered while it lives;
 * program and user are read at each request.
 */
#include <string.h>
#include <strings.h>

#include "accounts/accounts_private.h"
#include "accounts/partner.h"
#include "accounts/token.h"
#include "accounts/token_claims.h"
#include "accounts/token_rows.h"

/* NULL when it is not a bearer token. */
static const char *bearer(const char *authorization)
{
	const char *token;

	if (authorization == NULL || strncasecmp(authorization, "Bearer ", 7))
		return NULL;
	token = authorization + 7;
	while (*token == ' ')
		token++;
	return *token ? token : NULL;
}

static bool claims_of(
    struct ctx *cx, const char *token, struct token_claims *ret_claims)
{
	uint8_t hash[SHA256_BYTES];
	const char *json;

	sha256(token, strlen(token), hash);
	if (token_cache_find(cx->accounts->cache, hash, cx->wall, ret_claims))
		return true;
	json = token_open(cx->accounts->keys, cx->arena, token, cx->wall);
	if (json == NULL || !token_claims_read(cx, json, ret_claims))
		return false;
	token_cache_keep(cx->accounts->cache, hash, ret_claims);
	return true;
}

struct error token_enter(struct ctx *cx, const char *authorization)
{
	const char *token = bearer(authorization);
	struct principal *who = ARENA_NEW(cx->arena, struct principal);
	struct token_claims claims;
	bool found;
	struct error e;

	if (token == NULL)
		return fail(ERR_SIGN_IN_NEEDED, NULL);
	if (!claims_of(cx, token, &claims))
		return fail(ERR_TOKEN_BAD, NULL);
	if ((e = token_who(cx, claims.tenant_id, claims.client_id,
		 claims.user_id, claims.family_id, who, &found))
		.code)
		return e;
	if (!found)
		return fail(ERR_TOKEN_BAD, NULL);
	cx->who = who;
	cx->now = partner_now(who->partner, cx->wall);
	return OK;
}

void token_jwks(struct ctx *cx, struct text *out)
{
	token_keys_jwks(cx->accounts->keys, cx->wall, out);
}
