/*
 * Names of browsers and systems by what stands in User-Agent. Nothing is
 * decided by it: anybody can send anything.
 */
#include "web/agent.h"

#include <string.h>

#include "i18n/i18n.h"

struct mark {
	const char *part, *name;
};
/* Most of them also say that they are the ones below them. */
static const struct mark browsers[] = { { "Edg/", "Edge" }, { "EdgA/", "Edge" },
	{ "OPR/", "Opera" }, { "Vivaldi/", "Vivaldi" },
	{ "SamsungBrowser/", "Samsung Internet" }, { "FxiOS/", "Firefox" },
	{ "Firefox/", "Firefox" }, { "CriOS/", "Chrome" },
	{ "Chromium/", "Chromium" }, { "Chrome/", "Chrome" },
	{ "Safari/", "Safari" }, { "curl/", "curl" } };
static const struct mark systems[] = { { "Windows", "Windows" },
	{ "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" },
	{ "Mac OS X", "macOS" }, { "CrOS", "ChromeOS" }, { "Linux", "Linux" } };

static const char *find(
    const struct mark *marks, size_t count, const char *agent)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(agent, marks[i].part) != NULL)
			return marks[i].name;
	return NULL;
}

const char *agent_words(struct ctx *cx, const char *agent)
{
	const char *browser = find(browsers, COUNT(browsers), agent);
	const char *system = find(systems, COUNT(systems), agent);

	if (browser != NULL && system != NULL)
		return message_with(cx, N_("{browser} on {system}"),
		    HOLES({ "browser", browser }, { "system", system }));
	if (browser != NULL)
		return browser;
	if (system != NULL)
		return message_with(cx, N_("A browser on {system}"),
		    HOLES({ "system", system }));
	return _("An unknown browser");
}
