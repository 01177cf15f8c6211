/*
 * Rows of profiles: the members of a kind as one JSON object of texts.
 */
#include <string.h>

#include <jansson.h>

#include "accounts/partner_profile_rows.h"
#include "accounts/principal.h"
#include "base/json.h"
#include "base/text.h"
#include "db/db.h"

/* What the partner's row tells before anything was changed. */
static struct profile from_partner(
    struct ctx *cx, enum profile_kind kind, const struct partner *partner)
{
	struct profile profile = { 0 };

	if (kind == PROFILE_SUPPORT) {
		profile.website =
		    arena_printf(cx->arena, "https://%s", partner->domain);
		return profile;
	}
	profile.company_name = partner->name;
	profile.address.country = partner->country;
	profile.address.city = partner->city;
	profile.culture = partner->culture;
	profile.language = arena_dup_n(
	    cx->arena, partner->culture, strcspn(partner->culture, "-"));
	profile.currency = partner->currency;
	return profile;
}

static void close_json(void *value)
{
	json_decref(value);
}

static void fields_read(struct ctx *cx, enum profile_kind kind,
    const char *source, struct profile *profile)
{
	json_t *fields = source == NULL ? NULL : json_loads(source, 0, NULL);

	if (fields != NULL)
		arena_defer(cx->arena, close_json, fields);
	for (const struct profile_member *m = profile_members(kind); m->path;
	     m++)
		profile_set(profile, m,
		    json_string_value(json_object_get(fields, m->path)));
}

struct error profile_load(
    struct ctx *cx, enum profile_kind kind, struct profile *ret_profile)
{
	const struct partner *partner = cx->who->partner;
	struct profile profile = from_partner(cx, kind, partner);
	struct rows *rows = sql_open(cx, SQL_partner_profile_load,
	    ARGS(I(partner->partner_id), T(profile_kind_id(kind))));
	struct error e;

	if (rows_next(rows)) {
		fields_read(cx, kind, rows_text(rows, 0), &profile);
		profile.version = rows_int(rows, 1);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_profile = profile;
	return OK;
}

struct error profile_put(
    struct ctx *cx, enum profile_kind kind, const struct profile *profile)
{
	const struct principal *who = cx->who;
	struct json_out json;
	struct text out;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	for (const struct profile_member *m = profile_members(kind); m->path;
	     m++)
		if (!text_empty(profile_value(profile, m)))
			json_text(&json, m->path, profile_value(profile, m));
	json_object_end(&json);
	return sql_run(cx, SQL_partner_profile_save,
	    ARGS(I(who->partner->partner_id), T(profile_kind_id(kind)),
		T(out.bytes), I(profile->version), I(cx->now),
		T(who->user_id != NULL ? who->user_id : who->client_id)),
	    NULL);
}
