/*
 * Rows of API applications. What a person does with them is
 * application_service.c's, how they become a token token_service.c's.
 */
#include <string.h>

#include "accounts/application_rows.h"
#include "accounts/directory.h"
#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"

#define SECRET_BYTES 32

static int64_t own(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static void application_read(struct rows *rows, struct application *ret)
{
	*ret = (struct application){
		.partner_id = rows_int(rows, 0),
		.client_id = rows_text(rows, 1),
		.name = rows_text(rows, 2),
		.roles = (uint32_t)rows_int(rows, 3),
		.active = rows_int(rows, 4) != 0,
		.public_client = rows_int(rows, 5) != 0,
		.created_by = rows_text(rows, 6),
		.created_at = rows_int(rows, 7),
		.last_used_at = rows_int(rows, 8),
	};
}

static struct error find_in(struct ctx *cx, int64_t partner_id,
    const char *client_id, struct application *ret_application, bool *ret_found)
{
	struct rows *rows = sql_open(
	    cx, SQL_application_load, ARGS(I(partner_id), T(client_id)));
	struct application application;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		application_read(rows, &application);
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_application = application;
	*ret_found = found;
	return OK;
}

struct error application_find(struct ctx *cx, const char *client_id,
    struct application *ret_application, bool *ret_found)
{
	struct directory_entry entry;
	bool found;
	struct error e;

	if ((e = directory_find(
		 cx, DIRECTORY_CLIENT, client_id, &entry, &found))
		.code)
		return e;
	*ret_found = false;
	if (!found)
		return OK;
	return find_in(
	    cx, entry.partner_id, entry.subject, ret_application, ret_found);
}

struct error application_load(
    struct ctx *cx, const char *client_id, struct application *ret_application)
{
	bool found;
	struct error e = find_in(cx, own(cx), text_lower(cx->arena, client_id),
	    ret_application, &found);

	if (e.code == 0 && !found)
		return fail(ERR_APPLICATION_UNKNOWN, NULL);
	return e;
}

struct error application_list(struct ctx *cx, struct application_list *ret_list)
{
	struct rows *rows =
	    sql_open(cx, SQL_application_list, ARGS(I(own(cx))));
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

static void secret_read(struct rows *rows, struct application_secret *ret)
{
	*ret = (struct application_secret){
		.secret_id = rows_text(rows, 0),
		.label = rows_text(rows, 1),
		.hash = rows_text(rows, 2),
		.hint = rows_text(rows, 3),
		.created_by = rows_text(rows, 4),
		.created_at = rows_int(rows, 5),
		.expires_at = rows_int(rows, 6),
		.last_used_at = rows_int(rows, 7),
	};
}

struct error application_secret_list(struct ctx *cx, int64_t partner_id,
    const char *client_id, struct application_secrets *ret_secrets)
{
	struct rows *rows = sql_open(
	    cx, SQL_application_secret_list, ARGS(I(partner_id), T(client_id)));
	struct application_secrets list = { 0, NULL };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.secrets, list.count, room);
		secret_read(rows, &list.secrets[list.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_secrets = list;
	return OK;
}

struct error application_redirect_list(struct ctx *cx, int64_t partner_id,
    const char *client_id, struct redirect_list *ret_redirects)
{
	struct rows *rows = sql_open(cx, SQL_application_redirect_list,
	    ARGS(I(partner_id), T(client_id)));
	struct redirect_list list = { 0, NULL };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.uris, list.count, room);
		list.uris[list.count++] = rows_text(rows, 0);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_redirects = list;
	return OK;
}

struct error application_row_add(
    struct ctx *cx, const char *client_id, struct application *a)
{
	char *guid = arena_alloc(cx->arena, GUID_TEXT);
	bool taken = false;
	struct error e;

	guid_random(guid);
	a->client_id = client_id ? text_lower(cx->arena, client_id) : guid;
	a->partner_id = own(cx);
	a->roles = a->roles ? a->roles : (uint32_t)ROLE_ADMIN_AGENT;
	a->created_by = cx->who->user_name ? cx->who->user_name : "";
	a->created_at = cx->wall;
	a->active = true;
	if ((e = directory_add(cx, DIRECTORY_CLIENT, a->client_id,
		 a->partner_id, a->client_id, &taken))
		.code)
		return e;
	if (taken)
		return fail(ERR_CONFLICT, "client_id");
	return sql_run(cx, SQL_application_add,
	    ARGS(I(a->partner_id), T(a->client_id), T(a->name), I(a->roles),
		I(a->public_client), T(a->created_by), I(a->created_at)),
	    NULL);
}

static int64_t months_later(int64_t instant, int64_t months)
{
	return day_start(day_add_months(day_of(instant), (int)months)) +
	       (instant - day_start(day_of(instant)));
}

struct error application_secret_row_add(struct ctx *cx, const char *client_id,
    const char *label, int64_t months, struct application_secret *ret_row,
    const char **ret_secret)
{
	char *guid = arena_alloc(cx->arena, GUID_TEXT);
	char *hash = arena_alloc(cx->arena, SHA256_HEX);
	uint8_t bytes[SECRET_BYTES];
	const char *secret;
	struct application_secret row;

	crypto_random(bytes, sizeof(bytes));
	secret = base64url_encode(cx->arena, bytes, sizeof(bytes));
	sha256_hex(secret, strlen(secret), hash);
	guid_random(guid);
	row = (struct application_secret){ .secret_id = guid,
		.label = label,
		.hash = hash,
		.hint = secret + strlen(secret) - SECRET_HINT,
		.created_by = cx->who->user_name ? cx->who->user_name : "",
		.created_at = cx->wall,
		.expires_at = months_later(cx->wall, months) };
	*ret_row = row;
	*ret_secret = secret;
	return sql_run(cx, SQL_application_secret_add,
	    ARGS(I(own(cx)), T(client_id), T(row.secret_id), T(row.label),
		T(row.hash), T(row.hint), T(row.created_by), I(row.created_at),
		I(row.expires_at)),
	    NULL);
}

struct error application_create(struct ctx *cx, const char *client_id,
    const char *name, uint32_t roles, struct application *ret_application,
    const char **ret_secret)
{
	struct application a = { .name = name, .roles = roles };
	struct application_secret row;
	struct error e;

	if ((e = application_row_add(cx, client_id, &a)).code ||
	    (e = application_secret_row_add(
		 cx, a.client_id, "", 24, &row, ret_secret))
		.code)
		return e;
	*ret_application = a;
	return OK;
}

struct error application_set_active(
    struct ctx *cx, const char *client_id, bool active)
{
	return sql_run(cx, SQL_application_set_active,
	    ARGS(I(own(cx)), T(client_id), I(active)), NULL);
}

struct error application_set_redirects(struct ctx *cx, const char *client_id,
    const struct redirect_list *redirects)
{
	struct error e = sql_run(cx, SQL_application_redirects_delete,
	    ARGS(I(own(cx)), T(client_id)), NULL);

	for (size_t i = 0; i < redirects->count && !e.code; i++)
		e = sql_run(cx, SQL_application_redirect_add,
		    ARGS(I(own(cx)), T(client_id), T(redirects->uris[i])),
		    NULL);
	return e;
}

struct error application_row_change(
    struct ctx *cx, const char *client_id, const struct application_input *in)
{
	return sql_run(cx, SQL_application_change,
	    ARGS(I(own(cx)), T(client_id), T(in->name), I(in->roles),
		I(in->public_client)),
	    NULL);
}

struct error application_secret_row_delete(
    struct ctx *cx, const char *client_id, const char *secret_id, bool *ret_was)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_application_secret_delete,
	    ARGS(I(own(cx)), T(client_id), T(secret_id)), &changed);

	*ret_was = changed == 1;
	return e;
}

struct error application_rows_delete(struct ctx *cx, const char *client_id)
{
	static const enum sql all[] = { SQL_application_secrets_delete,
		SQL_application_redirects_delete,
		SQL_application_consents_delete, SQL_application_codes_delete,
		SQL_application_device_codes_delete,
		SQL_application_refresh_tokens_delete,
		SQL_application_families_delete, SQL_application_delete };
	struct error e = OK;

	for (size_t i = 0; i < COUNT(all) && !e.code; i++)
		e = sql_run(cx, all[i], ARGS(I(own(cx)), T(client_id)), NULL);
	return e.code ? e : directory_remove(cx, DIRECTORY_CLIENT, client_id);
}

struct error application_row_count(struct ctx *cx, int64_t *ret_count)
{
	return sql_int(
	    cx, SQL_application_count, ARGS(I(own(cx))), ret_count, NULL);
}
