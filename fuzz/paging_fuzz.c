/*
 * Tokens of the next page: what was put into one comes out of it, of its own
 * route and partner alone, and a token that was touched opens nothing.
 */
#include "api/answer.h"
#include "fixture.h"
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
	atexit(house_close);
}

static const struct route route = { .path = "/v1/customers" };
static const struct route other = { .path = "/v1/auditrecords" };

static struct error read_back(struct ctx *cx, const struct route *of,
    const char *token, struct field_map *ret_values)
{
	const struct http_header header = { "MS-ContinuationToken", token };
	struct request rq = { .cx = *cx,
		.route = of,
		.raw_query = "",
		.headers = &header,
		.header_count = 1 };

	return continuation_read(&rq, ret_values);
}

static void touched(struct ctx *cx, const char *token, uint8_t where, char to)
{
	struct field_map values = { 0 };
	char *copy = arena_dup(cx->arena, token);
	size_t at = where % strlen(copy);

	if (copy[at] == to || to == '\0')
		return;
	copy[at] = to;
	(void)read_back(cx, &route, copy, &values);
	/* the last letter may hold bits that say nothing */
	NEED(values.count == 0 || at == strlen(copy) - 1 || to == ' ');
}

static void whole(struct ctx *cx, const char *text)
{
	struct request rq = { .cx = *cx, .route = &route, .raw_query = "" };
	const char *token = continuation_make(
	    &rq, HOLES({ "filter", text }, { "size", "5" }, { "none", NULL }));
	struct field_map values = { 0 };

	NEED(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
			   "yz0123456789-_") == strlen(token));
	NEED(read_back(cx, &route, token, &values).code == 0);
	NEED(text_same(map_text(&values, "filter"), text));
	NEED(map_int(&values, "size") == 5);
	NEED(map_text(&values, "none") == NULL);
	values.count = 0;
	NEED(read_back(cx, &other, token, &values).code != 0);
	NEED(values.count == 0);
	touched(cx, token, (uint8_t)text[0], text[0]);
	if (text[0] != '\0')
		touched(cx, token, (uint8_t)text[1], 'A');
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
	if (text_is_utf8(text, strlen(text)))
		whole(&cx, text);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
