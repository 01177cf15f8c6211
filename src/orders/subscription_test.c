/*
 * Subscriptions in a database: changes, their charges, what is refused. Sums
 * are worked out by hand from domain.md 6.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include <string.h>

#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "orders/order.h"
#include "orders/subscription_store.h"

struct shop {
	struct fixture f;
	struct ctx *cx;
	const char *customer;
	struct order order;
	const char *id;
};

/* A seat for 8.00 a month, bought on 2021-06-10: its first period has 30
 * days, to 2021-07-09. */
static void shop_open(struct shop *s, const char *item)
{
	fixture_open(&s->f);
	s->cx = &s->f.cx;
	world_open(&s->f);
	s->customer =
	    fixture_customer(&s->f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&s->f, "2021-06-10T09:00:00Z");
	s->order = world_order(&s->f, s->customer, ITEMS(item));
	s->id = s->order.lines[0].subscription_id;
	CHECK(s->id != NULL);
	fixture_commit(&s->f);
}

static struct error change(struct shop *s, struct subscription_change what,
    struct subscription_plan *ret_plan)
{
	struct subscription_plan plan = { 0 };
	struct error e =
	    subscription_change(s->cx, s->customer, s->id, &what, &plan);

	if (e.code != 0)
		fixture_rollback(&s->f);
	else
		fixture_commit(&s->f);
	if (ret_plan != NULL)
		*ret_plan = plan;
	return e;
}
#define CHANGE(...)                                                            \
	(struct subscription_change)                                           \
	{                                                                      \
		__VA_ARGS__                                                    \
	}
#define SEATS(n) CHANGE(.has_quantity = true, .quantity = (n))

static struct subscription now(struct shop *s)
{
	struct subscription subscription = { 0 };

	CHECK_OK(subscription_load(s->cx, s->customer, s->id, &subscription));
	return subscription;
}

static struct charge_list charges(struct shop *s)
{
	struct charge_list list = { 0 };

	CHECK_OK(charge_list_of_order(s->cx, s->order.order_id, &list));
	return list;
}

TEST(seats_are_charged_and_credited_by_unused_days)
{
	struct shop s;
	struct subscription_plan plan;
	struct charge_list list;
	struct charge_paid paid;

	shop_open(&s, WORLD_SEAT);
	/* 9 more on day 10 of 30: 72.00 x 20 / 30 = 48.00 */
	world_at(&s.f, "2021-06-20T12:00:00Z");
	CHECK_OK(change(&s, SEATS(10), &plan));
	CHECK(plan.has_charge);
	CHECK_INT(4800, plan.charge.net.minor);
	/* 4 fewer on day 20: 32.00 x 10 / 30 = 10.666.. */
	world_at(&s.f, "2021-06-30T12:00:00Z");
	CHECK_OK(change(&s, SEATS(6), &plan));
	CHECK_INT(-1067, plan.charge.net.minor);
	CHECK_INT(6, now(&s).quantity);
	CHECK_INT(3, now(&s).version);
	list = charges(&s);
	CHECK_INT(3, list.count);
	CHECK_INT(CHARGE_NEW, list.charges[0].kind);
	CHECK_INT(CHARGE_ADD_QUANTITY, list.charges[1].kind);
	CHECK_INT(9, list.charges[1].quantity);
	CHECK_INT(CHARGE_REMOVE_QUANTITY, list.charges[2].kind);
	CHECK_INT(4, list.charges[2].quantity);
	CHECK(list.charges[2].is_credit);
	/* 8.00 + 48.00 - 10.67 */
	CHECK_OK(charge_paid(
	    s.cx, s.order.order_id, 0, day_from_date(2021, 6, 10), &paid));
	CHECK_INT(4533, paid.net_minor);
	CHECK_INT(4533, list.totals[0].net.minor);
	fixture_close(&s.f);
}

TEST(the_plan_of_a_change_writes_nothing_and_is_the_change)
{
	struct shop s;
	struct subscription_plan plan, act;
	struct subscription_change what = SEATS(4);

	shop_open(&s, WORLD_SEAT);
	world_at(&s.f, "2021-06-13T00:00:00Z");
	CHECK_OK(subscription_plan(s.cx, s.customer, s.id, &what, &plan));
	/* 3 x 8.00 x 27 / 30 */
	CHECK_INT(2160, plan.charge.gross.minor);
	CHECK_INT(1, charges(&s).count);
	CHECK_INT(1, now(&s).quantity);
	CHECK_OK(change(&s, what, &act));
	CHECK_INT(plan.charge.gross.minor, act.charge.gross.minor);
	CHECK_TEXT(plan.charge.explanation, act.charge.explanation);
	fixture_close(&s.f);
}

TEST(a_credit_is_of_the_period_that_runs)
{
	struct shop s;
	struct subscription_plan plan;

	shop_open(&s, WORLD_SEAT);
	CHECK_OK(change(&s, SEATS(5), NULL));
	world_at(&s.f, "2021-07-15T00:00:00Z");
	CHECK_OK(change(&s, SEATS(2), &plan));
	/* 10 July to 9 August: 24.00 x 26 / 31 */
	CHECK_INT(-2013, plan.charge.gross.minor);
	CHECK(!plan.seats.capped);
	CHECK_INT(day_from_date(2021, 7, 10), plan.charge.period_day);
	fixture_close(&s.f);
}

TEST(what_is_as_it_was_changes_nothing)
{
	struct shop s;
	struct subscription_plan plan;
	struct activity_list log;

	shop_open(&s, WORLD_SEAT);
	CHECK_OK(change(&s,
	    CHANGE(.has_quantity = true, .quantity = 1, .state = "active",
		.has_auto_renew = true, .auto_renew = true,
		.friendly_name = now(&s).friendly_name,
		.billing_cycle = "Monthly"),
	    &plan));
	CHECK(!plan.changed);
	CHECK_INT(1, now(&s).version);
	CHECK_INT(1, charges(&s).count);
	CHECK_OK(activity_list(s.cx,
	    &(struct activity_filter){ .from_day = 0,
		.to_day = 30000,
		.action = ACTIVITY_UPDATE_SUBSCRIPTION },
	    &log));
	CHECK_INT(0, log.count);
	fixture_close(&s.f);
}

TEST(a_change_is_in_the_log_with_both_values)
{
	struct shop s;
	struct activity_list log;

	shop_open(&s, WORLD_SEAT);
	CHECK_OK(change(&s, CHANGE(.friendly_name = "Front desk"), NULL));
	CHECK_TEXT("Front desk", now(&s).friendly_name);
	CHECK_OK(activity_list(s.cx,
	    &(struct activity_filter){ .from_day = 0,
		.to_day = 30000,
		.action = ACTIVITY_UPDATE_SUBSCRIPTION },
	    &log));
	CHECK_INT(1, log.count);
	CHECK_TEXT("Wingtip Toys", log.rows[0].customer_name);
	CHECK(strstr(log.rows[0].details, "Front desk") != NULL);
	CHECK(strstr(log.rows[0].details, "Seat, monthly") != NULL);
	CHECK(strstr(log.rows[0].details, s.id) != NULL);
	fixture_close(&s.f);
}

TEST(suspending_keeps_term_and_seats_and_blocks_only_the_seats)
{
	struct shop s;
	struct subscription before;

	shop_open(&s, WORLD_SEAT);
	before = now(&s);
	CHECK_OK(change(&s, CHANGE(.state = "suspended"), NULL));
	CHECK_TEXT("suspended", now(&s).state);
	CHECK_INT(before.end_day, now(&s).end_day);
	CHECK_FAILS(ERR_SUBSCRIPTION_SUSPENDED, change(&s, SEATS(2), NULL));
	CHECK_FAILS(ERR_SUBSCRIPTION_SUSPENDED,
	    change(&s,
		CHANGE(.has_quantity = true, .quantity = 2, .state = "active"),
		NULL));
	CHECK_OK(change(&s, CHANGE(.friendly_name = "Rested"), NULL));
	CHECK_OK(change(&s, CHANGE(.state = "active"), NULL));
	CHECK_OK(change(&s, SEATS(2), NULL));
	CHECK_INT(before.start_day, now(&s).start_day);
	fixture_close(&s.f);
}

TEST(what_cannot_be_is_refused)
{
	struct shop s;

	shop_open(&s, WORLD_SEAT);
	CHECK_FAILS(ERR_SEATS_RANGE, change(&s, SEATS(0), NULL));
	CHECK_FAILS(ERR_SEATS_RANGE, change(&s, SEATS(-1), NULL));
	CHECK_FAILS(ERR_SEATS_RANGE, change(&s, SEATS(INT64_MAX), NULL));
	CHECK_FAILS(ERR_CYCLE_ON_ORDER,
	    change(&s, CHANGE(.billing_cycle = "annual"), NULL));
	CHECK_FAILS(ERR_SUBSCRIPTION_MOVE,
	    change(&s, CHANGE(.state = "deleted"), NULL));
	CHECK_FAILS(ERR_SUBSCRIPTION_MOVE,
	    change(&s, CHANGE(.state = "pending"), NULL));
	CHECK_FAILS(
	    ERR_FIELD_MISSING, change(&s, CHANGE(.friendly_name = "  "), NULL));
	CHECK_INT(1, now(&s).version);
	CHECK_INT(1, charges(&s).count);
	fixture_close(&s.f);
}

TEST(an_azure_plan_has_no_seats_and_no_renewal)
{
	struct shop s;

	shop_open(&s, WORLD_AZURE_PLAN);
	CHECK(!now(&s).auto_renew);
	CHECK_FAILS(ERR_SEATS_FIXED, change(&s, SEATS(2), NULL));
	CHECK_FAILS(ERR_AUTO_RENEW_IMPOSSIBLE,
	    change(
		&s, CHANGE(.has_auto_renew = true, .auto_renew = true), NULL));
	fixture_close(&s.f);
}

TEST(after_the_last_day_seats_change_only_while_it_renews)
{
	struct shop s;

	shop_open(&s, WORLD_SEAT);
	CHECK_OK(change(
	    &s, CHANGE(.has_auto_renew = true, .auto_renew = false), NULL));
	world_at(&s.f, "2021-07-09T23:59:59Z");
	CHECK_OK(change(&s, SEATS(2), NULL));
	world_at(&s.f, "2021-07-10T00:00:00Z");
	CHECK_FAILS(ERR_SUBSCRIPTION_OVER, change(&s, SEATS(3), NULL));
	fixture_close(&s.f);
}

TEST(a_sandbox_order_gives_back_what_its_seats_cost_in_all)
{
	struct shop s;
	struct order after;
	struct cancel_offer *offers;
	struct charge_list list;
	size_t count;

	shop_open(&s, WORLD_SEAT);
	s.f.partner.sandbox = true;
	world_at(&s.f, "2021-06-20T12:00:00Z");
	CHECK_OK(change(&s, SEATS(10), NULL));
	/* 8.00 and 9 x 8.00 x 20 / 30 = 48.00 */
	CHECK_OK(order_cancel(s.cx, s.customer, s.order.order_id, NULL, 0,
	    ACK_CALL, &after, &offers, &count));
	fixture_commit(&s.f);
	list = charges(&s);
	CHECK_INT(3, list.count);
	CHECK_INT(CHARGE_CANCEL, list.charges[2].kind);
	CHECK_INT(-5600, list.charges[2].net.minor);
	CHECK_INT(0, list.totals[0].gross.minor);
	CHECK_TEXT("deleted", now(&s).state);
	CHECK_FAILS(ERR_SUBSCRIPTION_DELETED, change(&s, SEATS(2), NULL));
	fixture_close(&s.f);
}

TEST(another_publishers_seats_end_with_the_credit_of_their_unused_days)
{
	struct shop s;
	struct subscription_plan plan;
	struct charge_list list;
	struct order after;

	shop_open(&s, WORLD_SAAS);
	/* 2 more on the first day: 146.00 in full */
	CHECK_OK(change(&s, SEATS(3), NULL));
	/* 2021-06-20: 10 of 365 days used; 3 x 73.00 x 355 / 365 = 213.00 */
	world_at(&s.f, "2021-06-20T12:00:00Z");
	fixture_roles(&s.f, ROLE_GLOBAL_ADMIN);
	CHECK_FAILS(
	    ERR_ROLE_MISSING, change(&s, CHANGE(.state = "deleted"), NULL));
	fixture_roles(&s.f, ROLE_ADMIN_AGENT);
	CHECK_OK(change(&s, CHANGE(.state = "deleted"), &plan));
	CHECK_INT(-21300, plan.charge.net.minor);
	list = charges(&s);
	CHECK_INT(3, list.count);
	CHECK_INT(CHARGE_CANCEL, list.charges[2].kind);
	CHECK_INT(21900 - 21300, list.totals[0].net.minor);
	CHECK_OK(order_load(s.cx, s.customer, s.order.order_id, &after));
	CHECK_INT(ORDER_CANCELLED, after.state);
	CHECK_INT(LINE_CANCELLED, after.lines[0].state);
	CHECK_FAILS(ERR_SUBSCRIPTION_DELETED,
	    change(&s, CHANGE(.state = "active"), NULL));
	fixture_close(&s.f);
}

TEST(nobody_writes_over_a_change_in_between)
{
	struct shop s;
	struct subscription read;

	shop_open(&s, WORLD_SEAT);
	read = now(&s);
	CHECK_OK(change(&s, SEATS(3), NULL));
	read.quantity = 9;
	CHECK_FAILS(ERR_CONFLICT, subscription_row_update(s.cx, &read));
	CHECK_INT(3, now(&s).quantity);
	fixture_close(&s.f);
}

TEST(another_partners_subscription_is_like_none)
{
	struct shop s;
	struct partner partner;
	struct principal other;
	struct subscription ignored;

	shop_open(&s, WORLD_SEAT);
	fixture_other_partner(&s.f, &partner, &other);
	s.cx->who = &other;
	CHECK_FAILS(ERR_SUBSCRIPTION_UNKNOWN,
	    subscription_load(s.cx, s.customer, s.id, &ignored));
	CHECK_FAILS(ERR_SUBSCRIPTION_UNKNOWN, change(&s, SEATS(2), NULL));
	fixture_close(&s.f);
}

RUN_TESTS(TEST_1(seats_are_charged_and_credited_by_unused_days),
    TEST_1(the_plan_of_a_change_writes_nothing_and_is_the_change),
    TEST_1(a_credit_is_of_the_period_that_runs),
    TEST_1(what_is_as_it_was_changes_nothing),
    TEST_1(a_change_is_in_the_log_with_both_values),
    TEST_1(suspending_keeps_term_and_seats_and_blocks_only_the_seats),
    TEST_1(what_cannot_be_is_refused),
    TEST_1(an_azure_plan_has_no_seats_and_no_renewal),
    TEST_1(after_the_last_day_seats_change_only_while_it_renews),
    TEST_1(a_sandbox_order_gives_back_what_its_seats_cost_in_all),
    TEST_1(another_publishers_seats_end_with_the_credit_of_their_unused_days),
    TEST_1(nobody_writes_over_a_change_in_between),
    TEST_1(another_partners_subscription_is_like_none))
