/*
 * Azure plans of a customer, for those who choose one. Rows are made by
 * checkout (order_store.c).
 */
#include "accounts/principal.h"
#include "db/db.h"
#include "orders/order.h"

#define PLANS_MAX 200

struct error azure_plan_list(
    struct ctx *cx, const char *customer_id, struct azure_plan_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_azure_plan_list,
	    ARGS(I(cx->who->partner->partner_id), T(customer_id)));
	struct azure_plan_list list = { 0 };
	struct error e;

	list.plans = ARENA_ARRAY(cx->arena, struct azure_plan, PLANS_MAX);
	while (rows_next(rows)) {
		struct azure_plan *plan = &list.plans[list.count];

		if (list.count == PLANS_MAX)
			break;
		plan->subscription_id = rows_text(rows, 0);
		plan->name = rows_text(rows, 1);
		list.count++;
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	*ret_list = list;
	return OK;
}
