/*
 * Addresses that programs ask to be answered at, against a registered one; and
 * what a person types as a code.
 */
#include "accounts/application.h"
#include "accounts/device.h"
#include "accounts/token.h"
#include "fuzz.h"

static const char *const registered[] = { "https://app.example/callback",
	"http://127.0.0.1/callback", "http://localhost:8400/cb?x=1" };

/* "scheme://host", without the port. */
static size_t host_length(const char *uri)
{
	const char *host = strstr(uri, "://");

	return host == NULL
		   ? 0
		   : (size_t)(host + 3 - uri) + strcspn(host + 3, ":/?#@\\");
}

/* It goes into a header and into a security policy. */
static void address_holds(const char *uri)
{
	NEED(strlen(uri) <= REDIRECT_MAX);
	NEED(strpbrk(uri, " \t\r\n;,'\"<>#\\@") == NULL);
	NEED(text_starts(uri, "https://") ||
	     text_starts(uri, "http://127.0.0.1") ||
	     text_starts(uri, "http://localhost"));
}

static void matching_holds(const char *asked)
{
	for (size_t i = 0; i < COUNT(registered); i++) {
		size_t n = host_length(registered[i]);

		NEED(redirect_form(registered[i]));
		if (!redirect_same(registered[i], asked))
			continue;
		address_holds(asked);
		NEED(host_length(asked) == n);
		NEED(memcmp(asked, registered[i], n) == 0);
		if (i == 0)
			NEED(strcmp(asked, registered[i]) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	char *text = fuzz_text(bytes, length);
	const char *code;

	fuzz_begin(&fuzz);
	if (redirect_form(text)) {
		address_holds(text);
		NEED(redirect_same(text, text));
	}
	matching_holds(text);
	code = user_code_read(&fuzz.arena, text);
	if (code != NULL)
		NEED(strlen(code) == USER_CODE_LETTERS &&
		     strspn(code, "BCDFGHJKLMNPQRSTVWXZ") == USER_CODE_LETTERS);
	(void)scope_has(text, "openid");
	NEED(!pkce_right(&fuzz.arena, text, text) || text_empty(text));
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
