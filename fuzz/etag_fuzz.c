/*
 * If-Match and attributes.etag: only what is now, or *, passes.
 */
#include "api/answer.h"
#include "fuzz.h"

#define NOW "eyJpZCI6IngiLCJ2ZXJzaW9uIjoxfQ"

static struct error check(
    struct fuzz *fuzz, const char *header, const char *attribute, bool needed)
{
	const struct http_header sent = { "If-Match", header };
	const struct attributes_input attributes = { attribute };
	struct request rq = { .headers = &sent,
		.header_count = header != NULL };

	rq.cx = fuzz->cx;
	return etag_check(&rq, &attributes, NOW, needed);
}

/* Quotes and blanks around it, and W/ before it, are no part of it. */
static bool may_pass(const char *text)
{
	return strstr(text, NOW) != NULL || strchr(text, '*') != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	char *text = fuzz_text(bytes, length);
	struct error e;

	fuzz_begin(&fuzz);
	e = check(&fuzz, text, NULL, true);
	NEED(e.code == 0 || e.code == ERR_ETAG_STALE ||
	     e.code == ERR_ETAG_MISSING);
	NEED(e.code != 0 || may_pass(text));
	e = check(&fuzz, NULL, text, true);
	NEED(e.code != 0 || may_pass(text));
	/* the header goes before the body; no word of either is no objection */
	NEED(check(&fuzz, NOW, text, true).code == 0);
	NEED(check(&fuzz, arena_printf(&fuzz.arena, "\"%s\"", NOW), text, true)
		 .code == 0);
	NEED(check(&fuzz, NULL, NULL, false).code == 0);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
