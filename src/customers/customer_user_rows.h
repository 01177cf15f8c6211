/*
 * Rows of customers' users, for the service of this folder.
 */
#ifndef KONTOR_CUSTOMERS_CUSTOMER_USER_ROWS_H
#define KONTOR_CUSTOMERS_CUSTOMER_USER_ROWS_H

#include "customers/customer_user.h"

/* All columns but the id, and version + 1. */
struct error customer_user_save(
    struct ctx *cx, const struct customer_user *user);
struct error customer_user_set_password(struct ctx *cx,
    const struct customer_user *user, const char *password_hash);
struct error customer_user_set_roles(
    struct ctx *cx, const struct customer_user *user, uint32_t roles);
/* All there is of a user, for good. */
struct error customer_user_purge(
    struct ctx *cx, const struct customer_user *user);
/* A user that is or was there, whenever it was deleted. */
struct error customer_user_find(struct ctx *cx, const char *customer_id,
    const char *user_id, struct customer_user *ret_user, bool *ret_found);
struct error customer_licenses_free(
    struct ctx *cx, const struct customer_user *user);

struct error role_member_insert(struct ctx *cx,
    const struct customer_user *user, const struct directory_role *role,
    bool *ret_added);
struct error role_member_delete(struct ctx *cx,
    const struct customer_user *user, const struct directory_role *role,
    bool *ret_removed);

#endif
