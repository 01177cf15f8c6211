/*
 * Links to set a password, on a database: once, for a while, for one person.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/account_mail.h"
#include "accounts/password.h"
#include "accounts/operator.h"
#include "accounts/password_link_rows.h"
#include "accounts/tries.h"
#include "accounts/sign_in.h"
#include "accounts/user.h"
#include "base/text.h"
#include "customers/customer_user.h"
#include "db/db.h"
#include "i18n/i18n.h"

#define OLD_HASH "$argon2id$old"
#define NEW_HASH "$argon2id$new"

struct house {
	struct fixture f;
	struct person ada, cora, olga;
};

static struct person key_of(const struct user *user)
{
	return (struct person){
		.kind = user->customer_id ? ACTOR_CUSTOMER_USER : ACTOR_USER,
		.partner_id = 1,
		.customer_id = user->customer_id,
		.user_id = user->user_id,
	};
}

static void house_open(struct house *h)
{
	struct user ada = { .email = "ada@contoso.example",
		.name = "Ada Lind",
		.locale = "en-US",
		.roles = ROLE_ADMIN_AGENT };
	struct user cora = { .email = "cora@fabrikam.example",
		.name = "Cora",
		.must_change = true,
		.roles = ROLE_CUSTOMER_GLOBAL_ADMIN };

	fixture_open(&h->f);
	fixture_accounts(&h->f);
	CHECK_OK(user_create(&h->f.cx, &ada, OLD_HASH, &ada));
	cora.customer_id =
	    fixture_customer(&h->f, "Fabrikam", "fabrikam.example", "US");
	CHECK_OK(user_create(&h->f.cx, &cora, OLD_HASH, &cora));
	CHECK_OK(sql_run(&h->f.cx, SQL_demo_operator_add,
	    ARGS(T("0b6c2f1e-5b0a-4c64-9d0e-2f6f1f3a9b01"),
		T("olga@operator.example"), T("Olga"), T(OLD_HASH)),
	    NULL));
	h->ada = key_of(&ada);
	h->cora = key_of(&cora);
	h->olga = (struct person){ .kind = ACTOR_OPERATOR,
		.user_id = "0b6c2f1e-5b0a-4c64-9d0e-2f6f1f3a9b01" };
	fixture_commit(&h->f);
}

static const char *hash_of(struct house *h, const struct person *key)
{
	struct person person;
	bool found;

	CHECK_OK(person_load(&h->f.cx, key, &person, &found));
	CHECK(found);
	return person.password_hash;
}

#define SESSION "01234567890123456789012345678901"

static bool session_there(struct house *h)
{
	int64_t at;
	bool found = false;

	CHECK_OK(sql_int(&h->f.cx, SQL_session_started,
	    ARGS(I(1), B(SESSION, 32)), &at, &found));
	return found;
}

TEST(a_link_sets_the_password_of_each_kind_of_person_once)
{
	struct house h;
	const struct person *all[3];

	house_open(&h);
	all[0] = &h.ada;
	all[1] = &h.cora;
	all[2] = &h.olga;
	for (int i = 0; i < 3; i++) {
		struct ctx cx = h.f.cx;
		struct password_link link;
		const char *token;

		cx.who = NULL;
		CHECK_OK(password_link_issue(
		    &cx, all[i], PASSWORD_LINK_RESET, &token));
		CHECK_OK(password_link_find(&cx, token, &link));
		CHECK_INT(all[i]->kind, link.person.kind);
		CHECK_TEXT(all[i]->user_id, link.person.user_id);
		CHECK_OK(password_link_use(&cx, token, NEW_HASH));
		CHECK_TEXT(NEW_HASH, hash_of(&h, all[i]));
		CHECK_FAILS(ERR_PASSWORD_LINK_OVER,
		    password_link_use(&cx, token, OLD_HASH));
		CHECK_TEXT(NEW_HASH, hash_of(&h, all[i]));
	}
	fixture_close(&h.f);
}

TEST(a_new_link_ends_the_older_one)
{
	struct house h;
	struct password_link link;
	const char *first, *second;

	house_open(&h);
	CHECK_OK(
	    password_link_issue(&h.f.cx, &h.ada, PASSWORD_LINK_INVITE, &first));
	CHECK_OK(
	    password_link_issue(&h.f.cx, &h.ada, PASSWORD_LINK_RESET, &second));
	CHECK_FAILS(
	    ERR_PASSWORD_LINK_OVER, password_link_find(&h.f.cx, first, &link));
	CHECK_OK(password_link_find(&h.f.cx, second, &link));
	CHECK_INT(PASSWORD_LINK_RESET, link.purpose);
	fixture_close(&h.f);
}

TEST(a_reset_lives_an_hour_an_invitation_seven_days_of_real_time)
{
	static const struct {
		enum password_link_purpose purpose;
		int64_t seconds;
	} cases[] = { { PASSWORD_LINK_RESET, 3600 },
		{ PASSWORD_LINK_INVITE, 604800 } };
	struct house h;

	house_open(&h);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct password_link link;
		const char *token;
		bool found;

		fixture_wall(&h.f, FIXTURE_NOW);
		CHECK_OK(password_link_issue(
		    &h.f.cx, &h.ada, cases[i].purpose, &token));
		fixture_wall(&h.f, FIXTURE_NOW + cases[i].seconds - 1);
		CHECK_OK(password_link_find(&h.f.cx, token, &link));
		CHECK_INT(FIXTURE_NOW + cases[i].seconds, link.expires_at);
		fixture_wall(&h.f, FIXTURE_NOW + cases[i].seconds);
		CHECK_FAILS(ERR_PASSWORD_LINK_OVER,
		    password_link_find(&h.f.cx, token, &link));
		CHECK_FAILS(ERR_PASSWORD_LINK_OVER,
		    password_link_use(&h.f.cx, token, NEW_HASH));
		CHECK_OK(password_link_of(&h.f.cx, &h.ada, &link, &found));
		CHECK(!found);
	}
	CHECK_TEXT(OLD_HASH, hash_of(&h, &h.ada));
	fixture_close(&h.f);
}

TEST(what_is_no_link_looks_like_one_that_is_over)
{
	static const char *const tokens[] = { "", ".", "1.", "1.x", "x.y",
		"-1.x", "99999999999999999999.x",
		"2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct house h;
	struct password_link link;
	const char *token;

	house_open(&h);
	for (size_t i = 0; i < COUNT(tokens); i++)
		CHECK_FAILS(ERR_PASSWORD_LINK_OVER,
		    password_link_find(&h.f.cx, tokens[i], &link));
	CHECK_FAILS(
	    ERR_PASSWORD_LINK_OVER, password_link_find(&h.f.cx, NULL, &link));
	CHECK_OK(
	    password_link_issue(&h.f.cx, &h.ada, PASSWORD_LINK_RESET, &token));
	/* another partner's number before the same secret */
	CHECK_FAILS(ERR_PASSWORD_LINK_OVER,
	    password_link_find(
		&h.f.cx, arena_printf(h.f.cx.arena, "2%s", token + 1), &link));
	CHECK_OK(user_set_active(&h.f.cx, h.ada.user_id, false));
	CHECK_FAILS(
	    ERR_PASSWORD_LINK_OVER, password_link_find(&h.f.cx, token, &link));
	fixture_close(&h.f);
}

TEST(using_a_link_ends_sessions_and_the_duty_to_change)
{
	struct house h;
	struct person person;
	const char *token;
	bool found;

	house_open(&h);
	CHECK_OK(sql_run(&h.f.cx, SQL_session_add,
	    ARGS(I(1), B(SESSION, 32), T(h.cora.user_id), T(h.cora.customer_id),
		T("csrf"), I(1), I(FIXTURE_NOW + 900), T(""), T("")),
	    NULL));
	CHECK(session_there(&h));
	CHECK_OK(person_load(&h.f.cx, &h.cora, &person, &found));
	CHECK(person.must_change);
	CHECK_OK(
	    password_link_issue(&h.f.cx, &h.cora, PASSWORD_LINK_RESET, &token));
	CHECK_OK(password_link_use(&h.f.cx, token, NEW_HASH));
	CHECK(!session_there(&h));
	CHECK_OK(person_load(&h.f.cx, &h.cora, &person, &found));
	CHECK(!person.must_change);
	fixture_close(&h.f);
}

TEST(asked_too_often_for_a_name_is_dropped_and_from_an_address_refused)
{
	struct house h;
	struct password_asked *list;
	size_t count;

	house_open(&h);
	h.f.cx.address = "192.0.2.1";
	for (int i = 0; i < RESET_NAME_TRIES + 3; i++)
		CHECK_OK(
		    password_ask(&h.f.cx, DOOR_PEOPLE, "ADA@contoso.example"));
	CHECK_OK(password_asked_list(&h.f.cx, 100, &list, &count));
	CHECK_INT(5, count);
	CHECK_TEXT("ada@contoso.example", list[0].email);
	for (int i = RESET_NAME_TRIES + 3; i < RESET_ADDRESS_TRIES; i++)
		CHECK_OK(password_ask(&h.f.cx, DOOR_PEOPLE,
		    arena_printf(h.f.cx.arena, "n%d@contoso.example", i)));
	CHECK_FAILS(ERR_TOO_MANY,
	    password_ask(&h.f.cx, DOOR_PEOPLE, "cora@fabrikam.example"));
	h.f.cx.address = "192.0.2.2";
	CHECK_OK(password_ask(&h.f.cx, DOOR_PEOPLE, "cora@fabrikam.example"));
	h.f.cx.address = "192.0.2.1";
	h.f.cx.wall += 900;
	CHECK_OK(password_ask(&h.f.cx, DOOR_PEOPLE, "ada@contoso.example"));
	fixture_close(&h.f);
}

TEST(a_new_password_by_the_partner_or_the_command_line_ends_the_link)
{
	struct house h;
	struct customer_user changed;
	struct password_link link;
	const char *token;

	house_open(&h);
	CHECK_OK(
	    password_link_issue(&h.f.cx, &h.olga, PASSWORD_LINK_RESET, &token));
	CHECK_OK(
	    operator_set_password(&h.f.cx, "olga@operator.example", NEW_HASH));
	CHECK_TEXT(NEW_HASH, hash_of(&h, &h.olga));
	CHECK_FAILS(
	    ERR_PASSWORD_LINK_OVER, password_link_find(&h.f.cx, token, &link));
	CHECK_OK(
	    password_link_issue(&h.f.cx, &h.cora, PASSWORD_LINK_RESET, &token));
	CHECK_OK(
	    customer_user_change(&h.f.cx, h.cora.customer_id, h.cora.user_id,
		&(struct customer_user_change){
		    .password = "a new one", .must_change = true },
		NEW_HASH, &changed));
	CHECK(changed.must_change);
	CHECK_FAILS(
	    ERR_PASSWORD_LINK_OVER, password_link_find(&h.f.cx, token, &link));
	fixture_close(&h.f);
}

RUN_TESTS(TEST_1(a_link_sets_the_password_of_each_kind_of_person_once),
    TEST_1(a_new_link_ends_the_older_one),
    TEST_1(a_reset_lives_an_hour_an_invitation_seven_days_of_real_time),
    TEST_1(what_is_no_link_looks_like_one_that_is_over),
    TEST_1(asked_too_often_for_a_name_is_dropped_and_from_an_address_refused),
    TEST_1(a_new_password_by_the_partner_or_the_command_line_ends_the_link),
    TEST_1(using_a_link_ends_sessions_and_the_duty_to_change))
