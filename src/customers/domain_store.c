/*
 * Rows of further domains. Who may have which, domain_service.c says.
 */
#include "accounts/principal.h"
#include "base/text.h"
#include "customers/customer_rows.h"
#include "customers/domain_rows.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

struct error customer_domain_list(struct ctx *cx, const char *customer_id,
    struct customer_domain_list *ret_list)
{
	struct rows *rows = sql_open(
	    cx, SQL_customer_domain_list, ARGS(I(tenant(cx)), T(customer_id)));
	struct customer_domain_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.domains, list.count, room);
		list.domains[list.count++] = (struct customer_domain){
			.name = rows_text(rows, 0),
			.federated = text_same(rows_text(rows, 1), "federated"),
			.capability = rows_text(rows, 2),
			.is_default = rows_int(rows, 3) != 0,
			.root_domain = rows_text(rows, 4),
			.verification = rows_text(rows, 5),
			.federation = rows_text(rows, 6),
		};
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}

struct error customer_domain_add(struct ctx *cx, const char *customer_id,
    const struct customer_domain *domain)
{
	struct error e = OK;

	if (domain->is_default)
		e = sql_run(cx, SQL_customer_domain_none_default,
		    ARGS(I(tenant(cx)), T(customer_id)), NULL);
	if (e.code != 0)
		return e;
	return sql_run(cx, SQL_customer_domain_add,
	    ARGS(I(tenant(cx)), T(customer_id), T(domain->name),
		T(domain->federated ? "federated" : "managed"),
		T(domain->capability), I(domain->is_default),
		T(domain->root_domain), T(domain->verification),
		T(domain->federation), I(cx->now)),
	    NULL);
}

struct error customer_domains_remove(struct ctx *cx, const char *customer_id)
{
	return sql_run(cx, SQL_customer_domains_remove,
	    ARGS(I(tenant(cx)), T(customer_id)), NULL);
}
