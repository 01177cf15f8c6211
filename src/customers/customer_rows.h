/*
 * Rows of customers, for the service of this folder.
 */
#ifndef KONTOR_CUSTOMERS_CUSTOMER_ROWS_H
#define KONTOR_CUSTOMERS_CUSTOMER_ROWS_H

#include "customers/customer.h"

struct error customer_add(struct ctx *cx, const struct customer *customer);
/* The billing profile of customer_id, as it is in customer. */
struct error customer_update(struct ctx *cx, const struct customer *customer);
struct error customer_set_relationship(
    struct ctx *cx, const char *customer_id, const char *relationship);
/* Its users and their sessions; their addresses are the directory's. */
struct error customer_users_remove(struct ctx *cx, const char *customer_id);

#endif
