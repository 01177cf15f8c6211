/*
 * Periods after the first, in a database: days, sums and how often. Worked out
 * by hand from domain.md 6.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/invoice_proof.h"
#include "orders/due.h"
#include "orders/renewal.h"
#include "orders/subscription_rules.h"
#include "outbox/event.h"

struct shop {
	struct fixture f;
	const char *customer;
	struct order order;
	const char *id;
};

static void shop_open(struct shop *s, const char *item, const char *instant)
{
	fixture_open(&s->f);
	world_open(&s->f);
	s->customer =
	    fixture_customer(&s->f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&s->f, instant);
	s->order = world_order(&s->f, s->customer, ITEMS(item));
	s->id = s->order.lines[0].subscription_id;
	fixture_commit(&s->f);
}

static void go(struct shop *s, const char *instant)
{
	world_at(&s->f, instant);
	CHECK_OK(due_all(&s->f.cx));
	fixture_commit(&s->f);
}

static struct subscription now(struct shop *s)
{
	struct subscription subscription = { 0 };

	CHECK_OK(
	    subscription_load(&s->f.cx, s->customer, s->id, &subscription));
	return subscription;
}

static void change(struct shop *s, struct subscription_change what)
{
	struct subscription_plan plan;

	CHECK_OK(
	    subscription_change(&s->f.cx, s->customer, s->id, &what, &plan));
	fixture_commit(&s->f);
}

static struct charge_list charges(struct shop *s)
{
	struct charge_list list = { 0 };

	CHECK_OK(charge_list_of_order(&s->f.cx, s->order.order_id, &list));
	return list;
}

static void check_day(int64_t want, int64_t got)
{
	char wanted[DAY_TEXT], is[DAY_TEXT];

	day_text(want, wanted);
	day_text(got, is);
	CHECK_TEXT(wanted, is);
}

TEST(periods_begin_on_the_day_of_the_first_or_the_last_of_the_month)
{
	static const struct {
		int month, day;
	} begins[] = { { 1, 31 }, { 2, 28 }, { 3, 31 }, { 4, 30 }, { 5, 31 } };
	struct shop s;
	struct charge_list list;

	shop_open(&s, WORLD_SEAT, "2021-01-31T09:00:00Z");
	go(&s, "2021-05-31T00:00:00Z");
	list = charges(&s);
	CHECK_INT(COUNT(begins), list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct charge *charge = &list.charges[i];

		check_day(day_from_date(2021, begins[i].month, begins[i].day),
		    charge->period_day);
		CHECK_INT(i == 0 ? CHARGE_NEW : CHARGE_RENEW, charge->kind);
		CHECK_INT(800, charge->net.minor);
		CHECK_INT(2021 * 12 + begins[i].month - 1, charge->month);
		CHECK_NO_TEXT(charge_problem(charge));
	}
	/* the term of a month went on: to the day before 30 June */
	check_day(day_from_date(2021, 6, 29), now(&s).end_day);
	check_day(day_from_date(2021, 6, 30), now(&s).next_day);
	fixture_close(&s.f);
}

TEST(a_period_is_charged_when_its_day_begins_and_not_before)
{
	struct shop s;

	shop_open(&s, WORLD_SEAT, "2021-06-10T09:00:00Z");
	go(&s, "2021-07-09T23:59:59Z");
	CHECK_INT(1, charges(&s).count);
	go(&s, "2021-07-10T00:00:00Z");
	CHECK_INT(2, charges(&s).count);
	fixture_close(&s.f);
}

TEST(one_charge_a_line_and_period_however_the_clock_goes)
{
	struct shop s;
	struct charge twice;

	shop_open(&s, WORLD_SEAT, "2021-06-10T09:00:00Z");
	go(&s, "2021-09-10T12:00:00Z");
	CHECK_INT(4, charges(&s).count);
	go(&s, "2021-09-10T12:00:00Z");
	CHECK_INT(4, charges(&s).count);
	/* and the table holds it, whoever tries */
	twice = charges(&s).charges[3];
	CHECK_FAILS(ERR_CONFLICT, charge_add(&s.f.cx, &twice));
	fixture_rollback(&s.f);
	fixture_close(&s.f);
}

/* Rows of the subscription in the log: how often it was told. */
static size_t told(struct shop *s)
{
	struct activity_filter filter = { .from_day = day_from_date(2020, 1, 1),
		.to_day = day_from_date(2030, 1, 1),
		.action = ACTIVITY_UPDATE_SUBSCRIPTION };
	struct activity_list list;

	CHECK_OK(activity_list(&s->f.cx, &filter, &list));
	return list.count;
}

TEST(without_renewal_the_term_ends_and_stays_ended)
{
	struct shop s;

	shop_open(&s, WORLD_SAAS, "2021-06-10T09:00:00Z");
	change(&s, (struct subscription_change){
		       .has_auto_renew = true, .auto_renew = false });
	CHECK_INT(1, told(&s));
	go(&s, "2022-06-09T23:59:59Z");
	CHECK_TEXT("active",
	    subscription_status(&(struct subscription[]){ now(&s) }[0]));
	go(&s, "2022-06-10T00:00:00Z");
	CHECK_TEXT("expired",
	    subscription_status(&(struct subscription[]){ now(&s) }[0]));
	CHECK_INT(2, told(&s));
	go(&s, "2023-07-10T00:00:00Z");
	CHECK_INT(1, charges(&s).count);
	CHECK_INT(2, told(&s));
	CHECK_FAILS(ERR_SUBSCRIPTION_OVER,
	    subscription_change(&s.f.cx, s.customer, s.id,
		&(struct subscription_change){
		    .has_auto_renew = true, .auto_renew = true },
		&(struct subscription_plan){ 0 }));
	fixture_close(&s.f);
}

TEST(a_clock_that_goes_back_before_the_end_lets_it_renew_again)
{
	struct shop s;

	shop_open(&s, WORLD_SAAS, "2021-06-10T09:00:00Z");
	change(&s, (struct subscription_change){
		       .has_auto_renew = true, .auto_renew = false });
	go(&s, "2022-07-01T00:00:00Z");
	world_at(&s.f, "2022-01-01T00:00:00Z");
	CHECK_OK(due_undo(&s.f.cx));
	CHECK(!now(&s).over);
	change(&s, (struct subscription_change){
		       .has_auto_renew = true, .auto_renew = true });
	go(&s, "2022-07-01T00:00:00Z");
	CHECK_INT(2, charges(&s).count);
	check_day(day_from_date(2023, 6, 9), now(&s).end_day);
	fixture_close(&s.f);
}

TEST(a_clock_that_goes_back_undoes_what_began_after_it)
{
	struct shop s;

	shop_open(&s, WORLD_SEAT, "2021-06-10T09:00:00Z");
	go(&s, "2021-09-20T00:00:00Z");
	CHECK_INT(4, charges(&s).count);
	check_day(day_from_date(2021, 10, 9), now(&s).end_day);
	world_at(&s.f, "2021-07-20T00:00:00Z");
	CHECK_OK(due_undo(&s.f.cx));
	CHECK_INT(2, charges(&s).count);
	check_day(day_from_date(2021, 8, 9), now(&s).end_day);
	check_day(day_from_date(2021, 8, 10), now(&s).next_day);
	/* what is changed now counts from then on */
	change(&s, (struct subscription_change){
		       .has_quantity = true, .quantity = 2 });
	go(&s, "2021-09-20T00:00:00Z");
	CHECK_INT(5, charges(&s).count);
	CHECK_INT(1600, charges(&s).charges[4].net.minor);
	fixture_close(&s.f);
}

TEST(a_clock_that_goes_back_keeps_the_periods_that_acts_count_on)
{
	struct shop s;
	struct charge_list list;

	shop_open(&s, WORLD_SEAT, "2021-06-10T09:00:00Z");
	change(&s, (struct subscription_change){
		       .has_quantity = true, .quantity = 2 });
	go(&s, "2021-08-15T00:00:00Z");
	change(&s, (struct subscription_change){
		       .has_quantity = true, .quantity = 1 });
	CHECK_INT(5, charges(&s).count);
	world_at(&s.f, "2021-06-20T00:00:00Z");
	CHECK_OK(due_undo(&s.f.cx));
	list = charges(&s);
	CHECK_INT(5, list.count);
	/* on again: nothing twice, and no period is below 0 */
	go(&s, "2021-08-15T00:00:00Z");
	CHECK_INT(5, charges(&s).count);
	go(&s, "2021-09-10T00:00:00Z");
	CHECK_INT(6, charges(&s).count);
	CHECK_INT(800, charges(&s).charges[5].net.minor);
	fixture_close(&s.f);
}

TEST(a_suspended_one_does_not_renew)
{
	struct shop s;

	shop_open(&s, WORLD_SEAT, "2021-06-10T09:00:00Z");
	change(&s, (struct subscription_change){ .state = "suspended" });
	go(&s, "2021-08-01T00:00:00Z");
	CHECK_INT(1, charges(&s).count);
	CHECK(now(&s).over);
	fixture_close(&s.f);
}

TEST(R_113_seats_taken_off_are_credited_from_the_period_that_runs)
{
	struct shop s;
	struct charge_list list;

	shop_open(&s, WORLD_SEAT, "2021-06-10T09:00:00Z");
	world_at(&s.f, "2021-06-10T10:00:00Z");
	change(&s, (struct subscription_change){
		       .has_quantity = true, .quantity = 10 });
	/* 10 August to 9 September: 31 days, 10 used: 40.00 x 21 / 31 */
	go(&s, "2021-08-20T12:00:00Z");
	change(&s, (struct subscription_change){
		       .has_quantity = true, .quantity = 5 });
	list = charges(&s);
	CHECK_INT(5, list.count);
	CHECK_INT(CHARGE_REMOVE_QUANTITY, list.charges[4].kind);
	CHECK_INT(-2710, list.charges[4].net.minor);
	check_day(day_from_date(2021, 8, 10), list.charges[4].period_day);
	/* then five are charged */
	go(&s, "2021-09-10T00:00:00Z");
	CHECK_INT(4000, charges(&s).charges[5].net.minor);
	fixture_close(&s.f);
}

/* Before the job has been there: the period is charged first, then changed. */
TEST(a_change_on_the_first_day_of_a_period_pays_for_it_once)
{
	struct shop s;
	struct charge_list list;

	shop_open(&s, WORLD_SEAT, "2021-06-10T09:00:00Z");
	world_at(&s.f, "2021-07-10T00:00:00Z");
	change(&s, (struct subscription_change){
		       .has_quantity = true, .quantity = 3 });
	go(&s, "2021-07-10T00:01:00Z");
	list = charges(&s);
	CHECK_INT(3, list.count);
	/* June 8.00, July 8.00, and two more for all of July's period */
	CHECK_INT(3200, list.totals[0].net.minor);
	fixture_close(&s.f);
}

TEST(R_113_a_deleted_one_gives_back_the_year_that_runs)
{
	struct shop s;
	struct charge_list list;

	shop_open(&s, WORLD_SAAS, "2021-06-10T09:00:00Z");
	go(&s, "2022-06-20T00:00:00Z");
	CHECK_INT(2, charges(&s).count);
	change(&s, (struct subscription_change){ .state = "deleted" });
	list = charges(&s);
	/* 73.00 x 355 / 365, of the second year alone */
	CHECK_INT(3, list.count);
	CHECK_INT(-7100, list.charges[2].net.minor);
	go(&s, "2024-01-01T00:00:00Z");
	CHECK_INT(3, charges(&s).count);
	fixture_close(&s.f);
}

TEST(three_years_paid_yearly_are_charged_in_years)
{
	struct subscription of = { .billing_cycle = "annual",
		.term = "P3Y",
		.state = "active",
		.auto_renew = true,
		.start_day = day_from_date(2020, 2, 29),
		.end_day = day_from_date(2023, 2, 27),
		.next_day = day_from_date(2021, 2, 28) };
	struct renewal renewal = subscription_renewal(&of);

	CHECK(renewal.charged && !renewal.rolls && !renewal.ends);
	check_day(day_from_date(2022, 2, 27), renewal.period.end_day);
	check_day(of.end_day, renewal.end_day);
	of.next_day = day_from_date(2023, 2, 28);
	renewal = subscription_renewal(&of);
	CHECK(renewal.charged && renewal.rolls);
	check_day(day_from_date(2024, 2, 28), renewal.period.end_day);
	check_day(day_from_date(2026, 2, 27), renewal.end_day);
	of.auto_renew = false;
	renewal = subscription_renewal(&of);
	CHECK(renewal.ends && !renewal.charged);
	CHECK_INT(0, renewal.next_day);
}

RUN_TESTS(
    TEST_1(periods_begin_on_the_day_of_the_first_or_the_last_of_the_month),
    TEST_1(a_period_is_charged_when_its_day_begins_and_not_before),
    TEST_1(one_charge_a_line_and_period_however_the_clock_goes),
    TEST_1(without_renewal_the_term_ends_and_stays_ended),
    TEST_1(a_clock_that_goes_back_before_the_end_lets_it_renew_again),
    TEST_1(a_clock_that_goes_back_undoes_what_began_after_it),
    TEST_1(a_clock_that_goes_back_keeps_the_periods_that_acts_count_on),
    TEST_1(a_suspended_one_does_not_renew),
    TEST_1(R_113_seats_taken_off_are_credited_from_the_period_that_runs),
    TEST_1(a_change_on_the_first_day_of_a_period_pays_for_it_once),
    TEST_1(R_113_a_deleted_one_gives_back_the_year_that_runs),
    TEST_1(three_years_paid_yearly_are_charged_in_years))
