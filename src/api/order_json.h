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

#endif
