/*
 * The reference of the REST API for people: a page for each area, made of the
 * table of routes, readable without sign-in. What programs read is
 * /openapi.json.
 */
#include <string.h>

#include "accounts/permission.h"
#include "base/settings.h"
#include "http/router.h"
#include "i18n/i18n.h"
#include "web/reference_view.h"
#include "web/routes.h"
#include "web/views.h"

struct line_view {
	const char *method, *path, *summary, *href;
};
static const struct view_field line_view[] = {
	VIEW(TEXT, struct line_view, method),
	VIEW(TEXT, struct line_view, path),
	VIEW(TEXT, struct line_view, summary),
	VIEW(TEXT, struct line_view, href),
	VIEW_FIELD_END,
};
struct area_view {
	const char *id, *name, *href;
	struct view_list lines; /* struct line_view */
	bool current;
};
static const struct view_field area_view[] = {
	VIEW(TEXT, struct area_view, id),
	VIEW(TEXT, struct area_view, name),
	VIEW(TEXT, struct area_view, href),
	VIEW_OF(LIST, struct area_view, lines, line_view, struct line_view),
	VIEW(BOOL, struct area_view, current),
	VIEW_FIELD_END,
};

struct reference {
	const char *name, *base, *count;
	struct view_list areas;     /* struct area_view */
	struct view_list routes;    /* struct reference_route */
	struct view_list resources; /* struct reference_resource */
	struct view_list errors;    /* struct reference_error */
	bool signed_in, at_start;
};
static const struct view_field reference_fields[] = {
	VIEW(TEXT, struct reference, name),
	VIEW(TEXT, struct reference, base),
	VIEW(TEXT, struct reference, count),
	VIEW_OF(LIST, struct reference, areas, area_view, struct area_view),
	VIEW_OF(LIST, struct reference, routes, reference_route_view,
	    struct reference_route),
	VIEW_OF(LIST, struct reference, resources, reference_resource_view,
	    struct reference_resource),
	VIEW_OF(LIST, struct reference, errors, reference_error_view,
	    struct reference_error),
	VIEW(BOOL, struct reference, signed_in),
	VIEW(BOOL, struct reference, at_start),
	VIEW_FIELD_END,
};

static size_t routes_count(const struct api_area *area)
{
	size_t count = 0;

	while (area->routes[count].method)
		count++;
	return count;
}

static const char *routes_text(struct ctx *cx, size_t count)
{
	return message_plural(
	    cx, "{n} route", "{n} routes", (int64_t)count, NULL);
}

static struct view_list lines_of(
    struct ctx *cx, const struct api_area *area, const char *href)
{
	size_t count = routes_count(area);
	struct line_view *list =
	    ARENA_ARRAY(cx->arena, struct line_view, count);

	for (size_t i = 0; i < count; i++) {
		const struct route *route = &area->routes[i];

		list[i] = (struct line_view){
			.method = http_method_name(route->method),
			.path = route->path,
			.summary = _(route->summary),
			.href = arena_printf(cx->arena, "%s#%s", href,
			    operation_id(cx->arena, route)),
		};
	}
	return (struct view_list){ count, list };
}

static struct view_list areas_of(struct ctx *cx, const struct api_area *now)
{
	struct area_view *list;
	size_t count = 0;

	while (api_areas[count].id != NULL)
		count++;
	list = ARENA_ARRAY(cx->arena, struct area_view, count);
	for (size_t i = 0; i < count; i++) {
		const struct api_area *area = &api_areas[i];
		const char *href =
		    arena_printf(cx->arena, "/reference/%s", area->id);

		list[i] = (struct area_view){
			.id = area->id,
			.name = _(area->name),
			.href = href,
			.lines = lines_of(cx, area, href),
			.current = area == now,
		};
	}
	return (struct view_list){ count, list };
}

static struct view_list routes_of(struct ctx *cx, const struct api_area *area)
{
	size_t count = routes_count(area);
	struct reference_route *list =
	    ARENA_ARRAY(cx->arena, struct reference_route, count);

	for (size_t i = 0; i < count; i++)
		reference_route_of(cx, &area->routes[i], &list[i]);
	return (struct view_list){ count, list };
}

/* What every route may refuse with. */
static struct view_list common_errors(struct ctx *cx)
{
	static const int codes[] = { ERR_FIELD_MISSING, ERR_FIELD_CHOICE,
		ERR_BODY_MALFORMED, ERR_ETAG_STALE, ERR_SIGN_IN_NEEDED,
		ERR_TOKEN_BAD, ERR_ROLE_MISSING, ERR_USER_TOKEN_NEEDED,
		ERR_NOT_ENROLLED, ERR_CUSTOMER_UNKNOWN, ERR_ROUTE_UNKNOWN,
		ERR_CONFLICT, ERR_TOO_MANY };
	struct reference_error *list =
	    ARENA_ARRAY(cx->arena, struct reference_error, COUNT(codes));

	for (size_t i = 0; i < COUNT(codes); i++)
		reference_error_of(cx, NULL, codes[i], &list[i]);
	return (struct view_list){ COUNT(codes), list };
}

static struct error answer(struct request *rq, const struct api_area *area)
{
	struct ctx *cx = &rq->cx;
	struct reference view = {
		.base = cx->settings->public_url,
		.areas = areas_of(cx, area),
		.signed_in = cx->who != NULL,
		.at_start = area == NULL,
	};
	struct page page = { .title = _("REST API"),
		.body = "reference/start",
		.frame = "reference/frame",
		.fields = reference_fields,
		.data = &view };

	if (area == NULL) {
		view.errors = common_errors(cx);
	} else {
		view.name = _(area->name);
		view.count = routes_text(cx, routes_count(area));
		view.routes = routes_of(cx, area);
		view.resources = reference_resources(cx, area);
		page.title =
		    arena_printf(cx->arena, "%s · %s", view.name, page.title);
		page.body = "reference/area";
	}
	return page_answer_bare(rq, &page);
}

/* Everybody reads the same, but for the language and the way back. */
static struct error kept_answer(struct request *rq, const struct api_area *area)
{
	const char *key = arena_printf(rq->cx.arena, "reference %s %s %d",
	    area == NULL ? "" : area->id, rq->cx.locale->tag,
	    rq->cx.who != NULL);
	/* the switch of the language names the address, with its query */
	bool kept = rq->raw_query[0] == '\0';
	struct error e;

	if (kept && response_kept(rq, key))
		return OK;
	if ((e = answer(rq, area)).code == 0 && kept)
		response_keep(rq, key);
	return e;
}

static struct error start_show(struct request *rq)
{
	return kept_answer(rq, NULL);
}

static struct error area_show(struct request *rq)
{
	const char *id = request_param(rq, "area");

	for (const struct api_area *area = api_areas; area->id; area++)
		if (text_same(area->id, id))
			return kept_answer(rq, area);
	return fail(ERR_ROUTE_UNKNOWN, NULL);
}

const struct route web_reference_routes[] = {
	{ GET, "/reference", .needs = MAY_ANYONE, .read = start_show },
	{ GET, "/reference/{area}", .needs = MAY_ANYONE, .read = area_show },
	ROUTE_END,
};
