/*
 * The Software page: all software bought for a customer, newest first (R-035,
 * Choosing files is software_files.c's.
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

/* What an open row offers. */
struct software_inner {
	struct view_list fields, files; /* choice_field, file_view */
	const char *action;             /* of the form with the choices */
	const char *reason;             /* why there is nothing to choose */
	const char *deep_link, *deep_link_label;
	const char *risk_url;
	const char *edition;
	bool submit_step, chosen, get_button, risk_notice, learn_more;
	bool no_files; /* a licence without anything to download */
	const char *keys; /* address of the keys dialog */
};
static const struct view_field inner_view[] = {
	VIEW_OF(LIST, struct software_inner, fields, choice_field_view,
	    struct choice_field),
	VIEW_OF(
	    LIST, struct software_inner, files, file_view, struct file_view),
	VIEW(TEXT, struct software_inner, action),
	VIEW(TEXT, struct software_inner, reason),
	VIEW(TEXT, struct software_inner, deep_link),
	VIEW(TEXT, struct software_inner, deep_link_label),
	VIEW(TEXT, struct software_inner, risk_url),
	VIEW(TEXT, struct software_inner, edition),
	VIEW(TEXT, struct software_inner, keys),
	VIEW(BOOL, struct software_inner, submit_step),
	VIEW(BOOL, struct software_inner, chosen),
	VIEW(BOOL, struct software_inner, get_button),
	VIEW(BOOL, struct software_inner, risk_notice),
	VIEW(BOOL, struct software_inner, learn_more),
	VIEW(BOOL, struct software_inner, no_files),
	VIEW_FIELD_END,
};

struct software_entry {
	const char *id, *entitlement_id, *name, *kind, *term;
	const char *quantity, *purchased, *purchased_iso, *edition;
	const char *amount, *tax, *href, *cancel, *cancel_name;
	struct window_badge badge;
	bool gone, waiting;
	const struct software_inner *inner;
};
static const struct view_field entry_view[] = {
	VIEW(TEXT, struct software_entry, id),
	VIEW(TEXT, struct software_entry, entitlement_id),
	VIEW(TEXT, struct software_entry, name),
	VIEW(TEXT, struct software_entry, kind),
	VIEW(TEXT, struct software_entry, term),
	VIEW(TEXT, struct software_entry, quantity),
	VIEW(TEXT, struct software_entry, purchased),
	VIEW(TEXT, struct software_entry, purchased_iso),
	VIEW(TEXT, struct software_entry, edition),
	VIEW(TEXT, struct software_entry, amount),
	VIEW(TEXT, struct software_entry, tax),
	VIEW(TEXT, struct software_entry, href),
	VIEW(TEXT, struct software_entry, cancel),
	VIEW(TEXT, struct software_entry, cancel_name),
	VIEW_OF(INLINE, struct software_entry, badge, window_badge_view,
	    struct window_badge),
	VIEW(BOOL, struct software_entry, gone),
	VIEW(BOOL, struct software_entry, waiting),
	VIEW_OF(OBJECT, struct software_entry, inner, inner_view,
	    struct software_inner),
	VIEW_FIELD_END,
};

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

struct cancelled_note {
	const char *what, *order_id, *order_href, *recorded, *recorded_iso;
	const char *credit;
};
static const struct view_field cancelled_view[] = {
	VIEW(TEXT, struct cancelled_note, what),
	VIEW(TEXT, struct cancelled_note, order_id),
	VIEW(TEXT, struct cancelled_note, order_href),
	VIEW(TEXT, struct cancelled_note, recorded),
	VIEW(TEXT, struct cancelled_note, recorded_iso),
	VIEW(TEXT, struct cancelled_note, credit),
	VIEW_FIELD_END,
};

static const struct view_field page_view[] = {
	VIEW_OF(LIST, struct software_page, entries, entry_view,
	    struct software_entry),
	VIEW_OF(LIST, struct software_page, filters, filter_view,
	    struct filter_view),
	VIEW(TEXT, struct software_page, problem),
	VIEW_OF(OBJECT, struct software_page, cancelled, cancelled_view,
	    struct cancelled_note),
	VIEW_OF(OBJECT, struct software_page, keys, keys_dialog_view, char),
	VIEW_OF(OBJECT, struct software_page, cancel, cancel_dialog_view, char),
	VIEW(TEXT, struct software_page, close),
	VIEW(BOOL, struct software_page, none),
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

static const char *id_of(struct ctx *cx, const struct software_line *line)
{
	return entitlement_id_of(cx, line->order_id, line->line.line_number);
}

const struct software_line *software_line_find(struct ctx *cx,
    const struct software_list *list, const char *entitlement_id)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_same(id_of(cx, &list->lines[i]), entitlement_id))
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
	const struct edition *terms = policy_terms(
	    cx->policy, line->line.edition_id, line->ordered_at);

	return policy_surface(cx->policy, terms, cx->now);
}

/* ---- one row ---- */

static bool holds_role(struct ctx *cx, const struct edition *surface,
    enum key_act act)
{
	const char *const *roles = key_roles(surface, SIDE_PARTNER, act);

	for (; *roles != NULL; roles++)
		if (cx->who->roles & role_find(*roles))
			return true;
	return false;
}

static const char *role_needed(struct ctx *cx)
{
	return message_with(cx,
	    N_("Keys and downloads need the role {roles}."),
	    HOLES({ "roles", roles_list_text(cx, ROLE_ADMIN_AGENT) }));
}

/* The edition without keys for partners: the address to pass on. */
static void inner_deep_link(struct ctx *cx, const struct edition *surface,
    const char *entitlement_id, struct software_inner *inner)
{
	inner->deep_link_label = surface->deep_link_label;
	inner->deep_link = arena_printf(cx->arena,
	    "%s/portal/billing/products/software?open=%s",
	    cx->settings->public_url, entitlement_id);
}

static struct error inner_keys(struct ctx *cx,
    const struct software_line *line, const struct edition *surface,
    const struct file_choice *asked, struct software_inner *inner)
{
	struct file_choice choice = *asked;
	struct error e;

	inner->submit_step = surface->select_submit_step;
	inner->chosen = !inner->submit_step || text_same(asked->step, "chosen");
	inner->get_button = surface->get_key_button;
	e = software_files(
	    cx, line, &choice, &inner->fields, &inner->files);
	inner->no_files = inner->fields.count == 0;
	if (inner->no_files)
		inner->submit_step = false;
	return e;
}

static struct error inner_make(struct ctx *cx, const char *customer_id,
    const struct software_line *line, const struct file_choice *choice,
    const struct software_inner **ret_inner)
{
	struct software_inner *inner =
	    ARENA_NEW(cx->arena, struct software_inner);
	const struct edition *surface = software_surface(cx, line);
	const char *id = id_of(cx, line);
	struct error e = OK;

	*ret_inner = inner;
	inner->edition = surface->id;
	inner->keys = software_path(cx, customer_id, id, "keys");
	inner->action = customer_path(cx, customer_id, "/software");
	inner->learn_more = surface->learn_more_link != NULL;
	inner->risk_notice = surface->risk_notice;
	inner->risk_url = cx->settings->risk_notice_url;
	if (surface->deep_link && holds_role(cx, surface, KEY_COPY_DEEP_LINK))
		inner_deep_link(cx, surface, id, inner);
	else if (surface->deep_link || !holds_role(cx, surface, KEY_SHOW))
		inner->reason = role_needed(cx);
	else if (line->pending)
		inner->reason = _("The key has not been delivered yet. It appears here as soon as it is in stock.");
	else
		e = inner_keys(cx, line, surface, choice, inner);
	return e;
}

static void entry_words(struct ctx *cx, const struct software_line *line,
    struct software_entry *entry)
{
	const struct order_line *of = &line->line;
	int64_t day = day_of(line->ordered_at);

	entry->name = of->title;
	entry->kind = kind_text(cx, of->kind);
	if (of->term_end_day != 0)
		entry->term = message_with(cx, N_("Term until {day}"),
		    HOLES({ "day", show_day(cx, of->term_end_day) }));
	entry->quantity = show_int(cx, entry->gone ? 0 : of->quantity);
	entry->purchased = show_day(cx, day);
	entry->purchased_iso = iso_of_day(cx, day);
	entry->edition = edition_text(cx, of->edition_id);
	entry->amount =
	    show_money(cx, of->tax_included ? of->gross : of->net);
	entry->tax = tax_text(cx, of->tax_included);
}

static const char *toggle(struct ctx *cx, const char *customer_id,
    const struct software_view *view, const char *open, const char *anchor)
{
	struct text text;
	char mark = '?';

	text_init(&text, cx->arena);
	text_add(&text, customer_path(cx, customer_id, "/software"));
	if (!text_empty(view->window)) {
		text_addf(&text, "%cwindow=", mark);
		text_add_url(&text, view->window);
		mark = '&';
	}
	if (open != NULL)
		text_addf(&text, "%copen=%s", mark, open);
	text_addf(&text, "#%s", anchor);
	return text.bytes;
}

static struct error entry_make(struct ctx *cx, const struct customer *of,
    const struct software_line *line, const struct software_view *view,
    const struct cancel_offer *offer, struct software_entry *entry)
{
	const char *id = id_of(cx, line);
	bool open = text_same(id, view->open);

	entry->entitlement_id = id;
	entry->id = arena_printf(cx->arena, "line-%s", id);
	entry->gone = line->line.state == LINE_CANCELLED;
	entry->waiting = line->pending;
	entry->badge = window_badge_of(cx, offer);
	entry_words(cx, line, entry);
	if (entry->gone)
		return OK;
	entry->href = toggle(
	    cx, of->customer_id, view, open ? NULL : id, entry->id);
	if (roles_may(cx->who->roles, MAY_CANCEL)) {
		entry->cancel = software_path(cx, of->customer_id, id, "cancel");
		entry->cancel_name = message_with(cx,
		    N_("Cancel: {product}, order {order}"),
		    HOLES({ "product", entry->name },
			{ "order", line->order_id }));
	}
	return open ? inner_make(cx, of->customer_id, line, &view->choice,
			  &entry->inner)
		    : OK;
}

/* ---- the list ---- */

enum shelf { SHELF_ALL, SHELF_OPEN, SHELF_PASSED, SHELF_CANCELLED, SHELVES };

static const struct {
	const char *id, *name;
} shelves[SHELVES] = {
	{ "", N_("All") },
	{ "open", N_("Window open") },
	{ "passed", N_("Window passed") },
	{ "cancelled", N_("Cancelled") },
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
	struct software_entry *entries = ARENA_ARRAY(
	    cx->arena, struct software_entry, list->count + 1);
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
		e = entry_make(cx, &page->of, &list->lines[i], view, &offer,
		    &entries[count++]);
	}
	page->entries = (struct view_list){ count, entries };
	page->filters =
	    filter_list(cx, page->of.customer_id, asked, counts);
	page->none = list->count == 0;
	return e;
}

/* ---- after a cancellation ---- */

static const char *credit_words(struct ctx *cx, struct money net,
    struct money tax, struct money gross, int month)
{
	return message_with(cx,
	    N_("Credit {gross} (net {net}, tax {tax}, early termination fee {fee}) is on the {month} invoice."),
	    HOLES({ "gross", show_money(cx, gross) },
		{ "net", show_money(cx, net) }, { "tax", show_money(cx, tax) },
		{ "fee", show_money(cx, money_of(0, gross.currency)) },
		{ "month", show_month(cx, month) }));
}

/* Lines of one product and order, cancelled by one Submit, are told as one. */
static bool same_act(
    const struct software_line *a, const struct software_line *b)
{
	return text_same(a->order_id, b->order_id) &&
	       text_same(a->line.product_id, b->line.product_id) &&
	       text_same(a->line.sku_id, b->line.sku_id) &&
	       a->line.cancelled_at == b->line.cancelled_at;
}

static struct error credit_of(struct ctx *cx, const struct software_page *page,
    const struct software_line *line, int64_t *ret_quantity,
    const char **ret_credit)
{
	struct money net = money_of(0, line->line.gross.currency);
	struct money tax = net, gross = net;
	struct charge_list charges;
	int month = 0;
	struct error e =
	    charge_list_of_order(cx, line->order_id, &charges);

	if (e.code)
		return e;
	*ret_quantity = 0;
	for (size_t i = 0; i < page->bought.count; i++) {
		const struct software_line *other = &page->bought.lines[i];

		if (!same_act(line, other))
			continue;
		*ret_quantity += other->line.quantity;
		for (size_t j = 0; j < charges.count; j++) {
			const struct charge *c = &charges.charges[j];

			if (!c->is_credit ||
			    c->line_number != other->line.line_number)
				continue;
			net.minor += c->net.minor;
			tax.minor += c->tax.minor;
			gross.minor += c->gross.minor;
			month = c->month;
		}
	}
	*ret_credit = credit_words(cx, net, tax, gross, month);
	return OK;
}

static struct error cancelled_make(
    struct ctx *cx, const char *entitlement_id, struct software_page *page)
{
	const struct software_line *line =
	    software_line_find(cx, &page->bought, entitlement_id);
	struct cancelled_note *note;
	int64_t quantity;
	struct error e;

	if (line == NULL || line->line.state != LINE_CANCELLED)
		return OK;
	note = ARENA_NEW(cx->arena, struct cancelled_note);
	if ((e = credit_of(cx, page, line, &quantity, &note->credit)).code)
		return e;
	note->what = message_with(cx, N_("Cancelled: {quantity} × {product}"),
	    HOLES({ "quantity", show_int(cx, quantity) },
		{ "product", line->line.title }));
	note->order_id = line->order_id;
	note->order_href = customer_path(
	    cx, page->of.customer_id, "/orders/%s", line->order_id);
	note->recorded = show_instant(cx, line->line.cancelled_at);
	note->recorded_iso = iso_text(cx, line->line.cancelled_at);
	page->cancelled = note;
	return OK;
}

/* ---- the page ---- */

struct error software_page_load(struct request *rq,
    const struct software_view *view, struct software_page *ret_page)
{
	struct ctx *cx = &rq->cx;
	struct software_page page = { 0 };
	struct error e;

	e = customer_load(cx, request_param(rq, "customer"), &page.of);
	if (e.code)
		return e;
	e = software_list(cx, page.of.customer_id, &page.bought);
	if (e.code)
		return e;
	page.close = customer_path(cx, page.of.customer_id, "/software%s%s",
	    view->open == NULL ? "" : "?open=",
	    view->open == NULL ? "" : view->open);
	if ((e = entries_make(cx, view, &page)).code)
		return e;
	if (view->cancelled != NULL)
		e = cancelled_make(cx, view->cancelled, &page);
	if (e.code == 0)
		*ret_page = page;
	return e;
}

struct error software_page_answer(struct request *rq,
    const struct software_page *shown, const char *dialog, int status)
{
	struct ctx *cx = &rq->cx;
	struct page page = { .title = message_with(cx,
				 N_("Software · {customer}"),
				 HOLES({ "customer", shown->of.name })),
		.body = "software/list",
		.dialog = dialog,
		.place = PLACE_SOFTWARE,
		.customer = &shown->of,
		.fields = page_view,
		.data = shown,
		.status = status };

	return page_answer(rq, &page);
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
	struct software_page page;
	struct error e = software_page_load(rq, &view, &page);

	return e.code ? e : software_page_answer(rq, &page, NULL, 0);
}

const struct route web_software_routes[] = {
	{ GET, "/customers/{customer}/software", .needs = MAY_SEE_ORDERS,
	    .query = software_query_fields,
	    .query_size = sizeof(struct software_query),
	    .read = software_show },
	ROUTE_END,
};
