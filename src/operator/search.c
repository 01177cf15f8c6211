/*
 * What the console searches: partners and, over all of them, what is named by
 * its id; and what is the programme's own.
 */
#include "web/search.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/partner_admin.h"
#include "base/day.h"
#include "catalog/browse.h"
#include "fulfilment/file_admin.h"
#include "fulfilment/key_pool.h"
#include "i18n/i18n.h"
#include "operator/editions.h"
#include "operator/operator.h"
#include "orders/order.h"
#include "programme/adoption.h"
#include "programme/anywhere.h"
#include "support/service_request.h"
#include "web/views.h"

#define INVOICE_MAX 40

static const char *with_words(
    struct ctx *cx, const char *path, const char *words)
{
	struct text href;

	text_init(&href, cx->arena);
	text_addf(&href, "%s?q=", path);
	text_add_url(&href, words);
	return href.bytes;
}

static const char *partner_href(struct ctx *cx, int64_t partner_id)
{
	return arena_printf(
	    cx->arena, "/operator/partners/%lld", (long long)partner_id);
}

/* ---- partners and what is theirs ---- */

static struct error partners_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct partner_search asked = { .words = search->words,
		.limit = (int64_t)search->limit };
	struct partner_found found;
	struct error e = partner_search(cx, &asked, &found);

	if (e.code)
		return e;
	for (size_t i = 0; i < found.count; i++) {
		const struct partner *p = &found.entries[i].partner;

		search_add(search, (struct search_row){
				       .href = partner_href(cx, p->partner_id),
				       .name = p->name,
				       .about = p->domain,
				       .id = p->tenant_id });
		if (text_same_nocase(search->words, p->tenant_id) ||
		    text_same_nocase(search->words, p->domain))
			search->exact = found.count == 1;
	}
	search->more = found.more;
	search->all_href = with_words(cx, "/operator/partners", search->words);
	return OK;
}

static struct error anywhere(struct search *search, enum anywhere_kind kind,
    const char *id, const char *path)
{
	struct ctx *cx = search->cx;
	struct anywhere_list list;
	struct error e = anywhere_find(cx, kind, id, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++) {
		const struct anywhere *found = &list.items[i];
		struct search_row row = {
			.href =
			    path == NULL
				? partner_href(cx, found->partner_id)
				: arena_printf(cx->arena, "%s/%lld/%s", path,
				      (long long)found->partner_id, id),
			.name = found->title,
			.about = found->partner_name,
			.id = id,
		};

		if (kind == ANYWHERE_INVOICE) {
			row.href = arena_printf(cx->arena,
			    "/operator/invoices?number=%s", found->title);
			row.about = arena_printf(cx->arena, "%s · %s · %s",
			    found->partner_name, show_month(cx, found->month),
			    show_money(cx, found->gross));
		}
		search_add(search, row);
	}
	search->exact = list.count == 1;
	return OK;
}

static struct error orders_find(struct search *search)
{
	if (strlen(search->words) != ORDER_ID_TEXT - 1)
		return OK;
	return anywhere(search, ANYWHERE_ORDER, search->words, NULL);
}

static struct error requests_find(struct search *search)
{
	if (strlen(search->words) != REQUEST_DIGITS ||
	    strspn(search->words, "0123456789") != REQUEST_DIGITS)
		return OK;
	return anywhere(
	    search, ANYWHERE_REQUEST, search->words, "/operator/requests");
}

static struct error invoices_find(struct search *search)
{
	if (strlen(search->words) > INVOICE_MAX)
		return OK;
	return anywhere(search, ANYWHERE_INVOICE,
	    text_upper(search->cx->arena, search->words), NULL);
}

static struct error people_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct directory_entry entry;
	struct partner_entry partner;
	bool found = false;
	struct error e;

	if (strchr(search->words, '@') == NULL)
		return OK;
	e = directory_find(cx, DIRECTORY_EMAIL, search->words, &entry, &found);
	if (e.code || !found || entry.partner_id == PROGRAMME_ID)
		return e;
	e = partner_entry_load(cx, entry.partner_id, &partner);
	if (e.code == 0)
		search_exact(
		    search, (struct search_row){
				.href = partner_href(cx, entry.partner_id),
				.name = text_lower(cx->arena, search->words),
				.about = partner.partner.name });
	return e;
}

/* ---- the programme's own ---- */

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
		search_add(search,
		    (struct search_row){
			.href = arena_printf(cx->arena,
			    "/operator/catalogue/%s", list.items[i].product_id),
			.name = list.items[i].title,
			.about = list.items[i].publisher_name,
			.id = list.items[i].product_id });
	search->more = list.more;
	search->exact = list.count == 1 &&
			text_same_nocase(words, list.items[0].product_id);
	search->all_href = with_words(cx, "/operator/catalogue", words);
	return OK;
}

static struct error pools_find(struct search *search)
{
	struct ctx *cx = search->cx;
	const char *sought = text_fold(cx->arena, search->words);
	struct key_pool_levels names;
	struct error e = key_pool_names(cx, &names);

	if (e.code)
		return e;
	for (size_t i = 0; i < names.count; i++) {
		const struct key_pool_level *pool = &names.levels[i];
		const char *id = arena_printf(
		    cx->arena, "%s:%s", pool->product_id, pool->sku_id);

		if (strstr(text_fold(cx->arena, pool->title), sought) == NULL &&
		    !text_same_nocase(search->words, pool->product_id) &&
		    !text_same_nocase(search->words, id))
			continue;
		search_add(search,
		    (struct search_row){
			.href = arena_printf(cx->arena, "/operator/keys/%s/%s",
			    pool->product_id, pool->sku_id),
			.name = pool->title,
			.id = id });
	}
	return OK;
}

static struct error files_find(struct search *search)
{
	struct ctx *cx = search->cx;
	struct file_search asked = { .words = search->words,
		.limit = (int64_t)search->limit };
	struct files_found found;
	struct error e = file_admin_list(cx, &asked, &found);

	if (e.code)
		return e;
	for (size_t i = 0; i < found.count; i++)
		search_add(search, (struct search_row){
				       .href = with_words(cx, "/operator/files",
					   found.files[i].file.name),
				       .name = found.files[i].file.name,
				       .about = found.files[i].product_title,
				       .id = found.files[i].file.file_id });
	search->more = found.more;
	search->all_href = with_words(cx, "/operator/files", search->words);
	return OK;
}

static struct error editions_find(struct search *search)
{
	struct ctx *cx = search->cx;
	const char *sought = text_fold(cx->arena, search->words);
	struct adoption_list list;
	struct error e = adoption_list(cx, &list);

	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++) {
		const struct adoption *a = &list.items[i];
		const char *name = a->edition_id == NULL ? "" : a->edition_id;
		const char *tone;

		if (strstr(name, search->words) == NULL &&
		    strstr(text_fold(cx->arena, a->source), sought) == NULL)
			continue;
		search_add(search,
		    (struct search_row){
			.href = arena_printf(cx->arena,
			    "/operator/editions/%lld", (long long)a->serial),
			.name = a->source,
			.about = edition_state_words(cx, a, &tone),
			.id = a->edition_id });
	}
	return OK;
}

static const struct search_kind kinds[] = {
	{ "partners", MAY_OPERATE, N_("Partners"),
	    N_("by name, domain or tenant GUID"), "icon/customers",
	    partners_find },
	{ "people", MAY_OPERATE, N_("Users of partners and customers"),
	    N_("by e-mail address"), "icon/users", people_find },
	{ "orders", MAY_OPERATE, N_("Orders"), N_("by order number"),
	    "icon/cart", orders_find },
	{ "requests", MAY_OPERATE, N_("Support requests"), N_("by number"),
	    "icon/support", requests_find },
	{ "invoices", MAY_OPERATE, N_("Invoices"), N_("by number"),
	    "icon/billing", invoices_find },
	{ "products", MAY_OPERATE, N_("Products"),
	    N_("by name, or by the id of a product or SKU"), "icon/box",
	    products_find },
	{ "pools", MAY_OPERATE, N_("Key pools"),
	    N_("by name, or by the id of a product or SKU"), "icon/key",
	    pools_find },
	{ "files", MAY_OPERATE, N_("Files"), N_("by name or product"),
	    "icon/download", files_find },
	{ "editions", MAY_OPERATE, N_("Editions"), N_("by day or document"),
	    "icon/log", editions_find },
	{ NULL, MAY_NOTHING, NULL, NULL, NULL, NULL },
};

static const struct search_door door = { "/operator/search", kinds,
	operator_page };

static struct error console_read(struct request *rq)
{
	return search_read(rq, &door);
}

static struct error console_finish(struct request *rq, struct error outcome)
{
	return search_finish(rq, &door, outcome);
}

const struct route operator_search_routes[] = {
	{ GET, "/operator/search", .needs = MAY_OPERATE, .query = search_fields,
	    .query_size = sizeof(struct search_query), .read = console_read,
	    .finish = console_finish },
	ROUTE_END,
};
