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
	bool console = cx->who->kind == ACTOR_OPERATOR;
	bool software = roles_may(roles, MAY_SEE_SOFTWARE_ACTIVITY) || console;
	bool others = roles_may(roles, MAY_SEE_CUSTOMER_ACTIVITY) || console;

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

static const char *all_of_it(
    struct ctx *cx, const char *object_id, int64_t since)
{
	struct text href;

	text_init(&href, cx->arena);
	text_addf(&href, "/activity?from=%.10s&object=", iso_text(cx, since));
	text_add_url(&href, object_id);
	return href.bytes;
}

static struct error timeline_read(struct ctx *cx,
    struct activity_filter *filter, const char *all_href,
    const struct timeline **ret_timeline)
{
	struct timeline *timeline;
	struct activity_list list;
	struct error e;

	*ret_timeline = NULL;
	filter->to_day = day_of(cx->now > cx->wall ? cx->now : cx->wall);
	filter->limit = TIMELINE_ROWS;
	if (!timeline_tab(cx, &filter->tab))
		return OK;
	if ((e = activity_list(cx, filter, &list)).code)
		return e;
	timeline = ARENA_NEW(cx->arena, struct timeline);
	*timeline = timeline_of(cx, &list, false);
	if (cx->who->kind != ACTOR_OPERATOR)
		timeline->all_href = all_href;
	*ret_timeline = timeline;
	return OK;
}

struct error timeline_of_object(struct ctx *cx, const char *object_id,
    int64_t line, int64_t since, const struct timeline **ret_timeline)
{
	struct activity_filter filter = { .object_id = object_id,
		.of_line = line >= 0,
		.line_number = line };

	return timeline_read(
	    cx, &filter, all_of_it(cx, object_id, since), ret_timeline);
}

struct error timeline_of_customer(struct ctx *cx, const char *customer_id,
    const struct timeline **ret_timeline)
{
	struct activity_filter filter = { .customer_id = customer_id };
	const char *all =
	    arena_printf(cx->arena, "/activity?customer=%s", customer_id);

	return timeline_read(cx, &filter, all, ret_timeline);
}
