/*
 * What comes out of a person's yes, on a database and over time: codes,
 * families of refresh tokens, device codes, secrets, notes of last use.
 */
#include "check.h"
#include "fixture.h"

#include <jansson.h>

#include "accounts/accounts_private.h"
#include "accounts/application.h"
#include "accounts/authorize.h"
#include "accounts/consent.h"
#include "accounts/device.h"
#include "accounts/password.h"
#include "accounts/token.h"
#include "accounts/user.h"
#include "base/day.h"
#include "base/text.h"

#define BACK "https://tool.example/back"
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define DAYS(n) ((n)*DAY_SECONDS)

struct house {
	struct fixture f;
	struct application app;
	const char *secret;
	struct user ada;
	struct principal who;
	json_t *answer;
};

static void house_open(struct house *h)
{
	const struct user ada = { .email = "ada@contoso.example",
		.name = "Ada Lind",
		.roles = ROLE_ADMIN_AGENT | ROLE_GLOBAL_ADMIN };
	const char *uris[] = { BACK };
	const char *hash;

	fixture_open(&h->f);
	fixture_accounts(&h->f);
	h->answer = NULL;
	CHECK_OK(
	    application_create(&h->f.cx, NULL, "Tool", 0, &h->app, &h->secret));
	CHECK_OK(application_set_redirects(
	    &h->f.cx, h->app.client_id, &(struct redirect_list){ 1, uris }));
	CHECK_OK(password_hash(&h->f.cx, "correct horse", &hash));
	CHECK_OK(user_create(&h->f.cx, &ada, hash, &h->ada));
	h->who = (struct principal){ .kind = ACTOR_USER,
		.partner = &h->f.partner,
		.roles = ada.roles,
		.user_id = h->ada.user_id,
		.user_name = h->ada.name,
		.email = h->ada.email };
	h->f.cx.who = &h->who;
	fixture_commit(&h->f);
}

static void house_close(struct house *h)
{
	json_decref(h->answer);
	fixture_close(&h->f);
}

static struct authorize_request request_of(const struct house *h)
{
	return (struct authorize_request){ .v2 = true,
		.tenant = "contoso.example",
		.client_id = h->app.client_id,
		.redirect_uri = BACK,
		.response_type = "code",
		.scope = "openid offline_access",
		.code_challenge = CHALLENGE,
		.code_challenge_method = "S256" };
}

static const char *code_new(struct house *h)
{
	const struct authorize_request request = request_of(h);
	struct authorization found;
	const char *code = "";

	CHECK_OK(authorize_look(&h->f.cx, &request, &found));
	CHECK(found.error == NULL);
	CHECK_OK(authorize_grant(&h->f.cx, &request, &found, false, &code));
	fixture_commit(&h->f);
	return code;
}

static struct token_request asked(const struct house *h, const char *grant_type)
{
	return (struct token_request){ .v2 = true,
		.tenant = "common",
		.grant_type = grant_type,
		.client_id = h->app.client_id,
		.client_secret = h->secret };
}

/* All steps; the answer is kept in the house. Returns the OAuth error. */
static const char *ask(struct house *h, const struct token_request *request)
{
	struct ctx cx = h->f.cx;
	struct token_grant grant;
	struct text out;

	cx.who = NULL;
	CHECK_OK(token_look(&cx, request, &grant));
	CHECK_OK(token_record(&cx, &grant));
	text_init(&out, cx.arena);
	token_answer(&cx, &grant, &out);
	fixture_commit(&h->f);
	json_decref(h->answer);
	h->answer = json_loads(out.bytes, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(h->answer);
	return grant.error ? grant.error : "";
}

static const char *text_of(struct house *h, const char *key)
{
	const char *text = json_string_value(json_object_get(h->answer, key));

	return text ? arena_dup(&h->f.arena, text) : NULL;
}

static const char *redeem(struct house *h, const char *code)
{
	struct token_request request = asked(h, "authorization_code");

	request.code = code;
	request.redirect_uri = BACK;
	request.code_verifier = VERIFIER;
	return ask(h, &request);
}

static const char *refresh(struct house *h, const char *token)
{
	struct token_request request = asked(h, "refresh_token");

	request.refresh_token = token;
	return ask(h, &request);
}

static void later(struct house *h, int64_t seconds)
{
	h->f.cx.wall += seconds;
}

static bool enters(struct house *h, const char *token)
{
	struct ctx cx = h->f.cx;

	cx.who = NULL;
	return token != NULL &&
	       token_enter(&cx, arena_printf(&h->f.arena, "Bearer %s", token))
		       .code == 0;
}

TEST(a_code_lives_five_minutes_and_once)
{
	struct house h;
	const char *first, *second;

	house_open(&h);
	first = code_new(&h);
	second = code_new(&h);
	later(&h, 299);
	CHECK_TEXT("", redeem(&h, first));
	later(&h, 1);
	CHECK_TEXT("invalid_grant", redeem(&h, second));
	CHECK_TEXT("invalid_grant", redeem(&h, first));
	house_close(&h);
}

TEST(a_code_used_twice_ends_its_tokens_even_after_its_time)
{
	struct house h;
	const char *code, *access, *token;

	house_open(&h);
	code = code_new(&h);
	CHECK_TEXT("", redeem(&h, code));
	access = text_of(&h, "access_token");
	token = text_of(&h, "refresh_token");
	CHECK(enters(&h, access));
	later(&h, 1800);
	CHECK_TEXT("invalid_grant", redeem(&h, code));
	CHECK(!enters(&h, access));
	CHECK_TEXT("invalid_grant", refresh(&h, token));
	house_close(&h);
}

TEST(refresh_tokens_live_ninety_days_from_their_last_use)
{
	struct house h;
	const char *token;

	house_open(&h);
	CHECK_TEXT("", redeem(&h, code_new(&h)));
	token = text_of(&h, "refresh_token");
	for (int i = 0; i < 3; i++) {
		later(&h, DAYS(89));
		CHECK_TEXT("", refresh(&h, token));
		CHECK(!text_same(token, text_of(&h, "refresh_token")));
		token = text_of(&h, "refresh_token");
		CHECK(enters(&h, text_of(&h, "access_token")));
	}
	later(&h, DAYS(90));
	CHECK_TEXT("invalid_grant", refresh(&h, token));
	house_close(&h);
}

TEST(a_used_refresh_token_ends_the_family_and_no_other)
{
	struct house h;
	const char *first, *second, *access, *other;

	house_open(&h);
	CHECK_TEXT("", redeem(&h, code_new(&h)));
	other = text_of(&h, "refresh_token");
	CHECK_TEXT("", redeem(&h, code_new(&h)));
	first = text_of(&h, "refresh_token");
	CHECK_TEXT("", refresh(&h, first));
	second = text_of(&h, "refresh_token");
	access = text_of(&h, "access_token");
	later(&h, 60);
	CHECK_TEXT("invalid_grant", refresh(&h, first));
	CHECK_TEXT("invalid_grant", refresh(&h, second));
	CHECK(!enters(&h, access));
	CHECK_TEXT("", refresh(&h, other));
	house_close(&h);
}

TEST(a_person_who_is_disabled_leaves_no_token_behind)
{
	struct house h;
	const char *token, *access, *code;

	house_open(&h);
	code = code_new(&h);
	CHECK_TEXT("", redeem(&h, code_new(&h)));
	token = text_of(&h, "refresh_token");
	access = text_of(&h, "access_token");
	CHECK_OK(user_set_active(&h.f.cx, h.ada.user_id, false));
	CHECK_OK(user_set_active(&h.f.cx, h.ada.user_id, true));
	CHECK(!enters(&h, access));
	CHECK_TEXT("invalid_grant", refresh(&h, token));
	CHECK_TEXT("invalid_grant", redeem(&h, code));
	house_close(&h);
}

TEST(a_consent_that_is_ended_ends_its_tokens)
{
	struct consent_list list;
	struct house h;
	const char *token, *access;

	house_open(&h);
	CHECK_TEXT("", redeem(&h, code_new(&h)));
	token = text_of(&h, "refresh_token");
	access = text_of(&h, "access_token");
	CHECK_OK(consent_list(&h.f.cx, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT("Tool", list.consents[0].program);
	CHECK_OK(consent_end(&h.f.cx, h.app.client_id));
	CHECK_OK(consent_end(&h.f.cx, h.app.client_id));
	CHECK_OK(consent_list(&h.f.cx, &list));
	CHECK_INT(0, list.count);
	CHECK(!enters(&h, access));
	CHECK_TEXT("invalid_grant", refresh(&h, token));
	house_close(&h);
}

TEST(a_secret_that_is_over_gets_nothing)
{
	struct house h;
	struct token_request request;
	struct application_secret row;
	const char *old;

	house_open(&h);
	old = h.secret;
	CHECK_OK(application_secret_new(
	    &h.f.cx, h.app.client_id, "short", 3, &row, &h.secret));
	CHECK(row.expires_at > h.f.cx.wall + DAYS(88));
	CHECK(row.expires_at < h.f.cx.wall + DAYS(93));
	request = asked(&h, "client_credentials");
	h.f.cx.wall = row.expires_at - 1;
	CHECK_TEXT("", ask(&h, &request));
	h.f.cx.wall = row.expires_at;
	CHECK_TEXT("invalid_client", ask(&h, &request));
	CHECK_INT(7000222, json_integer_value(json_array_get(
			       json_object_get(h.answer, "error_codes"), 0)));
	request.client_secret = old;
	CHECK_TEXT("", ask(&h, &request));
	house_close(&h);
}

TEST(two_secrets_are_live_and_one_over_makes_room)
{
	struct house h;
	struct application_secret row;
	const char *secret;

	house_open(&h);
	CHECK_OK(application_secret_new(
	    &h.f.cx, h.app.client_id, "second", 3, &row, &secret));
	CHECK_FAILS(
	    ERR_SECRETS_FULL, application_secret_new(&h.f.cx, h.app.client_id,
				  "third", 3, &row, &secret));
	CHECK_FAILS(
	    ERR_FIELD_CHOICE, application_secret_new(&h.f.cx, h.app.client_id,
				  "odd", 5, &row, &secret));
	h.f.cx.wall = row.expires_at;
	CHECK_OK(application_secret_new(
	    &h.f.cx, h.app.client_id, "third", 3, &row, &secret));
	house_close(&h);
}

TEST(last_use_is_noted_and_written_once_an_hour)
{
	struct application_secrets secrets;
	struct application app;
	struct token_request request;
	struct house h;
	int64_t count, noted;

	house_open(&h);
	request = asked(&h, "client_credentials");
	CHECK(!application_uses_any(&h.f.cx));
	CHECK_TEXT("", ask(&h, &request));
	CHECK_TEXT("", ask(&h, &request));
	CHECK(application_uses_any(&h.f.cx));
	noted = h.f.cx.wall;
	CHECK_OK(application_uses_write(&h.f.cx, 500, &count));
	CHECK_INT(1, count);
	CHECK(!application_uses_any(&h.f.cx));
	CHECK_OK(application_secret_list(
	    &h.f.cx, h.app.partner_id, h.app.client_id, &secrets));
	CHECK_INT(noted, secrets.secrets[0].last_used_at);
	CHECK_OK(application_load(&h.f.cx, h.app.client_id, &app));
	CHECK_INT(noted, app.last_used_at);
	later(&h, 3599);
	CHECK_TEXT("", ask(&h, &request));
	CHECK(!application_uses_any(&h.f.cx));
	later(&h, 1);
	CHECK_TEXT("", ask(&h, &request));
	CHECK(application_uses_any(&h.f.cx));
	house_close(&h);
}

/* ---- devices ---- */

static struct device_begin device_new(struct house *h)
{
	const struct token_request request = asked(h, NULL);
	struct device_begin begin;

	CHECK_OK(device_look(&h->f.cx, &request, &begin));
	CHECK(begin.grant.error == NULL);
	CHECK_OK(device_record(&h->f.cx, &begin));
	fixture_commit(&h->f);
	return begin;
}

static const char *poll(struct house *h, const struct device_begin *begin)
{
	struct token_request request =
	    asked(h, "urn:ietf:params:oauth:grant-type:device_code");

	request.device_code = begin->device_code;
	return ask(h, &request);
}

TEST(a_device_is_told_to_slow_down_and_each_time_longer)
{
	struct device_begin begin;
	struct house h;

	house_open(&h);
	begin = device_new(&h);
	CHECK_TEXT("authorization_pending", poll(&h, &begin));
	later(&h, 4);
	CHECK_TEXT("slow_down", poll(&h, &begin));
	later(&h, 9); /* ten now */
	CHECK_TEXT("slow_down", poll(&h, &begin));
	later(&h, 15);
	CHECK_TEXT("authorization_pending", poll(&h, &begin));
	CHECK_OK(device_decide(&h.f.cx, begin.user_code, true));
	CHECK_TEXT("", poll(&h, &begin));
	CHECK_TEXT("invalid_grant", poll(&h, &begin));
	house_close(&h);
}

TEST(a_device_code_is_over_after_fifteen_minutes)
{
	struct device_begin begin;
	struct house h;

	house_open(&h);
	begin = device_new(&h);
	later(&h, 899);
	CHECK_TEXT("authorization_pending", poll(&h, &begin));
	later(&h, 1);
	CHECK_TEXT("expired_token", poll(&h, &begin));
	CHECK_FAILS(ERR_USER_CODE_UNKNOWN,
	    device_decide(&h.f.cx, begin.user_code, true));
	house_close(&h);
}

TEST(only_the_first_answer_counts)
{
	struct device_begin begin;
	struct house h;

	house_open(&h);
	begin = device_new(&h);
	CHECK_OK(device_decide(&h.f.cx, begin.user_code, false));
	CHECK_FAILS(ERR_USER_CODE_UNKNOWN,
	    device_decide(&h.f.cx, begin.user_code, true));
	CHECK_TEXT("access_denied", poll(&h, &begin));
	house_close(&h);
}

/* ---- registrations ---- */

TEST(a_deleted_program_leaves_nothing_but_the_log)
{
	struct application_list list;
	struct house h;
	const char *token, *client_id;
	bool found;

	house_open(&h);
	client_id = h.app.client_id;
	CHECK_TEXT("", redeem(&h, code_new(&h)));
	token = text_of(&h, "access_token");
	(void)device_new(&h);
	CHECK_OK(application_remove(&h.f.cx, client_id));
	CHECK(!enters(&h, token));
	CHECK_OK(application_list(&h.f.cx, &list));
	CHECK_INT(0, list.count);
	CHECK_OK(application_find(&h.f.cx, client_id, &h.app, &found));
	CHECK(!found);
	CHECK_FAILS(
	    ERR_APPLICATION_UNKNOWN, application_remove(&h.f.cx, client_id));
	/* the name is free: nothing of it hangs on another one */
	CHECK_OK(application_create(
	    &h.f.cx, client_id, "Tool", 0, &h.app, &h.secret));
	CHECK(!enters(&h, token));
	house_close(&h);
}

TEST(another_partners_program_is_like_none)
{
	struct application_input input = { .name = "x",
		.roles = ROLE_ADMIN_AGENT };
	struct principal stranger;
	struct application_secret row;
	struct partner other;
	struct house h;
	const char *secret;

	house_open(&h);
	fixture_other_partner(&h.f, &other, &stranger);
	stranger.roles = ROLE_GLOBAL_ADMIN;
	h.f.cx.who = &stranger;
	CHECK_FAILS(ERR_APPLICATION_UNKNOWN,
	    application_change(&h.f.cx, h.app.client_id, &input));
	CHECK_FAILS(ERR_APPLICATION_UNKNOWN,
	    application_switch(&h.f.cx, h.app.client_id, false));
	CHECK_FAILS(ERR_APPLICATION_UNKNOWN,
	    application_secret_new(
		&h.f.cx, h.app.client_id, "x", 3, &row, &secret));
	CHECK_FAILS(ERR_APPLICATION_UNKNOWN,
	    application_remove(&h.f.cx, h.app.client_id));
	h.f.cx.who = &h.who;
	house_close(&h);
}

TEST(what_is_over_is_purged_and_nothing_else)
{
	struct house h;
	const char *token;
	int64_t count;

	house_open(&h);
	CHECK_TEXT("", redeem(&h, code_new(&h)));
	token = text_of(&h, "refresh_token");
	(void)device_new(&h);
	later(&h, DAYS(2));
	CHECK_OK(code_purge(&h.f.cx, 500, &count));
	CHECK_INT(1, count);
	CHECK_OK(device_purge(&h.f.cx, 500, &count));
	CHECK_INT(1, count);
	CHECK_OK(family_purge(&h.f.cx, 500, &count));
	CHECK_INT(0, count);
	CHECK_TEXT("", refresh(&h, token));
	later(&h, DAYS(90));
	CHECK_OK(token_purge(&h.f.cx, 500, &count));
	CHECK_INT(2, count);
	CHECK_OK(family_purge(&h.f.cx, 500, &count));
	CHECK_INT(1, count);
	house_close(&h);
}

RUN_TESTS(TEST_1(a_code_lives_five_minutes_and_once),
    TEST_1(a_code_used_twice_ends_its_tokens_even_after_its_time),
    TEST_1(refresh_tokens_live_ninety_days_from_their_last_use),
    TEST_1(a_used_refresh_token_ends_the_family_and_no_other),
    TEST_1(a_person_who_is_disabled_leaves_no_token_behind),
    TEST_1(a_consent_that_is_ended_ends_its_tokens),
    TEST_1(a_secret_that_is_over_gets_nothing),
    TEST_1(two_secrets_are_live_and_one_over_makes_room),
    TEST_1(last_use_is_noted_and_written_once_an_hour),
    TEST_1(a_device_is_told_to_slow_down_and_each_time_longer),
    TEST_1(a_device_code_is_over_after_fifteen_minutes),
    TEST_1(only_the_first_answer_counts),
    TEST_1(a_deleted_program_leaves_nothing_but_the_log),
    TEST_1(another_partners_program_is_like_none),
    TEST_1(what_is_over_is_purged_and_nothing_else))
