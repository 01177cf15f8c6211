/*
 * Rows of links to set a password. Tokens and what follows from using one are
 * the service's.
 */
#include "accounts/password_link_rows.h"

#include "base/text.h"
#include "db/db.h"
#include "i18n/i18n.h"

static const char *const purposes[] = {
	[PASSWORD_LINK_RESET] = "reset",
	[PASSWORD_LINK_INVITE] = "invite",
};

static const char *const doors[] = {
	[DOOR_PEOPLE] = "people",
	[DOOR_OPERATOR] = "operator",
};

struct error password_link_add(struct ctx *cx, const struct password_link *link,
    const uint8_t hash[SHA256_BYTES])
{
	const struct person *person = &link->person;

	return sql_run(cx, SQL_password_link_add,
	    ARGS(I(person->partner_id), B(hash, SHA256_BYTES),
		T(purposes[link->purpose]), T(person->customer_id),
		T(person->user_id), I(link->created_at), I(link->expires_at)),
	    NULL);
}

static struct password_link link_read(struct rows *rows, int64_t partner_id)
{
	struct password_link link = {
		.purpose = text_same(rows_text(rows, 0), "invite")
			       ? PASSWORD_LINK_INVITE
			       : PASSWORD_LINK_RESET,
		.person = { .kind = ACTOR_USER,
		    .partner_id = partner_id,
		    .customer_id = rows_text(rows, 1),
		    .user_id = rows_text(rows, 2) },
		.created_at = rows_int(rows, 3),
		.expires_at = rows_int(rows, 4),
	};

	if (partner_id == 0)
		link.person.kind = ACTOR_OPERATOR;
	else if (link.person.customer_id != NULL)
		link.person.kind = ACTOR_CUSTOMER_USER;
	return link;
}

static struct error link_one(struct rows *rows, int64_t partner_id,
    struct password_link *ret_link, bool *ret_found)
{
	struct password_link link;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		link = link_read(rows, partner_id);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_link = link;
	*ret_found = found;
	return OK;
}

struct error password_link_row(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct password_link *ret_link,
    bool *ret_found)
{
	return link_one(sql_open(cx, SQL_password_link_row,
			    ARGS(I(partner_id), B(hash, SHA256_BYTES))),
	    partner_id, ret_link, ret_found);
}

struct error password_link_of(struct ctx *cx, const struct person *person,
    struct password_link *ret_link, bool *ret_found)
{
	return link_one(
	    sql_open(cx, SQL_password_link_of,
		ARGS(I(person->partner_id), T(person->user_id), I(cx->wall))),
	    person->partner_id, ret_link, ret_found);
}

struct error password_links_end(struct ctx *cx, const struct person *person)
{
	return sql_run(cx, SQL_password_links_end,
	    ARGS(I(person->partner_id), T(person->user_id)), NULL);
}

struct error password_link_purge(
    struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_password_link_purge, ARGS(I(cx->wall), I(limit)),
	    ret_count);
}

struct error password_asked_add(
    struct ctx *cx, enum person_door door, const char *email)
{
	char asked_id[GUID_TEXT];

	guid_random(asked_id);
	return sql_run(cx, SQL_password_asked_add,
	    ARGS(T(asked_id), T(doors[door]), T(email), I(cx->wall),
		T(cx->locale ? cx->locale->tag : NULL)),
	    NULL);
}

struct error password_asked_list(struct ctx *cx, int64_t limit,
    struct password_asked **ret_list, size_t *ret_count)
{
	struct rows *rows =
	    sql_open(cx, SQL_password_asked_list, ARGS(I(limit)));
	struct password_asked *list = NULL;
	size_t count = 0, room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list, count, room);
		list[count++] = (struct password_asked){
			.asked_id = rows_text(rows, 0),
			.door = text_same(rows_text(rows, 1), "operator")
				    ? DOOR_OPERATOR
				    : DOOR_PEOPLE,
			.email = rows_text(rows, 2),
			.locale = rows_text(rows, 3),
		};
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	*ret_count = count;
	return OK;
}

struct error password_asked_done(struct ctx *cx, const char *asked_id)
{
	return sql_run(cx, SQL_password_asked_done, ARGS(T(asked_id)), NULL);
}
