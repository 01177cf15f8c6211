/*
 * All partners: finding one. One partner's page is partner.c's, a new one
 * partner_new.c's.
 */
#include "operator/partners.h"

#include "base/text.h"
#include "i18n/i18n.h"
#include "web/views.h"

#define PAGE_ROWS 25

const struct view_field form_choice_view[] = {
	VIEW(TEXT, struct form_choice, id),
	VIEW(TEXT, struct form_choice, name),
	VIEW(BOOL, struct form_choice, chosen),
	VIEW_FIELD_END,
};
const struct view_field form_input_view[] = {
	VIEW(TEXT, struct form_input, field),
	VIEW(TEXT, struct form_input, label),
	VIEW(TEXT, struct form_input, value),
	VIEW(TEXT, struct form_input, problem),
	VIEW(TEXT, struct form_input, kind),
	VIEW(TEXT, struct form_input, hint),
	VIEW_OF(LIST, struct form_input, choices, form_choice_view,
	    struct form_choice),
	VIEW(BOOL, struct form_input, needed),
	VIEW(BOOL, struct form_input, select),
	VIEW_FIELD_END,
};
const struct view_field form_box_view[] = {
	VIEW(TEXT, struct form_box, field),
	VIEW(TEXT, struct form_box, label),
	VIEW(TEXT, struct form_box, hint),
	VIEW(BOOL, struct form_box, on),
	VIEW_FIELD_END,
};

struct partner_row {
	const char *name, *domain, *href, *country, *currency, *users,
	    *customers;
	bool sandbox, test_clock, not_enrolled;
};
static const struct view_field partner_row_view[] = {
	VIEW(TEXT, struct partner_row, name),
	VIEW(TEXT, struct partner_row, domain),
	VIEW(TEXT, struct partner_row, href),
	VIEW(TEXT, struct partner_row, country),
	VIEW(TEXT, struct partner_row, currency),
	VIEW(TEXT, struct partner_row, users),
	VIEW(TEXT, struct partner_row, customers),
	VIEW(BOOL, struct partner_row, sandbox),
	VIEW(BOOL, struct partner_row, test_clock),
	VIEW(BOOL, struct partner_row, not_enrolled),
	VIEW_FIELD_END,
};

struct partners_view {
	const char *words, *counted, *nothing, *next_href, *first_href;
	struct view_list rows;
	bool none_yet;
};
static const struct view_field partners_view[] = {
	VIEW(TEXT, struct partners_view, words),
	VIEW(TEXT, struct partners_view, counted),
	VIEW(TEXT, struct partners_view, nothing),
	VIEW(TEXT, struct partners_view, next_href),
	VIEW(TEXT, struct partners_view, first_href),
	VIEW_OF(LIST, struct partners_view, rows, partner_row_view,
	    struct partner_row),
	VIEW(BOOL, struct partners_view, none_yet),
	VIEW_FIELD_END,
};

static void row_fill(
    struct ctx *cx, const struct partner_entry *entry, struct partner_row *row)
{
	const struct partner *p = &entry->partner;

	*row = (struct partner_row){ .name = p->name,
		.domain = p->domain,
		.href = arena_printf(
		    cx->arena, PARTNERS_PATH "/%lld", (long long)p->partner_id),
		.country = country_text(cx, p->country),
		.currency = p->currency,
		.users = show_int(cx, entry->users),
		.customers = show_int(cx, entry->customers),
		.sandbox = p->sandbox,
		.test_clock = p->test_clock,
		.not_enrolled = !p->csp_enrolled };
}

static const char *list_href(
    struct ctx *cx, const char *words, const struct partner *after)
{
	struct text href;

	text_init(&href, cx->arena);
	text_add(&href, PARTNERS_PATH "?q=");
	text_add_url(&href, words);
	if (after != NULL)
		text_addf(&href, "&after=%lld", (long long)after->partner_id);
	return href.bytes;
}

struct partners_query {
	int64_t after;
};
static const struct field partners_query[] = {
	FIELD(INT, struct partners_query, after),
	FIELD_END,
};

static struct error list_fill(struct request *rq, struct partners_view *view)
{
	const struct partners_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct partner_search search = { .words = view->words,
		.limit = PAGE_ROWS };
	struct partner_entry last;
	struct partner_found found;
	struct partner_row *rows;
	int64_t count;
	struct error e;

	if (query->after > 0) {
		if ((e = partner_entry_load(cx, query->after, &last)).code)
			return e;
		search.after_name = text_fold(cx->arena, last.partner.name);
		search.after_id = last.partner.partner_id;
		view->first_href = list_href(cx, view->words, NULL);
	}
	if ((e = partner_search(cx, &search, &found)).code ||
	    (e = partner_count(cx, &count)).code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct partner_row, found.count + 1);
	for (size_t i = 0; i < found.count; i++)
		row_fill(cx, &found.entries[i], &rows[i]);
	view->rows = (struct view_list){ found.count, rows };
	view->none_yet = count == 0;
	view->counted =
	    message_plural(cx, "{n} partner", "{n} partners", count, NULL);
	if (found.count == 0)
		view->nothing =
		    message_with(cx, N_("Nothing found for “{words}”."),
			HOLES({ "words", view->words }));
	if (found.more)
		view->next_href = list_href(
		    cx, view->words, &found.entries[found.count - 1].partner);
	return OK;
}

static struct error partners_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct partners_view view = { .words = text_trim(
					  cx->arena, query_value(rq, "q")) };
	struct page page = { .title = _("Partners"),
		.body = "operator/partners",
		.fields = partners_view,
		.data = &view };
	struct error e = list_fill(rq, &view);

	return e.code ? e : operator_page(rq, &page);
}

const struct route operator_partners_routes[] = {
	{ GET, "/operator/partners", .needs = MAY_OPERATE,
	    .query = partners_query,
	    .query_size = sizeof(struct partners_query),
	    .read = partners_read },
	ROUTE_END,
};
