/*
 * Partners, users and applications in a database: made, listed, kept apart.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/application.h"
#include "accounts/partner.h"
#include "accounts/user.h"
#include "base/text.h"

static struct user new_user(const char *email, const char *name)
{
	return (struct user){
		.email = email, .name = name, .roles = ROLE_SALES_AGENT
	};
}

TEST(a_partner_is_found_by_guid_and_domain_in_any_case)
{
	struct fixture f;
	struct partner partner;
	struct partner_list list;
	bool found;

	fixture_open(&f);
	CHECK_OK(partner_find(&f.cx, "CONTOSO.example", &partner, &found));
	CHECK(found);
	CHECK_INT(1, partner.partner_id);
	CHECK_OK(partner_find(
	    &f.cx, "AAAAAAAA-0000-4000-8000-000000000001", &partner, &found));
	CHECK(found);
	CHECK_TEXT("USD", partner.currency);
	CHECK(partner.test_clock && partner.csp_enrolled);
	CHECK(!partner.sandbox && !partner.strict_app_user);
	CHECK_OK(partner_find(&f.cx, "nowhere.example", &partner, &found));
	CHECK(!found);
	CHECK_OK(partner_list(&f.cx, &list));
	CHECK_INT(1, list.count);
	fixture_close(&f);
}

TEST(a_partners_domain_is_taken_once)
{
	struct fixture f;
	struct partner again;
	struct partner made;

	fixture_open(&f);
	again = f.partner;
	again.tenant_id = NULL;
	CHECK_FAILS(ERR_DOMAIN_TAKEN, partner_create(&f.cx, &again, &made));
	fixture_close(&f);
}

TEST(only_a_partner_with_a_test_clock_has_a_clock)
{
	struct fixture f;
	struct partner plain = { .name = "Plain",
		.domain = "plain.example",
		.country = "US",
		.city = "X",
		.currency = "USD",
		.culture = "en-US",
		.mpn_id = "1" };
	struct principal who;

	fixture_open(&f);
	CHECK_OK(partner_set_clock(&f.cx, 500));
	CHECK_OK(partner_load(&f.cx, 1, &f.partner));
	CHECK_INT(500, f.partner.clock_offset);
	CHECK_INT(1500, partner_now(&f.partner, 1000));
	CHECK_OK(partner_create(&f.cx, &plain, &plain));
	CHECK_INT(2, plain.partner_id);
	who = f.who;
	who.partner = &plain;
	f.cx.who = &who;
	CHECK_FAILS(ERR_CLOCK_OFF, partner_set_clock(&f.cx, 500));
	plain.clock_offset = 500; /* whatever the row says */
	CHECK_INT(1000, partner_now(&plain, 1000));
	fixture_close(&f);
}

TEST(users_are_listed_by_name_and_only_ones_own)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct user zoe = new_user("zoe@contoso.example", "Zoe");
	struct user ann = new_user("Ann@Contoso.example", "Ann");
	struct user found_user;
	struct user_list list;
	bool found;

	fixture_open(&f);
	fixture_other_partner(&f, &other, &bo);
	CHECK_OK(user_create(&f.cx, &zoe, "hash", &zoe));
	CHECK_OK(user_create(&f.cx, &ann, "hash", &ann));
	CHECK_OK(user_list(&f.cx, &list));
	CHECK_INT(2, list.count);
	CHECK_TEXT("Ann", list.users[0].name);
	CHECK_TEXT("ann@contoso.example", list.users[0].email);
	CHECK(list.users[0].active);
	f.cx.who = &bo;
	CHECK_OK(user_list(&f.cx, &list));
	CHECK_INT(0, list.count);
	CHECK_OK(user_find(&f.cx, ann.user_id, &found_user, &found));
	CHECK(!found);
	CHECK_OK(user_set_roles(&f.cx, ann.user_id, ROLE_GLOBAL_ADMIN));
	f.cx.who = &f.who;
	CHECK_OK(user_find(&f.cx, ann.user_id, &found_user, &found));
	CHECK(found);
	CHECK_INT(ROLE_SALES_AGENT, found_user.roles);
	fixture_close(&f);
}

TEST(an_address_belongs_to_one_user_of_all_partners)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct user ann = new_user("ann@contoso.example", "Ann");
	struct user again = new_user("ANN@contoso.example", "Ann");
	struct user bad = new_user("no address", "Ann");

	fixture_open(&f);
	fixture_other_partner(&f, &other, &bo);
	CHECK_OK(user_create(&f.cx, &ann, "hash", &ann));
	f.cx.who = &bo;
	CHECK_FAILS(
	    ERR_EMAIL_TAKEN, user_create(&f.cx, &again, "hash", &again));
	CHECK_FAILS(ERR_FIELD_FORMAT, user_create(&f.cx, &bad, "hash", &bad));
	fixture_close(&f);
}

TEST(an_application_has_a_secret_once_and_admin_agent_by_default)
{
	struct fixture f;
	struct application one, found_one;
	struct application_secrets secrets;
	struct application_list list;
	const char *secret;
	bool found;

	fixture_open(&f);
	CHECK_OK(application_create(&f.cx, NULL, "Tool", 0, &one, &secret));
	CHECK_INT(43, strlen(secret));
	CHECK(text_is_guid(one.client_id));
	CHECK_OK(application_find(
	    &f.cx, text_upper(&f.arena, one.client_id), &found_one, &found));
	CHECK(found);
	CHECK_INT(ROLE_ADMIN_AGENT, found_one.roles);
	CHECK_OK(application_secret_list(
	    &f.cx, one.partner_id, one.client_id, &secrets));
	CHECK_INT(1, secrets.count);
	CHECK_INT(64, strlen(secrets.secrets[0].hash));
	CHECK(strstr(secrets.secrets[0].hash, secret) == NULL);
	CHECK_TEXT(secret + 39, secrets.secrets[0].hint);
	CHECK_FAILS(ERR_CONFLICT,
	    application_create(&f.cx, one.client_id, "Twin", 0, &one, &secret));
	CHECK_OK(application_list(&f.cx, &list));
	CHECK_INT(1, list.count);
	fixture_close(&f);
}

TEST(every_statement_of_the_program_can_be_prepared)
{
	struct fixture f;

	fixture_open(&f);
	tx_rollback(f.tx);
	CHECK_OK(db_prepare_all(f.db));
	CHECK_OK(tx_begin(f.db, &f.tx));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_partner_is_found_by_guid_and_domain_in_any_case),
    TEST_1(a_partners_domain_is_taken_once),
    TEST_1(only_a_partner_with_a_test_clock_has_a_clock),
    TEST_1(users_are_listed_by_name_and_only_ones_own),
    TEST_1(an_address_belongs_to_one_user_of_all_partners),
    TEST_1(an_application_has_a_secret_once_and_admin_agent_by_default),
    TEST_1(every_statement_of_the_program_can_be_prepared))
