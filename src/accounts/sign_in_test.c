/*
 * Signing in on a database: wrong passwords, locks, sessions, rights that end.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/password.h"
#include "accounts/sign_in.h"
#include "accounts/tries.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define RIGHT "correct horse"

struct house {
	struct fixture f;
	struct user ada;
	const char *hash;
};

static void house_open(struct house *h)
{
	const struct user ada = {
		.email = " Ada@Contoso.example ",
		.name = "Ada Lind",
		.roles = ROLE_ADMIN_AGENT,
	};

	fixture_open(&h->f);
	fixture_accounts(&h->f);
	CHECK_OK(password_hash(&h->f.cx, RIGHT, &h->hash));
	CHECK_OK(user_create(&h->f.cx, &ada, h->hash, &h->ada));
	fixture_commit(&h->f);
}

/* As a stranger at the door; the result's principal is not kept. */
static struct sign_in_result sign_in(
    struct house *h, const char *email, const char *password)
{
	struct ctx cx = h->f.cx;
	struct sign_in_candidate candidate;
	struct sign_in_result result;

	cx.who = NULL;
	CHECK_OK(sign_in_look(&cx, email, &candidate));
	sign_in_verify(&cx, &candidate, password);
	CHECK_OK(sign_in_record(&cx, &candidate, "agent", &result));
	return result;
}

/* The same, without the cost: the worker has said it is wrong. */
static struct error sign_in_wrong(struct house *h, const char *email)
{
	struct ctx cx = h->f.cx;
	struct sign_in_candidate candidate;
	struct sign_in_result result;

	cx.who = NULL;
	CHECK_OK(sign_in_look(&cx, email, &candidate));
	CHECK_OK(sign_in_record(&cx, &candidate, NULL, &result));
	return result.outcome;
}

static struct error enter(
    struct house *h, const char *cookie, struct ctx *ret_cx)
{
	*ret_cx = h->f.cx;
	ret_cx->who = NULL;
	return session_enter(ret_cx, cookie, ACTOR_USER);
}

TEST(the_right_password_opens_a_session)
{
	struct house h;
	struct sign_in_result result;
	struct ctx cx;

	house_open(&h);
	result = sign_in(&h, "ADA@contoso.example", RIGHT);
	CHECK_OK(result.outcome);
	CHECK(text_starts(result.cookie, "1."));
	CHECK(strlen(result.cookie) >= 2 + 43);
	CHECK_INT(FIXTURE_NOW + 21 * 3600, result.expires_at);
	CHECK_OK(enter(&h, result.cookie, &cx));
	CHECK_INT(ACTOR_USER, cx.who->kind);
	CHECK_TEXT(h.ada.user_id, cx.who->user_id);
	CHECK_TEXT("ada@contoso.example", cx.who->email);
	CHECK_TEXT("Contoso", cx.who->partner->name);
	CHECK_INT(ROLE_ADMIN_AGENT, cx.who->roles);
	CHECK_OK(csrf_check(&cx, csrf_token(&cx)));
	fixture_close(&h.f);
}

TEST(wrong_passwords_and_unknown_names_look_alike)
{
	struct house h;

	house_open(&h);
	CHECK_FAILS(ERR_SIGN_IN_WRONG,
	    sign_in(&h, "ada@contoso.example", "wrong horse").outcome);
	CHECK_FAILS(ERR_SIGN_IN_WRONG,
	    sign_in(&h, "nobody@contoso.example", RIGHT).outcome);
	CHECK_FAILS(ERR_SIGN_IN_WRONG, sign_in(&h, "", RIGHT).outcome);
	CHECK_FAILS(ERR_SIGN_IN_WRONG, sign_in(&h, NULL, NULL).outcome);
	fixture_close(&h.f);
}

TEST(ten_wrong_in_a_row_lock_for_fifteen_minutes_of_real_time)
{
	struct house h;
	struct sign_in_result result;

	house_open(&h);
	for (int i = 0; i < 10; i++)
		CHECK_FAILS(ERR_SIGN_IN_WRONG,
		    sign_in_wrong(&h, "ada@contoso.example"));
	result = sign_in(&h, "ada@contoso.example", RIGHT);
	CHECK_FAILS(ERR_SIGN_IN_LOCKED, result.outcome);
	CHECK_TEXT("15", result.outcome.holes[0].value);
	fixture_now(&h.f, FIXTURE_NOW + 86400); /* the tenant's clock: no */
	CHECK_FAILS(ERR_SIGN_IN_LOCKED,
	    sign_in(&h, "ada@contoso.example", RIGHT).outcome);
	fixture_wall(&h.f, FIXTURE_NOW + 899);
	CHECK_FAILS(ERR_SIGN_IN_LOCKED,
	    sign_in(&h, "ada@contoso.example", RIGHT).outcome);
	fixture_wall(&h.f, FIXTURE_NOW + 900);
	CHECK_OK(sign_in(&h, "ada@contoso.example", RIGHT).outcome);
	fixture_close(&h.f);
}

TEST(a_right_one_starts_the_count_anew)
{
	struct house h;

	house_open(&h);
	for (int i = 0; i < 9; i++)
		sign_in_wrong(&h, "ada@contoso.example");
	CHECK_OK(sign_in(&h, "ada@contoso.example", RIGHT).outcome);
	for (int i = 0; i < 9; i++)
		sign_in_wrong(&h, "ada@contoso.example");
	CHECK_OK(sign_in(&h, "ada@contoso.example", RIGHT).outcome);
	fixture_close(&h.f);
}

TEST(unknown_names_lock_as_well)
{
	struct house h;

	house_open(&h);
	for (int i = 0; i < 10; i++)
		CHECK_FAILS(ERR_SIGN_IN_WRONG,
		    sign_in_wrong(&h, "nobody@contoso.example"));
	CHECK_FAILS(
	    ERR_SIGN_IN_LOCKED, sign_in_wrong(&h, "nobody@contoso.example"));
	fixture_close(&h.f);
}

static void tried(
    struct house *h, enum tries_of of, const char *who, int64_t at, int times)
{
	struct ctx cx = h->f.cx;

	cx.wall = at;
	for (int i = 0; i < times; i++)
		CHECK_OK(tries_add(&cx, of, who));
}

static int64_t wait_at(
    struct house *h, enum tries_of of, const char *who, int64_t at)
{
	struct ctx cx = h->f.cx;
	int64_t seconds = -1;

	cx.wall = at;
	CHECK_OK(tries_wait(&cx, of, who, &seconds));
	return seconds;
}

TEST(ten_wrong_of_a_name_and_a_hundred_of_an_address_wait)
{
	static const char name[] = "nobody@x.example";
	struct house h;

	house_open(&h);
	tried(&h, TRIES_NAME, name, 1000, 9);
	CHECK_INT(0, wait_at(&h, TRIES_NAME, name, 1010));
	tried(&h, TRIES_NAME, name, 1010, 1);
	CHECK_INT(900, wait_at(&h, TRIES_NAME, name, 1010));
	CHECK_INT(1, wait_at(&h, TRIES_NAME, name, 1909));
	CHECK_INT(0, wait_at(&h, TRIES_NAME, name, 1910));
	CHECK_INT(0, wait_at(&h, TRIES_NAME, "other@x.example", 1010));
	CHECK_INT(0, wait_at(&h, TRIES_ADDRESS, name, 1010));
	tried(&h, TRIES_ADDRESS, "192.0.2.1", 1000, 99);
	CHECK_INT(0, wait_at(&h, TRIES_ADDRESS, "192.0.2.1", 1000));
	tried(&h, TRIES_ADDRESS, "192.0.2.1", 1000, 1);
	CHECK_INT(900, wait_at(&h, TRIES_ADDRESS, "192.0.2.1", 1000));
	CHECK_INT(0, wait_at(&h, TRIES_ADDRESS, NULL, 1000));
	fixture_close(&h.f);
}

TEST(a_count_is_forgotten_after_the_wait)
{
	struct ctx cx;
	struct house h;
	int64_t count = 0;

	house_open(&h);
	tried(&h, TRIES_NAME, "n", 1000, 9);
	tried(&h, TRIES_NAME, "n", 1900, 1); /* the first of a new row */
	CHECK_INT(0, wait_at(&h, TRIES_NAME, "n", 1900));
	tried(&h, TRIES_NAME, "m", 1500, 10);
	cx = h.f.cx;
	cx.wall = 2400; /* m is over now, n is not */
	CHECK_OK(tries_purge(&cx, 10, &count));
	CHECK_INT(1, count);
	CHECK_INT(0, wait_at(&h, TRIES_NAME, "m", 1501));
	fixture_close(&h.f);
}

TEST(tries_under_way_at_once_count_all)
{
	struct house h;
	struct sign_in_candidate candidate;
	struct sign_in_result result;
	struct ctx cx;

	house_open(&h);
	cx = h.f.cx;
	cx.who = NULL;
	CHECK_OK(sign_in_look(&cx, "ada@contoso.example", &candidate));
	for (int i = 0; i < 10; i++)
		CHECK_OK(sign_in_record(&cx, &candidate, NULL, &result));
	candidate.password_right = true; /* the eleventh worker was lucky */
	CHECK_OK(sign_in_record(&cx, &candidate, NULL, &result));
	CHECK_FAILS(ERR_SIGN_IN_LOCKED, result.outcome);
	fixture_close(&h.f);
}

TEST(a_password_changed_meanwhile_does_not_let_in)
{
	struct house h;
	struct sign_in_candidate candidate;
	struct sign_in_result result;
	struct ctx cx;

	house_open(&h);
	cx = h.f.cx;
	cx.who = NULL;
	CHECK_OK(sign_in_look(&cx, "ada@contoso.example", &candidate));
	sign_in_verify(&cx, &candidate, RIGHT);
	CHECK(candidate.password_right);
	CHECK_OK(user_set_password(&h.f.cx, h.ada.user_id, "another hash"));
	CHECK_OK(sign_in_record(&cx, &candidate, NULL, &result));
	CHECK_FAILS(ERR_SIGN_IN_WRONG, result.outcome);
	fixture_close(&h.f);
}

TEST(a_session_ends_by_real_time_and_by_sign_out)
{
	struct house h;
	struct sign_in_result result;
	struct ctx cx;
	int64_t count;

	house_open(&h);
	result = sign_in(&h, "ada@contoso.example", RIGHT);
	fixture_now(&h.f, FIXTURE_NOW + 365 * 86400);
	CHECK_OK(enter(&h, result.cookie, &cx)); /* the tenant's clock: no */
	fixture_wall(&h.f, result.expires_at - 1);
	CHECK_OK(enter(&h, result.cookie, &cx));
	fixture_wall(&h.f, result.expires_at);
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, result.cookie, &cx));
	CHECK_OK(session_purge(&h.f.cx, 10, &count));
	CHECK_INT(1, count);
	result = sign_in(&h, "ada@contoso.example", RIGHT);
	CHECK_OK(enter(&h, result.cookie, &cx));
	CHECK_OK(sign_out(&cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, result.cookie, &cx));
	fixture_close(&h.f);
}

TEST(a_cookie_of_another_shape_or_partner_is_nobody)
{
	struct house h;
	struct sign_in_result result;
	struct partner other;
	struct principal bo;
	struct ctx cx;
	char *changed;

	house_open(&h);
	fixture_other_partner(&h.f, &other, &bo);
	result = sign_in(&h, "ada@contoso.example", RIGHT);
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, NULL, &cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, "", &cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, "x.y", &cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, ".", &cx));
	changed = arena_dup(&h.f.arena, result.cookie);
	changed[0] = '2';
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, changed, &cx));
	changed[0] = '1';
	changed[5] = changed[5] == 'A' ? 'B' : 'A';
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, changed, &cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, /* the stored hash is no cookie */
	    enter(&h, arena_printf(&h.f.arena, "1.%s", result.who->session_id),
		&cx));
	fixture_close(&h.f);
}

TEST(a_disabled_user_loses_every_right_at_once)
{
	struct house h;
	struct sign_in_result result;
	struct ctx cx, writer;

	house_open(&h);
	result = sign_in(&h, "ada@contoso.example", RIGHT);
	CHECK_OK(enter(&h, result.cookie, &cx));
	CHECK_OK(principal_recheck(&cx));
	CHECK_OK(user_set_active(&h.f.cx, h.ada.user_id, false));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, principal_recheck(&cx));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, result.cookie, &writer));
	CHECK_FAILS(ERR_SIGN_IN_WRONG,
	    sign_in(&h, "ada@contoso.example", RIGHT).outcome);
	/* and an old session does not come back with the user */
	CHECK_OK(user_set_active(&h.f.cx, h.ada.user_id, true));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, result.cookie, &writer));
	fixture_close(&h.f);
}

TEST(roles_taken_away_are_gone_in_the_writer)
{
	struct house h;
	struct sign_in_result result;
	struct ctx cx;

	house_open(&h);
	result = sign_in(&h, "ada@contoso.example", RIGHT);
	CHECK_OK(enter(&h, result.cookie, &cx));
	CHECK_OK(principal_may(&cx, MAY_CANCEL));
	CHECK_OK(user_set_roles(&h.f.cx, h.ada.user_id, ROLE_BILLING_ADMIN));
	CHECK_OK(principal_recheck(&cx));
	CHECK_FAILS(ERR_ROLE_MISSING, principal_may(&cx, MAY_CANCEL));
	fixture_close(&h.f);
}

TEST(the_tenants_clock_and_the_users_language_come_with_the_session)
{
	struct house h;
	struct sign_in_result result;
	struct ctx cx;

	house_open(&h);
	result = sign_in(&h, "ada@contoso.example", RIGHT);
	fixture_now(&h.f, FIXTURE_NOW + 1000);
	CHECK_OK(enter(&h, result.cookie, &cx));
	CHECK_INT(FIXTURE_NOW + 1000, cx.now);
	CHECK_INT(FIXTURE_NOW, cx.wall);
	CHECK_OK(user_set_locale(&cx, "en-XA"));
	CHECK_OK(enter(&h, result.cookie, &cx));
	CHECK_TEXT("en-XA", cx.locale->tag);
	fixture_close(&h.f);
}

TEST(a_customers_user_enters_the_admin_centre_and_not_the_dashboard)
{
	struct house h;
	struct user kim = { .name = "Kim",
		.email = "kim@wingtip.example",
		.roles = ROLE_CUSTOMER_USER };
	struct sign_in_result result;
	struct ctx cx;

	house_open(&h);
	kim.customer_id =
	    fixture_customer(&h.f, "Wingtip", "wingtip.example", "US");
	CHECK_OK(user_create(&h.f.cx, &kim, h.hash, &kim));
	result = sign_in(&h, "kim@wingtip.example", RIGHT);
	CHECK_OK(result.outcome);
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, enter(&h, result.cookie, &cx));
	CHECK_OK(session_enter(&cx, result.cookie, ACTOR_CUSTOMER_USER));
	CHECK_INT(ACTOR_CUSTOMER_USER, cx.who->kind);
	CHECK_TEXT(kim.customer_id, cx.who->customer_id);
	CHECK_TEXT(kim.user_id, cx.who->user_id);
	CHECK_OK(principal_recheck(&cx));
	for (int i = 0; i < 10; i++)
		sign_in_wrong(&h, "kim@wingtip.example");
	CHECK_FAILS(ERR_SIGN_IN_LOCKED,
	    sign_in(&h, "kim@wingtip.example", RIGHT).outcome);
	fixture_close(&h.f);
}

TEST(sign_ins_are_in_the_log_with_their_results)
{
	struct house h;
	struct activity_list log;
	struct activity_filter all = {
		.to_day = 40000, .action = ACTIVITY_SIGN_IN, .refused_too = true
	};

	house_open(&h);
	sign_in_wrong(&h, "ada@contoso.example");
	sign_in_wrong(&h, "nobody@contoso.example");
	CHECK_OK(sign_in(&h, "ada@contoso.example", RIGHT).outcome);
	CHECK_OK(activity_list(&h.f.cx, &all, &log));
	CHECK_INT(2, log.count);
	CHECK_INT(1, log.rows[0].refused + log.rows[1].refused);
	CHECK_TEXT(h.ada.user_id, log.rows[0].actor_id);
	fixture_close(&h.f);
}

RUN_TESTS(TEST_1(the_right_password_opens_a_session),
    TEST_1(wrong_passwords_and_unknown_names_look_alike),
    TEST_1(ten_wrong_in_a_row_lock_for_fifteen_minutes_of_real_time),
    TEST_1(a_right_one_starts_the_count_anew),
    TEST_1(unknown_names_lock_as_well),
    TEST_1(ten_wrong_of_a_name_and_a_hundred_of_an_address_wait),
    TEST_1(a_count_is_forgotten_after_the_wait),
    TEST_1(tries_under_way_at_once_count_all),
    TEST_1(a_password_changed_meanwhile_does_not_let_in),
    TEST_1(a_session_ends_by_real_time_and_by_sign_out),
    TEST_1(a_cookie_of_another_shape_or_partner_is_nobody),
    TEST_1(a_disabled_user_loses_every_right_at_once),
    TEST_1(roles_taken_away_are_gone_in_the_writer),
    TEST_1(the_tenants_clock_and_the_users_language_come_with_the_session),
    TEST_1(a_customers_user_enters_the_admin_centre_and_not_the_dashboard),
    TEST_1(sign_ins_are_in_the_log_with_their_results))
