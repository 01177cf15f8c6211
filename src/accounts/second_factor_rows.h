/*
 * Rows of second factors and recovery codes.
 */
#ifndef KONTOR_ACCOUNTS_SECOND_FACTOR_ROWS_H
#define KONTOR_ACCOUNTS_SECOND_FACTOR_ROWS_H

#include "accounts/second_factor.h"
#include "base/crypto.h"

struct factor_row {
	const uint8_t *sealed;
	size_t sealed_length;
	int64_t confirmed_at; /* 0: not on yet */
	int64_t last_step;
	int64_t codes_left;
};
struct error factor_row_find(struct ctx *cx, const struct person *person,
    struct factor_row *ret_row, bool *ret_found);
/* Takes the place of one that was not confirmed. */
struct error factor_row_put(struct ctx *cx, const struct person *person,
    const uint8_t *sealed, size_t length);
/* on: it is confirmed now, if it was not. False when another was quicker. */
struct error factor_row_step(struct ctx *cx, const struct person *person,
    int64_t step, bool on, bool *ret_taken);
struct error factor_row_delete(
    struct ctx *cx, const struct person *person, bool *ret_was);

/* changed: it was not so before. */
struct error factor_demand_set(
    struct ctx *cx, int64_t partner_id, bool demanded, bool *ret_changed);

struct error recovery_code_add(struct ctx *cx, const struct person *person,
    const uint8_t hash[SHA256_BYTES]);
struct error recovery_code_take(struct ctx *cx, const struct person *person,
    const uint8_t hash[SHA256_BYTES], bool *ret_taken);
struct error recovery_codes_delete(struct ctx *cx, const struct person *person);

#endif
