/*
 * Adding a domain to a customer: the row, its name in the directory and the
 * activity row.
 */
#include "accounts/directory.h"
#include "accounts/principal.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/text.h"
#include "customers/customer.h"
#include "customers/customer_rows.h"
#include "customers/domain_rows.h"

#define DOMAINS_MAX 900 /* of one customer: every list is bounded */

static struct error name_take(
    struct ctx *cx, const char *customer_id, const char *name)
{
	bool taken;
	struct error e = customer_domain_taken(cx, name, &taken);

	if (!e.code && !taken)
		e = directory_add(cx, DIRECTORY_CUSTOMER_DOMAIN, name,
		    cx->who->partner->partner_id, customer_id, &taken);
	if (!e.code && taken)
		e = fail_with(cx->arena, ERR_DOMAIN_TAKEN, "domain.name",
		    HOLES({ "domain", name }));
	return e;
}

struct error customer_domain_create(struct ctx *cx, const char *customer_id,
    const struct customer_domain *given, struct customer_domain *ret_domain)
{
	struct customer_domain domain = *given;
	struct customer customer;
	struct customer_domain_list list;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code)
		return e;
	domain.name = text_lower(cx->arena, text_trim(cx->arena, given->name));
	if (!domain_form(domain.name))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "domain.name",
		    HOLES({ "wanted", "example.com" }));
	e = customer_domain_list(cx, customer.customer_id, &list);
	if (e.code)
		return e;
	if (list.count >= DOMAINS_MAX)
		return fail_with(cx->arena, ERR_LINES_TOO_MANY, "domain",
		    HOLES({ "max", "900" }));
	if ((e = name_take(cx, customer.customer_id, domain.name)).code ||
	    (e = customer_domain_add(cx, customer.customer_id, &domain)).code)
		return e;
	*ret_domain = domain;
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_ADD_DOMAIN,
		.customer_id = customer.customer_id,
		.customer_name = customer.name,
		.title = domain.name,
		.details = HOLES({ "DomainName", domain.name }) },
	    OK);
}
