/*
 * Browsers in words, by what the common ones really send.
 */
#include "check.h"

#include "base/arena.h"
#include "i18n/i18n.h"
#include "web/agent.h"

TEST(common_browsers_are_called_by_their_names)
{
	static const struct {
		const char *agent, *words;
	} cases[] = {
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) "
		  "Gecko/20100101 Firefox/128.0",
		    "Firefox on Windows" },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
		  "AppleWebKit/537.36 (KHTML, like Gecko) "
		  "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
		    "Edge on Windows" },
		{ "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 "
		  "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		    "Chrome on Linux" },
		{ "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 "
		  "(KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
		  "Safari/537.36",
		    "Chrome on Android" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) "
		  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
		  "Mobile/15E148 Safari/604.1",
		    "Safari on iPhone" },
		{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
		  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
		  "Safari/605.1.15",
		    "Safari on macOS" },
		{ "curl/7.88.1", "curl" },
		{ "Something (Windows)", "A browser on Windows" },
		{ "", "An unknown browser" },
		{ "<b>", "An unknown browser" },
	};
	struct arena arena;
	struct ctx cx = { .arena = &arena, .locale = locales()[0] };

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_TEXT(cases[i].words, agent_words(&cx, cases[i].agent));
	arena_done(&arena);
}

RUN_TESTS(TEST_1(common_browsers_are_called_by_their_names))
