/*
 * Which addresses deliveries may go to. The ranges are those of the IANA
 * registries of special-purpose addresses.
 */
#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/text.h"
#include "outbox/receiver.h"

static bool is_public(const char *text)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in4.sin_addr) == 1)
		return receiver_address_public((struct sockaddr *)&in4);
	CHECK_INT(1, inet_pton(AF_INET6, text, &in6.sin6_addr));
	return receiver_address_public((struct sockaddr *)&in6);
}

TEST(only_addresses_of_the_public_internet_are_receivers)
{
	static const struct {
		const char *address;
		bool want;
	} cases[] = {
		{ "0.0.0.0", false }, { "0.255.255.255", false },
		{ "1.0.0.0", true }, { "9.255.255.255", true },
		{ "10.0.0.0", false }, { "10.255.255.255", false },
		{ "11.0.0.0", true }, { "100.63.255.255", true },
		{ "100.64.0.0", false }, { "100.127.255.255", false },
		{ "100.128.0.0", true }, { "126.255.255.255", true },
		{ "127.0.0.1", false }, { "127.255.255.255", false },
		{ "128.0.0.0", true }, { "169.253.255.255", true },
		{ "169.254.169.254", false }, { "169.255.0.0", true },
		{ "172.15.255.255", true }, { "172.16.0.0", false },
		{ "172.31.255.255", false }, { "172.32.0.0", true },
		{ "192.0.0.8", false }, { "192.0.1.0", true },
		{ "192.0.2.1", false }, { "192.88.99.1", false },
		{ "192.167.255.255", true }, { "192.168.0.1", false },
		{ "192.169.0.0", true }, { "198.17.255.255", true },
		{ "198.18.0.1", false }, { "198.19.255.255", false },
		{ "198.20.0.0", true }, { "198.51.100.7", false },
		{ "203.0.113.7", false }, { "223.255.255.255", true },
		{ "224.0.0.1", false }, { "239.255.255.255", false },
		{ "240.0.0.1", false }, { "255.255.255.255", false },
		{ "93.184.216.34", true }, { "::", false }, { "::1", false },
		{ "::7f00:1", false },         /* IPv4-compatible */
		{ "::ffff:127.0.0.1", false }, /* IPv4-mapped */
		{ "::ffff:93.184.216.34", false },
		{ "64:ff9b::7f00:1", false }, /* NAT64 */
		{ "64:ff9b::5db8:d822", false }, { "64:ff9b:1::1", false },
		{ "100::1", false },                             /* discard */
		{ "1fff:ffff::1", false }, { "2001::1", false }, /* Teredo */
		{ "2001:1ff:ffff::1", false }, { "2001:200::1", true },
		{ "2001:db8::1", false },
		{ "2002:7f00:1::1", false }, /* 6to4 */
		{ "2003::1", true },
		{ "2606:2800:220:1:248:1893:25c8:1946", true },
		{ "3ffe::1", true }, { "3fff::1", false },
		{ "3fff:1000::1", true }, { "4000::1", false },
		{ "5f00::1", false }, { "fc00::1", false }, /* unique local */
		{ "fdff::1", false }, { "fe80::1", false }, /* link-local */
		{ "fec0::1", false }, { "ff02::1", false }, /* multicast */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (cases[i].want != is_public(cases[i].address))
			print_error("%s\n", cases[i].address);
		CHECK_INT(cases[i].want, is_public(cases[i].address));
	}
}

TEST(what_is_no_address_of_the_internet_is_not_public)
{
	struct sockaddr local = { .sa_family = AF_UNIX };

	CHECK(!receiver_address_public(&local));
}

TEST(a_receivers_url_is_https_with_a_host_that_may_be_reached)
{
	static const struct {
		const char *url;
		int want, when_allowed;
	} cases[] = {
		{ "https://hooks.contoso.example/k", 0, 0 },
		{ "HTTPS://hooks.contoso.example", 0, 0 },
		{ "https://hooks.contoso.example:8443/k?a=1", 0, 0 },
		{ "https://93.184.216.34/", 0, 0 },
		{ "https://[2606:2800:220:1::1]/", 0, 0 },
		{ "http://hooks.contoso.example/", ERR_WEBHOOK_URL, 0 },
		{ "ftp://hooks.contoso.example/", ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_URL },
		{ "file:///etc/passwd", ERR_WEBHOOK_URL, ERR_WEBHOOK_URL },
		{ "gopher://a.example/", ERR_WEBHOOK_URL, ERR_WEBHOOK_URL },
		{ "hooks.contoso.example", ERR_WEBHOOK_URL, ERR_WEBHOOK_URL },
		{ "/relative", ERR_WEBHOOK_URL, ERR_WEBHOOK_URL },
		{ "", ERR_WEBHOOK_URL, ERR_WEBHOOK_URL },
		{ "https://", ERR_WEBHOOK_URL, ERR_WEBHOOK_URL },
		{ "https://a:b@hooks.example/", ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_URL },
		{ "https://hooks.example/#a", ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_URL },
		{ "https://hooks.example/a b", ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_URL },
		{ "https://hooks.example/a\r\nX: y", ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_URL },
		{ "https://h\xc3\xb6oks.example/", ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_URL },
		{ "https://127.0.0.1/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://2130706433/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://0x7f.1/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://0177.0.0.1/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://127.1/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://%31%32%37.0.0.1/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://[::1]/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://[::ffff:10.0.0.1]/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://[fe80::1%25eth0]/", ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_URL },
		{ "https://localhost/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://LOCALHOST.:8443/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://a.localhost/", ERR_WEBHOOK_PRIVATE, 0 },
		{ "https://notlocalhost/", 0, 0 },
		{ "https://169.254.169.254/latest/meta-data",
		    ERR_WEBHOOK_PRIVATE, 0 },
	};
	struct arena arena;
	struct ctx cx = { .arena = &arena };

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *host = NULL;
		struct error e = receiver_url_check(
		    &cx, "WebhookUrl", cases[i].url, false, &host);

		if (cases[i].want != e.code)
			print_error("%s\n", cases[i].url);
		CHECK_INT(cases[i].want, e.code);
		if (e.code)
			CHECK_TEXT("WebhookUrl", e.field);
		e = receiver_url_check(
		    &cx, "WebhookUrl", cases[i].url, true, &host);
		if (cases[i].when_allowed != e.code)
			print_error("%s\n", cases[i].url);
		CHECK_INT(cases[i].when_allowed, e.code);
	}
	arena_done(&arena);
}

RUN_TESTS(TEST_1(only_addresses_of_the_public_internet_are_receivers),
    TEST_1(what_is_no_address_of_the_internet_is_not_public),
    TEST_1(a_receivers_url_is_https_with_a_host_that_may_be_reached))
