/*
 * Rows of domains, for the services of this folder.
 */
#ifndef KONTOR_CUSTOMERS_DOMAIN_ROWS_H
#define KONTOR_CUSTOMERS_DOMAIN_ROWS_H

#include "customers/domain.h"

struct error customer_domain_add(struct ctx *cx, const char *customer_id,
    const struct customer_domain *domain);
struct error customer_domains_remove(struct ctx *cx, const char *customer_id);

#endif
