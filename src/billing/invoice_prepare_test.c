/*
 * Months too long for a slice: proved ahead, issued in a short commit, and
 * proved again when the month is not what it was.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "billing/invoice_rows.h"
#include "billing/invoice_run.h"
#include "billing/invoice_service.h"
#include "db/engine_private.h"
#include "db/writer.h"
#include "orders/due.h"

#define JUNE (2021 * 12 + 5)
#define COPIES 5000 /* too many for a slice, and more than a page */
#define COPIED "5000"

static void script(struct fixture *f, const char *statement)
{
	CHECK_OK(f->db->engine->script(f->db, statement));
}

/* One order of 1,000.00, and its charge once more for each of these. */
static void long_june(struct fixture *f)
{
	const char *customer;

	fixture_open(f);
	world_open(f);
	customer = fixture_customer(f, "Wingtip Toys", "wingtip.example", "US");
	world_at(f, "2021-06-10T09:00:00Z");
	(void)world_order(f, customer, ITEMS(WORLD_PERPETUAL));
	script(f, "INSERT INTO charge SELECT partner_id, order_id,"
		  " line_number + n.i, kind, serial, customer_id, month,"
		  " at + n.i % 7, currency, quantity, net_minor, tax_minor,"
		  " gross_minor, period_day, edition_id, explanation"
		  " FROM charge, (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
		  " SELECT i + 1 FROM n WHERE i < " COPIED ") SELECT i FROM n)"
		  " AS n");
	CHECK_OK(charge_sum_again(&f->cx, JUNE));
	world_at(f, "2021-07-05T00:00:00Z");
	fixture_commit(f);
}

static struct issue_counts issue(struct fixture *f)
{
	struct issue_counts counts = { .in_slices = true };

	CHECK_OK(invoice_issue_month(&f->cx, JUNE, &counts));
	return counts;
}

/* With a writer and readers of its own, as jobs have them. */
static struct error prepare(struct fixture *f, const struct invoice_need *need,
    const struct invoice_patience *patience)
{
	struct writer *writer;
	struct db_readers *readers;
	struct error e;

	fixture_commit(f);
	tx_rollback(f->tx);
	db_close(f->db);
	CHECK_OK(writer_start(f->where, &f->settings, &writer));
	CHECK_OK(readers_open(f->where, &f->settings, &readers));
	e = invoice_prepare(writer, readers, &f->cx, need, patience);
	readers_close(readers);
	writer_stop(writer);
	CHECK_OK(db_open(f->where, DB_WRITE, &f->settings, &f->db));
	CHECK_OK(tx_begin(f->db, &f->tx));
	f->cx.tx = f->tx;
	return e;
}

static bool is_issued(struct fixture *f)
{
	struct invoice invoice;

	return invoice_of_month(&f->cx, JUNE, "USD", &invoice).code == 0;
}

TEST(R_111_a_long_month_is_not_issued_in_a_slice_before_it_is_prepared)
{
	struct fixture f;
	struct issue_counts counts;

	long_june(&f);
	counts = issue(&f);
	CHECK_INT(0, counts.invoices);
	CHECK_INT(f.partner.partner_id, counts.need.partner_id);
	CHECK_INT(JUNE, counts.need.month);
	CHECK_TEXT("USD", counts.need.currency);
	CHECK(!is_issued(&f));
	fixture_close(&f);
}

TEST(R_111_a_prepared_month_is_issued_and_proves_to_every_line)
{
	struct fixture f;
	struct issue_counts counts;
	struct invoice invoice;
	struct invoice_proof proof;

	long_june(&f);
	counts = issue(&f);
	CHECK_OK(prepare(&f, &counts.need, NULL));
	counts = issue(&f);
	CHECK_INT(1, counts.invoices);
	CHECK_INT(0, counts.need.partner_id);
	CHECK_OK(invoice_of_month(&f.cx, JUNE, "USD", &invoice));
	CHECK_INT(COPIES + 1, invoice.line_count);
	CHECK_INT(INT64_C(100000) * (COPIES + 1), invoice.gross.minor);
	CHECK_OK(invoice_verify(&f.cx, &invoice, &proof));
	CHECK_NO_TEXT(proof.problem);
	script(&f, "UPDATE charge SET quantity = 2 WHERE line_number = 4711");
	CHECK_OK(invoice_verify(&f.cx, &invoice, &proof));
	CHECK(proof.problem != NULL);
	fixture_close(&f);
}

TEST(E_33_R_111_a_line_that_came_after_the_proof_has_it_made_again)
{
	struct fixture f;
	struct issue_counts counts;
	struct invoice invoice;

	long_june(&f);
	counts = issue(&f);
	CHECK_OK(prepare(&f, &counts.need, NULL));
	world_at(&f, "2021-06-30T23:59:59Z");
	(void)world_order(&f,
	    fixture_customer(&f, "Tailspin", "tailspin.example", "US"),
	    ITEMS(WORLD_PERPETUAL));
	world_at(&f, "2021-07-05T00:00:00Z");
	counts = issue(&f);
	CHECK_INT(0, counts.invoices);
	CHECK_INT(JUNE, counts.need.month);
	CHECK_OK(prepare(&f, &counts.need, NULL));
	CHECK_INT(1, issue(&f).invoices);
	CHECK_OK(invoice_of_month(&f.cx, JUNE, "USD", &invoice));
	CHECK_INT(COPIES + 2, invoice.line_count);
	fixture_close(&f);
}

TEST(R_111_lines_taken_away_take_the_proof_with_them)
{
	struct fixture f;
	struct issue_counts counts;

	long_june(&f);
	counts = issue(&f);
	CHECK_OK(prepare(&f, &counts.need, NULL));
	/* as many lines and the same sum as before, and yet not the same */
	CHECK_OK(charge_sum_again(&f.cx, JUNE));
	CHECK_INT(JUNE, issue(&f).need.month);
	CHECK(!is_issued(&f));
	fixture_close(&f);
}

TEST(R_111_lines_taken_away_while_it_is_made_leave_no_proof)
{
	struct fixture f;
	struct issue_counts counts;
	struct invoice_proof proof;
	struct invoice_weight weight;
	bool kept = true;

	long_june(&f);
	counts = issue(&f);
	CHECK_OK(invoice_prepare_row_begin(&f.cx, &counts.need, "token"));
	CHECK_OK(invoice_weight(&f.cx, JUNE, "USD", &weight));
	CHECK_OK(invoice_prove(&f.cx, JUNE, "USD", &proof));
	CHECK_INT(COPIES + 1, proof.line_count);
	CHECK_OK(charge_sum_again(&f.cx, JUNE));
	CHECK_OK(invoice_prepare_row_end(
	    &f.cx, &counts.need, "token", &weight, &proof, &kept));
	CHECK(!kept);
	CHECK_INT(JUNE, issue(&f).need.month);
	fixture_close(&f);
}

static bool at_once(void *who)
{
	return ++*(int *)who > 1;
}

TEST(R_111_who_must_stop_stops_between_two_pages_and_keeps_nothing)
{
	struct fixture f;
	struct issue_counts counts;
	int asked = 0;
	const struct invoice_patience patience = { at_once, &asked };

	long_june(&f);
	counts = issue(&f);
	CHECK_INT(ERR_STOPPING, prepare(&f, &counts.need, &patience).code);
	CHECK_INT(2, asked);
	CHECK_INT(JUNE, issue(&f).need.month);
	fixture_close(&f);
}

TEST(R_111_a_long_month_that_does_not_add_up_is_refused_once_prepared)
{
	struct fixture f;
	struct issue_counts counts;

	long_june(&f);
	script(&f, "UPDATE charge SET net_minor = 7, gross_minor = 7"
		   " WHERE line_number = 4711");
	counts = issue(&f);
	CHECK_OK(prepare(&f, &counts.need, NULL));
	counts = issue(&f);
	CHECK_INT(0, counts.invoices);
	CHECK_INT(1, counts.refused);
	CHECK(!is_issued(&f));
	fixture_close(&f);
}

TEST(R_111_a_run_waits_at_the_partner_whose_month_is_needed)
{
	struct fixture f;
	struct invoice_run run;

	long_june(&f);
	CHECK_OK(invoice_run_start(&f.cx, JUNE, false, NULL, &run));
	CHECK_OK(invoice_run_step(&f.cx, run.run_id, due_periods, &run));
	CHECK_INT(0, run.partners_done);
	CHECK_INT(JUNE, run.need.month);
	CHECK_OK(prepare(&f, &run.need, NULL));
	CHECK_OK(invoice_run_step(&f.cx, run.run_id, due_periods, &run));
	CHECK_INT(1, run.partners_done);
	CHECK_INT(1, run.invoices);
	CHECK_INT(0, run.need.partner_id);
	fixture_close(&f);
}

RUN_TESTS(
    TEST_1(R_111_a_long_month_is_not_issued_in_a_slice_before_it_is_prepared),
    TEST_1(R_111_a_prepared_month_is_issued_and_proves_to_every_line),
    TEST_1(E_33_R_111_a_line_that_came_after_the_proof_has_it_made_again),
    TEST_1(R_111_lines_taken_away_take_the_proof_with_them),
    TEST_1(R_111_lines_taken_away_while_it_is_made_leave_no_proof),
    TEST_1(R_111_who_must_stop_stops_between_two_pages_and_keeps_nothing),
    TEST_1(R_111_a_long_month_that_does_not_add_up_is_refused_once_prepared),
    TEST_1(R_111_a_run_waits_at_the_partner_whose_month_is_needed))
