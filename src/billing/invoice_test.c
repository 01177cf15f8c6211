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

TEST(a_number_tells_month_and_currency_and_is_read_in_any_form)
{
	static const char *const same[] = { "G202106EUR", "g202106eur",
		"OneTime-G202106EUR", " Recurring-G202106EUR " };
	static const char *const none[] = { "", "G", "G202113EUR", "G202100EUR",
		"G202106XXQ", "H202106EUR", "G202106EUR1", "G20210-EUR",
		"OneTime-", "G202106" };
	struct arena arena;
	const char *currency;
	int month;

	arena_init(&arena);
	CHECK_TEXT("G202106EUR", invoice_id_of(&arena, 2021 * 12 + 5, "EUR"));
	for (size_t i = 0; i < COUNT(same); i++) {
		CHECK(invoice_id_parse(&arena, same[i], &month, &currency));
		CHECK_INT(2021 * 12 + 5, month);
		CHECK_TEXT("EUR", currency);
	}
	for (size_t i = 0; i < COUNT(none); i++)
		CHECK(!invoice_id_parse(&arena, none[i], &month, &currency));
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
	fixture_commit(f);
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
	CHECK_TEXT("G202106USD", list.invoices[0].invoice_id);
	CHECK_INT(120000, list.invoices[0].net.minor);
	CHECK_TEXT("G202105USD", list.invoices[1].invoice_id);
	CHECK_INT(100000, list.invoices[1].net.minor);
	CHECK_FAILS(
	    ERR_INVOICE_UNKNOWN, invoice_load(&f.cx, "G202107USD", &invoice));
	CHECK_FAILS(
	    ERR_INVOICE_UNKNOWN, invoice_load(&f.cx, "G202106EUR", &invoice));
	world_at(&f, "2021-08-01T00:00:00Z");
	CHECK_OK(invoice_load(&f.cx, "OneTime-G202107USD", &invoice));
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
	world_at(&f, "2021-06-20T09:00:00Z");
	world_order(&f, customer, ITEMS(WORLD_PERPETUAL, WORLD_SUSE));
	world_at(&f, "2021-08-01T00:00:00Z");
	CHECK_OK(invoice_load(&f.cx, "G202106USD", &invoice));
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
	    ERR_INVOICE_UNKNOWN, invoice_load(&f.cx, "G202106USD", &invoice));
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
	CHECK_OK(invoice_load(&f.cx, "G202106USD", &invoice));
	text_init(&pdf, f.cx.arena);
	CHECK_OK(statement_pdf(&f.cx, &invoice, STATEMENT_INVOICE, &pdf));
	CHECK(pdf.length > 1000);
	CHECK(memcmp(pdf.bytes, "%PDF-1.", 7) == 0);
	CHECK(memmem(pdf.bytes + pdf.length - 32, 32, "%%EOF", 5) != NULL);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_number_tells_month_and_currency_and_is_read_in_any_form),
    TEST_1(a_month_that_is_over_is_an_invoice_and_the_open_one_is_not),
    TEST_1(lines_come_in_slices_and_sum_to_their_invoice),
    TEST_1(another_partner_has_no_part_in_them),
    TEST_1(a_statement_is_a_pdf_that_ends))
