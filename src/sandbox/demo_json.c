/*
 * DIR/demo.json (design.md 7): written once with the passwords, its addresses
 * again at each start. Passwords are nowhere else.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/permission.h"
#include "base/disk.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "sandbox/demo.h"
#include "sandbox/demo_private.h"

static const char *path_of(struct ctx *cx)
{
	return arena_printf(cx->arena, "%s/demo.json", cx->settings->data_dir);
}

/* A reader never sees half a file, nobody else sees any of it. */
static struct error file_write(struct ctx *cx, const json_t *root)
{
	const char *path = path_of(cx);
	char *fresh = arena_printf(cx->arena, "%s.XXXXXX", path);
	char *dump = json_dumps(root, JSON_INDENT(2));
	int fd = mkostemp(fresh, O_CLOEXEC);
	bool fine = dump != NULL && fd >= 0 && fchmod(fd, 0600) == 0 &&
		    disk_write(fd, dump, strlen(dump)) &&
		    disk_write(fd, "\n", 1) && fsync(fd) == 0;

	if (fd >= 0)
		fine = close(fd) == 0 && fine;
	free(dump);
	if (fine && rename(fresh, path) == 0 && disk_sync_entry(path))
		return OK;
	log_event(LOG_ERROR, "demo.json", LOG_T("path", path),
	    LOG_T("reason", strerror(errno)));
	if (fd >= 0)
		unlink(fresh);
	return fail(ERR_INTERNAL, NULL);
}

static json_t *roles_json(uint32_t roles)
{
	json_t *list = json_array();

	for (const struct role_info *role = role_infos(); role->id; role++)
		if (roles & role->role)
			json_array_append_new(list, json_string(role->id));
	return list;
}

static json_t *users_json(const struct demo_user *users, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:o}", "email", users[i].email,
			"name", users[i].name, "password", users[i].password,
			"roles", roles_json(users[i].roles)));
	return list;
}

static json_t *customers_json(const struct demo_partner *partner)
{
	json_t *list = json_array();

	for (size_t i = 0; i < partner->customer_count; i++) {
		const struct demo_customer *c = &partner->customers[i];

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s, s:s, s:o}", "id",
			      c->customer_id, "name", c->name, "domain",
			      c->domain, "country", c->country, "users",
			      users_json(c->users, c->user_count)));
	}
	return list;
}

static json_t *partner_json(const struct demo_partner *p)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:b, s:s, s:s, s:s, s:s, s:s, "
			 "s:s, s:s, s:o, s:o}",
	    "name", p->partner.name, "tenant_id", p->partner.tenant_id,
	    "domain", p->partner.domain, "test_clock",
	    (int)p->partner.test_clock, "sandbox", (int)p->partner.sandbox,
	    "token_url", "", "token_url_v2", "", "authorize_url", "",
	    "device_url", "", "client_id", p->client_id, "client_secret",
	    p->client_secret, "redirect_uri", DEMO_REDIRECT, "users",
	    users_json(p->users, p->user_count), "customers",
	    customers_json(p));
}

static void text_set(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, json_string(value));
}

static void addresses_set(struct ctx *cx, json_t *root, const char *base)
{
	static const char *const ends[][2] = { { "token_url", "token" },
		{ "token_url_v2", "v2.0/token" },
		{ "authorize_url", "v2.0/authorize" },
		{ "device_url", "v2.0/devicecode" } };
	json_t *partner;
	size_t i;

	text_set(root, "base_url", base);
	text_set(
	    root, "portal_url", arena_printf(cx->arena, "%s/portal", base));
	text_set(
	    root, "operator_url", arena_printf(cx->arena, "%s/operator", base));
	json_array_foreach(json_object_get(root, "partners"), i, partner)
	{
		const char *tenant =
		    json_string_value(json_object_get(partner, "tenant_id"));

		if (tenant == NULL)
			continue;
		for (size_t k = 0; k < COUNT(ends); k++)
			text_set(partner, ends[k][0],
			    arena_printf(cx->arena, "%s/%s/oauth2/%s", base,
				tenant, ends[k][1]));
	}
}

struct error demo_json_write(struct ctx *cx, const struct demo *demo)
{
	json_t *partners = json_array();
	json_t *root;
	struct error e;

	for (size_t i = 0; i < DEMO_PARTNERS; i++)
		json_array_append_new(
		    partners, partner_json(&demo->partners[i]));
	root = json_pack("{s:s, s:s, s:o, s:s, s:o}", "base_url", "",
	    "portal_url", "", "partners", partners, "operator_url", "",
	    "operator_users", users_json(&demo->operator_user, 1));
	if (root == NULL)
		return fail(ERR_INTERNAL, NULL);
	addresses_set(cx, root, cx->settings->public_url);
	e = file_write(cx, root);
	json_decref(root);
	return e;
}

/* Port 0 in the settings means any free one: then the real one counts. */
static const char *base_url(struct ctx *cx, int port)
{
	const char *url = cx->settings->public_url;
	size_t length = strlen(url);

	while (length > 0 && url[length - 1] == '/')
		length--;
	if (length > 2 && memcmp(url + length - 2, ":0", 2) == 0)
		return arena_printf(
		    cx->arena, "%.*s:%d", (int)(length - 2), url, port);
	return arena_dup_n(cx->arena, url, length);
}

static void users_print(FILE *out, const json_t *list)
{
	json_t *user, *role;
	size_t i, k;

	json_array_foreach(list, i, user)
	{
		fprintf(out, "    %-32s %s  ",
		    json_string_value(json_object_get(user, "email")),
		    json_string_value(json_object_get(user, "password")));
		json_array_foreach(json_object_get(user, "roles"), k, role)
		    fprintf(
			out, "%s%s", k ? ", " : "", json_string_value(role));
		fputs("\n", out);
	}
}

static void all_print(struct ctx *cx, FILE *out, const json_t *root)
{
	json_t *partner;
	size_t i;

	json_array_foreach(json_object_get(root, "partners"), i, partner)
	{
		fprintf(out, "\n  %s\n",
		    json_string_value(json_object_get(partner, "name")));
		users_print(out, json_object_get(partner, "users"));
	}
	fprintf(out, "\n  Operators, at %s\n",
	    json_string_value(json_object_get(root, "operator_url")));
	users_print(out, json_object_get(root, "operator_users"));
	fprintf(out,
	    "\n  Customers’ users, API applications and all of this: %s\n",
	    path_of(cx));
}

struct error demo_announce(struct ctx *cx, int port, FILE *out)
{
	const char *base = base_url(cx, port);
	json_t *root = json_load_file(path_of(cx), 0, NULL);
	struct error e;

	fprintf(out, "Kontor serves at %s\n", base);
	if (root == NULL)
		return OK;
	addresses_set(cx, root, base);
	e = file_write(cx, root);
	all_print(cx, out, root);
	json_decref(root);
	return e;
}
