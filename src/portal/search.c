/*
 * What a customer's own people search: what was bought for them.
 */
#include "web/search.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "orders/lookup.h"
#include "orders/subscription.h"
#include "portal/portal.h"
#include "web/views.h"

static struct search_row line_row(struct ctx *cx, const struct found *found)
{
	const char *id = arena_printf(cx->arena, "%s-%lld", found->order_id,
	    (long long)found->line_number);

	return (struct search_row){
		.href = found->kind == FOUND_RESERVATION
			    ? PORTAL_PRODUCTS "/reservations"
			    : arena_printf(
				  cx->arena, PORTAL_SOFTWARE "?open=%s", id),
		.name = found->title,
		.about = show_day(cx, day_of(found->ordered_at)),
		.id = id,
	};
}

static struct error lines_find(struct search *search, enum found_kind kind)
{
	struct ctx *cx = search->cx;
	const char *customer = cx->who->customer_id;
	struct found_list named;
	struct found_lines lines;
	struct error e = found_by_id(cx, customer, search->words, &named);

	if (e.code)
		return e;
	for (size_t i = 0; i < named.count; i++)
		if (named.items[i].kind == kind) {
			search_exact(search, line_row(cx, &named.items[i]));
			return OK;
		}
	e = found_by_title(
	    cx, customer, kind, search->words, search->limit + 1, &lines);
	if (e.code)
		return e;
	for (size_t i = 0; i < lines.count; i++)
		search_add(search, line_row(cx, &lines.items[i]));
	return OK;
}

static struct error software_find(struct search *search)
{
	search->all_href = PORTAL_SOFTWARE;
	return lines_find(search, FOUND_ENTITLEMENT);
}

static struct error reservations_find(struct search *search)
{
	search->all_href = PORTAL_PRODUCTS "/reservations";
	return lines_find(search, FOUND_RESERVATION);
}

static struct error subscriptions_find(struct search *search)
{
	struct ctx *cx = search->cx;
	const struct subscription_filter all = { 0 };
	const char *sought = text_fold(cx->arena, search->words);
	struct subscription_list list;
	struct error e =
	    subscription_list(cx, cx->who->customer_id, &all, &list);

	if (e.code)
		return e;
	search->all_href = PORTAL_PRODUCTS "/subscriptions";
	for (size_t i = 0; i < list.count; i++) {
		const struct subscription *of = &list.subscriptions[i];
		bool named =
		    text_same_nocase(search->words, of->subscription_id);
		struct search_row row = {
			.href = PORTAL_PRODUCTS "/subscriptions",
			.name = of->friendly_name,
			.about = of->offer_name,
			.id = of->subscription_id,
		};

		if (named)
			search_exact(search, row);
		else if (strstr(text_fold(cx->arena, of->friendly_name),
			     sought) != NULL ||
			 strstr(text_fold(cx->arena, of->offer_name), sought) !=
			     NULL)
			search_add(search, row);
	}
	return OK;
}

static const struct search_kind kinds[] = {
	{ "software", MAY_GET_OWN_KEYS, N_("Software"),
	    N_("by name, or by the id of an entitlement"), "icon/key",
	    software_find },
	{ "subscriptions", MAY_GET_OWN_KEYS, N_("Subscriptions"),
	    N_("by name or id"), "icon/renew", subscriptions_find },
	{ "reservations", MAY_GET_OWN_KEYS, N_("Reservations"),
	    N_("by name or id"), "icon/clock", reservations_find },
	{ NULL, MAY_NOTHING, NULL, NULL, NULL, NULL },
};

static struct error page_of_results(struct request *rq, struct page *page)
{
	return page_answer(rq, page);
}

static const struct search_door door = { "/portal/search", kinds,
	page_of_results };

static struct error portal_read(struct request *rq)
{
	return search_read(rq, &door);
}

static struct error portal_finish(struct request *rq, struct error outcome)
{
	return search_finish(rq, &door, outcome);
}

const struct route portal_search_routes[] = {
	{ GET, "/portal/search", .needs = MAY_GET_OWN_KEYS,
	    .query = search_fields, .query_size = sizeof(struct search_query),
	    .read = portal_read, .finish = portal_finish },
	ROUTE_END,
};
