/*
 * API applications: programs that get tokens. Each has roles like a person
 * (ruling 12), up to two live secrets, and addresses where a browser may
 * bring an answer. A secret is random, shown once, stored as its SHA-256.
 */
#ifndef KONTOR_ACCOUNTS_APPLICATION_H
#define KONTOR_ACCOUNTS_APPLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

#define APPLICATION_NAME_MAX 120
#define APPLICATION_SECRETS_LIVE 2
#define APPLICATION_REDIRECTS_MAX 20
#define APPLICATIONS_MAX 200 /* of one partner */
#define REDIRECT_MAX 512     /* bytes */
#define SECRET_LABEL_MAX 60
#define SECRET_HINT 4 /* characters that stay to be seen */

/* All times here are real time. */
struct application {
	int64_t partner_id;
	const char *client_id; /* GUID */
	const char *name;
	uint32_t roles;
	bool active;
	bool public_client;     /* cannot keep a secret: needs PKCE */
	const char *created_by; /* a name; "" unknown */
	int64_t created_at;
	int64_t last_used_at; /* to the hour; 0 never */
};

struct application_list {
	size_t count;
	struct application *applications; /* by name */
};

struct application_secret {
	const char *secret_id; /* GUID */
	const char *label;
	const char *hash; /* hex */
	const char *hint; /* its last characters */
	const char *created_by;
	int64_t created_at, expires_at;
	int64_t last_used_at; /* to the hour; 0 never */
};

struct application_secrets {
	size_t count;
	struct application_secret *secrets; /* newest first */
};

struct redirect_list {
	size_t count;
	const char **uris;
};

/* ---- rules ---- */

/*
 * May be registered: https to a host, or http to the very machine of the
 * browser (127.0.0.1, localhost), without fragment, user name or any character
 * that is not one of an address.
 */
bool redirect_form(const char *uri);
/* It is the registered one: byte by byte, but for the port on this very
 * machine (RFC 8252 7.3). */
bool redirect_same(const char *registered, const char *asked);
/* The registered one that was asked for, as asked; NULL asked: the only one.
 * NULL when there is none. */
const char *redirect_choose(
    const struct redirect_list *registered, const char *asked);
/* 3, 6, 12 or 24 months. */
bool secret_months_allowed(int64_t months);

/* ---- rows ---- */

/* Of any partner: for tokens, before anybody is known. */
struct error application_find(struct ctx *cx, const char *client_id,
    struct application *ret_application, bool *ret_found);
/* Of cx->who's partner. */
struct error application_load(struct ctx *cx, const char *client_id,
    struct application *ret_application); /* ERR_APPLICATION_UNKNOWN */
struct error application_list(
    struct ctx *cx, struct application_list *ret_list);
struct error application_secret_list(struct ctx *cx, int64_t partner_id,
    const char *client_id, struct application_secrets *ret_secrets);
struct error application_redirect_list(struct ctx *cx, int64_t partner_id,
    const char *client_id, struct redirect_list *ret_redirects);

/* In the writer, for cx->who's partner. roles 0: Admin agent. client_id NULL:
 * drawn. ret_secret is the only time the secret is seen. Says nothing to the
 * activity log: for what is set up, not done by a person. */
struct error application_create(struct ctx *cx, const char *client_id,
    const char *name, uint32_t roles, struct application *ret_application,
    const char **ret_secret);
struct error application_set_active(
    struct ctx *cx, const char *client_id, bool active);
/* Only these from now on. */
struct error application_set_redirects(struct ctx *cx, const char *client_id,
    const struct redirect_list *redirects);

/* ---- what a person does; each writes its activity row ---- */

struct application_input {
	const char *name;
	uint32_t roles;
	bool public_client;
	struct redirect_list redirects;
};
/*
 * Pure but for the names of roles: the first that is wrong, and all of them in
 * the arena, ended by OK; they name name, roles or redirects.
 */
struct error application_check(struct ctx *cx,
    const struct application_input *input, struct error **ret_errors);
struct error application_register(struct ctx *cx,
    const struct application_input *input, struct application *ret_application);
struct error application_change(struct ctx *cx, const char *client_id,
    const struct application_input *input);
/* Off: no tokens, and those that are out are worth nothing. */
struct error application_switch(
    struct ctx *cx, const char *client_id, bool active);
struct error application_remove(struct ctx *cx, const char *client_id);
/* ERR_SECRETS_FULL with two live ones. */
struct error application_secret_new(struct ctx *cx, const char *client_id,
    const char *label, int64_t months,
    struct application_secret *ret_description, const char **ret_secret);
struct error application_secret_revoke(
    struct ctx *cx, const char *client_id, const char *secret_id);
/* Programs alone are kept from routes that take either kind of token. */
struct error application_set_strict(struct ctx *cx, bool strict);

/* ---- last use ---- */

/* Off the hot path: noted in memory, written later, once an hour at most.
 * Locks itself; secret_id may be NULL. */
void application_used(struct ctx *cx, const struct application *application,
    const struct application_secret *secret);
bool application_uses_any(const struct ctx *cx);
/* In the writer, background: writes up to limit notes. */
struct error application_uses_write(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
