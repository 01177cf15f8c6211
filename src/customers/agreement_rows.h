/*
 * Rows of agreements, for the service of this folder.
 */
#ifndef KONTOR_CUSTOMERS_AGREEMENT_ROWS_H
#define KONTOR_CUSTOMERS_AGREEMENT_ROWS_H

#include "customers/agreement.h"

struct error agreement_add(
    struct ctx *cx, const char *customer_id, const struct agreement *agreement);

#endif
