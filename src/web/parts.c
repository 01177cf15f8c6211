/*
 * Parts that many pages show: house marks, window badges, problems of a form.
 * Whole pages are put together in page.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/views.h"

const struct view_field house_mark_view[] = {
	VIEW(TEXT, struct house_mark, top),
	VIEW(TEXT, struct house_mark, middle),
	VIEW(TEXT, struct house_mark, foot),
	VIEW_FIELD_END,
};

const struct view_field window_badge_view[] = {
	VIEW(TEXT, struct window_badge, tone),
	VIEW(TEXT, struct window_badge, text),
	VIEW(TEXT, struct window_badge, until),
	VIEW(TEXT, struct window_badge, until_iso),
	VIEW(TEXT, struct window_badge, local),
	VIEW(INT, struct window_badge, ring),
	VIEW(BOOL, struct window_badge, lock),
	VIEW(BOOL, struct window_badge, undo),
	VIEW_FIELD_END,
};

const struct view_field input_view[] = {
	VIEW(TEXT, struct input_view, field),
	VIEW(TEXT, struct input_view, label),
	VIEW(TEXT, struct input_view, value),
	VIEW(TEXT, struct input_view, problem),
	VIEW(TEXT, struct input_view, kind),
	VIEW(TEXT, struct input_view, complete),
	VIEW(BOOL, struct input_view, needed),
	VIEW(BOOL, struct input_view, country),
	VIEW_FIELD_END,
};

const struct view_field field_problem_view[] = {
	VIEW(TEXT, struct field_problem, field),
	VIEW(TEXT, struct field_problem, label),
	VIEW(TEXT, struct field_problem, message),
	VIEW_FIELD_END,
};

static const char *const tops[] = { "M12 3 6.5 9.5H17", "M8.5 6h7",
	"M8 8l4-5 4 5", "M12 3h5.5L15.5 5.5l2 2.5H12", "M6.5 4.5h11M9 8h6",
	"M12 3l5 3.5-5 3.5", "M7 3l5 5 5-5", "M12 3 7 6.5 12 10" };
static const char *const middles[] = { "M7.5 13h9", "M8 10.5l8 5M16 10.5l-8 5",
	"M7.5 15.5l9-4.5", "M12 10.5l3 3-3 3-3-3z", "M7.5 11l9 4.5",
	"M12 13h5v3" };
static const char *const feet[] = { "M7 21l5-5 5 5", "M8 21h8",
	"M12 21c4 0 5-1.5 5-4", "M7 18l5 3 5-3", "M12 18.5l4 2.5",
	"M12 21c-4 0-5-1.5-5-4" };

static unsigned int byte_of(const char *guid, size_t n)
{
	char hex[3] = { guid[n * 2], guid[n * 2 + 1], '\0' };

	return (unsigned int)strtoul(hex, NULL, 16);
}

struct house_mark house_mark(const char *guid)
{
	if (!text_is_guid(guid))
		guid = "00000000-0000-0000-0000-000000000000";
	return (struct house_mark){
		.top = tops[byte_of(guid, 0) % COUNT(tops)],
		.middle = middles[byte_of(guid, 1) % COUNT(middles)],
		.foot = feet[byte_of(guid, 2) % COUNT(feet)],
	};
}

/* "admin_agent, global_admin" as names; what is no id stays. */
static const char *roles_shown(struct ctx *cx, const char *value)
{
	uint32_t roles = 0;
	char *ids = arena_dup(cx->arena, value), *rest = NULL;

	for (char *id = strtok_r(ids, ", ", &rest); id != NULL;
	     id = strtok_r(NULL, ", ", &rest)) {
		if (role_find(id) == 0)
			return value;
		roles |= role_find(id);
	}
	return roles == 0 ? value : roles_list_text(cx, roles);
}

static const char *hole_shown(struct ctx *cx, const struct hole *hole)
{
	int64_t when;

	if (hole->value == NULL)
		return "";
	if (strcmp(hole->name, "day") == 0 && day_parse(hole->value, &when))
		return show_day(cx, when);
	if (strcmp(hole->name, "at") == 0 && instant_parse(hole->value, &when))
		return show_instant(cx, when);
	if (strcmp(hole->name, "market") == 0)
		return country_text(cx, hole->value);
	if (strcmp(hole->name, "min") == 0 || strcmp(hole->name, "max") == 0)
		return text_to_int(hole->value, &when) ? show_int(cx, when)
						       : hole->value;
	if (strcmp(hole->name, "roles") == 0)
		return roles_shown(cx, hole->value);
	return hole->value;
}

const char *problem_text(struct ctx *cx, struct error error)
{
	struct hole *shown;
	size_t count = 0;

	if (error.holes == NULL)
		return error_message(cx, error);
	while (error.holes[count].name != NULL)
		count++;
	shown = ARENA_ARRAY(cx->arena, struct hole, count + 1);
	for (size_t i = 0; i < count; i++)
		shown[i] = (struct hole){ error.holes[i].name,
			hole_shown(cx, &error.holes[i]) };
	error.holes = shown;
	return error_message(cx, error);
}

static const char *label_of(
    struct ctx *cx, const char *field, const struct field_pair *labels)
{
	for (; field != NULL && labels != NULL && labels->key != NULL; labels++)
		if (strcmp(labels->key, field) == 0)
			return _(labels->value);
	return NULL;
}

struct view_list page_problems(
    struct request *rq, struct error outcome, const struct field_pair *labels)
{
	struct ctx *cx = &rq->cx;
	size_t count = rq->errors.count;
	const struct error *errors = rq->errors.list;
	struct field_problem *problems;

	if (count == 0 && outcome.code != 0) {
		count = 1;
		errors = &outcome;
	}
	problems = ARENA_ARRAY(cx->arena, struct field_problem, count + 1);
	for (size_t i = 0; i < count; i++) {
		problems[i].field = errors[i].field;
		problems[i].label = label_of(cx, errors[i].field, labels);
		problems[i].message = problem_text(cx, errors[i]);
	}
	return (struct view_list){ count, problems };
}

const char *problem_of(const struct view_list *problems, const char *field)
{
	const struct field_problem *list = problems->items;

	for (size_t i = 0; i < problems->count; i++)
		if (text_same(list[i].field, field))
			return list[i].message;
	return NULL;
}
