/*
 * Which addresses a browser may be sent to with an answer, and how long a
 * secret lives. No database, no clock.
 */
#include "accounts/application.h"

#include <string.h>

#include "base/text.h"

/* An address of version 6 cannot be written in a security policy. */
static const char *const loopbacks[] = { "http://127.0.0.1",
	"http://localhost" };

/* Behind scheme and host of this very machine; NULL for other hosts. */
static const char *loopback_rest(const char *uri)
{
	for (size_t i = 0; i < COUNT(loopbacks); i++) {
		size_t length = strlen(loopbacks[i]);

		if (strncmp(uri, loopbacks[i], length) == 0 &&
		    strchr(":/?", uri[length]) != NULL) /* or the end */
			return uri + length;
	}
	return NULL;
}

/* Past ":port", when there is one of one to five digits. */
static const char *past_port(const char *rest)
{
	size_t digits;

	if (*rest != ':')
		return rest;
	digits = strspn(rest + 1, "0123456789");
	return digits >= 1 && digits <= 5 ? rest + 1 + digits : rest;
}

/* Those of RFC 3986, but for what ends a directive of a security policy (';',
 * ',') or begins a fragment, and quotes. */
static bool characters_good(const char *uri)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "-._~%!$&()*+=:/?";

	return strspn(uri, good) == strlen(uri);
}

/* A name or IPv4 address; the rest is a port, a path or nothing. */
static bool host_good(const char *host)
{
	size_t length = strcspn(host, ":/?");
	const char *rest = past_port(host + length);

	if (length == 0 || length > 253 || host[0] == '.' || host[0] == '-')
		return false;
	for (size_t i = 0; i < length; i++)
		if (strchr("%!$&()*+=~_", host[i]) != NULL)
			return false;
	return *rest == '\0' || *rest == '/' || *rest == '?';
}

bool redirect_form(const char *uri)
{
	const char *rest;

	if (uri == NULL || strlen(uri) > REDIRECT_MAX || !characters_good(uri))
		return false;
	rest = loopback_rest(uri);
	if (rest != NULL) {
		rest = past_port(rest);
		return *rest == '\0' || *rest == '/' || *rest == '?';
	}
	return strncmp(uri, "https://", 8) == 0 && host_good(uri + 8);
}

bool redirect_same(const char *registered, const char *asked)
{
	const char *ours = loopback_rest(registered);
	const char *theirs = loopback_rest(asked);

	if (ours == NULL || theirs == NULL)
		return strcmp(registered, asked) == 0;
	return ours - registered == theirs - asked &&
	       memcmp(registered, asked, (size_t)(ours - registered)) == 0 &&
	       redirect_form(asked) &&
	       strcmp(past_port(ours), past_port(theirs)) == 0;
}

const char *redirect_choose(
    const struct redirect_list *registered, const char *asked)
{
	if (text_empty(asked))
		return registered->count == 1 ? registered->uris[0] : NULL;
	for (size_t i = 0; i < registered->count; i++)
		if (redirect_same(registered->uris[i], asked))
			return asked;
	return NULL;
}

bool secret_months_allowed(int64_t months)
{
	return months == 3 || months == 6 || months == 12 || months == 24;
}
