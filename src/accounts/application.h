/*
 * API applications: programs that get tokens. Each has roles like a person
 * (ruling 12). The secret is random, shown once, stored as its SHA-256.
 */
#ifndef KONTOR_ACCOUNTS_APPLICATION_H
#define KONTOR_ACCOUNTS_APPLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct application {
	int64_t partner_id;
	const char *client_id; /* GUID */
	const char *name;
	const char *secret_hash; /* hex */
	uint32_t roles;
	bool active;
	int64_t created_at;
};

struct application_list {
	size_t count;
	struct application *applications; /* by name */
};

/* Of any partner: for tokens, before anybody is known. */
struct error application_find(struct ctx *cx, const char *client_id,
    struct application *ret_application, bool *ret_found);
/* Of cx->who's partner. */
struct error application_list(
    struct ctx *cx, struct application_list *ret_list);
/* In the writer, for cx->who's partner. roles 0: Admin agent. client_id NULL:
 * drawn. ret_secret is the only time the secret is seen. */
struct error application_create(struct ctx *cx, const char *client_id,
    const char *name, uint32_t roles, struct application *ret_application,
    const char **ret_secret);
struct error application_set_active(
    struct ctx *cx, const char *client_id, bool active);

#endif
