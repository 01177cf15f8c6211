/*
 * Passwords: argon2id, 19 MiB, two passes, one lane. Slow on purpose: only on
 * worker threads and in CLI verbs, and at most two at once (cx->accounts).
 */
#ifndef KONTOR_ACCOUNTS_PASSWORD_H
#define KONTOR_ACCOUNTS_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

#define PASSWORD_MIN 8   /* characters */
#define PASSWORD_MAX 256 /* bytes */

/* 8 characters or more, at most 256 bytes, valid text. */
struct error password_check(
    struct ctx *cx, const char *field, const char *password);
/* Encoded, with salt and costs, in the arena. */
struct error password_hash(
    struct ctx *cx, const char *password, const char **ret_encoded);
/* encoded NULL or damaged: false after the same work. */
bool password_verify(struct ctx *cx, const char *encoded, const char *password);
/* 16 characters without look-alikes, with letters of both cases and digits. */
const char *password_random(struct ctx *cx);

#endif
