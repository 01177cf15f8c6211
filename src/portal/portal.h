/*
 * The customer admin centre's door and its tables of routes.
 * Its users are the customer's own; it shares session, frame and dialogs with
 * the dashboard.
 */
#ifndef KONTOR_PORTAL_PORTAL_H
#define KONTOR_PORTAL_PORTAL_H

#include "http/http.h"

extern const struct door portal_door;
/* Ended by NULL. */
extern const struct route *const portal_tables[];

extern const struct route portal_home_routes[];
extern const struct route portal_software_routes[];
extern const struct route portal_activity_routes[];
extern const struct route portal_product_routes[];
extern const struct route portal_search_routes[];
extern const struct route portal_security_routes[];

#define PORTAL_PRODUCTS "/portal/billing/products"
#define PORTAL_SOFTWARE PORTAL_PRODUCTS "/software"

#endif
