/*
 * Carts as the REST API writes them (resources.json: Cart, CartLineItem).
 */
#ifndef KONTOR_API_CART_JSON_H
#define KONTOR_API_CART_JSON_H

#include "base/json.h"
#include "http/http.h"
#include "orders/cart.h"

void cart_json(
    struct request *rq, struct json_out *json, const struct cart *cart);

/* "provisioningContext":{..}, keys in camelCase; nothing when empty. */
void context_json(struct json_out *json, const struct field_map *context);
/* "renewsTo":{"termDuration":..}; nothing for NULL. */
void renews_to_json(struct json_out *json, const char *term);

#endif
