/*
 * Subscriptions as the REST API writes them (resources.json: Subscription).
 */
#ifndef KONTOR_API_SUBSCRIPTION_JSON_H
#define KONTOR_API_SUBSCRIPTION_JSON_H

#include "base/json.h"
#include "http/http.h"
#include "orders/subscription.h"

/* country: the customer's, for links into the catalogue. */
void subscription_json(struct request *rq, struct json_out *json,
    const struct subscription *of, const char *country);
/* Its address, or what lies below it (NULL: itself). */
const char *subscription_uri(
    struct arena *arena, const struct subscription *of, const char *below);
/* The last day of the term, or the year 9999 without one (api.md 1.5). */
int64_t subscription_commitment_end(const struct subscription *subscription);

#endif
