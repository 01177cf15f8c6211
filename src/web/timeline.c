/*
 * Timelines. Which rows belong on one, the pages ask of the activity log.
 */
#include "web/timeline.h"

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/activity.h"
#include "web/views.h"

static const struct view_field event_view[] = {
	VIEW(TEXT, struct timeline_event, day),
	VIEW(TEXT, struct timeline_event, at),
	VIEW(TEXT, struct timeline_event, at_iso),
	VIEW(TEXT, struct timeline_event, who),
	VIEW(TEXT, struct timeline_event, what),
	VIEW(TEXT, struct timeline_event, about),
	VIEW(TEXT, struct timeline_event, tone),
	VIEW(TEXT, struct timeline_event, reason),
	VIEW(TEXT, struct timeline_event, customer_name),
	VIEW(TEXT, struct timeline_event, customer_href),
	VIEW(BOOL, struct timeline_event, undo),
	VIEW(BOOL, struct timeline_event, key),
	VIEW(BOOL, struct timeline_event, file),
	VIEW(BOOL, struct timeline_event, order),
	VIEW(BOOL, struct timeline_event, person),
	VIEW_FIELD_END,
};
const struct view_field timeline_view[] = {
	VIEW_OF(
	    LIST, struct timeline, events, event_view, struct timeline_event),
	VIEW(TEXT, struct timeline, all_href),
	VIEW(BOOL, struct timeline, none),
	VIEW_FIELD_END,
};

bool timeline_tab(const struct ctx *cx, const char **ret_tab)
{
	uint32_t roles = cx->who->roles;
	bool software = roles_may(roles, MAY_SEE_SOFTWARE_ACTIVITY);
	bool others = roles_may(roles, MAY_SEE_CUSTOMER_ACTIVITY);

	*ret_tab = software && others ? NULL
		   : software         ? "software"
				      : "customer";
	return software || others;
}

static const char *about(struct ctx *cx, const struct activity_row *row)
{
	if (row->line_number < 0 || row->title == NULL)
		return row->title;
	return message_with(cx, N_("Line {number}, {name}"),
	    HOLES({ "number", show_int(cx, row->line_number) },
		{ "name", row->title }));
}

static const char *tone(const struct activity_row *row)
{
	if (row->refused)
		return "bad";
	switch (row->action) {
	case ACTIVITY_CANCEL_ORDER:
		return "done";
	case ACTIVITY_GET_SOFTWARE_KEY:
		return "warn";
	default:
		return "info";
	}
}

static void icon(const struct activity_row *row, struct timeline_event *event)
{
	switch (row->action) {
	case ACTIVITY_CANCEL_ORDER:
		event->undo = true;
		break;
	case ACTIVITY_GET_SOFTWARE_KEY:
	case ACTIVITY_LOAD_KEYS:
	case ACTIVITY_CHANGE_KEY_POOL:
		event->key = true;
		break;
	case ACTIVITY_GET_DOWNLOAD_LINK:
	case ACTIVITY_SOFTWARE_DOWNLOADED:
	case ACTIVITY_ADD_FILE:
	case ACTIVITY_WITHDRAW_FILE:
		event->file = true;
		break;
	case ACTIVITY_CREATE_ORDER:
	case ACTIVITY_UPDATE_ORDER:
		event->order = true;
		break;
	default:
		event->person = true;
	}
}

static struct timeline_event event_of(
    struct ctx *cx, const struct activity_row *row, bool with_customer)
{
	const char *iso = iso_text(cx, row->at);
	struct timeline_event event = {
		.at = arena_printf(cx->arena, "%.8s UTC", iso + 11),
		.at_iso = iso,
		.who = activity_actor(cx, row),
		.what = _(activity_action_info(row->action)->name),
		.about = about(cx, row),
		.tone = tone(row),
		.reason = row->refused ? _("Refused") : NULL,
	};

	icon(row, &event);
	if (!with_customer || row->customer_id == NULL)
		return event;
	event.customer_name = row->customer_name;
	if (roles_may(cx->who->roles, MAY_SEE_CUSTOMERS))
		event.customer_href =
		    customer_path(cx, row->customer_id, "%s", "");
	return event;
}

struct timeline timeline_of(
    struct ctx *cx, const struct activity_list *list, bool with_customers)
{
	struct timeline_event *events =
	    ARENA_ARRAY(cx->arena, struct timeline_event, list->count + 1);
	int64_t day = INT64_MIN;

	for (size_t i = 0; i < list->count; i++) {
		const struct activity_row *row = &list->rows[i];

		events[i] = event_of(cx, row, with_customers);
		if (day_of(row->at) != day)
			events[i].day = show_day_long(cx, day_of(row->at));
		day = day_of(row->at);
	}
	return (struct timeline){ .events = { list->count, events },
		.none = list->count == 0 };
}
