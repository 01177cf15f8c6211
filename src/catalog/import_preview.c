/*
 * Counts and samples of what a file would change. What counts as a change, the
 * import of each thing knows.
 */
#include "base/text.h"
#include "catalog/import.h"

#include <inttypes.h>

static const struct {
	const char *id, *words;
	bool shown; /* samples of it help */
} kinds[IMPORT_KIND_COUNT] = {
	[IMPORT_PRICE_NEW] = { "price_new", "new prices", true },
	[IMPORT_PRICE_CHANGED] = { "price_changed", "changed prices", true },
	[IMPORT_PRICE_SAME] = { "price_same", "prices as they are", false },
	[IMPORT_PRICE_ENDED] = { "price_ended",
	    "prices whose end has passed: without effect", true },
	[IMPORT_PRICE_ENDING] = { "price_ending", "prices with an end", true },
	[IMPORT_PRODUCT_NEW] = { "product_new", "new products", true },
	[IMPORT_PRODUCT_CHANGED] = { "product_changed", "changed products",
	    true },
	[IMPORT_PRODUCT_SAME] = { "product_same", "products as they are",
	    false },
	[IMPORT_PRODUCT_ABSENT] = { "product_absent",
	    "products not in the file, which stay on sale", false },
	[IMPORT_SKU_NEW] = { "sku_new", "new SKUs", true },
	[IMPORT_SKU_CHANGED] = { "sku_changed", "changed SKUs", true },
	[IMPORT_SKU_SAME] = { "sku_same", "SKUs as they are", false },
	[IMPORT_MARKET_NEW] = { "market_new", "new availabilities", true },
	[IMPORT_MARKET_CHANGED] = { "market_changed",
	    "availabilities with another currency", true },
};

const char *import_kind_id(enum import_kind kind)
{
	return kinds[kind].id;
}

void import_progress(struct import *import, int64_t done, int64_t total)
{
	if (import->progress != NULL)
		import->progress(import, done, total);
}

bool import_count(struct import *import, enum import_kind kind)
{
	struct import_preview *p = import->preview;

	if (p == NULL)
		return false;
	p->counts[kind]++;
	return kinds[kind].shown && p->shown[kind] < IMPORT_SAMPLES;
}

void import_sample(struct import *import, const struct import_sample *sample)
{
	struct import_preview *p = import->preview;
	struct arena *arena = import->cx->arena;
	struct import_sample *to = &p->samples[p->sample_count++];

	p->shown[sample->kind]++;
	*to = *sample;
	to->subject = arena_dup(arena, sample->subject);
	to->before = arena_dup(arena, sample->before);
	to->after = arena_dup(arena, sample->after);
}

void import_preview_say(struct import *import, const char *name)
{
	const struct import_preview *p = import->preview;

	for (int i = 0; p != NULL && i < IMPORT_KIND_COUNT; i++)
		if (p->counts[i] > 0)
			import_say(import, "%s: %" PRId64 " %s", name,
			    p->counts[i], kinds[i].words);
	for (size_t i = 0; p != NULL && i < p->sample_count; i++) {
		const struct import_sample *s = &p->samples[i];

		import_say(import, "  %s: %s: %s -> %s", kinds[s->kind].id,
		    s->subject, s->before ? s->before : "none",
		    s->after ? s->after : "none");
	}
	import_say(import, "%s: nothing was changed", name);
}
