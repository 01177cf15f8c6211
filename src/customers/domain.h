/*
 * Further domains of a customer, verified by the one who adds them. Like its
 * first, a domain is taken over all partners.
 */
#ifndef KONTOR_CUSTOMERS_DOMAIN_H
#define KONTOR_CUSTOMERS_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

struct customer_domain {
	const char *name; /* lower case */
	bool federated;
	const char *capability;
	bool is_default;
	const char *root_domain;  /* "" none */
	const char *verification; /* none, dns_record, email */
	const char *federation;   /* JSON object of texts; NULL none */
};
struct customer_domain_list {
	size_t count;
	struct customer_domain *domains; /* by name, without the first domain */
};

struct error customer_domain_list(struct ctx *cx, const char *customer_id,
    struct customer_domain_list *ret_list);
/* In the writer. ERR_DOMAIN_TAKEN, ERR_FIELD_FORMAT (domain.name). */
struct error customer_domain_create(struct ctx *cx, const char *customer_id,
    const struct customer_domain *domain, struct customer_domain *ret_domain);

#endif
