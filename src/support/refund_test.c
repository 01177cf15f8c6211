/*
 * Amounts as they are typed, parts of a refund, what is left of an order, and
 * what a request for a refund must hold (E-35, E-59, E-77, R-118 to R-122).
 */
#include "check.h"
#include "world.h"

#include "base/text.h"
#include "support/refund.h"

TEST(an_amount_is_read_as_people_type_it_or_not_at_all)
{
	static const struct {
		const char *typed;
		int exponent;
		int64_t minor; /* -1: refused */
	} cases[] = {
		{ "1200", 2, 120000 },
		{ "1200.5", 2, 120050 },
		{ "1200,50", 2, 120050 },
		{ "1,200.50", 2, 120050 },
		{ "1.200,50", 2, 120050 },
		{ "1 200,50", 2, 120050 },
		{ "1\xC2\xA0"
		  "200,50",
		    2, 120050 },
		{ "1,234,567", 2, 123456700 },
		{ "1.234.567,8", 2, 123456780 },
		{ " 0.01 ", 2, 1 },
		{ "0", 2, 0 },
		{ "110137", 0, 110137 },
		{ "110,137,000", 0, 110137000 },
		{ "1.500", 3, 1500 },
		{ "1,200", 2, -1 }, /* a thousand, or one and a fifth? */
		{ "1.200", 0, -1 },
		{ "1.005", 2, -1 },
		{ "100.00.00", 2, -1 },
		{ "1,2,3.00", 2, -1 },
		{ "12,00.50", 2, -1 },
		{ "1.200,50,", 2, -1 },
		{ "-5", 2, -1 },
		{ "+5", 2, -1 },
		{ "5 EUR", 2, -1 },
		{ "1e3", 2, -1 },
		{ "", 2, -1 },
		{ ".", 2, -1 },
		{ ",", 2, -1 },
		{ "99999999999999999999", 2, -1 },
	};
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t minor = -1;
		bool read = refund_amount_read(
		    &arena, cases[i].typed, cases[i].exponent, &minor);

		CHECK_INT(cases[i].minor >= 0, read);
		CHECK_INT(cases[i].minor, minor);
	}
	arena_done(&arena);
}

TEST(a_part_takes_its_share_of_the_tax_and_all_takes_all)
{
	/* 110.00 with 10.00 tax in it; 119.00 with 19.00; 0.03 with 0.01 */
	static const struct {
		struct charge_paid left;
		int64_t gross, net, tax;
	} cases[] = {
		{ { 10000, 1000, 11000 }, 11000, 10000, 1000 },
		{ { 10000, 1000, 11000 }, 5500, 5000, 500 },
		{ { 10000, 1900, 11900 }, 1, 1, 0 },
		{ { 10000, 1900, 11900 }, 5950, 5000, 950 },
		{ { 2, 1, 3 }, 2, 1, 1 },
		/* 0.5 and 1.5 to the even unit: 0 and 2 */
		{ { 6, 2, 8 }, 2, 2, 0 },
		{ { 6, 2, 8 }, 6, 4, 2 },
		{ { 100, 0, 100 }, 37, 37, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charge_paid part =
		    refund_share(&cases[i].left, cases[i].gross);

		CHECK_INT(cases[i].net, part.net_minor);
		CHECK_INT(cases[i].tax, part.tax_minor);
		CHECK_INT(cases[i].gross, part.gross_minor);
	}
}

/* ---- on a database ---- */

static struct request_ask ask_for(
    struct fixture *f, const struct order *order, const char *amount)
{
	(void)f;
	return (struct request_ask){
		.request = { .topic_id = "1001",
		    .severity = SEVERITY_MODERATE,
		    .title = "Refund",
		    .customer_ref = "wingtip.example",
		    .order_ref = order->order_id,
		    .line_number = REQUEST_WHOLE_ORDER,
		    .refund_reason = "Bought twice.",
		    .contact = { .first_name = "Ada",
			.last_name = "Lind",
			.email = "ada@contoso.example",
			.phone = "+1 555 0100" } },
		.amount = amount,
	};
}

static struct order bought(
    struct fixture *f, const char *when, const char *const *items)
{
	const char *customer;

	fixture_open(f);
	world_open(f);
	customer = fixture_customer(f, "Wingtip", "wingtip.example", "US");
	world_at(f, when);
	return world_order(f, customer, items);
}

static const struct error *error_at(const struct error *errors, const char *id)
{
	while (errors->code != 0 && !text_same(errors->field, id))
		errors++;
	return errors;
}

TEST(E_77_every_field_that_is_wrong_is_told_at_once)
{
	struct fixture f;
	struct order order;
	struct request_ask ask;
	struct error *errors;

	order = bought(&f, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	ask = ask_for(&f, &order, "0");
	ask.request.refund_reason = " ";
	ask.request.order_ref = "";
	CHECK(request_ask_check(&f.cx, &ask, &errors).code != 0);
	CHECK_INT(ERR_REQUEST_NO_ORDER, errors[0].code);
	CHECK_TEXT("order", errors[0].field);
	CHECK_INT(ERR_FIELD_MISSING, errors[1].code);
	CHECK_TEXT("reason", errors[1].field);
	CHECK_INT(ERR_REQUEST_AMOUNT_NONE, errors[2].code);
	CHECK_TEXT("amount", errors[2].field);
	CHECK_INT(0, errors[3].code);
	fixture_close(&f);
}

TEST(R_121_the_amount_is_at_most_what_was_paid_and_not_credited)
{
	struct fixture f;
	struct order order;
	struct request_ask ask;
	struct error *errors;
	struct service_request made;

	order = bought(&f, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	ask = ask_for(&f, &order, "1000.01");
	CHECK_FAILS(
	    ERR_REQUEST_AMOUNT_OVER, request_ask_check(&f.cx, &ask, &errors));
	ask = ask_for(&f, &order, "1,000.00");
	CHECK_OK(request_ask_file(&f.cx, &ask, &made));
	CHECK_INT(100000, made.amount.minor);
	CHECK_TEXT("USD", made.amount.currency);
	CHECK_TEXT(order.order_id, made.order_id);
	CHECK_TEXT(order.customer_id, made.customer_id);
	CHECK_TEXT("wingtip.example", made.customer_ref);
	CHECK_TEXT("Bought twice.", made.refund_reason);
	CHECK_INT(STANDING_INSIDE, made.standing);
	fixture_close(&f);
}

TEST(R_118_R_119_ids_mean_something_of_this_partner)
{
	struct fixture f;
	struct order order;
	struct request_ask ask;
	struct error *errors;

	order = bought(&f, "2021-06-10T09:00:00Z", ITEMS(WORLD_SEAT));
	ask = ask_for(&f, &order, "1");
	ask.request.customer_ref = text_upper(f.cx.arena, order.customer_id);
	CHECK_OK(request_ask_check(&f.cx, &ask, &errors));
	ask = ask_for(&f, &order, "1");
	ask.request.order_ref = order.lines[0].subscription_id;
	CHECK_OK(request_ask_check(&f.cx, &ask, &errors));
	CHECK_TEXT(order.order_id, ask.request.order_id);
	CHECK_INT(0, ask.request.line_number);
	ask = ask_for(&f, &order, "1");
	ask.request.order_ref = "11111111-2222-4333-8444-555555555555";
	CHECK_FAILS(ERR_REQUEST_ORDER, request_ask_check(&f.cx, &ask, &errors));
	ask = ask_for(&f, &order, "1");
	ask.request.line_number = 7;
	CHECK_FAILS(ERR_REQUEST_LINE, request_ask_check(&f.cx, &ask, &errors));
	fixture_customer(&f, "Tailspin", "tailspin.example", "US");
	ask = ask_for(&f, &order, "1");
	ask.request.customer_ref = "tailspin.example";
	CHECK_FAILS(ERR_REQUEST_CUSTOMER_OTHER,
	    request_ask_check(&f.cx, &ask, &errors));
	CHECK_TEXT("tenant", error_at(errors, "tenant")->field);
	fixture_close(&f);
}

TEST(another_partners_order_is_no_order)
{
	struct fixture f;
	struct partner other;
	struct principal stranger;
	struct order order;
	struct request_ask ask;
	struct error *errors;

	order = bought(&f, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	fixture_other_partner(&f, &other, &stranger);
	f.cx.who = &stranger;
	ask = ask_for(&f, &order, "1");
	CHECK_FAILS(
	    ERR_REQUEST_CUSTOMER, request_ask_check(&f.cx, &ask, &errors));
	CHECK_INT(ERR_REQUEST_ORDER, error_at(errors, "order")->code);
	fixture_close(&f);
}

/* E-59: Windows 7 ESU of 2020-02-01, 60 days: filed on 1 and 2 April. */
TEST(E_59_the_day_of_filing_decides)
{
	static const struct {
		const char *filed;
		enum request_standing standing;
		const char *rule;
	} cases[] = {
		{ "2020-04-01T23:59:59Z", STANDING_INSIDE, "R-080" },
		{ "2020-04-02T00:00:00Z", STANDING_OUTSIDE, "R-075" },
	};
	struct fixture f;
	struct order order;

	order = bought(&f, "2020-02-01T12:00:00Z", ITEMS(WORLD_ESU));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request_ask ask = ask_for(&f, &order, "50");
		struct service_request made, later;

		world_at(&f, cases[i].filed);
		CHECK_OK(request_ask_file(&f.cx, &ask, &made));
		world_at(&f, "2020-09-01T00:00:00Z");
		CHECK_OK(
		    service_request_load(&f.cx, NULL, made.request_id, &later));
		CHECK_INT(cases[i].standing, later.standing);
		CHECK_TEXT(cases[i].rule, later.standing_rule);
		CHECK_TEXT("2019-12-18", later.standing_edition);
	}
	fixture_close(&f);
}

TEST(suse_is_outside_from_the_first_day)
{
	struct fixture f;
	struct order order;
	struct request_ask ask;
	struct service_request made;

	order = bought(
	    &f, "2021-06-10T09:00:00Z", ITEMS(WORLD_SUSE, WORLD_PERPETUAL));
	ask = ask_for(&f, &order, "100");
	CHECK_OK(request_ask_file(&f.cx, &ask, &made));
	CHECK_INT(STANDING_OUTSIDE, made.standing);
	CHECK_TEXT("R-082", made.standing_rule);
	ask = ask_for(&f, &order, "100");
	ask.request.line_number =
	    text_same(order.lines[0].publisher, "microsoft") ? 0 : 1;
	CHECK_OK(request_ask_file(&f.cx, &ask, &made));
	CHECK_INT(STANDING_INSIDE, made.standing);
	fixture_close(&f);
}

TEST(what_was_cancelled_is_not_left)
{
	struct fixture f;
	struct order order, after;
	struct cancel_offer *offers;
	struct refund_view view;
	struct request_ask ask;
	struct error *errors;
	size_t count;

	order = bought(&f, "2021-06-10T09:00:00Z", ITEMS(WORLD_PERPETUAL));
	CHECK_OK(refund_look(
	    &f.cx, order.order_id, REQUEST_WHOLE_ORDER, f.cx.now, &view));
	CHECK_INT(100000, view.left.gross_minor);
	CHECK_OK(order_cancel(&f.cx, order.customer_id, order.order_id, NULL, 0,
	    ACK_CALL, &after, &offers, &count));
	CHECK_OK(refund_look(&f.cx, order.order_id, 0, f.cx.now, &view));
	CHECK_INT(0, view.left.gross_minor);
	CHECK_INT(100000, view.lines[0].paid.gross_minor);
	CHECK_INT(STANDING_OUTSIDE, view.standing);
	ask = ask_for(&f, &order, "0.01");
	CHECK_FAILS(
	    ERR_REQUEST_NOTHING_LEFT, request_ask_check(&f.cx, &ask, &errors));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(an_amount_is_read_as_people_type_it_or_not_at_all),
    TEST_1(a_part_takes_its_share_of_the_tax_and_all_takes_all),
    TEST_1(E_77_every_field_that_is_wrong_is_told_at_once),
    TEST_1(R_121_the_amount_is_at_most_what_was_paid_and_not_credited),
    TEST_1(R_118_R_119_ids_mean_something_of_this_partner),
    TEST_1(another_partners_order_is_no_order),
    TEST_1(E_59_the_day_of_filing_decides),
    TEST_1(suse_is_outside_from_the_first_day),
    TEST_1(what_was_cancelled_is_not_left))
