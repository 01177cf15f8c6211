/*
 * The catalogue as it is: products, SKUs, where they are sold, and dated
 * prices with the sheet each came from. Changes come by files.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/country.h"
#include "base/day.h"
#include "base/money.h"
#include "catalog/browse.h"
#include "catalog/price_row.h"
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "policy/kind.h"
#include "web/views.h"

#define CATALOGUE_PATH "/operator/catalogue"
#define PAGE_ROWS 50

struct product_view {
	const char *href, *title, *id, *kind, *publisher, *window, *skus;
};
static const struct view_field product_view[] = {
	VIEW(TEXT, struct product_view, href),
	VIEW(TEXT, struct product_view, title),
	VIEW(TEXT, struct product_view, id),
	VIEW(TEXT, struct product_view, kind),
	VIEW(TEXT, struct product_view, publisher),
	VIEW(TEXT, struct product_view, window),
	VIEW(TEXT, struct product_view, skus),
	VIEW_FIELD_END,
};
struct list_view {
	const char *words, *more;
	struct view_list products;
	bool searched;
};
static const struct view_field list_view[] = {
	VIEW(TEXT, struct list_view, words),
	VIEW(TEXT, struct list_view, more),
	VIEW_OF(LIST, struct list_view, products, product_view,
	    struct product_view),
	VIEW(BOOL, struct list_view, searched),
	VIEW_FIELD_END,
};

static struct product_view product_of(
    struct ctx *cx, const struct browse_product *p)
{
	return (struct product_view){
		.href = arena_printf(
		    cx->arena, CATALOGUE_PATH "/%s", p->product_id),
		.title = p->title,
		.id = p->product_id,
		.kind = kind_text(cx, product_kind_find(p->kind)),
		.publisher = p->publisher_name,
		.window = p->window_days > 0 ? show_days(cx, p->window_days)
					     : _("the edition’s"),
		.skus = show_int(cx, p->skus),
	};
}

struct list_query {
	const char *q, *after, *id;
};
static const struct field list_query[] = {
	FIELD(TEXT, struct list_query, q, .max = 100),
	FIELD(TEXT, struct list_query, after, .max = 400),
	FIELD(TEXT, struct list_query, id, .max = 20),
	FIELD_END,
};

static const char *more_of(
    struct ctx *cx, const char *words, const struct browse_product *last)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, CATALOGUE_PATH "?q=");
	text_add_url(&out, words);
	text_add(&out, "&after=");
	text_add_url(&out, last->folded);
	text_add(&out, "&id=");
	text_add_url(&out, last->product_id);
	return out.bytes;
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static struct error list_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct list_query *query = rq->query;
	const char *words = or_empty(query->q);
	struct browse_products list;
	struct list_view view = { .words = words, .searched = *words != '\0' };
	struct page page = { .title = _("Catalogue"),
		.body = "operator/catalogue",
		.fields = list_view,
		.data = &view };
	struct product_view *rows;
	struct error e = browse_products(cx, words, or_empty(query->after),
	    or_empty(query->id), PAGE_ROWS, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct product_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = product_of(cx, &list.items[i]);
	view.products = (struct view_list){ list.count, rows };
	if (list.more)
		view.more = more_of(cx, words, &list.items[list.count - 1]);
	return operator_page(rq, &page);
}

/* ---- one product ---- */

struct sku_view {
	const char *id, *title, *term, *countries, *priced;
};
static const struct view_field sku_view[] = {
	VIEW(TEXT, struct sku_view, id),
	VIEW(TEXT, struct sku_view, title),
	VIEW(TEXT, struct sku_view, term),
	VIEW(TEXT, struct sku_view, countries),
	VIEW(TEXT, struct sku_view, priced),
	VIEW_FIELD_END,
};
struct country_view {
	const char *code, *name;
	bool chosen;
	const char *key; /* what they are sorted by */
};
static const struct view_field country_view[] = {
	VIEW(TEXT, struct country_view, code),
	VIEW(TEXT, struct country_view, name),
	VIEW(BOOL, struct country_view, chosen),
	VIEW_FIELD_END,
};
struct price_view {
	const char *sku, *segment, *price, *erp, *from, *from_iso, *until,
	    *tier, *sheet;
	bool holds;
};
static const struct view_field price_view[] = {
	VIEW(TEXT, struct price_view, sku),
	VIEW(TEXT, struct price_view, segment),
	VIEW(TEXT, struct price_view, price),
	VIEW(TEXT, struct price_view, erp),
	VIEW(TEXT, struct price_view, from),
	VIEW(TEXT, struct price_view, from_iso),
	VIEW(TEXT, struct price_view, until),
	VIEW(TEXT, struct price_view, tier),
	VIEW(TEXT, struct price_view, sheet),
	VIEW(BOOL, struct price_view, holds),
	VIEW_FIELD_END,
};
struct one_view {
	struct product_view product;
	const char *country; /* code */
	const char *in;      /* its name */
	struct view_list variants, countries, prices;
	bool more, nowhere;
};
static const struct view_field one_view[] = {
	VIEW_OF(INLINE, struct one_view, product, product_view,
	    struct product_view),
	VIEW(TEXT, struct one_view, in),
	VIEW_OF(LIST, struct one_view, variants, sku_view, struct sku_view),
	VIEW_OF(LIST, struct one_view, countries, country_view,
	    struct country_view),
	VIEW_OF(LIST, struct one_view, prices, price_view, struct price_view),
	VIEW(BOOL, struct one_view, more),
	VIEW(BOOL, struct one_view, nowhere),
	VIEW_FIELD_END,
};

static struct error skus_fill(
    struct ctx *cx, const char *product_id, struct one_view *view)
{
	struct browse_skus list;
	struct sku_view *rows;
	struct error e = browse_skus(cx, product_id, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct sku_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = (struct sku_view){ .id = list.items[i].sku_id,
			.title = list.items[i].title,
			.term = term_text(cx, list.items[i].term),
			.countries = show_int(cx, list.items[i].countries),
			.priced = show_int(cx, list.items[i].priced) };
	view->variants = (struct view_list){ list.count, rows };
	return OK;
}

static int country_compare(const void *a, const void *b)
{
	return strcmp(((const struct country_view *)a)->key,
	    ((const struct country_view *)b)->key);
}

/* The country asked for, else the first where it is sold. */
static struct error countries_fill(struct ctx *cx, const char *product_id,
    const char *asked, struct one_view *view)
{
	struct browse_markets list;
	struct country_view *rows;
	struct error e = browse_markets(cx, product_id, &list);

	if (e.code)
		return e;
	view->nowhere = list.count == 0;
	if (list.count > 0)
		view->country = list.countries[0];
	rows = ARENA_ARRAY(cx->arena, struct country_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		rows[i] = (struct country_view){ list.countries[i],
			country_text(cx, list.countries[i]), false, NULL };
		rows[i].key = sort_key(cx, rows[i].name);
		if (text_same(list.countries[i], asked))
			view->country = list.countries[i];
	}
	qsort(rows, list.count, sizeof(*rows), country_compare);
	for (size_t i = 0; i < list.count; i++)
		rows[i].chosen = text_same(rows[i].code, view->country);
	if (view->country != NULL)
		view->in = country_text(cx, view->country);
	view->countries = (struct view_list){ list.count, rows };
	return OK;
}

static const char *tier_words(struct ctx *cx, const struct browse_price *p)
{
	if (p->tier_max >= PRICE_TIER_NO_END)
		return message_with(cx, N_("from {min}"),
		    HOLES({ "min", show_int(cx, p->tier_min) }));
	return message_with(cx, N_("{min} to {max}"),
	    HOLES({ "min", show_int(cx, p->tier_min) },
		{ "max", show_int(cx, p->tier_max) }));
}

static struct price_view price_of(struct ctx *cx, const struct browse_price *p)
{
	struct price_view view = {
		.sku = p->sku_id,
		.segment = p->segment,
		.price = show_money(cx, money_of(p->unit_minor, p->currency)),
		.from = show_day(cx, day_of(p->valid_from)),
		.from_iso = iso_text(cx, p->valid_from),
		.tier = tier_words(cx, p),
		.sheet = message_with(cx, N_("{file}, {day}"),
		    HOLES({ "file", p->sheet },
			{ "day", show_day(cx, day_of(p->imported_at)) })),
		.holds = p->holds,
	};

	if (p->valid_to < PRICE_NO_END)
		view.until = show_day(cx, day_of(p->valid_to - 1));
	if (p->has_erp)
		view.erp = show_money(cx, money_of(p->erp_minor, p->currency));
	return view;
}

static struct error prices_fill(
    struct ctx *cx, const char *product_id, struct one_view *view)
{
	struct browse_prices list = { 0 };
	struct price_view *rows;
	struct error e = OK;

	if (view->country != NULL)
		e = browse_prices(cx, product_id, view->country, &list);
	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct price_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = price_of(cx, &list.items[i]);
	view->prices = (struct view_list){ list.count, rows };
	view->more = list.more;
	return OK;
}

struct one_query {
	const char *country;
};
static const struct field one_query[] = {
	FIELD(TEXT, struct one_query, country, .max = 2),
	FIELD_END,
};

static struct error one_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct one_query *query = rq->query;
	struct browse_product product;
	struct one_view view = { 0 };
	struct page page = { .body = "operator/catalogue_product",
		.fields = one_view,
		.data = &view };
	struct error e =
	    browse_product_load(cx, request_param(rq, "product"), &product);

	if (e.code)
		return e;
	page.title = product.title;
	view.product = product_of(cx, &product);
	e = skus_fill(cx, product.product_id, &view);
	if (!e.code)
		e = countries_fill(
		    cx, product.product_id, query->country, &view);
	if (!e.code)
		e = prices_fill(cx, product.product_id, &view);
	return e.code ? e : operator_page(rq, &page);
}

const struct route operator_catalogue_routes[] = {
	{ GET, CATALOGUE_PATH, .needs = MAY_OPERATE, .query = list_query,
	    .query_size = sizeof(struct list_query), .read = list_read },
	{ GET, CATALOGUE_PATH "/{product}", .needs = MAY_OPERATE,
	    .query = one_query, .query_size = sizeof(struct one_query),
	    .read = one_read },
	ROUTE_END,
};
