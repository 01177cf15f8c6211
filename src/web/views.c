/*
 * Orders, terms and taxes in words. Rules of cancelling are policy's, the
 * badge is window.c's.
 */
#include "web/views.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/market.h"
#include "policy/term.h"

const struct view_field order_line_view[] = {
	VIEW(INT, struct order_line_view, number),
	VIEW(TEXT, struct order_line_view, name),
	VIEW(TEXT, struct order_line_view, counted),
	VIEW(TEXT, struct order_line_view, quantity),
	VIEW(TEXT, struct order_line_view, priced),
	VIEW(TEXT, struct order_line_view, term),
	VIEW(TEXT, struct order_line_view, net),
	VIEW(TEXT, struct order_line_view, tax),
	VIEW(TEXT, struct order_line_view, rate),
	VIEW(TEXT, struct order_line_view, gross),
	VIEW(TEXT, struct order_line_view, edition),
	VIEW(TEXT, struct order_line_view, cancel_href),
	VIEW(TEXT, struct order_line_view, reservation_href),
	VIEW_OF(INLINE, struct order_line_view, badge, window_badge_view,
	    struct window_badge),
	VIEW(BOOL, struct order_line_view, cancelled),
	VIEW(BOOL, struct order_line_view, subscription),
	VIEW(BOOL, struct order_line_view, software),
	VIEW(BOOL, struct order_line_view, pending),
	VIEW_FIELD_END,
};

const struct view_field order_view[] = {
	VIEW(TEXT, struct order_view, order_id),
	VIEW(TEXT, struct order_view, alternate_id),
	VIEW(TEXT, struct order_view, cart_id),
	VIEW(TEXT, struct order_view, href),
	VIEW(TEXT, struct order_view, ordered),
	VIEW(TEXT, struct order_view, ordered_iso),
	VIEW(TEXT, struct order_view, ordered_day),
	VIEW(TEXT, struct order_view, by),
	VIEW(TEXT, struct order_view, state),
	VIEW(TEXT, struct order_view, tone),
	VIEW(TEXT, struct order_view, part),
	VIEW(TEXT, struct order_view, price),
	VIEW(TEXT, struct order_view, price_tax),
	VIEW(TEXT, struct order_view, net),
	VIEW(TEXT, struct order_view, tax),
	VIEW(TEXT, struct order_view, gross),
	VIEW(TEXT, struct order_view, reservation_href),
	VIEW_OF(LIST, struct order_view, lines, order_line_view,
	    struct order_line_view),
	VIEW(BOOL, struct order_view, software),
	VIEW(BOOL, struct order_view, pending),
	VIEW_FIELD_END,
};

const char *iso_text(struct ctx *cx, int64_t instant)
{
	char *text = arena_alloc(cx->arena, INSTANT_TEXT);

	instant_text(instant, text);
	return text;
}

const char *term_text(struct ctx *cx, const char *term)
{
	int months = term_months(term == NULL ? "" : term);

	if (months == 0)
		return _("No term");
	if (months % 12 == 0)
		return message_plural(
		    cx, "{n} year", "{n} years", months / 12, NULL);
	return message_plural(cx, "{n} month", "{n} months", months, NULL);
}

const char *kind_text(struct ctx *cx, enum product_kind kind)
{
	switch (kind) {
	case PRODUCT_PERPETUAL_SOFTWARE:
		return _("Perpetual software");
	case PRODUCT_SOFTWARE_SUBSCRIPTION:
		return _("Software subscription");
	case PRODUCT_AZURE_RESERVATION:
		return _("Azure reservation");
	case PRODUCT_LICENSE:
		return _("Online service");
	case PRODUCT_AZURE_PLAN:
		return _("Azure plan");
	}
	return "";
}

const char *tax_text(struct ctx *cx, bool included)
{
	return included ? _("including tax") : _("excluding tax");
}

const char *count_text(struct ctx *cx, int64_t quantity, const char *name)
{
	return message_with(cx, N_("{quantity} × {name}"),
	    HOLES({ "quantity", show_int(cx, quantity) }, { "name", name }));
}

const char *place_text(struct ctx *cx, const struct customer *customer)
{
	const char *country = country_text(cx, customer->country);

	if (text_empty(customer->city))
		return country;
	return message_with(cx, N_("{city}, {country}"),
	    HOLES({ "city", customer->city }, { "country", country }));
}

static const char *line_term(struct ctx *cx, const struct order_line *line)
{
	if (line->term_end_day == 0)
		return _("Perpetual, no term");
	return message_with(cx, N_("Term {start} to {end}"),
	    HOLES({ "start", show_day(cx, line->term_start_day) },
		{ "end", show_day(cx, line->term_end_day) }));
}

static const char *line_priced(struct ctx *cx, const struct order_line *line)
{
	return message_with(cx, N_("{quantity} × {price}, {tax}"),
	    HOLES({ "quantity", show_int(cx, line->quantity) },
		{ "price", show_money(cx, line->unit) },
		{ "tax", tax_text(cx, line->tax_included) }));
}

static void line_view(struct ctx *cx, const struct order *order,
    const struct order_line *line, const struct cancel_offer *offer,
    struct order_line_view *view)
{
	view->number = line->line_number;
	view->name = line->title;
	view->counted = count_text(cx, line->quantity, line->title);
	view->cancelled = line->state == LINE_CANCELLED;
	view->quantity = show_int(cx, view->cancelled ? 0 : line->quantity);
	view->priced = line_priced(cx, line);
	view->term = line_term(cx, line);
	view->net = show_money(cx, line->net);
	view->tax = show_money(cx, line->tax);
	view->rate = show_percent_bp(cx, line->tax_rate_bp);
	view->gross = show_money(cx, line->gross);
	view->edition = edition_text(cx, line->edition_id);
	view->badge = window_badge_of(cx, offer);
	view->software = product_kind_is_software(line->kind);
	view->subscription = line->term_end_day != 0;
	view->pending = line->state == LINE_ORDERED;
	if (line->kind == PRODUCT_AZURE_RESERVATION)
		view->reservation_href = customer_path(cx, order->customer_id,
		    "/reservations/%s-%lld", order->order_id,
		    (long long)line->line_number);
	if (offer->decision.allowed && view->software)
		view->cancel_href = customer_path(cx, order->customer_id,
		    "/software/%s-%lld/cancel", order->order_id,
		    (long long)line->line_number);
}

static void state_view(struct ctx *cx, const struct order *order,
    int64_t cancelled, struct order_view *view)
{
	switch (order->state) {
	case ORDER_PENDING:
		view->state = _("Pending");
		view->tone = "soon";
		break;
	case ORDER_CANCELLED:
		view->state = _("Cancelled");
		view->tone = "";
		return;
	default:
		view->state = _("Completed");
		view->tone = "done";
	}
	if (cancelled > 0)
		view->part = message_plural(cx, "{n} line cancelled",
		    "{n} lines cancelled", cancelled, NULL);
}

static void order_facts(
    struct ctx *cx, const struct order *order, struct order_view *view)
{
	bool included = order->line_count > 0 && order->lines[0].tax_included;

	view->order_id = order->order_id;
	view->alternate_id = order->alternate_id;
	view->cart_id = order->cart_id;
	view->href = customer_path(
	    cx, order->customer_id, "/orders/%s", order->order_id);
	view->ordered = show_instant(cx, order->ordered_at);
	view->ordered_iso = iso_text(cx, order->ordered_at);
	view->ordered_day = show_day(cx, day_of(order->ordered_at));
	view->by = order->ordered_by_name;
	view->net = show_money(cx, order->net);
	view->tax = show_money(cx, order->tax);
	view->gross = show_money(cx, order->gross);
	view->price = included ? view->gross : view->net;
	view->price_tax = tax_text(cx, included);
}

struct error order_view_of(
    struct ctx *cx, const struct order *order, struct order_view *ret_view)
{
	struct order_view view = { 0 };
	struct order_line_view *lines = ARENA_ARRAY(
	    cx->arena, struct order_line_view, order->line_count + 1);
	struct cancel_offer offer;
	int64_t cancelled = 0;
	struct error e;

	order_facts(cx, order, &view);
	for (size_t i = 0; i < order->line_count; i++) {
		const struct order_line *line = &order->lines[i];

		e = cancel_offer(cx, order, line->line_number, &offer);
		if (e.code != 0)
			return e;
		line_view(cx, order, line, &offer, &lines[i]);
		cancelled += lines[i].cancelled;
		view.software |= lines[i].software;
		view.pending |= lines[i].pending;
		if (view.reservation_href == NULL)
			view.reservation_href = lines[i].reservation_href;
	}
	view.lines = (struct view_list){ order->line_count, lines };
	state_view(cx, order, cancelled, &view);
	*ret_view = view;
	return OK;
}

struct error order_views(
    struct ctx *cx, const struct order_list *list, struct view_list *ret_views)
{
	struct order_view *views =
	    ARENA_ARRAY(cx->arena, struct order_view, list->count + 1);
	struct error e;

	for (size_t i = 0; i < list->count; i++)
		if ((e = order_view_of(cx, &list->orders[i], &views[i])).code !=
		    0)
			return e;
	*ret_views = (struct view_list){ list->count, views };
	return OK;
}
