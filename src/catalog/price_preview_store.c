/*
 * What a price sheet would change: each of its lines against the price that
 * holds where it begins. Reads only.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/money.h"
#include "catalog/price_private.h"
#include "db/db.h"

#define FIRST 500

struct held {
	bool found;
	int64_t unit_minor, erp_minor;
	bool has_erp;
};

/* The price at that instant and quantity, by the newest live sheet. */
static struct error held_load(struct ctx *cx, const struct price_sku *sku,
    const struct price_row *row, struct held *ret_held)
{
	int64_t at = row->valid_from > cx->wall ? row->valid_from : cx->wall;
	struct rows *rows = sql_open(cx, SQL_price_held,
	    ARGS(T(sku->product_id), T(sku->sku_id), T(row->market),
		T(row->currency), T(price_segment(row->segment)), I(at),
		I(row->tier_min)));

	*ret_held = (struct held){ 0 };
	if (rows_next(rows)) {
		ret_held->found = true;
		ret_held->unit_minor = rows_int(rows, 0);
		ret_held->has_erp = !rows_null(rows, 1);
		if (ret_held->has_erp)
			ret_held->erp_minor = rows_int(rows, 1);
	}
	return rows_close(rows);
}

static const char *amount_text(
    struct arena *arena, int64_t minor, const char *currency)
{
	char text[32];

	money_decimal(minor, currency_exponent(currency), text, sizeof(text));
	return arena_printf(arena, "%s %s", text, currency);
}

static const char *day_words(struct arena *arena, int64_t instant)
{
	char day[DAY_TEXT];

	day_text(day_of(instant), day);
	return arena_dup(arena, day);
}

static const char *subject_of(struct arena *arena, const struct price_sku *sku,
    const struct price_row *row)
{
	return arena_printf(arena, "%s:%s %s %s, %" PRId64 "+, %s",
	    sku->product_id, sku->sku_id, row->market,
	    price_segment(row->segment), row->tier_min,
	    day_words(arena, row->valid_from));
}

static enum import_kind kind_of(
    struct ctx *cx, const struct price_row *row, const struct held *held)
{
	if (row->valid_to <= cx->wall)
		return IMPORT_PRICE_ENDED;
	if (!held->found)
		return IMPORT_PRICE_NEW;
	if (held->unit_minor != row->unit_minor ||
	    held->has_erp != row->has_erp ||
	    (row->has_erp && held->erp_minor != row->erp_minor))
		return IMPORT_PRICE_CHANGED;
	return IMPORT_PRICE_SAME;
}

static void sample_add(struct ctx *cx, const struct sheet *sheet,
    const struct price_row *row, const struct held *held, enum import_kind kind)
{
	const struct price_sku *sku = &sheet->skus.skus[row->sku];
	const char *end = day_words(cx->arena, row->valid_to - 1);
	struct import_sample sample = { .kind = kind,
		.line = row->line,
		.subject = subject_of(cx->arena, sku, row),
		.after =
		    amount_text(cx->arena, row->unit_minor, row->currency) };

	if (held->found)
		sample.before =
		    amount_text(cx->arena, held->unit_minor, row->currency);
	if (kind == IMPORT_PRICE_ENDED || kind == IMPORT_PRICE_ENDING)
		sample.after =
		    arena_printf(cx->arena, "%s, until %s", sample.after, end);
	import_sample(sheet->import, &sample);
}

static struct error row_look(
    struct ctx *cx, const struct sheet *sheet, const struct price_row *row)
{
	struct held held = { 0 };
	enum import_kind kind;
	struct error e = OK;

	if (row->valid_to > cx->wall)
		e = held_load(cx, &sheet->skus.skus[row->sku], row, &held);
	if (e.code)
		return e;
	kind = kind_of(cx, row, &held);
	if (import_count(sheet->import, kind))
		sample_add(cx, sheet, row, &held, kind);
	if (kind != IMPORT_PRICE_ENDED && row->valid_to < PRICE_NO_END &&
	    import_count(sheet->import, IMPORT_PRICE_ENDING))
		sample_add(cx, sheet, row, &held, IMPORT_PRICE_ENDING);
	return OK;
}

/* Counts what it adds to a preview of its own first: a slice may run again. */
static struct error rows_look(struct ctx *cx, void *what)
{
	struct sheet *sheet = what;
	struct import_preview *before = sheet->before;
	struct error e = OK;

	*sheet->import->preview = *before;
	for (size_t i = 0; i < sheet->row_count && !e.code; i++)
		e = row_look(cx, sheet, &sheet->rows[i]);
	return e;
}

static struct error row_keep(struct sheet *sheet, const struct price_row *row)
{
	struct error e;

	sheet->rows[sheet->row_count++] = *row;
	if (sheet->row_count < sheet->slice_size)
		return OK;
	e = price_slice_send(sheet, rows_look);
	*sheet->before = *sheet->import->preview;
	return e;
}

struct error price_preview(struct sheet *sheet)
{
	struct error e;

	sheet->slice_size = FIRST;
	sheet->rows = malloc(SLICE_MAX * sizeof(*sheet->rows));
	sheet->before = calloc(1, sizeof(*sheet->before));
	if (sheet->rows == NULL || sheet->before == NULL) {
		e = fail(ERR_INTERNAL, NULL);
	} else {
		rewind(sheet->in);
		e = price_lines_read(sheet, row_keep);
		if (!e.code)
			e = price_slice_send(sheet, rows_look);
	}
	free(sheet->rows);
	free(sheet->before);
	return e;
}
