/*
 * One customer: its overview. Its account is customer_account.c's; finding and
 * adding customers is in customers.c.
 */
#include "customers/customer.h"

#include <stdlib.h>

#include "accounts/partner_setting.h"
#include "accounts/user.h"
#include "base/day.h"
#include "base/text.h"
#include "customers/agreement.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "policy/market.h"
#include "policy/tax.h"
#include "web/customer.h"
#include "web/routes.h"
#include "web/timeline.h"
#include "web/views.h"

#define LATEST_ORDERS 5
#define OPEN_WINDOWS 10

/* ---- what both pages show ---- */

const struct view_field customer_facts_view[] = {
	VIEW(TEXT, struct customer_facts, customer_id),
	VIEW(TEXT, struct customer_facts, name),
	VIEW(TEXT, struct customer_facts, domain),
	VIEW(TEXT, struct customer_facts, place),
	VIEW(TEXT, struct customer_facts, href),
	VIEW_OF(INLINE, struct customer_facts, mark, house_mark_view,
	    struct house_mark),
	VIEW(TEXT, struct customer_facts, commerce_id),
	VIEW(TEXT, struct customer_facts, address1),
	VIEW(TEXT, struct customer_facts, address2),
	VIEW(TEXT, struct customer_facts, town),
	VIEW(TEXT, struct customer_facts, country),
	VIEW(TEXT, struct customer_facts, contact),
	VIEW(TEXT, struct customer_facts, email),
	VIEW(TEXT, struct customer_facts, phone),
	VIEW(TEXT, struct customer_facts, registration),
	VIEW(TEXT, struct customer_facts, segment),
	VIEW(TEXT, struct customer_facts, since),
	VIEW(TEXT, struct customer_facts, prices),
	VIEW(TEXT, struct customer_facts, reservations),
	VIEW(TEXT, struct customer_facts, azure_portal),
	VIEW_FIELD_END,
};

const char *segment_text(struct ctx *cx, const char *segment)
{
	static const char *const texts[][2] = {
		{ "commercial", N_("Commercial") },
		{ "education", N_("Education") },
		{ "government", N_("Government") },
		{ "nonprofit", N_("Nonprofit") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_same(texts[i][0], segment))
			return _(texts[i][1]);
	return segment;
}

static const char *reservations_text(
    struct ctx *cx, const struct customer *customer)
{
	struct decision decision;

	reservation_decide(cx->policy, customer->country, cx->now, &decision);
	if (decision.allowed)
		return _("Azure reservations are not barred in this market.");
	return message_with(cx,
	    N_("Azure reservations are not sold in {market} (R-014, edition {edition})."),
	    HOLES({ "market", country_text(cx, customer->country) },
		{ "edition", decision.edition_id }));
}

void customer_facts_of(struct ctx *cx, const struct customer *customer,
    struct customer_facts *facts)
{
	bool included = tax_is_included(
	    policy_edition_at(cx->policy, cx->now), cx->who->partner->country);

	*facts = (struct customer_facts){
		.customer_id = customer->customer_id,
		.name = customer->name,
		.domain = customer->domain,
		.place = place_text(cx, customer),
		.href = arena_printf(
		    cx->arena, "/customers/%s", customer->customer_id),
		.mark = house_mark(customer->customer_id),
		.commerce_id = customer->commerce_id,
		.address1 = customer->address_line1,
		.address2 = customer->address_line2,
		.town = arena_printf(cx->arena, "%s%s%s", customer->postal_code,
		    text_empty(customer->postal_code) ? "" : " ",
		    customer->city),
		.country = country_text(cx, customer->country),
		.contact = arena_printf(cx->arena, "%s %s",
		    customer->first_name, customer->last_name),
		.email = customer->email,
		.phone = customer->phone,
		.registration = customer->registration_number,
		.segment = segment_text(cx, customer->segment),
		.since = show_day(cx, day_of(customer->created_at)),
		.prices = tax_text(cx, included),
		.reservations = reservations_text(cx, customer),
		.azure_portal = azure_portal_link(
		    cx, customer->domain, customer->customer_id),
	};
}

/* ---- users ---- */

const struct view_field customer_user_view[] = {
	VIEW(TEXT, struct customer_user_view, name),
	VIEW(TEXT, struct customer_user_view, email),
	VIEW(TEXT, struct customer_user_view, roles),
	VIEW(BOOL, struct customer_user_view, sees_keys),
	VIEW(BOOL, struct customer_user_view, inactive),
	VIEW_FIELD_END,
};

struct error customer_users_of(
    struct ctx *cx, const char *customer_id, struct view_list *ret_users)
{
	struct user_list list;
	struct customer_user_view *views;
	struct error e = customer_user_list(cx, customer_id, &list);

	if (e.code != 0)
		return e;
	views =
	    ARENA_ARRAY(cx->arena, struct customer_user_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		views[i].name = list.users[i].name;
		views[i].email = list.users[i].email;
		views[i].roles = roles_list_text(cx, list.users[i].roles);
		views[i].sees_keys =
		    roles_may(list.users[i].roles, MAY_GET_OWN_KEYS);
		views[i].inactive = !list.users[i].active;
	}
	*ret_users = (struct view_list){ list.count, views };
	return OK;
}

/* ---- overview ---- */

struct window_row {
	const char *name, *quantity, *href, *bought, *credit, *credit_tax;
	struct window_badge badge;
	int64_t deadline;
};
static const struct view_field window_row_view[] = {
	VIEW(TEXT, struct window_row, name),
	VIEW(TEXT, struct window_row, quantity),
	VIEW(TEXT, struct window_row, href),
	VIEW(TEXT, struct window_row, bought),
	VIEW(TEXT, struct window_row, credit),
	VIEW(TEXT, struct window_row, credit_tax),
	VIEW_OF(INLINE, struct window_row, badge, window_badge_view,
	    struct window_badge),
	VIEW_FIELD_END,
};

struct cart_tile {
	const char *href, *lines, *until, *until_iso, *local;
};
static const struct view_field cart_tile_view[] = {
	VIEW(TEXT, struct cart_tile, href),
	VIEW(TEXT, struct cart_tile, lines),
	VIEW(TEXT, struct cart_tile, until),
	VIEW(TEXT, struct cart_tile, until_iso),
	VIEW(TEXT, struct cart_tile, local),
	VIEW_FIELD_END,
};

struct overview_view {
	const struct timeline *timeline;
	struct customer_facts facts;
	struct view_list users, windows, orders;
	const struct cart_tile *cart;
	const char *open_count, *active_count, *active_kinds;
	bool agreement_missing;
};
static const struct view_field overview_view[] = {
	VIEW_OF(OBJECT, struct overview_view, timeline, timeline_view,
	    struct timeline),
	VIEW_OF(INLINE, struct overview_view, facts, customer_facts_view,
	    struct customer_facts),
	VIEW_OF(LIST, struct overview_view, users, customer_user_view,
	    struct customer_user_view),
	VIEW_OF(LIST, struct overview_view, windows, window_row_view,
	    struct window_row),
	VIEW_OF(
	    LIST, struct overview_view, orders, order_view, struct order_view),
	VIEW_OF(OBJECT, struct overview_view, cart, cart_tile_view,
	    struct cart_tile),
	VIEW(TEXT, struct overview_view, open_count),
	VIEW(TEXT, struct overview_view, active_count),
	VIEW(TEXT, struct overview_view, active_kinds),
	VIEW(BOOL, struct overview_view, agreement_missing),
	VIEW_FIELD_END,
};

static int window_compare(const void *a, const void *b)
{
	const struct window_row *x = a;
	const struct window_row *y = b;

	return (x->deadline > y->deadline) - (x->deadline < y->deadline);
}

static struct error window_row(struct ctx *cx, const char *customer_id,
    const struct cancel_offer *offer, struct window_row *row)
{
	const struct order_line *line = &offer->line;
	struct money credit;
	bool some;
	struct error e = credit_today(cx, offer, &credit, &some);

	if (e.code != 0)
		return e;
	row->name = line->title;
	row->quantity = show_int(cx, line->quantity);
	row->href =
	    customer_path(cx, customer_id, "/orders/%s", line->order_id);
	row->bought = message_with(cx, N_("Purchased {day}, edition {edition}"),
	    HOLES({ "day", show_day(cx, day_of(offer->ordered_at)) },
		{ "edition", line->edition_id }));
	row->credit = some ? show_money(cx, credit) : NULL;
	row->credit_tax = tax_text(cx, line->tax_included);
	row->badge = window_badge_of(cx, offer);
	row->deadline = offer->decision.deadline;
	return OK;
}

/* Open windows by when they close, and what the customer has. */
static struct error software_fill(
    struct ctx *cx, const char *customer_id, struct overview_view *view)
{
	struct software_list list;
	struct error e = software_list(cx, customer_id, &list);
	struct window_row *rows;
	size_t open = 0;
	int64_t active = 0;
	int64_t subscriptions = 0;

	if (e.code != 0)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct window_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct software_line *line = &list.lines[i];
		struct cancel_offer offer;

		if (line->line.state == LINE_CANCELLED)
			continue;
		active++;
		subscriptions += line->line.term_end_day != 0;
		e = window_offer(cx, &line->line, line->ordered_at, &offer);
		if (e.code == 0 && window_is_open(cx, &offer))
			e = window_row(cx, customer_id, &offer, &rows[open++]);
		if (e.code != 0)
			return e;
	}
	qsort(rows, open, sizeof(*rows), window_compare);
	view->windows =
	    (struct view_list){ open > OPEN_WINDOWS ? OPEN_WINDOWS : open,
		    rows };
	view->open_count = show_int(cx, (int64_t)open);
	view->active_count = show_int(cx, active);
	view->active_kinds = message_with(cx,
	    N_("{subscriptions} with a term, {perpetual} perpetual"),
	    HOLES({ "subscriptions", show_int(cx, subscriptions) },
		{ "perpetual", show_int(cx, active - subscriptions) }));
	return OK;
}

static struct error cart_fill(
    struct ctx *cx, const char *customer_id, struct overview_view *view)
{
	struct cart cart;
	struct cart_tile *tile;
	bool found;
	struct error e = cart_current(cx, customer_id, &cart, &found);

	if (e.code != 0 || !found || cart.line_count == 0)
		return e;
	tile = ARENA_NEW(cx->arena, struct cart_tile);
	tile->href = customer_path(cx, customer_id, "/carts/%s", cart.cart_id);
	tile->lines = message_plural(cx, "{n} line in the cart",
	    "{n} lines in the cart", (int64_t)cart.line_count, NULL);
	tile->until = message_with(cx, N_("Kept until {moment}"),
	    HOLES({ "moment", deadline_text(cx, cart.expires_at) }));
	tile->until_iso = iso_text(cx, cart.expires_at);
	tile->local = deadline_local_text(cx, cart.expires_at);
	view->cart = tile;
	return OK;
}

static struct error orders_fill(
    struct ctx *cx, const char *customer_id, struct overview_view *view)
{
	struct order_filter filter = { .customer_id = customer_id,
		.limit = LATEST_ORDERS };
	struct order_list list;
	struct error e = order_list(cx, &filter, &list);

	return e.code != 0 ? e : order_views(cx, &list, &view->orders);
}

static struct error overview_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct overview_view view = { 0 };
	struct page page = { .body = "customers/show",
		.place = PLACE_CUSTOMER,
		.customer = &customer,
		.fields = overview_view,
		.data = &view };
	struct error e;

	e = customer_load(cx, request_param(rq, "customer"), &customer);
	if (e.code != 0)
		return e;
	page.title = customer.name;
	customer_facts_of(cx, &customer, &view.facts);
	e = customer_users_of(cx, customer.customer_id, &view.users);
	if (e.code == 0 && roles_may(cx->who->roles, MAY_SEE_ORDERS)) {
		e = software_fill(cx, customer.customer_id, &view);
		if (e.code == 0)
			e = orders_fill(cx, customer.customer_id, &view);
	}
	if (e.code == 0)
		e = agreement_missing(
		    cx, customer.customer_id, &view.agreement_missing);
	if (e.code == 0 && roles_may(cx->who->roles, MAY_ORDER))
		e = cart_fill(cx, customer.customer_id, &view);
	if (e.code == 0)
		e = timeline_of_customer(
		    cx, customer.customer_id, &view.timeline);
	return e.code != 0 ? e : page_answer(rq, &page);
}

const struct route web_customer_routes[] = {
	{ GET, "/customers/{customer}", .needs = MAY_SEE_CUSTOMERS,
	    .read = overview_read },
	ROUTE_END,
};
