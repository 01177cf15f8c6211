/*
 * What the first page asks for: sums by month that follow every charge, and
 * the little that is open, in its order.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "base/day.h"
#include "base/text.h"
#include "billing/invoice.h"
#include "db/engine_private.h"
#include "fulfilment/entitlement.h"
#include "orders/due.h"
#include "orders/subscription.h"
#include "support/service_request.h"

#define MONTH(year, month) ((year)*12 + (month)-1)

static const char *begin(struct fixture *f)
{
	fixture_open(f);
	world_open(f);
	return fixture_customer(f, "Wingtip Toys", "wingtip.example", "US");
}

static struct charge_sum_list sums(struct fixture *f)
{
	struct charge_sum_list list = { 0 };

	CHECK_OK(
	    charge_sum_list(&f->cx, MONTH(2020, 1), MONTH(2030, 12), &list));
	return list;
}

/* Kept sums and the charges themselves say the same of every month. */
static void check_sums(struct fixture *f)
{
	struct charge_sum_list kept = sums(f);
	size_t seen = 0;

	for (int month = MONTH(2021, 1); month < MONTH(2023, 1); month++) {
		struct charge_list list;

		CHECK_OK(charge_list(&f->cx, month, &list));
		if (list.count == 0)
			continue;
		CHECK_INT(1, list.total_count);
		CHECK(seen < kept.count);
		CHECK_INT(month, kept.sums[seen].month);
		CHECK_INT(list.totals[0].charges.minor,
		    kept.sums[seen].charged.minor);
		CHECK_INT(list.totals[0].credits.minor,
		    kept.sums[seen].credited.minor);
		CHECK_INT(list.count,
		    kept.sums[seen].charges + kept.sums[seen].credits);
		seen++;
	}
	CHECK_INT(seen, kept.count);
}

static void cancel(
    struct fixture *f, const char *customer, const struct order *order)
{
	struct order after;
	struct cancel_offer *offers;
	size_t count;

	CHECK_OK(order_cancel(&f->cx, customer, order->order_id, NULL, 0,
	    ACK_CHECKBOX, &after, &offers, &count));
	fixture_commit(f);
}

TEST(orders_and_credits_of_a_month_are_kept_apart_and_never_netted)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct charge_sum_list list;
	struct order first;

	world_at(&f, "2021-06-10T09:00:00Z");
	CHECK_INT(0, sums(&f).count);
	first = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_order(&f, customer, ITEMS(WORLD_SUSE, WORLD_PERPETUAL));
	cancel(&f, customer, &first);
	world_at(&f, "2021-07-01T00:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	list = sums(&f);
	CHECK_INT(2, list.count);
	/* 1,000.00 + 100.00 + 1,000.00, and 1,000.00 given back */
	CHECK_INT(MONTH(2021, 6), list.sums[0].month);
	CHECK_INT(3, list.sums[0].charges);
	CHECK_INT(210000, list.sums[0].charged.minor);
	CHECK_TEXT("USD", list.sums[0].charged.currency);
	CHECK_INT(1, list.sums[0].credits);
	CHECK_INT(-100000, list.sums[0].credited.minor);
	CHECK_INT(MONTH(2021, 7), list.sums[1].month);
	CHECK_INT(100000, list.sums[1].charged.minor);
	CHECK_INT(0, list.sums[1].credits);
	fixture_close(&f);
}

TEST(what_an_issued_month_no_longer_takes_counts_in_the_next)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order order;

	world_at(&f, "2021-06-10T09:00:00Z");
	order = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_at(&f, "2021-07-03T00:00:00Z");
	CHECK_OK(due_all(&f.cx));
	fixture_commit(&f);
	/* the clock goes back into a month whose invoice stands */
	world_at(&f, "2021-06-29T00:00:00Z");
	cancel(&f, customer, &order);
	check_sums(&f);
	CHECK_INT(2, sums(&f).count);
	CHECK_INT(MONTH(2021, 7), sums(&f).sums[1].month);
	fixture_close(&f);
}

TEST(sums_follow_renewals_and_a_clock_that_goes_back)
{
	struct fixture f;
	const char *customer = begin(&f);

	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_SEAT));
	world_at(&f, "2021-09-20T00:00:00Z");
	CHECK_OK(due_periods(&f.cx));
	fixture_commit(&f);
	CHECK_INT(4, sums(&f).count);
	check_sums(&f);
	world_at(&f, "2021-07-15T00:00:00Z");
	CHECK_OK(due_undo(&f.cx));
	fixture_commit(&f);
	/* those of August and September have not happened yet */
	CHECK_INT(2, sums(&f).count);
	check_sums(&f);
	fixture_close(&f);
}

TEST(another_partners_sums_are_its_own)
{
	struct fixture f;
	struct partner other;
	struct principal who;

	world_order(&f, begin(&f), ITEMS(WORLD_PERPETUAL));
	fixture_other_partner(&f, &other, &who);
	CHECK_INT(1, sums(&f).count);
	f.cx.who = &who;
	CHECK_INT(0, sums(&f).count);
	fixture_close(&f);
}

TEST(the_first_windows_to_close_come_first_and_more_is_told)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct closing_list list;
	int64_t end;
	struct order orders[3];

	for (int i = 0; i < 3; i++) {
		world_at(&f, i == 0   ? "2021-06-12T09:00:00Z"
			     : i == 1 ? "2021-06-11T09:00:00Z"
				      : "2021-06-10T09:00:00Z");
		orders[i] = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	}
	world_at(&f, "2021-07-10T00:00:00Z");
	end = f.cx.now + 30 * DAY_SECONDS;
	CHECK_OK(closing_list(&f.cx, end, 2, &list));
	CHECK_INT(2, list.count);
	CHECK(list.more);
	CHECK_TEXT(orders[2].order_id, list.lines[0].line.order_id);
	CHECK_TEXT(orders[1].order_id, list.lines[1].line.order_id);
	CHECK_OK(closing_list(&f.cx, end, 3, &list));
	CHECK_INT(3, list.count);
	CHECK(!list.more);
	fixture_close(&f);
}

TEST(invoices_to_be_paid_come_by_the_day_they_are_due)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct invoice_list list;

	world_at(&f, "2021-05-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_at(&f, "2021-07-02T00:00:00Z");
	CHECK_OK(due_all(&f.cx));
	fixture_commit(&f);
	CHECK_OK(invoice_unpaid(&f.cx, 5, &list));
	CHECK_INT(2, list.count);
	CHECK_INT(MONTH(2021, 5), list.invoices[0].month);
	CHECK_OK(invoice_unpaid(&f.cx, 1, &list));
	CHECK_INT(1, list.count);
	fixture_close(&f);
}

TEST(purchases_without_a_key_are_listed_and_no_others)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct waiting_list list;
	struct order order;
	struct partner other;
	struct principal who;

	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	CHECK_OK(entitlement_waiting(&f.cx, 5, &list));
	CHECK_INT(0, list.count);
	order = world_order(&f, customer, ITEMS(WORLD_POOLED));
	world_order(&f, customer, ITEMS(WORLD_POOLED));
	CHECK_OK(entitlement_waiting(&f.cx, 5, &list));
	CHECK_INT(2, list.count);
	CHECK(!list.more);
	CHECK_TEXT("Wingtip Toys", list.rows[0].customer_name);
	CHECK_TEXT(customer, list.rows[0].customer_id);
	CHECK(text_same(order.order_id, list.rows[0].order_id) ||
	      text_same(order.order_id, list.rows[1].order_id));
	CHECK_OK(entitlement_waiting(&f.cx, 1, &list));
	CHECK_INT(1, list.count);
	CHECK(list.more);
	fixture_other_partner(&f, &other, &who);
	f.cx.who = &who;
	CHECK_OK(entitlement_waiting(&f.cx, 5, &list));
	CHECK_INT(0, list.count);
	fixture_close(&f);
}

static const char *report(struct fixture *f, const char *title)
{
	struct service_request sent = { .topic_id = "1004",
		.severity = SEVERITY_MODERATE,
		.title = title,
		.description = "Two seats are missing." };
	struct service_request made;

	CHECK_OK(service_request_create(&f->cx, &sent, NULL, &made));
	return made.request_id;
}

TEST(open_requests_that_wait_for_an_answer_come_first)
{
	struct fixture f;
	struct service_request made;
	struct request_list list;
	struct principal other;
	struct request_change close = { .state = REQUEST_CLOSED };
	const char *asked, *closed;
	int64_t waiting;

	fixture_open(&f);
	asked = report(&f, "asked");
	fixture_now(&f, FIXTURE_NOW + 60);
	report(&f, "open");
	closed = report(&f, "closed");
	CHECK_OK(service_request_change(&f.cx, NULL, closed, &close, &made));
	CHECK_OK(f.db->engine->script(
	    f.db, arena_printf(&f.arena,
		      "UPDATE service_request SET state = 'attention_needed' "
		      "WHERE request_id = '%s'",
		      asked)));
	CHECK_OK(service_request_open(&f.cx, 5, &list, &waiting));
	CHECK_INT(2, list.total);
	CHECK_INT(1, waiting);
	CHECK_INT(2, list.count);
	CHECK_TEXT("asked", list.requests[0].title);
	CHECK_TEXT("open", list.requests[1].title);
	CHECK_OK(service_request_open(&f.cx, 1, &list, &waiting));
	CHECK_INT(1, list.count);
	CHECK_INT(2, list.total);
	/* a colleague's are not mine */
	other = *f.cx.who;
	other.user_id = "somebody-else";
	f.cx.who = &other;
	CHECK_OK(service_request_open(&f.cx, 5, &list, &waiting));
	CHECK_INT(0, list.total);
	CHECK_INT(0, waiting);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(orders_and_credits_of_a_month_are_kept_apart_and_never_netted),
    TEST_1(what_an_issued_month_no_longer_takes_counts_in_the_next),
    TEST_1(sums_follow_renewals_and_a_clock_that_goes_back),
    TEST_1(another_partners_sums_are_its_own),
    TEST_1(the_first_windows_to_close_come_first_and_more_is_told),
    TEST_1(invoices_to_be_paid_come_by_the_day_they_are_due),
    TEST_1(purchases_without_a_key_are_listed_and_no_others),
    TEST_1(open_requests_that_wait_for_an_answer_come_first))
