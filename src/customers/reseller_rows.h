/*
 * Rows of resellers, for the service of this folder.
 */
#ifndef KONTOR_CUSTOMERS_RESELLER_ROWS_H
#define KONTOR_CUSTOMERS_RESELLER_ROWS_H

#include "customers/reseller.h"

/* taken: tenant or MPN id is there already; then nothing is written. */
struct error reseller_add(
    struct ctx *cx, const struct reseller *reseller, bool *ret_taken);

#endif
