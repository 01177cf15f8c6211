/*
 * Rows of customers: by id, by words, page after page. The partner is that of
 * cx->who; a customer's own user sees that customer only.
 */
#include "customers/customer.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/principal.h"
#include "base/text.h"
#include "customers/customer_rows.h"
#include "db/db.h"

#define LIST_MAX 20000 /* ruling 11 */
#define COUNTRIES_MAX 400

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static void customer_read(struct rows *rows, struct customer *ret_customer)
{
	*ret_customer = (struct customer){
		.customer_id = rows_text(rows, 0),
		.commerce_id = rows_text(rows, 1),
		.name = rows_text(rows, 2),
		.domain = rows_text(rows, 3),
		.country = rows_text(rows, 4),
		.segment = rows_text(rows, 5),
		.email = rows_text(rows, 6),
		.language = rows_text(rows, 7),
		.culture = rows_text(rows, 8),
		.first_name = rows_text(rows, 9),
		.last_name = rows_text(rows, 10),
		.address_line1 = rows_text(rows, 11),
		.address_line2 = rows_text(rows, 12),
		.city = rows_text(rows, 13),
		.state = rows_text(rows, 14),
		.postal_code = rows_text(rows, 15),
		.phone = rows_text(rows, 16),
		.registration_number = rows_text(rows, 17),
		.associated_partner_id = rows_text(rows, 18),
		.version = rows_int(rows, 19),
		.created_at = rows_int(rows, 20),
	};
}

static bool out_of_reach(const struct ctx *cx, const char *customer_id)
{
	return cx->who->customer_id != NULL &&
	       !text_same_nocase(cx->who->customer_id, customer_id);
}

void customer_ahead(struct ctx *cx, const char *customer_id)
{
	sql_ahead(cx, SQL_customer_load,
	    ARGS(I(tenant(cx)), T(text_lower(cx->arena, customer_id)),
		I(cx->now), I(cx->who->customer_id != NULL)));
}

static struct error customer_find(struct ctx *cx, const char *customer_id,
    struct customer *ret_customer, const char **ret_folded, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_customer_load,
	    ARGS(I(tenant(cx)), T(text_lower(cx->arena, customer_id)),
		I(cx->now), I(cx->who->customer_id != NULL)));
	struct customer customer;
	const char *folded = NULL;
	bool found = rows_next(rows);
	struct error e;

	if (found) {
		customer_read(rows, &customer);
		folded = rows_text(rows, 21);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_found = found && !out_of_reach(cx, customer_id);
	if (*ret_found) {
		*ret_customer = customer;
		*ret_folded = folded;
	}
	return OK;
}

struct error customer_load(
    struct ctx *cx, const char *customer_id, struct customer *ret_customer)
{
	const char *folded;
	bool found;
	struct error e =
	    customer_find(cx, customer_id, ret_customer, &folded, &found);

	if (e.code)
		return e;
	return found ? OK : fail(ERR_CUSTOMER_UNKNOWN, NULL);
}

/* For LIKE ... ESCAPE '!'; NULL is "". */
static const char *like(struct ctx *cx, const char *text)
{
	struct text out;

	text_init(&out, cx->arena);
	for (; text != NULL && *text; text++) {
		if (strchr("!%_", *text))
			text_add_char(&out, '!');
		text_add_char(&out, *text);
	}
	return out.bytes;
}

static const char *fold(struct ctx *cx, const char *text)
{
	return text ? text_fold(cx->arena, text) : "";
}

static const char *lower(struct ctx *cx, const char *text)
{
	return text ? text_lower(cx->arena, text_trim(cx->arena, text)) : "";
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static struct rows *list_open(
    struct ctx *cx, const struct customer_filter *f, int64_t limit)
{
	return sql_open(cx,
	    f->backward ? SQL_customer_list_back : SQL_customer_list,
	    ARGS(I(tenant(cx)), T(or_empty(f->from_name)),
		T(or_empty(f->from_id)), T(like(cx, fold(cx, f->words))),
		T(like(cx, lower(cx, f->words))),
		T(like(cx, fold(cx, f->name_starts))),
		T(like(cx, lower(cx, f->domain_starts))),
		T(f->country ? text_upper(cx->arena, f->country) : ""),
		T(lower(cx, f->reseller)), I(limit + 1), I(f->skip)));
}

static void list_add(
    struct ctx *cx, struct customer_list *list, size_t *room, struct rows *rows)
{
	ARENA_ROOM(cx->arena, list->customers, list->count, *room);
	customer_read(rows, &list->customers[list->count++]);
	list->last_name_folded = rows_text(rows, 21);
	if (list->first_name_folded == NULL)
		list->first_name_folded = list->last_name_folded;
}

/* Read nearest first, told in the order of the list. */
static void list_turn(struct customer_list *list)
{
	const char *first = list->first_name_folded;

	for (size_t i = 0; i < list->count / 2; i++) {
		struct customer *a = &list->customers[i];
		struct customer *b = &list->customers[list->count - 1 - i];
		struct customer kept = *a;

		*a = *b;
		*b = kept;
	}
	list->first_name_folded = list->last_name_folded;
	list->last_name_folded = first;
}

static struct error list_read(struct ctx *cx,
    const struct customer_filter *filter, struct customer_list *ret_list)
{
	int64_t limit = filter->limit > 0 && filter->limit < LIST_MAX
			    ? filter->limit
			    : LIST_MAX;
	struct rows *rows = list_open(cx, filter, limit);
	struct customer_list list = { .count = 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		if (list.count == (size_t)limit) {
			list.more = true;
			break;
		}
		list_add(cx, &list, &room, rows);
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (filter->backward)
		list_turn(&list);
	*ret_list = list;
	return OK;
}

/* One customer, asked for by its GUID or by its own user. */
static struct error list_one(
    struct ctx *cx, const char *customer_id, struct customer_list *ret_list)
{
	struct customer_list list = { .count = 0 };
	const char *folded = NULL;
	bool found;
	struct error e;

	list.customers = ARENA_NEW(cx->arena, struct customer);
	if ((e = customer_find(
		 cx, customer_id, list.customers, &folded, &found))
		.code)
		return e;
	list.count = found ? 1 : 0;
	list.first_name_folded = list.last_name_folded = folded;
	*ret_list = list;
	return OK;
}

struct error customer_list(struct ctx *cx, const struct customer_filter *filter,
    struct customer_list *ret_list)
{
	const char *words =
	    filter->words ? text_trim(cx->arena, filter->words) : "";

	if (cx->who->customer_id != NULL)
		return list_one(cx, cx->who->customer_id, ret_list);
	if (text_is_guid(words))
		return list_one(cx, words, ret_list);
	return list_read(cx, filter, ret_list);
}

struct error customer_count(struct ctx *cx, int64_t *ret_count)
{
	return sql_int(
	    cx, SQL_customer_count, ARGS(I(tenant(cx))), ret_count, NULL);
}

struct error customer_countries(
    struct ctx *cx, const char *const **ret_countries)
{
	struct rows *rows =
	    sql_open(cx, SQL_customer_countries, ARGS(I(tenant(cx))));
	const char **list = ARENA_ARRAY(cx->arena, const char *, COUNTRIES_MAX);
	size_t count = 0;
	struct error e;

	while (count + 1 < COUNTRIES_MAX && rows_next(rows))
		list[count++] = rows_text(rows, 0);
	if ((e = rows_close(rows)).code)
		return e;
	*ret_countries = list;
	return OK;
}

struct error customer_domain_taken(
    struct ctx *cx, const char *domain, bool *ret_taken)
{
	struct directory_entry entry;
	struct error e = directory_find(
	    cx, DIRECTORY_CUSTOMER_DOMAIN, domain, &entry, ret_taken);

	if (e.code || *ret_taken)
		return e;
	return directory_find(
	    cx, DIRECTORY_PARTNER_DOMAIN, domain, &entry, ret_taken);
}

struct error customers_version(struct ctx *cx, int64_t *ret_version)
{
	return sql_int(
	    cx, SQL_customers_version, ARGS(I(tenant(cx))), ret_version, NULL);
}

struct error customer_add(struct ctx *cx, const struct customer *c)
{
	struct error e =
	    sql_run(cx, SQL_customers_changed, ARGS(I(tenant(cx))), NULL);

	if (e.code)
		return e;
	return sql_run(cx, SQL_customer_add,
	    ARGS(I(tenant(cx)), T(c->customer_id), T(c->commerce_id),
		T(c->name), T(text_fold(cx->arena, c->name)), T(c->domain),
		T(c->country), T(c->segment), T(c->email), T(c->language),
		T(c->culture), T(c->first_name), T(c->last_name),
		T(c->address_line1), T(c->address_line2), T(c->city),
		T(c->state), T(c->postal_code), T(c->phone),
		T(c->registration_number), T(c->associated_partner_id),
		I(c->created_at)),
	    NULL);
}

/* ---- changes ---- */

/* Every change to a customer raises what lists are kept by. */
static struct error changed(struct ctx *cx, struct error e)
{
	return e.code != 0 ? e
			   : sql_run(cx, SQL_customers_changed,
				 ARGS(I(tenant(cx))), NULL);
}

struct error customer_update(struct ctx *cx, const struct customer *c)
{
	return changed(cx,
	    sql_run(cx, SQL_customer_update,
		ARGS(I(tenant(cx)), T(c->customer_id), T(c->name),
		    T(text_fold(cx->arena, c->name)), T(c->email),
		    T(c->language), T(c->culture), T(c->first_name),
		    T(c->last_name), T(c->address_line1), T(c->address_line2),
		    T(c->city), T(c->state), T(c->postal_code), T(c->phone)),
		NULL));
}

struct error customer_set_relationship(
    struct ctx *cx, const char *customer_id, const char *relationship)
{
	return changed(cx,
	    sql_run(cx, SQL_customer_set_relationship,
		ARGS(I(tenant(cx)), T(customer_id), T(relationship)), NULL));
}

struct error customer_users_remove(struct ctx *cx, const char *customer_id)
{
	const struct sql_arg *args = ARGS(I(tenant(cx)), T(customer_id));
	struct error e = sql_run(cx, SQL_customer_sessions_end, args, NULL);

	return e.code != 0 ? e
			   : sql_run(cx, SQL_customer_users_remove, args, NULL);
}
