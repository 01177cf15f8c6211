/*
 * The activity log behind the gear: who saw a key, who downloaded, who did
 * what else (R-066 to R-072, ruling 17). Rows are the activity folder's.
 */
#include "web/activity.h"

#include <stdlib.h>
#include <string.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

#define PAGE_ROWS 50

struct event_view {
	const char *day, *time, *iso, *actor, *side, *act, *reason;
	const char *customer_name, *customer_href, *title, *order_id;
	const char *order_href, *address;
	bool key, download, link, refused;
};
struct person_view {
	const char *name, *side, *keys, *links, *downloads, *others, *refused;
	const char *href;
};
struct act_option {
	const char *value, *name;
	bool selected;
};
struct activity_page {
	const char *tab, *from, *to, *who, *who_name, *customer_id, *object;
	const char *customer_name;
	const char *software_href, *customer_href, *csv, *next, *toggle;
	const char *range, *clear;
	bool may_software, may_other, at_software, at_other, refused_too;
	struct view_list acts, events, people;
	const char *problem;
};

static const struct view_field event_fields[] = {
	VIEW(TEXT, struct event_view, day),
	VIEW(TEXT, struct event_view, time),
	VIEW(TEXT, struct event_view, iso),
	VIEW(TEXT, struct event_view, actor),
	VIEW(TEXT, struct event_view, side),
	VIEW(TEXT, struct event_view, act),
	VIEW(TEXT, struct event_view, reason),
	VIEW(TEXT, struct event_view, customer_name),
	VIEW(TEXT, struct event_view, customer_href),
	VIEW(TEXT, struct event_view, title),
	VIEW(TEXT, struct event_view, order_id),
	VIEW(TEXT, struct event_view, order_href),
	VIEW(TEXT, struct event_view, address),
	VIEW(BOOL, struct event_view, key),
	VIEW(BOOL, struct event_view, download),
	VIEW(BOOL, struct event_view, link),
	VIEW(BOOL, struct event_view, refused),
	VIEW_FIELD_END,
};
static const struct view_field person_fields[] = {
	VIEW(TEXT, struct person_view, name),
	VIEW(TEXT, struct person_view, side),
	VIEW(TEXT, struct person_view, keys),
	VIEW(TEXT, struct person_view, links),
	VIEW(TEXT, struct person_view, downloads),
	VIEW(TEXT, struct person_view, others),
	VIEW(TEXT, struct person_view, refused),
	VIEW(TEXT, struct person_view, href),
	VIEW_FIELD_END,
};
static const struct view_field act_fields[] = {
	VIEW(TEXT, struct act_option, value),
	VIEW(TEXT, struct act_option, name),
	VIEW(BOOL, struct act_option, selected),
	VIEW_FIELD_END,
};
static const struct view_field page_fields[] = {
	VIEW(TEXT, struct activity_page, tab),
	VIEW(TEXT, struct activity_page, from),
	VIEW(TEXT, struct activity_page, to),
	VIEW(TEXT, struct activity_page, who),
	VIEW(TEXT, struct activity_page, who_name),
	VIEW(TEXT, struct activity_page, customer_id),
	VIEW(TEXT, struct activity_page, object),
	VIEW(TEXT, struct activity_page, customer_name),
	VIEW(TEXT, struct activity_page, software_href),
	VIEW(TEXT, struct activity_page, customer_href),
	VIEW(TEXT, struct activity_page, csv),
	VIEW(TEXT, struct activity_page, next),
	VIEW(TEXT, struct activity_page, toggle),
	VIEW(TEXT, struct activity_page, range),
	VIEW(TEXT, struct activity_page, clear),
	VIEW(TEXT, struct activity_page, problem),
	VIEW(BOOL, struct activity_page, may_software),
	VIEW(BOOL, struct activity_page, may_other),
	VIEW(BOOL, struct activity_page, at_software),
	VIEW(BOOL, struct activity_page, at_other),
	VIEW(BOOL, struct activity_page, refused_too),
	VIEW_OF(
	    LIST, struct activity_page, acts, act_fields, struct act_option),
	VIEW_OF(LIST, struct activity_page, events, event_fields,
	    struct event_view),
	VIEW_OF(LIST, struct activity_page, people, person_fields,
	    struct person_view),
	VIEW_FIELD_END,
};

/* ---- what is asked ---- */

const struct field activity_query_fields[] = {
	FIELD(TEXT, struct activity_query, tab),
	FIELD(DAY, struct activity_query, from,
	    .has_offset = offsetof(struct activity_query, has_from)),
	FIELD(DAY, struct activity_query, to,
	    .has_offset = offsetof(struct activity_query, has_to)),
	FIELD(TEXT, struct activity_query, act),
	FIELD(TEXT, struct activity_query, who),
	FIELD(TEXT, struct activity_query, customer),
	FIELD(TEXT, struct activity_query, object, .max = 100),
	FIELD(BOOL, struct activity_query, refused),
	FIELD(TEXT, struct activity_query, before),
	FIELD_END,
};

static struct error tab_asked(
    struct ctx *cx, const char *asked, const char **ret_tab)
{
	bool software = roles_may(cx->who->roles, MAY_SEE_SOFTWARE_ACTIVITY);
	bool other = text_same(asked, "customer");
	struct error e = OK;

	if (text_empty(asked))
		other = !software;
	if (other)
		e = principal_may(cx, MAY_SEE_CUSTOMER_ACTIVITY);
	else
		e = principal_may(cx, MAY_SEE_SOFTWARE_ACTIVITY);
	if (e.code == 0)
		*ret_tab = other ? "customer" : "software";
	return e;
}

static enum activity_action act_asked(const char *id)
{
	for (int i = ACTIVITY_NONE + 1; i < ACTIVITY_ACTION_COUNT; i++)
		if (text_same(
			activity_action_info((enum activity_action)i)->id, id))
			return (enum activity_action)i;
	return ACTIVITY_NONE;
}

/* The page before ended there; nonsense starts from the newest. */
static void before_asked(const char *text, struct activity_filter *filter)
{
	char *rest;
	long long at;

	if (text_empty(text))
		return;
	at = strtoll(text, &rest, 10);
	if (*rest != '-' || !text_to_int(rest + 1, &filter->before_id))
		filter->before_id = 0;
	else
		filter->before_at = at;
}

struct error activity_asked(struct ctx *cx, const struct activity_query *query,
    struct activity_filter *ret_filter)
{
	struct activity_filter filter = {
		.to_day = query->has_to ? query->to : day_of(cx->now),
		.actor_id = text_empty(query->who) ? NULL : query->who,
		.customer_id =
		    text_empty(query->customer) ? NULL : query->customer,
		.object_id = text_empty(query->object) ? NULL : query->object,
		.action = act_asked(query->act),
		.refused_too = query->refused,
	};
	struct error e = tab_asked(cx, query->tab, &filter.tab);

	if (e.code)
		return e;
	filter.from_day = query->has_from
			      ? query->from
			      : day_add_months(filter.to_day, -1) + 1;
	before_asked(query->before, &filter);
	*ret_filter = filter;
	return OK;
}

/* ---- words ---- */

const char *activity_actor(struct ctx *cx, const struct activity_row *row)
{
	switch (row->actor_kind) {
	case ACTOR_LINK_HOLDER:
		return _("Link holder");
	case ACTOR_SYSTEM:
		return _("System");
	default:
		return text_empty(row->actor_name) ? row->actor_id
						   : row->actor_name;
	}
}

static const char *side_of(
    struct ctx *cx, enum actor_kind kind, const char *name)
{
	switch (kind) {
	case ACTOR_LINK_HOLDER:
		return message_with(cx, N_("link issued by {name}"),
		    HOLES({ "name", name == NULL ? "" : name }));
	case ACTOR_CUSTOMER_USER:
		return _("Customer side");
	case ACTOR_APPLICATION:
		return _("Program");
	case ACTOR_OPERATOR:
		return _("Operator");
	default:
		return NULL;
	}
}

const char *activity_side(struct ctx *cx, const struct activity_row *row)
{
	return side_of(cx, row->actor_kind, row->actor_name);
}

/* The log keeps the name of the rule, not its numbers: a message with holes
 * is told by its kind. */
static const char *reason_text(struct ctx *cx, const char *name)
{
	const struct error_info *info = NULL;

	for (int code = 1; code < ERR_COUNT && info == NULL; code++)
		if (text_same(error_info(code)->name, name))
			info = error_info(code);
	if (info == NULL)
		return name;
	if (strchr(info->message, '{') == NULL)
		return _(info->message);
	switch (info->page_status) {
	case 403:
		return _("Not allowed by role or edition");
	case 410:
		return _("The link had ended");
	default:
		return _("Not possible in this state");
	}
}

static struct event_view event_of(
    struct ctx *cx, const struct activity_row *row)
{
	struct event_view view = {
		.day = show_day(cx, day_of(row->at)),
		.iso = iso_text(cx, row->at),
		.actor = activity_actor(cx, row),
		.side = activity_side(cx, row),
		.act = _(activity_action_info(row->action)->name),
		.customer_name = row->customer_name,
		.title = row->title,
		.order_id = row->order_id,
		.address = row->address,
		.key = row->action == ACTIVITY_GET_SOFTWARE_KEY,
		.link = row->action == ACTIVITY_GET_DOWNLOAD_LINK,
		.download = row->action == ACTIVITY_SOFTWARE_DOWNLOADED,
		.refused = row->refused,
	};

	view.time = arena_dup_n(cx->arena, view.iso + 11, 8);
	if (row->refused)
		view.reason = reason_text(cx, row->reason);
	if (row->customer_id != NULL)
		view.customer_href =
		    customer_path(cx, row->customer_id, "%s", "");
	if (row->customer_id != NULL && row->order_id != NULL)
		view.order_href = customer_path(
		    cx, row->customer_id, "/orders/%s", row->order_id);
	return view;
}

/* ---- addresses ---- */

static void add(struct text *url, const char *name, const char *value)
{
	if (text_empty(value))
		return;
	text_addf(url, "&%s=", name);
	text_add_url(url, value);
}

/* The page again with one thing changed. tab NULL: the same. */
static const char *address(struct ctx *cx, const char *path,
    const struct activity_page *page, const char *tab, const char *who,
    bool refused)
{
	struct text url;

	text_init(&url, cx->arena);
	text_addf(&url, "%s?tab=%s", path, tab == NULL ? page->tab : tab);
	add(&url, "from", page->from);
	add(&url, "to", page->to);
	if (tab == NULL) {
		for (size_t i = 0; i < page->acts.count; i++) {
			const struct act_option *acts = page->acts.items;

			if (acts[i].selected)
				add(&url, "act", acts[i].value);
		}
		add(&url, "who", who);
	}
	add(&url, "customer", page->customer_id);
	add(&url, "object", page->object);
	if (refused)
		text_add(&url, "&refused=1");
	return url.bytes;
}

/* ---- parts ---- */

static struct view_list act_options(
    struct ctx *cx, const struct activity_filter *filter)
{
	struct act_option *options =
	    ARENA_ARRAY(cx->arena, struct act_option, ACTIVITY_ACTION_COUNT);
	size_t count = 1;

	options[0] = (struct act_option){ "", _("Everything"),
		filter->action == ACTIVITY_NONE };
	for (int i = ACTIVITY_NONE + 1; i < ACTIVITY_ACTION_COUNT; i++) {
		const struct activity_action_info *info =
		    activity_action_info((enum activity_action)i);

		if (text_same(info->tab, filter->tab))
			options[count++] = (struct act_option){ info->id,
				_(info->name), (int)filter->action == i };
	}
	return (struct view_list){ count, options };
}

static struct error people_fill(struct ctx *cx,
    const struct activity_filter *filter, struct activity_page *page)
{
	struct activity_filter all = *filter;
	struct activity_summary summary;
	struct person_view *views;
	struct error e;

	all.actor_id = NULL;
	if ((e = activity_summarise(cx, &all, &summary)).code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct person_view, summary.count + 1);
	for (size_t i = 0; i < summary.count; i++) {
		const struct activity_summary_row *row = &summary.rows[i];
		struct activity_row as = { .actor_kind = row->actor_kind,
			.actor_id = row->actor_id,
			.actor_name = row->actor_name };

		views[i] = (struct person_view){
			.name = activity_actor(cx, &as),
			.side = row->actor_kind == ACTOR_LINK_HOLDER
				    ? _("Shared links")
				    : activity_side(cx, &as),
			.keys = show_int(cx, row->keys),
			.links = show_int(cx, row->links),
			.downloads = show_int(cx, row->downloads),
			.others = show_int(cx, row->others),
			.refused =
			    row->refused == 0
				? NULL
				: message_plural(cx, "{n} refused try",
				      "{n} refused tries", row->refused, NULL),
		};
		if (row->actor_id != NULL)
			views[i].href = address(cx, "/activity", page, NULL,
			    row->actor_id, filter->refused_too);
		if (text_same(row->actor_id, filter->actor_id))
			page->who_name = views[i].name;
	}
	page->people = (struct view_list){ summary.count, views };
	return OK;
}

static struct error events_fill(struct ctx *cx,
    const struct activity_filter *filter, struct activity_page *page)
{
	struct activity_list list;
	struct event_view *views;
	struct error e = activity_list(cx, filter, &list);

	if (e.code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct event_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		views[i] = event_of(cx, &list.rows[i]);
		if (filter->customer_id != NULL)
			page->customer_name = views[i].customer_name;
	}
	page->events = (struct view_list){ list.count, views };
	if (list.more)
		page->next = arena_printf(cx->arena, "%s&before=%lld-%lld",
		    address(cx, "/activity", page, NULL, filter->actor_id,
			filter->refused_too),
		    (long long)list.rows[list.count - 1].at,
		    (long long)list.rows[list.count - 1].activity_id);
	return OK;
}

static void frame_fill(struct ctx *cx, const struct activity_filter *filter,
    struct activity_page *page)
{
	page->tab = filter->tab;
	page->from = arena_dup_n(
	    cx->arena, iso_text(cx, day_start(filter->from_day)), 10);
	page->to =
	    arena_dup_n(cx->arena, iso_text(cx, day_start(filter->to_day)), 10);
	page->who = filter->actor_id;
	page->customer_id = filter->customer_id;
	page->object = filter->object_id;
	page->refused_too = filter->refused_too;
	page->acts = act_options(cx, filter);
	page->may_software =
	    roles_may(cx->who->roles, MAY_SEE_SOFTWARE_ACTIVITY);
	page->may_other = roles_may(cx->who->roles, MAY_SEE_CUSTOMER_ACTIVITY);
	page->at_software = text_same(filter->tab, "software");
	page->at_other = !page->at_software;
	page->software_href = address(
	    cx, "/activity", page, "software", NULL, filter->refused_too);
	page->customer_href = address(
	    cx, "/activity", page, "customer", NULL, filter->refused_too);
	page->csv = address(cx, "/activity.csv", page, NULL, filter->actor_id,
	    filter->refused_too);
	page->toggle = address(cx, "/activity", page, NULL, filter->actor_id,
	    !filter->refused_too);
	page->clear =
	    address(cx, "/activity", page, NULL, NULL, filter->refused_too);
	page->range = message_with(cx, N_("{from} to {to}"),
	    HOLES({ "from", show_day(cx, filter->from_day) },
		{ "to", show_day(cx, filter->to_day) }));
}

/* ---- the page ---- */

static struct error activity_answer(
    struct request *rq, const struct activity_query *query, struct error wrong)
{
	struct ctx *cx = &rq->cx;
	struct activity_filter filter;
	struct activity_page view = { 0 };
	struct page page = { .title = _("Activity log"),
		.body = "activity/log",
		.place = PLACE_ACTIVITY,
		.fields = page_fields,
		.data = &view };
	struct error e = activity_asked(cx, query, &filter);

	if (e.code)
		return e;
	filter.limit = PAGE_ROWS;
	frame_fill(cx, &filter, &view);
	if (wrong.code != 0) {
		view.problem = problem_text(cx, wrong);
		page.status = error_info(wrong.code)->page_status;
	}
	/* who did how much is asked of a range, not of one thing */
	if (filter.object_id == NULL)
		e = people_fill(cx, &filter, &view);
	if (e.code == 0)
		e = events_fill(cx, &filter, &view);
	return e.code ? e : page_answer(rq, &page);
}

static struct error activity_show(struct request *rq)
{
	return activity_answer(rq, rq->query, OK);
}

/* A day that cannot be read: said, and the default range shown. */
static struct error activity_wrong(struct request *rq, struct error outcome)
{
	struct activity_query query = { 0 };

	if (outcome.code == 0 || error_info(outcome.code)->page_status != 422)
		return outcome;
	query.tab = query_value(rq, "tab");
	return activity_answer(rq, &query, outcome);
}

const struct route web_activity_routes[] = {
	{ GET, "/activity", .needs = MAY_SEE_ACTIVITY,
	    .query = activity_query_fields,
	    .query_size = sizeof(struct activity_query), .read = activity_show,
	    .finish = activity_wrong },
	ROUTE_END,
};
