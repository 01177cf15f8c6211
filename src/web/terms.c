/*
 * The page Terms: the editions side by side, from when each holds, where it
 * comes from, and what changed. What an edition means is
 * policy's; here it is only told.
 */
#include "base/day.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "web/routes.h"
#include "web/views.h"

struct cell_view {
	const char *text;
	bool changed; /* against the edition before */
	bool now;
};
static const struct view_field cell_view[] = {
	VIEW(TEXT, struct cell_view, text),
	VIEW(BOOL, struct cell_view, changed),
	VIEW(BOOL, struct cell_view, now),
	VIEW_FIELD_END,
};

struct term_view {
	const char *name;
	struct view_list cells; /* struct cell_view */
};
static const struct view_field term_view[] = {
	VIEW(TEXT, struct term_view, name),
	VIEW_OF(LIST, struct term_view, cells, cell_view, struct cell_view),
	VIEW_FIELD_END,
};

struct group_view {
	const char *id, *name, *meaning;
	struct view_list terms; /* struct term_view */
	struct view_list editions;
};
struct edition_view {
	const char *id, *from, *from_iso, *source, *overlay;
	bool now;
};
static const struct view_field edition_view[] = {
	VIEW(TEXT, struct edition_view, id),
	VIEW(TEXT, struct edition_view, from),
	VIEW(TEXT, struct edition_view, from_iso),
	VIEW(TEXT, struct edition_view, source),
	VIEW(TEXT, struct edition_view, overlay),
	VIEW(BOOL, struct edition_view, now),
	VIEW_FIELD_END,
};
static const struct view_field group_view[] = {
	VIEW(TEXT, struct group_view, id),
	VIEW(TEXT, struct group_view, name),
	VIEW(TEXT, struct group_view, meaning),
	VIEW_OF(LIST, struct group_view, terms, term_view, struct term_view),
	VIEW_OF(LIST, struct group_view, editions, edition_view,
	    struct edition_view),
	VIEW_FIELD_END,
};

struct terms_page {
	struct view_list editions; /* struct edition_view */
	struct view_list groups;   /* struct group_view */
	bool strict, elapsed, announced;
};
static const struct view_field terms_page[] = {
	VIEW_OF(LIST, struct terms_page, editions, edition_view,
	    struct edition_view),
	VIEW_OF(LIST, struct terms_page, groups, group_view, struct group_view),
	VIEW(BOOL, struct terms_page, strict),
	VIEW(BOOL, struct terms_page, elapsed),
	VIEW(BOOL, struct terms_page, announced),
	VIEW_FIELD_END,
};

/* ---- what each term says ---- */

static const char *yes_no(struct ctx *cx, bool value)
{
	return value ? _("Yes") : _("No");
}

static const char *roles_of(struct ctx *cx, const char *const *ids)
{
	uint32_t roles = 0;

	for (; *ids != NULL; ids++)
		roles |= role_find(*ids);
	return roles == 0 ? _("Nobody") : roles_list_text(cx, roles);
}

static const char *window_term(struct ctx *cx, const struct edition *e)
{
	return show_days(cx, e->cancellation_window_days);
}

static const char *perpetual_term(struct ctx *cx, const struct edition *e)
{
	return show_percent_bp(cx, e->credit_rules_perpetual_software_share_bp);
}

static const char *subscription_term(struct ctx *cx, const struct edition *e)
{
	(void)e;
	return _("By the unused days of the term");
}

static const char *exclusions_term(struct ctx *cx, const struct edition *e)
{
	bool by_request = false;

	for (size_t i = 0; i < e->self_service_exclusion_count; i++)
		by_request =
		    by_request || e->self_service_exclusions[i].route ==
				      ROUTE_SUPPORT_REQUEST;
	return by_request
		   ? _("SUSE and Red Hat never; Windows 7 ESU 2020 by request")
		   : _("SUSE and Red Hat never");
}

static const char *partner_keys_term(struct ctx *cx, const struct edition *e)
{
	return e->partner_sees_keys
		   ? roles_of(cx, e->roles_get_keys_and_downloads)
		   : _("Nobody");
}

static const char *customer_keys_term(struct ctx *cx, const struct edition *e)
{
	return e->customer_sees_keys ? roles_of(cx, e->roles_customer_get_keys)
				     : _("Nobody");
}

static const char *deep_link_term(struct ctx *cx, const struct edition *e)
{
	return yes_no(cx, e->deep_link);
}

static const char *acknowledge_term(struct ctx *cx, const struct edition *e)
{
	return yes_no(cx, e->acknowledgement_required);
}

static const char *choose_term(struct ctx *cx, const struct edition *e)
{
	static const struct {
		const char *field, *name;
	} names[] = {
		{ "version", N_("Version") },
		{ "language", N_("Language") },
		{ "file_type_os", N_("File type/OS") },
		{ "bit", N_("bit") },
	};
	struct text out;

	text_init(&out, cx->arena);
	for (size_t i = 0; i < COUNT(names); i++) {
		if (!list_holds(e->select_fields, names[i].field))
			continue;
		text_add(&out, out.length > 0 ? ", " : "");
		text_add(&out, _(names[i].name));
	}
	return out.length > 0 ? out.bytes : "–";
}

static const char *get_key_term(struct ctx *cx, const struct edition *e)
{
	return yes_no(cx, e->get_key_button);
}

static const char *cancel_term(struct ctx *cx, const struct edition *e)
{
	return roles_of(cx, e->roles_cancel);
}

static const char *life_term(struct ctx *cx, const struct edition *e)
{
	return text_same(e->link_lifetime_starts, "issue")
		   ? message_with(cx, N_("{days} from issue"),
			 HOLES(
			     { "days", show_days(cx, e->link_lifetime_days) }))
		   : message_with(cx, N_("{days} from the first download"),
			 HOLES(
			     { "days", show_days(cx, e->link_lifetime_days) }));
}

static const char *downloads_term(struct ctx *cx, const struct edition *e)
{
	return show_int(cx, e->link_max_downloads);
}

static const struct {
	enum basis basis;
	const char *name;
	const char *(*text)(struct ctx *cx, const struct edition *edition);
} terms[] = {
	{ BASIS_PURCHASE, N_("Cancellation window"), window_term },
	{ BASIS_PURCHASE, N_("Credit for perpetual software"), perpetual_term },
	{ BASIS_PURCHASE, N_("Credit for subscriptions"), subscription_term },
	{ BASIS_PURCHASE, N_("Not cancelled by the usual steps"),
	    exclusions_term },
	{ BASIS_ACTION, N_("Who cancels"), cancel_term },
	{ BASIS_ACTION, N_("Acknowledgement before cancelling"),
	    acknowledge_term },
	{ BASIS_ACTION, N_("Keys and downloads at the partner"),
	    partner_keys_term },
	{ BASIS_ACTION, N_("Keys and downloads at the customer"),
	    customer_keys_term },
	{ BASIS_ACTION, N_("Link to the customer’s own page"), deep_link_term },
	{ BASIS_ACTION, N_("To choose before a download"), choose_term },
	{ BASIS_ACTION, N_("The key has a button of its own"), get_key_term },
	{ BASIS_ISSUE, N_("Life of a download link"), life_term },
	{ BASIS_ISSUE, N_("Downloads of a link"), downloads_term },
};

static const struct {
	enum basis basis;
	const char *id, *name, *meaning;
} groups[] = {
	{ BASIS_PURCHASE, "purchase", N_("Fixed by the day of purchase"),
	    N_("They stay with an order, whatever changes later.") },
	{ BASIS_ACTION, "action", N_("By the day somebody acts"),
	    N_("They follow the edition in force on that day.") },
	{ BASIS_ISSUE, "issue", N_("Stamped on a link when it is issued"),
	    N_("A link keeps the limits it was born with.") },
};

/* ---- the tables ---- */

static struct view_list cells_of(
    struct ctx *cx, size_t term, const struct edition *editions, size_t count)
{
	const struct edition *now = policy_edition_at(cx->policy, cx->now);
	struct cell_view *cells =
	    ARENA_ARRAY(cx->arena, struct cell_view, count);

	for (size_t i = 0; i < count; i++) {
		cells[i].text = terms[term].text(cx, &editions[i]);
		cells[i].changed =
		    i > 0 && !text_same(cells[i].text, cells[i - 1].text);
		cells[i].now = &editions[i] == now;
	}
	return (struct view_list){ count, cells };
}

static struct view_list terms_of(struct ctx *cx, enum basis basis,
    const struct edition *editions, size_t count)
{
	struct term_view *views =
	    ARENA_ARRAY(cx->arena, struct term_view, COUNT(terms));
	size_t n = 0;

	for (size_t i = 0; i < COUNT(terms); i++)
		if (terms[i].basis == basis)
			views[n++] = (struct term_view){ _(terms[i].name),
				cells_of(cx, i, editions, count) };
	return (struct view_list){ n, views };
}

static struct edition_view edition_of(
    struct ctx *cx, const struct edition *edition)
{
	bool first = edition->effective_from == EDITION_BEGIN;

	return (struct edition_view){ .id = edition->base_id,
		.overlay = edition->overlay,
		.from = first
			    ? _("from the beginning")
			    : message_with(cx, N_("from {day}"),
				  HOLES({ "day",
				      show_day(cx,
					  day_of(edition->effective_from)) })),
		.from_iso =
		    first ? NULL : iso_text(cx, edition->effective_from),
		.source = message_with(cx, N_("page of {day}"),
		    HOLES({ "day", edition->document_date })),
		.now = edition == policy_edition_at(cx->policy, cx->now) };
}

static struct view_list editions_of(
    struct ctx *cx, const struct edition *editions, size_t count)
{
	struct edition_view *views =
	    ARENA_ARRAY(cx->arena, struct edition_view, count);

	for (size_t i = 0; i < count; i++)
		views[i] = edition_of(cx, &editions[i]);
	return (struct view_list){ count, views };
}

static struct error terms_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct policy_switches *switches = policy_switches(cx->policy);
	size_t count;
	const struct edition *editions = policy_editions(cx->policy, &count);
	struct group_view *views =
	    ARENA_ARRAY(cx->arena, struct group_view, COUNT(groups));
	struct terms_page view = {
		.editions = editions_of(cx, editions, count),
		.groups = { COUNT(groups), views },
		.strict = switches->strict_purchase_mode,
		.elapsed = switches->elapsed_24h,
		.announced = switches->announced_dates,
	};
	struct page page = { .title = _("Terms"),
		.body = "account/terms",
		.place = PLACE_SETTINGS,
		.fields = terms_page,
		.data = &view };

	for (size_t i = 0; i < COUNT(groups); i++)
		views[i] = (struct group_view){ groups[i].id, _(groups[i].name),
			_(groups[i].meaning),
			terms_of(cx, groups[i].basis, editions, count),
			view.editions };
	return page_answer(rq, &page);
}

const struct route web_terms_routes[] = {
	{ GET, "/terms", .needs = MAY_SIGNED_IN, .read = terms_read },
	ROUTE_END,
};
