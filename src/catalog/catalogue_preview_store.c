/*
 * What a catalogue file would change: each product, SKU and availability
 * against what is stored. Reads only.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "catalog/catalog_private.h"
#include "catalog/catalogue.h"
#include "db/db.h"

#define SLICE_US 8000

struct look {
	struct import *import;
	const struct catalogue *catalogue;
	struct import_preview *before; /* the slice */
	size_t at, next;
	int64_t known, known_before; /* products of the file that are stored */
	int64_t stored;
};

/* A value as stored and as in the file. */
struct pair {
	const char *name, *stored, *sent;
};

static const char *number_text(struct arena *arena, int64_t value)
{
	return arena_printf(arena, "%" PRId64, value);
}

/* NULL and "" say the same. */
static bool pair_same(const struct pair *pair)
{
	const char *a = pair->stored == NULL ? "" : pair->stored;
	const char *b = pair->sent == NULL ? "" : pair->sent;

	return strcmp(a, b) == 0;
}

/* Counts as changed when any differs; the first that does is the sample. */
static void pairs_compare(struct look *look, const char *subject,
    const struct pair *pairs, size_t count, enum import_kind changed,
    enum import_kind same)
{
	size_t i = 0;

	while (i < count && pair_same(&pairs[i]))
		i++;
	if (i == count) {
		(void)import_count(look->import, same);
		return;
	}
	if (import_count(look->import, changed))
		import_sample(look->import,
		    &(struct import_sample){ .kind = changed,
			.subject = arena_printf(look->import->cx->arena,
			    "%s, %s", subject, pairs[i].name),
			.before = pairs[i].stored,
			.after = pairs[i].sent });
}

static void is_new(struct look *look, enum import_kind kind,
    const char *subject, const char *after)
{
	if (import_count(look->import, kind))
		import_sample(look->import,
		    &(struct import_sample){
			.kind = kind, .subject = subject, .after = after });
}

static struct error product_look(
    struct ctx *cx, struct look *look, const struct product *p)
{
	struct rows *rows =
	    sql_open(cx, SQL_catalogue_product_whole, ARGS(T(p->product_id)));

	if (rows_next(rows)) {
		const struct pair pairs[] = {
			{ "title", rows_text(rows, 0), p->title },
			{ "description", rows_text(rows, 1), p->description },
			{ "family", rows_text(rows, 2), p->family },
			{ "publisher", rows_text(rows, 3), p->publisher },
			{ "publisherName", rows_text(rows, 4),
			    p->publisher_name },
			{ "type", rows_text(rows, 5), p->type_id },
			{ "type name", rows_text(rows, 6), p->type_name },
			{ "subtype", rows_text(rows, 7), p->subtype_id },
			{ "subtype name", rows_text(rows, 8), p->subtype_name },
			{ "views", rows_text(rows, 9), p->target_views },
			{ "windowDays",
			    number_text(cx->arena,
				rows_null(rows, 10) ? 0 : rows_int(rows, 10)),
			    number_text(cx->arena, p->window_days) },
			{ "license", rows_text(rows, 11), p->license },
		};

		look->known++;
		pairs_compare(look, p->product_id, pairs, COUNT(pairs),
		    IMPORT_PRODUCT_CHANGED, IMPORT_PRODUCT_SAME);
	} else {
		is_new(look, IMPORT_PRODUCT_NEW, p->product_id, p->title);
	}
	return rows_close(rows);
}

static struct error sku_look(
    struct ctx *cx, struct look *look, const struct sku *s)
{
	const char *subject =
	    arena_printf(cx->arena, "%s:%s", s->product_id, s->sku_id);
	struct rows *rows = sql_open(
	    cx, SQL_catalogue_sku_whole, ARGS(T(s->product_id), T(s->sku_id)));

	if (rows_next(rows)) {
		const struct pair pairs[] = {
			{ "title", rows_text(rows, 0), s->title },
			{ "description", rows_text(rows, 1), s->description },
			{ "minQuantity",
			    number_text(cx->arena, rows_int(rows, 2)),
			    number_text(cx->arena, s->min_quantity) },
			{ "maxQuantity",
			    number_text(cx->arena, rows_int(rows, 3)),
			    number_text(cx->arena, s->max_quantity) },
			{ "unit", rows_text(rows, 4), s->unit },
			{ "prerequisites", rows_text(rows, 5),
			    s->prerequisites },
			{ "inventoryVariables", rows_text(rows, 6),
			    s->inventory_variables },
			{ "provisioningVariables", rows_text(rows, 7),
			    s->provisioning_variables },
			{ "dynamicAttributes", rows_text(rows, 8),
			    s->dynamic_attributes },
			{ "keySource", rows_text(rows, 9), s->key_source },
			{ "lowStock",
			    number_text(cx->arena, rows_int(rows, 10)),
			    number_text(cx->arena, s->low_stock) },
		};

		pairs_compare(look, subject, pairs, COUNT(pairs),
		    IMPORT_SKU_CHANGED, IMPORT_SKU_SAME);
	} else {
		is_new(look, IMPORT_SKU_NEW, subject, s->title);
	}
	return rows_close(rows);
}

/* What is stored of one SKU, as texts "DE commercial EUR". */
struct markets {
	const char *places[3];
};

static void market_look(struct ctx *cx, struct look *look,
    const struct catalogue_sku *sku, const struct catalogue_market *market,
    const char *segment, const struct markets *stored, size_t count)
{
	const char *subject = arena_printf(cx->arena, "%s:%s %s %s",
	    sku->sku.product_id, sku->sku.sku_id, market->country, segment);

	for (size_t i = 0; i < count; i++) {
		const char *const *at = stored[i].places;

		if (strcmp(at[0], market->country) != 0 ||
		    strcmp(at[1], segment) != 0)
			continue;
		if (strcmp(at[2], market->currency) != 0 &&
		    import_count(look->import, IMPORT_MARKET_CHANGED))
			import_sample(
			    look->import, &(struct import_sample){
					      .kind = IMPORT_MARKET_CHANGED,
					      .subject = subject,
					      .before = at[2],
					      .after = market->currency });
		return;
	}
	is_new(look, IMPORT_MARKET_NEW, subject, market->currency);
}

static struct error markets_look(
    struct ctx *cx, struct look *look, const struct catalogue_sku *sku)
{
	struct rows *rows = sql_open(cx, SQL_catalogue_availabilities,
	    ARGS(T(sku->sku.product_id), T(sku->sku.sku_id)));
	struct markets *stored = NULL;
	size_t count = 0, room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, stored, count, room);
		stored[count++] = (struct markets){ { rows_text(rows, 0),
		    rows_text(rows, 1), rows_text(rows, 2) } };
	}
	if ((e = rows_close(rows)).code)
		return e;
	for (size_t s = 0; sku->segments[s] != NULL; s++)
		for (size_t m = 0; m < sku->market_count; m++)
			market_look(cx, look, sku, &sku->markets[m],
			    sku->segments[s], stored, count);
	return OK;
}

static struct error one_look(struct ctx *cx, struct look *look)
{
	const struct catalogue_product *p =
	    &look->catalogue->products[look->next];
	struct error e = product_look(cx, look, &p->product);

	for (size_t i = 0; i < p->sku_count && !e.code; i++) {
		e = sku_look(cx, look, &p->skus[i].sku);
		if (!e.code)
			e = markets_look(cx, look, &p->skus[i]);
	}
	return e;
}

/* A slice may run again: it starts from what was before it. */
static struct error slice_look(struct ctx *cx, void *what)
{
	struct look *look = what;
	int64_t began = clock_steady_us();
	struct error e = OK;

	*look->import->preview = *look->before;
	look->known = look->known_before;
	for (look->next = look->at;
	     !e.code && look->next < look->catalogue->count &&
	     clock_steady_us() - began < SLICE_US;
	     look->next++)
		e = one_look(cx, look);
	if (!e.code)
		e = sql_int(cx, SQL_catalogue_product_count, NO_ARGS,
		    &look->stored, NULL);
	return e;
}

struct error catalogue_preview(
    struct import *import, const struct catalogue *catalogue)
{
	struct look look = { .import = import, .catalogue = catalogue };
	struct error e = OK;

	look.before = calloc(1, sizeof(*look.before));
	if (look.before == NULL)
		return fail(ERR_INTERNAL, NULL);
	do {
		e = import_slice(import, slice_look, &look);
		look.at = look.next;
		look.known_before = look.known;
		*look.before = *import->preview;
		import_progress(
		    import, (int64_t)look.at, (int64_t)catalogue->count);
	} while (!e.code && look.at < catalogue->count);
	free(look.before);
	import->preview->counts[IMPORT_PRODUCT_ABSENT] =
	    look.stored - look.known;
	return e;
}
