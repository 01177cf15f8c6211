/*
 * Second factors and the steps behind a right password, on a database.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/application.h"
#include "accounts/password.h"
#include "accounts/second_factor.h"
#include "accounts/session.h"
#include "accounts/sign_in_step.h"
#include "accounts/totp.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/text.h"
#include "db/engine_private.h"
#include "i18n/i18n.h"

#define RIGHT "correct horse"

struct house {
	struct fixture f;
	struct user ada;
	struct person key;
	uint8_t secret[TOTP_SECRET_BYTES];
	const char **codes;
};

static void house_open(struct house *h)
{
	const struct user ada = { .email = "ada@contoso.example",
		.name = "Ada Lind",
		.locale = "en-US",
		.roles = ROLE_ADMIN_AGENT };
	const char *hash;

	fixture_open(&h->f);
	fixture_accounts(&h->f);
	CHECK_OK(password_hash(&h->f.cx, RIGHT, &hash));
	CHECK_OK(user_create(&h->f.cx, &ada, hash, &h->ada));
	h->key = (struct person){
		.kind = ACTOR_USER, .partner_id = 1, .user_id = h->ada.user_id
	};
	fixture_commit(&h->f);
}

static struct person ada_of(struct house *h)
{
	struct person person;
	bool found;

	CHECK_OK(person_load(&h->f.cx, &h->key, &person, &found));
	CHECK(found);
	return person;
}

/* Base32 by the letters of RFC 4648, backwards. */
static void secret_read(struct house *h, const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	int have = 0;
	size_t n = 0;

	CHECK_INT(32, strlen(text));
	for (; *text != '\0'; text++) {
		bits = bits << 5 | (uint32_t)(strchr(letters, *text) - letters);
		if ((have += 5) >= 8)
			h->secret[n++] = (uint8_t)(bits >> (have -= 8));
	}
	CHECK_INT(TOTP_SECRET_BYTES, n);
}

static const char *code_at(struct house *h, int64_t wall)
{
	char *code = arena_alloc(&h->f.arena, TOTP_DIGITS + 1);

	CHECK(
	    totp_code(h->secret, TOTP_SECRET_BYTES, wall / TOTP_SECONDS, code));
	return code;
}

static void enrol(struct house *h)
{
	struct person ada = ada_of(h);
	const char *secret, *address;

	CHECK_OK(second_factor_begin(&h->f.cx, &ada));
	CHECK_OK(second_factor_waiting(&h->f.cx, &ada, &secret, &address));
	secret_read(h, secret);
	CHECK_OK(second_factor_confirm(
	    &h->f.cx, &ada, code_at(h, FIXTURE_NOW), NULL, &h->codes));
}

static enum code_kind use(struct house *h, const char *code)
{
	struct person ada = ada_of(h);
	enum code_kind kind;

	CHECK_OK(second_factor_use(&h->f.cx, &ada, code, &kind));
	return kind;
}

static int64_t acts(struct house *h, enum activity_action action)
{
	struct activity_list log;
	struct activity_filter all = {
		.to_day = 40000, .action = action, .refused_too = true
	};

	CHECK_OK(activity_list(&h->f.cx, &all, &log));
	return (int64_t)log.count;
}

TEST(it_is_on_with_its_first_code_and_not_before)
{
	struct house h;
	struct person ada;
	struct second_factor factor;
	const char *secret, *address, **codes;

	house_open(&h);
	ada = ada_of(&h);
	CHECK_FAILS(ERR_SECOND_FACTOR_GONE,
	    second_factor_waiting(&h.f.cx, &ada, &secret, &address));
	CHECK_OK(second_factor_begin(&h.f.cx, &ada));
	CHECK_OK(second_factor_of(&h.f.cx, &ada, &factor));
	CHECK(!factor.on && factor.begun);
	CHECK_FAILS(ERR_CODE_WRONG,
	    second_factor_confirm(&h.f.cx, &ada, "000000", NULL, &codes));
	enrol(&h);
	CHECK_OK(second_factor_of(&h.f.cx, &ada, &factor));
	CHECK(factor.on && !factor.begun);
	CHECK_INT(FIXTURE_NOW, factor.since);
	CHECK_INT(RECOVERY_CODES, factor.codes_left);
	CHECK_INT(1, acts(&h, ACTIVITY_ENABLE_SECOND_FACTOR));
	/* nobody takes its place by beginning anew */
	CHECK_FAILS(ERR_SECOND_FACTOR_ON, second_factor_begin(&h.f.cx, &ada));
	CHECK_FAILS(ERR_SECOND_FACTOR_GONE,
	    second_factor_waiting(&h.f.cx, &ada, &secret, &address));
	fixture_close(&h.f);
}

TEST(a_code_counts_once_and_no_earlier_one_after_it)
{
	struct house h;

	house_open(&h);
	enrol(&h);
	CHECK_INT(CODE_NONE, use(&h, code_at(&h, FIXTURE_NOW)));
	CHECK_INT(CODE_APP, use(&h, code_at(&h, FIXTURE_NOW + 30)));
	CHECK_INT(CODE_NONE, use(&h, code_at(&h, FIXTURE_NOW + 30)));
	CHECK_INT(CODE_NONE, use(&h, code_at(&h, FIXTURE_NOW)));
	fixture_wall(&h.f, FIXTURE_NOW + 3600);
	CHECK_INT(CODE_NONE, use(&h, code_at(&h, FIXTURE_NOW + 3600 + 60)));
	CHECK_INT(CODE_APP, use(&h, code_at(&h, FIXTURE_NOW + 3600 - 30)));
	CHECK_INT(CODE_APP, use(&h, code_at(&h, FIXTURE_NOW + 3600)));
	fixture_close(&h.f);
}

TEST(each_recovery_code_counts_once_and_for_one_person)
{
	struct house h;
	struct person other, ada;
	const char **fresh;

	house_open(&h);
	enrol(&h);
	CHECK_INT(CODE_RECOVERY, use(&h, h.codes[0]));
	CHECK_INT(CODE_NONE, use(&h, h.codes[0]));
	CHECK_INT(CODE_RECOVERY, use(&h, arena_printf(&h.f.arena, " %.5s %s ",
					     h.codes[1], h.codes[1] + 6)));
	ada = other = ada_of(&h);
	other.user_id = "5f0f3c0e-0000-4000-8000-000000000000";
	CHECK_OK(second_factor_renew(&h.f.cx, &ada, &fresh));
	CHECK_INT(CODE_NONE, use(&h, h.codes[2]));
	CHECK_INT(CODE_RECOVERY, use(&h, fresh[9]));
	CHECK_FAILS(ERR_SECOND_FACTOR_GONE,
	    second_factor_renew(&h.f.cx, &other, &fresh));
	fixture_close(&h.f);
}

TEST(a_stolen_row_opens_for_nobody_else)
{
	struct house h;
	struct person ada, eve;
	struct user made;
	const struct user user = { .email = "eve@contoso.example",
		.name = "Eve",
		.roles = ROLE_SALES_AGENT };
	enum code_kind kind;

	house_open(&h);
	enrol(&h);
	ada = ada_of(&h);
	CHECK_OK(user_create(&h.f.cx, &user, "", &made));
	eve = ada;
	eve.user_id = made.user_id;
	CHECK_OK(h.f.db->engine->script(h.f.db,
	    arena_printf(&h.f.arena,
		"INSERT INTO second_factor SELECT partner_id, '%s', NULL,"
		" secret_sealed, confirmed_at, 0, created_at"
		" FROM second_factor;",
		made.user_id)));
	CHECK_FAILS(ERR_INTERNAL, second_factor_use(&h.f.cx, &eve,
				      code_at(&h, FIXTURE_NOW + 30), &kind));
	fixture_close(&h.f);
}

/* ---- signing in ---- */

static struct sign_in_result sign_in(struct house *h)
{
	struct ctx cx = h->f.cx;
	struct sign_in_candidate candidate;
	struct sign_in_result result;

	cx.who = NULL;
	CHECK_OK(sign_in_look(&cx, "ada@contoso.example", &candidate));
	sign_in_verify(&cx, &candidate, RIGHT);
	CHECK_OK(sign_in_record(&cx, &candidate, "agent", &result));
	return result;
}

static struct sign_in_result step_code(
    struct house *h, const char *step, const char *code)
{
	struct ctx cx = h->f.cx;
	struct sign_in_result result;

	cx.who = NULL;
	CHECK_OK(sign_in_step_code(&cx, step, code, "agent", &result));
	return result;
}

TEST(the_password_alone_opens_no_session)
{
	struct house h;
	struct sign_in_result first, done;
	struct ctx cx;

	house_open(&h);
	enrol(&h);
	first = sign_in(&h);
	CHECK_OK(first.outcome);
	CHECK_INT(NEED_CODE, first.need);
	CHECK(first.cookie == NULL && first.who == NULL);
	cx = h.f.cx;
	cx.who = NULL;
	CHECK_FAILS(
	    ERR_SIGN_IN_NEEDED, session_enter(&cx, first.step, ACTOR_USER));
	CHECK_INT(0, acts(&h, ACTIVITY_SIGN_IN));
	done = step_code(&h, first.step, code_at(&h, FIXTURE_NOW + 30));
	CHECK_OK(done.outcome);
	CHECK_INT(NEED_NOTHING, done.need);
	CHECK_OK(session_enter(&cx, done.cookie, ACTOR_USER));
	CHECK_INT(1, acts(&h, ACTIVITY_SIGN_IN));
	/* the step is used up */
	CHECK_FAILS(ERR_SIGN_IN_STEP_OVER,
	    sign_in_step_code(&cx, first.step, h.codes[0], "agent", &done));
	fixture_close(&h.f);
}

TEST(a_step_lives_ten_minutes_of_real_time)
{
	struct house h;
	struct sign_in_result first;
	struct sign_in_step step;

	house_open(&h);
	enrol(&h);
	first = sign_in(&h);
	fixture_wall(&h.f, FIXTURE_NOW + 599);
	CHECK_OK(sign_in_step_enter(&h.f.cx, first.step, &step));
	fixture_wall(&h.f, FIXTURE_NOW + 600);
	CHECK_FAILS(ERR_SIGN_IN_STEP_OVER,
	    sign_in_step_enter(&h.f.cx, first.step, &step));
	CHECK_FAILS(ERR_SIGN_IN_STEP_OVER,
	    sign_in_step_enter(&h.f.cx, "1.unknown", &step));
	CHECK_FAILS(
	    ERR_SIGN_IN_STEP_OVER, sign_in_step_enter(&h.f.cx, NULL, &step));
	fixture_close(&h.f);
}

TEST(ten_wrong_codes_lock_though_the_password_is_right_each_time)
{
	struct house h;
	struct sign_in_result first;

	house_open(&h);
	enrol(&h);
	for (int i = 0; i < SIGN_IN_TRIES; i++) {
		first = sign_in(&h);
		CHECK_INT(NEED_CODE, first.need);
		CHECK_FAILS(ERR_CODE_WRONG,
		    step_code(&h, first.step, "000000").outcome);
	}
	CHECK_FAILS(ERR_SIGN_IN_LOCKED,
	    step_code(&h, first.step, code_at(&h, FIXTURE_NOW + 30)).outcome);
	CHECK_FAILS(ERR_SIGN_IN_LOCKED, sign_in(&h).outcome);
	CHECK_INT(SIGN_IN_TRIES, acts(&h, ACTIVITY_SIGN_IN));
	fixture_close(&h.f);
}

TEST(a_changed_password_ends_the_step_and_the_sessions)
{
	struct house h;
	struct sign_in_result open, half;
	struct sign_in_step step;
	struct ctx cx;

	house_open(&h);
	open = sign_in(&h);
	enrol(&h);
	half = sign_in(&h);
	cx = h.f.cx;
	CHECK_FAILS(
	    ERR_SIGN_IN_NEEDED, session_enter(&cx, open.cookie, ACTOR_USER));
	CHECK_OK(sign_in_step_enter(&h.f.cx, half.step, &step));
	cx = h.f.cx;
	cx.who = &(struct principal){ .kind = ACTOR_USER,
		.partner = &h.f.partner,
		.user_id = h.ada.user_id };
	CHECK_OK(password_change(&cx, "$argon2id$new"));
	CHECK_FAILS(ERR_SIGN_IN_STEP_OVER,
	    sign_in_step_enter(&h.f.cx, half.step, &step));
	CHECK_INT(1, acts(&h, ACTIVITY_CHANGE_PASSWORD));
	fixture_close(&h.f);
}

TEST(a_partner_that_demands_one_leads_to_it_and_keeps_it)
{
	struct house h;
	struct sign_in_result first, done;
	struct person ada;
	const char *secret, *address, **codes;
	struct ctx cx;

	house_open(&h);
	CHECK_OK(second_factor_demand(&h.f.cx, true));
	CHECK_OK(second_factor_demand(&h.f.cx, true));
	CHECK_INT(1, acts(&h, ACTIVITY_DEMAND_SECOND_FACTOR));
	first = sign_in(&h);
	CHECK_INT(NEED_FACTOR, first.need);
	CHECK(first.cookie == NULL);
	ada = ada_of(&h);
	CHECK(ada.demanded);
	CHECK_OK(second_factor_waiting(&h.f.cx, &ada, &secret, &address));
	secret_read(&h, secret);
	cx = h.f.cx;
	cx.who = NULL;
	CHECK_FAILS(ERR_SIGN_IN_STEP_OVER,
	    sign_in_step_code(&cx, first.step, "000000", "", &done));
	CHECK_FAILS(ERR_CODE_WRONG,
	    sign_in_step_factor(&cx, first.step, "000000", "", &done, &codes));
	CHECK_OK(sign_in_step_factor(
	    &cx, first.step, code_at(&h, FIXTURE_NOW), "", &done, &codes));
	CHECK(done.cookie != NULL);
	CHECK_FAILS(ERR_SECOND_FACTOR_DEMANDED,
	    second_factor_end(&h.f.cx, &ada, "own"));
	/* the operator may: it is enrolled anew at the next sign-in */
	CHECK_OK(second_factor_reset(
	    &h.f.cx, DOOR_PEOPLE, "ADA@contoso.example", "operator"));
	CHECK_FAILS(
	    ERR_SIGN_IN_NEEDED, session_enter(&cx, done.cookie, ACTOR_USER));
	CHECK_INT(NEED_FACTOR, sign_in(&h).need);
	CHECK_INT(1, acts(&h, ACTIVITY_DISABLE_SECOND_FACTOR));
	CHECK_FAILS(
	    ERR_USER_UNKNOWN, second_factor_reset(&h.f.cx, DOOR_PEOPLE,
				  "nobody@contoso.example", "operator"));
	fixture_close(&h.f);
}

/* ---- sessions ---- */

TEST(own_sessions_are_seen_and_ended_and_nobody_elses)
{
	struct house h;
	struct sign_in_result one, two;
	struct own_session_list list;
	struct ctx cx, stranger;
	int64_t written;

	house_open(&h);
	one = sign_in(&h);
	fixture_wall(&h.f, FIXTURE_NOW + 60);
	two = sign_in(&h);
	cx = h.f.cx;
	CHECK_OK(session_enter(&cx, one.cookie, ACTOR_USER));
	CHECK_OK(session_list(&cx, &list));
	CHECK_INT(2, list.count);
	CHECK(!list.sessions[0].current && list.sessions[1].current);
	CHECK_TEXT("agent", list.sessions[0].agent);
	CHECK_INT(FIXTURE_NOW + 60, list.sessions[0].started_at);
	stranger = h.f.cx;
	CHECK_OK(session_end_own(&stranger, list.sessions[0].session_id));
	CHECK_OK(session_list(&cx, &list));
	CHECK_INT(2, list.count);
	/* used again a while later: written when housekeeping comes */
	cx.wall = FIXTURE_NOW + 400;
	CHECK_OK(session_enter(&cx, one.cookie, ACTOR_USER));
	CHECK_OK(application_uses_write(&cx, 10, &written));
	CHECK_OK(session_list(&cx, &list));
	CHECK(list.sessions[0].current);
	CHECK_INT(FIXTURE_NOW + 400, list.sessions[0].last_used_at);
	CHECK_OK(session_end_own(&cx, list.sessions[1].session_id));
	CHECK_FAILS(ERR_SIGN_IN_NEEDED,
	    session_enter(&stranger, two.cookie, ACTOR_USER));
	two = sign_in(&h);
	CHECK_OK(session_end_all(&cx, false));
	CHECK_OK(session_list(&cx, &list));
	CHECK_INT(1, list.count);
	CHECK_OK(session_end_all(&cx, true));
	CHECK_OK(session_list(&cx, &list));
	CHECK_INT(0, list.count);
	CHECK_INT(3, acts(&h, ACTIVITY_END_SESSION));
	fixture_close(&h.f);
}

RUN_TESTS(TEST_1(it_is_on_with_its_first_code_and_not_before),
    TEST_1(a_code_counts_once_and_no_earlier_one_after_it),
    TEST_1(each_recovery_code_counts_once_and_for_one_person),
    TEST_1(a_stolen_row_opens_for_nobody_else),
    TEST_1(the_password_alone_opens_no_session),
    TEST_1(a_step_lives_ten_minutes_of_real_time),
    TEST_1(ten_wrong_codes_lock_though_the_password_is_right_each_time),
    TEST_1(a_changed_password_ends_the_step_and_the_sessions),
    TEST_1(a_partner_that_demands_one_leads_to_it_and_keeps_it),
    TEST_1(own_sessions_are_seen_and_ended_and_nobody_elses))
