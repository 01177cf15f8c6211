/*
 * Months as invoices: numbers, sums, lines, and the statement's text.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "base/day.h"
#include "base/text.h"
#include "billing/invoice.h"
#include "billing/statement.h"
#include "orders/due.h"

TEST(a_number_tells_kind_and_partner_and_is_read_in_any_form)
{
	static const char *const same[] = { "G0001000007", "g0001000007",
		"OneTime-G0001000007", " Recurring-G0001000007 " };
	static const char *const none[] = { "", "G", "G1", "G000100007",
		"G000100000x", "H0001000007", "C", "OneTime-", "G-001000007",
		"G0001000007 8", "G0001000007000000007", "G202106EUR" };
	struct arena arena;
	enum invoice_kind kind;
	int64_t partner, serial;

	arena_init(&arena);
	CHECK_TEXT("G0001000007", invoice_id_of(&arena, INVOICE_BILL, 1, 7));
	CHECK_TEXT("C123456000001",
	    invoice_id_of(&arena, INVOICE_CREDIT_NOTE, 123456, 1));
	for (size_t i = 0; i < COUNT(same); i++) {
		CHECK(invoice_id_parse(
		    &arena, same[i], &kind, &partner, &serial));
		CHECK_INT(INVOICE_BILL, kind);
		CHECK_INT(1, partner);
		CHECK_INT(7, serial);
	}
	CHECK(invoice_id_parse(
	    &arena, "C123456000001", &kind, &partner, &serial));
	CHECK_INT(INVOICE_CREDIT_NOTE, kind);
	CHECK_INT(123456, partner);
	for (size_t i = 0; i < COUNT(none); i++)
		CHECK(!invoice_id_parse(
		    &arena, none[i], &kind, &partner, &serial));
	arena_done(&arena);
}

/* June: 1,000.00 and 1,200.00 bought; July: the year cancelled on day 30 of
 * 365: 335/365 of 1,200.00 = 1,101.37 (E-22's share). */
static void history(struct fixture *f, const char **ret_customer)
{
	struct order order, after;
	struct cancel_offer *offers;
	size_t count;

	fixture_open(f);
	world_open(f);
	*ret_customer = fixture_customer(
	    f, "Wingtip Игрушки 玩具", "wingtip.example", "US");
	world_at(f, "2021-05-31T23:59:59Z");
	world_order(f, *ret_customer, ITEMS(WORLD_PERPETUAL));
	world_at(f, "2021-06-10T09:00:00Z");
	order = world_order(f, *ret_customer, ITEMS(WORLD_YEAR));
	world_at(f, "2021-07-10T09:00:00Z");
	CHECK_OK(order_cancel(&f->cx, *ret_customer, order.order_id, NULL, 0,
	    ACK_CHECKBOX, &after, &offers, &count));
	CHECK_OK(due_all(&f->cx));
	fixture_commit(f);
}

/* On to that instant, with what is due by then. */
static void go(struct fixture *f, const char *instant)
{
	world_at(f, instant);
	CHECK_OK(due_all(&f->cx));
}

TEST(a_month_that_is_over_is_an_invoice_and_the_open_one_is_not)
{
	struct fixture f;
	struct invoice_list list;
	struct invoice invoice;
	const char *customer;

	history(&f, &customer);
	CHECK_OK(invoice_list(&f.cx, &list));
	CHECK_INT(2, list.count);
	CHECK_TEXT("G0001000002", list.invoices[0].invoice_id);
	CHECK_INT(2021 * 12 + 5, list.invoices[0].month);
	CHECK_INT(120000, list.invoices[0].net.minor);
	CHECK_TEXT("G0001000001", list.invoices[1].invoice_id);
	CHECK_INT(100000, list.invoices[1].net.minor);
	CHECK_FAILS(
	    ERR_INVOICE_UNKNOWN, invoice_load(&f.cx, "G0001000003", &invoice));
	CHECK_FAILS(ERR_INVOICE_UNKNOWN,
	    invoice_of_month(&f.cx, 2021 * 12 + 6, "USD", &invoice));
	go(&f, "2021-08-01T00:00:00Z");
	CHECK_OK(invoice_load(&f.cx, "OneTime-C0001000001", &invoice));
	CHECK_INT(INVOICE_CREDIT_NOTE, invoice.kind);
	CHECK_INT(-110137, invoice.net.minor);
	CHECK_INT(1, invoice.line_count);
	fixture_close(&f);
}

TEST(lines_come_in_slices_and_sum_to_their_invoice)
{
	struct fixture f;
	struct invoice_line_list first, rest;
	struct invoice invoice;
	const char *customer;
	int64_t gross = 0;

	history(&f, &customer);
	world_at(&f, "2021-07-20T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL, WORLD_SUSE));
	go(&f, "2021-08-01T00:00:00Z");
	CHECK_OK(invoice_of_month(&f.cx, 2021 * 12 + 6, "USD", &invoice));
	CHECK_INT(3, invoice.line_count);
	CHECK_OK(invoice_lines(
	    &f.cx, invoice.month, invoice.currency, 0, 2, &first));
	CHECK_INT(2, first.count);
	CHECK(first.more);
	CHECK_OK(
	    invoice_lines(&f.cx, invoice.month, invoice.currency, 2, 2, &rest));
	CHECK_INT(1, rest.count);
	CHECK(!rest.more);
	for (size_t i = 0; i < first.count; i++)
		gross += first.lines[i].charge.gross.minor;
	gross += rest.lines[0].charge.gross.minor;
	CHECK_INT(invoice.gross.minor, gross);
	CHECK_TEXT("wingtip.example", first.lines[0].customer_domain);
	CHECK_TEXT("P1Y", first.lines[0].term);
	fixture_close(&f);
}

TEST(another_partner_has_no_part_in_them)
{
	struct fixture f;
	struct partner other;
	struct principal stranger;
	struct invoice_list list;
	struct invoice_line_list lines;
	struct invoice invoice;
	const char *customer;

	history(&f, &customer);
	fixture_other_partner(&f, &other, &stranger);
	f.cx.who = &stranger;
	CHECK_OK(invoice_list(&f.cx, &list));
	CHECK_INT(0, list.count);
	CHECK_FAILS(
	    ERR_INVOICE_UNKNOWN, invoice_load(&f.cx, "G0001000001", &invoice));
	CHECK_OK(invoice_lines(&f.cx, 2021 * 12 + 5, NULL, 0, 10, &lines));
	CHECK_INT(0, lines.count);
	fixture_close(&f);
}

TEST(a_statement_is_a_pdf_that_ends)
{
	struct fixture f;
	struct invoice invoice;
	struct text pdf;
	const char *customer;

	history(&f, &customer);
	CHECK_OK(invoice_load(&f.cx, "G0001000001", &invoice));
	text_init(&pdf, f.cx.arena);
	CHECK_OK(statement_pdf(&f.cx, &invoice, STATEMENT_INVOICE, &pdf));
	CHECK(pdf.length > 1000);
	CHECK(memcmp(pdf.bytes, "%PDF-1.", 7) == 0);
	CHECK(memmem(pdf.bytes + pdf.length - 32, 32, "%%EOF", 5) != NULL);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_number_tells_kind_and_partner_and_is_read_in_any_form),
    TEST_1(a_month_that_is_over_is_an_invoice_and_the_open_one_is_not),
    TEST_1(lines_come_in_slices_and_sum_to_their_invoice),
    TEST_1(another_partner_has_no_part_in_them),
    TEST_1(a_statement_is_a_pdf_that_ends))
