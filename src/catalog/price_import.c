/*
 * Takes a price sheet: the first reading checks every line, the second stages
 * rows in slices, a last one makes the sheet live. Leaves what a line means
 * to price_row.c.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/text.h"
#include "catalog/import_csv.h"
#include "catalog/price_private.h"
#include "db/db.h"
#include "i18n/i18n.h"

#define ROWS_MAX 10000000
#define LINES_PER_QUESTION 4096 /* whether to stop */
/* A slice begins small and follows the clock: people wait at most for one. */
#define SLICE_FIRST 500
#define SLICE_US 12000

static struct error skus_load(struct ctx *cx, void *what)
{
	struct sheet *sheet = what;
	struct arena *arena = sheet->import->cx->arena;
	struct rows *rows = sql_open(cx, SQL_price_skus, NO_ARGS);
	struct price_sku *skus = NULL;
	size_t count = 0, room = 0;

	while (rows_next(rows)) {
		struct price_sku sku = { 0 };

		ARENA_ROOM(arena, skus, count, room);
		snprintf(sku.product_id, sizeof(sku.product_id), "%s",
		    rows_text(rows, 0));
		snprintf(
		    sku.sku_id, sizeof(sku.sku_id), "%s", rows_text(rows, 1));
		snprintf(sku.term, sizeof(sku.term), "%s", rows_text(rows, 2));
		snprintf(sku.billing_cycle, sizeof(sku.billing_cycle), "%s",
		    rows_text(rows, 3));
		skus[count++] = sku;
	}
	sheet->skus = (struct price_skus){ count, skus };
	return rows_close(rows);
}

/* By bytes at the first reading, by lines when their number is known. */
static void tell(struct sheet *sheet)
{
	if (sheet->known > 0)
		import_progress(sheet->import, sheet->lines, sheet->known);
	else
		import_progress(
		    sheet->import, (int64_t)ftello(sheet->in), sheet->size);
}

struct error price_lines_read(struct sheet *sheet,
    struct error (*each)(struct sheet *sheet, const struct price_row *row))
{
	struct csv_file *csv = csv_file_open(sheet->in);
	struct csv_row row;
	struct price_row price;
	const char *reason = NULL;
	enum csv_result result;
	bool headed = false;
	struct error e = OK;

	sheet->lines = 0;
	while (csv != NULL && !e.code &&
	       (result = csv_file_next(csv, &row, &reason)) != CSV_END) {
		if (result == CSV_FAILED) {
			e = import_unreadable(sheet->import, sheet->name);
		} else if (result == CSV_BAD) {
			import_bad_line(sheet->import, row.line, NULL, reason);
			if (!headed)
				break;
		} else if (!headed) {
			if (!price_header_read(
				sheet->import, &row, &sheet->header))
				break;
			headed = true;
		} else {
			if (++sheet->lines % LINES_PER_QUESTION == 0) {
				tell(sheet);
				if (import_must_stop(sheet->import))
					e = fail(ERR_STOPPING, NULL);
			}
			if (!e.code &&
			    price_row_read(sheet->import, &sheet->header,
				&sheet->skus, &row, &price))
				e = each(sheet, &price);
		}
	}
	csv_file_close(csv);
	if (!e.code && !headed && sheet->import->bad == 0)
		import_bad_line(
		    sheet->import, 1, NULL, N_("the file is empty"));
	return csv == NULL ? fail(ERR_INTERNAL, NULL) : e;
}

/* What the first reading gathers: 48 bytes a line. */
struct spans {
	struct sheet sheet; /* first: the callback gives it back */
	struct price_span *list;
	size_t count, room;
};

static struct error span_add(struct sheet *sheet, const struct price_row *row)
{
	struct spans *spans = (struct spans *)sheet;

	if (spans->count == spans->room) {
		size_t more = spans->room ? spans->room * 2 : 4096;
		void *list = realloc(spans->list, more * sizeof(*spans->list));

		if (list == NULL || spans->count >= ROWS_MAX) {
			errno = list == NULL ? ENOMEM : EFBIG;
			spans->list = list ? list : spans->list;
			return import_unreadable(sheet->import, sheet->name);
		}
		spans->list = list;
		spans->room = more;
	}
	spans->list[spans->count++] = price_span_of(row);
	return OK;
}

/* Both readings must see the same bytes. */
static bool digest_of(FILE *in, char ret[SHA256_HEX])
{
	uint8_t digest[SHA256_BYTES];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	char piece[65536];
	bool fine = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	size_t got;

	rewind(in);
	while (fine && (got = fread(piece, 1, sizeof(piece), in)) > 0)
		fine = EVP_DigestUpdate(md, piece, got) == 1;
	fine = fine && !ferror(in) && EVP_DigestFinal_ex(md, digest, NULL) == 1;
	EVP_MD_CTX_free(md);
	if (fine)
		hex_encode(digest, sizeof(digest), ret);
	rewind(in);
	return fine;
}

static struct error check_all(struct spans *spans)
{
	struct sheet *sheet = &spans->sheet;
	struct error e;

	rewind(sheet->in);
	e = price_lines_read(sheet, span_add);
	sheet->known = sheet->lines;
	if (!e.code)
		price_spans_check(sheet->import, spans->list, spans->count);
	free(spans->list);
	spans->list = NULL;
	if (!e.code && sheet->import->bad == 0 && sheet->lines == 0)
		import_bad_line(sheet->import, 1, NULL,
		    N_("there is no price below the header"));
	return e.code ? e : import_verdict(sheet->import);
}

static struct error sheet_begin(struct ctx *cx, void *what)
{
	struct sheet *sheet = what;
	struct error e;
	int64_t id;

	if ((e = sql_int(cx, SQL_price_sheet_same, ARGS(T(sheet->sha256)), &id,
		 &sheet->same))
		.code ||
	    sheet->same)
		return e;
	if ((e = sql_int(cx, SQL_price_sheet_next, NO_ARGS, &id, NULL)).code)
		return e;
	if ((e = sql_run(cx, SQL_price_sheet_add,
		 ARGS(I(id), T(sheet->name), T(sheet->sha256), I(sheet->lines),
		     I(cx->wall)),
		 NULL))
		.code)
		return e;
	sheet->sheet_id = id;
	return OK;
}

static struct error row_write(
    struct ctx *cx, const struct sheet *sheet, const struct price_row *row)
{
	const struct price_sku *sku = &sheet->skus.skus[row->sku];
	struct sql_arg erp = I(row->erp_minor);
	struct sql_arg none = NIL;

	return sql_run(cx, SQL_price_add,
	    ARGS(T(sku->product_id), T(sku->sku_id), T(row->market),
		T(row->currency), T(price_segment(row->segment)),
		I(sheet->sheet_id), I(row->valid_from), I(row->tier_min),
		I(row->tier_max), I(row->valid_to), I(row->unit_minor),
		row->has_erp ? erp : none, T(row->billing_plan)),
	    NULL);
}

static struct error rows_write(struct ctx *cx, void *what)
{
	const struct sheet *sheet = what;
	struct error e = OK;

	for (size_t i = 0; i < sheet->row_count && !e.code; i++)
		e = row_write(cx, sheet, &sheet->rows[i]);
	return e;
}

/* Half as many rows after a slow slice, some more after a quick one. */
static void slice_fit(struct sheet *sheet, int64_t took_us)
{
	if (took_us > SLICE_US)
		sheet->slice_size = sheet->slice_size / 2;
	else if (took_us < SLICE_US / 2)
		sheet->slice_size += sheet->slice_size / 4;
	if (sheet->slice_size < 50)
		sheet->slice_size = 50;
	if (sheet->slice_size > SLICE_MAX)
		sheet->slice_size = SLICE_MAX;
}

struct error price_slice_send(
    struct sheet *sheet, struct error (*work)(struct ctx *cx, void *what))
{
	int64_t began = clock_steady_us();
	struct error e;

	if (sheet->row_count == 0)
		return OK;
	e = import_slice(sheet->import, work, sheet);
	sheet->row_count = 0;
	slice_fit(sheet, clock_steady_us() - began);
	return e;
}

static struct error row_stage(struct sheet *sheet, const struct price_row *row)
{
	sheet->rows[sheet->row_count++] = *row;
	return sheet->row_count >= sheet->slice_size
		   ? price_slice_send(sheet, rows_write)
		   : OK;
}

static struct error sheet_live(struct ctx *cx, void *what)
{
	const struct sheet *sheet = what;

	return sql_run(
	    cx, SQL_price_sheet_live, ARGS(I(sheet->sheet_id)), NULL);
}

static struct error stage_all(struct sheet *sheet)
{
	char again[SHA256_HEX] = "";
	struct error e;

	sheet->slice_size = SLICE_FIRST;
	sheet->rows = malloc(SLICE_MAX * sizeof(*sheet->rows));
	if (sheet->rows == NULL)
		return fail(ERR_INTERNAL, NULL);
	rewind(sheet->in);
	e = price_lines_read(sheet, row_stage);
	if (!e.code)
		e = price_slice_send(sheet, rows_write);
	free(sheet->rows);
	if (!e.code &&
	    (!digest_of(sheet->in, again) || strcmp(again, sheet->sha256) != 0))
		import_bad_line(sheet->import, 1, NULL,
		    N_("the file was changed while it was read"));
	if (!e.code)
		e = import_verdict(sheet->import);
	return e.code ? e : import_slice(sheet->import, sheet_live, sheet);
}

static struct error left_find(struct ctx *cx, void *what)
{
	struct sheet *sheet = what;

	sheet->at = (struct place){ .market = "" };
	return sql_int(
	    cx, SQL_price_sheet_left, NO_ARGS, &sheet->sheet_id, &sheet->left);
}

static struct error place_next(
    struct ctx *cx, struct place *at, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_price_place_next,
	    ARGS(T(at->product_id), T(at->sku_id), T(at->market)));

	if ((*ret_found = rows_next(rows))) {
		snprintf(at->product_id, sizeof(at->product_id), "%s",
		    rows_text(rows, 0));
		snprintf(
		    at->sku_id, sizeof(at->sku_id), "%s", rows_text(rows, 1));
		snprintf(
		    at->market, sizeof(at->market), "%s", rows_text(rows, 2));
	}
	return rows_close(rows);
}

/* One SKU and market after the other, as long as the slice may last. */
static struct error left_drop(struct ctx *cx, void *what)
{
	struct sheet *sheet = what;
	struct place *at = &sheet->next;
	int64_t began = clock_steady_us();
	struct error e = OK;
	bool found = true;

	*at = sheet->at;
	while (!e.code && found && clock_steady_us() - began < SLICE_US) {
		if ((e = place_next(cx, at, &found)).code || !found)
			break;
		e = sql_run(cx, SQL_price_drop,
		    ARGS(T(at->product_id), T(at->sku_id), T(at->market),
			I(sheet->sheet_id)),
		    NULL);
	}
	sheet->left = found;
	if (!e.code && !found)
		e = sql_run(
		    cx, SQL_price_sheet_refuse, ARGS(I(sheet->sheet_id)), NULL);
	return e;
}

/* Staged rows of an import that was cut off, or failed just now. */
static struct error left_clean(struct sheet *sheet)
{
	struct import *import = sheet->import;
	struct error e;

	while (
	    !(e = import_slice(import, left_find, sheet)).code && sheet->left)
		while (!e.code && sheet->left) {
			e = import_slice(import, left_drop, sheet);
			sheet->at = sheet->next;
		}
	return e;
}

struct error price_import(struct import *import, FILE *in, const char *name)
{
	struct spans spans = { .sheet = {
				   .import = import, .in = in, .name = name } };
	struct sheet *sheet = &spans.sheet;
	struct error e;

	errno = 0;
	if (!digest_of(in, sheet->sha256) || fseeko(in, 0, SEEK_END) != 0)
		return import_unreadable(import, name);
	sheet->size = (int64_t)ftello(in);
	rewind(in);
	if ((e = import_slice(import, skus_load, sheet)).code ||
	    (e = check_all(&spans)).code)
		return e;
	if (import->check_only)
		return import->preview ? price_preview(sheet) : OK;
	if ((e = left_clean(sheet)).code ||
	    (e = import_slice(import, sheet_begin, sheet)).code)
		return e;
	if (sheet->same) {
		import_say(import, "%s: these prices are live already", name);
		return OK;
	}
	if ((e = stage_all(sheet)).code) {
		if (e.code != ERR_STOPPING)
			(void)left_clean(sheet);
		return e;
	}
	import_say(
	    import, "%s: %" PRId64 " prices are live", name, sheet->lines);
	return OK;
}
