/*
 * A partner's users in a database: who may do what to whom, what ends when one
 * is disabled, and that the account never loses its last Global admin.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/partner_user.h"
#include "accounts/password_link.h"
#include "accounts/sign_in_rows.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/text.h"
#include "db/engine_private.h"

#define AGENT ROLE_ADMIN_AGENT
#define GLOBAL ROLE_GLOBAL_ADMIN

/* "FROM outbox WHERE ..." */
static void count_is(struct fixture *f, int want, const char *from)
{
	char script[1000];

	snprintf(script, sizeof(script),
	    "CREATE TABLE IF NOT EXISTS proof (good BIGINT NOT NULL);"
	    "INSERT INTO proof SELECT CASE WHEN COUNT(*) = %d THEN 1 END %s;",
	    want, from);
	CHECK_OK(f->db->engine->script(f->db, script));
}

/* Somebody who has a password. */
static struct partner_user somebody(
    struct fixture *f, const char *email, const char *name, uint32_t roles)
{
	struct user user = { .email = email, .name = name, .roles = roles };
	struct partner_user made;

	CHECK_OK(user_create(&f->cx, &user, "hash", &user));
	CHECK_OK(partner_user_load(&f->cx, user.user_id, &made));
	return made;
}

/* Acts as this one from now on. */
static void act_as(struct fixture *f, const struct partner_user *user)
{
	f->who.user_id = user->user_id;
	f->who.user_name = user->name;
	f->who.roles = user->roles;
}

static struct error roles_set(
    struct fixture *f, const struct partner_user *user, uint32_t roles)
{
	struct partner_user_change change = { .has_roles = true,
		.roles = roles };
	struct partner_user after;

	return partner_user_change(&f->cx, user->user_id, &change, &after);
}

static struct error active_set(
    struct fixture *f, const struct partner_user *user, bool active)
{
	struct partner_user_change change = { .has_active = true,
		.active = active };
	struct partner_user after;

	return partner_user_change(&f->cx, user->user_id, &change, &after);
}

static int64_t acts(struct fixture *f, enum activity_action action)
{
	struct activity_filter filter = { .from_day = 0,
		.to_day = 40000,
		.tab = "customer",
		.action = action };
	struct activity_list list;

	CHECK_OK(activity_list(&f->cx, &filter, &list));
	return (int64_t)list.count;
}

static struct error invite(struct fixture *f, const char *email, uint32_t roles,
    struct partner_user *ret_user)
{
	struct partner_user_change new = { .email = email,
		.name = " Nia Berg ",
		.has_roles = true,
		.roles = roles };
	struct error *errors;
	struct error e = partner_user_check(&f->cx, &new, true, &errors);

	return e.code ? e : partner_user_create(&f->cx, &new, ret_user);
}

TEST(an_invited_user_has_a_link_a_mail_and_no_way_in_yet)
{
	struct fixture f;
	struct partner_user nia;
	int64_t until;

	fixture_open(&f);
	CHECK_OK(invite(&f, " Nia@Contoso.example", AGENT, &nia));
	CHECK_TEXT("nia@contoso.example", nia.email);
	CHECK_TEXT("Nia Berg", nia.name);
	CHECK(nia.active && nia.invited);
	CHECK_TEXT("invited", partner_user_state_id(&nia));
	CHECK_INT(FIXTURE_NOW, nia.invited_at);
	CHECK_OK(partner_user_invitation(&f.cx, &nia, &until));
	CHECK_INT(FIXTURE_NOW + 7 * 86400, until);
	CHECK_INT(1, acts(&f, ACTIVITY_CREATE_PARTNER_USER));
	count_is(&f, 1,
	    "FROM outbox WHERE template = 'invitation'"
	    " AND token_sealed IS NOT NULL");
	CHECK_OK(user_set_password(&f.cx, nia.user_id, "chosen"));
	CHECK_OK(partner_user_load(&f.cx, "NIA@contoso.example", &nia));
	CHECK_TEXT("active", partner_user_state_id(&nia));
	CHECK_FAILS(
	    ERR_INVITED_NOT, partner_user_invite(&f.cx, nia.user_id, &nia));
	fixture_close(&f);
}

TEST(a_new_invitation_ends_the_one_before)
{
	struct fixture f;
	struct partner_user nia;

	fixture_open(&f);
	CHECK_OK(invite(&f, "nia@contoso.example", AGENT, &nia));
	fixture_wall(&f, FIXTURE_NOW + 100);
	CHECK_OK(partner_user_invite(&f.cx, nia.user_id, &nia));
	CHECK_INT(FIXTURE_NOW + 100, nia.invited_at);
	count_is(&f, 1, "FROM password_link");
	count_is(&f, 2, "FROM outbox");
	CHECK_INT(1, acts(&f, ACTIVITY_INVITE_PARTNER_USER));
	CHECK_OK(active_set(&f, &nia, false));
	count_is(&f, 0, "FROM password_link");
	CHECK_FAILS(
	    ERR_USER_DISABLED, partner_user_invite(&f.cx, nia.user_id, &nia));
	fixture_close(&f);
}

TEST(input_is_checked_field_by_field)
{
	struct fixture f;
	struct partner_user_change bad = { .email = "no", .name = "" };
	struct partner_user nia;
	struct error *errors;

	fixture_open(&f);
	CHECK_FAILS(
	    ERR_FIELD_MISSING, partner_user_check(&f.cx, &bad, true, &errors));
	CHECK_TEXT("displayName", errors[0].field);
	CHECK_TEXT("email", errors[1].field);
	CHECK_TEXT("roles", errors[2].field);
	CHECK_INT(0, errors[3].code);
	bad = (struct partner_user_change){ .name = "A\nB" };
	CHECK_FAILS(ERR_FIELD_ENCODING,
	    partner_user_check(&f.cx, &bad, false, &errors));
	CHECK_OK(invite(&f, "nia@contoso.example", AGENT, &nia));
	CHECK_FAILS(
	    ERR_EMAIL_TAKEN, invite(&f, "NIA@contoso.example", AGENT, &nia));
	fixture_close(&f);
}

TEST(roles_are_given_and_taken_within_what_one_may_give)
{
	struct fixture f;
	struct partner_user admin, manager, account, agent, nia;

	fixture_open(&f);
	admin = somebody(&f, "g@contoso.example", "G", GLOBAL);
	manager =
	    somebody(&f, "u@contoso.example", "U", ROLE_USER_MANAGEMENT_ADMIN);
	account = somebody(&f, "a@contoso.example", "A", ROLE_ACCOUNT_ADMIN);
	agent = somebody(&f, "s@contoso.example", "S", ROLE_SALES_AGENT);

	act_as(&f, &manager);
	CHECK_OK(roles_set(&f, &agent, AGENT | ROLE_SALES_AGENT));
	CHECK_FAILS(ERR_ROLES_NOT_GIVEN, roles_set(&f, &agent, GLOBAL));
	CHECK_FAILS(ERR_ROLES_NOT_GIVEN,
	    roles_set(&f, &manager, ROLE_USER_MANAGEMENT_ADMIN | GLOBAL));
	CHECK_FAILS(ERR_ROLES_NOT_GIVEN, roles_set(&f, &admin, AGENT));
	CHECK_FAILS(ERR_ROLES_NOT_GIVEN, active_set(&f, &admin, false));
	CHECK_FAILS(
	    ERR_ROLES_NOT_GIVEN, invite(&f, "x@contoso.example", GLOBAL, &nia));

	act_as(&f, &account);
	CHECK_OK(roles_set(
	    &f, &agent, AGENT | ROLE_SALES_AGENT | ROLE_REFERRAL_ADMIN));
	CHECK_FAILS(ERR_ROLES_NOT_GIVEN,
	    roles_set(&f, &agent, AGENT | ROLE_REFERRAL_ADMIN));
	CHECK_FAILS(ERR_ROLES_NOT_GIVEN, active_set(&f, &agent, false));
	CHECK_FAILS(ERR_ROLES_NOT_GIVEN,
	    roles_set(&f, &account, ROLE_ACCOUNT_ADMIN | AGENT));
	CHECK_OK(invite(
	    &f, "x@contoso.example", ROLE_MARKETING_CONTENT_ADMIN, &nia));
	CHECK_OK(active_set(&f, &nia, false));

	act_as(&f, &admin);
	CHECK_OK(roles_set(&f, &agent, GLOBAL));
	CHECK_OK(active_set(&f, &manager, false));
	fixture_close(&f);
}

TEST(the_last_global_admin_who_can_sign_in_stays)
{
	struct fixture f;
	struct partner_user first, second, invited;

	fixture_open(&f);
	first = somebody(&f, "g@contoso.example", "G", GLOBAL | AGENT);
	second = somebody(&f, "h@contoso.example", "H", AGENT);
	act_as(&f, &first);
	/* who was only invited cannot run the account yet */
	CHECK_OK(invite(&f, "i@contoso.example", GLOBAL, &invited));
	CHECK_FAILS(ERR_LAST_ADMIN, roles_set(&f, &first, AGENT));
	CHECK_OK(roles_set(&f, &second, GLOBAL));
	CHECK_FAILS(ERR_OWN_ACCOUNT, active_set(&f, &first, false));
	CHECK_OK(roles_set(&f, &first, AGENT));
	fixture_roles(&f, GLOBAL);
	CHECK_FAILS(ERR_LAST_ADMIN, active_set(&f, &second, false));
	CHECK_OK(active_set(&f, &invited, false));
	fixture_close(&f);
}

TEST(who_is_disabled_has_nothing_left_but_what_was_done)
{
	struct fixture f;
	struct partner_user admin, agent, after;
	uint8_t hash[SHA256_BYTES] = { 1 };

	fixture_open(&f);
	admin = somebody(&f, "g@contoso.example", "G", GLOBAL);
	agent = somebody(&f, "s@contoso.example", "S", AGENT);
	act_as(&f, &agent);
	CHECK_OK(activity_add(
	    &f.cx, &(struct activity){ .action = ACTIVITY_CREATE_ORDER }, OK));
	act_as(&f, &admin);
	CHECK_OK(session_add(&f.cx,
	    &(struct session){ .partner_id = 1,
		.user_id = agent.user_id,
		.csrf = "",
		.expires_at = FIXTURE_NOW + 1000 },
	    hash));
	CHECK_OK(active_set(&f, &agent, false));
	CHECK_OK(partner_user_load(&f.cx, agent.user_id, &after));
	CHECK_TEXT("disabled", partner_user_state_id(&after));
	CHECK_INT(AGENT, after.roles);
	count_is(&f, 0, "FROM session");
	CHECK_INT(1, acts(&f, ACTIVITY_CREATE_ORDER));
	CHECK_INT(1, acts(&f, ACTIVITY_DISABLE_PARTNER_USER));
	CHECK_OK(active_set(&f, &agent, false)); /* is so already */
	CHECK_INT(1, acts(&f, ACTIVITY_DISABLE_PARTNER_USER));
	CHECK_OK(active_set(&f, &agent, true));
	CHECK_INT(1, acts(&f, ACTIVITY_ENABLE_PARTNER_USER));
	fixture_close(&f);
}

TEST(users_are_found_by_words_and_state_page_by_page)
{
	struct fixture f;
	struct partner_user zoe, amy;
	struct partner_user_filter filter = { .limit = 2 };
	struct partner_user_list list;

	fixture_open(&f);
	zoe = somebody(&f, "z@contoso.example", "Zoë 100%", AGENT);
	amy = somebody(&f, "amy@contoso.example", "Ångström, Amy", AGENT);
	(void)somebody(&f, "b@contoso.example", "Bo", AGENT);
	CHECK_OK(active_set(&f, &zoe, false));
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(2, list.count);
	CHECK(list.more);
	CHECK_TEXT("Bo", list.users[1].name);
	filter.from_key = list.last_key;
	filter.from_id = list.users[1].user_id;
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK(!list.more);
	filter.from_key = list.first_key;
	filter.from_id = list.users[0].user_id;
	filter.backward = true;
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(2, list.count);
	CHECK_TEXT("Bo", list.users[1].name);
	filter = (struct partner_user_filter){ .words = "0%" };
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	filter = (struct partner_user_filter){ .words = "ÅNGS" };
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT(amy.user_id, list.users[0].user_id);
	filter = (struct partner_user_filter){ .state = PARTNER_USER_DISABLED };
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT(zoe.user_id, list.users[0].user_id);
	filter.state = PARTNER_USER_INVITED;
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(0, list.count);
	fixture_close(&f);
}

TEST(another_partners_users_are_nowhere)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct partner_user agent, ignored;
	struct partner_user_filter filter = { 0 };
	struct partner_user_list list;

	fixture_open(&f);
	fixture_other_partner(&f, &other, &bo);
	agent = somebody(&f, "s@contoso.example", "S", AGENT);
	f.cx.who = &bo;
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    partner_user_load(&f.cx, agent.user_id, &ignored));
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    partner_user_load(&f.cx, "s@contoso.example", &ignored));
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    partner_user_change(&f.cx, agent.user_id,
		&(struct partner_user_change){ .name = "X" }, &ignored));
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    partner_user_invite(&f.cx, agent.user_id, &ignored));
	CHECK_OK(partner_user_page(&f.cx, &filter, &list));
	CHECK_INT(0, list.count);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(an_invited_user_has_a_link_a_mail_and_no_way_in_yet),
    TEST_1(a_new_invitation_ends_the_one_before),
    TEST_1(input_is_checked_field_by_field),
    TEST_1(roles_are_given_and_taken_within_what_one_may_give),
    TEST_1(the_last_global_admin_who_can_sign_in_stays),
    TEST_1(who_is_disabled_has_nothing_left_but_what_was_done),
    TEST_1(users_are_found_by_words_and_state_page_by_page),
    TEST_1(another_partners_users_are_nowhere))
