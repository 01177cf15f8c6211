/*
 * Raw paths to routes: every path belongs to a door, and holes get whole,
 * decoded values.
 */
#include "api/api.h"
#include "fuzz.h"
#include "http/router.h"
#include "web/web.h"

static const struct door_routes doors[] = {
	{ &web_door, "", web_tables },
	{ &web_download_door, "/d", web_download_tables },
	{ &api_door, "/v1", api_tables },
	{ &api_token_door, "", api_token_tables },
	{ 0 },
};

/* What the framing guard lets through (http/guard.c). */
static bool passes_guard(struct arena *arena, const char *path)
{
	size_t length = strlen(path);

	if (length == 0)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)path[i] <= ' ' || path[i] == 0x7f)
			return false;
	return url_decode(arena, path, length, false) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct router *router;
	struct fuzz fuzz;
	struct match match;
	char *path = fuzz_text(bytes, length);

	fuzz_begin(&fuzz);
	if (router == NULL)
		NEED(router_make(doors, &router).code == 0);
	if (passes_guard(&fuzz.arena, path)) {
		for (int method = GET; method <= DELETE; method++) {
			router_match(router, &fuzz.arena,
			    (enum http_method)method, path, &match);
			NEED(match.door != NULL);
			NEED(match.param_count <= COUNT(match.params));
			for (size_t i = 0; i < match.param_count; i++)
				NEED(text_is_utf8(match.params[i].value,
				    strlen(match.params[i].value)));
		}
	}
	(void)url_decode(&fuzz.arena, path, length, true);
	fuzz_end(&fuzz);
	free(path);
	return 0;
}
