/*
 * How a charge stands in a row. For billing/ only.
 */
#ifndef KONTOR_BILLING_CHARGE_ROWS_H
#define KONTOR_BILLING_CHARGE_ROWS_H

#include "billing/charge.h"
#include "db/db.h"

/* The first 17 columns of charge_list, in order. */
#define CHARGE_COLUMNS 17
struct charge charge_read(struct rows *rows);
/* CHARGE_NEW for a word that is not known. */
enum charge_kind charge_kind_find(const char *id);

#endif
