/*
 * Finding by id: what is whole and ours, and nothing else.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "base/text.h"
#include "orders/lookup.h"
#include "orders/subscription.h"

static const char *begin(struct fixture *f)
{
	fixture_open(f);
	world_open(f);
	return fixture_customer(f, "Wingtip Toys", "wingtip.example", "US");
}

static struct found_list by_id(
    struct fixture *f, const char *customer, const char *text)
{
	struct found_list list;

	CHECK_OK(found_by_id(&f->cx, customer, text, &list));
	return list;
}

TEST(an_order_is_found_by_both_its_numbers_and_its_lines_by_theirs)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order order = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	struct found_list list = by_id(&f, NULL, order.order_id);
	const char *line;

	CHECK_INT(1, list.count);
	CHECK_INT(FOUND_ORDER, list.items[0].kind);
	CHECK_TEXT(customer, list.items[0].customer_id);
	CHECK_TEXT("Wingtip Toys", list.items[0].customer_name);
	list = by_id(&f, NULL, text_upper(&f.arena, order.alternate_id));
	CHECK_INT(1, list.count);
	CHECK_TEXT(order.order_id, list.items[0].order_id);
	line = arena_printf(&f.arena, "%s-0", order.order_id);
	list = by_id(&f, NULL, line);
	CHECK_INT(1, list.count);
	CHECK_INT(FOUND_ENTITLEMENT, list.items[0].kind);
	CHECK_INT(0, list.items[0].line_number);
	fixture_close(&f);
}

/* Seats are no software: their subscription is found, by its own id. */
TEST(a_subscription_is_found_and_its_line_is_no_software)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order order = world_order(&f, customer, ITEMS(WORLD_SEAT));
	const struct subscription_filter all = { 0 };
	struct subscription_list held;
	struct found_list list;

	CHECK_INT(
	    0, by_id(&f, NULL, arena_printf(&f.arena, "%s-0", order.order_id))
		   .count);
	CHECK_OK(subscription_list(&f.cx, customer, &all, &held));
	CHECK_INT(1, held.count);
	list = by_id(&f, NULL,
	    text_upper(&f.arena, held.subscriptions[0].subscription_id));
	CHECK_INT(1, list.count);
	CHECK_INT(FOUND_SUBSCRIPTION, list.items[0].kind);
	CHECK_TEXT(order.order_id, list.items[0].order_id);
	fixture_close(&f);
}

TEST(what_is_not_whole_or_not_ours_is_not_found)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order order = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	const char *second =
	    fixture_customer(&f, "Fabrikam", "fabrikam.example", "US");
	const char *const none[] = { "", "1", "%%%%%%%%%%%%", "____________",
		"' OR '1'='1' --", order.order_id + 1,
		arena_printf(&f.arena, "%s-", order.order_id),
		arena_printf(&f.arena, "%s--1", order.order_id),
		arena_printf(&f.arena, "%s-9", order.order_id),
		arena_printf(&f.arena, "%s%s%s", order.order_id, order.order_id,
		    order.order_id) };
	struct partner other;
	struct principal who;

	for (size_t i = 0; i < COUNT(none); i++)
		CHECK_INT(0, by_id(&f, NULL, none[i]).count);
	/* a customer asks for itself alone */
	CHECK_INT(1, by_id(&f, customer, order.order_id).count);
	CHECK_INT(0, by_id(&f, second, order.order_id).count);
	fixture_other_partner(&f, &other, &who);
	f.cx.who = &who;
	CHECK_INT(0, by_id(&f, NULL, order.order_id).count);
	CHECK_INT(0, by_id(&f, NULL, order.alternate_id).count);
	fixture_close(&f);
}

TEST(a_customer_that_left_is_found_by_itself_alone)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order order = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	struct customer gone;

	CHECK_OK(customer_leave(&f.cx, customer, &gone));
	CHECK_INT(0, by_id(&f, NULL, order.order_id).count);
	CHECK_INT(1, by_id(&f, customer, order.order_id).count);
	fixture_close(&f);
}

TEST(titles_are_found_by_their_letters_newest_first)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct found_lines lines;
	struct order older, newer;

	world_at(&f, "2021-06-10T09:00:00Z");
	older = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_at(&f, "2021-06-11T09:00:00Z");
	newer = world_order(&f, customer, ITEMS(WORLD_PERPETUAL, WORLD_SEAT));
	CHECK_OK(found_by_title(&f.cx, customer, FOUND_ENTITLEMENT,
	    text_upper(&f.arena, newer.lines[0].title), 5, &lines));
	CHECK(lines.count >= 1);
	CHECK_TEXT(newer.order_id, lines.items[0].order_id);
	CHECK_OK(found_by_title(&f.cx, customer, FOUND_ENTITLEMENT,
	    older.lines[0].title, 1, &lines));
	CHECK_INT(1, lines.count);
	CHECK(lines.more);
	CHECK_OK(found_by_title(
	    &f.cx, customer, FOUND_ENTITLEMENT, "nothing like it", 5, &lines));
	CHECK_INT(0, lines.count);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(an_order_is_found_by_both_its_numbers_and_its_lines_by_theirs),
    TEST_1(a_subscription_is_found_and_its_line_is_no_software),
    TEST_1(what_is_not_whole_or_not_ours_is_not_found),
    TEST_1(a_customer_that_left_is_found_by_itself_alone),
    TEST_1(titles_are_found_by_their_letters_newest_first))
