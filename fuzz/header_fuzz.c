/*
 * Cookies out of a header, and where a redirect may lead.
 */
#include "fuzz.h"
#include "http/http.h"

static const char *location_of(const struct request *rq)
{
	for (size_t i = 0; i < rq->response.header_count; i++)
		if (strcmp(rq->response.headers[i].name, "Location") == 0)
			return rq->response.headers[i].value;
	return NULL;
}

/* Browsers read '\' as '/' and drop tabs and line ends. */
static void redirect_holds(const struct request *rq)
{
	const char *to = location_of(rq);

	if (to == NULL)
		return;
	NEED(to[0] == '/' && to[1] != '/' && to[1] != '\\');
	for (const char *c = to; *c != '\0'; c++)
		NEED((unsigned char)*c > ' ' && *c != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	char *text = fuzz_text(bytes, length);
	const struct http_header header = { "Cookie", text };
	struct request rq = { .raw_path = "/",
		.raw_query = "",
		.headers = &header,
		.header_count = 1 };
	const char *value;

	fuzz_begin(&fuzz);
	rq.cx = fuzz.cx;
	text_init(&rq.response.body, &fuzz.arena);
	value = request_cookie(&rq, "kontor_session");
	NEED(value == NULL || strchr(value, ';') == NULL);
	response_redirect(&rq, text);
	redirect_holds(&rq);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
