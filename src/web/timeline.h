/*
 * Rows of the activity log as a timeline: newest first, to the second. One
 * piece for all pages that show one.
 */
#ifndef KONTOR_WEB_TIMELINE_H
#define KONTOR_WEB_TIMELINE_H

#include "activity/activity.h"
#include "web/page.h"

/* {{> parts/timeline}} inside a section of it */
struct timeline_event {
	const char *day; /* only where a new day begins */
	const char *at, *at_iso, *who, *what, *about, *tone, *reason;
	const char *customer_name, *customer_href; /* where asked for */
	bool undo, key, file, order, person;
};
struct timeline {
	struct view_list events; /* struct timeline_event */
	const char *all_href;    /* of the log, narrowed; NULL: not theirs */
	bool none;
};
extern const struct view_field timeline_view[];

/* Which tabs of the log this reader may see (ruling 17); false: none. NULL
 * stands for both. */
bool timeline_tab(const struct ctx *cx, const char **ret_tab);

#define TIMELINE_ROWS 50
/*
 * What happened to one thing, newest first, as far as this reader may see it,
 * with the way to all of it; since: when it began. line -1: of a whole order,
 * or no order at all. *ret_timeline is NULL for who may see none of it.
 */
struct error timeline_of_object(struct ctx *cx, const char *object_id,
    int64_t line, int64_t since, const struct timeline **ret_timeline);
/* Likewise of a customer; all of it begins with the latest month. */
struct error timeline_of_customer(struct ctx *cx, const char *customer_id,
    const struct timeline **ret_timeline);

/* with_customers: each names the customer it is about. */
struct timeline timeline_of(
    struct ctx *cx, const struct activity_list *list, bool with_customers);

#endif
