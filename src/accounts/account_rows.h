/*
 * How the statements of this folder give partners: shared by its stores and
 * nobody else.
 */
#ifndef KONTOR_ACCOUNTS_ACCOUNT_ROWS_H
#define KONTOR_ACCOUNTS_ACCOUNT_ROWS_H

#include "accounts/principal.h"
#include "db/db.h"

#define PARTNER_COLUMNS 14

/* The columns of partner.sql, from column first on. */
void partner_read(struct rows *rows, int first, struct partner *ret_partner);

#endif
