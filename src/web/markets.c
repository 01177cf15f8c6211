/*
 * The list of markets where Azure reservations are not sold (R-013, R-016,
 * Which market is blocked, policy says.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/market.h"
#include "policy/policy.h"
#include "web/page.h"
#include "web/routes.h"

#define COLUMNS 3

struct market_view {
	const char *name, *code;
	const char *folded;
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
	const char *counted, *edition;
	struct view_list columns;
};
static const struct view_field markets_view[] = {
	VIEW(TEXT, struct markets_view, counted),
	VIEW(TEXT, struct markets_view, edition),
	VIEW_OF(LIST, struct markets_view, columns, column_view,
	    struct column_view),
	VIEW_FIELD_END,
};

static int market_compare(const void *a, const void *b)
{
	return strcmp(((const struct market_view *)a)->folded,
	    ((const struct market_view *)b)->folded);
}

/* By the reader's own names: the order of another language is none. */
static struct view_list markets_sorted(struct ctx *cx)
{
	size_t count;
	const struct market *markets = market_list(cx->policy, &count);
	struct market_view *views =
	    ARENA_ARRAY(cx->arena, struct market_view, count + 1);

	for (size_t i = 0; i < count; i++) {
		views[i].name = market_name(&markets[i], cx->locale->tag);
		views[i].code = markets[i].code;
		views[i].folded = text_fold(cx->arena, views[i].name);
	}
	qsort(views, count, sizeof(*views), market_compare);
	return (struct view_list){ count, views };
}

static struct view_list columns_of(struct ctx *cx, struct view_list markets)
{
	const struct market_view *views = markets.items;
	struct column_view *columns =
	    ARENA_ARRAY(cx->arena, struct column_view, COLUMNS);
	size_t height = (markets.count + COLUMNS - 1) / COLUMNS;

	for (size_t i = 0; i < COLUMNS; i++) {
		size_t from =
		    i * height < markets.count ? i * height : markets.count;
		size_t left = markets.count - from;

		columns[i].markets =
		    (struct view_list){ left < height ? left : height,
			    views + from };
	}
	return (struct view_list){ COLUMNS, columns };
}

static struct error markets_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct view_list markets = markets_sorted(cx);
	struct markets_view view = {
		.counted = message_plural(cx, "{n} market", "{n} markets",
		    (int64_t)markets.count, NULL),
		.edition = policy_edition_at(cx->policy, cx->now)->id,
		.columns = columns_of(cx, markets),
	};
	struct page page = { .title = _("Markets without reservations"),
		.body = "products/markets",
		.fields = markets_view,
		.data = &view };

	return page_answer(rq, &page);
}

const struct route web_markets_routes[] = {
	{ GET, "/markets", .needs = MAY_SIGNED_IN, .read = markets_read },
	ROUTE_END,
};
