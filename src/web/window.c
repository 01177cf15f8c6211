/*
 * Badges of cancellation windows. Whether and until when something may be
 * cancelled, policy decided before.
 */
#include "web/window.h"

#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "orders/order_rules.h"
#include "policy/kind.h"
#include "policy/policy.h"

#define SOON_DAYS 7 /* look: from here on the colour says hurry */

/* An edition is named after its day, but for pieces of the overlay and
 * for a second one of the same day. */
const char *edition_text(struct ctx *cx, const char *edition_id)
{
	const struct edition *edition =
	    policy_edition_find(cx->policy, edition_id);

	if (strlen(edition_id) < DAY_TEXT || edition == NULL)
		return message_with(cx, N_("Edition {edition}"),
		    HOLES({ "edition", edition_id }));
	return message_with(cx, N_("Edition {edition}, from {day}"),
	    HOLES({ "edition", edition_id },
		{ "day", show_day(cx, day_of(edition->effective_from)) }));
}

const char *deadline_text(struct ctx *cx, int64_t deadline)
{
	return message_with(cx, N_("{day}, {time}"),
	    HOLES({ "day", show_day(cx, day_of(deadline - 1)) },
		{ "time", show_time(cx, deadline - 1) }));
}

const char *deadline_local_text(struct ctx *cx, int64_t deadline)
{
	const char *zone = country_zone(cx->who->partner->country);

	if (text_same(zone, "UTC"))
		return NULL;
	return show_instant_in(cx, deadline - 1, zone);
}

/* What is not software keeps to other routes, but for sandboxes. */
static bool has_window(struct ctx *cx, const struct cancel_offer *offer)
{
	return offer->decision.has_window &&
	       (product_kind_is_software(offer->line.kind) ||
		   cx->who->partner->sandbox);
}

bool window_is_open(struct ctx *cx, const struct cancel_offer *offer)
{
	return has_window(cx, offer) && offer->line.state != LINE_CANCELLED &&
	       offer->decision.route == ROUTE_SELF &&
	       offer->decision.days_remaining >= 0;
}

struct error window_offer(struct ctx *cx, const struct order_line *line,
    int64_t ordered_at, struct cancel_offer *ret_offer)
{
	struct order_line lines[1] = { *line };
	struct order order = {
		.order_id = line->order_id,
		.ordered_at = ordered_at,
		.currency = line->net.currency,
		.line_count = 1,
		.lines = lines,
	};

	return cancel_offer(cx, &order, line->line_number, ret_offer);
}

struct error credit_today(struct ctx *cx, const struct cancel_offer *offer,
    struct money *ret_credit, bool *ret_some)
{
	const struct order_line *line = &offer->line;
	struct credit_input input = credit_input_of(line, offer->ordered_at);
	struct credit credit;
	struct error e;

	*ret_some = window_is_open(cx, offer);
	if (!*ret_some)
		return OK;
	e = credit_decide(cx->policy, &input, cx->now, &credit);
	if (e.code != 0)
		return e;
	*ret_credit =
	    money_of(line->tax_included ? credit.gross_minor : credit.net_minor,
		line->net.currency);
	return OK;
}

struct decision window_if_bought(struct ctx *cx, const struct product *product)
{
	struct cancel_input input = {
		.may_cancel = true,
		.sandbox = cx->who->partner->sandbox,
		.kind = product->kind,
		.publisher = product->publisher,
		.family = product->family,
		.own_window_days = product->window_days,
		.ordered_at = cx->now,
	};
	struct decision decision;

	cancel_decide(cx->policy, &input, cx->now, &decision);
	return decision;
}

static struct window_badge cancelled(
    struct ctx *cx, const struct cancel_offer *offer)
{
	return (struct window_badge){
		.tone = "",
		.undo = true,
		.text = message_with(cx, N_("Cancelled {day}"),
		    HOLES({ "day",
			show_day(cx, day_of(offer->line.cancelled_at)) })),
	};
}

static const char *iso(struct ctx *cx, int64_t instant)
{
	char *text = arena_alloc(cx->arena, INSTANT_TEXT);

	instant_text(instant, text);
	return text;
}

static void until(
    struct ctx *cx, const struct decision *decision, struct window_badge *badge)
{
	badge->until_iso = iso(cx, decision->deadline - 1);
	if (decision->days_remaining < 0) {
		badge->until = message_with(cx, N_("ended {day}"),
		    HOLES({ "day", show_day(cx, decision->last_day) }));
		return;
	}
	badge->until = message_with(cx, N_("until {moment}"),
	    HOLES({ "moment", deadline_text(cx, decision->deadline) }));
	badge->local = deadline_local_text(cx, decision->deadline);
}

/* The ring shows the part of the window that is left, today included. */
static struct window_badge running(
    struct ctx *cx, const struct decision *decision)
{
	int64_t left = decision->days_remaining;
	struct window_badge badge = {
		.tone = left > SOON_DAYS ? "info"
			: left > 0       ? "soon"
					 : "last",
		.ring = 100 * (left + 1) / (decision->window_days + 1),
		.text = left == 0 ? _("Today is the last day")
				  : message_plural(cx, "{n} day left",
					"{n} days left", left, NULL),
	};

	until(cx, decision, &badge);
	return badge;
}

struct window_badge window_badge_of(
    struct ctx *cx, const struct cancel_offer *offer)
{
	const struct decision *decision = &offer->decision;
	struct window_badge badge = { .tone = "line" };

	if (offer->line.state == LINE_CANCELLED)
		return cancelled(cx, offer);
	if (!has_window(cx, offer)) {
		badge.text = _("By support request only");
		return badge;
	}
	if (decision->route == ROUTE_NONE) {
		badge.lock = true;
		badge.text = _("Cannot be cancelled or exchanged");
		return badge;
	}
	if (decision->days_remaining >= 0 && decision->route == ROUTE_SELF)
		return running(cx, decision);
	badge.text = decision->days_remaining < 0
			 ? _("Window passed")
			 : _("By support request only");
	until(cx, decision, &badge);
	return badge;
}
