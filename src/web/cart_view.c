/*
 * Views of a cart: amounts in words, errors with what to do about them. No
 * rules.
 */
#include "web/cart_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"
#include "orders/cart_rules.h"
#include "orders/map_json.h"
#include "web/views.h"

static const struct view_field plan_view[] = {
	VIEW(TEXT, struct plan_view, subscription_id),
	VIEW(TEXT, struct plan_view, name),
	VIEW(BOOL, struct plan_view, chosen),
	VIEW_FIELD_END,
};

static const struct view_field line_view[] = {
	VIEW(INT, struct cart_line_view, number),
	VIEW(TEXT, struct cart_line_view, name),
	VIEW(TEXT, struct cart_line_view, term),
	VIEW(INT, struct cart_line_view, quantity),
	VIEW(INT, struct cart_line_view, min),
	VIEW(INT, struct cart_line_view, max),
	VIEW(TEXT, struct cart_line_view, counted),
	VIEW(TEXT, struct cart_line_view, unit),
	VIEW(TEXT, struct cart_line_view, shown),
	VIEW(TEXT, struct cart_line_view, net),
	VIEW(TEXT, struct cart_line_view, tax),
	VIEW(TEXT, struct cart_line_view, rate),
	VIEW(TEXT, struct cart_line_view, gross),
	VIEW(TEXT, struct cart_line_view, order),
	VIEW(TEXT, struct cart_line_view, cancel),
	VIEW(TEXT, struct cart_line_view, problem),
	VIEW(TEXT, struct cart_line_view, remedy),
	VIEW(TEXT, struct cart_line_view, region),
	VIEW_OF(
	    LIST, struct cart_line_view, plans, plan_view, struct plan_view),
	VIEW(BOOL, struct cart_line_view, reservation),
	VIEW(BOOL, struct cart_line_view, single),
	VIEW(BOOL, struct cart_line_view, no_plan),
	VIEW(BOOL, struct cart_line_view, subscription),
	VIEW(BOOL, struct cart_line_view, bad_quantity),
	VIEW(BOOL, struct cart_line_view, bad_plan),
	VIEW_FIELD_END,
};

static const struct view_field total_view[] = {
	VIEW(TEXT, struct cart_total_view, currency),
	VIEW(INT, struct cart_total_view, minor),
	VIEW(TEXT, struct cart_total_view, net),
	VIEW(TEXT, struct cart_total_view, tax),
	VIEW(TEXT, struct cart_total_view, gross),
	VIEW_FIELD_END,
};

const struct view_field cart_view[] = {
	VIEW(TEXT, struct cart_view, cart_id),
	VIEW(TEXT, struct cart_view, href),
	VIEW(INT, struct cart_view, edition_of),
	VIEW(TEXT, struct cart_view, counted),
	VIEW(TEXT, struct cart_view, kept),
	VIEW(TEXT, struct cart_view, kept_iso),
	VIEW(TEXT, struct cart_view, kept_local),
	VIEW(TEXT, struct cart_view, tax_note),
	VIEW(TEXT, struct cart_view, groups),
	VIEW_OF(
	    LIST, struct cart_view, lines, line_view, struct cart_line_view),
	VIEW_OF(
	    LIST, struct cart_view, totals, total_view, struct cart_total_view),
	VIEW(BOOL, struct cart_view, orderable),
	VIEW(BOOL, struct cart_view, any),
	VIEW_FIELD_END,
};

/* How it could be cancelled if it were bought now. */
static const char *cancel_text(struct ctx *cx, const struct offer *offer)
{
	struct decision d = window_if_bought(cx, &offer->product);
	const struct hole holes[] = {
		{ "moment", deadline_text(cx, d.deadline) },
		{ "edition", d.edition_id },
		{ NULL, NULL },
	};

	if (d.error == ERR_CANCEL_NEVER)
		return _("Cannot be cancelled or exchanged");
	if (!d.allowed)
		return _("Cancelled by support request only");
	if (offer->product.kind == PRODUCT_PERPETUAL_SOFTWARE)
		return message_with(cx,
		    N_("Can be cancelled until {moment} for a full credit (edition {edition})"),
		    holes);
	return message_with(cx,
	    N_("Can be cancelled until {moment} for a credit of the unused days (edition {edition})"),
	    holes);
}

static const char *remedy_text(
    struct ctx *cx, const struct cart_line *line, size_t plan_count)
{
	switch (line->error.code) {
	case ERR_CATALOG_ITEM_BAD:
	case ERR_PRICE_MISSING:
	case ERR_MARKET_BLOCKED:
		return _("Remove this line to order the others.");
	case ERR_RESERVATION_SUBSCRIPTION:
		return plan_count > 0
			   ? _("Choose the Azure subscription and update the cart.")
			   : _("The customer has no active Azure plan. Order one first, then the reservation.");
	default:
		return NULL;
	}
}

const char *offer_region_text(struct ctx *cx, const struct offer *offer)
{
	struct field_map attributes =
	    map_from_json(cx->arena, offer->sku.dynamic_attributes);
	const char *name = map_find(&attributes, "region");
	const char *region = map_find(&attributes, "armRegionName");

	if (offer->product.kind != PRODUCT_AZURE_RESERVATION || region == NULL)
		return NULL;
	return message_with(cx, N_("Azure region: {region}"),
	    HOLES({ "region", name == NULL ? region
					   : arena_printf(cx->arena, "%s (%s)",
						 name, region) }));
}

static void plans_fill(struct ctx *cx, const struct azure_plan_list *plans,
    const struct cart_line *line, struct cart_line_view *view)
{
	const char *chosen = map_find(&line->input.context, "subscriptionId");
	struct plan_view *views =
	    ARENA_ARRAY(cx->arena, struct plan_view, plans->count + 1);

	for (size_t i = 0; i < plans->count; i++) {
		views[i].subscription_id = plans->plans[i].subscription_id;
		views[i].name = plans->plans[i].name;
		views[i].chosen =
		    text_same_nocase(chosen, views[i].subscription_id);
	}
	view->plans = (struct view_list){ plans->count, views };
	view->no_plan = plans->count == 0;
	view->single = text_same(cart_line_scope(line), "single");
	view->region = offer_region_text(cx, &line->offer);
}

static void amounts_fill(
    struct ctx *cx, const struct cart_line *line, struct cart_line_view *view)
{
	view->unit = show_money(cx, line->offer.unit);
	view->counted = message_with(cx, N_("{quantity} × {price}"),
	    HOLES({ "quantity", show_int(cx, line->input.quantity) },
		{ "price", view->unit }));
	view->shown = show_money(cx, line->shown);
	view->net = show_money(cx, line->net);
	view->tax = show_money(cx, line->tax);
	view->rate = show_percent_bp(cx, line->tax_rate_bp);
	view->gross = show_money(cx, line->gross);
	view->cancel = cancel_text(cx, &line->offer);
}

static void line_fill(struct ctx *cx, const struct cart_line *line,
    const struct azure_plan_list *plans, int64_t groups,
    struct cart_line_view *view)
{
	bool found = line->offer.catalog_item_id != NULL;

	view->number = line->line_id;
	view->name =
	    found ? line->offer.sku.title : line->input.catalog_item_id;
	view->quantity = line->input.quantity;
	view->min = found ? line->offer.sku.min_quantity : 1;
	view->max = found ? line->offer.sku.max_quantity : 0;
	view->term = found ? term_text(cx, line->offer.sku.term) : NULL;
	view->reservation =
	    found && line->offer.product.kind == PRODUCT_AZURE_RESERVATION;
	view->subscription = found && line->offer.sku.term[0] != '\0';
	if (view->reservation)
		plans_fill(cx, plans, line, view);
	if (line->error.code != 0) {
		view->problem = problem_text(cx, line->error);
		view->bad_plan =
		    line->error.code == ERR_RESERVATION_SUBSCRIPTION;
		view->bad_quantity = text_same(line->error.field, "quantity");
		view->remedy = remedy_text(cx, line, plans->count);
		return;
	}
	amounts_fill(cx, line, view);
	if (groups > 1)
		view->order = message_with(cx, N_("Order {n} of {count}"),
		    HOLES({ "n", show_int(cx,
				     strtol(line->order_group, NULL, 10) + 1) },
			{ "count", show_int(cx, groups) }));
}

/* Groups are numbered from 0 (cart_rules.h). */
static int64_t group_count(const struct cart *cart)
{
	int64_t count = 0;

	for (size_t i = 0; i < cart->line_count; i++) {
		int64_t n = strtol(cart->lines[i].order_group, NULL, 10) + 1;

		if (n > count)
			count = n;
	}
	return count;
}

static struct view_list totals_of(struct ctx *cx, const struct cart *cart)
{
	struct cart_total_view *views = ARENA_ARRAY(
	    cx->arena, struct cart_total_view, cart->total_count + 1);

	for (size_t i = 0; i < cart->total_count; i++) {
		const struct cart_total *total = &cart->totals[i];

		views[i].currency = total->gross.currency;
		views[i].minor = total->gross.minor;
		views[i].net = show_money(cx, total->net);
		views[i].tax = show_money(cx, total->tax);
		views[i].gross = show_money(cx, total->gross);
	}
	return (struct view_list){ cart->total_count, views };
}

static void cart_facts(struct ctx *cx, const struct cart *cart, int64_t groups,
    struct cart_view *view)
{
	view->cart_id = cart->cart_id;
	view->href =
	    customer_path(cx, cart->customer_id, "/carts/%s", cart->cart_id);
	view->edition_of = cart->version;
	view->counted = message_plural(
	    cx, "{n} line", "{n} lines", (int64_t)cart->line_count, NULL);
	view->kept = message_with(cx, N_("Kept until {moment}"),
	    HOLES({ "moment", show_instant(cx, cart->expires_at) }));
	view->kept_iso = iso_text(cx, cart->expires_at);
	view->kept_local = deadline_local_text(cx, cart->expires_at + 1);
	view->tax_note = tax_text(cx, cart->tax_included);
	view->orderable = cart->orderable;
	view->any = cart->line_count > 0;
	if (groups > 1)
		view->groups = message_plural(cx,
		    "These lines become {n} order: lines of one currency and billing cycle go together.",
		    "These lines become {n} orders: lines of one currency and billing cycle go together.",
		    groups, NULL);
}

struct error cart_view_of(
    struct ctx *cx, const struct cart *cart, struct cart_view *ret_view)
{
	struct cart_line_view *lines =
	    ARENA_ARRAY(cx->arena, struct cart_line_view, cart->line_count + 1);
	int64_t groups = group_count(cart);
	struct cart_view view = { 0 };
	struct azure_plan_list plans;
	struct error e = azure_plan_list(cx, cart->customer_id, &plans);

	if (e.code != 0)
		return e;
	cart_facts(cx, cart, groups, &view);
	for (size_t i = 0; i < cart->line_count; i++)
		line_fill(cx, &cart->lines[i], &plans, groups, &lines[i]);
	view.lines = (struct view_list){ cart->line_count, lines };
	view.totals = totals_of(cx, cart);
	*ret_view = view;
	return OK;
}

struct view_list cart_problems(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct view_list list = page_problems(rq, outcome, NULL);
	struct field_problem *problems =
	    ARENA_ARRAY(cx->arena, struct field_problem, list.count + 1);
	const struct field_problem *from = list.items;

	for (size_t i = 0; i < list.count; i++) {
		const char *field = from[i].field;

		problems[i] = from[i];
		problems[i].field = NULL;
		if (field == NULL || !text_starts(field, "lines["))
			continue;
		problems[i].field = arena_printf(cx->arena, "quantity-%.*s",
		    (int)strcspn(field + 6, "]"), field + 6);
		problems[i].label = _("Quantity");
	}
	return (struct view_list){ list.count, problems };
}
