/*
 * The badge of a window on the days where it changes, and what cancelling
 * would give. Purchases of 2021-06-10 fall under the edition of 30 days: their
 * last day is 2021-07-10 (domain.md 4, E-14, E-24).
 */
#include "web/window.h"

#include "base/day.h"
#include "check.h"
#include "i18n/i18n.h"

static struct arena arena;
static struct policy *policy;
static struct partner partner;
static struct principal who;
static struct ctx cx;

static int64_t at(const char *text)
{
	int64_t instant = 0;

	CHECK(instant_parse(text, &instant));
	return instant;
}

static struct order_line line_of(enum product_kind kind, const char *publisher)
{
	return (struct order_line){
		.order_id = "order",
		.kind = kind,
		.family = "sql_server",
		.publisher = publisher,
		.net = money_of(999999, "USD"),
		.tax = money_of(0, "USD"),
		.gross = money_of(999999, "USD"),
		.edition_id = "2021-06-02",
		.term_start_day = day_of(at("2021-06-10T00:00:00Z")),
		.term_end_day = day_of(at("2024-06-09T00:00:00Z")),
		.state = LINE_FULFILLED,
	};
}

static struct cancel_offer offer_of(
    const struct order_line *line, const char *now)
{
	struct cancel_offer offer;

	cx.now = at(now);
	CHECK_OK(window_offer(&cx, line, at("2021-06-10T09:00:00Z"), &offer));
	return offer;
}

static struct window_badge badge_of(
    const struct order_line *line, const char *now)
{
	struct cancel_offer offer = offer_of(line, now);

	return window_badge_of(&cx, &offer);
}

static int begin(void **state __attribute__((unused)))
{
	arena_init(&arena);
	CHECK_OK(policy_open(NULL, &(struct policy_switches){ 0 }, &policy));
	partner = (struct partner){ .country = "DE" };
	who = (struct principal){ .kind = ACTOR_USER,
		.partner = &partner,
		.roles = ROLE_ADMIN_AGENT };
	cx = (struct ctx){ .arena = &arena,
		.policy = policy,
		.who = &who,
		.locale = locale_find("en-US") };
	return 0;
}

static int end(void **state __attribute__((unused)))
{
	policy_close(policy);
	arena_done(&arena);
	return 0;
}

TEST(the_tone_follows_the_days_that_are_left)
{
	static const struct {
		const char *now, *tone, *text;
		int64_t ring;
	} cases[] = {
		{ "2021-06-10T09:00:00Z", "info", "30 days left", 100 },
		{ "2021-07-02T00:00:00Z", "info", "8 days left", 29 },
		{ "2021-07-03T00:00:00Z", "soon", "7 days left", 25 },
		{ "2021-07-09T23:59:59Z", "soon", "1 day left", 6 },
		{ "2021-07-10T00:00:00Z", "last", "Today is the last day", 3 },
		{ "2021-07-11T00:00:00Z", "line", "Window passed", 0 },
	};
	struct order_line line =
	    line_of(PRODUCT_SOFTWARE_SUBSCRIPTION, "microsoft");

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct window_badge badge = badge_of(&line, cases[i].now);

		CHECK_TEXT(cases[i].tone, badge.tone);
		CHECK_TEXT(cases[i].text, badge.text);
		CHECK_INT(cases[i].ring, badge.ring);
	}
}

TEST(a_deadline_is_exact_in_utc_with_the_partners_time_beside_it)
{
	struct order_line line =
	    line_of(PRODUCT_PERPETUAL_SOFTWARE, "microsoft");
	struct window_badge badge = badge_of(&line, "2021-06-20T00:00:00Z");

	CHECK_TEXT("until Jul 10, 2021, 23:59 UTC", badge.until);
	CHECK_TEXT("2021-07-10T23:59:59Z", badge.until_iso);
	CHECK_TEXT("Jul 11, 2021, 01:59 UTC+02:00", badge.local);
}

TEST(who_may_not_cancel_sees_the_window_and_the_credit_all_the_same)
{
	struct order_line line =
	    line_of(PRODUCT_SOFTWARE_SUBSCRIPTION, "microsoft");
	struct cancel_offer offer;
	struct money credit;
	bool some;

	who.roles = ROLE_GLOBAL_ADMIN;
	offer = offer_of(&line, "2021-07-10T12:00:00Z");
	CHECK_INT(ERR_ROLE_MISSING, offer.decision.error);
	CHECK_TEXT("Today is the last day", window_badge_of(&cx, &offer).text);
	CHECK_OK(credit_today(&cx, &offer, &credit, &some));
	CHECK(some);
	CHECK_INT(-972627, credit.minor); /* E-24 */
	who.roles = ROLE_ADMIN_AGENT;
}

TEST(linux_plans_show_a_lock_and_no_days)
{
	struct order_line line = line_of(PRODUCT_SOFTWARE_SUBSCRIPTION, "suse");
	struct window_badge badge = badge_of(&line, "2021-06-10T10:00:00Z");
	struct cancel_offer offer = offer_of(&line, "2021-06-10T10:00:00Z");
	struct money credit;
	bool some;

	CHECK_TEXT("line", badge.tone);
	CHECK(badge.lock);
	CHECK_NO_TEXT(badge.until);
	CHECK_INT(0, badge.ring);
	CHECK_OK(credit_today(&cx, &offer, &credit, &some));
	CHECK(!some);
}

TEST(a_reservation_has_no_window_here_but_in_a_sandbox)
{
	struct order_line line =
	    line_of(PRODUCT_AZURE_RESERVATION, "microsoft");

	CHECK_TEXT("By support request only",
	    badge_of(&line, "2021-06-10T10:00:00Z").text);
	partner.sandbox = true;
	CHECK_TEXT("info", badge_of(&line, "2021-06-10T10:00:00Z").tone);
	partner.sandbox = false;
}

TEST(a_cancelled_line_is_neutral_with_its_day)
{
	struct order_line line =
	    line_of(PRODUCT_PERPETUAL_SOFTWARE, "microsoft");
	struct window_badge badge;

	line.state = LINE_CANCELLED;
	line.cancelled_at = at("2021-06-11T13:20:44Z");
	badge = badge_of(&line, "2021-06-12T00:00:00Z");
	CHECK_TEXT("", badge.tone);
	CHECK(badge.undo);
	CHECK_TEXT("Cancelled Jun 11, 2021", badge.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_1(the_tone_follows_the_days_that_are_left),
		TEST_1(
		    a_deadline_is_exact_in_utc_with_the_partners_time_beside_it),
		TEST_1(
		    who_may_not_cancel_sees_the_window_and_the_credit_all_the_same),
		TEST_1(linux_plans_show_a_lock_and_no_days),
		TEST_1(a_reservation_has_no_window_here_but_in_a_sandbox),
		TEST_1(a_cancelled_line_is_neutral_with_its_day),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
