/*
 * Rows of licences, for the service of this folder.
 */
#ifndef KONTOR_ORDERS_LICENSE_STORE_H
#define KONTOR_ORDERS_LICENSE_STORE_H

#include "orders/license.h"

/* plans: JSON array of ids. */
struct error license_insert(struct ctx *cx, const struct customer_user *user,
    const char *product_id, const char *plans);
struct error license_set_plans(struct ctx *cx, const struct customer_user *user,
    const char *product_id, const char *plans, bool *ret_changed);
struct error license_delete(struct ctx *cx, const struct customer_user *user,
    const char *product_id, bool *ret_changed);

#endif
