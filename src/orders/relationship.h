/*
 * The end of a relationship: only when nothing stands between the two any
 * more. An active subscription, a running reservation, an order that is not
 * delivered or can still be cancelled keeps it (ERR_RELATIONSHIP_OPEN).
 */
#ifndef KONTOR_ORDERS_RELATIONSHIP_H
#define KONTOR_ORDERS_RELATIONSHIP_H

#include "customers/customer.h"

struct relationship_open {
	int64_t subscriptions, reservations, windows, pending;
};
struct error relationship_open(struct ctx *cx, const char *customer_id,
    struct relationship_open *ret_open);
/* In the writer. */
struct error relationship_end(
    struct ctx *cx, const char *customer_id, struct customer *ret_customer);

#endif
