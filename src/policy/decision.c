/*
 * A decision as an error for people and as a stored explanation. Rules make
 * decisions; nothing is decided here.
 */
#include "policy/decision.h"

#include <stdio.h>

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"

static const char *roles_text(struct arena *arena, const char *const *roles)
{
	struct text text;

	text_init(&text, arena);
	for (; roles != NULL && *roles != NULL; roles++) {
		if (text.length > 0)
			text_add(&text, ", ");
		text_add(&text, *roles);
	}
	return text.bytes;
}

static const char *or_none(const char *text)
{
	return text != NULL ? text : "";
}

struct error decision_error(
    struct arena *arena, const struct decision *decision)
{
	char days[24];
	char day[DAY_TEXT] = "";

	if (decision->allowed)
		return OK;
	snprintf(days, sizeof(days), "%lld", (long long)decision->window_days);
	if (decision->has_window)
		day_text(decision->last_day, day);
	return fail_with(arena, decision->error, NULL,
	    HOLES({ "days", days }, { "day", day },
		{ "edition", or_none(decision->edition_id) },
		{ "publisher", or_none(decision->publisher) },
		{ "market", or_none(decision->market) },
		{ "roles", roles_text(arena, decision->roles) }));
}

const char *route_name(enum cancel_route route)
{
	switch (route) {
	case ROUTE_SELF:
		return "self";
	case ROUTE_SUPPORT_REQUEST:
		return "support_request";
	case ROUTE_NONE:
		break;
	}
	return "none";
}

static void window_json(const struct decision *d, struct json_out *json)
{
	char day[DAY_TEXT];

	json_text(json, "windowRule", d->window_rule);
	json_int(json, "windowDays", d->window_days);
	json_bool(json, "ownWindow", d->own_window);
	json_int(json, "elapsedDays", d->elapsed_days);
	if (d->days_remaining >= 0)
		json_int(json, "daysRemaining", d->days_remaining);
	day_text(d->last_day, day);
	json_text(json, "lastDay", day);
	json_instant(json, "deadline", d->deadline);
}

void decision_json(
    const struct decision *d, struct json_out *json, const char *key)
{
	json_object_begin(json, key);
	json_bool(json, "allowed", d->allowed);
	if (!d->allowed)
		json_text(json, "refusal", error_info((int)d->error)->name);
	json_text(json, "rule", d->rule);
	json_text(json, "edition", d->edition_id);
	json_instant(json, "at", d->at);
	if (d->has_window) {
		json_instant(json, "orderedAt", d->ordered_at);
		window_json(d, json);
		json_text(json, "route", route_name(d->route));
		json_bool(json, "acknowledgementRequired",
		    d->acknowledgement_required);
	}
	json_bool(json, "supportLink", d->support_link);
	json_bool(json, "deepLink", d->deep_link);
	json_text(json, "publisher", d->publisher);
	json_text(json, "market", d->market);
	json_object_end(json);
}
