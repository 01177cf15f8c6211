/*
 * Draws statements with cairo and pango. What is on an invoice, invoice.h
 * says; nothing here computes an amount.
 */
#include "billing/statement.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "accounts/country.h"
#include "accounts/principal.h"
#include "base/day.h"
#include "base/log.h"
#include "i18n/i18n.h"

/* Points: 1/72 inch. */
#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0
#define MARGIN 48.0
#define ROW_HEIGHT 28.0
#define FIRST_TOP 190.0 /* of the table, below the head of page 1 */
#define NEXT_TOP 90.0
#define BOTTOM (PAGE_HEIGHT - 80.0)
#define FAMILY "DejaVu Sans, Noto Sans CJK SC"

struct column {
	const char *name; /* N_() */
	double left, width;
	PangoAlignment align;
};
enum { COL_DAY, COL_ITEM, COL_NET, COL_TAX, COL_GROSS, COLUMNS };
static const struct column columns[COLUMNS] = {
	{ N_("Day"), 48, 66, PANGO_ALIGN_LEFT },
	{ N_("Item"), 116, 200, PANGO_ALIGN_LEFT },
	{ N_("Net"), 316, 74, PANGO_ALIGN_RIGHT },
	{ N_("Tax"), 394, 70, PANGO_ALIGN_RIGHT },
	{ N_("Gross"), 468, 79, PANGO_ALIGN_RIGHT },
};

struct drawing {
	struct ctx *cx;
	const struct invoice *invoice;
	enum statement_kind kind;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoLayout *layout;
	double y;
	int64_t page, pages;
	int64_t lines, net, tax, gross; /* drawn so far */
};

/* ---- text ---- */

/* One line, shortened to its width; the baseline is not the caller's care. */
static void put(struct drawing *d, const char *text, double left, double top,
    double width, double size, bool bold, PangoAlignment align)
{
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family(font, FAMILY);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	if (bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(d->layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(d->layout, (int)(width * PANGO_SCALE));
	pango_layout_set_alignment(d->layout, align);
	pango_layout_set_text(d->layout, text == NULL ? "" : text, -1);
	cairo_move_to(d->cairo, left, top);
	pango_cairo_show_layout(d->cairo, d->layout);
}

/* How wide it would be, in points. */
static double width_of(
    struct drawing *d, const char *text, double size, bool bold)
{
	PangoFontDescription *font = pango_font_description_new();
	int width;

	pango_font_description_set_family(font, FAMILY);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	if (bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(d->layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(d->layout, -1);
	pango_layout_set_text(d->layout, text == NULL ? "" : text, -1);
	pango_layout_get_size(d->layout, &width, NULL);
	return (double)width / PANGO_SCALE;
}

/* What is too long is made smaller; an amount never shorter. */
static void put_cell(struct drawing *d, int column, const char *text,
    double top, double size, bool bold)
{
	const struct column *of = &columns[column];
	double least = of->align == PANGO_ALIGN_RIGHT ? 3 : size * .75;
	double smaller = size;

	while (smaller > least && width_of(d, text, smaller, bold) > of->width)
		smaller *= .97;
	top += size - smaller;
	size = smaller;
	put(d, text, of->left, top, of->width, size, bold, of->align);
}

static void rule(struct drawing *d, double y, double width)
{
	cairo_set_line_width(d->cairo, width);
	cairo_move_to(d->cairo, MARGIN, y);
	cairo_line_to(d->cairo, PAGE_WIDTH - MARGIN, y);
	cairo_stroke(d->cairo);
}

/* ---- parts of a page ---- */

static const char *title(struct drawing *d)
{
	struct ctx *cx = d->cx;
	const char *receipt = receipt_id_of(cx->arena, d->invoice);

	return d->kind == STATEMENT_RECEIPT
		   ? message_with(cx, N_("Tax receipt {number}"),
			 HOLES({ "number", receipt }))
		   : message_with(cx,
			 d->invoice->kind == INVOICE_CREDIT_NOTE
			     ? N_("Credit note {number}")
			     : N_("Invoice {number}"),
			 HOLES({ "number", d->invoice->invoice_id }));
}

/* What is to be done about it. */
static const char *state_text(struct drawing *d)
{
	const struct invoice *invoice = d->invoice;
	struct ctx *cx = d->cx;
	const struct hole holes[] = {
		{ "day", show_day(cx, invoice->state == INVOICE_PAID
					  ? invoice->paid_day
					  : invoice->due_day) },
		{ NULL, NULL },
	};

	if (invoice->state == INVOICE_PAID)
		return message_with(cx, N_("Paid on {day}"), holes);
	if (invoice->gross.minor < 0)
		return _("Issued: this amount is credited");
	return message_with(cx,
	    invoice->state == INVOICE_OVERDUE ? N_("Overdue, was due on {day}")
					      : N_("Issued, due on {day}"),
	    holes);
}

static void head_draw(struct drawing *d)
{
	struct ctx *cx = d->cx;
	const struct partner *partner = cx->who->partner;
	const char *month = show_month(cx, d->invoice->month);
	double width = PAGE_WIDTH - 2 * MARGIN;

	put(d, title(d), MARGIN, 48, width, 20, true, PANGO_ALIGN_LEFT);
	put(d, month, MARGIN, 78, width, 12, false, PANGO_ALIGN_LEFT);
	put(d, partner->name, MARGIN, 106, width, 11, true, PANGO_ALIGN_LEFT);
	put(d,
	    arena_printf(cx->arena, "%s, %s", partner->city,
		country_text(cx, partner->country)),
	    MARGIN, 122, width, 10, false, PANGO_ALIGN_LEFT);
	put(d,
	    message_with(
		cx, N_("Partner id {mpn}"), HOLES({ "mpn", partner->mpn_id })),
	    MARGIN, 137, width, 10, false, PANGO_ALIGN_LEFT);
	put(d,
	    message_with(cx, N_("Dated {day}"),
		HOLES({ "day", show_day(cx, day_of(d->invoice->dated_at)) })),
	    MARGIN, 106, width, 10, false, PANGO_ALIGN_RIGHT);
	put(d, show_money(cx, d->invoice->gross), MARGIN, 122, width, 16, true,
	    PANGO_ALIGN_RIGHT);
	put(d, state_text(d), MARGIN, 144, width, 10, false, PANGO_ALIGN_RIGHT);
}

static void foot_draw(struct drawing *d)
{
	struct ctx *cx = d->cx;

	rule(d, PAGE_HEIGHT - 56, .5);
	put(d,
	    arena_printf(cx->arena, "%s · %s", cx->who->partner->name,
		d->invoice->invoice_id),
	    MARGIN, PAGE_HEIGHT - 50, 300, 8, false, PANGO_ALIGN_LEFT);
	put(d,
	    message_with(cx, N_("Page {page} of {pages}"),
		HOLES({ "page", show_int(cx, d->page) },
		    { "pages", show_int(cx, d->pages) })),
	    PAGE_WIDTH - MARGIN - 150, PAGE_HEIGHT - 50, 150, 8, false,
	    PANGO_ALIGN_RIGHT);
}

static void page_begin(struct drawing *d)
{
	struct ctx *cx = d->cx;
	double top = d->page++ == 0 ? FIRST_TOP : NEXT_TOP;

	if (d->page > 1) {
		cairo_show_page(d->cairo);
		put(d, title(d), MARGIN, 48, 400, 11, true, PANGO_ALIGN_LEFT);
	} else {
		head_draw(d);
	}
	for (int i = 0; i < COLUMNS; i++)
		put_cell(d, i, _(columns[i].name), top - 18, 8.5, true);
	rule(d, top - 4, 1);
	foot_draw(d);
	d->y = top;
}

/* Under the item: whose it is, and what happened. */
static const char *line_words(const struct charge *charge)
{
	switch (charge->kind) {
	case CHARGE_RENEW:
		return N_("{customer} · {order} · period from {day}");
	case CHARGE_NEW:
	case CHARGE_ADD_QUANTITY:
		return N_("{customer} · {order}");
	default:
		return N_("{customer} · {order} · credit");
	}
}

static void line_count(struct drawing *d, const struct charge *charge)
{
	d->lines++;
	d->net += charge->net.minor;
	d->tax += charge->tax.minor;
	d->gross += charge->gross.minor;
}

static void line_draw(struct drawing *d, const struct invoice_line *line)
{
	struct ctx *cx = d->cx;
	const struct charge *charge = &line->charge;

	line_count(d, charge);
	if (d->y + ROW_HEIGHT > BOTTOM)
		page_begin(d);
	put_cell(
	    d, COL_DAY, show_day(cx, day_of(charge->at)), d->y, 8.5, false);
	put_cell(d, COL_ITEM,
	    arena_printf(cx->arena, "%s × %s", show_int(cx, charge->quantity),
		charge->title),
	    d->y + .8, 7.6, false);
	put_cell(d, COL_ITEM,
	    message_with(cx, line_words(charge),
		HOLES({ "customer", charge->customer_name },
		    { "order", line->alternate_id },
		    { "day", show_day(cx, charge->period_day) })),
	    d->y + 12, 7, false);
	put_cell(d, COL_NET, show_money(cx, charge->net), d->y, 8.5, false);
	put_cell(d, COL_TAX, show_money(cx, charge->tax), d->y, 8.5, false);
	put_cell(d, COL_GROSS, show_money(cx, charge->gross), d->y, 8.5, false);
	d->y += ROW_HEIGHT;
}

static void total_draw(struct drawing *d)
{
	struct ctx *cx = d->cx;

	if (d->y + 2 * ROW_HEIGHT > BOTTOM)
		page_begin(d);
	rule(d, d->y - 4, 1);
	put_cell(d, COL_ITEM, _("Total"), d->y, 10, true);
	put_cell(d, COL_NET, show_money(cx, d->invoice->net), d->y, 9, true);
	put_cell(d, COL_TAX, show_money(cx, d->invoice->tax), d->y, 9, true);
	put_cell(
	    d, COL_GROSS, show_money(cx, d->invoice->gross), d->y, 9, true);
	d->y += ROW_HEIGHT;
}

/* The proof, under the total: what was drawn sums to what was issued. */
static void proof_draw(struct drawing *d)
{
	struct ctx *cx = d->cx;
	double width = PAGE_WIDTH - 2 * MARGIN;

	const char *proof = message_with(cx,
	    N_("Proof: {lines}; net {net} + tax {tax} = gross {gross}. They sum to this document."),
	    HOLES({ "lines", message_plural(
				 cx, "{n} line", "{n} lines", d->lines, NULL) },
		{ "net", show_money(cx, d->invoice->net) },
		{ "tax", show_money(cx, d->invoice->tax) },
		{ "gross", show_money(cx, d->invoice->gross) }));
	double size = 7.5;

	/* it proves something only when it is whole */
	while (size > 4 && width_of(d, proof, size, false) > width)
		size *= .97;
	put(d, proof, MARGIN, d->y - 4, width, size, false, PANGO_ALIGN_LEFT);
	put(d,
	    message_with(cx, N_("SHA-256 of the lines: {hash}"),
		HOLES({ "hash", d->invoice->lines_hash })),
	    MARGIN, d->y + 8, width, 7.5, false, PANGO_ALIGN_LEFT);
}

static bool adds_up(const struct drawing *d)
{
	const struct invoice *invoice = d->invoice;

	return d->lines == invoice->line_count &&
	       d->net == invoice->net.minor && d->tax == invoice->tax.minor &&
	       d->gross == invoice->gross.minor;
}

/* With the total and the proof, which take two rows. */
static int64_t pages_of(int64_t lines)
{
	int64_t first = (int64_t)((BOTTOM - FIRST_TOP) / ROW_HEIGHT);
	int64_t each = (int64_t)((BOTTOM - NEXT_TOP) / ROW_HEIGHT);
	int64_t rest = lines + 2 - first;

	return rest <= 0 ? 1 : 1 + (rest + each - 1) / each;
}

/* ---- the document ---- */

static cairo_status_t write_out(
    void *closure, const unsigned char *bytes, unsigned int length)
{
	text_add_n(closure, (const char *)bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

/* Texts of a batch die with it: a long statement needs no more memory than a
 * short one, but for its bytes. */
static struct error batch_draw(struct drawing *d, int64_t skip, bool *ret_more)
{
	struct ctx *cx = d->cx;
	struct ctx own = *cx;
	struct arena arena;
	struct invoice_line_list list;
	struct error e;

	arena_init(&arena);
	own.arena = &arena;
	d->cx = &own;
	e = invoice_lines(
	    &own, d->invoice->month, d->invoice->currency, skip, 200, &list);
	for (size_t i = 0; e.code == 0 && i < list.count; i++)
		line_draw(d, &list.lines[i]);
	if (e.code == 0)
		*ret_more = list.more;
	d->cx = cx;
	arena_done(&arena);
	return e.code == 0 ? OK : fail((enum error_code)e.code, NULL);
}

static struct error lines_draw(struct drawing *d)
{
	bool more = true;
	struct error e = OK;

	page_begin(d);
	for (int64_t skip = 0; more && e.code == 0; skip += 200)
		e = batch_draw(d, skip, &more);
	if (e.code == 0 && !adds_up(d))
		e = fail_with(d->cx->arena, ERR_INVOICE_MISMATCH, NULL,
		    HOLES({ "number", d->invoice->invoice_id }));
	if (e.code == 0) {
		total_draw(d);
		proof_draw(d);
	}
	return e;
}

static void drawing_open(struct drawing *d, struct text *out)
{
	PangoFontMap *fonts = pango_cairo_font_map_new();
	PangoContext *context = pango_font_map_create_context(fonts);

	d->surface = cairo_pdf_surface_create_for_stream(
	    write_out, out, PAGE_WIDTH, PAGE_HEIGHT);
	cairo_pdf_surface_set_metadata(
	    d->surface, CAIRO_PDF_METADATA_TITLE, d->invoice->invoice_id);
	d->cairo = cairo_create(d->surface);
	d->layout = pango_layout_new(context);
	pango_layout_set_ellipsize(d->layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_single_paragraph_mode(d->layout, TRUE);
	g_object_unref(context);
	g_object_unref(fonts);
}

static bool drawing_close(struct drawing *d)
{
	cairo_status_t status;

	g_object_unref(d->layout);
	cairo_destroy(d->cairo);
	cairo_surface_finish(d->surface);
	status = cairo_surface_status(d->surface);
	cairo_surface_destroy(d->surface);
	if (status != CAIRO_STATUS_SUCCESS)
		log_event(LOG_ERROR, "a statement cannot be drawn",
		    LOG_T("reason", cairo_status_to_string(status)));
	return status == CAIRO_STATUS_SUCCESS;
}

struct error statement_pdf(struct ctx *cx, const struct invoice *invoice,
    enum statement_kind kind, struct text *ret_pdf)
{
	struct drawing d = { .cx = cx,
		.invoice = invoice,
		.kind = kind,
		.pages = pages_of(invoice->line_count) };
	struct error e;
	bool drawn;

	drawing_open(&d, ret_pdf);
	e = lines_draw(&d);
	drawn = drawing_close(&d);
	if (e.code)
		return e;
	return drawn ? OK : fail(ERR_INTERNAL, NULL);
}
