/*
 * Reconciliation lines of invoices and of the open month over REST (api.md 2.9,
 * section 4): all of them are one-time lines.
 */
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/invoice_json.h"
#include "api/paging.h"
#include "api/query.h"
#include "api/routes.h"
#include "base/day.h"
#include "i18n/i18n.h"

#define LINES_MAX 2000

enum { BY_OFFICE, BY_AZURE, BY_ONE_TIME, BY_MARKETPLACE, BY_ALL };
static const char *const providers[] = { "office", "azure", "one_time",
	"marketplace", "all", NULL };
enum { LINES_BILLING, LINES_USAGE };
static const char *const line_types[] = { "billing_line_items",
	"usage_line_items", NULL };
enum { PERIOD_CURRENT, PERIOD_PREVIOUS };
static const char *const periods[] = { "current", "previous", NULL };

struct lines_query {
	struct page_query page;
	int provider, type, period;
	bool has_provider, has_type;
	const char *currency;
	bool earned;
};
#define LINES_FIELDS                                                           \
	PAGE_FIELDS(struct lines_query, LINES_MAX),                            \
	    FIELD_AS("currencyCode", TEXT, struct lines_query, currency,       \
		.max = 3, .help = N_("Needed for what is not billed yet.")),   \
	    FIELD(CHOICE, struct lines_query, period, .choices = periods),     \
	    FIELD_AS(                                                          \
		"hasPartnerEarnedCredit", BOOL, struct lines_query, earned)
/* Needed, but for a page by its token, which holds them. */
static const struct field lines_query[] = {
	LINES_FIELDS,
	FIELD(CHOICE, struct lines_query, provider, .choices = providers,
	    .has_offset = offsetof(struct lines_query, has_provider)),
	FIELD_AS("invoiceLineItemType", CHOICE, struct lines_query, type,
	    .choices = line_types,
	    .has_offset = offsetof(struct lines_query, has_type)),
	FIELD_END,
};
/* The older form has provider and type in the path. */
static const struct field older_query[] = { LINES_FIELDS, FIELD_END };

/* What is asked: by the query, by the path, or by a token. */
struct lines_asked {
	const char *provider, *type, *currency, *period;
	/* found out */
	int month;
	const char *invoice_number; /* NULL: unbilled */
	bool billed;                /* unbilled was asked for, it is not */
};

static struct error asked_new(struct request *rq, struct lines_asked *asked)
{
	const struct lines_query *query = rq->query;

	if (asked->provider == NULL && !query->has_provider)
		return fail(ERR_FIELD_MISSING, "provider");
	if (asked->type == NULL && !query->has_type)
		return fail(ERR_FIELD_MISSING, "invoiceLineItemType");
	if (asked->provider == NULL) {
		asked->provider = providers[query->provider];
		asked->type = line_types[query->type];
	}
	asked->currency = query->currency;
	asked->period = periods[query->period];
	return OK;
}

static void asked_again(
    const struct field_map *token, struct lines_asked *asked)
{
	asked->provider = map_text(token, "provider");
	asked->type = map_text(token, "type");
	asked->currency = map_text(token, "currency");
	asked->period = map_text(token, "period");
}

/* A month is issued the moment it is over: nothing of it is unbilled, but when
 * it was refused. */
static struct error find_previous(struct request *rq, struct lines_asked *asked)
{
	struct invoice invoice;
	struct error e;

	asked->month = month_of_day(day_of(rq->cx.now)) - 1;
	e = invoice_of_month(&rq->cx, asked->month, asked->currency, &invoice);
	asked->billed = e.code == 0;
	return e.code == ERR_INVOICE_UNKNOWN ? OK : e;
}

/* The open month, of one currency. */
static struct error find_unbilled(struct request *rq, struct lines_asked *asked)
{
	if (text_empty(asked->currency))
		return fail(ERR_FIELD_MISSING, "currencyCode");
	asked->currency = text_upper(rq->cx.arena, asked->currency);
	if (currency_exponent(asked->currency) < 0)
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT, "currencyCode",
		    HOLES({ "wanted", "EUR" }));
	if (text_same(asked->period, periods[PERIOD_PREVIOUS]))
		return find_previous(rq, asked);
	return charge_month(&rq->cx, asked->currency,
	    month_of_day(day_of(rq->cx.now)), &asked->month);
}

static struct error find_month(struct request *rq, struct lines_asked *asked)
{
	const char *id = text_trim(rq->cx.arena, request_param(rq, "invoice"));
	struct invoice invoice;
	struct error e;

	if (text_same_nocase(id, "unbilled"))
		return find_unbilled(rq, asked);
	if ((e = invoice_load(&rq->cx, id, &invoice)).code)
		return e;
	asked->month = invoice.month;
	asked->currency = invoice.currency;
	asked->invoice_number = invoice.invoice_id;
	return OK;
}

/* All there is are one-time lines. */
static bool is_empty(const struct lines_asked *asked)
{
	if (text_same(asked->type, line_types[LINES_USAGE]) || asked->billed)
		return true;
	return !text_same(asked->provider, providers[BY_ONE_TIME]) &&
	       !text_same(asked->provider, providers[BY_ALL]);
}

/* The place of a page is the number of its first and last line: see
 * invoice_lines. */
static int64_t skip_of(struct page_place *place)
{
	int64_t number = 0;

	if (place->key == NULL)
		return place->skip;
	(void)text_to_int(place->key, &number);
	if (!place->backward)
		return number + 1;
	if (number < place->limit)
		place->limit = number;
	return number - place->limit;
}

static const char *number_text(struct request *rq, int64_t number)
{
	return arena_printf(rq->cx.arena, "%lld", (long long)number);
}

static void lines_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const struct lines_asked *asked,
    const struct invoice_line_list *list, int64_t skip)
{
	/* of the older form, the provider and the type; else it ends there */
	const char *path = URI_OF(rq->cx.arena, "invoices",
	    request_param(rq, "invoice"), "lineitems",
	    request_param(rq, "provider"), request_param(rq, "type"));
	struct page_found found = { list->count,
		paging->place.backward ? skip > 0 : list->more };

	if (list->count > 0) {
		found.first_key = number_text(rq, skip);
		found.last_key =
		    number_text(rq, skip + (int64_t)list->count - 1);
		found.first_id = found.last_id = "0";
	}
	paging_end(rq, json, paging, path,
	    uri_with(rq->cx.arena, path,
		HOLES({ "provider", asked->provider },
		    { "invoiceLineItemType", asked->type },
		    { "currencyCode", asked->currency },
		    { "period", asked->period },
		    { "size", int_text(rq->cx.arena, paging->place.limit) })),
	    &found,
	    HOLES({ "provider", asked->provider }, { "type", asked->type },
		{ "currency", asked->currency }, { "period", asked->period }));
}

static void lines_answer(struct request *rq, const struct paging *paging,
    const struct lines_asked *asked, const struct invoice_line_list *list,
    int64_t skip)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	collection_begin(&json, list->count);
	for (size_t i = 0; i < list->count; i++)
		invoice_line_json(
		    rq, &json, &list->lines[i], asked->invoice_number);
	lines_end(rq, &json, paging, asked, list, skip);
}

static struct error lines_page(struct request *rq, struct lines_asked *asked)
{
	const struct lines_query *query = rq->query;
	struct invoice_line_list list = { 0 };
	struct paging paging;
	int64_t skip;
	struct error e = paging_read(rq, &query->page, &paging);

	if (e.code)
		return e;
	if (paging.asked.count > 0)
		asked_again(&paging.asked, asked);
	else if ((e = asked_new(rq, asked)).code)
		return e;
	if ((e = find_month(rq, asked)).code)
		return e;
	if (paging_elsewhere(rq, &paging))
		return OK;
	if (paging.place.limit == 0)
		paging.place.limit = LINES_MAX;
	skip = skip_of(&paging.place);
	if (!is_empty(asked))
		e = invoice_lines(&rq->cx, asked->month, asked->currency, skip,
		    paging.place.limit, &list);
	if (e.code == 0)
		lines_answer(rq, &paging, asked, &list, skip);
	return e;
}

static struct error lines_read(struct request *rq)
{
	struct lines_asked asked = { 0 };

	return lines_page(rq, &asked);
}

static const char *one_of(const char *const *list, const char *text)
{
	while (*list != NULL && !text_same_loose(*list, text))
		list++;
	return *list;
}

static struct error older_read(struct request *rq)
{
	struct lines_asked asked = {
		.provider = one_of(providers, request_param(rq, "provider")),
		.type = one_of(line_types, request_param(rq, "type")),
	};

	if (asked.provider == NULL || asked.type == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	return lines_page(rq, &asked);
}

/* ---- estimates ---- */

struct estimates_query {
	const char *currency;
};
static const struct field estimates_query[] = {
	FIELD_AS("currencyCode", TEXT, struct estimates_query, currency,
	    .required = true, .max = 3),
	FIELD_END,
};

static struct error estimates_read(struct request *rq)
{
	const struct estimates_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	const char *currency = text_upper(cx->arena, query->currency);
	struct json_out json;

	if (currency_exponent(currency) < 0)
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "currencyCode",
		    HOLES({ "wanted", "EUR" }));
	answer_begin(rq, 200, &json);
	collection_begin(&json, 1);
	json_object_begin(&json, NULL);
	json_text(&json, "type", "non_consumption");
	json_text(&json, "title", _("Not billed yet"));
	json_text(&json, "description",
	    _("Charges and credits of this month so far."));
	json_text(&json, "period", "Current");
	links_add(&json, "link", "GET",
	    uri_with(cx->arena, "/invoices/unbilled/lineitems",
		HOLES({ "provider", "one_time" },
		    { "invoiceLineItemType", line_types[LINES_BILLING] },
		    { "currencyCode", currency }, { "period", "current" })));
	json_object_end(&json);
	collection_end(&json, uri_with(cx->arena, "/invoices/estimates/links",
				  HOLES({ "currencyCode", currency })));
	return OK;
}

#define INVOICE "/v1/invoices/{invoice}"

const struct route api_invoice_line_routes[] = {
	{ GET, INVOICE "/lineitems", .needs = MAY_SEE_BILLING,
	    .query = lines_query, .query_size = sizeof(struct lines_query),
	    .read = lines_read,
	    .summary = N_("The lines of an invoice, or, of “unbilled”, of the "
			  "open month."),
	    API(2, ANY_CALLER, PAGES_OF("OneTimeInvoiceLineItem"),
		ERRORS(ERR_INVOICE_UNKNOWN)) },
	{ GET, INVOICE "/lineitems/{provider}/{type}", .needs = MAY_SEE_BILLING,
	    .query = older_query, .query_size = sizeof(struct lines_query),
	    .read = older_read,
	    .summary = N_("The same, with provider and type in the path."),
	    API(2, ANY_CALLER, PAGES_OF("OneTimeInvoiceLineItem"),
		ERRORS(ERR_INVOICE_UNKNOWN, ERR_ROUTE_UNKNOWN)) },
	{ GET, "/v1/invoices/estimates/links", .needs = MAY_SEE_BILLING,
	    .query = estimates_query,
	    .query_size = sizeof(struct estimates_query),
	    .read = estimates_read,
	    .summary = N_("Where the lines of the open month are."),
	    API(2, ANY_CALLER, LIST_OF("EstimateLink"), NO_ERRORS) },
	ROUTE_END,
};
