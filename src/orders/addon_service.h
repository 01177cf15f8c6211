/*
 * Lines that need something beside themselves: add-ons their parent, sandbox
 * reservations a place, participants a reseller (api.md 2.3, 2.8).
 */
#ifndef KONTOR_ORDERS_ADDON_SERVICE_H
#define KONTOR_ORDERS_ADDON_SERVICE_H

#include "customers/customer.h"
#include "orders/cart.h"

#define SANDBOX_RESERVATIONS 2 /* instances a customer */

/* After the lines were resolved alone; what is wrong goes into the line. */
struct error cart_lines_together(
    struct ctx *cx, const struct customer *customer, struct cart *cart);

#endif
