/*
 * Reconciliation files: pages of rows into a file without a name, added up
 * from what was written. The columns are reconciliation_row.c's.
 */
#include "billing/reconciliation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv_row.h"
#include "base/log.h"
#include "base/settings.h"
#include "billing/reconciliation_private.h"

#define PAGE_ROWS 500
#define SHEET_ROWS 1048575 /* of a worksheet, below its head */

static struct error not_written(const char *what)
{
	log_event(LOG_ERROR, "a reconciliation file cannot be written",
	    LOG_T("what", what), LOG_T("reason", strerror(errno)));
	return fail(ERR_INTERNAL, NULL);
}

/* ---- adding up ---- */

/* From the text as it went out, not from where it came from. */
static bool add_cell(struct money *sum, const char *cell)
{
	int64_t minor;

	if (!money_parse(cell, currency_exponent(sum->currency), true, &minor))
		return false;
	return !__builtin_add_overflow(sum->minor, minor, &sum->minor);
}

static struct error row_count(
    struct recon_writer *writer, const char *const *cells)
{
	struct reconciliation *made = &writer->made;

	made->row_count++;
	if (!add_cell(&made->net, cells[RECON_SUBTOTAL]) ||
	    !add_cell(&made->tax, cells[RECON_TAX_TOTAL]) ||
	    !add_cell(&made->gross, cells[RECON_TOTAL]))
		return not_written("an amount that cannot be read");
	return OK;
}

struct error recon_check(const struct recon_writer *writer)
{
	const struct invoice *invoice = writer->invoice;
	const struct reconciliation *made = &writer->made;

	if (made->row_count == invoice->line_count &&
	    made->net.minor == invoice->net.minor &&
	    made->tax.minor == invoice->tax.minor &&
	    made->gross.minor == invoice->gross.minor)
		return OK;
	log_event(LOG_ERROR, "rows do not sum to their invoice",
	    LOG_T("invoice", invoice->invoice_id),
	    LOG_I("rows", made->row_count), LOG_I("lines", invoice->line_count),
	    LOG_I("rowsGross", made->gross.minor),
	    LOG_I("invoiceGross", invoice->gross.minor));
	return fail(ERR_RECONCILIATION_SUMS, NULL);
}

/* ---- rows ---- */

static struct error line_write(
    struct ctx *cx, const struct invoice_line *line, void *who)
{
	struct recon_writer *writer = who;
	struct recon_row row =
	    recon_row_of(cx, line, writer->invoice->invoice_id);
	struct error e = row_count(writer, row.cells);

	return e.code ? e : writer->row(writer, cx, row.cells);
}

/* Each page dies before the next: a long invoice needs no more memory. */
struct error recon_rows(struct ctx *cx, struct recon_writer *writer)
{
	const struct invoice *invoice = writer->invoice;
	struct invoice_place place = { .order_id = "" };
	bool more = true;
	struct error e = OK;

	while (e.code == 0 && more) {
		struct ctx own = *cx;
		struct arena arena;

		arena_init(&arena);
		own.arena = &arena;
		e = invoice_lines_after(&own, invoice->month, invoice->currency,
		    &place, PAGE_ROWS, line_write, writer, &more);
		e = fail((enum error_code)e.code, NULL); /* no arena text */
		arena_done(&arena);
	}
	return e.code ? e : recon_check(writer);
}

/* ---- comma-separated values ---- */

static struct error csv_out(FILE *file, const struct text *text)
{
	if (fwrite(text->bytes, 1, text->length, file) != text->length)
		return not_written("rows");
	return OK;
}

static struct error csv_row_out(
    struct recon_writer *writer, struct ctx *cx, const char *const *cells)
{
	struct text text;

	text_init(&text, cx->arena);
	for (size_t i = 0; i < RECON_COLUMNS; i++) {
		if (i > 0)
			text_add_char(&text, ',');
		csv_cell(&text, cells[i], recon_columns[i].kind != CELL_TEXT);
	}
	csv_row_end(&text);
	return csv_out(writer->file, &text);
}

static struct error csv_make(
    struct ctx *cx, struct recon_writer *writer, int file)
{
	const char *heads[RECON_COLUMNS];
	int copy = dup(file);
	FILE *out = copy < 0 ? NULL : fdopen(copy, "w");
	struct text text;
	struct error e;

	if (out == NULL)
		return not_written("a file");
	writer->file = out;
	writer->row = csv_row_out;
	for (size_t i = 0; i < RECON_COLUMNS; i++)
		heads[i] = recon_columns[i].name;
	text_init(&text, cx->arena);
	csv_row(&text, heads, RECON_COLUMNS);
	e = csv_out(out, &text);
	if (e.code == 0)
		e = recon_rows(cx, writer);
	if (fclose(out) != 0 && e.code == 0)
		e = not_written("a file");
	return e;
}

/* ---- files ---- */

/* Below the data folder, without a name: gone whatever happens. */
static struct error file_open(struct ctx *cx, int *ret_file)
{
	char *path = arena_printf(
	    cx->arena, "%s/reconciliation-XXXXXX", cx->settings->data_dir);
	int file = mkostemp(path, O_CLOEXEC);

	if (file < 0)
		return not_written(path);
	unlink(path);
	*ret_file = file;
	return OK;
}

static struct error file_measure(struct reconciliation *made)
{
	struct stat about;

	if (fstat(made->file, &about) != 0 || about.st_size == 0)
		return not_written("nothing");
	if (!sha256_file(made->file, made->sha256))
		return not_written("a file that cannot be read");
	made->length = about.st_size;
	return OK;
}

struct error reconciliation_make(struct ctx *cx, const struct invoice *invoice,
    enum reconciliation_form form, struct reconciliation *ret_made)
{
	struct money zero = money_of(0, invoice->currency);
	struct recon_writer writer = { .invoice = invoice,
		.made = { .net = zero, .tax = zero, .gross = zero } };
	struct error e;

	if (form == RECONCILIATION_XLSX && invoice->line_count > SHEET_ROWS)
		return fail(ERR_RECONCILIATION_ROWS, NULL);
	if ((e = file_open(cx, &writer.made.file)).code)
		return e;
	if (form == RECONCILIATION_CSV)
		e = csv_make(cx, &writer, writer.made.file);
	else
		e = recon_workbook(cx, &writer, writer.made.file);
	if (e.code == 0)
		e = file_measure(&writer.made);
	if (e.code)
		close(writer.made.file);
	else
		*ret_made = writer.made;
	return e;
}

const char *reconciliation_type(enum reconciliation_form form)
{
	return form == RECONCILIATION_CSV
		   ? "text/csv; charset=utf-8"
		   : "application/vnd.openxmlformats-officedocument."
		     "spreadsheetml.sheet";
}

const char *reconciliation_name(struct arena *arena,
    const struct invoice *invoice, enum reconciliation_form form)
{
	return arena_printf(arena, "Reconciliation_%s.%s", invoice->invoice_id,
	    form == RECONCILIATION_CSV ? "csv" : "xlsx");
}
