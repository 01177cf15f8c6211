/*
 * Order history of a customer and one order's page, which is the confirmation
 * as well. Cancelling is a dialog of its own.
 */
#include "orders/order.h"

#include "base/day.h"
#include "base/text.h"
#include "billing/charge.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/timeline.h"
#include "web/views.h"

#define PAGE_ROWS 20

/* ---- the list ---- */

struct orders_view {
	const char *customer_name, *customer_href, *words, *nothing;
	const char *next_href, *first_href;
	struct view_list orders;
	bool none_yet;
};
static const struct view_field orders_view[] = {
	VIEW(TEXT, struct orders_view, customer_name),
	VIEW(TEXT, struct orders_view, customer_href),
	VIEW(TEXT, struct orders_view, words),
	VIEW(TEXT, struct orders_view, nothing),
	VIEW(TEXT, struct orders_view, next_href),
	VIEW(TEXT, struct orders_view, first_href),
	VIEW_OF(
	    LIST, struct orders_view, orders, order_view, struct order_view),
	VIEW(BOOL, struct orders_view, none_yet),
	VIEW_FIELD_END,
};

static const char *orders_href(struct ctx *cx, const char *customer_id,
    const char *words, const char *before)
{
	struct text href;

	text_init(&href, cx->arena);
	text_add(&href, customer_path(cx, customer_id, "/orders?q="));
	text_add_url(&href, words);
	if (before != NULL) {
		text_add(&href, "&before=");
		text_add_url(&href, before);
	}
	return href.bytes;
}

static struct error orders_fill(struct ctx *cx, const char *customer_id,
    const char *words, const char *before, struct orders_view *view)
{
	struct order_filter filter = { .customer_id = customer_id,
		.words = words[0] == '\0' ? NULL : words,
		.limit = PAGE_ROWS };
	struct order_list list;
	struct order last;
	struct error e;

	if (before[0] != '\0') {
		e = order_load(cx, customer_id, before, &last);
		if (e.code != 0)
			return e;
		filter.before_at = last.ordered_at;
		filter.before_id = last.order_id;
		view->first_href = orders_href(cx, customer_id, words, NULL);
	}
	if ((e = order_list(cx, &filter, &list)).code != 0)
		return e;
	if (list.count == 0 && words[0] != '\0')
		view->nothing =
		    message_with(cx, N_("Nothing found for “{words}”."),
			HOLES({ "words", words }));
	view->none_yet = list.count == 0 && view->nothing == NULL;
	if (list.more)
		view->next_href = orders_href(cx, customer_id, words,
		    list.orders[list.count - 1].order_id);
	return order_views(cx, &list, &view->orders);
}

static struct error orders_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct orders_view view = { .words = text_trim(
					cx->arena, query_value(rq, "q")) };
	struct page page = { .title = _("Order history"),
		.body = "orders/list",
		.place = PLACE_ORDERS,
		.customer = &customer,
		.fields = orders_view,
		.data = &view };
	struct error e;

	e = customer_load(cx, request_param(rq, "customer"), &customer);
	if (e.code != 0)
		return e;
	view.customer_name = customer.name;
	view.customer_href =
	    arena_printf(cx->arena, "/customers/%s", customer.customer_id);
	e = orders_fill(cx, customer.customer_id, view.words,
	    query_value(rq, "before"), &view);
	return e.code != 0 ? e : page_answer(rq, &page);
}

/* ---- charges and credits of one order ---- */

static const struct view_field step_view[] = {
	VIEW(TEXT, struct explanation_step, label),
	VIEW(TEXT, struct explanation_step, value),
	VIEW_FIELD_END,
};

struct charge_view {
	const char *what, *name, *month, *net, *tax, *gross, *edition;
	bool credit;
	struct view_list steps;
};
static const struct view_field charge_view[] = {
	VIEW(TEXT, struct charge_view, what),
	VIEW(TEXT, struct charge_view, name),
	VIEW(TEXT, struct charge_view, month),
	VIEW(TEXT, struct charge_view, net),
	VIEW(TEXT, struct charge_view, tax),
	VIEW(TEXT, struct charge_view, gross),
	VIEW(TEXT, struct charge_view, edition),
	VIEW(BOOL, struct charge_view, credit),
	VIEW_OF(LIST, struct charge_view, steps, step_view,
	    struct explanation_step),
	VIEW_FIELD_END,
};

static const char *line_title(const struct order *order, int64_t number)
{
	for (size_t i = 0; i < order->line_count; i++)
		if (order->lines[i].line_number == number)
			return order->lines[i].title;
	return "";
}

static struct error charge_view_of(struct ctx *cx, const struct order *order,
    const struct charge *charge, struct charge_view *view)
{
	struct explanation told;
	struct error e = charge_explain(cx, charge, &told);

	if (e.code != 0)
		return e;
	*view = (struct charge_view){
		.what = charge->is_credit ? _("Credit") : _("Charge"),
		.name = line_title(order, charge->line_number),
		.month = show_month(cx, charge->month),
		.net = show_money(cx, charge->net),
		.tax = show_money(cx, charge->tax),
		.gross = show_money(cx, charge->gross),
		.edition = edition_text(cx, charge->edition_id),
		.credit = charge->is_credit,
		.steps = { told.count, told.steps },
	};
	return OK;
}

struct sums_view {
	const char *net, *tax, *gross;
};
static const struct view_field sums_view[] = {
	VIEW(TEXT, struct sums_view, net),
	VIEW(TEXT, struct sums_view, tax),
	VIEW(TEXT, struct sums_view, gross),
	VIEW_FIELD_END,
};

static const struct sums_view *sums_of(
    struct ctx *cx, struct money net, struct money tax, struct money gross)
{
	struct sums_view *view = ARENA_NEW(cx->arena, struct sums_view);

	view->net = show_money(cx, net);
	view->tax = show_money(cx, tax);
	view->gross = show_money(cx, gross);
	return view;
}

/* ---- the page of one order ---- */

struct rules_view {
	const char *edition, *window, *prices, *fee;
};
static const struct view_field rules_view[] = {
	VIEW(TEXT, struct rules_view, edition),
	VIEW(TEXT, struct rules_view, window),
	VIEW(TEXT, struct rules_view, prices),
	VIEW(TEXT, struct rules_view, fee),
	VIEW_FIELD_END,
};

struct order_page {
	const char *customer_name, *customer_href, *heading;
	struct order_view order;
	struct view_list charges, items;
	const struct timeline *timeline;
	const struct sums_view *ordered_sums, *credit_sums, *left_sums;
	struct rules_view rules;
	bool placed;
};
static const struct view_field order_page[] = {
	VIEW(TEXT, struct order_page, customer_name),
	VIEW(TEXT, struct order_page, customer_href),
	VIEW(TEXT, struct order_page, heading),
	VIEW_OF(
	    INLINE, struct order_page, order, order_view, struct order_view),
	VIEW_OF(
	    LIST, struct order_page, charges, charge_view, struct charge_view),
	VIEW_OF(OBJECT, struct order_page, timeline, timeline_view,
	    struct timeline),
	VIEW_OF(LIST, struct order_page, items, view_text, const char *),
	VIEW_OF(OBJECT, struct order_page, ordered_sums, sums_view,
	    struct sums_view),
	VIEW_OF(OBJECT, struct order_page, credit_sums, sums_view,
	    struct sums_view),
	VIEW_OF(
	    OBJECT, struct order_page, left_sums, sums_view, struct sums_view),
	VIEW_OF(
	    INLINE, struct order_page, rules, rules_view, struct rules_view),
	VIEW(BOOL, struct order_page, placed),
	VIEW_FIELD_END,
};

static struct error charges_fill(
    struct ctx *cx, const struct order *order, struct order_page *page)
{
	struct charge_list list;
	struct charge_view *views;
	struct money net = money_of(0, order->currency);
	struct money tax = net;
	struct money gross = net;
	/* seats that were added are charges beside the purchase */
	struct money charged[3] = { net, net, net };
	struct error e = charge_list_of_order(cx, order->order_id, &list);

	if (e.code != 0)
		return e;
	views = ARENA_ARRAY(cx->arena, struct charge_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct charge *charge = &list.charges[i];

		e = charge_view_of(cx, order, charge, &views[i]);
		if (e.code != 0)
			return e;
		if (!charge->is_credit) {
			charged[0].minor += charge->net.minor;
			charged[1].minor += charge->tax.minor;
			charged[2].minor += charge->gross.minor;
			continue;
		}
		net.minor += charge->net.minor;
		tax.minor += charge->tax.minor;
		gross.minor += charge->gross.minor;
	}
	page->charges = (struct view_list){ list.count, views };
	page->ordered_sums = sums_of(cx, charged[0], charged[1], charged[2]);
	if (gross.minor == 0)
		return OK;
	page->credit_sums = sums_of(cx, net, tax, gross);
	page->left_sums =
	    sums_of(cx, money_of(charged[0].minor + net.minor, order->currency),
		money_of(charged[1].minor + tax.minor, order->currency),
		money_of(charged[2].minor + gross.minor, order->currency));
	return OK;
}

/* The rules of the purchase: those of its first line with a window, for all
 * lines of an order were bought in one edition. */
static struct error rules_fill(
    struct ctx *cx, const struct order *order, struct rules_view *rules)
{
	const struct order_line *line = &order->lines[0];
	const struct edition *edition =
	    policy_terms(cx->policy, line->edition_id, order->ordered_at);

	rules->edition = line->edition_id;
	rules->window = show_days(cx, edition->cancellation_window_days);
	rules->prices = tax_text(cx, line->tax_included);
	rules->fee = show_money(cx, money_of(0, order->currency));
	return OK;
}

static void items_fill(
    struct ctx *cx, const struct order *order, struct order_page *page)
{
	const char **items =
	    ARENA_ARRAY(cx->arena, const char *, order->line_count + 1);

	for (size_t i = 0; i < order->line_count; i++)
		items[i] = order->lines[i].catalog_item_id;
	page->items = (struct view_list){ order->line_count, items };
}

static struct error order_fill(
    struct ctx *cx, const struct order *order, struct order_page *page)
{
	struct error e;

	page->heading = message_with(cx,
	    page->placed ? N_("Order placed") : N_("Order of {day}"),
	    HOLES({ "day", show_day(cx, day_of(order->ordered_at)) }));
	if ((e = order_view_of(cx, order, &page->order)).code != 0)
		return e;
	if ((e = charges_fill(cx, order, page)).code != 0)
		return e;
	if ((e = rules_fill(cx, order, &page->rules)).code != 0)
		return e;
	items_fill(cx, order, page);
	if (page->placed)
		return OK;
	return timeline_of_object(
	    cx, order->order_id, -1, order->ordered_at, &page->timeline);
}

static struct error order_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct order order;
	struct order_page view = { .placed =
				       query_value(rq, "placed")[0] == '1' };
	struct page page = { .body = "orders/show",
		.place = PLACE_ORDERS,
		.customer = &customer,
		.fields = order_page,
		.data = &view };
	struct error e;

	e = customer_load(cx, request_param(rq, "customer"), &customer);
	if (e.code != 0)
		return e;
	e = order_load(
	    cx, customer.customer_id, request_param(rq, "order"), &order);
	if (e.code != 0)
		return e;
	view.customer_name = customer.name;
	view.customer_href =
	    arena_printf(cx->arena, "/customers/%s", customer.customer_id);
	if ((e = order_fill(cx, &order, &view)).code != 0)
		return e;
	page.title = view.heading;
	return page_answer(rq, &page);
}

const struct route web_orders_routes[] = {
	{ GET, "/customers/{customer}/orders", .needs = MAY_SEE_ORDERS,
	    .read = orders_read },
	{ GET, "/customers/{customer}/orders/{order}", .needs = MAY_SEE_ORDERS,
	    .read = order_read },
	ROUTE_END,
};
