/*
 * The four profiles of the partner's own organisation, to read. Changing one
 * is organisation_form.c's.
 */
#include "web/organisation.h"

#include "base/text.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

static const struct {
	const char *title, *purpose;
} kinds[PROFILE_KIND_COUNT] = {
	[PROFILE_ORGANIZATION] = { N_("Organisation"),
	    N_("Your company as programs and customers see it.") },
	[PROFILE_LEGAL] = { N_("Legal business"),
	    N_("Your company as it is registered.") },
	[PROFILE_BILLING] = { N_("Billing"), N_("Whom invoices go to.") },
	[PROFILE_SUPPORT] = { N_("Support"),
	    N_("How your customers reach your support.") },
};

enum profile_kind organisation_kind(const char *id)
{
	for (int kind = 1; kind < PROFILE_KIND_COUNT; kind++)
		if (text_same(profile_kind_id((enum profile_kind)kind), id))
			return (enum profile_kind)kind;
	return (enum profile_kind)0;
}

const char *organisation_title(struct ctx *cx, enum profile_kind kind)
{
	return _(kinds[kind].title);
}

struct fact_view {
	const char *label, *value;
};
static const struct view_field fact_view[] = {
	VIEW(TEXT, struct fact_view, label),
	VIEW(TEXT, struct fact_view, value),
	VIEW_FIELD_END,
};
struct part_view {
	const char *name;
	struct view_list facts;
};
static const struct view_field part_view[] = {
	VIEW(TEXT, struct part_view, name),
	VIEW_OF(LIST, struct part_view, facts, fact_view, struct fact_view),
	VIEW_FIELD_END,
};
struct kind_view {
	const char *id, *title, *purpose;
	struct view_list parts;
	bool empty;
};
static const struct view_field kind_view[] = {
	VIEW(TEXT, struct kind_view, id),
	VIEW(TEXT, struct kind_view, title),
	VIEW(TEXT, struct kind_view, purpose),
	VIEW_OF(LIST, struct kind_view, parts, part_view, struct part_view),
	VIEW(BOOL, struct kind_view, empty),
	VIEW_FIELD_END,
};
struct organisation_view {
	const char *name, *domain, *mpn_id, *saved;
	struct view_list profiles;
	bool may_change;
};
static const struct view_field organisation_view[] = {
	VIEW(TEXT, struct organisation_view, name),
	VIEW(TEXT, struct organisation_view, domain),
	VIEW(TEXT, struct organisation_view, mpn_id),
	VIEW(TEXT, struct organisation_view, saved),
	VIEW_OF(LIST, struct organisation_view, profiles, kind_view,
	    struct kind_view),
	VIEW(BOOL, struct organisation_view, may_change),
	VIEW_FIELD_END,
};

static const char *shown(
    struct ctx *cx, const struct profile_member *member, const char *value)
{
	return member->form == PROFILE_COUNTRY ? country_text(cx, value)
					       : value;
}

/* What is given, by parts; parts with nothing in them are left out. */
static struct view_list parts_of(
    struct ctx *cx, enum profile_kind kind, const struct profile *profile)
{
	const struct profile_member *members = profile_members(kind);
	size_t most = 0, facts = 0, parts = 0;
	struct fact_view *fact;
	struct part_view *part;

	while (members[most].path != NULL)
		most++;
	fact = ARENA_ARRAY(cx->arena, struct fact_view, most);
	part = ARENA_ARRAY(cx->arena, struct part_view, most);
	for (const struct profile_member *m = members; m->path; m++) {
		const char *value = profile_value(profile, m);

		if (text_empty(value))
			continue;
		if (parts == 0 || !text_same(part[parts - 1].name, _(m->part)))
			part[parts++] = (struct part_view){ _(m->part),
				{ 0, &fact[facts] } };
		fact[facts++] =
		    (struct fact_view){ _(m->label), shown(cx, m, value) };
		part[parts - 1].facts.count++;
	}
	return (struct view_list){ parts, part };
}

static struct error profiles_of(struct ctx *cx, struct view_list *ret_list)
{
	struct kind_view *views =
	    ARENA_ARRAY(cx->arena, struct kind_view, PROFILE_KIND_COUNT);

	for (int i = 1; i < PROFILE_KIND_COUNT; i++) {
		enum profile_kind kind = (enum profile_kind)i;
		struct kind_view *view = &views[i - 1];
		struct profile profile;
		struct error e = profile_load(cx, kind, &profile);

		if (e.code != 0)
			return e;
		view->id = profile_kind_id(kind);
		view->title = organisation_title(cx, kind);
		view->purpose = _(kinds[kind].purpose);
		view->parts = parts_of(cx, kind, &profile);
		view->empty = view->parts.count == 0;
	}
	*ret_list = (struct view_list){ PROFILE_KIND_COUNT - 1, views };
	return OK;
}

static struct error organisation_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct partner *partner = cx->who->partner;
	enum profile_kind saved = organisation_kind(query_value(rq, "saved"));
	struct organisation_view view = { .name = partner->name,
		.domain = partner->domain,
		.mpn_id = partner->mpn_id,
		.may_change = roles_may(cx->who->roles, MAY_CHANGE_PROFILES) };
	struct page page = { .title = _("Organisation profile"),
		.body = "account/organisation",
		.place = PLACE_SETTINGS,
		.fields = organisation_view,
		.data = &view };
	struct error e = profiles_of(cx, &view.profiles);

	if (e.code != 0)
		return e;
	if (saved != 0)
		view.saved = organisation_title(cx, saved);
	return page_answer(rq, &page);
}

const struct route web_organisation_routes[] = {
	{ GET, "/account/organisation", .needs = MAY_SEE_PROFILES,
	    .read = organisation_read },
	ROUTE_END,
};
