/*
 * Parts of signing in that its services share.
 */
#ifndef KONTOR_ACCOUNTS_SIGN_IN_PRIVATE_H
#define KONTOR_ACCOUNTS_SIGN_IN_PRIVATE_H

#include "accounts/person.h"
#include "accounts/sign_in.h"
#include "accounts/sign_in_rows.h"

/* ERR_SIGN_IN_LOCKED with the minutes to wait. */
struct error sign_in_locked(struct ctx *cx, int64_t seconds);
/* One more wrong try: counts, locks, and says why in the log. */
struct error sign_in_wrong(struct ctx *cx,
    const struct sign_in_candidate *candidate, const struct sign_in_row *row,
    struct error why, struct sign_in_result *result);
/* All was right: the count starts anew, a session opens (agent NULL: none is
 * wanted), the log has a row. */
struct error sign_in_right(struct ctx *cx,
    const struct sign_in_candidate *candidate, const struct sign_in_row *row,
    const char *agent, struct sign_in_result *result);
/* cx is the person's from here on, when signed in. */
void sign_in_become(struct ctx *cx, const struct sign_in_result *result);

/* What is asked for behind the password. */
struct error sign_in_need_of(struct ctx *cx,
    const struct sign_in_candidate *candidate, struct person *ret_person,
    enum sign_in_need *ret_need);
/* The next step waits; of a factor to enrol the secret is drawn. */
struct error sign_in_step_start(struct ctx *cx, const struct person *person,
    bool factor_done, enum sign_in_need need, struct sign_in_result *result);

#endif
