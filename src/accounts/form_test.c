/*
 * Form tokens, and the counts of wrong passwords in memory.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "accounts/sign_in.h"
#include "accounts/tries.h"
#include "accounts/user.h"
#include "base/crypto.h"

TEST(a_sessions_form_token_must_be_the_same)
{
	struct principal who = { .csrf = "abcdef" };

	CHECK_OK(csrf_check(&who, "abcdef"));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&who, "abcdeg"));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&who, "abcde"));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&who, "abcdefg"));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&who, ""));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&who, NULL));
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(NULL, "abcdef"));
	who.csrf = ""; /* a program has none: nothing fits */
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&who, ""));
	who.csrf = NULL;
	CHECK_FAILS(ERR_FORM_EXPIRED, csrf_check(&who, "abcdef"));
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

TEST(ten_wrong_of_a_name_and_a_hundred_of_an_address_wait)
{
	struct tries *tries = tries_new();

	for (int i = 0; i < 9; i++)
		tries_add(tries, TRIES_NAME, "nobody@x.example", 1000 + i);
	CHECK_INT(0, tries_wait(tries, TRIES_NAME, "nobody@x.example", 1010));
	tries_add(tries, TRIES_NAME, "nobody@x.example", 1010);
	CHECK_INT(900, tries_wait(tries, TRIES_NAME, "nobody@x.example", 1010));
	CHECK_INT(1, tries_wait(tries, TRIES_NAME, "nobody@x.example", 1909));
	CHECK_INT(0, tries_wait(tries, TRIES_NAME, "nobody@x.example", 1910));
	CHECK_INT(0, tries_wait(tries, TRIES_NAME, "other@x.example", 1010));
	CHECK_INT(
	    0, tries_wait(tries, TRIES_ADDRESS, "nobody@x.example", 1010));
	for (int i = 0; i < 99; i++)
		tries_add(tries, TRIES_ADDRESS, "192.0.2.1", 1000);
	CHECK_INT(0, tries_wait(tries, TRIES_ADDRESS, "192.0.2.1", 1000));
	tries_add(tries, TRIES_ADDRESS, "192.0.2.1", 1000);
	CHECK_INT(900, tries_wait(tries, TRIES_ADDRESS, "192.0.2.1", 1000));
	tries_free(tries);
}

TEST(a_count_is_forgotten_after_the_wait)
{
	struct tries *tries = tries_new();

	for (int i = 0; i < 9; i++)
		tries_add(tries, TRIES_NAME, "n", 1000);
	tries_add(tries, TRIES_NAME, "n", 1900); /* the first of a new row */
	CHECK_INT(0, tries_wait(tries, TRIES_NAME, "n", 1900));
	tries_free(tries);
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
    TEST_1(a_form_before_sign_in_belongs_to_its_cookie),
    TEST_1(ten_wrong_of_a_name_and_a_hundred_of_an_address_wait),
    TEST_1(a_count_is_forgotten_after_the_wait),
    TEST_1(addresses_and_domains_have_their_forms))
