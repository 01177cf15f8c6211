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
/* Is its term over on that day, when it renews so? What renews is not over
 * until the day it was not renewed. */
bool subscription_is_over(
    const struct subscription *subscription, bool auto_renew, int64_t today);
/* The first day of the second billing period; 0 when there is none. */
int64_t subscription_second_day(
    const char *billing_cycle, const char *term, int64_t start_day);
/* What becomes of it on its next day: one period is charged, and perhaps the
 * term goes on; or it ends. */
struct renewal {
	bool charged;         /* period is to be paid */
	bool rolls;           /* a new term begins */
	bool ends;            /* nothing is charged any more */
	struct period period; /* when charged */
	int64_t end_day;      /* of the term from then on */
	int64_t next_day;     /* 0: ends */
};
/* The last day of the term that the day before that one is in. */
int64_t subscription_end_before(
    const struct subscription *subscription, int64_t day);
struct renewal subscription_renewal(const struct subscription *subscription);
bool subscription_differs(
    const struct subscription *a, const struct subscription *b);

#endif
