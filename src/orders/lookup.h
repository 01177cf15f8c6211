/*
 * Things of a partner found by an id alone, without knowing whose they are:
 * for search. Each is found through an index, one statement for all kinds; what
 * another partner has is not found.
 */
#ifndef KONTOR_ORDERS_LOOKUP_H
#define KONTOR_ORDERS_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum found_kind {
	FOUND_ORDER = 1,    /* by order number or alternate id */
	FOUND_ENTITLEMENT,  /* software: order number, dash, line */
	FOUND_RESERVATION,  /* by its GUID or its entitlement's id */
	FOUND_SUBSCRIPTION, /* by its GUID */
};
struct found {
	enum found_kind kind;
	const char *customer_id, *customer_name;
	const char *order_id;
	int64_t line_number;         /* -1: the order */
	const char *title;           /* of the line; NULL of an order */
	const char *subscription_id; /* of a subscription */
	int64_t ordered_at;
};
#define FOUND_MAX 8
struct found_list {
	size_t count;
	struct found items[FOUND_MAX];
};

/* customer_id: only of this customer, for its own users; NULL: of all. text:
 * anything that was typed. */
struct error found_by_id(struct ctx *cx, const char *customer_id,
    const char *text, struct found_list *ret_list);

/*
 * Lines of a customer's newest orders whose title holds the words, newest
 * first, at most limit: FOUND_ENTITLEMENT or FOUND_RESERVATION.
 */
struct found_lines {
	size_t count;
	struct found *items;
	bool more;
};
struct error found_by_title(struct ctx *cx, const char *customer_id,
    enum found_kind kind, const char *words, size_t limit,
    struct found_lines *ret_list);

#endif
