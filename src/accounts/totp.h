/*
 * One-time codes by time (RFC 6238: SHA-1, six digits, thirty seconds), as
 * every authenticator app makes them. Pure; who has which secret is
 * second_factor.h's.
 */
#ifndef KONTOR_ACCOUNTS_TOTP_H
#define KONTOR_ACCOUNTS_TOTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_DIGITS 6
#define TOTP_SECONDS 30

/* The code of a step; false when the library cannot. */
bool totp_code(const uint8_t *secret, size_t length, int64_t step,
    char ret_code[TOTP_DIGITS + 1]);
/*
 * The step whose code this is: that of wall, the one before or the one after,
 * and later than last_step; 0 when it is none. In constant time. typed is
 * compared as it stands; may be NULL.
 */
int64_t totp_match(const uint8_t *secret, size_t length, const char *typed,
    int64_t wall, int64_t last_step);
/* Base32 without padding, as people type it. */
const char *totp_secret_text(
    struct arena *arena, const uint8_t *secret, size_t length);
/* "otpauth://totp/...": what the picture for the app says. */
const char *totp_address(struct arena *arena, const char *issuer,
    const char *account, const char *secret_text);

#endif
