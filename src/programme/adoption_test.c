/*
 * Editions in a database: written, adopted, withdrawn, and known to every
 * process that looks.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "activity/activity.h"
#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "policy/edition_rules.h"
#include "programme/adoption.h"

/* Real time of the fixture is 2021-06-18T09:24:00Z. */
#define FROM "2021-07-01T00:00:00Z"

static int64_t at(const char *text)
{
	int64_t instant = 0;

	CHECK(instant_parse(text, &instant));
	return instant;
}

static const char *parameters_of(struct fixture *f, const char *days)
{
	struct edition e = *policy_edition_find(f->policy, "2021-06-02");
	struct json_out json;
	struct text out;

	CHECK_OK(parameter_choose(&f->arena,
	    parameter_rule_find("cancellation_window_days"), days, &e));
	(void)edition_mark(
	    &f->arena, policy_edition_find(f->policy, "2021-06-02"), &e);
	text_init(&out, &f->arena);
	json_start(&json, &out);
	edition_parameters_json(&e, true, &json, NULL);
	return out.bytes;
}

static struct adoption draft_of(
    struct fixture *f, const char *from, const char *days)
{
	return (struct adoption){ .base_id = "2021-06-02",
		.effective_from = at(from),
		.source = "Terms of July",
		.source_url = "https://terms.example/july",
		.document_date = "2021-06-15",
		.reason = "Shorter windows",
		.parameters = parameters_of(f, days) };
}

static int64_t write(struct fixture *f, const char *from, const char *days)
{
	struct adoption draft = draft_of(f, from, days);
	int64_t serial = 0;

	CHECK_OK(adoption_write(&f->cx, &draft, &serial));
	return serial;
}

static void adopt(struct fixture *f, int64_t serial)
{
	struct adoption a;

	CHECK_OK(adoption_load(&f->cx, serial, &a));
	CHECK_OK(adoption_adopt(&f->cx, serial, a.version));
}

static const struct edition *edition_at(struct fixture *f, const char *instant)
{
	CHECK_OK(adoptions_refresh(&f->cx));
	return policy_edition_at(policy_newest(f->policy), at(instant));
}

TEST(r_128_an_adopted_edition_is_in_force_from_its_day_on)
{
	struct fixture f;
	int64_t serial;

	fixture_open(&f);
	serial = write(&f, FROM, "45");
	/* a draft binds nobody */
	CHECK_TEXT("2021-06-02", edition_at(&f, FROM)->id);
	adopt(&f, serial);
	CHECK_TEXT("2021-06-02", edition_at(&f, "2021-06-30T23:59:59Z")->id);
	CHECK_TEXT("2021-07-01", edition_at(&f, FROM)->id);
	CHECK_INT(45, edition_at(&f, FROM)->cancellation_window_days);
	CHECK_TEXT("Terms of July", edition_at(&f, FROM)->source);
	CHECK_TEXT(
	    "https://terms.example/july", edition_at(&f, FROM)->source_url);
	CHECK_TEXT("2021-06-18", edition_at(&f, FROM)->published);
	fixture_close(&f);
}

TEST(r_129_a_purchase_keeps_its_edition_and_the_next_takes_the_new_one)
{
	struct fixture f;
	const char *customer;
	struct order before, after;

	fixture_open(&f);
	world_open(&f);
	customer = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	adopt(&f, write(&f, FROM, "45"));
	CHECK_OK(adoptions_refresh(&f.cx));
	f.cx.policy = policy_newest(f.policy);
	world_at(&f, "2021-06-30T23:59:59Z");
	before = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_at(&f, FROM);
	after = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	CHECK_TEXT("2021-06-02", before.lines[0].edition_id);
	CHECK_TEXT("2021-07-01", after.lines[0].edition_id);
	fixture_close(&f);
}

TEST(an_edition_begins_a_day_that_is_an_hour_away_at_least)
{
	static const struct {
		const char *wall, *from;
		int want;
	} cases[] = {
		{ "2021-06-18T09:24:00Z", "2021-06-18T00:00:00Z",
		    ERR_EDITION_TOO_EARLY },
		{ "2021-06-18T09:24:00Z", "2021-06-19T00:00:00Z", 0 },
		{ "2021-06-18T23:00:00Z", "2021-06-19T00:00:00Z", 0 },
		{ "2021-06-18T23:00:01Z", "2021-06-19T00:00:00Z",
		    ERR_EDITION_TOO_EARLY },
		{ "2021-06-18T23:00:01Z", "2021-06-20T00:00:00Z", 0 },
	};
	struct fixture f;
	struct adoption draft;
	int64_t serial;

	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		f.cx.wall = at(cases[i].wall);
		draft = draft_of(&f, cases[i].from, "45");
		CHECK_FAILS(
		    cases[i].want, adoption_write(&f.cx, &draft, &serial));
	}
	fixture_close(&f);
}

TEST(a_draft_that_lay_too_long_is_not_adopted)
{
	struct fixture f;
	int64_t serial;

	fixture_open(&f);
	serial = write(&f, FROM, "45");
	f.cx.wall = at("2021-07-01T08:00:00Z");
	CHECK_FAILS(ERR_EDITION_TOO_EARLY, adoption_adopt(&f.cx, serial, 1));
	fixture_close(&f);
}

TEST(what_changes_nothing_or_begins_twice_is_not_adopted)
{
	struct fixture f;
	int64_t same, one, two, back;

	fixture_open(&f);
	same = write(&f, FROM, "30");
	CHECK_FAILS(ERR_EDITION_SAME, adoption_adopt(&f.cx, same, 1));
	one = write(&f, FROM, "45");
	two = write(&f, FROM, "50");
	adopt(&f, one);
	CHECK_FAILS(ERR_EDITION_DAY_TAKEN, adoption_adopt(&f.cx, two, 1));
	/* 30 days change nothing today, but they do after 45 */
	back = write(&f, "2021-08-01T00:00:00Z", "30");
	adopt(&f, back);
	CHECK_TEXT("2021-08-01", edition_at(&f, "2021-08-01T00:00:00Z")->id);
	CHECK_INT(
	    at("2021-08-01T00:00:00Z"), edition_at(&f, FROM)->effective_to);
	fixture_close(&f);
}

TEST(an_edition_may_be_put_between_two_others)
{
	struct fixture f;

	fixture_open(&f);
	adopt(&f, write(&f, "2021-09-01T00:00:00Z", "45"));
	adopt(&f, write(&f, "2021-08-01T00:00:00Z", "50"));
	CHECK_INT(30,
	    edition_at(&f, "2021-07-31T23:59:59Z")->cancellation_window_days);
	CHECK_INT(50,
	    edition_at(&f, "2021-08-31T23:59:59Z")->cancellation_window_days);
	CHECK_INT(45,
	    edition_at(&f, "2021-09-01T00:00:00Z")->cancellation_window_days);
	fixture_close(&f);
}

TEST(an_edition_is_withdrawn_only_before_it_begins_and_is_known_for_ever)
{
	struct fixture f;
	int64_t serial, again;

	fixture_open(&f);
	serial = write(&f, FROM, "45");
	adopt(&f, serial);
	CHECK_TEXT("2021-07-01", edition_at(&f, FROM)->id);
	CHECK_OK(adoption_withdraw(&f.cx, serial));
	CHECK_TEXT("2021-06-02", edition_at(&f, FROM)->id);
	CHECK_INT(45, policy_edition_find(policy_newest(f.policy), "2021-07-01")
			  ->cancellation_window_days);
	CHECK_FAILS(ERR_EDITION_UNKNOWN, adoption_withdraw(&f.cx, serial));
	again = write(&f, FROM, "50");
	adopt(&f, again);
	CHECK_TEXT("2021-07-01.2", edition_at(&f, FROM)->id);
	f.cx.wall = at(FROM);
	CHECK_FAILS(ERR_EDITION_BEGUN, adoption_withdraw(&f.cx, again));
	fixture_close(&f);
}

TEST(two_operators_do_not_overwrite_each_other)
{
	struct fixture f;
	struct adoption mine, theirs;
	int64_t serial;

	fixture_open(&f);
	serial = write(&f, FROM, "45");
	CHECK_OK(adoption_load(&f.cx, serial, &mine));
	theirs = mine;
	mine.parameters = parameters_of(&f, "50");
	CHECK_OK(adoption_write(&f.cx, &mine, &serial));
	CHECK_FAILS(ERR_ETAG_STALE, adoption_write(&f.cx, &theirs, &serial));
	CHECK_FAILS(
	    ERR_ETAG_STALE, adoption_adopt(&f.cx, serial, theirs.version));
	adopt(&f, serial);
	CHECK_OK(adoption_load(&f.cx, serial, &mine));
	CHECK_FAILS(
	    ERR_EDITION_NOT_DRAFT, adoption_write(&f.cx, &mine, &serial));
	CHECK_FAILS(ERR_EDITION_NOT_DRAFT, adoption_discard(&f.cx, serial));
	fixture_close(&f);
}

TEST(a_draft_is_discarded)
{
	struct fixture f;
	struct adoption a;
	int64_t serial;

	fixture_open(&f);
	serial = write(&f, FROM, "45");
	CHECK_OK(adoption_discard(&f.cx, serial));
	CHECK_FAILS(ERR_EDITION_UNKNOWN, adoption_load(&f.cx, serial, &a));
	CHECK_FAILS(ERR_EDITION_UNKNOWN, adoption_discard(&f.cx, serial));
	fixture_close(&f);
}

TEST(every_act_stands_in_the_log)
{
	static const enum activity_action want[] = { ACTIVITY_WITHDRAW_EDITION,
		ACTIVITY_ADOPT_EDITION, ACTIVITY_WRITE_EDITION };
	struct fixture f;
	struct activity_filter filter = { .to_day = 40000 };
	struct activity_list list;
	int64_t serial;

	fixture_open(&f);
	serial = write(&f, FROM, "45");
	f.cx.now++;
	adopt(&f, serial);
	f.cx.now++;
	CHECK_OK(adoption_withdraw(&f.cx, serial));
	CHECK_OK(activity_list(&f.cx, &filter, &list));
	CHECK_INT(COUNT(want), list.count);
	for (size_t i = 0; i < COUNT(want); i++) {
		CHECK_INT(want[i], list.rows[i].action);
		CHECK_TEXT("Ada Lind", list.rows[i].actor_name);
		CHECK(strstr(list.rows[i].details, "2021-07-01") != NULL);
	}
	fixture_close(&f);
}

TEST(another_process_sees_an_edition_at_its_next_look)
{
	struct fixture f;
	struct policy *other;
	struct ctx cx;

	fixture_open(&f);
	CHECK_OK(policy_open(NULL, &(struct policy_switches){ false }, &other));
	cx = f.cx;
	cx.policy = other;
	CHECK_OK(adoptions_refresh(&cx));
	CHECK(policy_newest(other) == other);
	adopt(&f, write(&f, FROM, "45"));
	CHECK_OK(adoptions_refresh(&cx));
	CHECK_TEXT("2021-07-01",
	    policy_edition_at(policy_newest(other), at(FROM))->id);
	policy_close(other);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(r_128_an_adopted_edition_is_in_force_from_its_day_on),
    TEST_1(r_129_a_purchase_keeps_its_edition_and_the_next_takes_the_new_one),
    TEST_1(an_edition_begins_a_day_that_is_an_hour_away_at_least),
    TEST_1(a_draft_that_lay_too_long_is_not_adopted),
    TEST_1(what_changes_nothing_or_begins_twice_is_not_adopted),
    TEST_1(an_edition_may_be_put_between_two_others),
    TEST_1(an_edition_is_withdrawn_only_before_it_begins_and_is_known_for_ever),
    TEST_1(two_operators_do_not_overwrite_each_other),
    TEST_1(a_draft_is_discarded), TEST_1(every_act_stands_in_the_log),
    TEST_1(another_process_sees_an_edition_at_its_next_look))
