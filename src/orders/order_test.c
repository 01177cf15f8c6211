/*
 * The life of a purchase in a database: cart, checkout, cancelling, credit.
 * Sums and dates are those of domain.md 11.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge.h"
#include "fulfilment/entitlement.h"
#include "orders/cart.h"
#include "orders/order.h"

struct shop {
	struct fixture f;
	struct ctx *cx;
	const char *customer;
};

static void shop_open(struct shop *s, const char *at)
{
	fixture_open(&s->f);
	s->cx = &s->f.cx;
	world_open(&s->f);
	s->customer =
	    fixture_customer(&s->f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&s->f, at);
}

/* Lines NULL-terminated by -1; gives the outcome, keeps nothing when refused.
 */
static struct error cancel(struct shop *s, const struct order *order,
    const int64_t *lines, size_t count, enum acknowledgement ack,
    struct order *ret_order)
{
	struct cancel_offer *offers;
	size_t offer_count;
	struct error e;

	fixture_commit(&s->f);
	e = order_cancel(s->cx, s->customer, order->order_id, lines, count, ack,
	    ret_order, &offers, &offer_count);
	if (e.code != 0)
		fixture_rollback(&s->f);
	else
		fixture_commit(&s->f);
	return e;
}

static int64_t credit_net(struct shop *s, const struct order *order)
{
	struct charge_list list;
	int64_t net = 0;

	CHECK_OK(charge_list_of_order(s->cx, order->order_id, &list));
	for (size_t i = 0; i < list.count; i++)
		if (list.charges[i].is_credit)
			net += list.charges[i].net.minor;
	return net;
}

static size_t charge_count(struct shop *s, const struct order *order)
{
	struct charge_list list;

	CHECK_OK(charge_list_of_order(s->cx, order->order_id, &list));
	return list.count;
}

TEST(checkout_makes_one_order_per_billing_cycle_and_only_once)
{
	struct shop s;
	struct cart cart;
	struct order_list orders;
	struct order_list again;

	shop_open(&s, "2021-06-10T09:00:00Z");
	cart = world_cart(
	    &s.f, s.customer, ITEMS(WORLD_PERPETUAL, WORLD_SEAT, WORLD_YEAR));
	CHECK_INT(3, cart.line_count);
	CHECK_OK(
	    cart_checkout(s.cx, s.customer, cart.cart_id, NULL, 0, &orders));
	CHECK_INT(2, orders.count);
	CHECK_INT(2, orders.orders[0].line_count);
	CHECK_TEXT("one_time", orders.orders[0].billing_cycle);
	CHECK_INT(220000, orders.orders[0].net.minor);
	CHECK_TEXT("monthly", orders.orders[1].billing_cycle);
	CHECK_INT(33, strlen(orders.orders[0].order_id));
	CHECK_INT('1', orders.orders[0].order_id[32]);
	CHECK_INT(ORDER_COMPLETED, orders.orders[0].state);
	fixture_commit(&s.f);
	CHECK_FAILS(ERR_CART_ORDERED,
	    cart_checkout(s.cx, s.customer, cart.cart_id, NULL, 0, &again));
	CHECK_OK(order_list_of_cart(s.cx, cart.cart_id, &again));
	CHECK_INT(2, again.count);
	fixture_close(&s.f);
}

TEST(an_expired_cart_is_not_ordered)
{
	struct shop s;
	struct cart cart;
	struct order_list orders;

	shop_open(&s, "2021-06-10T09:00:00Z");
	cart = world_cart(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	world_at(&s.f, "2021-06-10T09:14:59Z");
	CHECK_OK(cart_load(s.cx, s.customer, cart.cart_id, &cart));
	CHECK_INT(CART_ACTIVE, cart.state);
	world_at(&s.f, "2021-06-10T09:15:00Z");
	CHECK_FAILS(ERR_CART_EXPIRED,
	    cart_checkout(s.cx, s.customer, cart.cart_id, NULL, 0, &orders));
	fixture_close(&s.f);
}

TEST(nobody_buys_at_a_price_that_was_not_shown)
{
	struct shop s;
	struct cart cart;
	struct cart_total seen;
	struct order_list orders;

	shop_open(&s, "2021-06-10T09:00:00Z");
	cart = world_cart(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	seen = cart.totals[0];
	seen.gross.minor -= 1;
	CHECK_FAILS(ERR_CONFLICT,
	    cart_checkout(s.cx, s.customer, cart.cart_id, &seen, 1, &orders));
	seen.gross.minor += 1;
	CHECK_OK(
	    cart_checkout(s.cx, s.customer, cart.cart_id, &seen, 1, &orders));
	fixture_close(&s.f);
}

TEST(quantities_outside_the_sku_limits_stay_in_the_cart_with_their_error)
{
	struct shop s;
	struct cart_line_input line = { .quantity = 101 };
	struct cart cart;
	struct order_list orders;

	shop_open(&s, "2021-06-10T09:00:00Z");
	line.catalog_item_id = world_item(&s.f, WORLD_PERPETUAL);
	CHECK_OK(cart_create(s.cx, s.customer, &line, 1, &cart));
	CHECK_INT(CART_LINE_QUOTA, cart.lines[0].error_code);
	CHECK_INT(ERR_QUANTITY_RANGE, cart.lines[0].error.code);
	CHECK(!cart.orderable);
	CHECK_FAILS(ERR_CART_LINES_BAD,
	    cart_checkout(s.cx, s.customer, cart.cart_id, NULL, 0, &orders));
	fixture_close(&s.f);
}

TEST(another_partners_cart_and_order_look_like_none)
{
	struct shop s;
	struct partner partner;
	struct principal other;
	struct order order;
	struct order ignored;
	struct cart cart;
	struct error theirs;
	struct error nobodys;

	shop_open(&s, "2021-06-10T09:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	cart = world_cart(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	fixture_commit(&s.f);
	fixture_other_partner(&s.f, &partner, &other);
	s.cx->who = &other;
	theirs = order_load(s.cx, s.customer, order.order_id, &ignored);
	nobodys = order_load(s.cx, "00000000-0000-4000-8000-000000000000",
	    order.order_id, &ignored);
	CHECK_INT(ERR_CUSTOMER_UNKNOWN, theirs.code);
	CHECK_INT(nobodys.code, theirs.code);
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN,
	    cart_load(s.cx, s.customer, cart.cart_id, &cart));
	CHECK_FAILS(
	    ERR_ORDER_UNKNOWN, order_find(s.cx, order.order_id, &ignored));
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN,
	    cancel(&s, &order, NULL, 0, ACK_CALL, &ignored));
	fixture_close(&s.f);
}

TEST(a_line_keeps_price_tax_edition_and_term_of_its_day)
{
	struct shop s;
	struct order order;
	const struct order_line *line;

	shop_open(&s, "2021-06-10T09:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_THREE_YEARS));
	CHECK_OK(order_load(s.cx, s.customer, order.order_id, &order));
	line = &order.lines[0];
	CHECK_TEXT("2021-06-02", line->edition_id);
	CHECK_INT(999999, line->net.minor);
	CHECK_INT(day_from_date(2021, 6, 10), line->term_start_day);
	CHECK_INT(day_from_date(2024, 6, 9), line->term_end_day);
	CHECK_INT(day_start(day_from_date(2021, 7, 11)), line->cancel_until);
	fixture_close(&s.f);
}

TEST(e_22_a_year_cancelled_after_30_days_gives_335_of_365)
{
	struct shop s;
	struct order order;
	struct order after;
	struct cancel_offer preview;

	shop_open(&s, "2021-03-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_YEAR));
	world_at(&s.f, "2021-04-09T08:00:00Z");
	CHECK_OK(cancel_offer(s.cx, &order, 0, &preview));
	CHECK(preview.decision.allowed);
	CHECK_OK(cancel(&s, &order, NULL, 0, ACK_CHECKBOX, &after));
	CHECK_INT(-110137, credit_net(&s, &order));
	CHECK_INT(-110137, preview.credit.net_minor);
	CHECK_INT(0, preview.credit.fee_minor);
	fixture_close(&s.f);
}

TEST(e_33_the_credit_is_in_the_month_of_cancelling)
{
	struct shop s;
	struct order june;
	struct order july;
	struct order after;
	struct charge_list list;

	shop_open(&s, "2021-06-10T12:00:00Z");
	june = world_order(&s.f, s.customer, ITEMS(WORLD_YEAR));
	july = world_order(&s.f, s.customer, ITEMS(WORLD_YEAR));
	world_at(&s.f, "2021-06-30T23:59:59Z");
	CHECK_OK(cancel(&s, &june, NULL, 0, ACK_CHECKBOX, &after));
	world_at(&s.f, "2021-07-01T00:00:00Z");
	CHECK_OK(cancel(&s, &july, NULL, 0, ACK_CHECKBOX, &after));
	CHECK_OK(charge_list(s.cx, 2021 * 12 + 5, &list));
	CHECK_INT(3, list.count);
	CHECK_TEXT(june.order_id, list.charges[0].order_id);
	CHECK(list.charges[0].is_credit);
	CHECK_OK(charge_list(s.cx, 2021 * 12 + 6, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT(july.order_id, list.charges[0].order_id);
	fixture_close(&s.f);
}

TEST(e_34_purchase_and_credit_are_two_lines_that_sum_to_zero)
{
	struct shop s;
	struct order order;
	struct order after;
	struct charge_list list;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	CHECK_OK(cancel(&s, &order, NULL, 0, ACK_CHECKBOX, &after));
	CHECK_OK(charge_list(s.cx, 2021 * 12 + 5, &list));
	CHECK_INT(2, list.count);
	CHECK_INT(1, list.total_count);
	CHECK_INT(0, list.totals[0].gross.minor);
	CHECK_INT(100000, list.totals[0].charges.minor);
	CHECK_INT(-100000, list.totals[0].credits.minor);
	fixture_close(&s.f);
}

TEST(e_52_a_global_admin_alone_cannot_cancel)
{
	struct shop s;
	struct order order;
	struct order after;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	fixture_roles(&s.f, ROLE_GLOBAL_ADMIN);
	CHECK_FAILS(ERR_ROLE_MISSING,
	    cancel(&s, &order, NULL, 0, ACK_CHECKBOX, &after));
	CHECK_INT(1, charge_count(&s, &order));
	fixture_close(&s.f);
}

TEST(e_58_windows_7_esu_2020_goes_by_support_request)
{
	struct shop s;
	struct order order;
	struct order after;
	struct cancel_offer offer;

	shop_open(&s, "2020-02-01T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_ESU));
	CHECK_OK(cancel_offer(s.cx, &order, 0, &offer));
	CHECK(!offer.decision.allowed);
	CHECK(offer.decision.support_link);
	CHECK_FAILS(ERR_CANCEL_BY_REQUEST,
	    cancel(&s, &order, NULL, 0, ACK_CHECKBOX, &after));
	fixture_close(&s.f);
}

TEST(e_60_a_suse_plan_is_refused_without_a_support_link)
{
	struct shop s;
	struct order order;
	struct order after;
	struct cancel_offer offer;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_SUSE));
	CHECK_OK(cancel_offer(s.cx, &order, 0, &offer));
	CHECK(!offer.decision.allowed);
	CHECK(!offer.decision.support_link);
	CHECK_FAILS(
	    ERR_CANCEL_NEVER, cancel(&s, &order, NULL, 0, ACK_CALL, &after));
	fixture_close(&s.f);
}

TEST(e_61_without_the_checkbox_nothing_changes)
{
	struct shop s;
	struct order order;
	struct order after;

	shop_open(&s, "2021-03-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	CHECK_FAILS(ERR_CANCEL_NOT_ACKNOWLEDGED,
	    cancel(&s, &order, NULL, 0, ACK_NONE, &after));
	CHECK_OK(order_load(s.cx, s.customer, order.order_id, &after));
	CHECK_INT(ORDER_COMPLETED, after.state);
	CHECK_INT(LINE_FULFILLED, after.lines[0].state);
	CHECK_INT(1, charge_count(&s, &order));
	fixture_close(&s.f);
}

TEST(e_62_the_2019_surface_asks_for_no_checkbox)
{
	struct shop s;
	struct order order;
	struct order after;

	shop_open(&s, "2020-01-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	world_at(&s.f, "2020-01-11T12:00:00Z");
	CHECK_OK(cancel(&s, &order, NULL, 0, ACK_NONE, &after));
	CHECK_INT(ORDER_CANCELLED, after.state);
	fixture_close(&s.f);
}

TEST(e_63_the_surface_of_the_day_asks_the_terms_of_the_purchase_hold)
{
	struct shop s;
	struct order order;
	struct order after;
	struct cancel_offer offer;

	shop_open(&s, "2020-12-20T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	world_at(&s.f, "2021-02-01T12:00:00Z");
	CHECK_OK(cancel_offer(s.cx, &order, 0, &offer));
	CHECK_INT(60, offer.decision.window_days);
	CHECK_FAILS(ERR_CANCEL_NOT_ACKNOWLEDGED,
	    cancel(&s, &order, NULL, 0, ACK_NONE, &after));
	fixture_close(&s.f);
}

TEST(e_64_only_the_chosen_order_is_cancelled)
{
	struct shop s;
	struct order first;
	struct order second;
	struct order after;

	shop_open(&s, "2021-06-10T12:00:00Z");
	first = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	second = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	CHECK_OK(cancel(&s, &first, NULL, 0, ACK_CHECKBOX, &after));
	CHECK_OK(order_load(s.cx, s.customer, second.order_id, &after));
	CHECK_INT(ORDER_COMPLETED, after.state);
	CHECK_INT(0, credit_net(&s, &second));
	fixture_close(&s.f);
}

TEST(e_65_lines_are_cancelled_one_by_one_then_the_order_is)
{
	struct shop s;
	struct order order;
	struct order after;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order =
	    world_order(&s.f, s.customer, ITEMS(WORLD_YEAR, WORLD_PERPETUAL));
	CHECK_OK(
	    cancel(&s, &order, (const int64_t[]){ 0 }, 1, ACK_CALL, &after));
	CHECK_INT(ORDER_COMPLETED, after.state);
	CHECK_INT(LINE_CANCELLED, after.lines[0].state);
	CHECK_INT(LINE_FULFILLED, after.lines[1].state);
	CHECK_OK(
	    cancel(&s, &order, (const int64_t[]){ 1 }, 1, ACK_CALL, &after));
	CHECK_INT(ORDER_CANCELLED, after.state);
	CHECK_FAILS(ERR_LINE_UNKNOWN,
	    cancel(&s, &order, (const int64_t[]){ 2 }, 1, ACK_CALL, &after));
	fixture_close(&s.f);
}

TEST(e_66_a_whole_order_with_a_suse_line_is_refused_entirely)
{
	struct shop s;
	struct order order;
	struct order after;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order =
	    world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL, WORLD_SUSE));
	CHECK_FAILS(
	    ERR_CANCEL_NEVER, cancel(&s, &order, NULL, 0, ACK_CALL, &after));
	CHECK_OK(order_load(s.cx, s.customer, order.order_id, &after));
	CHECK_INT(LINE_FULFILLED, after.lines[0].state);
	CHECK_INT(0, credit_net(&s, &order));
	fixture_close(&s.f);
}

TEST(e_67_the_second_cancellation_makes_no_second_credit)
{
	struct shop s;
	struct order order;
	struct order after;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	CHECK_OK(cancel(&s, &order, NULL, 0, ACK_CALL, &after));
	CHECK_FAILS(
	    ERR_CANCEL_DONE, cancel(&s, &order, NULL, 0, ACK_CALL, &after));
	CHECK_FAILS(ERR_CANCEL_DONE,
	    cancel(&s, &order, (const int64_t[]){ 0 }, 1, ACK_CALL, &after));
	CHECK_INT(-100000, credit_net(&s, &order));
	fixture_close(&s.f);
}

TEST(e_69_a_cancelled_item_stays_listed_and_its_key_is_gone)
{
	struct shop s;
	struct order order;
	struct order after;
	struct software_list list;
	struct entitlement entitlement;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	CHECK_OK(cancel(&s, &order, NULL, 0, ACK_CALL, &after));
	CHECK_OK(software_list(s.cx, s.customer, &list));
	CHECK_INT(1, list.count);
	CHECK_INT(LINE_CANCELLED, list.lines[0].line.state);
	CHECK_FAILS(ERR_ENTITLEMENT_REVOKED,
	    key_show(s.cx, s.customer,
		arena_printf(s.cx->arena, "%s-0", order.order_id),
		&entitlement));
	fixture_close(&s.f);
}

TEST(a_refused_line_in_a_named_list_refuses_the_whole_call)
{
	struct shop s;
	struct order order;
	struct order after;

	shop_open(&s, "2021-06-10T12:00:00Z");
	order =
	    world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL, WORLD_SUSE));
	CHECK_FAILS(ERR_CANCEL_NEVER,
	    cancel(&s, &order, (const int64_t[]){ 0, 1 }, 2, ACK_CALL, &after));
	CHECK_INT(2, charge_count(&s, &order));
	fixture_close(&s.f);
}

TEST(a_reservation_needs_an_azure_plan_of_the_customer)
{
	struct shop s;
	struct field_pair context[] = { { "subscriptionId", NULL },
		{ "scope", "shared" } };
	struct cart_line_input line = { .quantity = 1 };
	struct cart cart;
	struct order plan;
	struct order after;

	shop_open(&s, "2021-06-10T12:00:00Z");
	line.catalog_item_id = world_item(&s.f, WORLD_RESERVATION);
	CHECK_OK(cart_create(s.cx, s.customer, &line, 1, &cart));
	CHECK_INT(ERR_RESERVATION_SUBSCRIPTION, cart.lines[0].error.code);
	plan = world_order(&s.f, s.customer, ITEMS(WORLD_AZURE_PLAN));
	context[0].value = plan.lines[0].subscription_id;
	line.context = (struct field_map){ 2, context };
	CHECK_OK(cart_replace(s.cx, s.customer, cart.cart_id, &line, 1, &cart));
	CHECK(cart.orderable);
	{
		struct order_list orders;

		CHECK_OK(cart_checkout(
		    s.cx, s.customer, cart.cart_id, NULL, 0, &orders));
		CHECK_FAILS(ERR_CANCEL_NOT_SOFTWARE,
		    cancel(&s, &orders.orders[0], NULL, 0, ACK_CALL, &after));
	}
	fixture_close(&s.f);
}

RUN_TESTS(TEST_1(checkout_makes_one_order_per_billing_cycle_and_only_once),
    TEST_1(an_expired_cart_is_not_ordered),
    TEST_1(nobody_buys_at_a_price_that_was_not_shown),
    TEST_1(quantities_outside_the_sku_limits_stay_in_the_cart_with_their_error),
    TEST_1(another_partners_cart_and_order_look_like_none),
    TEST_1(a_line_keeps_price_tax_edition_and_term_of_its_day),
    TEST_1(e_22_a_year_cancelled_after_30_days_gives_335_of_365),
    TEST_1(e_33_the_credit_is_in_the_month_of_cancelling),
    TEST_1(e_34_purchase_and_credit_are_two_lines_that_sum_to_zero),
    TEST_1(e_52_a_global_admin_alone_cannot_cancel),
    TEST_1(e_58_windows_7_esu_2020_goes_by_support_request),
    TEST_1(e_60_a_suse_plan_is_refused_without_a_support_link),
    TEST_1(e_61_without_the_checkbox_nothing_changes),
    TEST_1(e_62_the_2019_surface_asks_for_no_checkbox),
    TEST_1(e_63_the_surface_of_the_day_asks_the_terms_of_the_purchase_hold),
    TEST_1(e_64_only_the_chosen_order_is_cancelled),
    TEST_1(e_65_lines_are_cancelled_one_by_one_then_the_order_is),
    TEST_1(e_66_a_whole_order_with_a_suse_line_is_refused_entirely),
    TEST_1(e_67_the_second_cancellation_makes_no_second_credit),
    TEST_1(e_69_a_cancelled_item_stays_listed_and_its_key_is_gone),
    TEST_1(a_refused_line_in_a_named_list_refuses_the_whole_call),
    TEST_1(a_reservation_needs_an_azure_plan_of_the_customer))
