/*
 * The activity log over REST (api.md 2.10, 3.7), narrowed to the tabs that the
 * caller's roles see (rulings 12 and 17). Records are audit_json.c's.
 */
#include <string.h>

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/audit_json.h"
#include "api/paging.h"
#include "api/query.h"
#include "api/routes.h"
#include "base/day.h"
#include "i18n/i18n.h"

#define PAGE_DEFAULT 500
#define PAGE_MAX 2000
#define BATCH 500
#define START_MAX_DAYS 90
#define SPAN_DAYS 30

enum status { STATUS_SUCCEEDED, STATUS_FAILED, STATUS_ALL };
static const char *const statuses[] = { "succeeded", "failed", "all", NULL };

struct audit_query {
	struct page_query page;
	int64_t start_day, end_day;
	bool has_start, has_end;
	int status;
};
static const struct field audit_query[] = {
	PAGE_FIELDS(struct audit_query, PAGE_MAX),
	FIELD_AS("startDate", DAY, struct audit_query, start_day,
	    .has_offset = offsetof(struct audit_query, has_start),
	    .help = N_("At most 90 days back; without it 30 days.")),
	FIELD_AS("endDate", DAY, struct audit_query, end_day,
	    .has_offset = offsetof(struct audit_query, has_end),
	    .help = N_("Included; a start alone means 30 days from it.")),
	FIELD_AS("operationStatus", CHOICE, struct audit_query, status,
	    .choices = statuses,
	    .help = N_("Refused tries are listed only when asked for.")),
	FIELD_END,
};

static const char *const substring[] = { "substring", NULL };
static const char *const equals[] = { "equals", NULL };
static const struct filter_rule audit_filters[] = {
	{ "CompanyName", substring },
	{ "CustomerId", equals },
	{ "ResourceType", equals },
	{ 0 },
};

struct asked {
	struct activity_filter rows;
	int64_t size, skip;
	const char *company;  /* folded */
	const char *resource; /* type */
	int status;
};

/* ---- what is asked ---- */

/* Two sets of readers; the route let in only who sees one of the tabs. */
static const char *tab_of(struct ctx *cx)
{
	bool software = principal_may(cx, MAY_SEE_SOFTWARE_ACTIVITY).code == 0;
	bool customer = principal_may(cx, MAY_SEE_CUSTOMER_ACTIVITY).code == 0;

	if (software && customer)
		return NULL;
	if (software)
		return "software";
	return customer ? "customer" : "none";
}

/* A start alone means thirty days, or until today: a published client cuts
 * long spans in such pieces (client-quirks 4.2). */
static struct error days_of(struct ctx *cx, const struct audit_query *query,
    struct activity_filter *rows)
{
	int64_t today = day_of(cx->now);

	rows->to_day = query->has_end ? query->end_day : today;
	rows->from_day =
	    query->has_start ? query->start_day : rows->to_day - SPAN_DAYS;
	if (query->has_start && query->start_day < today - START_MAX_DAYS)
		return fail(ERR_AUDIT_TOO_OLD, "startDate");
	if (query->has_start && !query->has_end &&
	    rows->from_day + SPAN_DAYS - 1 < today)
		rows->to_day = rows->from_day + SPAN_DAYS - 1;
	return OK;
}

static void asked_from_token(
    struct arena *arena, const struct field_map *token, struct asked *asked)
{
	const char *company = map_text(token, "company");

	asked->rows.from_day = map_int(token, "from");
	asked->rows.to_day = map_int(token, "to");
	asked->rows.customer_id = map_text(token, "customer");
	asked->company = company == NULL ? NULL : arena_dup(arena, company);
	asked->resource = map_text(token, "resource");
	asked->status = (int)map_int(token, "status");
}

static struct error asked_from_query(struct request *rq, struct asked *asked)
{
	const struct audit_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct filter filter;
	struct error e =
	    filter_read(cx, query->page.filter, audit_filters, &filter);

	if (e.code || (e = days_of(cx, query, &asked->rows)).code)
		return e;
	asked->status = query->status;
	if (text_same(filter.field, "CustomerId"))
		asked->rows.customer_id = text_lower(cx->arena, filter.value);
	else if (text_same(filter.field, "CompanyName"))
		asked->company = text_fold(cx->arena, filter.value);
	else
		asked->resource = filter.value;
	return OK;
}

static int64_t place_int(const char *text)
{
	int64_t value = 0;

	return text != NULL && text_to_int(text, &value) ? value : 0;
}

static struct error asked_read(
    struct request *rq, struct paging *ret_paging, struct asked *ret_asked)
{
	const struct audit_query *query = rq->query;
	struct asked asked = { 0 };
	struct page_place *place = &ret_paging->place;
	struct error e = paging_read(rq, &query->page, ret_paging);

	if (e.code)
		return e;
	if (ret_paging->asked.count > 0)
		asked_from_token(rq->cx.arena, &ret_paging->asked, &asked);
	else if ((e = asked_from_query(rq, &asked)).code)
		return e;
	if (place->limit == 0)
		place->limit = PAGE_DEFAULT;
	asked.size = place->limit;
	asked.skip = place->skip;
	asked.rows.newer = place->backward;
	asked.rows.before_at = place_int(place->key);
	asked.rows.before_id = place_int(place->id);
	asked.rows.tab = tab_of(&rq->cx);
	asked.rows.refused_too = asked.status != STATUS_SUCCEEDED;
	asked.rows.limit = BATCH;
	*ret_asked = asked;
	return OK;
}

/* ---- the page ---- */

static bool wanted(
    struct ctx *cx, const struct asked *asked, const struct activity_row *row)
{
	const struct activity_action_info *info =
	    activity_action_info(row->action);

	if (asked->status == STATUS_FAILED && !row->refused)
		return false;
	if (asked->resource == NULL && !audit_is_published(row))
		return false;
	if (asked->resource != NULL &&
	    !text_same_loose(asked->resource, info->resource_type))
		return false;
	return asked->company == NULL ||
	       (row->customer_name != NULL &&
		   strstr(text_fold(cx->arena, row->customer_name),
		       asked->company) != NULL);
}

struct page {
	size_t count;
	struct activity_row *rows;
	bool more; /* beyond the last row looked at */
	int64_t at, id;
	int64_t skipped;
};

/* Takes from one batch; true when the page is full or the log at its end. */
static bool page_take(struct ctx *cx, const struct asked *asked,
    const struct activity_list *list, struct page *page)
{
	for (size_t i = 0; i < list->count; i++) {
		page->at = list->rows[i].at;
		page->id = list->rows[i].activity_id;
		if (!wanted(cx, asked, &list->rows[i]))
			continue;
		if (page->skipped < asked->skip) {
			page->skipped++;
			continue;
		}
		/* one more than asked for tells that there is a next page */
		if ((int64_t)page->count == asked->size) {
			page->more = true;
			return true;
		}
		page->rows[page->count++] = list->rows[i];
	}
	return !list->more;
}

/* Read oldest first, told newest first. */
static void page_turn(struct page *page)
{
	for (size_t i = 0; i < page->count / 2; i++) {
		struct activity_row *a = &page->rows[i];
		struct activity_row *b = &page->rows[page->count - 1 - i];
		struct activity_row kept = *a;

		*a = *b;
		*b = kept;
	}
}

static struct error page_read(
    struct ctx *cx, const struct asked *asked, struct page *ret_page)
{
	struct activity_filter filter = asked->rows;
	struct page page = { 0 };
	struct activity_list list;
	struct error e;

	page.rows = ARENA_ARRAY(cx->arena, struct activity_row, asked->size);
	for (;;) {
		if ((e = activity_list(cx, &filter, &list)).code)
			return e;
		if (page_take(cx, asked, &list, &page))
			break;
		filter.before_at = page.at;
		filter.before_id = page.id;
	}
	if (filter.newer)
		page_turn(&page);
	*ret_page = page;
	return OK;
}

static const char *place_text(struct request *rq, int64_t value)
{
	return arena_printf(rq->cx.arena, "%lld", (long long)value);
}

static void page_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const struct asked *asked,
    const struct page *page, const char *self)
{
	struct arena *arena = rq->cx.arena;
	struct page_found found = { page->count, page->more };

	if (page->count > 0) {
		const struct activity_row *first = &page->rows[0];
		const struct activity_row *last = &page->rows[page->count - 1];

		found.first_key = place_text(rq, first->at);
		found.first_id = place_text(rq, first->activity_id);
		found.last_key = place_text(rq, last->at);
		found.last_id = place_text(rq, last->activity_id);
	}
	paging_end(rq, json, paging, "/auditrecords", self, &found,
	    HOLES({ "from", int_text(arena, asked->rows.from_day) },
		{ "to", int_text(arena, asked->rows.to_day) },
		{ "customer", asked->rows.customer_id },
		{ "company", asked->company }, { "resource", asked->resource },
		{ "status", int_text(arena, asked->status) }));
}

static const char *self_uri(struct request *rq)
{
	const struct audit_query *query = rq->query;
	struct arena *arena = rq->cx.arena;
	char start[DAY_TEXT] = "", end[DAY_TEXT] = "";

	if (query->has_start)
		day_text(query->start_day, start);
	if (query->has_end)
		day_text(query->end_day, end);
	return uri_with(arena, "/auditrecords",
	    HOLES({ "startDate", start }, { "endDate", end },
		{ "size", int_text(arena, query->page.size) },
		{ "filter", query->page.filter }));
}

static struct error audit_read(struct request *rq)
{
	struct audit_writer writer = { .java = client_is_java(rq) };
	struct user_list users;
	struct paging paging;
	struct asked asked = { 0 };
	struct page page = { 0 };
	struct json_out json;
	struct error e;

	if ((e = asked_read(rq, &paging, &asked)).code)
		return e;
	/* what is searched for may be found far back */
	if (request_elsewhere(rq))
		return OK;
	if ((e = page_read(&rq->cx, &asked, &page)).code ||
	    (e = user_list(&rq->cx, &users)).code)
		return e;
	answer_begin(rq, 200, &json);
	writer.json = &json;
	writer.users = &users;
	collection_begin(&json, page.count);
	for (size_t i = 0; i < page.count; i++)
		audit_json(&rq->cx, &writer, &page.rows[i]);
	page_end(rq, &json, &paging, &asked, &page, self_uri(rq));
	return OK;
}

/* ---- one record ---- */

/* Of the rows of that second; *ret_row is only set when it is there. */
static struct error record_find(struct request *rq, const char *id, int64_t at,
    struct activity_row *ret_row, bool *ret_found)
{
	struct ctx *cx = &rq->cx;
	struct activity_filter filter = { .from_day = day_of(at),
		.to_day = day_of(at),
		.tab = tab_of(cx),
		.refused_too = true,
		.limit = BATCH,
		.before_at = at + 1 };
	struct activity_list list;
	struct error e;

	do {
		if ((e = activity_list(cx, &filter, &list)).code)
			return e;
		for (size_t i = 0; i < list.count; i++) {
			const struct activity_row *row = &list.rows[i];

			filter.before_at = row->at;
			filter.before_id = row->activity_id;
			if (row->at != at)
				return OK;
			if (!text_same_nocase(audit_record_id(cx, row), id))
				continue;
			*ret_row = *row;
			*ret_found = true;
			return OK;
		}
	} while (list.more);
	return OK;
}

/* The target of AuditUri in webhooks, by either of its addresses. */
static struct error record_read(struct request *rq)
{
	struct audit_writer writer = { .java = client_is_java(rq) };
	const char *id = text_trim(rq->cx.arena, request_param(rq, "record"));
	struct activity_row row;
	struct user_list users;
	struct json_out json;
	bool found = false;
	struct error e = OK;
	int64_t at;

	if (activity_record_at(id, &at))
		e = record_find(rq, id, at, &row, &found);
	if (e.code == 0 && !found)
		e = fail(ERR_ROUTE_UNKNOWN, NULL);
	if (e.code || (e = user_list(&rq->cx, &users)).code)
		return e;
	answer_begin(rq, 200, &json);
	writer.json = &json;
	writer.users = &users;
	audit_json(&rq->cx, &writer, &row);
	return OK;
}

#define RECORD                                                                 \
	.needs = MAY_SEE_ACTIVITY, .read = record_read,                        \
	.summary = N_("One record of the activity log, by its id."),           \
	API(2, ANY_CALLER, ONE(200, "AuditRecord"), NO_ERRORS)

const struct route api_audit_routes[] = {
	{ GET, "/v1/auditrecords", .needs = MAY_SEE_ACTIVITY,
	    .query = audit_query, .query_size = sizeof(struct audit_query),
	    .read = audit_read,
	    .summary = N_("Who did what, newest first, for at most the last "
			  "90 days."),
	    API(1, ANY_CALLER, PAGES_OF("AuditRecord"),
		ERRORS(ERR_AUDIT_TOO_OLD)) },
	{ GET, "/v1/auditrecords/{record}", RECORD },
	{ GET, "/auditactivity/v1/auditrecords/{record}", RECORD },
	ROUTE_END,
};
