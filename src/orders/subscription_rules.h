/*
 * Pure rules of subscriptions: what may change into what. No database, no
 * clock.
 */
#ifndef KONTOR_ORDERS_SUBSCRIPTION_RULES_H
#define KONTOR_ORDERS_SUBSCRIPTION_RULES_H

#include "orders/subscription.h"

#define FRIENDLY_NAME_MAX 256

/*
 * Lays the change over the subscription: the refusals of api.md 2.7, in this
 * order: deleted, billing cycle, status, quantity, renewal, name. today: UTC
 * day. The reseller is the store's to check.
 */
struct error subscription_apply(struct arena *arena,
    const struct subscription *now, const struct subscription_change *change,
    int64_t today, struct subscription *ret_after);
bool subscription_differs(
    const struct subscription *a, const struct subscription *b);

#endif
