/*
 * Ending a relationship, when nothing is open.
 */
#include "orders/relationship.h"

static const char *number(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

struct error relationship_end(
    struct ctx *cx, const char *customer_id, struct customer *ret_customer)
{
	struct customer customer;
	struct relationship_open open;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code)
		return e;
	e = relationship_open(cx, customer.customer_id, &open);
	if (e.code)
		return e;
	if (open.subscriptions + open.reservations + open.windows +
		open.pending >
	    0)
		return fail_with(cx->arena, ERR_RELATIONSHIP_OPEN, NULL,
		    HOLES({ "subscriptions", number(cx, open.subscriptions) },
			{ "reservations", number(cx, open.reservations) },
			{ "windows", number(cx, open.windows) },
			{ "pending", number(cx, open.pending) }));
	return customer_leave(cx, customer.customer_id, ret_customer);
}
