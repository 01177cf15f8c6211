/*
 * Rows of consents, for consent_service.c.
 */
#ifndef KONTOR_ACCOUNTS_CONSENT_ROWS_H
#define KONTOR_ACCOUNTS_CONSENT_ROWS_H

#include "accounts/consent.h"

struct error consent_set(struct ctx *cx, const char *client_id);
struct error consent_rows_delete(
    struct ctx *cx, const char *client_id, bool *ret_was);

#endif
