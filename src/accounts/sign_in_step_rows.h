/*
 * Rows of sign-ins half done.
 */
#ifndef KONTOR_ACCOUNTS_SIGN_IN_STEP_ROWS_H
#define KONTOR_ACCOUNTS_SIGN_IN_STEP_ROWS_H

#include "accounts/sign_in_step.h"
#include "base/crypto.h"

struct error step_row_add(struct ctx *cx, const struct person *person,
    bool factor_done, const uint8_t hash[SHA256_BYTES]);
/* Of the person the key alone. */
struct error step_row_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct sign_in_step *ret_step,
    bool *ret_found);
struct error step_row_end(
    struct ctx *cx, int64_t partner_id, const uint8_t hash[SHA256_BYTES]);

#endif
