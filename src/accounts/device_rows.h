/*
 * Rows of device codes, for the services of this folder.
 */
#ifndef KONTOR_ACCOUNTS_DEVICE_ROWS_H
#define KONTOR_ACCOUNTS_DEVICE_ROWS_H

#include "accounts/device.h"
#include "base/crypto.h"

struct device_row {
	const char *client_id, *scope, *resource, *user_id;
	enum device_state state;
	int64_t auth_at, poll_seconds, polled_at, expires_at;
};

/* Not added when the user code is in use. */
struct error device_row_add(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], const char *user_code,
    const struct device_row *row, bool *ret_added);
struct error device_row_find(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct device_row *ret_row,
    bool *ret_found);
struct error device_row_find_typed(struct ctx *cx, const char *user_code,
    struct device_row *ret_row, bool *ret_found);
struct error device_row_answer(struct ctx *cx, const char *user_code,
    enum device_state state, int64_t auth_at, bool *ret_answered);
struct error device_row_polled(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], int64_t poll_seconds);
struct error device_row_take(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], bool *ret_taken);

#endif
