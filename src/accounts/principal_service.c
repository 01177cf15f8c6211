/*
 * Who acts, looked at again in the writer: between the first look and the act
 * a session may have ended, a user been disabled, a clock been set.
 */
#include "accounts/partner.h"
#include "accounts/principal.h"
#include "accounts/sign_in_rows.h"
#include "accounts/token_rows.h"

static struct error session_again(
    struct ctx *cx, struct principal *who, bool *ret_found)
{
	uint8_t hash[SHA256_BYTES];
	const char *locale;

	*ret_found = false;
	if (!hex_decode(cx->who->session_id, SHA256_HEX - 1, hash))
		return OK;
	if (cx->who->kind == ACTOR_OPERATOR)
		return operator_session_who(cx, hash, who, ret_found);
	return session_who(
	    cx, cx->who->partner->partner_id, hash, who, &locale, ret_found);
}

struct error principal_recheck(struct ctx *cx)
{
	const struct principal *old = cx->who;
	struct principal *who = ARENA_NEW(cx->arena, struct principal);
	bool found = false;
	struct error e;

	if (old == NULL || (old->session_id == NULL && old->client_id == NULL))
		return OK;
	e = old->session_id != NULL
		? session_again(cx, who, &found)
		: token_who(cx, old->partner->tenant_id, old->client_id,
		      old->user_id, old->family_id, who, &found);
	if (e.code)
		return e;
	if (!found)
		return fail(
		    old->session_id ? ERR_SIGN_IN_NEEDED : ERR_TOKEN_BAD, NULL);
	cx->who = who;
	cx->now = partner_now(who->partner, cx->wall);
	return OK;
}
