/*
 * The list of markets where Azure reservations are not sold (R-013, R-016,
 * Which market is blocked, policy says.
 */
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/market.h"
#include "policy/policy.h"
#include "web/page.h"
#include "web/routes.h"

#define COLUMNS 3

struct market_view {
	const char *name, *code;
	const char *key; /* of sorting */
};
static const struct view_field market_view[] = {
	VIEW(TEXT, struct market_view, name),
	VIEW(TEXT, struct market_view, code),
	VIEW_FIELD_END,
};

struct column_view {
	struct view_list markets;
};
static const struct view_field column_view[] = {
	VIEW_OF(
	    LIST, struct column_view, markets, market_view, struct market_view),
	VIEW_FIELD_END,
};

struct markets_view {
	const char *counted, *edition, *as_of, *as_of_iso;
	const char *words, *found, *nothing;
	struct view_list columns;
};
static const struct view_field markets_view[] = {
	VIEW(TEXT, struct markets_view, counted),
	VIEW(TEXT, struct markets_view, edition),
	VIEW(TEXT, struct markets_view, as_of),
	VIEW(TEXT, struct markets_view, as_of_iso),
	VIEW(TEXT, struct markets_view, words),
	VIEW(TEXT, struct markets_view, found),
	VIEW(TEXT, struct markets_view, nothing),
	VIEW_OF(LIST, struct markets_view, columns, column_view,
	    struct column_view),
	VIEW_FIELD_END,
};

static size_t markets_all(struct ctx *cx)
{
	size_t count;

	market_list(cx->policy, &count);
	return count;
}

static int market_compare(const void *a, const void *b)
{
	return strcmp(((const struct market_view *)a)->key,
	    ((const struct market_view *)b)->key);
}

/* In the reader's own names and order: that of another language is none. */
static struct view_list markets_sorted(struct ctx *cx, const char *words)
{
	size_t count, found = 0;
	const struct market *markets = market_list(cx->policy, &count);
	struct market_view *views =
	    ARENA_ARRAY(cx->arena, struct market_view, count + 1);

	for (size_t i = 0; i < count; i++) {
		struct market_view *view = &views[found];

		if (words[0] != '\0' &&
		    !market_matches(&markets[i], cx->arena, words))
			continue;
		found++;
		view->name = market_name(&markets[i], cx->locale->tag);
		view->code = markets[i].code;
		view->key = sort_key(cx, view->name);
	}
	qsort(views, found, sizeof(*views), market_compare);
	return (struct view_list){ found, views };
}

static struct view_list columns_of(struct ctx *cx, struct view_list markets)
{
	const struct market_view *views = markets.items;
	struct column_view *columns =
	    ARENA_ARRAY(cx->arena, struct column_view, COLUMNS);
	size_t from = 0;

	/* as equal as can be: the first ones are longer by one at most */
	for (size_t i = 0; i < COLUMNS; i++) {
		size_t height =
		    markets.count / COLUMNS + (i < markets.count % COLUMNS);

		columns[i].markets = (struct view_list){ height, views + from };
		from += height;
	}
	return (struct view_list){ COLUMNS, columns };
}

static void as_of_fill(struct ctx *cx, struct markets_view *view)
{
	int64_t day;

	view->as_of_iso = market_list_as_of(cx->policy);
	if (view->as_of_iso != NULL && day_parse(view->as_of_iso, &day))
		view->as_of = show_day(cx, day);
}

static void found_fill(
    struct ctx *cx, const char *words, size_t count, struct markets_view *view)
{
	const struct hole *holes = HOLES({ "words", words });

	if (words[0] != '\0' && count == 0)
		view->nothing = message_with(cx,
		    N_("“{words}” is not on the list: reservations are not barred there (R-021). Whether they are sold, the catalogue of a customer says."),
		    holes);
	else if (words[0] != '\0')
		view->found = message_plural(cx,
		    "“{words}” finds {n} market without reservations.",
		    "“{words}” finds {n} markets without reservations.",
		    (int64_t)count, holes);
}

static struct error markets_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *words = text_trim(cx->arena, query_value(rq, "q"));
	struct view_list markets = markets_sorted(cx, words);
	struct markets_view view = {
		.words = words,
		.counted = message_plural(cx, "{n} market", "{n} markets",
		    (int64_t)markets_all(cx), NULL),
		.edition = policy_edition_at(cx->policy, cx->now)->id,
		.columns = columns_of(cx, markets),
	};
	struct page page = { .title = _("Markets without reservations"),
		.body = "products/markets",
		.fields = markets_view,
		.data = &view };

	as_of_fill(cx, &view);
	found_fill(cx, words, markets.count, &view);
	return page_answer(rq, &page);
}

const struct route web_markets_routes[] = {
	{ GET, "/markets", .needs = MAY_SIGNED_IN, .read = markets_read },
	ROUTE_END,
};
