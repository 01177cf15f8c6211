/*
 * Issuing: what is frozen, what is refused, what comes later. Sums from
 * domain.md 11.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include <string.h>

#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/invoice_proof.h"
#include "billing/invoice_run.h"
#include "billing/invoice_service.h"
#include "catalog/import.h"
#include "db/engine_private.h"
#include "orders/due.h"
#include "outbox/event.h"

#define MONTH(year, month) ((year)*12 + (month)-1)

static const char *begin(struct fixture *f)
{
	fixture_open(f);
	world_open(f);
	return fixture_customer(f, "Wingtip Toys", "wingtip.example", "US");
}

static void go(struct fixture *f, const char *instant)
{
	world_at(f, instant);
	CHECK_OK(due_all(&f->cx));
	fixture_commit(f);
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

static struct invoice of_month(struct fixture *f, int month)
{
	struct invoice invoice = { 0 };

	CHECK_OK(invoice_of_month(&f->cx, month, "USD", &invoice));
	return invoice;
}

/* Somebody with a hand in the database. */
static void script(struct fixture *f, const char *statement)
{
	CHECK_OK(f->db->engine->script(f->db, statement));
}

TEST(E_33_R_111_the_credit_is_on_the_month_of_the_instant_of_cancelling)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order june, july;

	world_at(&f, "2021-06-10T09:00:00Z");
	june = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	july = world_order(&f, customer, ITEMS(WORLD_SUSE, WORLD_PERPETUAL));
	july = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_at(&f, "2021-06-30T23:59:59Z");
	cancel(&f, customer, &june);
	world_at(&f, "2021-07-01T00:00:00Z");
	cancel(&f, customer, &july);
	go(&f, "2021-08-01T00:00:00Z");
	/* 3 x 1,000.00 + 100.00 - 1,000.00 and -1,000.00 */
	CHECK_INT(210000, of_month(&f, MONTH(2021, 6)).gross.minor);
	CHECK_INT(-100000, of_month(&f, MONTH(2021, 7)).gross.minor);
	CHECK_INT(INVOICE_CREDIT_NOTE, of_month(&f, MONTH(2021, 7)).kind);
	fixture_close(&f);
}

static void price_500(struct fixture *f)
{
	FILE *in = tmpfile();

	CHECK(in != NULL);
	fputs("ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,"
	      "UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,"
	      "UnitPrice,PricingTierRangeMin,PricingTierRangeMax,"
	      "EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment\n"
	      ",PERP00000001,0001,,,,,,OneTime,US,USD,500.00,,,2021-01-01,,,,"
	      "Commercial\n",
	    in);
	rewind(in);
	world_import(f, in, "prices.csv", price_import);
	fclose(in);
}

TEST(E_34_R_112_bought_and_cancelled_in_one_month_are_two_lines_and_zero)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct invoice_line_list lines;
	struct invoice invoice;
	struct order order;

	price_500(&f);
	world_at(&f, "2021-06-10T09:00:00Z");
	order = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	world_at(&f, "2021-06-12T09:00:00Z");
	cancel(&f, customer, &order);
	go(&f, "2021-07-01T00:00:00Z");
	invoice = of_month(&f, MONTH(2021, 6));
	CHECK_INT(2, invoice.line_count);
	CHECK_INT(0, invoice.gross.minor);
	CHECK_INT(INVOICE_BILL, invoice.kind);
	CHECK_INT(INVOICE_PAID, invoice.state);
	CHECK_OK(invoice_lines(
	    &f.cx, invoice.month, invoice.currency, 0, 10, &lines));
	CHECK_INT(50000, lines.lines[0].charge.gross.minor);
	CHECK_INT(-50000, lines.lines[1].charge.gross.minor);
	fixture_close(&f);
}

TEST(R_111_what_is_cancelled_in_an_issued_month_is_on_the_next_open_one)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct issue_counts counts = { 0 };
	struct order order;
	struct cancel_offer offer;
	struct invoice before, after;
	int month;

	world_at(&f, "2021-06-10T09:00:00Z");
	order = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	/* the operator closes the month early */
	world_at(&f, "2021-06-20T09:00:00Z");
	CHECK_OK(invoice_issue_month(&f.cx, MONTH(2021, 6), &counts));
	CHECK_INT(1, counts.invoices);
	before = of_month(&f, MONTH(2021, 6));
	CHECK_INT(day_from_date(2021, 6, 20), day_of(before.dated_at));
	world_at(&f, "2021-06-25T09:00:00Z");
	CHECK_OK(charge_month(&f.cx, "USD", MONTH(2021, 6), &month));
	CHECK_INT(MONTH(2021, 7), month);
	/* what the dialog says is what happens */
	CHECK_OK(cancel_offer(&f.cx, &order, 0, &offer));
	CHECK_OK(cancel_invoice_month(&f.cx, &offer, &month));
	CHECK_INT(MONTH(2021, 7), month);
	cancel(&f, customer, &order);
	go(&f, "2021-08-01T00:00:00Z");
	after = of_month(&f, MONTH(2021, 6));
	CHECK_INT(100000, after.gross.minor);
	CHECK_TEXT(before.lines_hash, after.lines_hash);
	CHECK_INT(-100000, of_month(&f, MONTH(2021, 7)).gross.minor);
	fixture_close(&f);
}

TEST(the_next_open_month_may_be_some_months_off)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order order;

	for (int i = 6; i <= 8; i++) {
		world_at(
		    &f, arena_printf(&f.arena, "2021-%02d-10T09:00:00Z", i));
		order = world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	}
	go(&f, "2021-09-05T00:00:00Z");
	/* the test clock goes back to June, of which everything is issued */
	world_at(&f, "2021-06-11T00:00:00Z");
	order = world_order(&f, customer, ITEMS(WORLD_SUSE));
	CHECK(order.order_id != NULL);
	go(&f, "2021-10-01T00:00:00Z");
	CHECK_INT(1, of_month(&f, MONTH(2021, 6)).line_count);
	CHECK_INT(10000, of_month(&f, MONTH(2021, 9)).gross.minor);
	fixture_close(&f);
}

TEST(numbers_have_no_gap_by_partner_and_kind)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct order order;
	struct invoice_list list;
	int64_t bills = 0, notes = 0;

	for (int i = 1; i <= 6; i++) {
		world_at(
		    &f, arena_printf(&f.arena, "2021-%02d-20T09:00:00Z", i));
		if (i % 3 == 0)
			cancel(&f, customer, &order);
		else
			order =
			    world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
		fixture_commit(&f);
	}
	go(&f, "2021-07-01T00:00:00Z");
	CHECK_OK(invoice_list(&f.cx, &list));
	CHECK_INT(6, list.count);
	for (size_t i = list.count; i-- > 0;) {
		const struct invoice *invoice = &list.invoices[i];
		int64_t *last = invoice->kind == INVOICE_BILL ? &bills : &notes;

		CHECK_INT(*last + 1, invoice->serial);
		CHECK_TEXT(invoice_id_of(&f.arena, invoice->kind, 1, *last + 1),
		    invoice->invoice_id);
		(*last)++;
	}
	CHECK_INT(4, bills);
	CHECK_INT(2, notes);
	fixture_close(&f);
}

/* One of the ways rows do not add up; each in a database of its own. */
static void refused(const char *damage, const char *reason)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct invoice_refusal_list refusals;
	struct invoice invoice;
	struct invoice_list list;

	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL, WORLD_YEAR));
	script(&f, damage);
	go(&f, "2021-08-01T00:00:00Z");
	CHECK_FAILS(ERR_INVOICE_UNKNOWN,
	    invoice_of_month(&f.cx, MONTH(2021, 6), "USD", &invoice));
	CHECK_OK(invoice_list(&f.cx, &list));
	CHECK_INT(0, list.count);
	CHECK_OK(invoice_refusal_list(&f.cx, 10, &refusals));
	CHECK_INT(1, refusals.count);
	CHECK_TEXT(reason, refusals.refusals[0].reason);
	CHECK_INT(MONTH(2021, 6), refusals.refusals[0].month);
	fixture_close(&f);
}

TEST(an_invoice_whose_lines_are_not_right_is_refused)
{
	refused("UPDATE charge SET net_minor = net_minor + 1, "
		"gross_minor = gross_minor + 1 WHERE line_number = 0",
	    PROOF_AMOUNT);
	refused("UPDATE charge SET quantity = 2, explanation = "
		"replace(explanation, '\"quantity\":1', '\"quantity\":2') "
		"WHERE line_number = 1",
	    PROOF_AMOUNT);
	refused("UPDATE charge SET net_minor = -net_minor, "
		"gross_minor = -gross_minor WHERE line_number = 1",
	    PROOF_SIGN);
	refused("UPDATE charge SET explanation = 'x'", PROOF_AMOUNT);
}

TEST(what_was_refused_is_issued_once_it_is_right)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct invoice_refusal_list refusals;

	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	script(&f, "UPDATE charge SET net_minor = 7, gross_minor = 7");
	go(&f, "2021-07-01T00:00:00Z");
	script(
	    &f, "UPDATE charge SET net_minor = 100000, gross_minor = 100000");
	go(&f, "2021-07-01T00:01:00Z");
	CHECK_INT(100000, of_month(&f, MONTH(2021, 6)).gross.minor);
	CHECK_OK(invoice_refusal_list(&f.cx, 10, &refusals));
	CHECK_INT(0, refusals.count);
	fixture_close(&f);
}

/* What verifying says of an issued invoice after that damage. */
static void found_out(const char *damage, const char *problem)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct invoice_proof proof;
	struct invoice invoice;

	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL, WORLD_YEAR));
	go(&f, "2021-07-01T00:00:00Z");
	invoice = of_month(&f, MONTH(2021, 6));
	CHECK_OK(invoice_verify(&f.cx, &invoice, &proof));
	CHECK_NO_TEXT(proof.problem);
	CHECK_INT(2, proof.line_count);
	script(&f, damage);
	invoice = of_month(&f, MONTH(2021, 6));
	CHECK_OK(invoice_verify(&f.cx, &invoice, &proof));
	CHECK(proof.problem != NULL);
	CHECK_TEXT(problem, proof.problem);
	fixture_close(&f);
}

TEST(verifying_finds_any_change_after_issuing)
{
	found_out("UPDATE charge SET net_minor = net_minor - 1, "
		  "gross_minor = gross_minor - 1 WHERE line_number = 0",
	    PROOF_AMOUNT);
	found_out("UPDATE charge SET customer_id = 'another' "
		  "WHERE line_number = 0",
	    PROOF_HASH);
	found_out(
	    "UPDATE charge SET at = at + 1 WHERE line_number = 1", PROOF_HASH);
	found_out("DELETE FROM charge WHERE line_number = 1", PROOF_COUNT);
	found_out("UPDATE invoice SET net_minor = net_minor + 1, "
		  "gross_minor = gross_minor + 1",
	    PROOF_SUM);
}

TEST(the_hash_is_made_of_the_canonical_lines_and_nothing_else)
{
	const struct charge charge = { .order_id = "o",
		.line_number = 2,
		.kind = CHARGE_RENEW,
		.serial = 18628,
		.customer_id = "c",
		.month = 24253,
		.at = 1610000000,
		.gross = money_of(120, "EUR"),
		.net = money_of(100, "EUR"),
		.tax = money_of(20, "EUR"),
		.quantity = 3,
		.period_day = 18629,
		.edition_id = "2021-06-02",
		.explanation = "{}" };
	struct arena arena;

	arena_init(&arena);
	CHECK_TEXT("o\t2\trenew\t18628\tc\t24253\t1610000000\tEUR\t3\t100\t20\t"
		   "120\t18629\t2021-06-02\t{}\n",
	    charge_canonical(&arena, &charge));
	arena_done(&arena);
}

TEST(issuing_again_changes_nothing_and_tells_once)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct event_list events;
	struct invoice first, second;
	bool refused_it;
	size_t told = 0;

	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	go(&f, "2021-07-01T00:00:00Z");
	first = of_month(&f, MONTH(2021, 6));
	world_at(&f, "2021-07-03T00:00:00Z");
	CHECK_OK(
	    invoice_issue(&f.cx, MONTH(2021, 6), "USD", &second, &refused_it));
	CHECK(!refused_it);
	CHECK_TEXT(first.invoice_id, second.invoice_id);
	CHECK_INT(first.issued_at, second.issued_at);
	CHECK_OK(event_list(&f.cx, 0, 100, &events));
	for (size_t i = 0; i < events.count; i++)
		if (events.events[i].name == EVENT_INVOICE_READY) {
			told++;
			CHECK(strstr(events.events[i].resource_uri,
				  "/v1/invoices/G0001000001") != NULL);
			CHECK(events.events[i].audit_uri != NULL);
		}
	CHECK_INT(1, told);
	fixture_close(&f);
}

static size_t told(struct fixture *f)
{
	struct event_list events;
	size_t count = 0;

	CHECK_OK(event_list(&f->cx, 0, 100, &events));
	for (size_t i = 0; i < events.count; i++)
		count += events.events[i].name == EVENT_INVOICE_READY;
	return count;
}

TEST(a_clock_that_goes_back_and_on_finds_the_same_invoice_told_once)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct invoice first, again;

	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	go(&f, "2021-07-05T00:00:00Z");
	first = of_month(&f, MONTH(2021, 6));
	fixture_now(&f, f.cx.now);
	CHECK_OK(invoice_pay(
	    &f.cx, first.invoice_id, day_from_date(2021, 7, 4), "Ola", &first));
	world_at(&f, "2021-06-20T00:00:00Z");
	CHECK_OK(due_undo(&f.cx));
	CHECK_FAILS(ERR_INVOICE_UNKNOWN,
	    invoice_of_month(&f.cx, MONTH(2021, 6), "USD", &again));
	/* on again: issued, and on the day it was paid, paid */
	go(&f, "2021-07-02T00:00:00Z");
	again = of_month(&f, MONTH(2021, 6));
	CHECK_TEXT(first.invoice_id, again.invoice_id);
	CHECK_TEXT(first.lines_hash, again.lines_hash);
	CHECK_INT(INVOICE_ISSUED, again.state);
	world_at(&f, "2021-07-04T00:00:00Z");
	CHECK_INT(INVOICE_PAID, of_month(&f, MONTH(2021, 6)).state);
	CHECK_INT(1, told(&f));
	/* another one, when something was bought meanwhile */
	world_at(&f, "2021-06-20T00:00:00Z");
	CHECK_OK(due_undo(&f.cx));
	world_order(&f, customer, ITEMS(WORLD_SUSE));
	go(&f, "2021-07-05T00:00:00Z");
	again = of_month(&f, MONTH(2021, 6));
	CHECK_INT(110000, again.gross.minor);
	CHECK_INT(INVOICE_ISSUED, again.state);
	CHECK_INT(2, told(&f));
	fixture_close(&f);
}

TEST(overdue_is_the_day_after_the_sixtieth_until_it_is_paid)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct invoice invoice;
	int64_t day = day_from_date(2021, 8, 31);

	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	go(&f, "2021-07-01T00:00:00Z");
	invoice = of_month(&f, MONTH(2021, 6));
	CHECK_INT(INVOICE_ISSUED, invoice.state);
	/* dated 1 July, 60 days: 30 August */
	CHECK_INT(day_from_date(2021, 7, 1), day_of(invoice.dated_at));
	CHECK_INT(day_from_date(2021, 8, 30), invoice.due_day);
	world_at(&f, "2021-08-30T23:59:59Z");
	CHECK_INT(INVOICE_ISSUED, of_month(&f, MONTH(2021, 6)).state);
	world_at(&f, "2021-08-31T00:00:00Z");
	CHECK_INT(INVOICE_OVERDUE, of_month(&f, MONTH(2021, 6)).state);
	/* a clock that goes back does no harm */
	world_at(&f, "2021-07-02T00:00:00Z");
	CHECK_INT(INVOICE_ISSUED, of_month(&f, MONTH(2021, 6)).state);
	world_at(&f, "2021-08-31T00:00:00Z");
	fixture_now(&f, f.cx.now);
	CHECK_FAILS(ERR_PAID_DAY,
	    invoice_pay(&f.cx, invoice.invoice_id, day + 1, "Ola", &invoice));
	CHECK_FAILS(
	    ERR_PAID_DAY, invoice_pay(&f.cx, invoice.invoice_id,
			      day_from_date(2021, 6, 30), "Ola", &invoice));
	CHECK_OK(invoice_pay(&f.cx, invoice.invoice_id, day, "Ola", &invoice));
	CHECK_INT(INVOICE_PAID, invoice.state);
	CHECK_INT(100000, invoice.paid.minor);
	CHECK_INT(0, invoice.balance.minor);
	CHECK_FAILS(ERR_INVOICE_PAID,
	    invoice_pay(&f.cx, invoice.invoice_id, day, "Ola", &invoice));
	CHECK_FAILS(ERR_INVOICE_UNKNOWN,
	    invoice_pay(&f.cx, "G0077000001", day, "Ola", &invoice));
	fixture_close(&f);
}

TEST(a_run_goes_on_where_it_was_stopped_and_issues_nothing_twice)
{
	struct fixture f;
	const char *customer = begin(&f);
	struct partner other;
	struct principal stranger;
	struct invoice_run run, again;
	struct invoice_run_list runs;

	fixture_other_partner(&f, &other, &stranger);
	world_at(&f, "2021-06-10T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL));
	fixture_now(&f, day_start(day_from_date(2021, 7, 2)));
	CHECK_FAILS(ERR_RUN_MONTH,
	    invoice_run_start(&f.cx, MONTH(2014, 12), false, "Ola", &run));
	CHECK_OK(invoice_run_start(&f.cx, MONTH(2021, 6), false, "Ola", &run));
	CHECK_INT(2, run.partners_total);
	CHECK_OK(invoice_run_step(&f.cx, run.run_id, due_periods, &run));
	CHECK_INT(1, run.partners_done);
	fixture_commit(&f);
	/* killed, started again: the same run */
	CHECK_OK(invoice_run_start(&f.cx, MONTH(2021, 6), false, "", &again));
	CHECK_INT(run.run_id, again.run_id);
	CHECK_INT(1, again.partners_done);
	while (!run.done)
		CHECK_OK(
		    invoice_run_step(&f.cx, run.run_id, due_periods, &run));
	CHECK_INT(2, run.partners_done);
	CHECK_INT(1, of_month(&f, MONTH(2021, 6)).serial);
	/* over: the next is another, and finds nothing to do */
	CHECK_OK(invoice_run_start(&f.cx, MONTH(2021, 6), false, "", &again));
	CHECK(again.run_id != run.run_id);
	do
		CHECK_OK(invoice_run_step(&f.cx, again.run_id, NULL, &again));
	while (!again.done);
	CHECK_INT(0, again.invoices);
	CHECK_OK(invoice_run_list(&f.cx, 10, &runs));
	CHECK_INT(2, runs.count);
	CHECK_TEXT("Ola", runs.runs[1].started_by);
	fixture_close(&f);
}

/* Two seats paid for apart at 0.06, a tenth of it tax: 0.05 and 0.01 each. Both
 * at once would be 0.11 and 0.01; the credit is cut to what was paid, and there
 * is more tax in it than in its share. */
TEST(a_credit_cut_to_what_was_paid_adds_up)
{
	struct fixture f;
	struct seat_change_input in = { .edition_id = "2021-06-02",
		.currency = "AUD",
		.unit_minor = 6,
		.seats = -2,
		.tax_included = true,
		.tax_rate_bp = 1000,
		.period = { day_from_date(2021, 6, 10),
		    day_from_date(2021, 7, 9) },
		.paid_net_minor = 10,
		.paid_tax_minor = 2,
		.paid_gross_minor = 12 };
	struct seat_change change;
	struct charge charge;

	begin(&f);
	world_at(&f, "2021-06-10T09:00:00Z");
	CHECK_OK(seat_change_decide(f.policy, &in, f.cx.now, &change));
	charge = charge_of_seats(&f.cx, &change, f.cx.now);
	CHECK_INT(-2, charge.tax.minor);
	CHECK_NO_TEXT(charge_problem(&charge));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_credit_cut_to_what_was_paid_adds_up),

    TEST_1(E_33_R_111_the_credit_is_on_the_month_of_the_instant_of_cancelling),
    TEST_1(E_34_R_112_bought_and_cancelled_in_one_month_are_two_lines_and_zero),
    TEST_1(R_111_what_is_cancelled_in_an_issued_month_is_on_the_next_open_one),
    TEST_1(the_next_open_month_may_be_some_months_off),
    TEST_1(numbers_have_no_gap_by_partner_and_kind),
    TEST_1(an_invoice_whose_lines_are_not_right_is_refused),
    TEST_1(what_was_refused_is_issued_once_it_is_right),
    TEST_1(verifying_finds_any_change_after_issuing),
    TEST_1(the_hash_is_made_of_the_canonical_lines_and_nothing_else),
    TEST_1(issuing_again_changes_nothing_and_tells_once),
    TEST_1(a_clock_that_goes_back_and_on_finds_the_same_invoice_told_once),
    TEST_1(overdue_is_the_day_after_the_sixtieth_until_it_is_paid),
    TEST_1(a_run_goes_on_where_it_was_stopped_and_issues_nothing_twice))
