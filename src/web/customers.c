/*
 * The partner's customers: finding one. Adding is customer_new.c's, one
 * customer's own pages are in customer.c.
 */
#include "customers/customer.h"

#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "policy/market.h"
#include "web/countries.h"
#include "web/routes.h"
#include "web/views.h"

#define PAGE_ROWS 25

struct customer_row {
	const char *customer_id, *name, *domain, *href, *country, *city;
	struct house_mark mark;
	bool no_reservations;
};
static const struct view_field customer_row_view[] = {
	VIEW(TEXT, struct customer_row, customer_id),
	VIEW(TEXT, struct customer_row, name),
	VIEW(TEXT, struct customer_row, domain),
	VIEW(TEXT, struct customer_row, href),
	VIEW(TEXT, struct customer_row, country),
	VIEW(TEXT, struct customer_row, city),
	VIEW_OF(INLINE, struct customer_row, mark, house_mark_view,
	    struct house_mark),
	VIEW(BOOL, struct customer_row, no_reservations),
	VIEW_FIELD_END,
};

struct customers_view {
	const char *words, *counted, *nothing, *next_href, *first_href;
	struct view_list rows, countries;
	bool none_yet, may_add, left;
};
static const struct view_field customers_view[] = {
	VIEW(TEXT, struct customers_view, words),
	VIEW(TEXT, struct customers_view, counted),
	VIEW(TEXT, struct customers_view, nothing),
	VIEW(TEXT, struct customers_view, next_href),
	VIEW(TEXT, struct customers_view, first_href),
	VIEW_OF(LIST, struct customers_view, rows, customer_row_view,
	    struct customer_row),
	VIEW_OF(LIST, struct customers_view, countries, country_choice_view,
	    struct country_choice),
	VIEW(BOOL, struct customers_view, none_yet),
	VIEW(BOOL, struct customers_view, may_add),
	VIEW(BOOL, struct customers_view, left),
	VIEW_FIELD_END,
};

static struct view_list customer_rows(
    struct ctx *cx, const struct customer_list *list)
{
	struct customer_row *rows =
	    ARENA_ARRAY(cx->arena, struct customer_row, list->count + 1);

	for (size_t i = 0; i < list->count; i++) {
		const struct customer *customer = &list->customers[i];

		rows[i].customer_id = customer->customer_id;
		rows[i].name = customer->name;
		rows[i].domain = customer->domain;
		rows[i].href = arena_printf(
		    cx->arena, "/customers/%s", customer->customer_id);
		rows[i].country = country_text(cx, customer->country);
		rows[i].city = customer->city;
		rows[i].mark = house_mark(customer->customer_id);
		rows[i].no_reservations = market_blocks_reservation(
		    cx->policy, customer->country, cx->now);
	}
	return (struct view_list){ list->count, rows };
}

static const char *list_href(
    struct ctx *cx, const char *words, const char *country, const char *after)
{
	struct text href;

	text_init(&href, cx->arena);
	text_add(&href, "/customers?q=");
	text_add_url(&href, words);
	text_add(&href, "&country=");
	text_add_url(&href, country);
	if (after != NULL) {
		text_add(&href, "&after=");
		text_add_url(&href, after);
	}
	return href.bytes;
}

static const char *nothing_text(struct ctx *cx, const char *words)
{
	if (words[0] == '\0')
		return _("There are no customers in this country.");
	return message_with(
	    cx, N_("Nothing found for “{words}”."), HOLES({ "words", words }));
}

/* Somebody types an order number where customers are searched. */
static bool is_order(struct ctx *cx, const char *words, const char **ret_href)
{
	struct order order;

	if (strlen(words) != ORDER_ID_TEXT - 1 ||
	    !roles_may(cx->who->roles, MAY_SEE_ORDERS) ||
	    order_find(cx, words, &order).code != 0)
		return false;
	*ret_href =
	    customer_path(cx, order.customer_id, "/orders/%s", order.order_id);
	return true;
}

static struct error list_fill(struct ctx *cx, const char *words,
    const char *country, const char *after, struct customers_view *view)
{
	struct customer_filter filter = { .words = words,
		.limit = PAGE_ROWS,
		.country = country[0] == '\0' ? NULL : country };
	struct customer_list list;
	struct customer last;
	int64_t count;
	struct error e;

	if (after[0] != '\0') {
		if ((e = customer_load(cx, after, &last)).code != 0)
			return e;
		filter.from_id = last.customer_id;
		filter.from_name = text_fold(cx->arena, last.name);
		view->first_href = list_href(cx, words, country, NULL);
	}
	if ((e = customer_list(cx, &filter, &list)).code != 0)
		return e;
	if ((e = customer_count(cx, &count)).code != 0)
		return e;
	if ((e = countries_used(cx, country, &view->countries)).code != 0)
		return e;
	view->rows = customer_rows(cx, &list);
	view->none_yet = count == 0;

	view->counted =
	    message_plural(cx, "{n} customer", "{n} customers", count, NULL);
	if (list.count == 0)
		view->nothing = nothing_text(cx, words);
	if (list.more)
		view->next_href = list_href(cx, words, country,
		    list.customers[list.count - 1].customer_id);
	return OK;
}

static struct error customers_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *words = text_trim(cx->arena, query_value(rq, "q"));
	const char *href;
	struct customers_view view = {
		.words = words,
		.may_add = roles_may(cx->who->roles, MAY_MANAGE_CUSTOMERS),
		.left = text_same(query_value(rq, "left"), "1"),
	};
	struct page page = { .title = _("Customers"),
		.body = "customers/list",
		.place = PLACE_CUSTOMERS,
		.fields = customers_view,
		.data = &view };
	struct error e;

	if (is_order(cx, words, &href)) {
		response_redirect(rq, href);
		return OK;
	}
	e = list_fill(cx, words, query_value(rq, "country"),
	    query_value(rq, "after"), &view);
	return e.code != 0 ? e : page_answer(rq, &page);
}

const struct route web_customers_routes[] = {
	{ GET, "/customers", .needs = MAY_SEE_CUSTOMERS,
	    .read = customers_read },
	ROUTE_END,
};
