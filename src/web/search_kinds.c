/*
 * What the dashboard searches, and by which right. Ids are found through
 * indexes, names of customers and users as their own pages find them.
 */
#include <string.h>

#include "accounts/application.h"
#include "accounts/partner_user.h"
#include "base/day.h"
#include "billing/invoice.h"
#include "catalog/browse.h"
#include "customers/customer_user.h"
#include "customers/reseller.h"
#include "i18n/i18n.h"
#include "orders/lookup.h"
#include "orders/order.h"
#include "support/service_request.h"
#include "web/account_users.h"
#include "web/applications.h"
#include "web/routes.h"
#include "web/search.h"
#include "web/support.h"
#include "web/users.h"
#include "web/views.h"

#define ALTERNATE_ID 12 /* hex digits */

/* ---- customers ---- */

static struct search_row customer_row(
    struct ctx *cx, const struct customer *customer)
{
	return (struct search_row){
		.href = customer_path(cx, customer->customer_id, "%s", ""),
		.name = customer->name,
		.about = arena_printf(cx->arena, "%s · %s", customer->domain,
		    place_text(cx, customer)),
		.id = customer->customer_id,
	};
}

static struct error customers_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct customer_filter filter = { .words = search->words,
		.limit = (int64_t)search->limit };
	struct customer_list list;
	struct text all;
	struct error e = customer_list(cx, &filter, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		search_add(search, customer_row(cx, &list.customers[i]));
	search->more = list.more;
	search->exact =
	    list.count == 1 &&
	    (text_same_nocase(search->words, list.customers[0].customer_id) ||
		text_same_nocase(search->words, list.customers[0].domain));
	text_init(&all, cx->arena);
	text_add(&all, "/customers?q=");
	text_add_url(&all, search->words);
	search->all_href = all.bytes;
	return OK;
}

/* Those that came through a reseller, by its MPN id. */
static struct error reseller_find_customers(struct search *search)
{
	struct ctx *cx = search->cx;
	struct reseller reseller;
	struct customer_filter filter = { .limit = (int64_t)search->limit };
	struct customer_list list;
	bool found = false;
	struct error e =
	    reseller_find_mpn(cx, search->words, &reseller, &found);

	if (e.code || !found)
		return e;
	filter.reseller = reseller.reseller_id;
	if ((e = customer_list(cx, &filter, &list)).code)
		return e;
	search_add(search,
	    (struct search_row){ .name = reseller.name,
		.about = message_with(cx, N_("Reseller, MPN id {mpn_id}"),
		    HOLES({ "mpn_id", reseller.mpn_id })),
		.id = reseller.reseller_id });
	for (size_t i = 0; i < list.count; i++)
		search_add(search, customer_row(cx, &list.customers[i]));
	search->more = search->more || list.more;
	return OK;
}

/* ---- what orders hold ---- */

static struct search_row found_row(struct ctx *cx, const struct found *found)
{
	const char *customer = found->customer_id;
	const char *line = arena_printf(cx->arena, "%s-%lld", found->order_id,
	    (long long)found->line_number);
	struct search_row row = { .name = found->title,
		.about =
		    arena_printf(cx->arena, "%s · %s", found->customer_name,
			show_day(cx, day_of(found->ordered_at))),
		.id = line };

	switch (found->kind) {
	case FOUND_ORDER:
		row.href =
		    customer_path(cx, customer, "/orders/%s", found->order_id);
		row.name = message_with(cx, N_("Order of {day}"),
		    HOLES({ "day", show_day(cx, day_of(found->ordered_at)) }));
		row.about = found->customer_name;
		row.id = found->order_id;
		break;
	case FOUND_RESERVATION:
		row.href =
		    customer_path(cx, customer, "/reservations/%s", line);
		break;
	case FOUND_SUBSCRIPTION:
		row.href = customer_path(
		    cx, customer, "/subscriptions/%s", found->subscription_id);
		row.id = found->subscription_id;
		break;
	default:
		row.href =
		    customer_path(cx, customer, "/software?open=%s", line);
	}
	return row;
}

/* Ids tell by their form what they can be of. */
static bool can_be(const char *words, enum found_kind kind)
{
	size_t length = strlen(words);

	switch (kind) {
	case FOUND_ORDER:
		return length == ORDER_ID_TEXT - 1 || length == ALTERNATE_ID;
	case FOUND_SUBSCRIPTION:
		return text_is_guid(words);
	case FOUND_RESERVATION:
		return text_is_guid(words) || length > ORDER_ID_TEXT;
	default:
		return length > ORDER_ID_TEXT && !text_is_guid(words);
	}
}

static struct error found_find(struct search *search, enum found_kind kind)
{
	struct found_list list;
	struct error e;

	if (!can_be(search->words, kind))
		return OK;
	e = found_by_id(search->cx, NULL, search->words, &list);
	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].kind == kind)
			search_exact(
			    search, found_row(search->cx, &list.items[i]));
	return OK;
}

static struct error orders_find(struct search *search)
{
	return found_find(search, FOUND_ORDER);
}

static struct error software_find(struct search *search)
{
	return found_find(search, FOUND_ENTITLEMENT);
}

static struct error reservations_find(struct search *search)
{
	return found_find(search, FOUND_RESERVATION);
}

static struct error subscriptions_find(struct search *search)
{
	return found_find(search, FOUND_SUBSCRIPTION);
}

/* ---- products ---- */

/* "DG7GMGF0FKZV:0003", as a SKU is written over the API. */
static struct error products_find(struct search *search)
{
	struct ctx *cx = search->cx;
	const char *words =
	    arena_dup_n(cx->arena, search->words, strcspn(search->words, ":"));
	struct browse_products list;
	struct error e;

	if (text_empty(words) || strpbrk(words, "%_\\") != NULL)
		return OK;
	e = browse_products(cx, words, "", "", (int64_t)search->limit, &list);
	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		search_add(
		    search, (struct search_row){ .name = list.items[i].title,
				.about = arena_printf(cx->arena, "%s · %s",
				    list.items[i].publisher_name,
				    message_plural(cx, "{n} SKU", "{n} SKUs",
					list.items[i].skus, NULL)),
				.id = list.items[i].product_id });
	search->more = list.more;
	return OK;
}

/* ---- documents and requests ---- */

static struct error invoices_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct invoice invoice;
	struct error e;

	if (strlen(search->words) > 40)
		return OK;
	e = invoice_load(cx, search->words, &invoice);
	if (e.code == ERR_INVOICE_UNKNOWN)
		return OK;
	if (e.code == 0)
		search_exact(
		    search, (struct search_row){
				.href = arena_printf(cx->arena,
				    "/billing/invoices/%s", invoice.invoice_id),
				.name = invoice.invoice_id,
				.about = arena_printf(cx->arena, "%s · %s",
				    show_month(cx, invoice.month),
				    show_money(cx, invoice.gross)) });
	return e;
}

static struct error requests_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct service_request request;
	struct error e;

	if (strlen(search->words) != REQUEST_DIGITS ||
	    strspn(search->words, "0123456789") != REQUEST_DIGITS)
		return OK;
	e = service_request_load(cx, NULL, search->words, &request);
	if (e.code == ERR_REQUEST_UNKNOWN)
		return OK;
	if (e.code == 0)
		search_exact(search,
		    (struct search_row){ .href = arena_printf(cx->arena,
					     "/support/%s", request.request_id),
			.name = request.title,
			.about = request_where_text(cx, &request),
			.id = request.request_id });
	return e;
}

/* ---- people and programs ---- */

static struct error users_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct partner_user_filter filter = { .words = search->words,
		.limit = (int64_t)search->limit };
	struct partner_user_list list;
	struct text all;
	struct error e = partner_user_page(cx, &filter, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		search_add(
		    search, (struct search_row){ .href = account_user_path(cx,
						     list.users[i].user_id, ""),
				.name = list.users[i].name,
				.about = list.users[i].email });
	search->more = list.more;
	search->exact = list.count == 1 &&
			text_same_nocase(search->words, list.users[0].email);
	text_init(&all, cx->arena);
	text_add(&all, "/account/users?q=");
	text_add_url(&all, search->words);
	search->all_href = all.bytes;
	return OK;
}

static struct error customer_users_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct customer_user user;
	bool found = false;
	struct error e;

	if (strchr(search->words, '@') == NULL)
		return OK;
	e = customer_user_by_email(cx, search->words, &user, &found);
	if (e.code == 0 && found)
		search_exact(search,
		    (struct search_row){ .href = user_path(cx, &user, ""),
			.name = user.name,
			.about = user.upn });
	return e;
}

static struct error programs_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct application application;
	struct error e;

	if (!text_is_guid(search->words))
		return OK;
	e = application_load(
	    cx, text_lower(cx->arena, search->words), &application);
	if (e.code == ERR_APPLICATION_UNKNOWN)
		return OK;
	if (e.code == 0)
		search_exact(search,
		    (struct search_row){
			.href = arena_printf(cx->arena,
			    "/account/applications/%s", application.client_id),
			.name = application.name,
			.id = application.client_id });
	return e;
}

static const struct search_kind kinds[] = {
	{ "customers", MAY_SEE_CUSTOMERS, N_("Customers"),
	    N_("by name, domain or tenant GUID"), "icon/customers",
	    customers_find },
	{ "orders", MAY_SEE_ORDERS, N_("Orders"),
	    N_("by order number or alternate id"), "icon/cart", orders_find },
	{ "software", MAY_SEE_ORDERS, N_("Software"),
	    N_("by the id of an entitlement"), "icon/key", software_find },
	{ "subscriptions", MAY_SEE_ORDERS, N_("Subscriptions"), N_("by id"),
	    "icon/renew", subscriptions_find },
	{ "reservations", MAY_SEE_ORDERS, N_("Azure reservations"), N_("by id"),
	    "icon/clock", reservations_find },
	{ "products", MAY_SEE_CATALOGUE, N_("Products"),
	    N_("by name, or by the id of a product or SKU"), "icon/box",
	    products_find },
	{ "invoices", MAY_SEE_BILLING, N_("Invoices"), N_("by number"),
	    "icon/billing", invoices_find },
	{ "requests", MAY_REQUEST_SUPPORT, N_("Support requests"),
	    N_("your own, by number"), "icon/support", requests_find },
	{ "users", MAY_MANAGE_USERS, N_("Users of your company"),
	    N_("by name or e-mail address"), "icon/users", users_find },
	{ "customer-users", MAY_MANAGE_CUSTOMER_USERS, N_("Users of customers"),
	    N_("by e-mail address"), "icon/users", customer_users_find },
	{ "resellers", MAY_SEE_CUSTOMERS, N_("Resellers and their customers"),
	    N_("by MPN id"), "icon/customers", reseller_find_customers },
	{ "programs", MAY_MANAGE_APPLICATIONS, N_("Programs"),
	    N_("by client id"), "icon/link", programs_find },
	{ NULL, MAY_NOTHING, NULL, NULL, NULL, NULL },
};

static struct error page_of_results(struct request *rq, struct page *page)
{
	return page_answer(rq, page);
}

static const struct search_door door = { "/search", kinds, page_of_results };

static struct error dashboard_read(struct request *rq)
{
	return search_read(rq, &door);
}

static struct error dashboard_finish(struct request *rq, struct error outcome)
{
	return search_finish(rq, &door, outcome);
}

const struct route web_search_routes[] = {
	{ GET, "/search", .needs = MAY_SIGNED_IN, .query = search_fields,
	    .query_size = sizeof(struct search_query), .read = dashboard_read,
	    .finish = dashboard_finish },
	ROUTE_END,
};
