/*
 * The start of the console: what waits for an operator, and where.
 */
#include "accounts/partner_admin.h"
#include "fulfilment/key_pool.h"
#include "i18n/i18n.h"
#include "operator/home_panels.h"
#include "operator/operator.h"
#include "outbox/watch.h"
#include "support/request_desk.h"

struct tile_view {
	const char *name, *count, *href, *about;
	bool waits; /* somebody should look there */
};
static const struct view_field tile_view[] = {
	VIEW(TEXT, struct tile_view, name),
	VIEW(TEXT, struct tile_view, count),
	VIEW(TEXT, struct tile_view, href),
	VIEW(TEXT, struct tile_view, about),
	VIEW(BOOL, struct tile_view, waits),
	VIEW_FIELD_END,
};

#define TILES_MAX 12
#define POOLS_MAX 10000

struct home_view {
	struct view_list tiles, panels;
	bool nothing;
};
static const struct view_field home_view[] = {
	VIEW_OF(LIST, struct home_view, tiles, tile_view, struct tile_view),
	VIEW_OF(
	    LIST, struct home_view, panels, home_panel_view, struct home_panel),
	VIEW(BOOL, struct home_view, nothing),
	VIEW_FIELD_END,
};

struct tiles {
	struct tile_view list[TILES_MAX];
	size_t count;
};

static void add(struct tiles *tiles, struct ctx *cx, int64_t count, bool waits,
    struct tile_view tile)
{
	tile.count = show_int(cx, count);
	tile.waits = waits && count > 0;
	tiles->list[tiles->count++] = tile;
}

static struct error pools_add(struct ctx *cx, struct tiles *tiles)
{
	struct key_pool_levels levels;
	int64_t low = 0, waiting = 0;
	struct error e = key_pool_low(cx, POOLS_MAX, &levels);

	if (e.code)
		return e;
	for (size_t i = 0; i < levels.count; i++) {
		low += levels.levels[i].left <= levels.levels[i].low_stock;
		waiting += levels.levels[i].waiting;
	}
	add(tiles, cx, low, true,
	    (struct tile_view){ .name = _("Key pools that run low"),
		.href = "/operator/keys",
		.about = _("load keys before they are empty") });
	add(tiles, cx, waiting, true,
	    (struct tile_view){ .name = _("Purchases without a key"),
		.href = "/operator/keys",
		.about = _("pending until keys are loaded") });
	return OK;
}

static struct error requests_add(struct ctx *cx, struct tiles *tiles)
{
	int64_t counts[REQUEST_CLOSED + 1] = { 0 };
	struct error e = request_desk_counts(cx, counts);

	if (e.code)
		return e;
	add(tiles, cx, counts[REQUEST_OPEN], true,
	    (struct tile_view){ .name = _("Open support requests"),
		.href = "/operator/requests",
		.about = _("wait for an answer") });
	return OK;
}

static struct error messages_add(struct ctx *cx, struct tiles *tiles)
{
	struct message_counts counts;
	struct error e = message_counts(cx, &counts);

	if (e.code)
		return e;
	add(tiles, cx, counts.mail_failed, true,
	    (struct tile_view){ .name = _("Mail that failed"),
		.href = "/operator/outbox?channel=mail&state=failed",
		.about = _("given up after its attempts") });
	add(tiles, cx, counts.hooks_failed, true,
	    (struct tile_view){ .name = _("Webhooks that failed"),
		.href = "/operator/outbox?channel=webhooks&state=failed",
		.about = _("given up after their attempts") });
	return OK;
}

static struct error partners_add(struct ctx *cx, struct tiles *tiles)
{
	int64_t count;
	struct error e = partner_count(cx, &count);

	if (e.code)
		return e;
	add(tiles, cx, count, false,
	    (struct tile_view){ .name = _("Partners"),
		.href = "/operator/partners",
		.about = _("with users and customers of their own") });
	return OK;
}

static struct error home_read(struct request *rq)
{
	/* what waits first; each adds its own tiles */
	static struct error (*const adders[])(
	    struct ctx * cx, struct tiles * tiles) = { requests_add, pools_add,
		messages_add, partners_add };
	struct ctx *cx = &rq->cx;
	struct tiles tiles = { .count = 0 };
	struct home_view view = { .nothing = true };
	struct page page = { .title = _("Start"),
		.body = "operator/home",
		.fields = home_view,
		.data = &view };
	struct error e = OK;

	for (size_t i = 0; i < COUNT(adders) && e.code == 0; i++)
		e = adders[i](cx, &tiles);
	if (e.code || (e = home_panels(cx, &view.panels)).code)
		return e;
	for (size_t i = 0; i < tiles.count; i++)
		view.nothing = view.nothing && !tiles.list[i].waits;
	view.tiles = (struct view_list){ tiles.count, tiles.list };
	return operator_page(rq, &page);
}

const struct route operator_home_routes[] = {
	{ GET, "/operator", .needs = MAY_OPERATE, .read = home_read },
	ROUTE_END,
};
