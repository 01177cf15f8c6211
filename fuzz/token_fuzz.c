/*
 * Bearer tokens, session cookies, form tokens, link tokens, paging tokens:
 * garbage opens nothing. On an empty database.
 */
#include "accounts/sign_in.h"
#include "accounts/token.h"
#include "accounts/token_claims.h"
#include "api/answer.h"
#include "api/api.h"
#include "base/crypto.h"
#include "fixture.h"
#include "fulfilment/download.h"
#include "fuzz.h"

static struct fixture house;

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
}

static void encodings(struct arena *arena, const char *text)
{
	size_t length, n = strlen(text);
	uint8_t *bytes;

	if (base64url_decode(arena, text, &bytes, &length))
		NEED(strcmp(base64url_encode(arena, bytes, length), text) == 0);
	bytes = arena_alloc(arena, n / 2 + 1);
	if (n % 2 == 0)
		(void)hex_decode(text, n, bytes);
}

static void paging(struct ctx *cx, const char *text)
{
	const struct http_header header = { "MS-ContinuationToken", text };
	const struct route route = { .path = "/v1/customers" };
	struct request rq = { .cx = *cx,
		.route = &route,
		.raw_query = text,
		.headers = &header,
		.header_count = 1 };
	struct field_map values = { 0 };

	(void)continuation_read(&rq, &values);
	NEED(values.count == 0);
	rq.header_count = 0;
	(void)continuation_read(&rq, &values);
	NEED(values.count == 0);
}

static void claims(struct ctx *cx, const char *text)
{
	struct token_claims found;

	if (token_claims_read(cx, text, &found))
		NEED(text_is_guid(found.tenant_id));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = fuzz_text(bytes, length);
	struct fuzz fuzz;
	struct ctx cx;
	struct download download;

	house_open();
	fuzz_begin(&fuzz);
	cx = house.cx;
	cx.arena = &fuzz.arena;
	encodings(&fuzz.arena, text);
	paging(&cx, text);
	claims(&cx, text);
	NEED(form_check(&cx, text, text).code != 0);
	cx.who = NULL;
	NEED(token_enter(&cx, text).code != 0);
	NEED(token_enter(&cx, arena_printf(&fuzz.arena, "Bearer %s", text))
		 .code != 0);
	NEED(session_enter(&cx, text, ACTOR_USER).code != 0);
	NEED(link_known(&cx, text).code != 0);
	NEED(link_look(&cx, text, &download).code != 0);
	NEED(cx.who == NULL);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
