/*
 * Customers as the REST API writes them (resources.json: Customer).
 */
#ifndef KONTOR_API_CUSTOMER_JSON_H
#define KONTOR_API_CUSTOMER_JSON_H

#include "base/json.h"
#include "customers/customer.h"

/* full: with commerce id, billing profile and address, as GET by id. password:
 * of a new customer's first user, once; else NULL. */
void customer_json(struct json_out *json, const struct customer *customer,
    bool full, const char *password);
void customer_company_json(struct json_out *json, const char *key,
    const struct customer *customer, bool full);
void customer_billing_json(
    struct json_out *json, const char *key, const struct customer *customer);

#endif
