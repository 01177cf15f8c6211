/*
 * The next event: which comes first, and what each place of a tenant tells.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "base/day.h"
#include "base/text.h"
#include "customers/qualification.h"
#include "sandbox/clock.h"

static int64_t at(const char *text)
{
	int64_t instant = 0;

	CHECK(instant_parse(text, &instant));
	return instant;
}

TEST(the_earliest_after_now_comes_next_and_kinds_break_ties)
{
	static const struct clock_event events[] = {
		{ .kind = CLOCK_CART_EXPIRES, .at = 50 },
		{ .kind = CLOCK_MONTH_ENDS, .at = 40 },
		{ .kind = CLOCK_WINDOW_ENDS, .at = 40 },
		{ .kind = CLOCK_LINK_EXPIRES, .at = 30 },
	};

	CHECK_INT(CLOCK_LINK_EXPIRES, clock_event_next(events, 4, 29)->kind);
	/* what is at this very moment has happened */
	CHECK_INT(CLOCK_WINDOW_ENDS, clock_event_next(events, 4, 30)->kind);
	CHECK_INT(CLOCK_CART_EXPIRES, clock_event_next(events, 4, 40)->kind);
	CHECK(clock_event_next(events, 4, 50) == NULL);
	CHECK(clock_event_next(events, 0, 0) == NULL);
}

static const struct clock_event *of_kind(
    const struct clock_event_list *list, enum clock_event_kind kind)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->events[i].kind == kind)
			return &list->events[i];
	return NULL;
}

/* A tenant in which nothing was bought. */
TEST(an_empty_tenant_has_months_and_editions)
{
	struct fixture f;
	struct clock_event_list list;
	const struct clock_event *event;

	fixture_open(&f);
	CHECK_OK(clock_event_list(&f.cx, at("2021-01-15T10:00:00Z"), &list));
	CHECK_INT(2, list.count);
	event = of_kind(&list, CLOCK_EDITION_BEGINS);
	CHECK(event == &list.events[0]);
	CHECK_TEXT("2021-01-29", event->subject_id);
	CHECK_INT(at("2021-01-29T00:00:00Z"), event->at);
	event = of_kind(&list, CLOCK_MONTH_ENDS);
	CHECK_INT(at("2021-02-01T00:00:00Z"), event->at);
	CHECK_TEXT("January 2021 ends; its invoices are issued.",
	    clock_event_text(&f.cx, event));
	/* the last edition has begun */
	CHECK_OK(clock_event_list(&f.cx, at("2021-12-31T23:59:59Z"), &list));
	CHECK_INT(1, list.count);
	CHECK_INT(at("2022-01-01T00:00:00Z"), list.events[0].at);
	fixture_close(&f);
}

static const struct clock_event *listed(struct fixture *f, const char *now,
    enum clock_event_kind kind, const char *wanted)
{
	struct clock_event_list *list =
	    ARENA_NEW(f->cx.arena, struct clock_event_list);
	const struct clock_event *event;

	CHECK_OK(clock_event_list(&f->cx, at(now), list));
	event = of_kind(list, kind);
	if (wanted == NULL) {
		CHECK(event == NULL);
		return NULL;
	}
	CHECK(event != NULL);
	CHECK_INT(at(wanted), event->at);
	return event;
}

/* Bought on 2021-06-10 in the edition of 30 days. */
TEST(windows_terms_periods_and_carts_tell_their_next_moment)
{
	struct fixture f;
	struct order order;
	const struct clock_event *event;
	const char *customer;

	fixture_open(&f);
	world_open(&f);
	customer =
	    fixture_customer(&f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&f, "2021-06-10T09:00:00Z");
	order = world_order(&f, customer, ITEMS(WORLD_YEAR));
	world_order(&f, customer, ITEMS(WORLD_SEAT));
	world_cart(&f, customer, ITEMS(WORLD_PERPETUAL));
	event = listed(&f, "2021-06-10T09:00:00Z", CLOCK_WINDOW_ENDS,
	    "2021-07-11T00:00:00Z");
	CHECK_TEXT(order.order_id, event->subject_id);
	CHECK_TEXT("Wingtip Toys", event->customer_name);
	listed(&f, "2021-06-10T09:00:00Z", CLOCK_CART_EXPIRES,
	    "2021-06-10T09:15:00Z");
	listed(&f, "2021-06-10T09:15:00Z", CLOCK_CART_EXPIRES, NULL);
	listed(&f, "2021-06-10T09:00:00Z", CLOCK_TERM_ENDS,
	    "2022-06-10T00:00:00Z");
	listed(&f, "2022-06-09T23:59:59Z", CLOCK_TERM_ENDS,
	    "2022-06-10T00:00:00Z");
	listed(&f, "2022-06-10T00:00:00Z", CLOCK_TERM_ENDS, NULL);
	/* the clock may go back: nothing was bought yet */
	listed(&f, "2021-06-10T08:59:59Z", CLOCK_WINDOW_ENDS, NULL);
	listed(&f, "2021-06-10T08:59:59Z", CLOCK_CART_EXPIRES, NULL);
	fixture_close(&f);
}

/* Seats paid yearly, for a year. */
TEST(seats_tell_the_end_of_their_term)
{
	struct fixture f;
	const struct clock_event *event;
	struct clock_state clock;
	const char *customer;

	fixture_open(&f);
	world_open(&f);
	customer =
	    fixture_customer(&f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_SAAS));
	event = listed(&f, "2021-06-10T09:00:00Z", CLOCK_SUBSCRIPTION_RENEWS,
	    "2022-06-10T00:00:00Z");
	CHECK_TEXT("Wingtip Toys", event->customer_name);
	listed(&f, "2021-06-10T09:00:00Z", CLOCK_SUBSCRIPTION_ENDS, NULL);
	listed(&f, "2021-06-10T08:59:59Z", CLOCK_SUBSCRIPTION_RENEWS, NULL);
	/* all of the term is paid at once */
	listed(&f, "2021-06-10T09:00:00Z", CLOCK_PERIOD_BEGINS, NULL);
	/* renewed, it has another year */
	CHECK_OK(clock_set(&f.cx, at("2021-06-10T09:00:00Z"), &clock));
	CHECK_OK(clock_set(&f.cx, at("2022-06-10T00:00:00Z"), &clock));
	listed(&f, "2022-06-10T00:00:00Z", CLOCK_SUBSCRIPTION_RENEWS,
	    "2023-06-10T00:00:00Z");
	fixture_close(&f);
}

TEST(seats_of_a_month_renew_every_month)
{
	struct fixture f;
	struct clock_state clock;
	const char *customer;

	fixture_open(&f);
	world_open(&f);
	customer =
	    fixture_customer(&f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_SEAT));
	CHECK_OK(clock_set(&f.cx, at("2021-06-10T09:00:00Z"), &clock));
	listed(&f, "2021-06-10T09:00:00Z", CLOCK_SUBSCRIPTION_RENEWS,
	    "2021-07-10T00:00:00Z");
	CHECK_OK(clock_set(&f.cx, at("2021-07-10T00:00:00Z"), &clock));
	listed(&f, "2021-07-10T00:00:00Z", CLOCK_SUBSCRIPTION_RENEWS,
	    "2021-08-10T00:00:00Z");
	fixture_close(&f);
}

/* Asked on a Thursday: the next business day. */
TEST(a_qualification_in_review_is_decided_and_a_denied_one_never)
{
	struct fixture f;
	struct qualification made;
	const struct clock_event *event;
	const char *customer;

	fixture_open(&f);
	world_open(&f);
	customer =
	    fixture_customer(&f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&f, "2021-06-10T09:00:00Z");
	CHECK_OK(qualification_request(&f.cx, customer,
	    qualification_kind_find("Education"), NULL, &made));
	event = listed(&f, "2021-06-10T09:00:00Z", CLOCK_QUALIFICATION_DECIDED,
	    "2021-06-11T09:00:00Z");
	CHECK_TEXT("The qualification Education of Wingtip Toys is decided.",
	    clock_event_text(&f.cx, event));
	listed(&f, "2021-06-11T09:00:00Z", CLOCK_QUALIFICATION_DECIDED, NULL);
	CHECK_OK(qualification_decide(&f.cx, customer,
	    qualification_kind_find("Education"), false, "No school."));
	listed(&f, "2021-06-10T09:00:00Z", CLOCK_QUALIFICATION_DECIDED, NULL);
	fixture_close(&f);
}

TEST(an_invoice_that_is_not_paid_becomes_overdue_after_its_last_day)
{
	struct fixture f;
	struct clock_state clock;
	const struct clock_event *event;
	const char *customer;

	fixture_open(&f);
	world_open(&f);
	customer =
	    fixture_customer(&f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	listed(&f, "2021-06-10T09:00:00Z", CLOCK_INVOICE_OVERDUE, NULL);
	CHECK_OK(clock_set(&f.cx, at("2021-07-01T00:00:00Z"), &clock));
	/* dated 2021-07-01, 60 days to pay: 2021-08-30 is the last */
	event = listed(&f, "2021-07-01T00:00:00Z", CLOCK_INVOICE_OVERDUE,
	    "2021-08-31T00:00:00Z");
	CHECK(event->subject_id != NULL && event->customer_id == NULL);
	fixture_close(&f);
}

TEST(the_clock_runs_from_event_to_event)
{
	static const struct {
		enum clock_event_kind kind;
		const char *at;
	} wanted[] = {
		{ CLOCK_CART_EXPIRES, "2021-06-10T09:15:00Z" },
		{ CLOCK_MONTH_ENDS, "2021-07-01T00:00:00Z" },
		{ CLOCK_WINDOW_ENDS, "2021-07-11T00:00:00Z" },
		{ CLOCK_MONTH_ENDS, "2021-08-01T00:00:00Z" },
	};
	struct fixture f;
	struct clock_state clock;
	struct clock_event reached;
	const char *customer;

	fixture_open(&f);
	world_open(&f);
	customer =
	    fixture_customer(&f, "Wingtip Toys", "wingtip.example", "US");
	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_YEAR));
	world_cart(&f, customer, ITEMS(WORLD_PERPETUAL));
	CHECK_OK(clock_set(&f.cx, at("2021-06-10T09:00:00Z"), &clock));
	for (size_t i = 0; i < COUNT(wanted); i++) {
		CHECK_OK(clock_run(&f.cx, &clock, &reached));
		CHECK_INT(wanted[i].kind, reached.kind);
		CHECK_INT(at(wanted[i].at), reached.at);
		CHECK_INT(reached.at, clock.now);
	}
	CHECK_OK(clock_set(&f.cx, at("2099-12-15T00:00:00Z"), &clock));
	CHECK_FAILS(ERR_CLOCK_RANGE, clock_run(&f.cx, &clock, &reached));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(the_earliest_after_now_comes_next_and_kinds_break_ties),
    TEST_1(an_empty_tenant_has_months_and_editions),
    TEST_1(windows_terms_periods_and_carts_tell_their_next_moment),
    TEST_1(seats_tell_the_end_of_their_term),
    TEST_1(seats_of_a_month_renew_every_month),
    TEST_1(a_qualification_in_review_is_decided_and_a_denied_one_never),
    TEST_1(an_invoice_that_is_not_paid_becomes_overdue_after_its_last_day),
    TEST_1(the_clock_runs_from_event_to_event))
