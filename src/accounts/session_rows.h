/*
 * Rows of a person's own sessions.
 */
#ifndef KONTOR_ACCOUNTS_SESSION_ROWS_H
#define KONTOR_ACCOUNTS_SESSION_ROWS_H

#include "accounts/person.h"
#include "accounts/session.h"

struct error session_row_end(struct ctx *cx, const struct person *person,
    const char *session_id, bool *ret_was);

#endif
