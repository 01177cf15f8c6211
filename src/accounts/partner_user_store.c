/*
 * Rows of a partner's users. The partner is that of cx->who.
 */
#include <string.h>

#include "accounts/partner_user_rows.h"
#include "accounts/principal.h"
#include "base/text.h"
#include "db/db.h"

#define LIST_MAX 20000
#define KEY_COLUMN 9

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static struct partner_user user_read(struct rows *rows)
{
	return (struct partner_user){
		.user_id = rows_text(rows, 0),
		.email = rows_text(rows, 1),
		.name = rows_text(rows, 2),
		.roles = (uint32_t)rows_int(rows, 3),
		.active = rows_int(rows, 4) != 0,
		.invited = rows_int(rows, 5) != 0,
		.invited_at = rows_int(rows, 6),
		.created_at = rows_int(rows, 7),
		.version = rows_int(rows, 8),
	};
}

static const char *like(struct ctx *cx, const char *words)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (words = words ? words : ""; *words; words++) {
		if (strchr("!%_", *words))
			text_add_char(&out, '!');
		text_add_char(&out, *words);
	}
	return text_fold(cx->arena, out.bytes);
}

static struct rows *page_open(
    struct ctx *cx, const struct partner_user_filter *f, int64_t limit)
{
	return sql_open(cx,
	    f->backward ? SQL_partner_user_page_down : SQL_partner_user_page,
	    ARGS(I(tenant(cx)), T(like(cx, f->words)), I(f->state),
		I(f->from_id != NULL), T(f->from_key ? f->from_key : ""),
		T(f->from_id ? f->from_id : ""), I(limit), I(f->skip)));
}

/* Read nearest first, told in the order of the list. */
static void list_turn(struct partner_user_list *list)
{
	const char *first = list->first_key;

	for (size_t i = 0; i < list->count / 2; i++) {
		struct partner_user *a = &list->users[i];
		struct partner_user *b = &list->users[list->count - 1 - i];
		struct partner_user kept = *a;

		*a = *b;
		*b = kept;
	}
	list->first_key = list->last_key;
	list->last_key = first;
}

struct error partner_user_page(struct ctx *cx,
    const struct partner_user_filter *filter,
    struct partner_user_list *ret_list)
{
	int64_t limit = filter->limit > 0 && filter->limit < LIST_MAX
			    ? filter->limit
			    : LIST_MAX;
	struct rows *rows = page_open(cx, filter, limit + 1);
	struct partner_user_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		if ((int64_t)list.count == limit) {
			list.more = true;
			break;
		}
		ARENA_ROOM(cx->arena, list.users, list.count, room);
		list.users[list.count++] = user_read(rows);
		list.last_key = rows_text(rows, KEY_COLUMN);
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

struct error partner_user_load(
    struct ctx *cx, const char *id, struct partner_user *ret_user)
{
	struct partner_user user;
	struct rows *rows;
	bool found;
	struct error e;

	if (text_empty(id) || !text_is_utf8(id, strlen(id)))
		return fail(ERR_USER_UNKNOWN, NULL);
	rows = sql_open(cx, SQL_partner_user_load,
	    ARGS(I(tenant(cx)),
		T(text_lower(cx->arena, text_trim(cx->arena, id)))));
	if ((found = rows_next(rows)))
		user = user_read(rows);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_USER_UNKNOWN, NULL);
	*ret_user = user;
	return OK;
}

struct error partner_user_is_last_admin(
    struct ctx *cx, const struct partner_user *user, bool *ret_last)
{
	int64_t others = 0;
	struct error e = sql_int(cx, SQL_partner_user_others,
	    ARGS(I(tenant(cx)), T(user->user_id), I(ROLE_GLOBAL_ADMIN)),
	    &others, NULL);

	if (e.code)
		return e;
	*ret_last = others == 0 && (user->roles & ROLE_GLOBAL_ADMIN) != 0;
	return OK;
}

struct error partner_user_save(struct ctx *cx, const struct partner_user *u)
{
	return sql_run(cx, SQL_partner_user_save,
	    ARGS(I(tenant(cx)), T(u->user_id), T(u->name),
		T(text_fold(cx->arena, u->name)), I(u->roles)),
	    NULL);
}

struct error partner_user_set_invited(struct ctx *cx, const char *user_id)
{
	return sql_run(cx, SQL_partner_user_invited,
	    ARGS(I(tenant(cx)), T(user_id), I(cx->wall)), NULL);
}
