/*
 * Rows of API applications. The secret is drawn here and never stored; how it
 * becomes a token is token_service.c's.
 */
#include "accounts/application.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"

#define SECRET_BYTES 32

static void application_read(struct rows *rows, struct application *ret)
{
	*ret = (struct application){
		.partner_id = rows_int(rows, 0),
		.client_id = rows_text(rows, 1),
		.name = rows_text(rows, 2),
		.secret_hash = rows_text(rows, 3),
		.roles = (uint32_t)rows_int(rows, 4),
		.active = rows_int(rows, 5) != 0,
		.created_at = rows_int(rows, 6),
	};
}

struct error application_find(struct ctx *cx, const char *client_id,
    struct application *ret_application, bool *ret_found)
{
	struct directory_entry entry;
	struct application application;
	struct rows *rows;
	bool found;
	struct error e;

	if ((e = directory_find(
		 cx, DIRECTORY_CLIENT, client_id, &entry, &found))
		.code)
		return e;
	*ret_found = false;
	if (!found)
		return OK;
	rows = sql_open(cx, SQL_application_load,
	    ARGS(I(entry.partner_id), T(entry.subject)));
	found = rows_next(rows);
	if (found)
		application_read(rows, &application);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_application = application;
	*ret_found = found;
	return OK;
}

struct error application_list(struct ctx *cx, struct application_list *ret_list)
{
	struct rows *rows = sql_open(
	    cx, SQL_application_list, ARGS(I(cx->who->partner->partner_id)));
	struct application_list list = { 0, NULL };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.applications, list.count, room);
		application_read(rows, &list.applications[list.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

static const char *secret_draw(struct ctx *cx, char ret_hash[SHA256_HEX])
{
	uint8_t bytes[SECRET_BYTES];
	const char *secret;

	crypto_random(bytes, sizeof(bytes));
	secret = base64url_encode(cx->arena, bytes, sizeof(bytes));
	sha256_hex(secret, strlen(secret), ret_hash);
	return secret;
}

struct error application_create(struct ctx *cx, const char *client_id,
    const char *name, uint32_t roles, struct application *ret_application,
    const char **ret_secret)
{
	char *guid = arena_alloc(cx->arena, GUID_TEXT);
	char *hash = arena_alloc(cx->arena, SHA256_HEX);
	const char *secret = secret_draw(cx, hash);
	bool taken = false;
	struct application a;
	struct error e;

	guid_random(guid);
	a = (struct application){
		.partner_id = cx->who->partner->partner_id,
		.client_id =
		    client_id ? text_lower(cx->arena, client_id) : guid,
		.name = name,
		.secret_hash = hash,
		.roles = roles ? roles : ROLE_ADMIN_AGENT,
		.active = true,
		.created_at = cx->wall,
	};
	if ((e = directory_add(cx, DIRECTORY_CLIENT, a.client_id, a.partner_id,
		 a.client_id, &taken))
		.code)
		return e;
	if (taken)
		return fail(ERR_CONFLICT, "client_id");
	if ((e = sql_run(cx, SQL_application_add,
		 ARGS(I(a.partner_id), T(a.client_id), T(a.name),
		     T(a.secret_hash), I(a.roles), I(a.created_at)),
		 NULL))
		.code)
		return e;
	*ret_application = a;
	*ret_secret = secret;
	return OK;
}

struct error application_set_active(
    struct ctx *cx, const char *client_id, bool active)
{
	return sql_run(cx, SQL_application_set_active,
	    ARGS(I(cx->who->partner->partner_id), T(client_id), I(active)),
	    NULL);
}
