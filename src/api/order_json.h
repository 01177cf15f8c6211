/*
 * Orders as the REST API writes them (resources.json: Order, OrderLineItem).
 */
#ifndef KONTOR_API_ORDER_JSON_H
#define KONTOR_API_ORDER_JSON_H

#include <stdbool.h>

#include "base/json.h"
#include "http/http.h"
#include "orders/order.h"

/* prices: with totalPrice and pricing, as include_price asks for. */
void order_json(struct request *rq, struct json_out *json,
    const struct order *order, bool prices);
/* Seats of another publisher: {"lineItemNumber","link"}, its address the page
 * of the subscription here. */
void activation_link_json(struct request *rq, struct json_out *json,
    const char *customer_id, const char *subscription_id, int64_t line_number);
bool line_has_activation(const struct order_line *line);

#endif
