/*
 * The Software page: all software bought for a customer, newest first (R-035,
 * One row is software_row.c's, what is told after a
 * cancellation software_cancelled.c's.
 */
#include "web/software.h"

#include "base/day.h"
#include "base/settings.h"
#include "billing/charge.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "policy/surface.h"
#include "web/routes.h"
#include "web/window.h"

struct filter_view {
	const char *name, *href, *count;
	bool current;
};
static const struct view_field filter_view[] = {
	VIEW(TEXT, struct filter_view, name),
	VIEW(TEXT, struct filter_view, href),
	VIEW(TEXT, struct filter_view, count),
	VIEW(BOOL, struct filter_view, current),
	VIEW_FIELD_END,
};

static const struct view_field page_view[] = {
	VIEW_OF(LIST, struct software_page, entries, software_entry_view,
	    struct software_entry),
	VIEW_OF(LIST, struct software_page, filters, filter_view,
	    struct filter_view),
	VIEW(TEXT, struct software_page, problem),
	VIEW_OF(
	    OBJECT, struct software_page, cancelled, cancelled_note_view, char),
	VIEW_OF(OBJECT, struct software_page, keys, keys_dialog_view, char),
	VIEW_OF(OBJECT, struct software_page, cancel, cancel_dialog_view, char),
	VIEW(TEXT, struct software_page, close),
	VIEW(TEXT, struct software_page, how),
	VIEW(BOOL, struct software_page, none),
	VIEW(BOOL, struct software_page, next_steps),
	VIEW_FIELD_END,
};

/* ---- small words ---- */

const char *iso_of_day(struct ctx *cx, int64_t day)
{
	char *text = arena_alloc(cx->arena, DAY_TEXT);

	day_text(day, text);
	return text;
}

const char *software_path(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *act)
{
	return customer_path(
	    cx, customer_id, "/software/%s/%s", entitlement_id, act);
}

const char *software_id(struct ctx *cx, const struct software_line *line)
{
	return entitlement_id_of(cx, line->order_id, line->line.line_number);
}

const struct software_line *software_line_find(struct ctx *cx,
    const struct software_list *list, const char *entitlement_id)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_same(software_id(cx, &list->lines[i]), entitlement_id))
			return &list->lines[i];
	return NULL;
}

struct error software_offer(struct ctx *cx, const struct software_line *line,
    struct cancel_offer *ret_offer)
{
	struct order_line copy = line->line;
	struct order order = { .order_id = line->order_id,
		.ordered_at = line->ordered_at,
		.currency = copy.gross.currency,
		.lines = &copy,
		.line_count = 1 };

	return cancel_offer(cx, &order, copy.line_number, ret_offer);
}

const struct edition *software_surface(
    struct ctx *cx, const struct software_line *line)
{
	const struct edition *terms =
	    policy_terms(cx->policy, line->line.edition_id, line->ordered_at);

	return policy_surface(cx->policy, terms, cx->now);
}

/* ---- the list ---- */

enum shelf { SHELF_ALL, SHELF_OPEN, SHELF_PASSED, SHELF_CANCELLED, SHELVES };

static const struct {
	const char *id, *name;
} shelves[SHELVES] = {
	{ "", NC_("purchases", "All") },
	{ "open", N_("Window open") },
	{ "passed", N_("Window passed") },
	{ "cancelled", NC_("purchases", "Cancelled") },
};

static enum shelf shelf_of(struct ctx *cx, const struct cancel_offer *offer)
{
	if (offer->line.state == LINE_CANCELLED)
		return SHELF_CANCELLED;
	if (window_is_open(cx, offer))
		return SHELF_OPEN;
	if (offer->decision.has_window && offer->decision.days_remaining < 0 &&
	    offer->decision.route != ROUTE_NONE)
		return SHELF_PASSED;
	return SHELF_ALL;
}

static enum shelf shelf_asked(const char *id)
{
	for (int i = 0; i < SHELVES; i++)
		if (text_same(shelves[i].id, id))
			return (enum shelf)i;
	return SHELF_ALL;
}

static struct view_list filter_list(struct ctx *cx, const char *customer_id,
    enum shelf asked, const int64_t counts[SHELVES])
{
	struct filter_view *views =
	    ARENA_ARRAY(cx->arena, struct filter_view, SHELVES);

	for (int i = 0; i < SHELVES; i++)
		views[i] = (struct filter_view){ .name = _(shelves[i].name),
			.href = customer_path(cx, customer_id, "/software%s%s",
			    i == SHELF_ALL ? "" : "?window=", shelves[i].id),
			.count = show_int(cx, counts[i]),
			.current = i == (int)asked };
	return (struct view_list){ SHELVES, views };
}

static struct error entries_make(struct ctx *cx,
    const struct software_view *view, struct software_page *page)
{
	const struct software_list *list = &page->bought;
	struct software_entry *entries =
	    ARENA_ARRAY(cx->arena, struct software_entry, list->count + 1);
	enum shelf asked = shelf_asked(view->window);
	int64_t counts[SHELVES] = { 0 };
	size_t count = 0;
	struct error e = OK;

	for (size_t i = 0; i < list->count && e.code == 0; i++) {
		struct cancel_offer offer;
		enum shelf shelf;

		if ((e = software_offer(cx, &list->lines[i], &offer)).code)
			return e;
		shelf = shelf_of(cx, &offer);
		counts[SHELF_ALL]++;
		if (shelf != SHELF_ALL)
			counts[shelf]++;
		if (asked != SHELF_ALL && shelf != asked)
			continue;
		e = software_entry(cx, &page->of, &list->lines[i], view, &offer,
		    &entries[count++]);
	}
	page->entries = (struct view_list){ count, entries };
	page->filters = filter_list(cx, page->of.customer_id, asked, counts);
	page->none = list->count == 0;
	return e;
}

/* ---- the page ---- */

/* By the surface of the day: the capability is of the act. */
static void surface_fill(struct ctx *cx, struct software_page *page)
{
	const struct edition *today = policy_surface(cx->policy, NULL, cx->now);

	page->next_steps = today->next_steps_links[0] != NULL;
	if (!today->partner_sees_downloads)
		page->how = _(
		    "Bought software still has to be downloaded: the customer does it in the customer admin centre, under Billing, Your products, Software.");
	else if (today->customer_sees_keys)
		page->how = _(
		    "Bought software still has to be downloaded: an Admin agent does it here, or the customer in the customer admin centre, under Billing, Your products, Software.");
	else
		page->how = _(
		    "Bought software still has to be downloaded: an Admin agent does it here, with its key.");
}

static struct error page_fill(struct request *rq,
    const struct software_view *view, struct software_page *page)
{
	struct ctx *cx = &rq->cx;
	struct error e = software_list(cx, page->of.customer_id, &page->bought);

	if (e.code)
		return e;
	surface_fill(cx, page);
	page->close = customer_path(cx, page->of.customer_id, "/software%s%s",
	    view->open == NULL ? "" : "?open=",
	    view->open == NULL ? "" : view->open);
	if ((e = entries_make(cx, view, page)).code)
		return e;
	if (view->cancelled != NULL)
		e = software_cancelled(cx, view->cancelled, page);
	return e;
}

struct error software_page_load(struct request *rq,
    const struct software_view *view, struct software_page *ret_page)
{
	struct software_page page = { 0 };
	struct error e =
	    customer_load(&rq->cx, request_param(rq, "customer"), &page.of);

	if (e.code == 0)
		e = page_fill(rq, view, &page);
	if (e.code == 0)
		*ret_page = page;
	return e;
}

static struct page page_of(struct ctx *cx, const struct software_page *shown,
    const char *dialog, int status)
{
	return (
	    struct page){ .title = message_with(cx, N_("Software · {customer}"),
			      HOLES({ "customer", shown->of.name })),
		.body = "software/list",
		.dialog = dialog,
		.place = PLACE_SOFTWARE,
		.customer = &shown->of,
		.fields = page_view,
		.data = shown,
		.status = status,
		.keep = shown->keep };
}

struct error software_page_answer(struct request *rq,
    const struct software_page *shown, const char *dialog, int status)
{
	struct page page = page_of(&rq->cx, shown, dialog, status);

	return page_answer(rq, &page);
}

static bool kept_answer(struct request *rq, const struct software_page *shown)
{
	struct page page = page_of(&rq->cx, shown, NULL, 0);

	return page_answer_kept(rq, &page);
}

/* Nothing open, nothing told: what stands there is what was bought. */
static bool is_plain(const struct software_view *view)
{
	return view->open == NULL && view->cancelled == NULL;
}

/* What the list of a customer depends on, as of this snapshot. */
static struct error keep_of(struct ctx *cx, const struct customer *of,
    const struct software_view *view, const char **ret_keep)
{
	const char *state;
	struct error e = software_state(cx, of->customer_id, &state);

	if (e.code == 0)
		*ret_keep = arena_printf(cx->arena, "%s %lld %lld %d\n%s",
		    of->customer_id, (long long)of->version,
		    (long long)day_of(cx->now), (int)shelf_asked(view->window),
		    state);
	return e;
}

struct software_query {
	const char *window, *open, *cancelled;
	struct file_choice choice;
};
static const struct field software_query_fields[] = {
	FIELD(TEXT, struct software_query, window),
	FIELD(TEXT, struct software_query, open),
	FIELD(TEXT, struct software_query, cancelled),
	FIELD_AS("version", TEXT, struct software_query, choice.version),
	FIELD_AS("language", TEXT, struct software_query, choice.language),
	FIELD_AS("os", TEXT, struct software_query, choice.os),
	FIELD_AS("bit", TEXT, struct software_query, choice.bit),
	FIELD_AS("step", TEXT, struct software_query, choice.step),
	FIELD_END,
};

static struct error software_show(struct request *rq)
{
	const struct software_query *query = rq->query;
	struct software_view view = { query->window, query->open,
		query->cancelled, query->choice };
	struct software_page page = { 0 };
	struct error e =
	    customer_load(&rq->cx, request_param(rq, "customer"), &page.of);

	if (e.code == 0 && is_plain(&view))
		e = keep_of(&rq->cx, &page.of, &view, &page.keep);
	if (e.code == 0 && page.keep != NULL && kept_answer(rq, &page))
		return OK;
	if (e.code == 0)
		e = page_fill(rq, &view, &page);
	return e.code ? e : software_page_answer(rq, &page, NULL, 0);
}

const struct route web_software_routes[] = {
	{ GET, "/customers/{customer}/software", .needs = MAY_SEE_ORDERS,
	    .query = software_query_fields,
	    .query_size = sizeof(struct software_query),
	    .read = software_show },
	ROUTE_END,
};
