/*
 * Who asks for gzip, by Accept-Encoding (RFC 9110, 12.5.3); what the length of
 * a compressed answer tells.
 */
#include "check.h"

#include <zlib.h>

#include "http/gzip.h"

TEST(gzip_is_asked_for_by_its_name_or_a_star_with_a_weight)
{
	static const struct {
		const char *header;
		bool want;
	} cases[] = {
		{ NULL, false },
		{ "", false },
		{ "gzip", true },
		{ "GZip", true },
		{ "deflate, gzip;q=1.0, *;q=0.5", true },
		{ "x-gzip", true },
		{ "br , gzip ; q=0.001", true },
		{ "gzip;q=0", false },
		{ "gzip;q=0.000, *", false },
		{ "gzip; q=0 , br", false },
		{ "*", true },
		{ "*;q=0", false },
		{ "identity", false },
		{ "gzipped", false },
		{ "br,,deflate,", false },
		{ ";;;,q=1", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(cases[i].want, gzip_asked(cases[i].header));
}

static const char filler[] =
    "<p>You looked for guess-me-if-you-can-7.</p>"
    "<table><tr><td>one</td></tr><tr><td>two</td></tr></table>"
    "<table><tr><td>one</td></tr><tr><td>two</td></tr></table>";

/* filler, secret, "</p>", secret, filler */
static size_t compress_with(
    struct arena *arena, const char *secret, bool marked, struct text *ret)
{
	struct secret_span spans[2];
	struct request rq = { .cx = { .arena = arena } };
	struct text *body = &rq.response.body;

	text_init(body, arena);
	text_add(body, filler);
	spans[0].from = body->length;
	text_add(body, secret);
	spans[0].to = body->length;
	text_add(body, "</p>");
	spans[1].from = body->length;
	text_add(body, secret);
	spans[1].to = body->length;
	text_add(body, filler);
	rq.response.secrets.count = marked ? 2 : 0;
	rq.response.secrets.list = spans;
	CHECK(gzip_body(&rq, 1));
	CHECK_TEXT("gzip", rq.response.encoding);
	*ret = *body;
	return body->length;
}

static const char *unpacked(struct arena *arena, const struct text *body)
{
	z_stream stream = { .next_in = (unsigned char *)body->bytes,
		.avail_in = (uInt)body->length };
	char *out = arena_alloc(arena, 4096);

	CHECK_INT(Z_OK, inflateInit2(&stream, MAX_WBITS + 16));
	stream.next_out = (unsigned char *)out;
	stream.avail_out = 4095;
	CHECK_INT(Z_STREAM_END, inflate(&stream, Z_FINISH));
	out[stream.total_out] = '\0';
	inflateEnd(&stream);
	return out;
}

TEST(the_length_of_an_answer_does_not_tell_its_secrets)
{
	static const char *const secrets[] = { "guess-me-if-you-can-7",
		"guess-me-if-you-can-8", "guess-me-qPz3mVx0Lk9Ja",
		"tRw5nHs2YbCe8Ud1KgFo4", "aaaaaaaaaaaaaaaaaaaaa",
		"<td>one</td></tr><tr>" };
	struct arena arena;
	struct text body;
	size_t right, wrong;

	arena_init(&arena);
	right = compress_with(&arena, secrets[0], true, &body);
	for (size_t i = 0; i < COUNT(secrets); i++) {
		const char *secret = secrets[i];

		CHECK_INT(right + strlen(secret) * 2 - strlen(secrets[0]) * 2,
		    compress_with(&arena, secret, true, &body));
		CHECK_TEXT(arena_printf(&arena, "%s%s</p>%s%s", filler, secret,
			       secret, filler),
		    unpacked(&arena, &body));
		/* it stands there as it is */
		assert_non_null(
		    memmem(body.bytes, body.length, secret, strlen(secret)));
	}
	/* what would be told else */
	right = compress_with(&arena, secrets[0], false, &body);
	wrong = compress_with(&arena, secrets[3], false, &body);
	CHECK(right < wrong);
	arena_done(&arena);
}

TEST(empty_secrets_and_secrets_at_the_ends_are_compressed_around)
{
	static const struct secret_span spans[] = { { 0, 4 }, { 4, 4 },
		{ 4, 6 }, { 100, 100 }, { 296, 300 } };
	struct request rq = { 0 };
	struct text plain;
	struct arena arena;

	arena_init(&arena);
	rq.cx.arena = &arena;
	text_init(&plain, &arena);
	for (int i = 0; i < 300; i++)
		text_add_char(&plain, (char)('a' + i % 3));
	rq.response.body = plain;
	rq.response.secrets.count = COUNT(spans);
	rq.response.secrets.list = (struct secret_span *)spans;
	CHECK(gzip_body(&rq, 6));
	CHECK_TEXT(plain.bytes, unpacked(&arena, &rq.response.body));
	arena_done(&arena);
}

RUN_TESTS(TEST_1(gzip_is_asked_for_by_its_name_or_a_star_with_a_weight),
    TEST_1(the_length_of_an_answer_does_not_tell_its_secrets),
    TEST_1(empty_secrets_and_secrets_at_the_ends_are_compressed_around))
