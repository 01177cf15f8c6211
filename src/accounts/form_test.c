/*
 * Form tokens, and the counts of wrong passwords in memory.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "accounts/sign_in.h"
#include "accounts/user.h"
#include "base/crypto.h"

TEST(a_sessions_form_token_must_be_the_same)
{
	struct principal who = { .csrf = "abcdef" };
	struct principal other = { .csrf = "abcdeg" };
	struct arena arena;
	struct ctx cx = { .arena = &arena, .who = &who };
	char *token;

	arena_init(&arena);
	token = arena_dup(&arena, csrf_token(&cx));
	CHECK_OK(csrf_check(&cx, token));
	CHECK_OK(csrf_check(&cx, csrf_token(&cx)));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, token + 4));
	CHECK_FAILS(ERR_FORM_EXPIRED,
	    csrf_check(&cx, arena_printf(&arena, "%sAAAA", token)));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, ""));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, NULL));
	token[0] = token[0] == 'A' ? 'B' : 'A';
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, token));
	token = arena_dup(&arena, csrf_token(&cx));
	cx.who = &other;
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, token));
	cx.who = NULL;
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, token));
	cx.who = &who;
	who.csrf = ""; /* a program has none: nothing fits */
	CHECK_TEXT("", csrf_token(&cx));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, ""));
	who.csrf = NULL;
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, "abcdef"));
	arena_done(&arena);
}

TEST(a_form_token_is_never_shown_the_same_way_twice)
{
	struct principal who = { .csrf = "abcdef" };
	struct arena arena;
	struct ctx cx = { .arena = &arena, .who = &who };
	const char *one, *two;

	arena_init(&arena);
	one = csrf_token(&cx);
	two = csrf_token(&cx);
	CHECK(strcmp(one, two) != 0);
	CHECK_INT(16, strlen(one)); /* 6 random bytes, 6 of the token */
	/* the token itself, as it was shown before there was a mask */
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&cx, who.csrf));
	CHECK_FAILS(ERR_FORM_EXPIRED,
	    csrf_check(
		&cx, base64url_encode(&arena, who.csrf, strlen(who.csrf))));
	arena_done(&arena);
}

TEST(a_form_before_sign_in_belongs_to_its_cookie)
{
	char dir[] = "/tmp/kontor-form-XXXXXX", path[64];
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	struct secrets *secrets;
	const char *nonce, *other, *token;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/key", dir);
	secrets = secrets_open(path);
	cx.secrets = secrets;
	arena_init(&arena);
	nonce = form_nonce(&cx);
	other = form_nonce(&cx);
	CHECK(strcmp(nonce, other) != 0);
	token = form_token(&cx, nonce);
	CHECK_OK(form_check(&cx, nonce, token));
	CHECK_OK(form_check(&cx, nonce, form_token(&cx, nonce)));
	CHECK(strcmp(token, form_token(&cx, nonce)) != 0);
	CHECK_FAILS(ERR_FORM_EXPIRED, form_check(&cx, other, token));
	CHECK_FAILS(ERR_FORM_EXPIRED, form_check(&cx, nonce, nonce));
	CHECK_FAILS(ERR_FORM_EXPIRED, form_check(&cx, nonce, NULL));
	CHECK_FAILS(ERR_FORM_EXPIRED, form_check(&cx, NULL, token));
	CHECK_FAILS(ERR_FORM_EXPIRED, form_check(&cx, "", form_token(&cx, "")));
	arena_done(&arena);
	secrets_close(secrets);
	unlink(path);
	rmdir(dir);
}

TEST(addresses_and_domains_have_their_forms)
{
	static const char *const good[] = { "a@b.example", "A.b+c@x-y.example",
		"o'hara@mail.example" };
	static const char *const bad[] = { "", "a", "@b.example", "a@b",
		"a@@b.example", "a b@c.example", "a@b..example", "a@-b.example",
		"a@b.example.", "a@b.example\n", "å@b.example",
		"<a@b.example>" };

	for (size_t i = 0; i < COUNT(good); i++)
		CHECK(email_form(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!email_form(bad[i]));
	CHECK(!email_form(NULL));
	CHECK(domain_form("a.example"));
	CHECK(!domain_form("a"));
	CHECK(!domain_form("a_b.example"));
	CHECK(!domain_form(".example"));
	CHECK(!domain_form("a.example/x"));
}

RUN_TESTS(TEST_1(a_sessions_form_token_must_be_the_same),
    TEST_1(a_form_token_is_never_shown_the_same_way_twice),
    TEST_1(a_form_before_sign_in_belongs_to_its_cookie),
    TEST_1(addresses_and_domains_have_their_forms))
