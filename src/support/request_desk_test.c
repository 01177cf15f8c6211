/*
 * The operator's desk on a database: the inbox over partners, asking back,
 * refusing, holding, and granting refunds (E-35, E-67, R-075, R-100).
 */
#include "check.h"
#include "world.h"

#include "accounts/operator.h"
#include "activity/activity.h"
#include "base/text.h"
#include "db/db.h"
#include "orders/order_rules.h"
#include "support/request_desk.h"

struct desk {
	struct fixture f;
	struct principal operator;
	struct order order;
	struct service_request request;
};

static void as_operator(struct desk *d)
{
	d->operator=(struct principal){ .kind = ACTOR_OPERATOR,
		.roles = ROLE_OPERATOR,
		.partner = &d->f.partner,
		.user_id = "99999999-2222-4333-8444-555555555555",
		.user_name = "Olga Brandt" };
	d->f.cx.who = &d->operator;
}

static void as_partner(struct desk *d)
{
	d->f.cx.who = &d->f.who;
}

static void file_it(struct desk *d, int64_t line, const char *amount)
{
	struct request_ask ask = {
		.request = { .topic_id = "1001",
		    .severity = SEVERITY_MODERATE,
		    .title = "Refund",
		    .locale = "en",
		    .customer_ref = "wingtip.example",
		    .order_ref = d->order.order_id,
		    .line_number = line,
		    .refund_reason = "Bought twice.",
		    .contact = { .first_name = "Ada",
			.last_name = "Lind",
			.email = "ada@contoso.example",
			.phone = "+1 555 0100" } },
		.amount = amount,
	};

	CHECK_OK(request_ask_file(&d->f.cx, &ask, &d->request));
}

static void desk_open(
    struct desk *d, const char *when, const char *const *items)
{
	const char *customer;

	fixture_open(&d->f);
	world_open(&d->f);
	customer = fixture_customer(&d->f, "Wingtip", "wingtip.example", "US");
	world_at(&d->f, when);
	d->order = world_order(&d->f, customer, items);
}

static struct error grant(
    struct desk *d, int64_t line, int64_t gross, bool cancel)
{
	struct refund_item item = { line, gross, cancel };
	struct refund_done done;
	struct error e;

	as_operator(d);
	e = refund_grant(
	    &d->f.cx, d->request.request_id, &item, 1, "Granted.", &done);
	as_partner(d);
	return e;
}

static int64_t left(struct desk *d, int64_t line)
{
	struct charge_paid paid;

	CHECK_OK(charge_paid_in_all(&d->f.cx, d->order.order_id, line, &paid));
	return paid.gross_minor;
}

static struct service_request again(struct desk *d)
{
	struct service_request request;

	CHECK_OK(service_request_load(
	    &d->f.cx, NULL, d->request.request_id, &request));
	return request;
}

/* Mails of this kind that wait, all to the contact. */
static int64_t mails(struct desk *d, const char *template)
{
	struct rows *rows =
	    sql_open(&d->f.cx, SQL_outbox_due, ARGS(I(INT64_MAX), I(100)));
	int64_t count = 0;

	while (rows_next(rows)) {
		if (!text_same(rows_text(rows, 3), template))
			continue;
		count++;
		CHECK_TEXT("ada@contoso.example", rows_text(rows, 10));
		CHECK_TEXT("Ada Lind", rows_text(rows, 9));
		CHECK(strstr(rows_text(rows, 15), "Refund") != NULL);
	}
	CHECK_OK(rows_close(rows));
	return count;
}

TEST(E_35_a_cent_above_what_was_paid_is_refused_and_all_of_it_granted)
{
	struct desk d;
	struct service_request after;
	struct charge_list list;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_SUSE));
	file_it(&d, 0, "100.00");
	CHECK_FAILS(ERR_FIELD_RANGE, grant(&d, 0, 10001, false));
	CHECK_FAILS(ERR_FIELD_RANGE, grant(&d, 0, 0, false));
	CHECK_FAILS(ERR_FIELD_RANGE, grant(&d, 0, -1, false));
	CHECK_INT(10000, left(&d, 0));
	CHECK_INT(REQUEST_OPEN, again(&d).state);
	CHECK_OK(grant(&d, 0, 10000, false));
	after = again(&d);
	CHECK_INT(REQUEST_CLOSED, after.state);
	CHECK_INT(OUTCOME_SOLVED, after.outcome);
	CHECK_INT(10000, after.granted_minor);
	CHECK_TEXT("Granted.", after.notes[0].body);
	CHECK_INT(SIDE_OPERATOR, after.notes[0].side);
	CHECK_INT(0, left(&d, 0));
	CHECK_OK(charge_list_of_order(&d.f.cx, d.order.order_id, &list));
	CHECK_INT(2, list.count);
	CHECK_INT(CHARGE_CUSTOMER_CREDIT, list.charges[1].kind);
	CHECK_INT(-10000, list.charges[1].gross.minor);
	CHECK_FAILS(ERR_REQUEST_DECIDED, grant(&d, 0, 1, false));
	fixture_close(&d.f);
}

TEST(a_credit_says_which_request_and_in_words_how_it_came_about)
{
	struct desk d;
	struct charge_list list;
	struct explanation told;
	bool number = false, by = false;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	file_it(&d, 0, "400.00");
	CHECK_OK(grant(&d, 0, 40000, false));
	CHECK_OK(charge_list_of_order(&d.f.cx, d.order.order_id, &list));
	CHECK_OK(charge_explain(&d.f.cx, &list.charges[1], &told));
	for (size_t i = 0; i < told.count; i++) {
		number = number || strstr(told.steps[i].value,
				       d.request.request_id) != NULL;
		by = by || strstr(told.steps[i].value, "Olga Brandt") != NULL;
	}
	CHECK(number);
	CHECK(by);
	CHECK_TEXT("2021-06-02", list.charges[1].edition_id);
	fixture_close(&d.f);
}

TEST(E_67_grant_and_self_service_never_credit_twice)
{
	struct desk d;
	struct order after;
	struct cancel_offer *offers;
	size_t count;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	file_it(&d, 0, "400.00");
	CHECK_OK(grant(&d, 0, 40000, false));
	CHECK_OK(order_cancel(&d.f.cx, d.order.customer_id, d.order.order_id,
	    NULL, 0, ACK_CALL, &after, &offers, &count));
	CHECK_INT(-60000, offers[0].credit.gross_minor);
	CHECK_INT(0, left(&d, 0));
	fixture_close(&d.f);
}

TEST(after_self_service_only_the_rest_can_be_granted)
{
	struct desk d;
	struct order after;
	struct cancel_offer *offers;
	size_t count;
	int64_t rest;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_YEAR));
	world_at(&d.f, "2021-07-10T09:00:00Z");
	file_it(&d, 0, "1200.00");
	CHECK_OK(order_cancel(&d.f.cx, d.order.customer_id, d.order.order_id,
	    NULL, 0, ACK_CALL, &after, &offers, &count));
	CHECK_INT(-110137, offers[0].credit.gross_minor); /* 335 of 365 days */
	rest = 120000 - 110137;
	CHECK_FAILS(ERR_FIELD_RANGE, grant(&d, 0, 120000, false));
	CHECK_FAILS(ERR_FIELD_RANGE, grant(&d, 0, rest + 1, false));
	CHECK_FAILS(ERR_CANCEL_DONE, grant(&d, 0, rest, true));
	CHECK_OK(grant(&d, 0, rest, false));
	CHECK_INT(0, left(&d, 0));
	fixture_close(&d.f);
}

TEST(a_line_cancelled_by_a_grant_ends_as_by_its_buyer)
{
	struct desk d;
	struct order after;
	struct cancel_offer *offers;
	struct charge_list list;
	size_t count;

	desk_open(
	    &d, "2020-02-01T09:00:00Z", ITEMS(WORLD_ESU, WORLD_PERPETUAL));
	file_it(&d, REQUEST_WHOLE_ORDER, "50.00");
	for (int64_t line = 0; line < 2; line++)
		if (text_same(d.order.lines[line].family, "windows_7_esu_2020"))
			CHECK_OK(grant(&d, line, 5000, true));
	CHECK_OK(
	    order_load(&d.f.cx, d.order.customer_id, d.order.order_id, &after));
	CHECK_INT(ORDER_COMPLETED, after.state);
	for (size_t i = 0; i < after.line_count; i++)
		CHECK_INT(text_same(after.lines[i].family, "windows_7_esu_2020")
			      ? LINE_CANCELLED
			      : LINE_FULFILLED,
		    after.lines[i].state);
	CHECK_OK(charge_list_of_order(&d.f.cx, d.order.order_id, &list));
	CHECK_INT(3, list.count);
	CHECK_INT(1, mails(&d, "request_granted"));
	CHECK_OK(order_cancel(&d.f.cx, d.order.customer_id, d.order.order_id,
	    NULL, 0, ACK_CALL, &after, &offers, &count));
	CHECK_INT(1, count);
	CHECK_INT(ORDER_CANCELLED, after.state);
	fixture_close(&d.f);
}

TEST(R_082_suse_is_not_cancelled_by_a_grant_either)
{
	struct desk d;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_SUSE));
	file_it(&d, 0, "100.00");
	CHECK_FAILS(ERR_CANCEL_NEVER, grant(&d, 0, 10000, true));
	fixture_close(&d.f);
}

TEST(R_100_while_it_is_held_nobody_cancels_by_oneself)
{
	struct desk d;
	struct cancel_offer offer;
	struct service_request request;
	struct order order, after;
	struct cancel_offer *offers;
	size_t count;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	file_it(&d, 0, "400.00");
	as_operator(&d);
	CHECK_OK(request_desk_act(&d.f.cx, d.request.request_id, DESK_HOLD,
	    &(struct request_change){ 0 }, &request));
	as_partner(&d);
	CHECK_OK(
	    order_load(&d.f.cx, d.order.customer_id, d.order.order_id, &order));
	CHECK_OK(cancel_offer(&d.f.cx, &order, 0, &offer));
	CHECK_INT(ERR_CANCEL_PENDING, offer.decision.error);
	CHECK(offer.decision.support_link);
	CHECK_FAILS(ERR_CANCEL_PENDING,
	    order_cancel(&d.f.cx, d.order.customer_id, d.order.order_id, NULL,
		0, ACK_CALL, &after, &offers, &count));
	as_operator(&d);
	CHECK_OK(request_desk_act(&d.f.cx, d.request.request_id, DESK_REFUSE,
	    &(struct request_change){ .note = "No reason given." }, &request));
	as_partner(&d);
	CHECK_INT(OUTCOME_REFUSED, request.outcome);
	CHECK_OK(order_cancel(&d.f.cx, d.order.customer_id, d.order.order_id,
	    NULL, 0, ACK_CALL, &after, &offers, &count));
	CHECK_INT(1, mails(&d, "request_refused"));
	fixture_close(&d.f);
}

TEST(withdrawing_releases_what_was_held)
{
	struct desk d;
	struct service_request request;
	struct order order;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	file_it(&d, 0, "400.00");
	as_operator(&d);
	CHECK_OK(request_desk_act(&d.f.cx, d.request.request_id, DESK_HOLD,
	    &(struct request_change){ 0 }, &request));
	as_partner(&d);
	CHECK_OK(service_request_change(&d.f.cx, NULL, d.request.request_id,
	    &(struct request_change){ .state = REQUEST_CLOSED }, &request));
	CHECK_OK(
	    order_load(&d.f.cx, d.order.customer_id, d.order.order_id, &order));
	CHECK(order.lines[0].held_by == NULL);
	fixture_close(&d.f);
}

TEST(asking_back_waits_for_an_answer_and_goes_by_mail)
{
	struct desk d;
	struct service_request request;

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	file_it(&d, 0, "400.00");
	as_operator(&d);
	CHECK_FAILS(ERR_FIELD_MISSING,
	    request_desk_act(&d.f.cx, d.request.request_id, DESK_ASK,
		&(struct request_change){ .note = " " }, &request));
	CHECK_OK(request_desk_act(&d.f.cx, d.request.request_id, DESK_ASK,
	    &(struct request_change){ .note = "Which invoice?" }, &request));
	CHECK_INT(REQUEST_ATTENTION, request.state);
	CHECK_INT(1, mails(&d, "request_asked"));
	as_partner(&d);
	CHECK_OK(service_request_change(&d.f.cx, NULL, d.request.request_id,
	    &(struct request_change){ .note = "June." }, &request));
	CHECK_INT(REQUEST_OPEN, request.state);
	CHECK_TEXT("Olga Brandt", request.notes[0].author_name);
	fixture_close(&d.f);
}

TEST(the_inbox_holds_every_partners_and_the_critical_first)
{
	struct desk d;
	struct partner other;
	struct principal stranger;
	struct desk_list list;
	struct service_request made, sent = { .topic_id = "1010",
		.severity = SEVERITY_CRITICAL,
		.title = "Down",
		.description = "d" };
	struct desk_filter filter = { .state = REQUEST_OPEN };
	int64_t counts[REQUEST_CLOSED + 1];

	desk_open(&d, "2021-06-10T09:00:00Z", ITEMS(WORLD_SUSE));
	file_it(&d, 0, "100.00");
	fixture_other_partner(&d.f, &other, &stranger);
	d.f.cx.who = &stranger;
	CHECK_OK(service_request_create(&d.f.cx, &sent, NULL, &made));
	as_operator(&d);
	CHECK_OK(request_desk_list(&d.f.cx, &filter, &list));
	CHECK_INT(2, list.count);
	CHECK_TEXT(made.request_id, list.rows[0].request.request_id);
	CHECK_INT(other.partner_id, list.rows[0].partner_id);
	filter.outside = true;
	CHECK_OK(request_desk_list(&d.f.cx, &filter, &list));
	CHECK_INT(1, list.total);
	CHECK_TEXT(d.request.request_id, list.rows[0].request.request_id);
	CHECK_OK(request_desk_counts(&d.f.cx, counts));
	CHECK_INT(2, counts[REQUEST_OPEN]);
	CHECK_INT(0, counts[REQUEST_CLOSED]);
	as_partner(&d);
	fixture_close(&d.f);
}

RUN_TESTS(
    TEST_1(E_35_a_cent_above_what_was_paid_is_refused_and_all_of_it_granted),
    TEST_1(a_credit_says_which_request_and_in_words_how_it_came_about),
    TEST_1(E_67_grant_and_self_service_never_credit_twice),
    TEST_1(after_self_service_only_the_rest_can_be_granted),
    TEST_1(a_line_cancelled_by_a_grant_ends_as_by_its_buyer),
    TEST_1(R_082_suse_is_not_cancelled_by_a_grant_either),
    TEST_1(R_100_while_it_is_held_nobody_cancels_by_oneself),
    TEST_1(withdrawing_releases_what_was_held),
    TEST_1(asking_back_waits_for_an_answer_and_goes_by_mail),
    TEST_1(the_inbox_holds_every_partners_and_the_critical_first))
