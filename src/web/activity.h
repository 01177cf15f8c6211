/*
 * What the activity log is asked for: the page and its export read the same
 * form.
 */
#ifndef KONTOR_WEB_ACTIVITY_H
#define KONTOR_WEB_ACTIVITY_H

#include "activity/activity.h"
#include "http/http.h"

struct activity_query {
	const char *tab;
	int64_t from, to;
	bool has_from, has_to;
	const char *act, *who, *customer, *object;
	bool refused;
	const char *before; /* "{at}-{id}": where the page before ended */
};
extern const struct field activity_query_fields[];

/*
 * Which tab, for a reader with these roles (ruling 17): ERR_ROLE_MISSING when
 * the one asked for is not theirs, else the first that is. The range is the
 * latest month by default, both days in.
 */
struct error activity_asked(struct ctx *cx, const struct activity_query *query,
    struct activity_filter *ret_filter);

/* Who, as the log names them: people, "Link holder", the system. */
const char *activity_actor(struct ctx *cx, const struct activity_row *row);
/* Which side they act from, or who issued the link; NULL: a partner's own. */
const char *activity_side(struct ctx *cx, const struct activity_row *row);

#endif
