/*
 * Rows of customers, for the service of this folder.
 */
#ifndef KONTOR_CUSTOMERS_CUSTOMER_ROWS_H
#define KONTOR_CUSTOMERS_CUSTOMER_ROWS_H

#include "customers/customer.h"

struct error customer_add(struct ctx *cx, const struct customer *customer);

#endif
