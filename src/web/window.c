/*
 * Badges of cancellation windows. Whether and until when something may be
 * cancelled, policy decided before.
 */
#include "web/window.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/kind.h"

#define SOON_DAYS 7 /* look: from here on the colour says hurry */

const char *edition_text(struct ctx *cx, const char *edition_id)
{
	return message_with(cx, N_("Edition {edition}"),
	    HOLES({ "edition", edition_id }));
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

static struct window_badge cancelled(struct ctx *cx,
    const struct cancel_offer *offer)
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

static void until(struct ctx *cx, const struct decision *decision,
    struct window_badge *badge)
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
static struct window_badge running(struct ctx *cx,
    const struct decision *decision)
{
	int64_t left = decision->days_remaining;
	struct window_badge badge = {
		.tone = left > SOON_DAYS ? "info" : left > 0 ? "soon" : "last",
		.ring = 100 * (left + 1) / (decision->window_days + 1),
		.text = left == 0 ?
		    _("Today is the last day") :
		    message_plural(cx, N_("{n} day left"), N_("{n} days left"),
			left, NULL),
	};

	until(cx, decision, &badge);
	return badge;
}

struct window_badge window_badge_of(struct ctx *cx,
    const struct cancel_offer *offer)
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
	badge.text = decision->days_remaining < 0 ?
	    _("Window passed") : _("By support request only");
	until(cx, decision, &badge);
	return badge;
}
