/*
 * Rows of users, and their addresses in the directory. The partner is that of
 * cx->who; what a user may do is permission.h's.
 */
#include "accounts/user.h"

#include "accounts/directory.h"
#include "accounts/person.h"
#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static void user_read(struct rows *rows, struct user *ret_user)
{
	*ret_user = (struct user){
		.user_id = rows_text(rows, 0),
		.customer_id = rows_text(rows, 1),
		.email = rows_text(rows, 2),
		.name = rows_text(rows, 3),
		.roles = (uint32_t)rows_int(rows, 4),
		.active = rows_int(rows, 5) != 0,
		.locale = rows_text(rows, 6),
		.locked_until = rows_int(rows, 7),
		.created_at = rows_int(rows, 8),
	};
}

struct error user_find(
    struct ctx *cx, const char *user_id, struct user *ret_user, bool *ret_found)
{
	struct rows *rows =
	    sql_open(cx, SQL_user_find, ARGS(I(tenant(cx)), T(user_id)));
	struct user user;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		user_read(rows, &user);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_user = user;
	*ret_found = found;
	return OK;
}

static struct error users_read(
    struct ctx *cx, struct rows *rows, struct user_list *ret_list)
{
	struct user_list list = { 0, NULL };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.users, list.count, room);
		user_read(rows, &list.users[list.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

struct error user_list(struct ctx *cx, struct user_list *ret_list)
{
	return users_read(
	    cx, sql_open(cx, SQL_user_list, ARGS(I(tenant(cx)))), ret_list);
}

struct error customer_user_list(
    struct ctx *cx, const char *customer_id, struct user_list *ret_list)
{
	return users_read(cx,
	    sql_open(cx, SQL_customer_user_list,
		ARGS(I(tenant(cx)), T(customer_id))),
	    ret_list);
}

/* The address is everybody's: one directory over partners and customers. */
static struct error email_take(struct ctx *cx, const struct user *user)
{
	const char *subject = user->user_id;
	bool taken = false;
	struct error e;

	if (user->customer_id)
		subject = arena_printf(
		    cx->arena, "%s/%s", user->customer_id, user->user_id);
	if ((e = directory_add(
		 cx, DIRECTORY_EMAIL, user->email, tenant(cx), subject, &taken))
		.code)
		return e;
	return taken ? fail(ERR_EMAIL_TAKEN, "email") : OK;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static struct error user_add(
    struct ctx *cx, const struct user *u, const char *password_hash)
{
	if (u->customer_id)
		return sql_run(cx, SQL_customer_user_add,
		    ARGS(I(tenant(cx)), T(u->customer_id), T(u->user_id),
			T(u->email), T(u->name), T(password_hash), I(u->roles),
			T(u->locale), I(u->created_at),
			T(text_fold(cx->arena, u->name)),
			T(or_empty(u->first_name)), T(or_empty(u->last_name)),
			T(or_empty(u->usage_location)), T(or_empty(u->phone)),
			T(or_empty(u->immutable_id)), I(u->must_change),
			I(cx->now),
			T(text_fold(cx->arena, or_empty(u->first_name))),
			T(text_fold(cx->arena, or_empty(u->last_name)))),
		    NULL);
	return sql_run(cx, SQL_user_add,
	    ARGS(I(tenant(cx)), T(u->user_id), T(u->email), T(u->name),
		T(password_hash), I(u->roles), T(u->locale), I(u->created_at),
		T(text_fold(cx->arena, u->name))),
	    NULL);
}

struct error user_create(struct ctx *cx, const struct user *user,
    const char *password_hash, struct user *ret_user)
{
	struct user made = *user;
	struct error e;

	made.email = text_lower(cx->arena, text_trim(cx->arena, user->email));
	made.active = true;
	made.created_at = cx->wall;
	made.locked_until = 0;
	if (!email_form(made.email))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "email",
		    HOLES({ "wanted", "name@example.com" }));
	if (made.user_id == NULL) {
		char *guid = arena_alloc(cx->arena, GUID_TEXT);

		guid_random(guid);
		made.user_id = guid;
	}
	if ((e = email_take(cx, &made)).code)
		return e;
	if ((e = user_add(cx, &made, password_hash)).code)
		return e;
	*ret_user = made;
	return OK;
}

struct error user_sign_out(struct ctx *cx, const char *user_id)
{
	return person_sign_out(cx,
	    &(struct person){ .partner_id = tenant(cx), .user_id = user_id },
	    NULL);
}

struct error user_set_active(struct ctx *cx, const char *user_id, bool active)
{
	struct error e = sql_run(cx, SQL_user_set_active,
	    ARGS(I(tenant(cx)), T(user_id), I(active)), NULL);

	if (e.code || active)
		return e;
	return user_sign_out(cx, user_id);
}

struct error user_set_roles(struct ctx *cx, const char *user_id, uint32_t roles)
{
	return sql_run(cx, SQL_user_set_roles,
	    ARGS(I(tenant(cx)), T(user_id), I(roles)), NULL);
}

struct error user_set_password(
    struct ctx *cx, const char *user_id, const char *password_hash)
{
	struct error e = sql_run(cx, SQL_user_set_password,
	    ARGS(I(tenant(cx)), T(user_id), T(password_hash)), NULL);

	return e.code ? e : user_sign_out(cx, user_id);
}

struct error user_set_locale(struct ctx *cx, const char *locale)
{
	if (cx->who->customer_id)
		return sql_run(cx, SQL_customer_user_set_locale,
		    ARGS(I(tenant(cx)), T(cx->who->customer_id),
			T(cx->who->user_id), T(locale)),
		    NULL);
	return sql_run(cx, SQL_user_set_locale,
	    ARGS(I(tenant(cx)), T(cx->who->user_id), T(locale)), NULL);
}
