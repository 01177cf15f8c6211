/*
 * Writes a catalogue that was read and checked: new rows in slices nobody
 * sees, then one transaction that counts. Items that are gone from the file
 * stay, because orders speak of them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "catalog/catalog_private.h"
#include "catalog/catalogue.h"
#include "db/db.h"
#include "i18n/i18n.h"

#define SLICE_US 8000

struct currency_change {
	const struct catalogue_sku *sku;
	const char *country, *segment, *currency;
};

struct work {
	struct import *import;
	struct catalogue catalogue;
	int64_t generation; /* that this import makes */
	bool left;
	struct currency_change *changes;
	size_t change_room;
	/* where the slices are; a slice may run again, so it works on next
	 * and the caller takes that over after its commit */
	struct cursor {
		size_t product, sku;
		int64_t added;
		size_t change_count;
	} at, next;
};

static struct error product_write(
    struct ctx *cx, enum sql statement, const struct product *p)
{
	struct sql_arg window = I(p->window_days), none = NIL;

	return sql_run(cx, statement,
	    ARGS(T(p->product_id), T(p->title), T(p->description),
		T(product_kind_id(p->kind)), T(p->family), T(p->publisher),
		T(p->publisher_name), T(p->type_id), T(p->type_name),
		T(p->subtype_id), T(p->subtype_name), T(p->target_views),
		p->window_days ? window : none,
		T(text_fold(cx->arena, p->title)), T(p->license)),
	    NULL);
}

static struct error sku_write(
    struct ctx *cx, enum sql statement, const struct catalogue_sku *sku)
{
	const struct sku *s = &sku->sku;

	return sql_run(cx, statement,
	    ARGS(T(s->product_id), T(s->sku_id), T(s->title), T(s->description),
		T(s->term), T(s->billing_cycle), I(s->min_quantity),
		I(s->max_quantity), T(s->unit), T(s->prerequisites),
		T(s->inventory_variables), T(s->provisioning_variables),
		T(s->dynamic_attributes), T(s->key_source), I(s->low_stock),
		I(sku->position)),
	    NULL);
}

/* Orders of a product rely on its kind, term and cycle: they never change. */
static struct error fixed_check(struct ctx *cx, void *what)
{
	struct work *work = what;

	for (size_t i = 0; i < work->catalogue.count; i++) {
		const struct catalogue_product *p =
		    &work->catalogue.products[i];
		const char *kind = product_kind_id(p->product.kind);
		struct rows *rows = sql_open(cx, SQL_catalogue_product_kind,
		    ARGS(T(p->product.product_id)));
		struct error e;

		if (rows_next(rows) && strcmp(rows_text(rows, 0), kind) != 0)
			import_bad_place(work->import,
			    arena_printf(cx->arena, "products[%zu].kind", i),
			    N_("{product} is sold as {kind} already; use a new id"),
			    p->product.product_id, rows_text(rows, 0));
		if ((e = rows_close(rows)).code)
			return e;
	}
	return OK;
}

static struct error sku_check(
    struct ctx *cx, struct work *work, size_t product, size_t index)
{
	const struct sku *s =
	    &work->catalogue.products[product].skus[index].sku;
	struct rows *rows = sql_open(
	    cx, SQL_catalogue_sku_term, ARGS(T(s->product_id), T(s->sku_id)));

	if (rows_next(rows) &&
	    (strcmp(rows_text(rows, 0), s->term) != 0 ||
		strcmp(rows_text(rows, 1), s->billing_cycle) != 0))
		import_bad_place(work->import,
		    arena_printf(
			cx->arena, "products[%zu].skus[%zu]", product, index),
		    N_("term and billing cycle of {product}:{sku} are {term} and "
		       "{cycle} already; use a new id"),
		    s->product_id, s->sku_id,
		    *rows_text(rows, 0) ? rows_text(rows, 0) : "none",
		    rows_text(rows, 1));
	return rows_close(rows);
}

static struct error skus_check(struct ctx *cx, void *what)
{
	struct work *work = what;

	for (size_t i = 0; i < work->catalogue.count; i++)
		for (size_t k = 0; k < work->catalogue.products[i].sku_count;
		     k++) {
			struct error e = sku_check(cx, work, i, k);

			if (e.code)
				return e;
		}
	return OK;
}

static void change_add(struct work *work, struct currency_change change)
{
	ARENA_ROOM(work->import->cx->arena, work->changes,
	    work->next.change_count, work->change_room);
	work->changes[work->next.change_count++] = change;
}

/* What is stored of one SKU: country and segment to currency. */
struct stored {
	const char *country, *segment, *currency;
};

static struct error stored_load(struct ctx *cx, const struct sku *sku,
    struct stored **ret_list, size_t *ret_count)
{
	struct rows *rows = sql_open(cx, SQL_catalogue_availabilities,
	    ARGS(T(sku->product_id), T(sku->sku_id)));
	struct stored *list = NULL;
	size_t count = 0, room = 0;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list, count, room);
		list[count++] = (struct stored){ rows_text(rows, 0),
			rows_text(rows, 1), rows_text(rows, 2) };
	}
	*ret_list = list;
	*ret_count = count;
	return rows_close(rows);
}

static struct error availability_write(struct ctx *cx, struct work *work,
    const struct catalogue_sku *sku, const struct catalogue_market *market,
    const char *segment, const struct stored *stored, size_t count)
{
	char id[AVAILABILITY_ID_LENGTH + 1];

	for (size_t i = 0; i < count; i++) {
		if (strcmp(stored[i].country, market->country) != 0 ||
		    strcmp(stored[i].segment, segment) != 0)
			continue;
		if (strcmp(stored[i].currency, market->currency) != 0)
			change_add(work,
			    (struct currency_change){ sku, market->country,
				segment, market->currency });
		return OK;
	}
	availability_id_make(
	    sku->sku.product_id, sku->sku.sku_id, market->country, segment, id);
	work->next.added++;
	return sql_run(cx, SQL_catalogue_availability_new,
	    ARGS(T(sku->sku.product_id), T(sku->sku.sku_id), T(market->country),
		T(segment), T(id), T(market->currency), I(work->generation)),
	    NULL);
}

static struct error sku_stage(
    struct ctx *cx, struct work *work, const struct catalogue_sku *sku)
{
	struct stored *stored;
	size_t count;
	struct error e;

	if ((e = sku_write(cx, SQL_catalogue_sku_new, sku)).code ||
	    (e = stored_load(cx, &sku->sku, &stored, &count)).code)
		return e;
	for (size_t s = 0; sku->segments[s] != NULL; s++)
		for (size_t m = 0; m < sku->market_count; m++)
			if ((e = availability_write(cx, work, sku,
				 &sku->markets[m], sku->segments[s], stored,
				 count))
				.code)
				return e;
	return OK;
}

/* Products and SKUs nobody sees, because no availability of them counts. */
static struct error slice_stage(struct ctx *cx, void *what)
{
	struct work *work = what;
	int64_t began = clock_steady_us();
	struct error e = OK;

	work->next = work->at;
	while (!e.code && work->next.product < work->catalogue.count &&
	       clock_steady_us() - began < SLICE_US) {
		const struct catalogue_product *p =
		    &work->catalogue.products[work->next.product];

		if (work->next.sku == 0)
			e = product_write(
			    cx, SQL_catalogue_product_new, &p->product);
		if (!e.code && work->next.sku < p->sku_count)
			e = sku_stage(cx, work, &p->skus[work->next.sku]);
		if (++work->next.sku >= p->sku_count) {
			work->next.product++;
			work->next.sku = 0;
		}
	}
	return e;
}

/* All at once: titles, quantities, currencies, and the new generation. */
static struct error count_now(struct ctx *cx, void *what)
{
	const struct work *work = what;
	struct error e = OK;

	for (size_t i = 0; i < work->catalogue.count && !e.code; i++) {
		const struct catalogue_product *p =
		    &work->catalogue.products[i];

		e = product_write(cx, SQL_catalogue_product_put, &p->product);
		for (size_t k = 0; k < p->sku_count && !e.code; k++)
			e = sku_write(cx, SQL_catalogue_sku_put, &p->skus[k]);
	}
	for (size_t i = 0; i < work->at.change_count && !e.code; i++) {
		const struct currency_change *c = &work->changes[i];

		e = sql_run(cx, SQL_catalogue_availability_currency,
		    ARGS(T(c->sku->sku.product_id), T(c->sku->sku.sku_id),
			T(c->country), T(c->segment), T(c->currency)),
		    NULL);
	}
	return e.code ? e
		      : sql_run(cx, SQL_catalogue_advance,
			    ARGS(I(work->generation)), NULL);
}

/* Rows an import left that was cut off; they would count with the next. */
static struct error left_drop(struct ctx *cx, void *what)
{
	struct work *work = what;
	struct rows *rows;
	struct error e;
	const char *product_id = NULL, *sku_id = NULL;

	if ((e = sql_int(cx, SQL_catalogue_generation, NO_ARGS,
		 &work->generation, NULL))
		.code)
		return e;
	rows = sql_open(cx, SQL_catalogue_left, ARGS(I(work->generation)));
	if ((work->left = rows_next(rows))) {
		product_id = rows_text(rows, 0);
		sku_id = rows_text(rows, 1);
	}
	if ((e = rows_close(rows)).code || !work->left)
		return e;
	return sql_run(cx, SQL_catalogue_left_drop,
	    ARGS(T(product_id), T(sku_id), I(work->generation)), NULL);
}

static struct error stage_all(struct work *work)
{
	struct import *import = work->import;
	struct error e;

	do
		e = import_slice(import, left_drop, work);
	while (!e.code && work->left);
	work->generation++;
	while (!e.code && work->at.product < work->catalogue.count) {
		e = import_slice(import, slice_stage, work);
		work->at = work->next;
		import_progress(import, (int64_t)work->at.product,
		    (int64_t)work->catalogue.count);
	}
	return e;
}

struct error catalogue_import(struct import *import, FILE *in, const char *name)
{
	struct work work = { .import = import };
	struct error e;
	int64_t skus = 0;

	rewind(in);
	if ((e = catalogue_read(import, in, name, &work.catalogue)).code ||
	    (e = import_slice(import, fixed_check, &work)).code ||
	    (e = import_slice(import, skus_check, &work)).code ||
	    (e = import_verdict(import)).code)
		return e;
	if (import->check_only)
		return import->preview
			   ? catalogue_preview(import, &work.catalogue)
			   : OK;
	if ((e = stage_all(&work)).code ||
	    (e = import_slice(import, count_now, &work)).code)
		return e;
	for (size_t i = 0; i < work.catalogue.count; i++)
		skus += (int64_t)work.catalogue.products[i].sku_count;
	import_say(import,
	    "%s: %zu products, %" PRId64 " SKUs, %" PRId64
	    " new availabilities",
	    name, work.catalogue.count, skus, work.at.added);
	return OK;
}
