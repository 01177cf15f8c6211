/*
 * Rules of receivers' addresses, by the registries of special addresses
 * (RFC 6890 and what came after). What is not known to be public is not.
 */
#include "outbox/receiver.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

struct block4 {
	uint8_t start[4];
	int bits;
};
static const struct block4 closed4[] = {
	{ { 0, 0, 0, 0 }, 8 },       /* this network */
	{ { 10, 0, 0, 0 }, 8 },      /* private */
	{ { 100, 64, 0, 0 }, 10 },   /* shared: CGNAT */
	{ { 127, 0, 0, 0 }, 8 },     /* loopback */
	{ { 169, 254, 0, 0 }, 16 },  /* link-local, metadata of clouds */
	{ { 172, 16, 0, 0 }, 12 },   /* private */
	{ { 192, 0, 0, 0 }, 24 },    /* protocol assignments */
	{ { 192, 0, 2, 0 }, 24 },    /* documentation */
	{ { 192, 88, 99, 0 }, 24 },  /* 6to4 relays */
	{ { 192, 168, 0, 0 }, 16 },  /* private */
	{ { 198, 18, 0, 0 }, 15 },   /* benchmarks */
	{ { 198, 51, 100, 0 }, 24 }, /* documentation */
	{ { 203, 0, 113, 0 }, 24 },  /* documentation */
	{ { 224, 0, 0, 0 }, 4 },     /* multicast */
	{ { 240, 0, 0, 0 }, 4 },     /* reserved, broadcast */
};

struct block6 {
	uint8_t start[4];
	int bits;
};
static const struct block6 open6 = { { 0x20, 0, 0, 0 }, 3 };
static const struct block6 closed6[] = {
	{ { 0x20, 0x01, 0x00, 0x00 }, 23 }, /* protocols, Teredo among them */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
	{ { 0x20, 0x02, 0x00, 0x00 }, 16 }, /* 6to4 */
	{ { 0x3f, 0xff, 0x00, 0x00 }, 20 }, /* documentation */
};

static bool begins(const uint8_t *address, const uint8_t *start, int bits)
{
	int whole = bits / 8, rest = bits % 8;
	int mask = 0xff00 >> rest & 0xff;

	if (memcmp(address, start, (size_t)whole) != 0)
		return false;
	return rest == 0 || (address[whole] & mask) == (start[whole] & mask);
}

static bool public4(const uint8_t *address)
{
	for (size_t i = 0; i < COUNT(closed4); i++)
		if (begins(address, closed4[i].start, closed4[i].bits))
			return false;
	return true;
}

static bool public6(const uint8_t *address)
{
	if (!begins(address, open6.start, open6.bits))
		return false;
	for (size_t i = 0; i < COUNT(closed6); i++)
		if (begins(address, closed6[i].start, closed6[i].bits))
			return false;
	return true;
}

bool receiver_address_public(const struct sockaddr *address)
{
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	if (address->sa_family == AF_INET) {
		memcpy(&in4, address, sizeof(in4));
		return public4((const uint8_t *)&in4.sin_addr);
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof(in6));
		return public6((const uint8_t *)&in6.sin6_addr);
	}
	return false;
}

/* ---- addresses as they are typed ---- */

static bool is_localhost(const char *host)
{
	static const char name[] = "localhost";
	size_t own = sizeof(name) - 1, n = strlen(host);

	if (n > 0 && host[n - 1] == '.')
		n--;
	return n >= own && strncasecmp(host + n - own, name, own) == 0 &&
	       (n == own || host[n - own - 1] == '.');
}

static bool host_public(const char *host)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, host, &in4.sin_addr) == 1)
		return receiver_address_public((struct sockaddr *)&in4);
	if (inet_pton(AF_INET6, host, &in6.sin6_addr) == 1)
		return receiver_address_public((struct sockaddr *)&in6);
	return !is_localhost(host);
}

static const char *part(struct ctx *cx, CURLU *url, CURLUPart what)
{
	char *text = NULL;
	const char *copy = NULL;

	if (curl_url_get(url, what, &text, 0) == CURLUE_OK)
		copy = arena_dup(cx->arena, text);
	curl_free(text);
	return copy;
}

static bool printable(const char *url)
{
	for (const char *c = url; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return strlen(url) <= RECEIVER_URL_MAX;
}

/* The host as libcurl will understand it: 0x7f.1 is 127.0.0.1 here too. */
static const char *host_of(struct ctx *cx, const char *text, bool http_allowed)
{
	CURLU *url = curl_url();
	const char *host = NULL, *scheme;

	if (url != NULL && printable(text) &&
	    curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) ==
		CURLUE_OK) {
		scheme = part(cx, url, CURLUPART_SCHEME);
		if ((text_same_nocase(scheme, "https") ||
			(http_allowed && text_same_nocase(scheme, "http"))) &&
		    part(cx, url, CURLUPART_FRAGMENT) == NULL &&
		    part(cx, url, CURLUPART_ZONEID) == NULL)
			host = part(cx, url, CURLUPART_HOST);
	}
	curl_url_cleanup(url);
	return host;
}

struct error receiver_url_check(struct ctx *cx, const char *field,
    const char *url, bool private_allowed, const char **ret_host)
{
	const char *host = host_of(cx, url, private_allowed);
	size_t n;

	if (text_empty(host))
		return fail(ERR_WEBHOOK_URL, field);
	n = strlen(host);
	if (host[0] == '[' && host[n - 1] == ']')
		host = arena_dup_n(cx->arena, host + 1, n - 2);
	if (!private_allowed && !host_public(host))
		return fail_with(cx->arena, ERR_WEBHOOK_PRIVATE, field,
		    HOLES({ "host", host }));
	*ret_host = host;
	return OK;
}
