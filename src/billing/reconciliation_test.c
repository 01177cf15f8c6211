/*
 * Files to reconcile with: amounts of every exponent up to the largest, words
 * that look like formulas, and rows that are not the invoice. Files are read
 * again by tests/api/sheets.py.
 */
#include "billing/reconciliation.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"
#include "check.h"
#include "world.h"

#define MONTH (2021 * 12 + 5)

struct books {
	struct fixture f;
	struct order order;
	struct invoice invoice;
	int64_t serial;
};

static void books_open(
    struct books *b, const char *customer, const char *currency)
{
	memset(b, 0, sizeof(*b));
	fixture_open(&b->f);
	world_open(&b->f);
	world_at(&b->f, "2021-05-10T09:00:00Z");
	b->order = world_order(&b->f,
	    fixture_customer(&b->f, customer, "wingtip.example", "US"),
	    ITEMS(WORLD_PERPETUAL));
	b->invoice = (struct invoice){ .invoice_id = "G0001000001",
		.month = MONTH,
		.currency = currency,
		.net = money_of(0, currency),
		.tax = money_of(0, currency),
		.gross = money_of(0, currency) };
}

/* A row of June, and its amounts on the invoice. */
static void book(struct books *b, int64_t net, int64_t tax)
{
	const char *currency = b->invoice.currency;
	struct charge charge = {
		.order_id = b->order.order_id,
		.kind = net < 0 ? CHARGE_CUSTOMER_CREDIT : CHARGE_RENEW,
		.serial = ++b->serial,
		.customer_id = b->order.customer_id,
		.quantity = 1,
		.month = MONTH,
		.at = day_start(month_first_day(MONTH)),
		.net = money_of(net, currency),
		.tax = money_of(tax, currency),
		.gross = money_of(net + tax, currency),
		.period_day = month_first_day(MONTH),
		.edition_id = "2021-06-02",
		.explanation = "{}",
	};

	CHECK_OK(charge_add(&b->f.cx, &charge));
	b->invoice.line_count++;
	b->invoice.net.minor += net;
	b->invoice.tax.minor += tax;
	b->invoice.gross.minor += net + tax;
}

static void save(const struct reconciliation *made, const char *path)
{
	char *bytes = malloc((size_t)made->length);
	FILE *file = fopen(path, "w");

	CHECK(file != NULL && bytes != NULL);
	CHECK_INT(
	    made->length, pread(made->file, bytes, (size_t)made->length, 0));
	CHECK_INT(made->length, fwrite(bytes, 1, (size_t)made->length, file));
	fclose(file);
	free(bytes);
	close(made->file);
}

/* What the other reader finds in the file. */
static json_t *read_again(struct books *b, enum reconciliation_form form)
{
	struct reconciliation made;
	json_t *found;
	char path[128], command[256];
	FILE *pipe;

	CHECK_OK(reconciliation_make(&b->f.cx, &b->invoice, form, &made));
	snprintf(path, sizeof(path), "%s/lines.%s", b->f.dir,
	    form == RECONCILIATION_CSV ? "csv" : "xlsx");
	save(&made, path);
	snprintf(
	    command, sizeof(command), "python3 tests/api/sheets.py %s", path);
	pipe = popen(command, "r");
	CHECK(pipe != NULL);
	found = json_loadf(pipe, 0, NULL);
	CHECK_INT(0, pclose(pipe));
	CHECK(found != NULL);
	return found;
}

static const char *sum(json_t *found, const char *column)
{
	return json_string_value(
	    json_object_get(json_object_get(found, "sums"), column));
}

static const char *cell(json_t *found, size_t row, const char *column)
{
	return json_string_value(json_object_get(
	    json_array_get(json_object_get(found, "rows"), row), column));
}

static void check_sums(
    struct books *b, const char *net, const char *tax, const char *gross)
{
	for (int form = RECONCILIATION_CSV; form <= RECONCILIATION_XLSX;
	     form++) {
		json_t *found = read_again(b, (enum reconciliation_form)form);

		CHECK_TEXT(net, sum(found, "Subtotal"));
		CHECK_TEXT(tax, sum(found, "TaxTotal"));
		CHECK_TEXT(gross, sum(found, "Total"));
		json_decref(found);
	}
}

TEST(amounts_have_the_digits_of_their_currency)
{
	static const struct {
		const char *currency, *first, *net, *tax, *gross;
	} cases[] = {
		{ "JPY", "110137", "110036", "11004", "121040" },
		{ "USD", "1101.37", "1100.36", "110.04", "1210.4" },
		{ "KWD", "110.137", "110.036", "11.004", "121.04" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct books b;
		json_t *found;

		books_open(&b, "Wingtip", cases[i].currency);
		book(&b, 110137, 11014);
		book(&b, -101, -10);
		found = read_again(&b, RECONCILIATION_CSV);
		CHECK_TEXT(cases[i].first, cell(found, 0, "Subtotal"));
		json_decref(found);
		check_sums(&b, cases[i].net, cases[i].tax, cases[i].gross);
		fixture_close(&b.f);
	}
}

/* 10^15 is the most a line may be; a double holds up to 9 x 10^15 exactly. */
TEST(the_largest_amounts_are_written_to_the_last_unit)
{
	struct books b;
	json_t *found;

	books_open(&b, "Wingtip", "USD");
	book(&b, INT64_C(999999999999999), 1);
	book(&b, INT64_C(999999999999993), 0);
	book(&b, INT64_C(-123456789012347), 0);
	for (int form = 0; form < 2; form++) {
		found = read_again(&b, (enum reconciliation_form)form);
		CHECK_TEXT("9999999999999.99", cell(found, 0, "Subtotal"));
		CHECK_TEXT("9999999999999.93", cell(found, 1, "Subtotal"));
		CHECK_TEXT("-1234567890123.47", cell(found, 2, "Total"));
		json_decref(found);
	}
	fixture_close(&b.f);
}

/* Cents whose binary neighbours show at the sixteenth digit. */
TEST(every_cent_of_a_thousand_rows_is_read_again)
{
	struct books b;

	books_open(&b, "Wingtip", "USD");
	for (int64_t i = 0; i < 1100; i++)
		book(&b, 995 + i * 841, i % 7);
	/* 1100 x 9.95 + 8.41 x (0 + .. + 1099); 157 x 21 + 0 cents of tax */
	CHECK_INT(1100 * 995 + 841 * (1100 * 1099 / 2), b.invoice.net.minor);
	check_sums(&b, "5094369.5", "32.97", "5094402.47");
	fixture_close(&b.f);
}

TEST(words_that_look_like_formulas_are_words)
{
	static const struct {
		const char *name, *in_csv;
	} cases[] = {
		{ "=HYPERLINK(\"http://x\",\"y\")",
		    "'=HYPERLINK(\"http://x\",\"y\")" },
		{ "+46 consulting", "'+46 consulting" },
		{ "-minus", "'-minus" },
		{ "@home, Ltd", "'@home, Ltd" },
		{ "Plain, \"quoted\"", "Plain, \"quoted\"" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct books b;
		json_t *found;

		books_open(&b, cases[i].name, "USD");
		book(&b, -1250, 0);
		found = read_again(&b, RECONCILIATION_CSV);
		CHECK_TEXT(cases[i].in_csv, cell(found, 0, "CustomerName"));
		CHECK_TEXT("-12.50", cell(found, 0, "Subtotal"));
		json_decref(found);
		found = read_again(&b, RECONCILIATION_XLSX);
		CHECK_TEXT(cases[i].name, cell(found, 0, "CustomerName"));
		json_decref(found);
		fixture_close(&b.f);
	}
}

TEST(rows_that_are_not_the_invoice_make_no_file)
{
	struct books b;
	struct reconciliation made;

	books_open(&b, "Wingtip", "USD");
	book(&b, 1000, 100);
	for (int wrong = 0; wrong < 4; wrong++)
		for (int form = 0; form < 2; form++) {
			struct invoice invoice = b.invoice;

			invoice.net.minor += wrong == 0;
			invoice.tax.minor -= wrong == 1;
			invoice.gross.minor += wrong == 2;
			invoice.line_count += wrong == 3;
			CHECK_FAILS(ERR_RECONCILIATION_SUMS,
			    reconciliation_make(&b.f.cx, &invoice,
				(enum reconciliation_form)form, &made));
		}
	fixture_close(&b.f);
}

TEST(more_rows_than_a_worksheet_holds_are_refused_as_one)
{
	struct books b;
	struct reconciliation made;

	books_open(&b, "Wingtip", "USD");
	b.invoice.line_count = 1048576;
	CHECK_FAILS(
	    ERR_RECONCILIATION_ROWS, reconciliation_make(&b.f.cx, &b.invoice,
					 RECONCILIATION_XLSX, &made));
	fixture_close(&b.f);
}

RUN_TESTS(TEST_1(amounts_have_the_digits_of_their_currency),
    TEST_1(the_largest_amounts_are_written_to_the_last_unit),
    TEST_1(every_cent_of_a_thousand_rows_is_read_again),
    TEST_1(words_that_look_like_formulas_are_words),
    TEST_1(rows_that_are_not_the_invoice_make_no_file),
    TEST_1(more_rows_than_a_worksheet_holds_are_refused_as_one))
