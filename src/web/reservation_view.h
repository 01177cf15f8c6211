/*
 * Reservations as pages show them: the dashboard's and the customer's own.
 */
#ifndef KONTOR_WEB_RESERVATION_VIEW_H
#define KONTOR_WEB_RESERVATION_VIEW_H

#include "base/mustache.h"
#include "fulfilment/entitlement.h"

struct reservation_view {
	int64_t line_number, ordered_at;
	const char *href; /* NULL on pages of the customer */
	const char *name, *product, *quantity, *state, *tone;
	const char *scope, *scope_about, *plan_name, *plan_id, *region;
	const char *entitlement_id; /* of the address, and as software has it */
	const char *term, *ordered, *order_id, *order_href, *reservation_id;
	bool single, active;
};
extern const struct view_field reservation_view[];

/* All reservations of a customer, of the newest order first. */
struct error reservation_views_of(
    struct ctx *cx, const char *customer_id, struct view_list *ret_views);

#endif
