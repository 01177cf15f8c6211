/*
 * Changing a profile of the partner, with its activity row.
 */
#include "accounts/partner_profile_rows.h"
#include "activity/activity.h"
#include "base/text.h"

static void keep(const char **value, const char *before)
{
	if (text_empty(*value))
		*value = before;
}

/* The names of what is different now, for the log; values are not kept. */
static const char *changes(struct ctx *cx, enum profile_kind kind,
    const struct profile *before, const struct profile *after)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (const struct profile_member *m = profile_members(kind); m->path;
	     m++) {
		const char *old = profile_value(before, m);
		const char *new = profile_value(after, m);

		if (text_same(old ? old : "", new ? new : ""))
			continue;
		if (out.length > 0)
			text_add(&out, ", ");
		text_add(&out, m->path);
	}
	return out.bytes;
}

struct error profile_save(struct ctx *cx, enum profile_kind kind,
    const struct profile *profile, struct profile *ret_profile)
{
	struct profile before, after = *profile;
	struct error *errors, e;

	if ((e = profile_load(cx, kind, &before)).code)
		return e;
	keep(&after.culture, before.culture);
	keep(&after.language, before.language);
	keep(&after.currency, before.currency);
	if ((e = profile_check(cx, kind, &after, &errors)).code)
		return e;
	after.version = before.version + 1;
	if ((e = profile_put(cx, kind, &after)).code)
		return e;
	*ret_profile = after;
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_UPDATE_PROFILE,
		.details = HOLES({ "Profile", profile_kind_id(kind) },
		    { "Changed", changes(cx, kind, &before, &after) }) },
	    OK);
}
