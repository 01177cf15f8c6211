/*
 * Networks, and who is in them.
 */
#include "base/net.h"

#include "base/arena.h"
#include "check.h"

TEST(a_list_of_networks_is_read_whole_or_refused)
{
	CHECK(net_list_good(""));
	CHECK(net_list_good("127.0.0.0/8 ::1"));
	CHECK(net_list_good("10.0.0.1, 2001:db8::/32,192.0.2.0/24 "));
	CHECK(!net_list_good("localhost"));
	CHECK(!net_list_good("10.0.0.0/33"));
	CHECK(!net_list_good("10.0.0.0/"));
	CHECK(!net_list_good("10.0.0.0/-1"));
	CHECK(!net_list_good("::1/129"));
	CHECK(!net_list_good("10.0.0 10.0.0.1"));
}

TEST(an_address_is_in_a_network_by_its_first_bits)
{
	static const struct {
		const char *list, *address;
		bool in;
	} cases[] = {
		{ "127.0.0.0/8 ::1", "127.255.0.1", true },
		{ "127.0.0.0/8 ::1", "128.0.0.1", false },
		{ "127.0.0.0/8 ::1", "::1", true },
		{ "127.0.0.0/8 ::1", "::2", false },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.2.128/25", "192.0.2.200", true },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
		{ "", "127.0.0.1", false },
		{ "0.0.0.0/0", "unknown", false },
		{ "0.0.0.0/0", "", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(
		    cases[i].in, net_list_has(cases[i].list, cases[i].address));
}

RUN_TESTS(TEST_1(a_list_of_networks_is_read_whole_or_refused),
    TEST_1(an_address_is_in_a_network_by_its_first_bits))
