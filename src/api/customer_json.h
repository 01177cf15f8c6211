/*
 * Customers as the REST API writes them (resources.json: Customer).
 */
#ifndef KONTOR_API_CUSTOMER_JSON_H
#define KONTOR_API_CUSTOMER_JSON_H

#include "base/json.h"
#include "customers/customer.h"
#include "http/http.h"

/* As lists have it. */
void customer_short_json(
    struct json_out *json, const struct customer *customer);
/*
 * Answers with the whole of it: commerce id, billing profile, address, domains.
 * password: of a new customer's first user, once; else NULL.
 */
struct error customer_answer(struct request *rq, int status,
    const struct customer *customer, const char *password);
/* The same of a customer that has just been left. */
void customer_left_answer(struct request *rq, const struct customer *customer);
void customer_company_json(struct json_out *json, const char *key,
    const struct customer *customer, bool full);
void customer_billing_json(
    struct json_out *json, const char *key, const struct customer *customer);

#endif
