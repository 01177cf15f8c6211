/*
 * Rows of customers' users and of their roles. The partner is that of
 * cx->who; what may be changed is the service's.
 */
#include "customers/customer_user.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/text.h"
#include "customers/customer_user_rows.h"
#include "db/db.h"

#define LIST_MAX 20000 /* ruling 11 */

/* As clients name them; the statement knows the same. */
static const char *const sort_names[USER_SORT_COUNT] = {
	[USER_SORT_NAME] = "displayName",
	[USER_SORT_UPN] = "userPrincipalName",
	[USER_SORT_FIRST_NAME] = "firstName",
	[USER_SORT_LAST_NAME] = "lastName",
	[USER_SORT_USAGE_LOCATION] = "usageLocation",
	[USER_SORT_PHONE] = "phoneNumber",
	[USER_SORT_IMMUTABLE_ID] = "immutableId",
	[USER_SORT_DELETED_AT] = "softDeletionTime",
	[USER_SORT_ID] = "id",
};

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static struct customer_user user_read(struct rows *rows)
{
	return (struct customer_user){
		.user_id = rows_text(rows, 0),
		.customer_id = rows_text(rows, 1),
		.upn = rows_text(rows, 2),
		.name = rows_text(rows, 3),
		.first_name = rows_text(rows, 4),
		.last_name = rows_text(rows, 5),
		.usage_location = rows_text(rows, 6),
		.phone = rows_text(rows, 7),
		.immutable_id = rows_text(rows, 8),
		.roles = (uint32_t)rows_int(rows, 9),
		.must_change = rows_int(rows, 10) != 0,
		.deleted_at = rows_null(rows, 11) ? 0 : rows_int(rows, 11),
		.changed_at = rows_int(rows, 12),
		.version = rows_int(rows, 13),
	};
}

/* ---- lists ---- */

/* For LIKE ... ESCAPE '!'. */
static const char *like(struct ctx *cx, const char *text)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (; *text; text++) {
		if (strchr("!%_", *text))
			text_add_char(&out, '!');
		text_add_char(&out, *text);
	}
	return out.bytes;
}

static struct rows *page_open(
    struct ctx *cx, const struct customer_user_filter *f, int64_t limit)
{
	const char *words =
	    f->words == NULL ? "" : like(cx, text_fold(cx->arena, f->words));
	const struct directory_role *role = f->role;

	return sql_open(cx,
	    f->descending != f->backward ? SQL_customer_user_page_down
					 : SQL_customer_user_page,
	    ARGS(I(tenant(cx)), T(f->customer_id), T(sort_names[f->sort]),
		I(f->deleted), I(cx->now - CUSTOMER_USER_RESTORE_SECONDS),
		T(words), T(role == NULL ? "" : role->role_id),
		I(role == NULL ? 0 : role->bit), I(f->from_id != NULL),
		T(f->from_key == NULL ? "" : f->from_key),
		T(f->from_id == NULL ? "" : f->from_id), I(limit), I(f->skip)));
}

/* Read nearest first, told in the order of the list. */
static void list_turn(struct customer_user_list *list)
{
	const char *first = list->first_key;

	for (size_t i = 0; i < list->count / 2; i++) {
		struct customer_user *a = &list->users[i];
		struct customer_user *b = &list->users[list->count - 1 - i];
		struct customer_user kept = *a;

		*a = *b;
		*b = kept;
	}
	list->first_key = list->last_key;
	list->last_key = first;
}

struct error customer_user_page(struct ctx *cx,
    const struct customer_user_filter *filter,
    struct customer_user_list *ret_list)
{
	int64_t limit = filter->limit > 0 && filter->limit < LIST_MAX
			    ? filter->limit
			    : LIST_MAX;
	struct rows *rows = page_open(cx, filter, limit + 1);
	struct customer_user_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		if ((int64_t)list.count == limit) {
			list.more = true;
			break;
		}
		ARENA_ROOM(cx->arena, list.users, list.count, room);
		list.users[list.count++] = user_read(rows);
		list.last_key = rows_text(rows, 14);
		if (list.first_key == NULL)
			list.first_key = list.last_key;
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (filter->backward)
		list_turn(&list);
	*ret_list = list;
	return OK;
}

/* ---- one ---- */

struct error customer_user_find(struct ctx *cx, const char *customer_id,
    const char *id, struct customer_user *ret_user, bool *ret_found)
{
	struct rows *rows = sql_open(cx,
	    text_is_guid(id) ? SQL_customer_user_find
			     : SQL_customer_user_find_upn,
	    ARGS(I(tenant(cx)), T(customer_id),
		T(text_lower(cx->arena, text_trim(cx->arena, id)))));
	struct customer_user user;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		user = user_read(rows);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_user = user;
	*ret_found = found;
	return OK;
}

struct error customer_user_by_email(struct ctx *cx, const char *email,
    struct customer_user *ret_user, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_customer_user_by_email,
	    ARGS(I(tenant(cx)), T(text_lower(cx->arena, email))));
	struct customer_user user;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		user = user_read(rows);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_user = user;
	*ret_found = found;
	return OK;
}

struct error customer_user_load(struct ctx *cx, const char *customer_id,
    const char *id, struct customer_user *ret_user)
{
	struct customer_user user;
	bool found = false;
	struct error e = OK;

	if (id != NULL && text_is_utf8(id, strlen(id)))
		e = customer_user_find(cx, customer_id, id, &user, &found);
	if (e.code)
		return e;
	if (!found ||
	    (user.deleted_at && !customer_user_restorable(&user, cx->now)))
		return fail(ERR_USER_UNKNOWN, NULL);
	*ret_user = user;
	return OK;
}

struct error customer_user_active(struct ctx *cx, const char *customer_id,
    const char *id, struct customer_user *ret_user)
{
	struct customer_user user;
	struct error e = customer_user_load(cx, customer_id, id, &user);

	if (e.code)
		return e;
	if (user.deleted_at)
		return fail(ERR_USER_UNKNOWN, NULL);
	*ret_user = user;
	return OK;
}

/* ---- writing ---- */

struct error customer_user_save(struct ctx *cx, const struct customer_user *u)
{
	struct sql_arg deleted = I(u->deleted_at), never = NIL;

	return sql_run(cx, SQL_customer_user_save,
	    ARGS(I(tenant(cx)), T(u->customer_id), T(u->user_id), T(u->upn),
		T(u->name), T(text_fold(cx->arena, u->name)), T(u->first_name),
		T(u->last_name), T(u->usage_location), T(u->phone),
		T(u->immutable_id), I(u->must_change),
		u->deleted_at ? deleted : never, I(u->deleted_at == 0),
		I(u->changed_at), T(text_fold(cx->arena, u->first_name)),
		T(text_fold(cx->arena, u->last_name))),
	    NULL);
}

static struct error user_run(
    struct ctx *cx, enum sql statement, const struct customer_user *user)
{
	return sql_run(cx, statement,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id)), NULL);
}

struct error customer_user_set_password(
    struct ctx *cx, const struct customer_user *user, const char *password_hash)
{
	return sql_run(cx, SQL_customer_user_set_password,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id),
		T(password_hash)),
	    NULL);
}

struct error customer_user_set_roles(
    struct ctx *cx, const struct customer_user *user, uint32_t roles)
{
	return sql_run(cx, SQL_customer_user_set_roles,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id),
		I(roles)),
	    NULL);
}

struct error customer_licenses_free(
    struct ctx *cx, const struct customer_user *user)
{
	return user_run(cx, SQL_customer_licenses_free, user);
}

struct error customer_user_purge(
    struct ctx *cx, const struct customer_user *user)
{
	struct error e = user_run(cx, SQL_customer_user_purge_roles, user);

	if (e.code || (e = customer_licenses_free(cx, user)).code)
		return e;
	return user_run(cx, SQL_customer_user_purge, user);
}

/* ---- roles ---- */

struct error customer_user_roles(struct ctx *cx,
    const struct customer_user *user, struct directory_role_list *ret_list)
{
	const struct directory_role *all = directory_roles();
	bool has[64] = { false };
	struct directory_role_list list = { 0 };
	struct rows *rows = sql_open(cx, SQL_role_member_list,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(user->user_id)));
	size_t count = 0;
	struct error e;

	while (rows_next(rows)) {
		const struct directory_role *role =
		    directory_role_find(rows_text(rows, 0));

		if (role != NULL)
			has[role - all] = true;
	}
	if ((e = rows_close(rows)).code)
		return e;
	while (all[count].role_id != NULL)
		count++;
	list.roles =
	    ARENA_ARRAY(cx->arena, const struct directory_role *, count + 1);
	for (size_t i = 0; i < count; i++)
		if (has[i] || (all[i].bit & user->roles))
			list.roles[list.count++] = &all[i];
	*ret_list = list;
	return OK;
}

struct error role_member_insert(struct ctx *cx,
    const struct customer_user *user, const struct directory_role *role,
    bool *ret_added)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_role_member_insert,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(role->role_id),
		T(user->user_id), I(cx->now)),
	    &changed);

	if (!e.code)
		*ret_added = changed > 0;
	return e;
}

struct error role_member_delete(struct ctx *cx,
    const struct customer_user *user, const struct directory_role *role,
    bool *ret_removed)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_role_member_delete,
	    ARGS(I(tenant(cx)), T(user->customer_id), T(role->role_id),
		T(user->user_id)),
	    &changed);

	if (!e.code)
		*ret_removed = changed > 0;
	return e;
}
