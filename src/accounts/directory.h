/*
 * Where a name that arrives without a tenant belongs: one table over all
 * partners, so that a lookup never scans tenants. Names are unique within
 * their kind. Who may ask is the caller's.
 */
#ifndef KONTOR_ACCOUNTS_DIRECTORY_H
#define KONTOR_ACCOUNTS_DIRECTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

#define DIRECTORY_EMAIL "email" /* subject: user, or "customer/user" */
#define DIRECTORY_CLIENT "client_id"
#define DIRECTORY_TENANT "tenant" /* partner's GUID */
#define DIRECTORY_PARTNER_DOMAIN "partner_domain"
#define DIRECTORY_CUSTOMER_DOMAIN "customer_domain"
#define DIRECTORY_CUSTOMER "customer" /* customer's GUID */

struct directory_entry {
	int64_t partner_id;
	const char *subject;
};

/* name in any case (ASCII letters). */
struct error directory_find(struct ctx *cx, const char *kind, const char *name,
    struct directory_entry *ret_entry, bool *ret_found);
/* Needs a write transaction; taken when the name is, and then writes nothing.
 */
struct error directory_add(struct ctx *cx, const char *kind, const char *name,
    int64_t partner_id, const char *subject, bool *ret_taken);
/* Needs a write transaction: the name is free again. */
struct error directory_remove(
    struct ctx *cx, const char *kind, const char *name);

#endif
