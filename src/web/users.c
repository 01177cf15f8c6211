/*
 * The users of a customer on the dashboard: finding one, the deleted ones,
 * restoring. One user is user.c's, a new one user_new.c's.
 */
#include "web/users.h"

#include <stdlib.h>

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "orders/license.h"
#include "web/routes.h"
#include "web/views.h"

#define PAGE_ROWS 25
#define ALL_GROUPS (LICENSE_GROUP_1 | LICENSE_GROUP_2)

const char *users_path(struct ctx *cx, const char *customer_id)
{
	return customer_path(cx, customer_id, "/users");
}

const char *user_path(
    struct ctx *cx, const struct customer_user *user, const char *rest)
{
	return customer_path(
	    cx, user->customer_id, "/users/%s%s", user->user_id, rest);
}

const char *restore_days(struct ctx *cx)
{
	return show_int(cx, CUSTOMER_USER_RESTORE_SECONDS / DAY_SECONDS);
}

/* ---- licences of the customer ---- */

struct sku_row {
	const char *name, *total, *used, *left, *status, *tone;
};
static const struct view_field sku_row_view[] = {
	VIEW(TEXT, struct sku_row, name),
	VIEW(TEXT, struct sku_row, total),
	VIEW(TEXT, struct sku_row, used),
	VIEW(TEXT, struct sku_row, left),
	VIEW(TEXT, struct sku_row, status),
	VIEW(TEXT, struct sku_row, tone),
	VIEW_FIELD_END,
};

static void sku_status(
    struct ctx *cx, const struct subscribed_sku *sku, struct sku_row *row)
{
	if (license_total(sku) == 0) {
		row->status = _("Suspended");
		row->tone = "last";
	} else if (license_available(sku) < 0) {
		row->status = _("More in use than bought");
		row->tone = "last";
	} else if (sku->active == 0) {
		row->status = _("Ended, in its days of grace");
		row->tone = "soon";
	} else if (license_available(sku) == 0) {
		row->status = _("All in use");
		row->tone = "soon";
	} else {
		row->status = _("Available");
		row->tone = "done";
	}
}

static struct error skus_fill(
    struct ctx *cx, const char *customer_id, struct view_list *ret_rows)
{
	struct subscribed_sku_list list;
	struct sku_row *rows;
	struct error e =
	    subscribed_sku_list(cx, customer_id, ALL_GROUPS, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct sku_row, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct subscribed_sku *sku = &list.skus[i];

		rows[i].name = sku->license.name;
		rows[i].total = show_int(cx, license_total(sku));
		rows[i].used = show_int(cx, sku->consumed);
		rows[i].left = show_int(cx, license_available(sku));
		sku_status(cx, sku, &rows[i]);
	}
	*ret_rows = (struct view_list){ list.count, rows };
	return OK;
}

/* ---- rows of users ---- */

struct user_row {
	const char *name, *upn, *href, *roles, *licenses;
	const char *deleted, *until, *until_iso, *restore;
};
static const struct view_field user_row_view[] = {
	VIEW(TEXT, struct user_row, name),
	VIEW(TEXT, struct user_row, upn),
	VIEW(TEXT, struct user_row, href),
	VIEW(TEXT, struct user_row, roles),
	VIEW(TEXT, struct user_row, licenses),
	VIEW(TEXT, struct user_row, deleted),
	VIEW(TEXT, struct user_row, until),
	VIEW(TEXT, struct user_row, until_iso),
	VIEW(TEXT, struct user_row, restore),
	VIEW_FIELD_END,
};

static struct error row_fill(
    struct ctx *cx, const struct customer_user *user, struct user_row *row)
{
	struct directory_role_list roles;
	struct user_license_list licenses;
	const char **names;
	struct error e = customer_user_roles(cx, user, &roles);

	if (e.code ||
	    (e = user_license_list(cx, user, ALL_GROUPS, &licenses)).code)
		return e;
	names = ARENA_ARRAY(
	    cx->arena, const char *, roles.count + licenses.count + 1);
	for (size_t i = 0; i < roles.count; i++)
		names[i] = _(roles.roles[i]->name);
	row->roles = roles.count > 0 ? show_list(cx, names, roles.count) : NULL;
	for (size_t i = 0; i < licenses.count; i++)
		names[i] = licenses.licenses[i].license.name;
	row->licenses =
	    licenses.count > 0 ? show_list(cx, names, licenses.count) : NULL;
	return OK;
}

static struct error rows_fill(struct ctx *cx,
    const struct customer_user_list *list, struct view_list *ret_rows)
{
	struct user_row *rows =
	    ARENA_ARRAY(cx->arena, struct user_row, list->count + 1);
	struct error e = OK;

	for (size_t i = 0; i < list->count && !e.code; i++) {
		const struct customer_user *user = &list->users[i];
		int64_t until =
		    user->deleted_at + CUSTOMER_USER_RESTORE_SECONDS;

		rows[i].name = user->name;
		rows[i].upn = user->upn;
		rows[i].href = user_path(cx, user, "");
		if (user->deleted_at == 0) {
			e = row_fill(cx, user, &rows[i]);
			continue;
		}
		rows[i].deleted = show_day(cx, day_of(user->deleted_at));
		rows[i].until = show_instant(cx, until);
		rows[i].until_iso = iso_text(cx, until);
		rows[i].restore = user_path(cx, user, "/restore");
	}
	*ret_rows = (struct view_list){ list->count, rows };
	return e;
}

/* ---- both lists ---- */

struct users_view {
	const char *customer_name, *domain, *href, *words, *nothing;
	const char *next_href, *first_href, *deleted_href, *new_href, *days;
	struct view_list rows, skus;
	bool was_deleted;
};
static const struct view_field users_view[] = {
	VIEW(TEXT, struct users_view, customer_name),
	VIEW(TEXT, struct users_view, domain),
	VIEW(TEXT, struct users_view, href),
	VIEW(TEXT, struct users_view, words),
	VIEW(TEXT, struct users_view, nothing),
	VIEW(TEXT, struct users_view, next_href),
	VIEW(TEXT, struct users_view, first_href),
	VIEW(TEXT, struct users_view, deleted_href),
	VIEW(TEXT, struct users_view, new_href),
	VIEW(TEXT, struct users_view, days),
	VIEW_OF(LIST, struct users_view, rows, user_row_view, struct user_row),
	VIEW_OF(LIST, struct users_view, skus, sku_row_view, struct sku_row),
	VIEW(BOOL, struct users_view, was_deleted),
	VIEW_FIELD_END,
};

static const char *list_href(
    struct ctx *cx, const char *path, const char *words, const char *after)
{
	struct text href;

	text_init(&href, cx->arena);
	text_add(&href, path);
	text_add(&href, "?q=");
	text_add_url(&href, words);
	if (after != NULL) {
		text_add(&href, "&after=");
		text_add_url(&href, after);
	}
	return href.bytes;
}

/* The page behind the user of "after"; one who is gone meanwhile: from the
 * start. */
static struct error place_find(struct request *rq, const char *path,
    struct customer_user_filter *filter, struct users_view *view)
{
	const char *after = query_value(rq, "after");
	struct customer_user last;
	struct error e;

	if (after[0] == '\0')
		return OK;
	e = customer_user_load(&rq->cx, filter->customer_id, after, &last);
	if (e.code == ERR_USER_UNKNOWN)
		return OK;
	if (e.code)
		return e;
	filter->from_id = last.user_id;
	filter->from_key = text_fold(rq->cx.arena, last.name);
	view->first_href = list_href(&rq->cx, path, view->words, NULL);
	return OK;
}

static struct error list_fill(struct request *rq,
    const struct customer *customer, const char *path, bool deleted,
    struct users_view *view)
{
	struct ctx *cx = &rq->cx;
	struct customer_user_filter filter = { .customer_id =
						   customer->customer_id,
		.words = view->words,
		.deleted = deleted,
		.limit = PAGE_ROWS };
	struct customer_user_list list;
	struct error e = place_find(rq, path, &filter, view);

	if (e.code || (e = customer_user_page(cx, &filter, &list)).code)
		return e;
	if (list.count == 0 && view->words[0] != '\0')
		view->nothing =
		    message_with(cx, N_("Nothing found for “{words}”."),
			HOLES({ "words", view->words }));
	if (list.more)
		view->next_href = list_href(
		    cx, path, view->words, list.users[list.count - 1].user_id);
	return rows_fill(cx, &list, &view->rows);
}

static struct error list_answer(
    struct request *rq, const char *title, const char *body, bool deleted)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct users_view view = {
		.words = text_trim(cx->arena, query_value(rq, "q")),
		.was_deleted = query_value(rq, "deleted")[0] != '\0',
	};
	struct page page = { .title = title,
		.body = body,
		.place = PLACE_USERS,
		.customer = &customer,
		.fields = users_view,
		.data = &view };
	const char *users;
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code)
		return e;
	users = users_path(cx, customer.customer_id);
	view.customer_name = customer.name;
	view.domain = customer.domain;
	view.href = users;
	view.days = restore_days(cx);
	view.new_href = arena_printf(cx->arena, "%s/new", users);
	view.deleted_href = arena_printf(cx->arena, "%s/deleted", users);
	e = list_fill(
	    rq, &customer, deleted ? view.deleted_href : users, deleted, &view);
	if (!e.code && !deleted)
		e = skus_fill(cx, customer.customer_id, &view.skus);
	return e.code ? e : page_answer(rq, &page);
}

static struct error users_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;

	return list_answer(rq, _("Users and licences"), "users/list", false);
}

static struct error deleted_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;

	return list_answer(rq, _("Deleted users"), "users/deleted", true);
}

/* ---- restoring ---- */

static struct error restore_prepare(struct request *rq)
{
	(void)rq;
	return OK;
}

static struct error restore_effects(struct request *rq)
{
	struct customer_user_change change = { .restore = true };
	struct customer_user user;

	return customer_user_change(&rq->cx, request_param(rq, "customer"),
	    request_param(rq, "user"), &change, NULL, &user);
}

static struct error restore_finish(struct request *rq, struct error outcome)
{
	if (outcome.code)
		return outcome;
	response_redirect(
	    rq, customer_path(&rq->cx, request_param(rq, "customer"),
		    "/users/%s?done=restored", request_param(rq, "user")));
	return OK;
}

const struct route web_users_routes[] = {
	{ GET, "/customers/{customer}/users",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .read = users_read },
	{ GET, "/customers/{customer}/users/deleted",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .read = deleted_read },
	{ POST, "/customers/{customer}/users/{user}/restore",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .prepare = restore_prepare,
	    .effects = restore_effects, .finish = restore_finish },
	ROUTE_END,
};
