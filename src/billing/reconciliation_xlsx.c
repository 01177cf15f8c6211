/*
 * The reconciliation as a workbook: a sheet of rows, and a sheet that adds
 * them up with formulas of its own beside the sums of the invoice. A cell of a
 * workbook is a binary number; one with up to 2^53 minor units shows, and
 * gives back, every decimal of its currency. All that is computed, is computed
 * from minor units elsewhere.
 */
#include <stdlib.h>
#include <string.h>

#include <xlsxwriter.h>

#include "base/log.h"
#include "base/settings.h"
#include "billing/reconciliation_private.h"
#include "i18n/i18n.h"

#define ROWS_SHEET "Lines"

struct book {
	lxw_workbook *workbook;
	lxw_worksheet *rows, *proof;
	lxw_format *bold, *money;
	lxw_row_t row; /* the next of the rows */
	bool bad;
};

static void note(struct book *book, lxw_error error)
{
	book->bad = book->bad || error != LXW_NO_ERROR;
}

/* The nearest binary number of a decimal of ours. */
static void put_number(struct book *book, lxw_worksheet *sheet, lxw_row_t row,
    lxw_col_t column, const char *decimal, lxw_format *format)
{
	note(book, worksheet_write_number(
		       sheet, row, column, strtod(decimal, NULL), format));
}

static void put_text(struct book *book, lxw_worksheet *sheet, lxw_row_t row,
    lxw_col_t column, const char *text, lxw_format *format)
{
	note(book, worksheet_write_string(sheet, row, column, text, format));
}

static struct error row_out(
    struct recon_writer *writer, struct ctx *cx, const char *const *cells)
{
	struct book *book = writer->file;

	(void)cx;
	for (lxw_col_t i = 0; i < RECON_COLUMNS; i++) {
		if (cells[i] == NULL || cells[i][0] == '\0')
			continue;
		if (recon_columns[i].kind == CELL_TEXT)
			put_text(
			    book, book->rows, book->row, i, cells[i], NULL);
		else
			put_number(book, book->rows, book->row, i, cells[i],
			    recon_columns[i].kind == CELL_MONEY ? book->money
								: NULL);
	}
	book->row++;
	return book->bad ? fail(ERR_INTERNAL, NULL) : OK;
}

static void heads_out(struct book *book)
{
	for (lxw_col_t i = 0; i < RECON_COLUMNS; i++)
		put_text(
		    book, book->rows, 0, i, recon_columns[i].name, book->bold);
	worksheet_freeze_panes(book->rows, 1, 0);
	note(book,
	    worksheet_set_column(book->rows, 0, RECON_COLUMNS - 1, 18, NULL));
	book->row = 1;
}

/* ---- the proof ---- */

static const char *decimal(struct ctx *cx, struct money money)
{
	char *text = arena_alloc(cx->arena, 32);

	money_decimal(money.minor, currency_exponent(money.currency), text, 32);
	return text;
}

struct proof_sum {
	int column; /* of the rows */
	struct money of_rows, of_invoice;
};

/* The rows added up, and what is then left of the cell above. */
static void formula_out(struct ctx *cx, struct book *book, lxw_row_t row,
    lxw_col_t at, const struct proof_sum *sum, bool difference)
{
	lxw_col_t place = (lxw_col_t)sum->column;
	lxw_row_t last = book->row > 1 ? book->row - 1 : 1;
	struct money shown =
	    difference ? money_of(0, sum->of_rows.currency) : sum->of_rows;
	char range[LXW_MAX_CELL_RANGE_LENGTH];
	char cell[LXW_MAX_CELL_NAME_LENGTH] = "";

	lxw_rowcol_to_range(range, 1, place, last, place);
	if (difference)
		lxw_rowcol_to_cell(cell, row - 1, at);
	note(book,
	    worksheet_write_formula_num(book->proof, row, at,
		arena_printf(cx->arena, "=ROUND(SUM(" ROWS_SHEET "!%s)%s%s,%d)",
		    range, difference ? "-" : "", cell,
		    currency_exponent(shown.currency)),
		book->money, strtod(decimal(cx, shown), NULL)));
}

/* Row by row: what was written is written. */
static void proof_rows_out(
    struct ctx *cx, struct book *book, const struct proof_sum *sums)
{
	put_text(book, book->proof, 1, 0, _("Sum of the rows"), NULL);
	for (lxw_col_t i = 0; i < 3; i++)
		formula_out(cx, book, 1, i + 1, &sums[i], false);
	put_text(book, book->proof, 2, 0, _("On the invoice"), NULL);
	for (lxw_col_t i = 0; i < 3; i++)
		put_number(book, book->proof, 2, i + 1,
		    decimal(cx, sums[i].of_invoice), book->money);
	put_text(book, book->proof, 3, 0, _("Difference"), NULL);
	for (lxw_col_t i = 0; i < 3; i++)
		formula_out(cx, book, 3, i + 1, &sums[i], true);
}

static void proof_out(
    struct ctx *cx, struct book *book, const struct recon_writer *writer)
{
	const struct invoice *invoice = writer->invoice;
	const struct reconciliation *made = &writer->made;
	const struct proof_sum sums[] = {
		{ RECON_SUBTOTAL, made->net, invoice->net },
		{ RECON_TAX_TOTAL, made->tax, invoice->tax },
		{ RECON_TOTAL, made->gross, invoice->gross },
	};

	note(book, worksheet_set_column(book->proof, 0, 3, 24, NULL));
	put_text(book, book->proof, 0, 0,
	    message_with(cx, N_("{number}, {currency}"),
		HOLES({ "number", invoice->invoice_id },
		    { "currency", invoice->currency })),
	    book->bold);
	for (lxw_col_t i = 0; i < 3; i++)
		put_text(book, book->proof, 0, i + 1,
		    recon_columns[sums[i].column].name, book->bold);
	proof_rows_out(cx, book, sums);
}

/* ---- the workbook ---- */

/* The same invoice is the same file, byte for byte, whenever it is asked for.
 */
static bool book_open(
    struct ctx *cx, struct book *book, const struct invoice *invoice, int file)
{
	static const char *const formats[] = { "#,##0", "#,##0.0", "#,##0.00",
		"#,##0.000" };
	lxw_workbook_options options = { .constant_memory = LXW_TRUE,
		.tmpdir = (char *)(uintptr_t)cx->settings->data_dir };
	lxw_doc_properties properties = { .created = invoice->issued_at };

	/* the library takes names of files; this one's has none */
	book->workbook = workbook_new_opt(
	    arena_printf(cx->arena, "/proc/self/fd/%d", file), &options);
	if (book->workbook == NULL)
		return false;
	book->bold = workbook_add_format(book->workbook);
	book->money = workbook_add_format(book->workbook);
	book->rows = workbook_add_worksheet(book->workbook, ROWS_SHEET);
	book->proof = workbook_add_worksheet(book->workbook, "Proof");
	if (book->bold == NULL || book->money == NULL || book->rows == NULL ||
	    book->proof == NULL)
		return false;
	note(book, workbook_set_properties(book->workbook, &properties));
	format_set_bold(book->bold);
	format_set_num_format(
	    book->money, formats[currency_exponent(invoice->currency)]);
	return true;
}

struct error recon_workbook(
    struct ctx *cx, struct recon_writer *writer, int file)
{
	struct book book = { 0 };
	struct error e = OK;
	lxw_error closed = LXW_NO_ERROR;

	if (!book_open(cx, &book, writer->invoice, file))
		book.bad = true;
	if (!book.bad) {
		writer->file = &book;
		writer->row = row_out;
		heads_out(&book);
		e = recon_rows(cx, writer);
	}
	if (e.code == 0 && !book.bad)
		proof_out(cx, &book, writer);
	if (book.workbook != NULL)
		closed = workbook_close(book.workbook);
	if (e.code || (!book.bad && closed == LXW_NO_ERROR))
		return e;
	log_event(LOG_ERROR, "a workbook cannot be written",
	    LOG_T("reason", lxw_strerror(closed)));
	return fail(ERR_INTERNAL, NULL);
}
