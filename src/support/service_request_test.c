/*
 * Moves of a request, and requests in a database: whose they are, threads,
 * pages.
 */
#include "check.h"
#include "fixture.h"

#include "activity/activity.h"
#include "base/text.h"
#include "support/service_request.h"

TEST(only_the_operator_asks_and_a_closed_request_is_opened_first)
{
	static const struct {
		enum request_state from, to;
		bool partner, operator;
	} cases[] = {
		{ REQUEST_OPEN, REQUEST_OPEN, true, true },
		{ REQUEST_OPEN, REQUEST_ATTENTION, false, true },
		{ REQUEST_OPEN, REQUEST_CLOSED, true, true },
		{ REQUEST_ATTENTION, REQUEST_OPEN, true, false },
		{ REQUEST_ATTENTION, REQUEST_CLOSED, true, true },
		{ REQUEST_CLOSED, REQUEST_OPEN, true, false },
		{ REQUEST_CLOSED, REQUEST_ATTENTION, false, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(cases[i].partner,
		    request_may_move(SIDE_PARTNER, cases[i].from, cases[i].to));
		CHECK_INT(cases[i].operator, request_may_move(
			      SIDE_OPERATOR, cases[i].from, cases[i].to));
	}
}

TEST(an_answer_of_who_asked_opens_and_one_of_the_operator_does_not)
{
	struct settings settings = { .request_reopen_days = 30 };
	struct arena arena;
	struct ctx cx = {
		.arena = &arena, .settings = &settings, .now = FIXTURE_NOW
	};
	struct service_request request = { .state = REQUEST_ATTENTION,
		.closed_at = FIXTURE_NOW };
	enum request_state to = 0;

	arena_init(&arena);
	CHECK_OK(request_after_note(&cx, SIDE_PARTNER, &request, &to));
	CHECK_INT(REQUEST_OPEN, to);
	CHECK_OK(request_after_note(&cx, SIDE_OPERATOR, &request, &to));
	CHECK_INT(REQUEST_ATTENTION, to);
	request.state = REQUEST_CLOSED;
	CHECK_FAILS(ERR_REQUEST_CLOSED,
	    request_after_note(&cx, SIDE_OPERATOR, &request, &to));
	cx.now = FIXTURE_NOW + 30 * INT64_C(86400) - 1;
	CHECK_OK(request_after_note(&cx, SIDE_PARTNER, &request, &to));
	CHECK_INT(REQUEST_OPEN, to);
	cx.now++;
	CHECK_FAILS(ERR_REQUEST_CLOSED,
	    request_after_note(&cx, SIDE_PARTNER, &request, &to));
	arena_done(&arena);
}

static struct service_request report(struct fixture *f, const char *customer)
{
	struct service_request sent = { .topic_id = "1004",
		.severity = SEVERITY_MODERATE,
		.title = "Seats",
		.description = "Two seats are missing.",
		.organization = { .id = customer } };
	struct service_request made;

	CHECK_OK(service_request_create(&f->cx, &sent, "First.", &made));
	return made;
}

TEST(a_request_is_fifteen_digits_and_keeps_what_was_said)
{
	struct fixture f;
	struct service_request made, read;
	struct request_change change = { .note = "Second.",
		.severity = SEVERITY_CRITICAL };

	fixture_open(&f);
	made = report(&f, NULL);
	CHECK_INT(15, strlen(made.request_id));
	CHECK_INT(15, strspn(made.request_id, "0123456789"));
	CHECK_INT(REQUEST_OPEN, made.state);
	CHECK_TEXT(f.partner.tenant_id, made.organization.id);
	fixture_now(&f, FIXTURE_NOW + 60);
	CHECK_OK(service_request_change(
	    &f.cx, NULL, made.request_id, &change, &read));
	CHECK_OK(service_request_load(&f.cx, NULL, made.request_id, &read));
	CHECK_INT(2, read.notes_read);
	CHECK_TEXT("First.", read.notes[0].body);
	CHECK_TEXT("Second.", read.notes[1].body);
	CHECK_INT(FIXTURE_NOW + 60, read.notes[1].at);
	CHECK_INT(SEVERITY_CRITICAL, read.severity);
	CHECK_TEXT("Two seats are missing.", read.description);
	CHECK_INT(2, read.version);
	fixture_close(&f);
}

TEST(nothing_changed_leaves_neither_version_nor_row)
{
	struct fixture f;
	struct activity_filter filter = { .to_day = 40000 };
	struct activity_list before, after;
	struct service_request made, read;
	struct request_change change = { .title = "Seats",
		.state = REQUEST_OPEN };

	fixture_open(&f);
	made = report(&f, NULL);
	CHECK_OK(activity_list(&f.cx, &filter, &before));
	CHECK_OK(service_request_change(
	    &f.cx, NULL, made.request_id, &change, &read));
	CHECK_OK(activity_list(&f.cx, &filter, &after));
	CHECK_INT(made.version, read.version);
	CHECK_INT(before.count, after.count);
	fixture_close(&f);
}

TEST(closing_keeps_the_moment_and_opening_again_too)
{
	struct fixture f;
	struct service_request made, read;

	fixture_open(&f);
	made = report(&f, NULL);
	CHECK_OK(service_request_change(&f.cx, NULL, made.request_id,
	    &(struct request_change){
		.state = REQUEST_CLOSED, .note = "Solved." },
	    &read));
	CHECK_INT(REQUEST_CLOSED, read.state);
	CHECK_INT(FIXTURE_NOW, read.closed_at);
	CHECK_INT(2, read.notes_read);
	CHECK_INT(OUTCOME_WITHDRAWN, read.outcome);
	CHECK_FAILS(ERR_FIELD_MISSING,
	    service_request_change(&f.cx, NULL, made.request_id,
		&(struct request_change){ .state = REQUEST_OPEN }, &read));
	CHECK_OK(service_request_change(&f.cx, NULL, made.request_id,
	    &(struct request_change){ .note = "No." }, &read));
	CHECK_INT(OUTCOME_NONE, read.outcome);
	CHECK_INT(REQUEST_OPEN, read.state);
	CHECK_INT(FIXTURE_NOW, read.closed_at);
	CHECK_FAILS(ERR_REQUEST_MOVE,
	    service_request_change(&f.cx, NULL, made.request_id,
		&(struct request_change){ .state = REQUEST_ATTENTION }, &read));
	fixture_close(&f);
}

TEST(own_ones_a_customers_and_nobody_elses)
{
	struct fixture f;
	struct partner other;
	struct principal stranger, colleague;
	struct request_list list;
	struct service_request own, theirs, read;
	const char *customer;

	fixture_open(&f);
	customer = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	own = report(&f, NULL);
	theirs = report(&f, customer);
	CHECK_TEXT(customer, theirs.customer_id);
	CHECK_TEXT("Wingtip", theirs.organization.name);
	CHECK_OK(
	    service_request_list(&f.cx, &(struct request_filter){ 0 }, &list));
	CHECK_INT(2, list.count);
	CHECK_OK(service_request_list(
	    &f.cx, &(struct request_filter){ .customer_id = customer }, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT(theirs.request_id, list.requests[0].request_id);
	colleague = f.who;
	colleague.user_id = "11111111-2222-4333-8444-555555555555";
	f.cx.who = &colleague;
	CHECK_OK(
	    service_request_list(&f.cx, &(struct request_filter){ 0 }, &list));
	CHECK_INT(0, list.count);
	CHECK_FAILS(ERR_REQUEST_UNKNOWN,
	    service_request_load(&f.cx, NULL, own.request_id, &read));
	CHECK_OK(
	    service_request_load(&f.cx, customer, theirs.request_id, &read));
	f.cx.who = &f.who;
	fixture_other_partner(&f, &other, &stranger);
	f.cx.who = &stranger;
	CHECK_FAILS(ERR_REQUEST_UNKNOWN,
	    service_request_load(&f.cx, customer, theirs.request_id, &read));
	fixture_close(&f);
}

TEST(pages_and_states_of_a_list)
{
	struct fixture f;
	struct request_list list;
	struct service_request read;
	struct request_filter filter = { .limit = 2, .offset = 2 };

	fixture_open(&f);
	for (int i = 0; i < 3; i++)
		read = report(&f, NULL);
	CHECK_OK(service_request_list(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK_INT(3, list.total);
	CHECK_OK(service_request_change(&f.cx, NULL, read.request_id,
	    &(struct request_change){ .state = REQUEST_CLOSED }, &read));
	filter = (struct request_filter){ .state = REQUEST_CLOSED };
	CHECK_OK(service_request_list(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK_INT(1, list.total);
	CHECK_TEXT(read.request_id, list.requests[0].request_id);
	fixture_close(&f);
}

TEST(a_customer_that_is_not_ours_is_unknown)
{
	struct fixture f;
	struct service_request made, sent = { .topic_id = "1001",
		.severity = SEVERITY_MINIMAL,
		.title = "t",
		.description = "d",
		.organization = {
		    .id = "11111111-2222-4333-8444-555555555555" } };

	fixture_open(&f);
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN,
	    service_request_create(&f.cx, &sent, NULL, &made));
	sent.organization.id = NULL;
	CHECK_OK(service_request_create(&f.cx, &sent, NULL, &made));
	CHECK_INT(REQUEST_REFUND, made.kind);
	sent.topic_id = "7";
	CHECK_FAILS(ERR_TOPIC_UNKNOWN,
	    service_request_create(&f.cx, &sent, NULL, &made));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(only_the_operator_asks_and_a_closed_request_is_opened_first),
    TEST_1(an_answer_of_who_asked_opens_and_one_of_the_operator_does_not),
    TEST_1(a_request_is_fifteen_digits_and_keeps_what_was_said),
    TEST_1(nothing_changed_leaves_neither_version_nor_row),
    TEST_1(closing_keeps_the_moment_and_opening_again_too),
    TEST_1(own_ones_a_customers_and_nobody_elses),
    TEST_1(pages_and_states_of_a_list),
    TEST_1(a_customer_that_is_not_ours_is_unknown))
