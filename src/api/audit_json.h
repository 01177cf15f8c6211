/*
 * Rows of the activity log as audit records (api.md 2.10).
 */
#ifndef KONTOR_API_AUDIT_JSON_H
#define KONTOR_API_AUDIT_JSON_H

#include <stdbool.h>

#include "accounts/user.h"
#include "activity/activity.h"
#include "base/ctx.h"
#include "base/json.h"

struct audit_writer {
	struct json_out *json;
	bool java; /* unknown types are "undefined" (client-quirks 4.1) */
	const struct user_list *users; /* for their e-mail addresses */
};

void audit_json(struct ctx *cx, const struct audit_writer *writer,
    const struct activity_row *row);
/* Of types that the published reference knows; others are listed only when
 * asked for by name, because clients fail on names they do not know. */
bool audit_is_published(const struct activity_row *row);
/* The row's id over REST (api.md 2.10). */
const char *audit_record_id(struct ctx *cx, const struct activity_row *row);

#endif
