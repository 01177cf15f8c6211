/*
 * PATCH of an order: one address for cancelling, adding, and the billing
 * cycle. Its row stands in order_routes.c.
 */
#ifndef KONTOR_API_ORDER_PATCH_H
#define KONTOR_API_ORDER_PATCH_H

#include "http/http.h"
#include "orders/order.h"

struct order_patch_sent {
	const char *id;
	int status, billing_cycle;
	struct field_list lines; /* its own */
};
extern const struct field order_patch_fields[];
struct error order_patch_prepare(struct request *rq);
struct error order_patch_effects(struct request *rq);
struct error order_patch_finish(struct request *rq, struct error outcome);
#define ORDER_PATCH                                                            \
	.body = order_patch_fields,                                            \
	.body_size = sizeof(struct order_patch_sent),                          \
	.prepare = order_patch_prepare, .effects = order_patch_effects,        \
	.finish = order_patch_finish

/* order_routes.c */
void order_answer(
    struct request *rq, int status, const struct order *order, bool prices);

#endif
