/*
 * One price per instant within a sheet: finds rows that cover each other.
 * What a row says is price_row.c's.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/day.h"
#include "catalog/price_row.h"
#include "i18n/i18n.h"

/* Tiers of one key at one instant; more is a broken sheet. */
#define LIVE_MAX 256

struct price_span price_span_of(const struct price_row *row)
{
	const char *m = row->market, *c = row->currency;
	uint64_t key = row->sku;

	key = key * 26 * 26 + (uint64_t)((m[0] - 'A') * 26 + (m[1] - 'A'));
	key =
	    key * 26 * 26 * 26 +
	    (uint64_t)(((c[0] - 'A') * 26 + (c[1] - 'A')) * 26 + (c[2] - 'A'));
	return (struct price_span){ .key = key * 4 + row->segment,
		.valid_from = row->valid_from,
		.valid_to = row->valid_to,
		.tier_min = row->tier_min,
		.tier_max = row->tier_max,
		.line = row->line };
}

static int by_key_and_start(const void *a, const void *b)
{
	const struct price_span *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->valid_from != y->valid_from)
		return x->valid_from < y->valid_from ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* Rows of one key that hold at the start of the row in hand. */
struct live {
	const struct price_span *spans[LIVE_MAX];
	size_t count;
};

static void live_drop_ended(struct live *live, const struct price_span *next)
{
	size_t kept = 0;

	for (size_t i = 0; i < live->count; i++)
		if (live->spans[i]->key == next->key &&
		    live->spans[i]->valid_to > next->valid_from)
			live->spans[kept++] = live->spans[i];
	live->count = kept;
}

static const struct price_span *live_over(
    const struct live *live, const struct price_span *span)
{
	for (size_t i = 0; i < live->count; i++)
		if (live->spans[i]->tier_min <= span->tier_max &&
		    span->tier_min <= live->spans[i]->tier_max)
			return live->spans[i];
	return NULL;
}

struct clash {
	int64_t line, other;
	char day[DAY_TEXT];
};

static int by_line(const void *a, const void *b)
{
	const struct clash *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

/* The later line is to blame, whichever starts earlier. */
static struct clash clash_of(
    const struct price_span *a, const struct price_span *b)
{
	struct clash clash = { .line = a->line, .other = b->line };
	int64_t from =
	    a->valid_from > b->valid_from ? a->valid_from : b->valid_from;

	if (a->line < b->line) {
		clash.line = b->line;
		clash.other = a->line;
	}
	day_text(day_of(from), clash.day);
	return clash;
}

static void clashes_say(
    struct import *import, struct clash *clashes, size_t count)
{
	if (count > 0)
		qsort(clashes, count, sizeof(*clashes), by_line);
	for (size_t i = 0; i < count; i++) {
		if (clashes[i].other == 0)
			import_bad_line(import, clashes[i].line,
			    "PricingTierRangeMin", N_("more than {max} tiers"),
			    import_number(import, LIVE_MAX));
		else
			import_bad_line(import, clashes[i].line,
			    "EffectiveStartDate",
			    N_("line {line} has a price for the same on {day}"),
			    import_number(import, clashes[i].other),
			    clashes[i].day);
	}
}

void price_spans_check(
    struct import *import, struct price_span *spans, size_t count)
{
	struct live live = { .count = 0 };
	struct clash *clashes = NULL;
	size_t found = 0, room = 0;

	if (count > 0)
		qsort(spans, count, sizeof(*spans), by_key_and_start);
	for (size_t i = 0; i < count; i++) {
		const struct price_span *over;

		live_drop_ended(&live, &spans[i]);
		over = live_over(&live, &spans[i]);
		if (over == NULL && live.count < LIVE_MAX) {
			live.spans[live.count++] = &spans[i];
			continue;
		}
		ARENA_ROOM(import->cx->arena, clashes, found, room);
		clashes[found++] =
		    over != NULL ? clash_of(&spans[i], over)
				 : (struct clash){ .line = spans[i].line };
	}
	clashes_say(import, clashes, found);
}
