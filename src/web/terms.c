/*
 * The page Terms: every edition with its source, what changed between
 * neighbours, every parameter by when it is taken, and products with a window
 * of their own. What an edition means is policy's;
 * here it is only told.
 */
#include "base/day.h"
#include "catalog/own_window.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "web/edition_words.h"
#include "web/routes.h"
#include "web/views.h"

struct cell_view {
	const char *text, *provenance;
	bool changed; /* against the edition before */
};
static const struct view_field cell_view[] = {
	VIEW(TEXT, struct cell_view, text),
	VIEW(TEXT, struct cell_view, provenance),
	VIEW(BOOL, struct cell_view, changed),
	VIEW_FIELD_END,
};

struct term_view {
	const char *name;
	struct view_list cells; /* struct cell_view */
};
static const struct view_field term_view[] = {
	VIEW(TEXT, struct term_view, name),
	VIEW_OF(LIST, struct term_view, cells, cell_view, struct cell_view),
	VIEW_FIELD_END,
};

struct edition_view {
	const char *id, *from, *from_iso, *until, *source, *source_url,
	    *overlay;
	const char *before;       /* id of the one before it, or NULL */
	struct view_list changes; /* struct difference_view */
	bool now;
};
static const struct view_field edition_view[] = {
	VIEW(TEXT, struct edition_view, id),
	VIEW(TEXT, struct edition_view, from),
	VIEW(TEXT, struct edition_view, from_iso),
	VIEW(TEXT, struct edition_view, until),
	VIEW(TEXT, struct edition_view, source),
	VIEW(TEXT, struct edition_view, source_url),
	VIEW(TEXT, struct edition_view, overlay),
	VIEW(TEXT, struct edition_view, before),
	VIEW_OF(LIST, struct edition_view, changes, difference_view,
	    struct difference_view),
	VIEW(BOOL, struct edition_view, now),
	VIEW_FIELD_END,
};

struct group_view {
	const char *id, *name, *meaning;
	struct view_list terms; /* struct term_view */
	struct view_list editions;
};
static const struct view_field group_view[] = {
	VIEW(TEXT, struct group_view, id),
	VIEW(TEXT, struct group_view, name),
	VIEW(TEXT, struct group_view, meaning),
	VIEW_OF(LIST, struct group_view, terms, term_view, struct term_view),
	VIEW_OF(LIST, struct group_view, editions, edition_view,
	    struct edition_view),
	VIEW_FIELD_END,
};

struct own_view {
	const char *product_id, *title, *days;
};
static const struct view_field own_view[] = {
	VIEW(TEXT, struct own_view, product_id),
	VIEW(TEXT, struct own_view, title),
	VIEW(TEXT, struct own_view, days),
	VIEW_FIELD_END,
};

struct terms_page {
	struct view_list editions; /* struct edition_view, newest first */
	struct view_list groups;   /* struct group_view */
	struct view_list own;      /* struct own_view */
	bool strict, elapsed, announced, own_more;
};
static const struct view_field terms_page[] = {
	VIEW_OF(LIST, struct terms_page, editions, edition_view,
	    struct edition_view),
	VIEW_OF(LIST, struct terms_page, groups, group_view, struct group_view),
	VIEW_OF(LIST, struct terms_page, own, own_view, struct own_view),
	VIEW(BOOL, struct terms_page, strict),
	VIEW(BOOL, struct terms_page, elapsed),
	VIEW(BOOL, struct terms_page, announced),
	VIEW(BOOL, struct terms_page, own_more),
	VIEW_FIELD_END,
};

static struct view_list cells_of(struct ctx *cx,
    const struct parameter *parameter, size_t index,
    const struct edition *editions, size_t count)
{
	struct cell_view *cells =
	    ARENA_ARRAY(cx->arena, struct cell_view, count);

	for (size_t i = 0; i < count; i++)
		cells[i] = (struct cell_view){
			.text = value_words(cx, parameter, &editions[i]),
			.provenance =
			    provenance_words(cx, editions[i].provenance[index]),
			.changed = i > 0 && !parameter_same(parameter,
						&editions[i], &editions[i - 1]),
		};
	return (struct view_list){ count, cells };
}

static struct view_list terms_of(struct ctx *cx, enum basis basis,
    const struct edition *editions, size_t count)
{
	size_t parameter_count, n = 0;
	const struct parameter *list = edition_parameters(&parameter_count);
	struct term_view *views =
	    ARENA_ARRAY(cx->arena, struct term_view, parameter_count);

	for (size_t i = 0; i < parameter_count; i++)
		if (list[i].basis == basis)
			views[n++] = (struct term_view){ parameter_words(
							     cx, list[i].name),
				cells_of(cx, &list[i], i, editions, count) };
	return (struct view_list){ n, views };
}

static struct edition_view edition_of(
    struct ctx *cx, const struct edition *edition, const struct edition *before)
{
	bool first = edition->effective_from == EDITION_BEGIN;
	struct edition_view view = { .id = edition->id,
		.overlay = edition->overlay,
		.from = edition_from_words(cx, edition),
		.from_iso =
		    first ? NULL : iso_text(cx, edition->effective_from),
		.until = edition_until_words(cx, edition),
		.source = edition_source_words(cx, edition),
		.source_url = edition->source_url,
		.now = edition == policy_edition_at(cx->policy, cx->now) };

	if (before != NULL) {
		view.before = before->id;
		view.changes = differences_of(cx, before, edition);
	}
	return view;
}

/* In time for the tables of values, newest first for the list. */
static void editions_of(struct ctx *cx, const struct edition *editions,
    size_t count, struct view_list *ret_in_time,
    struct view_list *ret_newest_first)
{
	struct edition_view *in_time =
	    ARENA_ARRAY(cx->arena, struct edition_view, count);
	struct edition_view *newest_first =
	    ARENA_ARRAY(cx->arena, struct edition_view, count);

	for (size_t i = 0; i < count; i++) {
		in_time[i] = edition_of(
		    cx, &editions[i], i > 0 ? &editions[i - 1] : NULL);
		newest_first[count - 1 - i] = in_time[i];
	}
	*ret_in_time = (struct view_list){ count, in_time };
	*ret_newest_first = (struct view_list){ count, newest_first };
}

static struct error own_windows(struct ctx *cx, struct terms_page *view)
{
	struct own_window_list list;
	struct error e = own_window_list(cx, &list);
	struct own_view *own;

	if (e.code)
		return e;
	own = ARENA_ARRAY(cx->arena, struct own_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		own[i] = (struct own_view){ list.items[i].product_id,
			list.items[i].title,
			show_days(cx, list.items[i].days) };
	view->own = (struct view_list){ list.count, own };
	view->own_more = list.more;
	return OK;
}

static struct error terms_read(struct request *rq)
{
	static const enum basis bases[] = { BASIS_PURCHASE, BASIS_ACTION,
		BASIS_ISSUE };
	struct ctx *cx = &rq->cx;
	const struct policy_switches *switches = policy_switches(cx->policy);
	size_t count;
	const struct edition *editions = policy_editions(cx->policy, &count);
	struct group_view groups[COUNT(bases)];
	struct view_list in_time;
	struct terms_page view = {
		.groups = { COUNT(groups), groups },
		.strict = switches->strict_purchase_mode,
		.elapsed = switches->elapsed_24h,
		.announced = switches->announced_dates,
	};
	struct page page = { .title = _("Terms"),
		.body = "account/terms",
		.place = PLACE_SETTINGS,
		.fields = terms_page,
		.data = &view };
	struct error e = own_windows(cx, &view);

	if (e.code)
		return e;
	editions_of(cx, editions, count, &in_time, &view.editions);
	for (size_t i = 0; i < COUNT(bases); i++)
		groups[i] = (struct group_view){ basis_name(bases[i]),
			basis_words(cx, bases[i]), basis_meaning(cx, bases[i]),
			terms_of(cx, bases[i], editions, count), in_time };
	return page_answer(rq, &page);
}

const struct route web_terms_routes[] = {
	{ GET, "/terms", .needs = MAY_SIGNED_IN, .read = terms_read },
	ROUTE_END,
};
