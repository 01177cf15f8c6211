/*
 * Where a browser may be sent, what a verifier must be, what a person may
 * type.
 */
#include "check.h"

#include "accounts/application.h"
#include "accounts/device.h"
#include "accounts/token.h"
#include "base/arena.h"

TEST(addresses_that_can_be_registered_are_https_or_of_this_machine)
{
	static const char *const good[] = { "https://app.example/callback",
		"https://app.example", "https://app.example:8443/a?b=c",
		"http://127.0.0.1/callback", "http://127.0.0.1",
		"http://127.0.0.1:8400/", "http://localhost:1/x",
		"https://login.example/common/oauth2/nativeclient" };
	static const char *const bad[] = { "", "http://app.example/callback",
		"https://", "https:///x", "https://a.example/#x",
		"https://a.example/ x", "https://user@a.example/",
		"https://a.example:123456/", "https://a.example:x/",
		"http://127.0.0.1.evil.example/", "http://localhost.evil/",
		"http://127.0.0.1:80@evil.example/", "javascript:alert(1)",
		"data:text/html,x", "//evil.example/", "/callback",
		"https://a.example/;x", "https://a.example/,x",
		"https://a.example/'x", "https://a.example/\"x",
		"https://a.example/\r\nX: y", "http://[::1]/",
		"HTTPS://A.EXAMPLE", "https://a.ex\xc3\xa4mple/",
		"http://127.0.0.1:/x", "ftp://127.0.0.1/" };

	for (size_t i = 0; i < COUNT(good); i++)
		CHECK(redirect_form(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!redirect_form(bad[i]));
	CHECK(!redirect_form(NULL));
}

TEST(only_the_registered_address_is_the_same_and_ports_of_this_machine)
{
	static const struct {
		const char *registered, *asked;
		bool same;
	} cases[] = {
		{ "https://a.example/cb", "https://a.example/cb", true },
		{ "https://a.example/cb", "https://a.example/cb/", false },
		{ "https://a.example/cb", "https://a.example/CB", false },
		{ "https://a.example/cb", "https://a.example:443/cb", false },
		{ "https://a.example/cb", "https://a.example/cb?x=1", false },
		{ "https://a.example", "https://a.example.evil.example",
		    false },
		{ "http://127.0.0.1/cb", "http://127.0.0.1:51234/cb", true },
		{ "http://127.0.0.1:1/cb", "http://127.0.0.1:2/cb", true },
		{ "http://127.0.0.1:1/cb", "http://127.0.0.1/cb", true },
		{ "http://localhost/cb", "http://localhost:9/cb", true },
		{ "http://127.0.0.1/cb", "http://localhost/cb", false },
		{ "http://127.0.0.1/cb", "http://127.0.0.1:9/cb2", false },
		{ "http://127.0.0.1/cb", "http://127.0.0.1:9/cb#x", false },
		{ "http://127.0.0.1/cb", "http://127.0.0.1:9x/cb", false },
		{ "http://127.0.0.1/cb", "http://127.0.0.1:123456/cb", false },
		{ "http://127.0.0.1/cb", "http://127.0.0.1:9@e.example/cb",
		    false },
		{ "http://127.0.0.1", "http://127.0.0.1.e.example", false },
		{ "http://127.0.0.1/cb", "https://127.0.0.1/cb", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(cases[i].same,
		    redirect_same(cases[i].registered, cases[i].asked));
}

TEST(without_an_address_the_only_one_is_meant)
{
	const char *uris[] = { "https://a.example/", "http://localhost/cb" };
	const struct redirect_list none = { 0, NULL };
	const struct redirect_list one = { 1, uris };
	const struct redirect_list two = { 2, uris };

	CHECK_NO_TEXT(redirect_choose(&none, NULL));
	CHECK_TEXT("https://a.example/", redirect_choose(&one, NULL));
	CHECK_NO_TEXT(redirect_choose(&two, ""));
	CHECK_TEXT("http://localhost:7/cb",
	    redirect_choose(&two, "http://localhost:7/cb"));
	CHECK_NO_TEXT(redirect_choose(&two, "https://b.example/"));
}

TEST(the_verifier_must_be_the_one_that_was_promised)
{
	/* RFC 7636, appendix B */
	static const char verifier[] =
	    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
	static const char challenge[] =
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
	struct arena arena;

	arena_init(&arena);
	CHECK(pkce_right(&arena, challenge, verifier));
	CHECK(pkce_right(&arena, "", NULL));
	CHECK(!pkce_right(&arena, challenge, NULL));
	CHECK(!pkce_right(&arena, challenge, ""));
	CHECK(!pkce_right(&arena, "", verifier));
	CHECK(!pkce_right(&arena, challenge, challenge));
	CHECK(!pkce_right(&arena, verifier, verifier)); /* plain */
	CHECK(!pkce_right(&arena, challenge, "short"));
	CHECK(pkce_challenge_form(challenge));
	CHECK(!pkce_challenge_form("short"));
	CHECK(!pkce_challenge_form(
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"));
	arena_done(&arena);
}

TEST(a_code_is_read_however_it_is_typed)
{
	struct arena arena;

	arena_init(&arena);
	CHECK_TEXT("BCDFGHJK", user_code_read(&arena, "bcdf-ghjk"));
	CHECK_TEXT("BCDFGHJK", user_code_read(&arena, " BCDF GHJK "));
	CHECK_TEXT("BCDF-GHJK", user_code_shown(&arena, "BCDFGHJK"));
	CHECK_NO_TEXT(user_code_read(&arena, "BCDF-GHJ"));
	CHECK_NO_TEXT(user_code_read(&arena, "BCDF-GHJKL"));
	CHECK_NO_TEXT(user_code_read(&arena, "ACDF-GHJK")); /* no vowels */
	CHECK_NO_TEXT(user_code_read(&arena, ""));
	CHECK_NO_TEXT(user_code_read(&arena, NULL));
	arena_done(&arena);
}

TEST(a_scope_is_a_whole_word)
{
	CHECK(scope_has("openid", "openid"));
	CHECK(scope_has("a openid  b", "openid"));
	CHECK(!scope_has("openidx xopenid", "openid"));
	CHECK(!scope_has("", "openid"));
	CHECK(!scope_has(NULL, "openid"));
}

RUN_TESTS(TEST_1(addresses_that_can_be_registered_are_https_or_of_this_machine),
    TEST_1(only_the_registered_address_is_the_same_and_ports_of_this_machine),
    TEST_1(without_an_address_the_only_one_is_meant),
    TEST_1(the_verifier_must_be_the_one_that_was_promised),
    TEST_1(a_code_is_read_however_it_is_typed), TEST_1(a_scope_is_a_whole_word))
