/*
 * Access tokens that our own key signed over foreign claims, and good ones
 * with something else in them: whoever they name is nobody here.
 */
#include "accounts/accounts_private.h"
#include "accounts/token.h"
#include "accounts/token_claims.h"
#include "fixture.h"
#include "fuzz.h"

static struct fixture house;
static const char *good;

static void house_close(void)
{
	fixture_close(&house);
}

static void house_open(void)
{
	if (house.db != NULL)
		return;
	fixture_open(&house);
	fixture_accounts(&house);
	atexit(house_close);
	good = token_sign(house.accounts->keys, &house.arena,
	    "{\"tid\":\"aaaaaaaa-0000-4000-8000-000000000001\"}",
	    house.cx.wall);
}

static struct error enter(struct ctx *cx, const char *token)
{
	return token_enter(cx, arena_printf(cx->arena, "Bearer %s", token));
}

/* Signed well, whatever it says: no such program is registered. */
static void foreign_claims(struct ctx *cx, const char *text)
{
	const char *token =
	    token_sign(house.accounts->keys, cx->arena, text, cx->wall);
	struct token_claims claims;

	if (token == NULL)
		return;
	NEED(text[0] == '\0' || token_open(house.accounts->keys, cx->arena,
				    token, cx->wall) != NULL);
	NEED(enter(cx, token).code != 0);
	if (token_claims_read(cx, text, &claims))
		NEED(text_is_guid(claims.tenant_id) &&
		     text_is_guid(claims.client_id) &&
		     claims.expires_at > cx->wall);
}

/* One part of a good token is another: the signature does not fit. */
static void other_parts(struct ctx *cx, const char *text)
{
	const char *first = strchr(good, '.'), *last = strrchr(good, '.');
	const char *tokens[] = {
		arena_printf(cx->arena, "%s%s", text, first),
		arena_printf(cx->arena, "%.*s.%s%s", (int)(first - good), good,
		    text, last),
		arena_printf(
		    cx->arena, "%.*s.%s", (int)(last - good), good, text),
	};

	for (size_t i = 0; i < COUNT(tokens); i++) {
		const char *claims = token_open(
		    house.accounts->keys, cx->arena, tokens[i], cx->wall);

		NEED(claims == NULL || strcmp(tokens[i], good) == 0 ||
		     strstr(claims, "aaaaaaaa-0000-4000-8000-000000000001"));
		NEED(enter(cx, tokens[i]).code != 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = fuzz_text(bytes, length);
	struct fuzz fuzz;
	struct ctx cx;

	house_open();
	fuzz_begin(&fuzz);
	cx = house.cx;
	cx.arena = &fuzz.arena;
	cx.who = NULL;
	foreign_claims(&cx, text);
	other_parts(&cx, text);
	NEED(cx.who == NULL);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
