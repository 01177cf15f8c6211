/*
 * Tokens on a database: issued by every grant, in both versions, refused in
 * OAuth's words, and worth nothing once program or user are disabled.
 */
#include "check.h"
#include "fixture.h"

#include <jansson.h>

#include "accounts/accounts_private.h"
#include "accounts/application.h"
#include "accounts/partner.h"
#include "accounts/password.h"
#include "base/crypto.h"
#include "accounts/token.h"
#include "accounts/token_claims.h"
#include "accounts/user.h"
#include "base/text.h"

#define RIGHT "correct horse"

struct house {
	struct fixture f;
	struct application app;
	const char *secret;
	struct user ada;
	json_t *answer;
};

static void house_open(struct house *h)
{
	const struct user ada = { .email = "ada@contoso.example",
		.name = "Ada Lind",
		.roles = ROLE_ADMIN_AGENT | ROLE_GLOBAL_ADMIN };
	const char *hash;

	fixture_open(&h->f);
	fixture_accounts(&h->f);
	h->answer = NULL;
	h->f.settings.password_grant = true;
	CHECK_OK(
	    application_create(&h->f.cx, NULL, "Tool", 0, &h->app, &h->secret));
	CHECK_OK(password_hash(&h->f.cx, RIGHT, &hash));
	CHECK_OK(user_create(&h->f.cx, &ada, hash, &h->ada));
	fixture_commit(&h->f);
}

static void house_close(struct house *h)
{
	json_decref(h->answer);
	fixture_close(&h->f);
}

static struct token_request by_program(const struct house *h)
{
	return (struct token_request){
		.tenant = "contoso.example",
		.grant_type = "client_credentials",
		.client_id = h->app.client_id,
		.client_secret = h->secret,
		.resource = "https://graph.windows.net",
	};
}

static struct token_request by_person(const struct house *h)
{
	struct token_request request = by_program(h);

	request.grant_type = "password";
	request.username = "Ada@contoso.example";
	request.password = RIGHT;
	return request;
}

/* All steps; the answer is kept in the house. Returns the status. */
static int ask(struct house *h, const struct token_request *request)
{
	struct ctx cx = h->f.cx;
	struct token_grant grant;
	struct text out;
	int status;

	cx.who = NULL;
	CHECK_OK(token_look(&cx, request, &grant));
	CHECK_OK(token_record(&cx, &grant));
	text_init(&out, cx.arena);
	status = token_answer(&cx, &grant, &out);
	json_decref(h->answer);
	h->answer = json_loads(out.bytes, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(h->answer);
	return status;
}

static const char *text_of(const struct house *h, const char *key)
{
	return json_string_value(json_object_get(h->answer, key));
}

static const char *bearer(struct house *h)
{
	return arena_printf(
	    &h->f.arena, "Bearer %s", text_of(h, "access_token"));
}

static struct error enter(
    struct house *h, const char *authorization, struct ctx *ret_cx)
{
	*ret_cx = h->f.cx;
	ret_cx->who = NULL;
	return token_enter(ret_cx, authorization);
}

static json_t *claims_of(struct house *h)
{
	return json_loads(token_open(h->f.accounts->keys, &h->f.arena,
			      text_of(h, "access_token"), h->f.cx.wall),
	    0, NULL);
}

static void check_refused(
    struct house *h, int status, const char *error, int got)
{
	CHECK_INT(status, got);
	CHECK_TEXT(error, text_of(h, "error"));
	CHECK(!text_empty(text_of(h, "error_description")));
	CHECK(json_is_integer(
	    json_array_get(json_object_get(h->answer, "error_codes"), 0)));
	CHECK(!text_empty(text_of(h, "timestamp")));
	CHECK(text_is_guid(text_of(h, "trace_id")));
	CHECK(text_is_guid(text_of(h, "correlation_id")));
	CHECK(json_object_get(h->answer, "access_token") == NULL);
}

TEST(version_1_sends_numbers_as_texts_and_version_2_as_numbers)
{
	struct house h;
	struct token_request request;

	house_open(&h);
	request = by_program(&h);
	CHECK_INT(200, ask(&h, &request));
	CHECK_TEXT("Bearer", text_of(&h, "token_type"));
	CHECK_TEXT("3600", text_of(&h, "expires_in"));
	CHECK_TEXT("3600", text_of(&h, "ext_expires_in"));
	CHECK_TEXT("1624011840", text_of(&h, "expires_on"));
	CHECK_TEXT("1624008240", text_of(&h, "not_before"));
	CHECK_TEXT("https://graph.windows.net", text_of(&h, "resource"));
	CHECK(json_object_get(h.answer, "refresh_token") == NULL);
	request.v2 = true;
	request.resource = NULL;
	request.scope = "https://api.partnercenter.microsoft.com/.default";
	CHECK_INT(200, ask(&h, &request));
	CHECK_INT(
	    3600, json_integer_value(json_object_get(h.answer, "expires_in")));
	CHECK_INT(3600,
	    json_integer_value(json_object_get(h.answer, "ext_expires_in")));
	CHECK(json_object_get(h.answer, "expires_on") == NULL);
	CHECK_TEXT("https://api.partnercenter.microsoft.com/.default",
	    text_of(&h, "scope"));
	house_close(&h);
}

TEST(a_programs_token_has_the_claims_clients_decode)
{
	struct house h;
	struct token_request request;
	json_t *claims;

	house_open(&h);
	request = by_program(&h);
	CHECK_INT(200, ask(&h, &request));
	claims = claims_of(&h);
	CHECK_INT(FIXTURE_NOW + 3600,
	    json_integer_value(json_object_get(claims, "exp")));
	CHECK_TEXT(h.f.partner.tenant_id,
	    json_string_value(json_object_get(claims, "tid")));
	CHECK_TEXT(h.app.client_id,
	    json_string_value(json_object_get(claims, "appid")));
	CHECK(json_is_string(json_object_get(claims, "oid")));
	CHECK_TEXT("https://graph.windows.net",
	    json_string_value(json_object_get(claims, "aud")));
	CHECK(json_object_get(claims, "upn") == NULL);
	CHECK(json_object_get(claims, "scp") == NULL);
	json_decref(claims);
	house_close(&h);
}

TEST(a_persons_token_names_the_person)
{
	struct house h;
	struct token_request request;
	struct ctx cx;
	json_t *claims;

	house_open(&h);
	request = by_person(&h);
	CHECK_INT(200, ask(&h, &request));
	CHECK(json_object_get(h.answer, "refresh_token") != NULL);
	claims = claims_of(&h);
	CHECK_TEXT("ada@contoso.example",
	    json_string_value(json_object_get(claims, "upn")));
	CHECK_TEXT(
	    h.ada.user_id, json_string_value(json_object_get(claims, "oid")));
	CHECK_TEXT("user_impersonation",
	    json_string_value(json_object_get(claims, "scp")));
	json_decref(claims);
	CHECK_OK(enter(&h, bearer(&h), &cx));
	CHECK_INT(ACTOR_USER, cx.who->kind);
	CHECK_TEXT(h.ada.user_id, cx.who->user_id);
	CHECK_TEXT(h.app.client_id, cx.who->client_id);
	CHECK_INT(h.ada.roles, cx.who->roles);
	house_close(&h);
}

TEST(a_program_has_the_roles_of_its_registration)
{
	struct house h;
	struct token_request request;
	struct ctx cx;

	house_open(&h);
	request = by_program(&h);
	CHECK_INT(200, ask(&h, &request));
	for (int i = 0; i < 2; i++) { /* the second from the cache */
		CHECK_OK(enter(&h, bearer(&h), &cx));
		CHECK_INT(ACTOR_APPLICATION, cx.who->kind);
		CHECK_INT(ROLE_ADMIN_AGENT, cx.who->roles);
		CHECK(cx.who->user_id == NULL);
		CHECK_TEXT("Contoso", cx.who->partner->name);
		CHECK_OK(principal_recheck(&cx));
	}
	house_close(&h);
}

TEST(every_tenant_form_and_audience_of_the_reference_is_taken)
{
	static const char *const tenants[] = { "contoso.example",
		"CONTOSO.example", "aaaaaaaa-0000-4000-8000-000000000001",
		"AAAAAAAA-0000-4000-8000-000000000001", "common",
		"organizations" };
	static const struct {
		bool v2;
		const char *asked, *audience;
	} resources[] = {
		{ false, "https://graph.windows.net",
		    "https://graph.windows.net" },
		{ false, "https://api.partnercenter.microsoft.com",
		    "https://api.partnercenter.microsoft.com" },
		{ false, "https://graph.microsoft.com",
		    "https://graph.microsoft.com" },
		{ true, "https://graph.windows.net/.default",
		    "https://graph.windows.net" },
		{ true,
		    "openid https://api.partnercenter.microsoft.com"
		    "/user_impersonation offline_access",
		    "https://api.partnercenter.microsoft.com" },
		{ true, "openid", "http://127.0.0.1:8080" },
		{ false, NULL, "http://127.0.0.1:8080" },
	};
	struct house h;
	struct token_request request;
	struct ctx cx;

	house_open(&h);
	request = by_program(&h);
	for (size_t i = 0; i < COUNT(tenants); i++) {
		request.tenant = tenants[i];
		CHECK_INT(200, ask(&h, &request));
	}
	for (size_t i = 0; i < COUNT(resources); i++) {
		json_t *claims;

		request.v2 = resources[i].v2;
		request.resource = request.scope = NULL;
		*(request.v2 ? &request.scope : &request.resource) =
		    resources[i].asked;
		CHECK_INT(200, ask(&h, &request));
		claims = claims_of(&h);
		CHECK_TEXT(resources[i].audience,
		    json_string_value(json_object_get(claims, "aud")));
		json_decref(claims);
		CHECK_OK(enter(&h, bearer(&h), &cx));
	}
	house_close(&h);
}

TEST(client_credentials_in_the_header_are_taken)
{
	struct house h;
	struct token_request request;
	const char *pair;

	house_open(&h);
	request = by_program(&h);
	pair = arena_printf(
	    &h.f.arena, "%s:%s", request.client_id, request.client_secret);
	request.client_id = request.client_secret = NULL;
	request.authorization = arena_printf(&h.f.arena, "Basic %s",
	    base64_encode(&h.f.arena, pair, strlen(pair)));
	CHECK_INT(200, ask(&h, &request));
	request.authorization = "Basic !!!";
	check_refused(&h, 400, "invalid_request", ask(&h, &request));
	house_close(&h);
}

TEST(what_is_wrong_is_refused_in_the_words_of_oauth)
{
	struct house h;
	struct partner other;
	struct principal bo;
	struct token_request r;

	house_open(&h);
	fixture_other_partner(&h.f, &other, &bo);
#define REFUSED(status, error, change)                                         \
	do {                                                                   \
		r = by_program(&h);                                            \
		change;                                                        \
		check_refused(&h, status, error, ask(&h, &r));                 \
	} while (0)
	REFUSED(401, "invalid_client", r.client_secret = "wrong");
	REFUSED(401, "invalid_client",
	    r.client_id = "99999999-9999-4999-8999-999999999999");
	REFUSED(401, "invalid_client", r.tenant = "fabrikam.example");
	REFUSED(400, "invalid_request", r.client_secret = NULL);
	REFUSED(400, "invalid_request", r.client_id = "");
	REFUSED(400, "invalid_request", r.grant_type = NULL);
	REFUSED(400, "invalid_request", r.tenant = "nowhere.example");
	REFUSED(400, "invalid_request", r.resource = "no resource");
	REFUSED(400, "unsupported_grant_type", r.grant_type = "implicit");
	REFUSED(400, "unsupported_grant_type", r.grant_type = "<b>\"\n");
	REFUSED(400, "invalid_grant",
	    (r = by_person(&h), r.password = "wrong horse"));
	REFUSED(400, "invalid_grant",
	    (r = by_person(&h), r.username = "nobody@x.example"));
	REFUSED(400, "invalid_request", (r = by_person(&h), r.password = NULL));
	REFUSED(400, "invalid_grant",
	    (r.grant_type = "refresh_token", r.refresh_token = "1.abc"));
	REFUSED(400, "invalid_request", r.grant_type = "refresh_token");
	house_close(&h);
}

TEST(only_demo_tenants_take_a_password_unless_the_setting_says_so)
{
	struct house h;
	struct partner plain = { .tenant_id =
				     "9c7ad9f4-6a5e-4a55-9d8e-0b2a8c2f7a11",
		.name = "Plain",
		.domain = "plain.example",
		.country = "US",
		.city = "Springfield",
		.currency = "USD",
		.culture = "en-US",
		.mpn_id = "1",
		.csp_enrolled = true };
	struct partner made;
	struct principal who;
	struct token_request request;

	house_open(&h);
	h.f.settings.password_grant = false;
	request = by_person(&h);
	CHECK_INT(200, ask(&h, &request)); /* it has a test clock */
	who = h.f.who;
	CHECK_OK(partner_create(&h.f.cx, &plain, &made));
	who.partner = &made;
	h.f.cx.who = &who;
	CHECK_OK(
	    application_create(&h.f.cx, NULL, "Tool", 0, &h.app, &h.secret));
	fixture_commit(&h.f);
	request = by_person(&h);
	request.tenant = "plain.example";
	check_refused(&h, 400, "unsupported_grant_type", ask(&h, &request));
	house_close(&h);
}

TEST(wrong_passwords_by_token_lock_the_user_too)
{
	struct house h;
	struct token_request request;

	house_open(&h);
	request = by_person(&h);
	request.password = "wrong horse";
	for (int i = 0; i < 10; i++)
		CHECK_INT(400, ask(&h, &request));
	request.password = RIGHT;
	check_refused(&h, 400, "invalid_grant", ask(&h, &request));
	fixture_wall(&h.f, FIXTURE_NOW + 900);
	CHECK_INT(200, ask(&h, &request));
	house_close(&h);
}

TEST(another_partners_user_gets_no_token_here)
{
	struct house h;
	struct partner other;
	struct principal bo;
	struct user user = { .email = "bo@fabrikam.example",
		.name = "Bo",
		.roles = ROLE_ADMIN_AGENT };
	struct token_request request;
	const char *hash;

	house_open(&h);
	fixture_other_partner(&h.f, &other, &bo);
	h.f.cx.who = &bo;
	CHECK_OK(password_hash(&h.f.cx, RIGHT, &hash));
	CHECK_OK(user_create(&h.f.cx, &user, hash, &user));
	request = by_person(&h);
	request.username = "bo@fabrikam.example";
	check_refused(&h, 400, "invalid_grant", ask(&h, &request));
	house_close(&h);
}

TEST(a_refresh_token_works_once_and_gives_the_next)
{
	struct house h;
	struct token_request request;
	const char *first, *second;
	struct ctx cx;

	house_open(&h);
	request = by_person(&h);
	CHECK_INT(200, ask(&h, &request));
	first = arena_dup(&h.f.arena, text_of(&h, "refresh_token"));
	CHECK(text_starts(first, "1."));
	request = by_program(&h);
	request.grant_type = "refresh_token";
	request.refresh_token = first;
	CHECK_INT(200, ask(&h, &request));
	second = arena_dup(&h.f.arena, text_of(&h, "refresh_token"));
	CHECK(strcmp(first, second) != 0);
	CHECK_OK(enter(&h, bearer(&h), &cx));
	CHECK_TEXT(h.ada.user_id, cx.who->user_id);
	check_refused(&h, 400, "invalid_grant", ask(&h, &request));
	request.refresh_token = second;
	fixture_wall(&h.f, FIXTURE_NOW + 90 * 86400);
	check_refused(&h, 400, "invalid_grant", ask(&h, &request));
	house_close(&h);
}

TEST(two_at_once_cannot_both_use_a_refresh_token)
{
	struct house h;
	struct token_request request;
	struct token_grant one, two;
	struct ctx cx;

	house_open(&h);
	request = by_person(&h);
	CHECK_INT(200, ask(&h, &request));
	request = by_program(&h);
	request.grant_type = "refresh_token";
	request.refresh_token = text_of(&h, "refresh_token");
	cx = h.f.cx;
	cx.who = NULL;
	CHECK_OK(token_look(&cx, &request, &one));
	CHECK_OK(token_look(&cx, &request, &two));
	CHECK_OK(token_record(&cx, &one));
	CHECK_OK(token_record(&cx, &two));
	CHECK_NO_TEXT(one.error);
	CHECK_TEXT("invalid_grant", two.error);
	house_close(&h);
}

TEST(a_disabled_user_or_program_has_no_rights_at_once)
{
	struct house h;
	struct token_request request;
	const char *person, *program, *refresh;
	struct ctx cx, before;

	house_open(&h);
	request = by_program(&h);
	CHECK_INT(200, ask(&h, &request));
	program = bearer(&h);
	request = by_person(&h);
	CHECK_INT(200, ask(&h, &request));
	person = bearer(&h);
	refresh = arena_dup(&h.f.arena, text_of(&h, "refresh_token"));
	CHECK_OK(enter(&h, person, &before));
	CHECK_OK(user_set_active(&h.f.cx, h.ada.user_id, false));
	CHECK_FAILS(ERR_TOKEN_BAD, principal_recheck(&before));
	CHECK_FAILS(ERR_TOKEN_BAD, enter(&h, person, &cx));
	request = by_program(&h);
	request.grant_type = "refresh_token";
	request.refresh_token = refresh;
	check_refused(&h, 400, "invalid_grant", ask(&h, &request));
	CHECK_OK(enter(&h, program, &cx));
	CHECK_OK(application_set_active(&h.f.cx, h.app.client_id, false));
	CHECK_FAILS(ERR_TOKEN_BAD, enter(&h, program, &cx));
	request = by_program(&h);
	check_refused(&h, 401, "invalid_client", ask(&h, &request));
	house_close(&h);
}

TEST(a_token_is_over_by_real_time_also_in_the_cache)
{
	struct house h;
	struct token_request request;
	struct ctx cx;

	house_open(&h);
	request = by_program(&h);
	CHECK_INT(200, ask(&h, &request));
	fixture_now(&h.f, FIXTURE_NOW + 365 * 86400);
	CHECK_OK(enter(&h, bearer(&h), &cx)); /* the tenant's clock: no */
	fixture_wall(&h.f, FIXTURE_NOW + 3599);
	CHECK_OK(enter(&h, bearer(&h), &cx));
	fixture_wall(&h.f, FIXTURE_NOW + 3600);
	CHECK_FAILS(ERR_TOKEN_BAD, enter(&h, bearer(&h), &cx));
	house_close(&h);
}

TEST(claims_of_another_issuer_or_time_are_not_believed)
{
	struct house h;
	struct token_claims claims;
	const char *form =
	    "{\"iss\":\"%s\",\"tid\":\"aaaaaaaa-0000-4000-8000-000000000001\","
	    "\"appid\":\"aaaaaaaa-0000-4000-8000-000000000009\","
	    "\"exp\":%s,\"nbf\":%s,\"aud\":\"%s\"%s}";
	static const struct {
		const char *iss, *exp, *nbf, *more;
		bool good;
		const char *aud; /* NULL: one of the reference */
	} cases[] = {
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624008241", "1624008240", "", true },
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624008240", "1624008240", "", false }, /* over */
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624018240", "1624008301", "", false }, /* not yet */
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000002/",
		    "1624018240", "1624008240", "", false },
		{ "https://elsewhere.example/", "1624018240", "1624008240", "",
		    false },
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "\"1624018240\"", "1624008240", "", false }, /* a text */
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624018240", "1624008240", ",\"scp\":\"x\"",
		    false }, /* a person without a name */
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624018240", "1624008240", "", true,
		    "https://graph.microsoft.com/" },
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624018240", "1624008240", "", true,
		    "http://127.0.0.1:8080" },
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624018240", "1624008240", "", false,
		    "https://elsewhere.example" },
		{ "http://127.0.0.1:8080/aaaaaaaa-0000-4000-8000-000000000001/",
		    "1624018240", "1624008240", "", false, "" },
	};

	house_open(&h);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(cases[i].good,
		    token_claims_read(&h.f.cx,
			arena_printf(&h.f.arena, form, cases[i].iss,
			    cases[i].exp, cases[i].nbf,
			    cases[i].aud ? cases[i].aud
					 : "https://graph.windows.net",
			    cases[i].more),
			&claims));
	CHECK(!token_claims_read(&h.f.cx, "{}", &claims));
	CHECK(!token_claims_read(&h.f.cx, "[]", &claims));
	CHECK(!token_claims_read(&h.f.cx, "", &claims));
	house_close(&h);
}

TEST(no_token_and_a_bad_token_are_told_apart)
{
	struct house h;
	struct ctx cx;

	house_open(&h);
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, NULL, &cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, "", &cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, "Basic abc", &cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, "Bearer ", &cx));
	CHECK_FAILS(ERR_TOKEN_BAD, enter(&h, "Bearer abc", &cx));
	CHECK_FAILS(ERR_TOKEN_BAD, enter(&h, "bearer a.b.c", &cx));
	house_close(&h);
}

RUN_TESTS(TEST_1(version_1_sends_numbers_as_texts_and_version_2_as_numbers),
    TEST_1(a_programs_token_has_the_claims_clients_decode),
    TEST_1(a_persons_token_names_the_person),
    TEST_1(a_program_has_the_roles_of_its_registration),
    TEST_1(every_tenant_form_and_audience_of_the_reference_is_taken),
    TEST_1(client_credentials_in_the_header_are_taken),
    TEST_1(what_is_wrong_is_refused_in_the_words_of_oauth),
    TEST_1(only_demo_tenants_take_a_password_unless_the_setting_says_so),
    TEST_1(wrong_passwords_by_token_lock_the_user_too),
    TEST_1(another_partners_user_gets_no_token_here),
    TEST_1(a_refresh_token_works_once_and_gives_the_next),
    TEST_1(two_at_once_cannot_both_use_a_refresh_token),
    TEST_1(a_disabled_user_or_program_has_no_rights_at_once),
    TEST_1(a_token_is_over_by_real_time_also_in_the_cache),
    TEST_1(claims_of_another_issuer_or_time_are_not_believed),
    TEST_1(no_token_and_a_bad_token_are_told_apart))
